"""Breaking the glass: the form, what the others are told, and the queue of those who review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.access.models import Glass
from wayhome.access.queries import glass_seen_by, glasses_seen_by
from wayhome.base import sealing
from wayhome.base.errors import Refused
from wayhome.cases.models import Episode
from wayhome.desk import lists
from wayhome.desk.forms.glass import BreakGlassForm, ReviewGlassForm
from wayhome.desk.page import Seat, at_desk, attempt, done, looked, looked_at, say, sent, show, told_of_glass
from wayhome.rules.access import Action
from wayhome.rules.glass import REASONS, VERDICTS, Verdict

REVIEWED_SHOWN = 30


@at_desk("GET", "POST")
def break_glass(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask for the record, the reason and the hours; a refusal tells nothing of what is there, and is written down."""
    form = BreakGlassForm(sent(request), initial={"reference": request.GET.get("reference", "")[:40]})
    if form.is_valid():
        given = dict(form.cleaned_data)
        glass = attempt(
            form,
            lambda: access.break_glass(
                given["reference"], given["code"], given["words"], given["hours"],
                viewer=seat.viewer, by=seat.by, at=seat.at,
            ),
        )  # fmt: skip
        if glass:
            say(request, _("The record is open to you. Two others have been told."))
            latest = Episode.objects.filter(misper_id=glass.subject).order_by("-opened_at").first()
            return redirect("episode", latest.pk) if latest else redirect("episodes")
        asked = sealing.digest("query", given["reference"].casefold()).hex()
        looked_at(request, seat, "glass.refused", "access.Glass", query=asked)
    return show(
        request, seat, "break_glass", form=form, heading=_("Break the glass"), button=_("Open the record"),
        button_kind="warning", back_url=reverse("episodes"),
    )  # fmt: skip


@at_desk("GET")
def glass(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What waits for a review, oldest first, then what was reviewed."""
    mine = glasses_seen_by(seat.viewer)
    waiting = list(mine.filter(reviewed_by=None).order_by("at"))
    reviewed = list(mine.exclude(reviewed_by=None).order_by("-reviewed_at")[:REVIEWED_SHOWN])
    looked_at(request, seat, "glass_list.looked", "access.Glass", shown=len(waiting) + len(reviewed))
    return show(
        request,
        seat,
        "glass",
        waiting=[_line(seat, each) for each in waiting],
        reviewed=[_line(seat, each) for each in reviewed],
    )


@at_desk("GET", "POST")
def review_glass(request: HttpRequest, seat: Seat, glass: UUID) -> HttpResponse:
    """Who opened what, why, for how long and how often; and what a supervisor makes of it.

    An auditor reads the same without the words, which speak of a child, and judges nothing.
    """
    row = glass_seen_by(seat.viewer, glass)
    judges = seat.may(Action.REVIEW_GLASS)
    own = row.officer_id == seat.viewer.officer
    form = None if own or row.reviewed_by_id or not judges else ReviewGlassForm(sent(request))
    if form is not None and form.is_valid():
        given = form.cleaned_data
        reviewed = lambda: access.review_glass(  # noqa: E731
            row.pk, given["verdict"], given["words"], viewer=seat.viewer, by=seat.by, at=seat.at
        )
        if done(form, reviewed):
            say(request, _("The review is kept."))
            return redirect("glass")
    looked(request, seat, "glass.looked", row, agency=row.owner_id)
    told = row.told.select_related("officer__agency").order_by("officer__name")
    return show(
        request,
        seat,
        "review_glass",
        form=form,
        line=_line(seat, row),
        words=access.words_of_glass(row) if judges else "",
        review=access.words_of_glass(row, "review") if judges else "",
        told=[
            {"name": str(each.officer), "agency": each.officer.agency.name, "read_at": each.read_at} for each in told
        ],
        looks=lists.looks_for(str(row.pk)),
        own=own,
        judges=judges,
        back_url=reverse("glass"),
        back_text=_("Broken glass"),
    )


@at_desk("POST")
def end_glass(request: HttpRequest, seat: Seat, glass: UUID) -> HttpResponse:
    """Close what was opened, before its time."""
    try:
        access.end_glass(glass, viewer=seat.viewer, by=seat.by, at=seat.at)
        say(request, _("The record is closed to the officer again."))
    except Refused as problem:
        say(request, _(problem.words), tags="error")
    mine = Glass.objects.filter(pk=glass, officer=seat.viewer.officer).exists()
    return redirect("episodes") if mine else redirect("review_glass", glass)


@at_desk("POST")
def read_told(_request: HttpRequest, seat: Seat, glass: UUID) -> HttpResponse:
    """The officer has read what they were told; the banner goes."""
    access.read_told(glass, viewer=seat.viewer, by=seat.by, at=seat.at)
    reviews = glasses_seen_by(seat.viewer).filter(pk=glass).exists()
    return redirect("review_glass", glass) if reviews else redirect("episodes")


@at_desk("GET")
def glass_told(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The banner alone, for a page that keeps itself fresh."""
    return render(request, "desk/glass_told.html", {"told_of_glass": told_of_glass(seat)})


def _line(seat: Seat, row: Glass) -> dict[str, Any]:
    return {
        "key": str(row.pk),
        "href": reverse("review_glass", args=[row.pk]),
        "reference": row.reference,
        "officer": str(row.officer),
        "agency": row.agency.name,
        "owner": row.owner.name,
        "reason": _(REASONS[row.code]),
        "at": row.at,
        "until": row.ended_at or row.until,
        "running": row.ended_at is None and row.until > seat.at,
        "end_url": reverse("end_glass", args=[row.pk]),
        "verdict": _(VERDICTS[Verdict(row.verdict)]) if row.verdict else "",
        "reviewed_by": str(row.reviewed_by or ""),
        "reviewed_at": row.reviewed_at,
    }
