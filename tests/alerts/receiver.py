"""A partner: a web server that takes webhooks, on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One POST, as it came."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what it is told to answer: statuses in turn, the last for all that follow."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    taken: list[Received] = field(default_factory=list)
    waits: float = 0.0
    drips: int = 0
    where: str = ""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(Received(dict(self.headers), body))
            time.sleep(made.waits)
            status = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
            self.send_response(status)
            if made.where:
                self.send_header("Location", made.where)
            self.end_headers()
            self.wfile.write(b"taken")
            with suppress(OSError):  # whoever asked has hung up
                for _ in range(made.drips):
                    time.sleep(0.05)
                    self.wfile.write(b".")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
