"""How things are counted: the year, the three units that never mix, one person from many records, time missing."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from wayhome.rules.moments import aware, between
from wayhome.terms.profile import Profile
from wayhome.terms.words import N_

COUNTING_VERSION = "wayhome-counting-1"


@dataclass(frozen=True, slots=True)
class CountingUnit:
    """What one of a figure is."""

    code: str
    label: str
    definition: str


CALLS = CountingUnit(
    "calls", N_("Calls"), N_("Reports received in the year, each report counted once, repeats included.")
)
INCIDENTS = CountingUnit(
    "incidents", N_("Incidents"), N_("Episodes opened in the year, each absence counted once, errors left out.")
)
INDIVIDUALS = CountingUnit(
    "individuals",
    N_("Individuals"),
    N_("People with at least one episode in the year, each counted once however many records or episodes."),
)
COUNTING_UNITS = (CALLS, INCIDENTS, INDIVIDUALS)


def year_label(at: datetime, profile: Profile) -> str:
    """The year a moment belongs to, in the profile's zone: "2026/27", or "2026" where the year starts in January."""
    local = aware(at).astimezone(ZoneInfo(profile.time_zone))
    first = local.year - ((local.month, local.day) < profile.year_start)
    return _label(first, profile)


def _label(first: int, profile: Profile) -> str:
    return str(first) if profile.year_start == (1, 1) else f"{first}/{(first + 1) % 100:02d}"


def year_bounds(label: str, profile: Profile) -> tuple[datetime, datetime]:
    """First moment of a year and first moment after it, in UTC. Raises ValueError for a label that is no year."""
    first = int(label[:4]) if label[:4].isdecimal() else 0
    if first < 1 or label != _label(first, profile):
        raise ValueError(f"There is no year {label}. Write a year as {_label(2026, profile)}.")
    zone = ZoneInfo(profile.time_zone)
    start, end = (datetime(year, *profile.year_start, tzinfo=zone).astimezone(UTC) for year in (first, first + 1))
    return start, end


class EdgeKind(StrEnum):
    """What somebody judged of two records."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Edge(Generic[Id]):
    """A judgement about two records; one that was superseded is no longer in force."""

    left: Id
    right: Id
    kind: EdgeKind
    in_force: bool = True


def components(edges: Iterable[Edge[Id]], ids: Iterable[Id]) -> tuple[frozenset[Id], ...]:
    """The persons behind records: records joined by "same" in force are one person, directly or through others.

    A record outside `ids` may still join two inside, and is not in the answer. In order of the first record of each.
    """
    parent: dict[Id, Id] = {}

    def root(one: Id) -> Id:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for edge in edges:
        if edge.kind is EdgeKind.SAME and edge.in_force:
            parent[root(edge.left)] = root(edge.right)
    persons: dict[Id, set[Id]] = {}
    for one in ids:
        persons.setdefault(root(one), set()).add(one)
    return tuple(frozenset(each) for each in persons.values())


def contradictions(edges: Collection[Edge[Id]]) -> tuple[Edge[Id], ...]:
    """The edges that say "not same" of records joined all the same by others: for a person to settle."""
    ends = [end for edge in edges for end in (edge.left, edge.right)]
    joined = components(edges, ends)
    refused = [edge for edge in edges if edge.kind is EdgeKind.NOT_SAME and edge.in_force]
    return tuple(edge for edge in refused if any({edge.left, edge.right} <= each for each in joined))


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time missing: from the end of the band before up to, not including, its own end."""

    code: str
    label: str
    until: timedelta | None


BANDS = (
    Band("under_8h", N_("Under 8 hours"), timedelta(hours=8)),
    Band("8_16h", N_("8 to 16 hours"), timedelta(hours=16)),
    Band("16_24h", N_("16 to 24 hours"), timedelta(hours=24)),
    Band("24_48h", N_("24 to 48 hours"), timedelta(hours=48)),
    Band("2_7d", N_("2 to 7 days"), timedelta(days=7)),
    Band("7_28d", N_("7 to 28 days"), timedelta(days=28)),
    Band("over_28d", N_("28 days or longer"), None),
)
"""Bands of the national tables, from memory (MEM)."""


def duration_band(start: datetime, found_at: datetime) -> Band:
    """The band of the real time from last seen (or reported, where that is not known) to found.

    Raises ValueError when the child was found before the start.
    """
    away = between(start, found_at)
    if away < timedelta(0):
        raise ValueError("The child cannot have been found before being last seen.")
    return next(band for band in BANDS if band.until is None or away < band.until)
