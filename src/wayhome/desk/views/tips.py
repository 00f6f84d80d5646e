"""The tip desk: what the public told of alerts and appeals, until somebody has dealt with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.accounts.queries import on_duty
from wayhome.alerts import actions as alerting
from wayhome.alerts.tips import others_like, shown_about, tip_seen_by, tips_waiting, told_of
from wayhome.cases.models import Episode
from wayhome.desk import lists, words
from wayhome.desk.case.about import show_part
from wayhome.desk.case.beside import sighting_lines
from wayhome.desk.forms.base import DeskForm
from wayhome.desk.forms.tips import DealForm
from wayhome.desk.page import Seat, at_desk, done, live, looked, looked_at, say, show
from wayhome.intake.models import Sighting
from wayhome.rules.access import LEADS, Action
from wayhome.rules.tips import DESK, LABELS, TAKEN, Outcome, target
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role

OTHERS = 30
"""So many tips about the same thing are offered to put one together with, the newest."""


@at_desk("GET")
def tips(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What nobody has dealt with, the oldest first: of alerts, then of appeals, and drills apart from both."""
    return show(request, seat, "tips", **live(), **_listed(request, seat))


@at_desk("GET")
def tips_rows(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The lines alone, for a page that keeps itself fresh."""
    return render(request, "desk/tips_rows.html", {"now": seat.at} | _listed(request, seat))


def _listed(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    waiting = tips_waiting(seat.viewer)
    wanted = [
        (_("Tips of alerts"), _("Nobody has told anything of an alert that waits."), waiting.filter(alert__isnull=False, drill=False)),
        (_("Sightings of appeals"), _("No sighting waits."), waiting.filter(alert=None)),
        (_("DRILL: tips of exercises"), "", waiting.filter(drill=True)),
    ]  # fmt: skip
    told = told_of(seat.viewer.agency, TAKEN)
    parts: list[dict[str, Any]] = []
    for heading, nothing, found in wanted:
        rows = list(found[: lists.LINES])
        about, many = shown_about(rows), len(rows) if len(rows) < lists.LINES else found.count()
        lines = [_line(seat, each, about) | {"told": told.get(each.pk, "")} for each in rows]
        if lines or nothing:
            parts.append({"heading": heading, "nothing": nothing, "lines": lines, "many": many})
    looked_at(request, seat, "tips.looked", "intake.Sighting", shown=sum(len(part["lines"]) for part in parts))
    sits = on_duty(seat.viewer.agency, Role.CALL_TAKER, at=seat.at)
    return {
        "parts": parts,
        "sits": str(sits) if sits else "",
        "paged": next(iter(told_of(seat.viewer.agency, DESK).values()), ""),
        "minutes": int(_target() / timedelta(minutes=1)),
        "rows_url": f"{reverse('tips_rows')}?refresh=1",
        "reload_url": f"{reverse('tips')}?refresh=1",
    }


def _target() -> timedelta:
    return target(profile_of(settings.COUNTRY_PROFILE))


def _line(seat: Seat, tip: Sighting, about: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    seen = about.get(tip.alert or tip.edition or tip.pk, {})
    return {
        "key": str(tip.pk),
        "href": reverse("tip", args=[tip.pk]),
        "reference": tip.reference,
        "about": seen.get("reference", ""),
        "about_href": _leads_to(seat, seen),
        "area": seen.get("area", ""),
        "alert": tip.alert is not None,
        "drill": tip.drill,
        "of_many": tip.of_many,
        "at": tip.received_at,
        "take_by": tip.received_at + _target() if tip.alert and tip.taken_at is None else None,
        "taken_by": str(tip.taken_by or ""),
        "taken_at": tip.taken_at,
        "mine": tip.taken_by_id == seat.viewer.officer,
        "take": reverse("tip_take", args=[tip.pk]) if tip.taken_at is None else "",
    }


def _leads_to(seat: Seat, seen: dict[str, Any]) -> str:
    if not seat.may(Action.SEE_CASE):
        return ""
    return next((reverse(page, args=[seen[page]]) for page in ("alert", "appeal") if page in seen), "")


@at_desk("GET")
def tip(request: HttpRequest, seat: Seat, tip: UUID) -> HttpResponse:
    """One tip in its own words, who has it, and what came of it."""
    return _shown(request, seat, *tip_seen_by(seat.viewer, tip, action=seat.action))


def _shown(
    request: HttpRequest, seat: Seat, row: Sighting, episode: Episode | None, form: DeskForm | None = None
) -> HttpResponse:
    mine, together = row.taken_by_id == seat.viewer.officer, row.together_with
    shown = {
        "form": form,
        "line": _line(seat, row, shown_about([row])),
        "said": sighting_lines(row),
        "dealt_at": row.dealt_at,
        "outcome": _(LABELS[Outcome(row.outcome)]) if row.outcome else "",
        "together": {"href": reverse("tip", args=[together.pk]), "reference": together.reference} if together else None,
        "gives_back": row.dealt_at is None and row.taken_at is not None and (mine or seat.viewer.role in LEADS),
        "deal": (form if isinstance(form, DealForm) else _deal(row, episode))
        if mine and row.dealt_at is None
        else None,
        "back_url": reverse("tips"),
        "back_text": _("Tips"),
    }
    if episode:
        return show_part(request, seat, "tip", episode, "tip.looked", row, **shown)
    looked(request, seat, "tip.looked", row, agency=row.agency_id)
    return show(request, seat, "tip", **shown)


def _deal(row: Sighting, episode: Episode | None, data: Any = None) -> DealForm:
    others = [
        (str(each.pk), f"{each.reference}, {words.moment_words(each.received_at.isoformat())}")
        for each in others_like(row)[:OTHERS]
    ]
    return DealForm(data, others=others, has_enquiry=episode is not None)


@at_desk("POST")
def tip_take(request: HttpRequest, seat: Seat, tip: UUID) -> HttpResponse:
    """Take it in hand; of two who press at once one has it, and the other is told."""
    return _asked(request, seat, tip, lambda: alerting.take(tip, **_by(seat)), _("The tip is yours. Read it, then say what came of it."))  # fmt: skip


@at_desk("POST")
def tip_give_back(request: HttpRequest, seat: Seat, tip: UUID) -> HttpResponse:
    """Put it back into the queue."""
    return _asked(request, seat, tip, lambda: alerting.give_back(tip, **_by(seat)), _("The tip waits in the queue again."))  # fmt: skip


def _asked(request: HttpRequest, seat: Seat, tip: UUID, verb: Callable[[], object], said: str) -> HttpResponse:
    tip_seen_by(seat.viewer, tip, action=seat.action)
    form = DeskForm(request.POST)
    if form.is_valid() and done(form, verb):
        say(request, said)
        return redirect("tip", tip)
    return _shown(request, seat, *tip_seen_by(seat.viewer, tip, action=seat.action), form)


@at_desk("POST")
def tip_deal(request: HttpRequest, seat: Seat, tip: UUID) -> HttpResponse:
    """Say what came of it; then the next one."""
    row, episode = tip_seen_by(seat.viewer, tip, action=seat.action)
    form = _deal(row, episode, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        dealt = lambda: alerting.deal(  # noqa: E731
            tip, Outcome(given["outcome"]), together_with=given["together_with"] or None, **_by(seat)
        )
        if done(form, dealt):
            say(request, _("Dealt with: %(outcome)s.") % {"outcome": _(LABELS[Outcome(given["outcome"])])})
            return redirect("tips")
    return _shown(request, seat, *tip_seen_by(seat.viewer, tip, action=seat.action), form)


def _by(seat: Seat) -> dict[str, Any]:
    return {"viewer": seat.viewer, "by": seat.by, "at": seat.at}
