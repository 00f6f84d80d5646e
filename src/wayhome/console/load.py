"""A load generator of one process: many kept connections, several questions on each before the first answer is read.

Questions in advance make the web server the slower of the two: a client that waits for each answer spends longer on its own
system calls than nginx does on the page.
"""

from __future__ import annotations

import select
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass

CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Load:
    """What one round measured: answers a second, and how long each batch took, in milliseconds."""

    rate: float
    batches: tuple[float, ...]


def load(port: int, path: str, *, seconds: float, ahead: int, status: int = 200) -> Load:
    """Ask one path for a while. Raises SystemExit when an answer is not of that status and of the same length as the first."""
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    length, begins = _first(port, ask), f"HTTP/1.1 {status} ".encode()
    with ExitStack() as stack:
        opened = [stack.enter_context(_connected(port)) for _ in range(CONNECTIONS)]
        return _asked({each.fileno(): each for each in opened}, ask * ahead, length * ahead, begins, seconds, ahead)


def _asked(
    sockets: dict[int, socket.socket], batch: bytes, whole: int, begins: bytes, seconds: float, ahead: int
) -> Load:
    poll, buffer = select.poll(), bytearray(1 << 20)
    left, since = dict.fromkeys(sockets, whole), dict.fromkeys(sockets, time.perf_counter())
    took: list[float] = []
    started = time.perf_counter()
    for number, each in sockets.items():
        poll.register(number, select.POLLIN)
        each.send(batch)
    while (now := time.perf_counter()) - started < seconds:
        for number, _ in poll.poll(1000):
            got = sockets[number].recv_into(buffer)
            if (left[number] == whole and not buffer.startswith(begins)) or got > left[number] or not got:
                raise SystemExit(f"The page answered otherwise than before: {bytes(buffer[:60])!r}")
            left[number] -= got
            if not left[number]:
                took.append((now - since[number]) * 1000)
                left[number], since[number] = whole, now
                sockets[number].send(batch)
    return Load(len(took) * ahead / (time.perf_counter() - started), tuple(took))


def _connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setblocking(False)
    return made


def _first(port: int, ask: bytes) -> int:
    """How many bytes one answer has, head and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(ask)
        said = b""
        while b"\r\n\r\n" not in said:
            said += one.recv(65536)
    head = said.partition(b"\r\n\r\n")[0]
    lines = dict(line.lower().partition(b": ")[::2] for line in head.split(b"\r\n")[1:])
    return len(head) + 4 + int(lines.get(b"content-length", 0))
