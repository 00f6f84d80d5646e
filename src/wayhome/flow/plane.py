"""Which stages have spots in the public tree: each is rebuilt from its rows, and what none of them claims is removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app as queue

from wayhome.alerts.channels.site.source import ALERTS
from wayhome.published import actions, files, rebuild, tree
from wayhome.published.rebuild import EDITIONS, Difference, Source
from wayhome.terms.actor import Actor

SOURCES: tuple[Source, ...] = (EDITIONS, ALERTS)


def sweep(*, at: datetime) -> None:
    """Every few seconds: end what is over, bury what nobody claims, and compare the register with the tree."""
    actions.sweep(at=at, claimed=lambda: {spot for source in SOURCES for spot in source.claimed()})
    if found := _unlike_the_register():
        _read_again(rebuild.mend_these(found, SOURCES, by=Actor.system("published.sweep"), at=at))
    files.escalate(at=at)


def check() -> list[Difference]:
    """Where the public tree is not what the rows say, to the byte, and where the register is not what the tree holds."""
    return [*rebuild.check(SOURCES), *_unlike_the_register()]


def mend(*, at: datetime) -> list[Difference]:
    """Put right what differs, have it read back over HTTP, and tell the duty officer."""
    found = rebuild.mend_these(check(), SOURCES, by=Actor.system("published.rebuild"), at=at)
    _read_again(found)
    return found


def read_back(owner: UUID, *, at: datetime) -> None:
    """Ask the web server for the files of an edition or an alert, by the stage whose it is."""
    by = Actor.system("published")
    any(source.read_back(owner, by=by, at=at) for source in SOURCES)


def _unlike_the_register() -> list[Difference]:
    return [Difference(path, what) for path, what in files.differences()]


def _read_again(found: Sequence[Difference]) -> None:
    spots = {rebuild.spot_of(each.path) for each in found}
    for owner in files.owners_of(spot for spot in spots if tree.SPOT.fullmatch(spot)):
        queue.configure_task("flow.read_back").defer(owner=str(owner))
