"""The real web server of the public site: the nginx of the wheel, with the shipped configuration, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import database
from wayhome.console import environment
from wayhome.console.run import knock, plane_words

PATIENCE = 30.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environ(role: str, **changes: str) -> dict[str, str]:
    """The environment of one process of the tests' own service, without the tests' own rights."""
    bare = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "SECRET_KEY"))}
    return (
        bare
        | environment.for_role(database.cluster, role)
        | {"DJANGO_SETTINGS_MODULE": environment.settings_of(role), "WAYHOME_ALLOW_UNSAFE": "1"}
        | changes
    )


class Plane:
    """The web server before a public process that may not be there. What it hands out can be changed with `show`."""

    def __init__(self, *, door: Path | None = None, tree: Path | None = None, port: int = 0, **changes: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wayhome-plane-"))
        self.port = port or free_port()
        self.tree = self.folder / "tree"
        self.shown = tree or self.folder / "nothing"
        self.shown.mkdir(parents=True, exist_ok=True)
        self.tree.symlink_to(self.shown)
        self.origin = f"http://127.0.0.1:{self.port}"
        words = plane_words(self.folder, f"127.0.0.1:{self.port}", door or self.folder / "nobody.sock", workers="1")
        # The path is taken as it stands: a link that a test may turn to a tree of its own.
        env = environ("public", **{**changes, "WAYHOME_PUBLISHED": str(self.tree)})
        self.said = self.folder / "said"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(words, env=env, start_new_session=True, stderr=said)
        wait_for(self.process, self.port)

    def show(self, tree: Path) -> None:
        """Hand out another tree from now on."""
        fresh = self.folder / "next"
        fresh.symlink_to(tree)
        fresh.rename(self.tree)

    def stop(self) -> None:
        """End it and remove what it wrote."""
        end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for(process: subprocess.Popen[bytes], at: int | Path) -> None:
    """Until somebody answers there. Raises AssertionError when nobody will."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the process fell"
        try:
            return knock(at)
        except OSError:
            time.sleep(0.02)
    end(process)
    raise AssertionError("the process does not answer")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, then insist."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def ender(tree: Path) -> subprocess.Popen[bytes]:
    """The process that ends pages at their time."""
    words = [sys.executable, "-m", "wayhome.console", "published", "end"]
    return subprocess.Popen(
        words, env={"PATH": os.environ["PATH"], "WAYHOME_PUBLISHED": str(tree)}, start_new_session=True
    )
