"""A partner, in a process of its own: notes every POST as it came, before anything else, and then answers as it is told.

What was noted is judged afterwards by `judge`, which knows nothing of how it was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

LONGEST_HELD = 4.0  # shorter than a sender waits for an answer
ONE_KILL_MAY_REPEAT = 32


@dataclass(slots=True)
class Came:
    """One POST. Times are seconds of the machine's own steady clock, which all processes share."""

    path: str
    at: float
    peer: int
    key: str
    repeat: str
    signed: bool
    mode: str
    sha256: str
    said: dict[str, Any]
    answered: float = 0.0


@dataclass
class _Desk:
    """What the receiving process holds."""

    secrets: dict[str, bytes] = field(default_factory=dict)
    slow: float = 0.0
    refuses: str = ""
    came: list[Came] = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    desk: _Desk
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        desk, at = self.desk, time.perf_counter()
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # the sender was killed while it spoke: nothing was said
            return
        if self.path != "/bare":
            one = _noted(desk, self.path, self.client_address[1], at, dict(self.headers), body)
            desk.came.append(one)
            if not desk.gate.is_set():
                desk.held[one.peer] = one.key
                desk.gate.wait(LONGEST_HELD)
                desk.held.pop(one.peer, None)
            time.sleep(desk.slow)
        self.send_response(503 if desk.refuses and self.path == desk.refuses else 200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"taken")
        if self.path != "/bare":
            one.answered = time.perf_counter()

    def handle(self) -> None:
        with suppress(OSError):  # the sender was killed
            super().handle()

    def log_message(self, *_: Any) -> None:
        pass


def _noted(desk: _Desk, path: str, peer: int, at: float, headers: Mapping[str, str], body: bytes) -> Came:
    key = headers.get("Idempotency-Key", "")
    own = hmac.new(desk.secrets.get(path, b""), key.encode() + b"." + body, hashlib.sha256).hexdigest()
    said = json.loads(body)
    return Came(
        path, at, peer, key, headers.get("Wayhome-Repeat", ""),
        path in desk.secrets and hmac.compare_digest(headers.get("Wayhome-Signature", ""), f"v1={own}"),
        headers.get("Wayhome-Mode", ""), hashlib.sha256(body).hexdigest(), said,
    )  # fmt: skip


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def _receive(told: Connection) -> None:
    """The process: a server in a thread, and a loop that does as it is told."""
    desk = _Desk()
    desk.gate.set()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"desk": desk}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.send(server.server_address[1])
    with suppress(EOFError):
        while True:
            word, given = told.recv()
            if word == "secrets":
                desk.secrets |= given
            elif word == "hold":
                desk.gate.clear() if given else desk.gate.set()
            elif word == "slow":
                desk.slow, desk.refuses = given
            told.send(dict(desk.held) if word == "held" else desk.came[given:] if word == "came" else None)


class Receiver:
    """The process, for whoever tells it what to do. For one thread alone."""

    def __init__(self, told: Connection) -> None:
        self._told = told
        self.port = int(told.recv())
        self._known: list[Came] = []

    def _ask(self, word: str, given: object = None) -> Any:
        self._told.send((word, given))
        return self._told.recv()

    def trust(self, secrets: Mapping[str, bytes]) -> None:
        """Know the secret of each path."""
        self._ask("secrets", dict(secrets))

    def hold(self, held: bool) -> None:
        """Keep every answer back from now on, for four seconds at most; or let them go."""
        self._ask("hold", held)

    def slow(self, seconds: float, *, refuses: str = "") -> None:
        """Take so long for each answer, and answer one path with 503."""
        self._ask("slow", (seconds, refuses))

    def held(self) -> dict[int, str]:
        """What is kept back now: keys by the port of the sender."""
        return dict(self._ask("held"))

    def came(self) -> list[Came]:
        """Everything that came, in order. What was not answered yet is asked for again the next time."""
        first = next((place for place, one in enumerate(self._known) if not one.answered), len(self._known))
        self._known[first:] = self._ask("came", first)
        return self._known


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver, while it is wanted."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_receive, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Receiver(ours)
    finally:
        process.terminate()
        process.join()


@dataclass(slots=True)
class Verdict:
    """What is wrong with what came, a list of words a kind, and the most repeats that one kill brought."""

    missing: list[str] = field(default_factory=list)
    unflagged: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    repeats: int = 0
    most: int = 0
    without: int = 0


def judge(came: Iterable[Came], expected: Iterable[str], kills: Iterable[float] = ()) -> Verdict:
    """Judge what came, counted before any repeat is removed.

    expected   the keys of everything that was to be told
    kills      when something was killed; a repeat belongs to the first kill after the try before it began
    """
    found, wanted, moments = Verdict(), set(expected), sorted(kills)
    last: dict[str, Came] = {}
    by_kill: Counter[float | None] = Counter()
    for one in sorted(came, key=lambda each: each.at):
        if not one.signed:
            found.forged.append(one.key)
        if one.key not in wanted:
            found.unasked.append(one.key)
        if before := last.get(one.key):
            found.repeats += 1
            by_kill[next((kill for kill in moments if before.at <= kill <= one.at), None)] += 1
            if one.repeat != "1":
                found.unflagged.append(one.key)
            if one.sha256 != before.sha256 or one.path != before.path:
                found.altered.append(one.key)
        last[one.key] = one
    found.missing = sorted(wanted - last.keys())
    found.without = by_kill.pop(None, 0)
    found.most = max(by_kill.values(), default=0)
    return found
