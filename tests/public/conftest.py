"""The public site as it runs: its own process, its own role, its own settings."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.plane import Plane, end, ender, environ, wait_for
from tests.published.conftest import accepted, face, manifest  # noqa: F401 - fixtures
from wayhome.console.run import served


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
    """The running public site: nginx before one public process, and what ends pages at their time."""

    def __init__(self, target: str = "wayhome.public.wsgi:application", **changes: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wayhome-site-"))
        door = self.folder / "public.sock"
        # nginx believes the proxies that a test names; the process behind believes nginx.
        env = environ("public", **changes) | {"WAYHOME_TRUSTED_PROXY": "unix"}
        tree = Path(env.get("WAYHOME_PUBLISHED") or f"{env['WAYHOME_HOME']}/published")
        self.process = subprocess.Popen(served(target, door), env=env, start_new_session=True)
        self.ender = ender(tree)
        try:
            wait_for(self.process, door)
            self.plane = Plane(door=door, tree=tree, **changes)
        except BaseException:
            self.stop()
            raise
        self.port, self.origin = self.plane.port, self.plane.origin

    def stop(self) -> None:
        """End the processes that were started here."""
        if hasattr(self, "plane"):
            self.plane.stop()
        end(self.process)
        end(self.ender)
        shutil.rmtree(self.folder, ignore_errors=True)

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

    def start(*target: str, **changes: str) -> Site:
        running.append(Site(*target, **changes))
        return running[-1]

    yield start
    for one in running:
        one.stop()
