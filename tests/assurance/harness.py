"""A partners' door of real processes on a database of its own, partners who never give up, and somebody who kills."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from wayhome.base.ids import new_id
from wayhome.console import environment
from wayhome.console.embedded import Embedded
from wayhome.console.run import Program, Supervisor, served

CANARY = "Quillfeather-canary"
NEVER = 150.0  # seconds after which a run has failed


@dataclass(frozen=True, slots=True)
class Ack:
    """One line of a client's log: the key it sent and the reference it was given."""

    key: str
    reference: str


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the database: its reference, and the key that its own sealed words name."""

    reference: str
    key: str


def faults(sent: Iterable[str], acks: Iterable[Ack], rows: Iterable[Row], kept: Iterable[Ack]) -> list[str]:
    """Compare both ways what was sent, acknowledged, stored, and kept as answers; one line for each fault."""
    rows, kept = list(rows), list(kept)
    given: dict[str, set[str]] = {}
    for ack in acks:
        given.setdefault(ack.key, set()).add(ack.reference)
    acked = {reference: key for key, references in given.items() for reference in references}
    by_reference = {row.reference: row.key for row in rows}
    found = [f"{key} was sent and never acknowledged" for key in set(sent) - given.keys()]
    found += [f"{key} was acknowledged and never sent" for key in given.keys() - set(sent)]
    found += [
        f"{key} was given {len(references)} references" for key, references in given.items() if len(references) > 1
    ]
    found += [f"{reference} was acknowledged and is lost" for reference in acked.keys() - by_reference.keys()]
    found += [f"{reference} is a row that nobody was told of" for reference in by_reference.keys() - acked.keys()]
    found += [f"{key} made {n} rows" for key, n in Counter(row.key for row in rows).items() if n > 1]
    found += [
        f"{n} rows have the reference {ref}" for ref, n in Counter(row.reference for row in rows).items() if n > 1
    ]
    found += [
        f"{reference} was given to {acked[reference]} and holds the words of {key}"
        for reference, key in by_reference.items()
        if reference in acked and acked[reference] != key
    ]
    answers = Counter(each.key for each in kept)
    found += [f"{key} has {n} kept answers" for key, n in answers.items() if n > 1]
    found += [
        f"{each.key} has a kept answer of another report"
        for each in kept
        if by_reference.get(each.reference) != each.key
    ]
    found += [f"{row.key} has no kept answer" for row in rows if row.key not in answers]
    return sorted(found)


class Service:
    """The web workers of the partners' door and PostgreSQL, as on a newcomer's machine, and a partner's key."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.gettempdir(), f"wayhome-{name}-{os.getpid()}")
        self.cluster = Embedded(self.folder)
        self.secret = "wayhome_assurance-" + os.urandom(16).hex()
        self.port = free_port()
        self.log = self.folder / "door.log"
        self.kills: Counter[str] = Counter()
        self.left_behind: list[psutil.Process] = []  # workers of processes that were killed
        self.supervisor = Supervisor([])

    # Started and stopped

    def start(self) -> None:
        """Database, tables, one agency with a key, and the door."""
        self.cluster.enter()
        bare = {name: value for name, value in os.environ.items() if not name.startswith("WAYHOME_")}
        migrate = [sys.executable, "-m", "wayhome.console", "migrate", "--quiet"]
        subprocess.run(migrate, env=bare | environment.for_role(self.cluster, "owner"), check=True)
        agency = new_id()
        with psycopg.connect(self.cluster.url("app")) as connection:
            connection.execute(
                "insert into accounts_agency (id, code, name, kind, contact) values (%s, 'northmoor', 'Northmoor', 'police_force', '')",
                [agency],
            )
            connection.execute(
                "insert into accounts_apikey (id, agency_id, name, digest, created_at) values (%s, %s, 'x', %s, now())",
                [new_id(), agency, hashlib.sha256(self.secret.encode()).digest()],
            )
        # The server's words go to a file, which is read at the end.
        words = ["sh", "-c", f'exec "$@" >>{self.log} 2>&1', "door"]
        words += served("wayhome.api.wsgi:application", self.port, workers=2)
        env = bare | environment.for_role(self.cluster, "api") | {"DJANGO_SETTINGS_MODULE": "wayhome.settings.api"}
        self.supervisor = Supervisor([Program("api", words, env)])
        self.supervisor.start()
        until(self._answers)

    def stop(self) -> None:
        """Stop what was started, and remove it."""
        self.supervisor.stop()
        self.cluster.leave()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tend(self) -> None:
        """What `wayhome run` does four times a second: start again what fell."""
        for program in self.supervisor.programs:
            if program.running and program.running.poll() is not None:
                self.supervisor._start(program)

    def _answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False

    # Killed

    @property
    def main(self) -> psutil.Process:
        """The door's first process."""
        running = self.supervisor.programs[0].running
        assert running is not None
        return psutil.Process(running.pid)

    @property
    def postmaster(self) -> psutil.Process:
        """PostgreSQL's first process."""
        return psutil.Process(int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0]))

    def kill_web(self, which: str) -> None:
        """Kill -9: its workers, its first process alone, or all of it."""
        main = self.main
        workers = main.children(recursive=True)
        self.left_behind += workers
        kill({"workers": workers, "main": [main], "tree": [main, *workers]}[which])
        self.kills[f"web {which}"] += 1

    def kill_database(self, which: str) -> None:
        """Kill -9: one backend that serves the door, or the postmaster and all its children; and start it again."""
        postmaster = self.postmaster
        children = postmaster.children()
        if which == "backend":
            backends = [each for each in children if "wayhome_api" in " ".join(each.cmdline())]
            kill(backends[:1])
        else:
            kill([postmaster, *children])
            self.cluster._start()
        self.kills[f"database {which}"] += 1

    def restart_database(self, *conf: str) -> None:
        """Stop the server and start it with other settings."""
        self.cluster._run("pg_ctl", "stop", "-D", self.cluster.data, "-m", "fast", "-s", "-w")
        self.cluster.conf = (*self.cluster.conf, *conf)
        self.cluster._start()


