"""`wayhome bench alert`: the bars of Child Rescue Alerts, on a real service that is set up for the run and removed after it.

Parts: how soon the public knows (latency), how soon nothing is left (cancel), eight who approve at once (approvers),
random moves of the pure machine (moves), and processes killed while partners are told (kills).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from wayhome.console import environment
from wayhome.console.bench_alert.receiver import Receiver, receiving
from wayhome.console.bench_alert.service import Ports, Service, a_folder, serving, settle
from wayhome.console.bench_parts import printed
from wayhome.console.embedded import Embedded

if TYPE_CHECKING:
    from wayhome.console.bench_alert.cast import Force

PARTS = ("latency", "cancel", "approvers", "moves", "kills")


def add_to(kinds: Any) -> None:
    """Declare the command."""
    alert = kinds.add_parser("alert", help="alerts: how soon out, how soon gone, and who may, and what survives kills")
    alert.add_argument("--only", choices=PARTS, action="append", help="a part alone; may be said again")
    for name, value, words in (
        ("--approvals", 120, "timed from the second approval"), ("--cancels", 20, "timed from a Cancel"),
        ("--alerts", 300, "each approved by eight at once"), ("--sequences", 1_000_000, "of random moves"),
        ("--kills", 500, "a tenth of them of PostgreSQL"), ("--seed", 1, "of what is random"),
    ):  # fmt: skip
        alert.add_argument(name, type=int, default=value, help=words)
    alert.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON line a figure; exit 1 when a bar is missed."""
    return printed(measured(options))


def measured(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures, part by part."""
    parts = options.only or PARTS
    if "moves" in parts:
        from wayhome.console.bench_alert import moves

        yield from moves.lines(options)
    if {"latency", "cancel", "approvers"} & set(parts):
        with _stage(live=2, drill=1) as (embedded, ports, force, receiver), serving(embedded, ports) as service:
            yield from _with_one_worker(options, parts, service, force, receiver)
    if "kills" in parts:
        from wayhome.console.bench_alert import kills

        with (
            _stage(live=kills.PARTNERS) as (embedded, ports, force, receiver),
            serving(embedded, ports, workers=kills.WORKERS) as service,
        ):
            killer = kills.Killer(service, force, receiver, random.Random(options.seed))
            killer.run(options.kills)
            yield from kills.lines(killer)


@contextmanager
def _stage(*, live: int, drill: int = 0) -> Iterator[tuple[Embedded, Ports, Force, Receiver]]:
    """A new database with one force, and a partner in a process of its own."""
    with ExitStack() as stack:
        home, ports = stack.enter_context(a_folder()), Ports()
        settle(home, ports)
        embedded = stack.enter_context(environment.database("app", data=str(home)))
        assert isinstance(embedded, Embedded), "The benchmark works on a database of its own."
        from wayhome.console.bench_alert.cast import Force, add_partners

        receiver = stack.enter_context(receiving())
        receiver.trust(add_partners(home, receiver.port, live=live, drill=drill))
        yield embedded, ports, Force(), receiver


def _with_one_worker(
    options: argparse.Namespace, parts: Sequence[str], service: Service, force: Force, receiver: Receiver
) -> Iterator[dict[str, Any]]:
    from wayhome.console.bench_alert import approvers, timing
    from wayhome.console.bench_alert.cast import DRILL, LIVE, add_partners

    home = service.embedded.asked
    with timing.bare_folder(home.parent) as bare:
        if "latency" in parts:
            clock = timing.Clock(service, force, receiver, bare)
            clock.approval()  # what is loaded once
            clock.measured = timing.Measured()
            for _ in range(options.approvals):
                clock.approval()
            yield from timing.latency_lines(clock.measured)
        if "approvers" in parts:
            crowd = approvers.Crowd(service, force, receiver, random.Random(options.seed))
            crowd.run(options.alerts)
            yield from approvers.lines(crowd, {LIVE: 2, DRILL: 1})
        if "cancel" in parts:
            receiver.trust(add_partners(home, receiver.port, live=22, drill=0, first=2))
            clock = timing.Clock(service, force, receiver, bare)
            for number in range(options.cancels + timing.WITHOUT):
                clock.cancelling(cancelled=number >= timing.WITHOUT)
            yield from timing.cancel_lines(clock.measured)
