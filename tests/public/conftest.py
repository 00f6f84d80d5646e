"""The public site as it runs: its own process, its own role, its own settings."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode

import pytest

from tests import database
from tests.published.conftest import accepted, face, manifest  # noqa: F401 - fixtures
from wayhome.console import environment
from wayhome.console.run import served

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes
    port: int

    @property
    def text(self) -> str:
        """The page as words."""
        return self.body.decode()


@dataclass
class Visitor:
    """A browser of few virtues: it keeps the one cookie of the form and follows nothing."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request and keep the cookie that comes back."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        read = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return Answer(answer.status, answer.headers, read, self.port)

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path, **headers)

    def hidden(self, path: str) -> dict[str, str]:
        """Open a form; its hidden fields."""
        page = self.get(path).text
        found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
        pairs = [(re.search(r'name="([^"]*)"', box), re.search(r'value="([^"]*)"', box)) for box in found]
        return {name[1]: value[1] for name, value in pairs if name and value}

    def post(self, path: str, words: dict[str, str]) -> Answer:
        """Send a form."""
        body = urlencode(words).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def post_with_photo(self, path: str, words: dict[str, str], photo: bytes, kind: str = "image/jpeg") -> Answer:
        """Send a form with a file."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in words.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\nContent-Type: {kind}\r\n\r\n'
        body = b"".join([*parts, head.encode(), photo, f"\r\n--{mark}--\r\n".encode()])
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={mark}")

    def fill(self, path: str, **words: str) -> Answer:
        """Open a form and send it."""
        return self.post(path, self.hidden(path) | words)


class Site:
    """One running public process."""

    def __init__(self, **changes: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        bare = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "SECRET_KEY"))}
        env = bare | environment.for_role(database.cluster, "public") | changes
        env["DJANGO_SETTINGS_MODULE"] = environment.settings_of("public")
        self.origin = f"http://127.0.0.1:{self.port}"
        words = served("wayhome.public.wsgi:application", self.port)
        self.process = subprocess.Popen(words, env=env, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, "the public process fell"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise AssertionError("the public process does not answer")

    def stop(self) -> None:
        """End the process that was started here."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def visitor(self) -> Visitor:
        """Somebody who comes for the first time."""
        return Visitor(self.port)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The public site; the tests' cluster is a fast one, which this process is told to bear with."""
    running = Site(WAYHOME_ALLOW_UNSAFE="1")
    yield running
    running.stop()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return site.visitor()


@pytest.fixture
def another_site() -> Iterator[Callable[..., Site]]:
    """Starts further public processes with another environment."""
    running: list[Site] = []

    def start(**changes: str) -> Site:
        running.append(Site(**changes))
        return running[-1]

    yield start
    for one in running:
        one.stop()
