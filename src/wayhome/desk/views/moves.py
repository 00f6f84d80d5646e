"""Handing over, locating, reopening, closing, and saying that two records are one child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wayhome.accounts.queries import colleagues
from wayhome.base.ids import read_reference
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.cases.queries import edges_of, episode_seen_by
from wayhome.desk import lists
from wayhome.desk.case.about import show_about
from wayhome.desk.forms.base import VersionedForm
from wayhome.desk.forms.moves import SAME, CloseForm, JoinForm, LocateForm, ReopenForm, TakeOverForm
from wayhome.desk.page import Seat, at_desk, done, say, sent
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.queries import interviews_of


@at_desk("GET", "POST")
def take_over(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Give the case to an officer of the same agency, oneself first."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    names = colleagues(row.agency_id)
    first = {seat.viewer.officer: _("%(officer)s (you)") % {"officer": seat.officer}}
    form = TakeOverForm(
        sent(request),
        colleagues=first | names | first,
        initial={"version": row.version, "owner": seat.viewer.officer},
    )
    if form.is_valid():
        owner = UUID(form.cleaned_data["owner"])
        if done(form, lambda: cases.take_over(episode, owner=owner, **_about(form, seat))):
            return _done(request, episode, _("The case has a new owner."))
    return _asked(request, seat, "move", row, form, heading=_("Hand the case over"), button=_("Hand over"))


@at_desk("GET", "POST")
def locate(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The child is said to be somewhere; nobody has seen the child yet."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    form = LocateForm(sent(request), initial={"version": row.version})
    if form.is_valid() and done(form, lambda: cases.locate(episode, **_about(form, seat))):
        return _done(request, episode, _("Located, unconfirmed. The search goes on until somebody sees the child."))
    lead = _(
        "Somebody says where the child is, but nobody has seen the child face to face. What is published stays; nothing new may be published."
    )
    return _asked(
        request, seat, "move", row, form, heading=_("Located, unconfirmed"), lead=lead, button=_("Record as located")
    )


@at_desk("GET", "POST")
def reopen(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The child is missing after all."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    form = ReopenForm(sent(request), initial={"version": row.version})
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, lambda: outcomes.reopen_episode(episode, reason=reason, **_about(form, seat))):
            return _done(request, episode, _("The search goes on."))
    return _asked(request, seat, "move", row, form, heading=_("Still missing"), button=_("Go on searching"))


@at_desk("GET", "POST")
def close(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Close the case: with the prevention interview, or a recorded reason."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    form = CloseForm(sent(request), initial={"version": row.version})
    held = any(each.kind == "prevention" and each.status == "done" for each in interviews_of(episode))
    if held:
        del form.fields["reason"]
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        if done(form, lambda: outcomes.close_episode(episode, reason=reason, **_about(form, seat))):
            return _done(request, episode, _("The case is closed."))
    lead = (
        _("The prevention interview was held. The return interview goes on after closing.")
        if held
        else _("The prevention interview was not held.")
    )
    return _asked(request, seat, "move", row, form, heading=_("Close the case"), lead=lead, button=_("Close the case"))


@at_desk("GET", "POST")
def join(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Say that this record and another are one child, are not, or may be. Both stay as they are."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    form = JoinForm(sent(request))
    if form.is_valid() and done(form, lambda: _join(form, row, seat)):
        return _done(request, episode, _("The comparison is saved. A later one takes its place."))
    lead = _("The records stay apart; what you say joins them, and a later word undoes it.")
    labels = dict(SAME)
    edges = [{"text": _(labels[edge.kind]), "at": edge.at, "reason": edge.reason} for edge in edges_of(row.misper_id)]
    return _asked(
        request, seat, "join", row, form, heading=_("Same child as another?"), lead=lead, button=_("Save"), edges=edges
    )


def _join(form: JoinForm, row: Episode, seat: Seat) -> object:
    given = form.cleaned_data
    reference = read_reference(given["reference"])
    found = lists.records_by_reference(seat.viewer, reference) if reference else None
    if found is None:
        form.add_error("reference", _("No record of this agency has this reference. Check each sign."))
        return None
    return cases.join(
        row.misper_id, found[0], given["kind"], viewer=seat.viewer, reason=given["reason"], by=seat.by, at=seat.at
    )


def _about(form: VersionedForm, seat: Seat) -> dict[str, Any]:
    return {"viewer": seat.viewer, "version": form.cleaned_data["version"], "by": seat.by, "at": seat.at}


def _done(request: HttpRequest, episode: UUID, sentence: str) -> HttpResponse:
    say(request, sentence)
    return redirect("episode", episode)


def _asked(request: HttpRequest, seat: Seat, template: str, row: Episode, form: Any, **context: Any) -> HttpResponse:
    if isinstance(form, VersionedForm) and form.overtaken:
        row.refresh_from_db()
        form.freshen(row.version)
    return show_about(request, seat, template, row, form=form, **context)
