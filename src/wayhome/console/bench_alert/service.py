"""A service of its own for the benchmark of alerts: what `wayhome run` starts of it, under the same supervisor, and one who presses.

The supervisor works in a process of its own, so that what is killed here is started again as it is in service.
"""

from __future__ import annotations

import html
import http.client
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from wayhome.base.errors import Unready
from wayhome.console.bench_parts import free_port, signed_in
from wayhome.console.embedded import Embedded

PATIENCE = 60.0
RENEW_SECONDS = 200.0  # well before the second factor is too old to decide with
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Ports:
    """Where each program of the service listens."""

    def __init__(self) -> None:
        self.all = {name: free_port() for name in ("desk", "push", "public", "api")}
        self.desk, self.public = self.all["desk"], self.all["public"]


@contextmanager
def a_folder() -> Iterator[Path]:
    """A data folder that is removed afterwards; other accounts may enter it, so that the database stays in it."""
    with tempfile.TemporaryDirectory(prefix="wayhome-bench-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder, "var")


def settle(home: Path, ports: Ports) -> None:
    """Name this process's own settings as the service's: it drafts, and makes again every byte that went out."""
    for name, port in ports.all.items():
        os.environ[f"WAYHOME_{name.upper()}_ORIGIN"] = f"http://localhost:{port}"
    os.environ |= {"WAYHOME_HOME": str(home), "WAYHOME_DEMONSTRATION": "1", "WAYHOME_LOOKS_AN_HOUR": "1000000"}


def _supervise(home: Path, ports: dict[str, int], workers: int, log: Path, told: Connection) -> None:
    """The supervisor's process, as `wayhome run` is one."""
    from wayhome.console.run import Supervisor, _as_interrupt, _end_with_parent, started, wait_until_answering

    if end := _end_with_parent():
        end()
    signal.signal(signal.SIGTERM, _as_interrupt)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(said, stream)
    embedded = Embedded(home)
    with embedded.used():
        every = {program.name: program for program in started(embedded, ports)}
        worker = every["worker"]
        programs = [every[name] for name in ("desk", "nginx", "end")]
        programs += [replace(worker, name=f"worker {number}", starts=[]) for number in range(workers)]
        supervisor = Supervisor(programs, embedded)
        try:
            supervisor.start()
            wait_until_answering({name: ports[name] for name in ("desk", "public")}, supervisor)
            told.send("up")
            supervisor.watch()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            supervisor.stop()


class Service:
    """A running service."""

    def __init__(self, embedded: Embedded, ports: Ports, supervisor: int) -> None:
        self.embedded, self.ports, self.supervisor = embedded, ports, supervisor
        self.tree = embedded.asked / "published"

    def programs(self, words: str) -> list[int]:
        """The processes of the supervisor's programs that have these words."""
        return [pid for pid in children(self.supervisor) if words in words_of(pid)]

    def postmaster(self) -> int:
        """PostgreSQL's first process."""
        return int((self.embedded.data / "postmaster.pid").read_text().split()[0])


@contextmanager
def serving(embedded: Embedded, ports: Ports, *, workers: int = 1) -> Iterator[Service]:
    """Desk, nginx, the process that ends pages, and workers; until the block ends."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    log = embedded.asked / "bench.log"
    process = spawn.Process(target=_supervise, args=(embedded.asked, ports.all, workers, log, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(PATIENCE) or ours.recv() != "up":
            raise Unready("The service did not start.")
        assert process.pid
        service = Service(embedded, ports, process.pid)
        wait_until(lambda: working(service) >= workers, "no worker began")
        yield service
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-3000:] if log.exists() else "")
        raise
    finally:
        process.terminate()
        process.join(PATIENCE)


def working(service: Service) -> int:
    """How many workers are ready for a job."""
    count = "select count(*) from pg_stat_activity where usename = 'wayhome_worker' and query ilike 'listen %'"
    with service.embedded.superuser(service.embedded.name) as connection:
        row = connection.execute(count).fetchone()
    return int(row[0]) if row else 0


def wait_until(what: Callable[[], object], words: str, *, seconds: float = PATIENCE) -> None:
    """Ask until it is so. Raises SystemExit with the words when it does not come."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit(words)
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes that a process started, as Linux lists them; empty when it is gone."""
    try:
        listed = [(thread / "children").read_text() for thread in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [int(each) for line in listed for each in line.split()]


def words_of(pid: int) -> str:
    """The words that a process was started with."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Browser:
    """An officer at a desk: keeps cookie and connection, reads the form's token from the page as a browser does."""

    def __init__(self, port: int, officer: Any) -> None:
        self.port, self.officer = port, officer
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.renewed = -RENEW_SECONDS
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def renew(self) -> None:
        """Sign in anew before the second factor is too old. Not in a thread: it writes a session."""
        if time.monotonic() - self.renewed >= RENEW_SECONDS:
            name, _, value = signed_in(self.officer).partition("=")
            self.cookies[name] = value
            self.renewed = time.monotonic()

    def page(self, path: str) -> str:
        """Read a page. Raises SystemExit when it is not there."""
        status, said, _ = self._ask("GET", path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        if found := TOKEN.search(said):
            self.token = found[1]
        return html.unescape(said)

    def press(self, path: str, fields: Mapping[str, str], *, token: str = "") -> tuple[int, str]:
        """Send a form, with the token of the page that was read last; the status, and where it leads or what it says."""
        status, said, where = self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token or self.token}))
        return status, where or html.unescape(said)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Host": f"localhost:{self.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body=body, headers=headers)
            answer = self.connection.getresponse()
            said = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, said, answer.headers.get("Location", "")
