"""The end of a search, and the interviews after the return."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from wayhome.cases.queries import episode_seen_by
from wayhome.desk import words
from wayhome.desk.case.about import classes_for, show_about
from wayhome.desk.forms.moves import FoundForm, InterviewForm
from wayhome.desk.page import Seat, at_desk, done, say, sent
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.outcomes.queries import in_force, interview_seen_by, said_in
from wayhome.terms.field_class import FieldClass


@at_desk("GET", "POST")
def found(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Somebody saw the child: end the search and take down everything public."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    today = timezone.localtime(seat.at)
    form = FoundForm(sent(request), initial={"version": row.version, "found_on": today.date()})
    if form.is_valid():
        given = form.cleaned_data
        seen = outcomes.Found(
            found_at=form.found_at(row.zone),
            seen_by=given["seen_by"],
            found_by=given["found_by"],
            found_place=given["found_place"],
            words=given["words"],
        )
        version = given["version"]
        if done(
            form,
            lambda: outcomes.record_found(episode, seen, viewer=seat.viewer, version=version, by=seat.by, at=seat.at),
        ):
            say(request, _("The search is over. Everything public is being taken down, and the interviews are due."))
            return redirect("episode", episode)
    if form.overtaken:
        row.refresh_from_db()
        form.freshen(row.version)
    return show_about(request, seat, "found", row, form=form)


@at_desk("GET", "POST")
def interview(request: HttpRequest, seat: Seat, interview: UUID) -> HttpResponse:
    """What became of the prevention or the return interview. What was said is for those who may see restricted facts."""
    row = in_force(interview_seen_by(seat.viewer, interview, action=seat.action))
    episode = episode_seen_by(seat.viewer, row.episode_id, action=seat.action)
    if row.said is not None and FieldClass.RESTRICTED not in classes_for(seat, episode):
        return show_about(
            request, seat, "interview_kept", episode, heading=_kind(row), interview=row, status=_status(row)
        )
    form = InterviewForm(sent(request), initial=_as_held(row))
    if form.is_valid():
        given = form.cleaned_data
        held = outcomes.Held(
            status=given["status"],
            held_at=form.held_at(episode.zone),
            words=given["words"],
            harm=given["harm"],
            why=given["why"],
        )
        version = given["version"]
        if done(
            form,
            lambda: outcomes.record_interview(
                row.pk, held, viewer=seat.viewer, version=version, by=seat.by, at=seat.at
            ),
        ):
            say(request, _("The interview is saved."))
            return redirect("episode", episode.pk)
    if form.overtaken:
        row.refresh_from_db()
        form.freshen(row.version)
    return show_about(
        request, seat, "interview", episode, form=form, interview=row, heading=_kind(row), status=_status(row)
    )  # fmt: skip


def _kind(row: Interview) -> str:
    return _("Prevention interview") if row.kind == "prevention" else _("Return interview")


def _status(row: Interview) -> str:
    return words.code_words("return_interview_status", row.status)


def _as_held(row: Interview) -> dict[str, Any]:
    at = timezone.localtime(row.held_at) if row.held_at else None
    return {
        "version": row.version,
        "status": row.status,
        "held_on": at and at.date(),
        "held_time": at and at.time(),
    } | said_in(row)
