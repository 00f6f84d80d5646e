"""Accounts: who may sign in, how somebody who lost a key gets in again, and who is on duty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.accounts import actions as accounts
from wayhome.accounts.models import Officer
from wayhome.accounts.queries import officers_of, recoveries_waiting, rota
from wayhome.base.errors import Refused
from wayhome.desk.forms.base import moment
from wayhome.desk.forms.officers import ROLES, ChangeOfficerForm, DutyForm, InviteForm, NameAtAgencyForm, RecoverForm
from wayhome.desk.page import Seat, at_desk, attempt, done, say, sent, show
from wayhome.desk.views.keys import freshly
from wayhome.rules.access import Action
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role


@at_desk("GET")
def officers(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every account of the own agency."""
    return show(request, seat, "officers", officers=[_line(each) for each in officers_of(seat.viewer.agency)])


@at_desk("GET", "POST")
@freshly
def new_officer(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make an account, and show its one-time code once."""
    form = InviteForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: accounts.invite_officer(
                seat.officer.agency, login=given["login"], name=given["name"], number=given["number"],
                role=Role(given["role"]), by=seat.by, at=seat.at,
            ),
        )  # fmt: skip
        if made:
            return _code_page(request, seat, made[0], made[1])
    lead = _("The account opens with a one-time code that you hand over. Nothing is sent.")
    return show(
        request, seat, "form_page", form=form, heading=_("Invite an officer"), lead=lead, button=_("Make the account"),
        back_url=reverse("officers"),
    )  # fmt: skip


@at_desk("GET", "POST")
@freshly
def change_officer(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Another role, or shut, or a new code for somebody who never came in."""
    asked = request.POST.get("officer") or request.GET.get("officer", "")
    row = next((each for each in officers_of(seat.viewer.agency) if str(each.pk) == asked), None)
    if row is None:
        return redirect("officers")
    if "again" in request.POST:
        try:
            code = accounts.invite_again(row.pk, viewer=seat.viewer, by=seat.by, at=seat.at)
        except Refused as why:
            say(request, _(why.words), tags="warning")
            return redirect(f"{reverse('change_officer')}?officer={row.pk}")
        return _code_page(request, seat, row, code)
    provider = next((key for key, each in settings.AGENCY_SIGN_IN.items() if each["agency"] == row.agency.code), None)
    naming = NameAtAgencyForm(request.POST if "subject" in request.POST else None)
    if provider and naming.is_valid():
        about: dict[str, Any] = {"viewer": seat.viewer, "by": seat.by, "at": seat.at}
        subject = naming.cleaned_data["subject"].strip()
        if attempt(
            naming, lambda: accounts.name_at_agency(row.pk, provider=provider, subject=subject, **about) or True
        ):
            say(request, _("Changed. It holds from this officer's next sign-in."))
            return redirect("officers")
    form = ChangeOfficerForm(
        None if naming.is_bound else sent(request),
        initial={"officer": row.pk, "role": row.role, "is_active": row.is_active},
    )
    if form.is_valid():
        given = form.cleaned_data
        if done(
            form,
            lambda: accounts.change_officer(
                row.pk, role=Role(given["role"]), agency=row.agency, is_active=given["is_active"], viewer=seat.viewer,
                by=seat.by, at=seat.at,
            ),
        ):  # fmt: skip
            say(request, _("Changed. It holds from this officer's next request."))
            return redirect("officers")
    return show(
        request, seat, "change_officer", form=form, heading=str(row), row=row, naming=naming if provider else None, button=_("Save"), back_url=reverse("officers")
    )  # fmt: skip


@at_desk("GET", "POST")
@freshly
def recovery(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask that an officer who lost a key be let in again, and see what waits for a second person."""
    people = [(str(each.pk), str(each)) for each in officers_of(seat.viewer.agency) if each.pk != seat.viewer.officer]
    form = RecoverForm(sent(request), officers=people)
    if form.is_valid():
        officer, how = UUID(form.cleaned_data["officer"]), form.cleaned_data["how_known"]
        if done(
            form, lambda: accounts.ask_recovery(officer, how_known=how, viewer=seat.viewer, by=seat.by, at=seat.at)
        ):
            say(request, _("Asked. A second person must agree."))
            return redirect("recovery")
    waiting = [
        {"row": each, "mine": each.asked_by_id == seat.viewer.officer, "own": each.officer_id == seat.viewer.officer}
        for each in recoveries_waiting(seat.viewer.agency)
    ]
    return show(request, seat, "recovery", form=form, waiting=waiting)


@at_desk("POST")
@freshly
def decide_recovery(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The second person agrees, and is shown the code to hand over; or does not."""
    row = next(
        (each for each in recoveries_waiting(seat.viewer.agency) if str(each.pk) == request.POST.get("which")), None
    )
    if row is None:
        return redirect("recovery")
    about: dict[str, Any] = {"viewer": seat.viewer, "by": seat.by, "at": seat.at}
    try:
        if "refuse" in request.POST:
            accounts.refuse_to_recover(row.pk, **about)
            say(request, _("Refused. Everything stays as it was."))
            return redirect("recovery")
        return _code_page(request, seat, row.officer, accounts.approve_recovery(row.pk, **about))
    except Refused as why:
        say(request, _(why.words), tags="warning")
        return redirect("recovery")


@at_desk("GET", "POST")
def duty_rota(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Who answers for the agency, now and next. Duty officers, supervisors and administrators add to it."""
    keeps = seat.may(Action.KEEP_ROTA)
    people = [(str(each.pk), str(each)) for each in officers_of(seat.viewer.agency) if each.is_active]
    form = DutyForm(sent(request) if keeps else None, officers=people, initial={"role": Role.DUTY_OFFICER.value})
    if keeps and form.is_valid():
        given, zone = form.cleaned_data, profile_of(settings.COUNTRY_PROFILE).time_zone
        starts = moment(given["starts_on"], given["starts_time"], zone=zone)
        ends = moment(given["ends_on"], given["ends_time"], zone=zone)
        if attempt(
            form,
            lambda: accounts.put_on_duty(
                UUID(given["officer"]), role=Role(given["role"]), starts_at=starts, ends_at=ends, viewer=seat.viewer,
                by=seat.by, at=seat.at,
            ),
        ):  # fmt: skip
            say(request, _("The rota is changed."))
            return redirect("duty_rota")
    duties = [
        {"row": each, "role": dict(ROLES)[each.role], "now": each.starts_at <= seat.at}
        for each in rota(seat.viewer.agency, at=seat.at)
    ]
    return show(request, seat, "duty_rota", duties=duties, keeps=keeps, form=form)


def _line(each: Officer) -> dict[str, Any]:
    return {"row": each, "role": dict(ROLES)[each.role]}


def _code_page(request: HttpRequest, seat: Seat, row: Officer, code: str) -> HttpResponse:
    return show(request, seat, "one_time_code", row=row, code=code)
