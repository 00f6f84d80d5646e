"""The first page: reports that wait, and every child being searched for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.desk import lists, words
from wayhome.desk.page import Seat, at_desk, frame, live, looked_at, show
from wayhome.look.shapes import CaseRow, Due, Eyes, Link
from wayhome.rules.access import Action
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.viewer import AgencyKind

WAITING_SHOWN = 10
REPORTS = "reports"
SHARED = "shared"


@at_desk("GET")
def episodes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """New reports, then the cases of one tab, the gravest first."""
    if not (seat.may(Action.SEE_CASE) or seat.may(Action.SEE_REPORT)):
        return _elsewhere(request, seat)
    return show(request, seat, "episodes", **live(), **_listed(request, seat))


@at_desk("GET")
def episodes_rows(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The lists alone, for a page that keeps itself fresh."""
    if not (seat.may(Action.SEE_CASE) or seat.may(Action.SEE_REPORT)):
        return HttpResponse("")
    return render(request, "desk/episodes_rows.html", {"now": seat.at} | _listed(request, seat))


def _elsewhere(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A role that sees no case starts at the first part of the desk that it has."""
    first = next((link for link in frame(request, seat)["navigation"]), None)
    return redirect(first.href) if first else show(request, seat, "nothing_here")


def _listed(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    tab, page = _asked(request, seat)
    if tab == SHARED:
        return _shared(request, seat, page)
    on_reports = tab == REPORTS
    waiting, many_wait = lists.reports_waiting(
        seat.viewer, lines=lists.LINES if on_reports else WAITING_SHOWN, page=page if on_reports else 1
    )
    listed = (
        lists.case_list(seat.viewer, "searching" if on_reports else tab, page=page, at=seat.at)
        if not on_reports
        else None
    )
    counts = listed.counts if listed else lists.counts(seat.viewer)
    total = many_wait if on_reports else counts.get(tab, 0)
    shown = len(waiting) + (len(listed.lines) if listed else 0)
    looked_at(request, seat, "list.looked", "cases.Episode", tab=tab, page=page, shown=shown)
    return {
        "tabs": _tabs(seat, tab, {**counts, REPORTS: many_wait, SHARED: lists.how_many_shared(seat.viewer)}),
        "tab": tab,
        "waiting": [_waiting(each) for each in waiting] if on_reports or (page == 1 and tab == "searching") else [],
        "more_waiting": many_wait - len(waiting) if not on_reports else 0,
        "cases": [row_of(line) for line in listed.lines] if listed else [],
        "shows_cases": listed is not None,
        "empty": EMPTY[tab](),
        "pages": Paginator(range(total), lists.LINES).get_page(page),
        "base": f"?{urlencode({'tab': tab})}&page=",
        "rows_url": f"{reverse('episodes_rows')}?{urlencode({'tab': tab, 'page': page, 'refresh': 1})}",
        "reload_url": f"{reverse('episodes')}?{urlencode({'tab': tab, 'page': page, 'refresh': 1})}",
    }


EMPTY = {
    REPORTS: lambda: _("No report is waiting."),
    "searching": lambda: _("No child is being searched for."),
    "located": lambda: _("No child is located but unconfirmed."),
    "interviews": lambda: _("No interview is outstanding."),
    "closed": lambda: _("No case is closed yet."),
    SHARED: lambda: _("No agency shares a record with yours."),
}


def _asked(request: HttpRequest, seat: Seat) -> tuple[str, int]:
    """The tab and page asked for; what is no tab is the first that the role has."""
    tab = request.GET.get("tab", "")
    if not seat.may(Action.SEE_CASE):
        tab = REPORTS
    elif not _owns_cases(seat):
        tab = SHARED
    elif tab not in EMPTY or (tab == REPORTS and not seat.may(Action.SEE_REPORT)):
        tab = "searching"
    return tab, page_number(request)


def page_number(request: HttpRequest) -> int:
    """The page asked for; what is no number is the first."""
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def _owns_cases(seat: Seat) -> bool:
    """Whether the agency is of a kind that has cases of its own."""
    return seat.viewer.agency_kind is AgencyKind.POLICE_FORCE


def _shared(request: HttpRequest, seat: Seat, page: int) -> dict[str, Any]:
    """What other agencies share: status, and until when."""
    lines, many = lists.shared_with(seat.viewer, page=page, at=seat.at)
    counts = {**lists.counts(seat.viewer), SHARED: many}
    if seat.may(Action.SEE_REPORT):
        counts[REPORTS] = lists.reports_waiting(seat.viewer)[1]
    looked_at(request, seat, "list.looked", "cases.Episode", tab=SHARED, page=page, shown=len(lines))
    asked = {"tab": SHARED, "page": page, "refresh": 1}
    return {
        "tabs": _tabs(seat, SHARED, counts),
        "tab": SHARED,
        "shared": [_shared_line(each) for each in lines],
        "empty": EMPTY[SHARED](),
        "pages": Paginator(range(many), lists.LINES).get_page(page),
        "base": f"?{urlencode({'tab': SHARED})}&page=",
        "rows_url": f"{reverse('episodes_rows')}?{urlencode(asked)}",
        "reload_url": f"{reverse('episodes')}?{urlencode(asked)}",
    }


def _shared_line(line: lists.SharedLine) -> dict[str, Any]:
    return {
        "key": str(line.episode),
        "href": reverse("episode", args=[line.episode]),
        "name": line.called.name or _("Name not known"),
        "age": words.short_age(line.called.age),
        "reference": line.reference,
        "status": words.status_words(line.status),
        "missing_since": line.missing_since,
        "found_at": line.search_ended_at,
        "agency": line.agency,
        "until": line.until,
    }


def _tabs(seat: Seat, current: str, counts: dict[str, int]) -> list[Link]:
    titles = {
        REPORTS: _("New reports"),
        "searching": _("Being searched for"),
        "located": _("Located, unconfirmed"),
        "interviews": _("Found, interviews due"),
        "closed": _("Closed"),
        SHARED: _("Shared with us"),
    }
    shared = seat.may(Action.SEE_CASE) and bool(counts[SHARED] or current == SHARED)
    has = {REPORTS: seat.may(Action.SEE_REPORT), SHARED: shared}
    return [
        Link(
            text=title,
            href=f"{reverse('episodes')}?tab={tab}",
            current=tab == current,
            count=counts.get(tab) if tab == SHARED else counts.get(tab, 0),
        )
        for tab, title in titles.items()
        if has.get(tab, seat.may(Action.SEE_CASE) and _owns_cases(seat))
    ]


def row_of(line: lists.Line) -> CaseRow:
    """One line of the list as the look draws it. A grade that nobody gave is drawn as such, and stands with the gravest."""
    return CaseRow(
        key=str(line.episode),
        href=reverse("episode", args=[line.episode]),
        name=line.called.name or _("Name not known"),
        reference=line.reference,
        age=words.short_age(line.called.age),
        grade=line.decided,
        missing_since=line.missing_since,
        status="" if line.status == EpisodeStatus.OPEN else words.status_words(line.status),
        last_seen=line.called.place,
        found_at=line.search_ended_at,
        next=Due(what=words.clock_words(line.clock), due_at=line.due_at) if line.due_at else None,
        owner=line.owner,
        last_eyes=Eyes(at=line.looked_at, by=line.looked_by) if line.looked_at else None,
    )


def _waiting(each: lists.Waiting) -> dict[str, Any]:
    return {
        "key": str(each.report),
        "href": reverse("report", args=[each.report]),
        "reference": each.reference,
        "door": words.door_words(each.door),
        "received_at": each.received_at,
        "photos": each.photos,
        "of_many": each.of_many,
        "due_at": each.due_at,
        "last_eyes": Eyes(at=each.looked_at, by=each.looked_by) if each.looked_at else None,
    }
