"""How a page of the desk is asked for and shown: who sits here, what time it is, and the frame around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access.queries import conflicts_of, glasses_seen_by, purpose_of, standing_of, told_unread
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import Officer
from wayhome.alerts.queries import waits_for
from wayhome.alerts.tips import tips_waiting
from wayhome.appeals.queries import waiting_for_approval
from wayhome.base import clock
from wayhome.base.errors import Hurried, Overtaken, Refused
from wayhome.base.web import client_address
from wayhome.desk.access import WHO_MAY_SEE
from wayhome.desk.forms.base import DeskForm
from wayhome.desk.lists import looked_since
from wayhome.intake.actions import Incomplete
from wayhome.ledger import actions as ledger
from wayhome.limits import actions as limits
from wayhome.look.shapes import Link
from wayhome.rules.access import LEADS, Action, may
from wayhome.rules.purpose import GRACE
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role, Viewer

T = TypeVar("T")
SAID = "said"
BREATH = timedelta(seconds=2)
ASKED_ANEW = {"search.looked"}
"""No screen asks these by itself, so asking for a refresh of one hides nothing."""
BELONGS_TO_A_PAGE = {"photo.looked"}
"""A page that was counted brings these along."""
REFRESH_CONTINUES = timedelta(hours=12)
"""A screen that refreshes itself goes on with a look taken during the same shift; it is not a look of its own."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at this desk, and the moment of this request."""

    officer: Officer
    viewer: Viewer
    by: Actor
    at: datetime
    action: Action = Action.SEE_CASE
    """What the page serves; a row to which the viewer may not do it answers as one that is not there."""

    def may(self, action: Action) -> bool:
        """Whether this officer may do something within the own agency."""
        return may(self.viewer, action, row_agency=self.viewer.agency)


