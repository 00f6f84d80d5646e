"""The whole service, started the way a newcomer starts it, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

QUIET_BROWSER = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Service:
    """A running service: where it is, how to sign in, and the process that holds it."""

    home: Path
    desk: str
    push: str
    public: str
    api: str
    said: str
    process: subprocess.Popen[str]
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    password: str = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.password = re.search(r"the password (\S+)", self.said)[1]  # type: ignore[index]
        self.key = re.search(r"(wayhome_\S+)", self.said)[1]  # type: ignore[index]


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def run_words(home: Path, ports: list[int]) -> list[str]:
    """`wayhome run` on other ports and in another folder."""
    desk, push, public, api = map(str, ports)
    return [sys.executable, "-m", "wayhome.console", "run", "--data", str(home), "--desk-port", desk,
            "--push-port", push, "--public-port", public, "--api-port", api]  # fmt: skip


def bare_env() -> dict[str, str]:
    """This process's environment without the tests' own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    if "WAYHOME_PG_BINDIR" in os.environ:
        kept["WAYHOME_PG_BINDIR"] = os.environ["WAYHOME_PG_BINDIR"]
    return kept


def start(home: Path) -> Service:
    """Start the service and wait until it says that it runs."""
    ports = free_ports(4)
    process = subprocess.Popen(
        run_words(home, ports), env=bare_env(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if line.startswith("Ctrl-C"):
            desk, push, public, api = (f"http://localhost:{port}" for port in ports)
            return Service(home, desk, push, public, api, said, process)
    raise AssertionError(f"the service did not start:\n{said}")


def stop(service: Service) -> None:
    """Ctrl-C."""
    service.process.send_signal(signal.SIGINT)
    service.process.wait(60)
    assert service.process.stdout is not None
    service.process.stdout.close()


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that other accounts may enter, so that the database stays in it; odd on purpose, and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="wayhome journey é "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One such folder."""
    with a_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """One running service for all journeys of a session."""
    with a_folder() as folder:
        running = start(folder / "var")
        yield running
        stop(running)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The browser that dev.py found."""
    return {**browser_type_launch_args, "executable_path": os.environ["CHROMIUM"], "args": QUIET_BROWSER}


def wait_for(what: object, *, seconds: float = 30.0) -> object:
    """Call until it returns something true; the last answer when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := what()) and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.1)
    return answer