@dataclass
class Partners:
    """Several clients that share the posts among them, and retry each until it is acknowledged."""

    service: Service
    keys: Sequence[str]
    acks: list[Ack] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    retries: int = 0
    longest: float = 0.0
    _next: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self, clients: int, *, meanwhile: Callable[[int], None]) -> None:
        """Send everything; `meanwhile` is told now and again how many were acknowledged."""
        threads = [threading.Thread(target=self._client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + NEVER
        try:
            while any(thread.is_alive() for thread in threads):
                meanwhile(len(self.acks))
                if time.monotonic() > deadline:
                    self.wrong.append("the run did not end")
                    break
                time.sleep(0.05)
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _client(self) -> None:
        door = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=10)
        while not self._stop.is_set():
            with self._turn:
                if self._next >= len(self.keys):
                    break
                number, self._next = self._next, self._next + 1
            self._send(door, number)
            if number % 20 == 0:  # a partner who has forgotten that it was answered
                self._send(door, number)
        door.close()

    def _send(self, door: http.client.HTTPConnection, number: int) -> None:
        key, began = self.keys[number], time.monotonic()
        words = {"given_name": CANARY, "last_seen_place": f"Quay {number}", "circumstances": key}
        while not self._stop.is_set():
            status, body = self._try(door, key, json.dumps(words))
            if status == 201:
                self.longest = max(self.longest, time.monotonic() - began)
                self.acks.append(Ack(key, json.loads(body)["reference"]))
                return
            if 400 <= status < 500:
                self.wrong.append(f"{key} was answered {status}: {body!r}")
                return
            self.retries += 1
            time.sleep(0.05)

    def _try(self, door: http.client.HTTPConnection, key: str, words: str) -> tuple[int, bytes]:
        headers = {
            "Authorization": f"Bearer {self.service.secret}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        try:
            door.request("POST", "/api/v1/reports", words, headers)
            answer = door.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            door.close()  # the next try connects anew
            return 0, b""


def kill(victims: Iterable[psutil.Process]) -> None:
    """Kill -9, all at once; whoever has gone meanwhile is gone."""
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()


def until(true: Callable[[], Any]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