def at_desk(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make a function a page that answers to these methods alone, and hand it the seat."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def to_page(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(page)
        def opened(request: HttpRequest, **keys: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(methods)
            return page(request, seat_of(request), **keys)

        return opened

    return to_page


def seat_of(request: HttpRequest) -> Seat:
    """The seat of a signed-in officer; the gate has let nobody else through."""
    officer = request.user
    if not isinstance(officer, Officer):
        raise PermissionDenied
    name = request.resolver_match.url_name if request.resolver_match else ""
    who = WHO_MAY_SEE.get(name or "")
    by = Actor.officer_of(officer.pk, officer.agency_id, origin=client_address(request))
    return Seat(officer, officer.viewer, by, clock.now(), who if isinstance(who, Action) else Action.SEE_CASE)


def show(request: HttpRequest, seat: Seat, template: str, **context: Any) -> HttpResponse:
    """Draw a page inside the desk's frame."""
    form = context.get("form")
    overtaken = isinstance(form, DeskForm) and bool(form.overtaken)
    return render(request, f"desk/{template}.html", frame(request, seat) | context, status=409 if overtaken else 200)


def frame(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What the layout of every desk page takes."""
    return {
        "now": seat.at,
        "home_url": reverse("episodes"),
        "navigation": navigation(request, seat),
        "officer_name": str(seat.officer),
        "agency_name": seat.officer.agency.name,
        "sign_out_url": reverse("sign_out"),
        "account_url": reverse("keys"),
        "search_url": reverse("search") if seat.may(Action.SEE_RECORD) else "",
        "demonstration": settings.DEMONSTRATION,
        "messages": notices(request),
        "told_of_glass": told_of_glass(seat),
        **({"live_url": f"{settings.PUSH_ORIGIN}/events"} if _is_told(seat) else {}),
    }


def _is_told(seat: Seat) -> bool:
    """Whether this officer is one of those who are told at once of broken glass."""
    return seat.viewer.role in LEADS | {Role.CENTRE_COORDINATOR}


def told_of_glass(seat: Seat) -> list[dict[str, Any]]:
    """What stands on top of every page until it is read: who broke which glass, and until when."""
    told = list(told_unread(seat.viewer).order_by("at")) if _is_told(seat) else []
    named_in = conflicts_of(seat.viewer) if told else []
    return [
        {
            "officer": str(each.glass.officer),
            "owner": each.glass.owner.name,
            "reference": each.glass.reference,
            "at": each.glass.at,
            "until": each.glass.until,
            "read_url": reverse("read_told", args=[each.glass_id]),
        }
        for each in told
        if each.glass.subject not in named_in
    ]


def live() -> dict[str, Any]:
    """What a page takes that keeps itself fresh."""
    return {"live_url": f"{settings.PUSH_ORIGIN}/events", "refresh_seconds": 30}


def navigation(request: HttpRequest, seat: Seat) -> list[Link]:
    """The parts of the desk that this officer may open."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    waiting = waiting_for_approval(seat.viewer).count() or None
    decides = any(seat.may(each) for each in (Action.DRAFT_ALERT, Action.APPROVE_ALERT, Action.CANCEL_ALERT))
    alerts = waits_for(seat.viewer).count() or None if decides else None
    oversees = seat.may(Action.SEE_GLASS)
    broken = glasses_seen_by(seat.viewer).filter(reviewed_by=None).count() or None if oversees else None
    free = tips_waiting(seat.viewer).filter(taken_at=None, drill=False).count() or None
    parts: list[tuple[bool, str, str, int | None]] = [
        (seat.may(Action.SEE_CASE) or seat.may(Action.SEE_REPORT), "episodes", _("Cases"), None),
        (seat.may(Action.TAKE_REPORT), "new_report", _("Take a report"), None),
        (seat.may(Action.TAKE_REPORT), "tips", _("Tips"), free),
        (seat.may(Action.SEE_CASE) and decides, "alerts", _("Child Rescue Alerts"), alerts),
        (seat.may(Action.APPROVE_APPEAL), "approvals", _("Appeals to approve"), waiting),
        (seat.may(Action.SEE_RECORD), "unidentified_list", _("Unidentified people"), None),
        (oversees, "glass", _("Broken glass"), broken),
        (seat.may(Action.SEE_FIGURES), "figures", _("Figures"), None),
        (seat.may(Action.SEE_DISCLOSURES), "disclosures", _("Disclosures"), None),
        (seat.may(Action.KEEP_ACCOUNTS), "officers", _("Officers"), None),
    ]
    return [
        Link(text=text, href=reverse(name), current=here == name, count=count)
        for open_to, name, text, count in parts
        if open_to
    ]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that stands on top of the next page."""

    words: str
    tags: str = "success"

    def __str__(self) -> str:
        return self.words


def say(request: HttpRequest, words: str, *, tags: str = "success") -> None:
    """Keep a sentence for the next page. Never a child's details: the session lies in the database as it is."""
    request.session[SAID] = [*request.session.get(SAID, []), [words, tags]]


def notices(request: HttpRequest) -> list[Notice]:
    """The sentences kept for this page, each shown once."""
    return [Notice(words, tags) for words, tags in request.session.pop(SAID, [])] if SAID in request.session else []


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, be it empty; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: DeskForm, verb: Callable[[], T]) -> T | None:
    """Ask a verb. A refusal becomes an error of the form; None is returned then."""
    try:
        return verb()
    except Incomplete as problem:
        for field, words in problem.wrong.items():
            form.add_error(field if field in form.fields else None, _(words))
    except Overtaken as problem:
        form.overtaken = _(problem.words)
    except Refused as problem:
        form.refuse(problem.words)
    return None


def done(form: DeskForm, verb: Callable[[], object]) -> bool:
    """Ask a verb, where only it matters whether it was done."""
    return bool(attempt(form, verb))


def refreshing(request: HttpRequest) -> bool:
    """Whether a screen asks by itself, with nobody having touched it."""
    return "refresh" in request.GET or request.headers.get("X-Wayhome-Refresh") == "1"


def looked(
    request: HttpRequest, seat: Seat, kind: str, row: models.Model, *, agency: UUID | None, record: UUID | None = None
) -> None:
    """Write down that this officer looks at a row, once a page, before the page leaves.

    record   the missing person's record that the row belongs to: why it is opened is asked once a shift, and stands in the line
    """
    if _goes_on(request, seat, row.pk):
        return
    if kind not in BELONGS_TO_A_PAGE:
        keep_pace(seat)
    if record is None or agency is None:
        ledger.look(kind, row, by=seat.by, agency=agency, at=seat.at)
        return
    since = seat.at if request.method in {"GET", "HEAD"} else seat.at - GRACE
    standing = getattr(row, "standing", None) or standing_of(seat.viewer, record, agency)
    why = purpose_of(seat.viewer, record, standing, at=since)
    if why is None:
        raise PurposeNeeded(record)
    code, purpose = why
    ledger.look(
        kind, row, by=seat.by, agency=agency, at=seat.at, reason=code, **({"purpose": str(purpose)} if purpose else {})
    )


class PurposeNeeded(Exception):
    """Nobody has said yet in this shift why they open this record."""

    def __init__(self, record: UUID) -> None:
        super().__init__("Say why.")
        self.record = record


def looked_at(request: HttpRequest, seat: Seat, kind: str, subject: str, **facts: str | int) -> None:
    """Write down a look at a list or a search of the own agency."""
    # Another part or page of a list is another look, whatever the address says of refreshing.
    same = {name: fact for name, fact in facts.items() if name in {"tab", "page"}}
    if not _goes_on(request, seat, seat.viewer.agency, kind=kind, same=same):
        keep_pace(seat)
        mine = seat.viewer.agency
        ledger.look_at(kind, subject, mine, by=seat.by, agency=mine, at=seat.at, reason="", **facts)


def keep_pace(seat: Seat) -> None:
    """Slow down an officer who opens more than a shift's work within an hour, and write that down. Raises Hurried.

    Nobody is locked out: a look every two seconds goes on.
    """
    who = seat.viewer.officer.bytes
    looks = limits.count("look", who, at=seat.at, window=limits.HOUR)
    if looks == settings.LOOKS_AN_HOUR + 1:
        accounts.note_many_looks(seat.officer, looks=looks, at=seat.at)
    if looks > settings.LOOKS_AN_HOUR and limits.count("look.beyond", who, at=seat.at, window=BREATH) > 1:
        raise Hurried


def _goes_on(
    request: HttpRequest, seat: Seat, key: UUID, *, kind: str = "", same: Mapping[str, str | int] | None = None
) -> bool:
    # Nobody looks unseen by asking for the refresh of a page that was never opened.
    return (
        kind not in ASKED_ANEW
        and refreshing(request)
        and looked_since(key, by=seat.by, since=seat.at - REFRESH_CONTINUES, kind=kind, same=same or {})
    )
