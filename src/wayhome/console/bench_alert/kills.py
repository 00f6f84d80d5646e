"""Processes killed outright while partners are being told: what is missing afterwards, and what came twice.

The partner keeps its answers back until the kill is done, so that each kill meets a delivery in flight. A worker is killed that has
one in hand itself. What was killed is started again by whoever does so in service: the supervisor, the desk's server, nginx.
Counted at the partner, before it removes any.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from wayhome.console.bench_alert.cast import Asked, Force
from wayhome.console.bench_alert.receiver import ONE_KILL_MAY_REPEAT, Receiver, judge
from wayhome.console.bench_alert.service import Browser, Service, children, wait_until
from wayhome.console.bench_parts import line, none_of

WORKERS, PARTNERS = 3, 6
POSTGRES, WORKER, DESK, PLANE = "postgres", "worker", "desk", "plane"
TEN = ((PLANE, WORKER), (PLANE, WORKER), (PLANE, DESK, WORKER), (PLANE, DESK, POSTGRES))
"""Ten kills over the deliveries of four alerts, PostgreSQL once among them."""
SETTLES_SECONDS = 150.0
NOTHING = (OSError, http.client.HTTPException, psycopg.Error)


class Killer:
    """One who approves alerts and kills while they are told."""

    def __init__(self, service: Service, force: Force, receiver: Receiver, rng: random.Random) -> None:
        self.service, self.force, self.receiver, self.rng = service, force, receiver, rng
        self.second = Browser(service.ports.desk, force.deciders[0])
        self.asked: list[Asked] = []
        self.kills: list[tuple[str, float]] = []
        self.before = len(receiver.came())

    def run(self, kills: int) -> None:
        """Kill so many times: of each ten, once PostgreSQL. A kill that met nothing in flight does not count, and is done again."""
        groups = deque(_groups(kills))
        while groups:
            group = groups.popleft()
            done = self._round(group)
            if done < len(group):
                groups.appendleft(group[done:])

    def _round(self, group: tuple[str, ...]) -> int:
        """One alert, and these kills while its partners are told; how many met a delivery in flight."""
        self._sent()
        wait_until(self._in_hand, "nothing is under way", seconds=SETTLES_SECONDS)
        done = 0
        for what in group:
            if not self._kill(what):
                break
            done += 1
        self.receiver.hold(False)
        if POSTGRES in group:
            wait_until(lambda: self._rows("select 1"), "PostgreSQL was not started again")
        return done

    def _kill(self, what: str) -> bool:
        """Kill one; whether a delivery of a living worker was in flight before and after."""
        in_hand = self._in_hand()
        victim = self._victim(what, set(in_hand.values()))
        if not victim or not in_hand:
            return False
        at = time.perf_counter()
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            if in_hand.keys() & self.receiver.held().keys():
                self.kills.append((what, at))
                return True
        return False

    def _sent(self) -> None:
        """One more alert, approved whatever falls meanwhile; partners keep back their answers from now on."""
        asked = _whatever_falls(self.force.waits)
        self.asked.append(asked)
        self.receiver.hold(True)
        _whatever_falls(self.second.renew)

        def press() -> None:
            if not self.second.token:
                self.second.page(asked.page)
            token, self.second.token = self.second.token, ""  # to be read anew unless it is taken
            status, _ = self.second.press(
                f"{asked.page}/decide", {"do": "approve", "digest": asked.digest}, token=token
            )
            self.second.token = token if status == 302 else ""

        wait_until(lambda: _tried(press) or self._went_out(asked), "an approval was never taken")

    def _went_out(self, asked: Asked) -> bool:
        return bool(self._rows("select 1 from alerts_message where alert_id = %s", asked.alert))

    def _victim(self, what: str, with_one_in_hand: set[int]) -> int:
        """Whom to kill; 0 where there is nobody just now."""
        if what == POSTGRES:
            return self.service.postmaster()
        found = (
            list(with_one_in_hand) if what == WORKER else self._serving("desk.wsgi" if what == DESK else "nginx: ma")
        )
        return self.rng.choice(found) if found else 0

    def _serving(self, words: str) -> list[int]:
        """The processes that serve, below the one that keeps them; now and then that one itself."""
        keepers = self.service.programs(words)
        return keepers if self.rng.random() < 0.1 else [pid for keeper in keepers for pid in children(keeper)]

    def _in_hand(self) -> dict[int, int]:
        """The connections whose answer is kept back and at whose other end a worker lives: its process by port."""
        held = {_inode(port): port for port in self.receiver.held()}
        workers = {pid: _sockets(pid) for pid in self.service.programs("console worker")}
        return {port: pid for inode, port in held.items() for pid, own in workers.items() if inode in own}

    def _rows(self, words: LiteralString, *given: object) -> list[Any]:
        """What the database says; nothing while it is down."""
        with suppress(psycopg.Error), psycopg.connect(self.service.embedded.url("backup")) as connection:
            return connection.execute(words, given).fetchall()
        return []

    def settled(self) -> None:
        """Wait until every delivery has come to something."""
        left = "select 1 where not exists (select 1 from alerts_delivery where state in ('due', 'trying'))"
        wait_until(lambda: self._rows(left), "deliveries are under way for ever", seconds=SETTLES_SECONDS)

    def expected(self) -> list[str]:
        """The key of each delivery of every alert that an officer sent."""
        words = (
            "select d.key from alerts_delivery d join alerts_message m on m.id = d.message_id"
            " where d.channel = 'webhook' and m.alert_id = any(%s)"
        )
        keys = [key for (key,) in self._rows(words, [asked.alert for asked in self.asked])]
        return keys + [
            f"{asked.reference} was sent and is forgotten" for asked in self.asked if not self._went_out(asked)
        ]


def _groups(kills: int) -> Iterator[tuple[str, ...]]:
    """So many kills, those over the deliveries of one alert together."""
    for group in cycle(TEN):
        if kills <= 0:
            return
        yield group[:kills]
        kills -= len(group)


def _whatever_falls(verb: Any) -> Any:
    """Do something of our own until the database is there for it."""
    from django.db import Error, connection

    done: list[Any] = []

    def tried() -> bool:
        try:
            done.append(verb())
        except Error:
            connection.close()
            return False
        return True

    wait_until(tried, "the database did not come back")
    return done[0]


def _tried(press: Any) -> bool:
    """Press once; always False, since the answer may be lost: the rows say what became of it."""
    with suppress(*NOTHING, SystemExit):
        press()
    return False


def _inode(port: int) -> str:
    """The socket that has this port here, as Linux numbers it."""
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        cells = row.split()
        if int(cells[1].rpartition(":")[2], 16) == port:
            return cells[9]
    return ""


def _sockets(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                name = str(each.readlink())
                found |= {name[8:-1]} if name.startswith("socket:[") else set()
    return found


def lines(killer: Killer) -> Iterator[dict[str, Any]]:
    """What is missing, what came twice, and how often what was killed."""
    killer.settled()
    expected, came = killer.expected(), killer.receiver.came()[killer.before :]
    found = judge(came, expected, [at for _, at in killer.kills])
    n = len(expected)
    for what, faults, unit in (
        ("deliveries missing at partners after kills", found.missing, "deliveries"),
        ("repeats that did not say so", found.unflagged, "repeats"),
        ("repeats with another body or at another partner", found.altered, "repeats"),
        ("posts unsigned, or that nobody asked for", [*found.forged, *found.unasked], "posts"),
    ):
        yield line("alert", what, len(faults), unit, n=n if unit == "deliveries" else len(came),
                   ci95=none_of(len(faults), n), gate=not faults)  # fmt: skip
    yield line("alert", "repeats that no kill explains", found.without, "repeats", n=found.repeats)
    counts = Counter(what for what, _ in killer.kills)
    yield line(
        "alert", "repeats at partners, the most that one kill brought", found.most, "repeats", n=len(killer.kills),
        gate=found.most <= ONE_KILL_MAY_REPEAT, baseline=("repeats in all", found.repeats),
    )  # fmt: skip
    for what in (POSTGRES, WORKER, DESK, PLANE):
        yield line("alert", f"kills of {what} with a delivery in flight", counts[what], "kills", n=len(killer.kills))
