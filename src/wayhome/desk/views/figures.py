"""The year's figures, as the figures' own rules release them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wayhome.desk.page import Seat, at_desk, looked_at, show
from wayhome.figures.queries import Table, year_tables
from wayhome.rules.counting import year_bounds, year_label
from wayhome.rules.suppress import Cell
from wayhome.terms.profile import profile_of

YEARS_BACK = 15


@at_desk("GET")
def figures(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One year, April to March, each table with its unit; small numbers are hidden before they come here."""
    offered = years(seat)
    label = request.GET.get("year", offered[0])
    if label not in offered:
        raise Http404
    year = year_tables(seat.viewer, label)
    if year is None:
        raise Http404
    looked_at(request, seat, "figures.looked", "figures.Year", year=label)
    return show(
        request, seat, "figures", year=year, years=offered, label=label, whose=_whose(seat),
        last_day=year.ends_at - timedelta(days=1),
        numbers=[_number(table) for table in year.tables if len(table.lines) == 1],
        tables=[_drawn(table) for table in year.tables if len(table.lines) > 1],
    )  # fmt: skip


def years(seat: Seat) -> list[str]:
    """The years that may be asked for, the one that runs now first."""
    profile = profile_of(settings.COUNTRY_PROFILE)
    starts_at, _ends_at = year_bounds(year_label(seat.at, profile), profile)
    middle = starts_at + timedelta(days=180)
    return [year_label(middle.replace(year=middle.year - back), profile) for back in range(YEARS_BACK)]


def _whose(seat: Seat) -> str:
    national = seat.viewer.agency_kind == "national_centre"
    return _("All agencies") if national else seat.officer.agency.name


def _number(table: Table) -> dict[str, str]:
    """A table of one number."""
    return {
        "title": _(table.title),
        "number": _shown(table.total),
        "unit": _(table.unit.label),
        "note": _(table.note),
    }


def _drawn(table: Table) -> dict[str, Any]:
    rows = [[_(line.label), _shown(line.cell)] for line in table.lines]
    return {
        "title": _(table.title),
        "note": _(table.note),
        "head": [_("Counted"), _(table.unit.label)],
        "rows": [*rows, [_("All"), _shown(table.total)]],
    }


def _shown(cell: Cell) -> str:
    return f"{cell.value:,}" if cell.value is not None else _("hidden")
