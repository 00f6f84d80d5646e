"""Keys of rows, and references that people read aloud."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

# No 0, 1, I, L or O, which are misheard and misread; 31 signs, a prime, so that the check sign
# finds every single wrong sign and every swap of two.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    Made here because PostgreSQL has `uuidv7()` from version 18 only.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def new_reference() -> str:
    """A random public reference: 15 signs (74 bits) and a check sign, in groups of four."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return grouped(body + check_sign(body))


def new_quote() -> str:
    """What a person quotes when a page failed: 8 signs (39 bits), said in two breaths. It finds a line of the log."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{body[:4]}-{body[4:]}"


def check_sign(body: str) -> str:
    """The sign that makes the weighted sum of all signs divisible by 31."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def grouped(reference: str) -> str:
    """Four groups of four, as printed on posters."""
    return "-".join(reference[i : i + 4] for i in range(0, LENGTH, 4))


def read_reference(text: str) -> str | None:
    """The reference a person typed or read aloud, in its printed form; None when the check sign says no."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return grouped(signs) if check_sign(signs[:-1]) == signs[-1] else None
