"""What one process remembers by itself: how many reads an address has left, and whether reads fill it.

No database is asked, since pages must be read while it is down, and since a page of the public site is a file.
"""

from __future__ import annotations

import hashlib
import math
import os
import threading
import time
from collections import OrderedDict

REMEMBERED = 20_000
PATIENCE_SECONDS = 0.05
MEMORY_SECONDS = 0.5
MOSTLY = 0.7


class Buckets:
    """A bucket of tokens for each address: `burst` at first, and `rate` more a second."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._key = os.urandom(32)
        self._kept: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, who: str, *, at: float | None = None) -> bool:
        """Take one token; False when none is left. `at` counts seconds on any one clock."""
        now = time.monotonic() if at is None else at
        # No address stands in the memory of a process that could be dumped.
        key = hashlib.blake2b(who.encode(), key=self._key, digest_size=16).digest()
        with self._turn:
            left, before = self._kept.pop(key, (self.burst, now))
            left = min(self.burst, left + (now - before) * self.rate)
            self._kept[key] = (left - 1 if left >= 1 else left, now)
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return left >= 1


class Load:
    """Lets reads take all threads of a process but one.

    A read that finds them taken waits a moment for one; when they have been taken most of the last half second it is
    sent away at once, so that the queue before a report is worked off quickly.
    """

    def __init__(self, threads: int) -> None:
        self.slots = max(1, threads - 1)
        self._free = threading.Semaphore(self.slots)
        self._turn = threading.Lock()
        self._taken = 0
        self._full, self._at = 0.0, time.monotonic()

    def enter(self) -> bool:
        """Begin a read; False when it is to be sent away."""
        with self._turn:
            self._look()
            if self._taken >= self.slots and self._full > MOSTLY:
                return False
        if not self._free.acquire(timeout=PATIENCE_SECONDS):
            return False
        with self._turn:
            self._look()
            self._taken += 1
        return True

    def leave(self) -> None:
        """End a read that began."""
        with self._turn:
            self._look()
            self._taken -= 1
        self._free.release()

    def _look(self) -> None:
        """Bring up to now the share of the last moments in which every slot was taken."""
        now = time.monotonic()
        kept = math.exp((self._at - now) / MEMORY_SECONDS)
        self._full = self._full * kept + (self._taken >= self.slots) * (1 - kept)
        self._at = now
