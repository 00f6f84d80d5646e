"""Handing a report to the force that must act, and writing down that another agency was told."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.accounts.queries import forces
from wayhome.cases import actions as cases
from wayhome.cases.queries import episode_seen_by
from wayhome.desk import words
from wayhome.desk.case.about import show_about
from wayhome.desk.forms.handing import RouteForm, ToldForm
from wayhome.desk.page import Seat, at_desk, done, say, sent, show
from wayhome.intake.queries import report_seen_by


@at_desk("GET", "POST")
def route_report(request: HttpRequest, seat: Seat, report: UUID) -> HttpResponse:
    """Give a report to a force."""
    row = report_seen_by(seat.viewer, report, action=seat.action)
    form = RouteForm(sent(request), forces=[each for each in forces() if each.pk != row.agency_id])
    if form.is_valid():
        to = UUID(form.cleaned_data["force"])
        if done(form, lambda: cases.route_report(report, to, viewer=seat.viewer, by=seat.by, at=seat.at)):
            say(request, _("The report is with the force. Its clocks run on there."))
            return redirect("episodes")
    lead = _("The force sees the report at once, and its duty officer is asked to read it.")
    return show(
        request, seat, "move", form=form, heading=_("Give the report to a force"), lead=lead,
        button=_("Hand over"), back_url=reverse("report", args=[report]),
    )  # fmt: skip


@at_desk("GET", "POST")
def told(request: HttpRequest, seat: Seat, episode: UUID, clock: str) -> HttpResponse:
    """Children's services, or the national unit, were told."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    if clock not in cases.TOLD:
        raise Http404
    here = seat.at.astimezone(ZoneInfo(row.zone))
    form = ToldForm(sent(request), initial={"told_on": here.date(), "told_time": here.time()})
    if form.is_valid():
        given = {"who": form.cleaned_data["who"], "told_at": form.told_at(row.zone)}
        if done(form, lambda: cases.record_told(episode, clock, **given, viewer=seat.viewer, by=seat.by, at=seat.at)):
            say(request, _("Written down: who was told, and when."))
            return redirect("episode", episode)
    return show_about(request, seat, "move", row, form=form, heading=words.clock_words(clock), button=_("Save"))
