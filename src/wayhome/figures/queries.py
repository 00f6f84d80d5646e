"""The year's figures, counted from events and fit to be shown.

Each table names its unit, and calls, incidents and individuals never stand in one table. The year runs in the
profile's zone. Small numbers are hidden before anything leaves this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from wayhome.cases.models import Edge, Episode
from wayhome.intake.models import Report
from wayhome.outcomes.models import Outcome
from wayhome.rules.access import Action, may
from wayhome.rules.counting import (
    BANDS,
    CALLS,
    COUNTING_VERSION,
    INCIDENTS,
    INDIVIDUALS,
    CountingUnit,
    EdgeKind,
    components,
    duration_band,
    year_bounds,
)
from wayhome.rules.counting import Edge as Judged
from wayhome.rules.episode import EpisodeStatus
from wayhome.rules.suppress import Cell, suppress_list
from wayhome.terms.codes import FOUND_BY
from wayhome.terms.profile import Profile, profile_of
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a code, its label, and a number that may be hidden."""

    code: str
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one unit, with its total; what the total does not cover is said in the note."""

    code: str
    title: str
    unit: CountingUnit
    lines: tuple[Line, ...]
    total: Cell
    note: str


@dataclass(frozen=True, slots=True)
class Year:
    """All tables of one year."""

    label: str
    starts_at: datetime
    ends_at: datetime
    counting_version: str
    tables: tuple[Table, ...]


WHOLE = N_("The whole year")
TITLES = {
    CALLS.code: N_("Reports received"),
    INCIDENTS.code: N_("Episodes"),
    INDIVIDUALS.code: N_("Children and adults"),
}
FOUND_BY_TITLE = N_("Episodes that ended, by who found the person")
TIME_TITLE = N_("Episodes that ended, by time missing")
ENDED_NOTE = N_("Episodes opened in the year whose search has ended, as known now.")
HIDDEN_NOTE = N_("1 to 4 is hidden, and so is whatever would give a hidden number away. 0 is shown.")
ERRORS = (EpisodeStatus.CANCELLED_ERROR.value,)


def year_tables(viewer: Viewer, label: str) -> Year | None:
    """The figures of one year for the viewer's agency, or of the whole register for the national centre.

    None for a role that may not see figures. Raises ValueError for a label that is no year.
    """
    if not may(viewer, Action.SEE_FIGURES, row_agency=viewer.agency):
        return None
    profile = profile_of(settings.COUNTRY_PROFILE)
    agency = None if viewer.agency_kind == "national_centre" else viewer.agency
    return count_year(label, profile=profile, agency=agency)


def count_year(label: str, *, profile: Profile, agency: UUID | None) -> Year:
    """Count one year from reports, episodes, edges and outcomes. `agency` None counts all."""
    starts_at, ends_at = year_bounds(label, profile)
    whose = {"agency": agency} if agency else {}
    reports = Report.objects.filter(received_at__gte=starts_at, received_at__lt=ends_at, **whose).count()
    episodes = Episode.objects.filter(opened_at__gte=starts_at, opened_at__lt=ends_at, **whose).exclude(
        status__in=ERRORS
    )
    opened = list(episodes.values_list("pk", "misper"))
    persons = len(components(_edges(), {misper for _, misper in opened}))
    ended = list(
        Outcome.objects.filter(episode__in=episodes, superseded_at=None).values_list(
            "found_by", "episode__missing_since", "found_at"
        )
    )
    threshold = profile.suppression_threshold
    return Year(
        label,
        starts_at,
        ends_at,
        COUNTING_VERSION,
        (
            _one(CALLS, reports, threshold),
            _one(INCIDENTS, len(opened), threshold),
            _one(INDIVIDUALS, persons, threshold),
            *_ended(ended, threshold),
        ),
    )


def _ended(ended: Sequence[tuple[str, datetime, datetime]], threshold: int) -> tuple[Table, ...]:
    """The tables of what has ended. They share one total, so where one hides it, none may show it."""
    tables = (
        _found_by([by for by, *_ in ended], threshold),
        _time_missing([(since, found) for _, since, found in ended], threshold),
    )
    if all(table.total.shown for table in tables):
        return tables
    return tuple(replace(table, total=Cell(None)) for table in tables)


def _edges() -> Iterable[Judged[UUID]]:
    rows = Edge.objects.filter(superseded_at=None, kind="same").values_list("low", "high")
    return [Judged(low, high, EdgeKind.SAME) for low, high in rows]


def _one(unit: CountingUnit, count: int, threshold: int) -> Table:
    cell = Cell(None if 0 < count < threshold else count)
    return Table(unit.code, TITLES[unit.code], unit, (Line("year", WHOLE, cell),), cell, unit.definition)


def _found_by(codes: Sequence[str], threshold: int) -> Table:
    counts = Counter(codes)
    rows = [(code.code, code.label("en"), counts[code.code]) for code in FOUND_BY.codes]
    return _list("found_by", FOUND_BY_TITLE, rows, threshold)


def _time_missing(times: Sequence[tuple[datetime, datetime]], threshold: int) -> Table:
    counts = Counter(duration_band(min(since, found), found).code for since, found in times)
    return _list("time_missing", TIME_TITLE, [(band.code, band.label, counts[band.code]) for band in BANDS], threshold)


def _list(code: str, title: str, rows: Sequence[tuple[str, str, int]], threshold: int) -> Table:
    cells, total = suppress_list([count for *_, count in rows], threshold=threshold)
    lines = tuple(Line(key, label, cell) for (key, label, _), cell in zip(rows, cells, strict=True))
    return Table(code, title, INCIDENTS, lines, total, ENDED_NOTE)
