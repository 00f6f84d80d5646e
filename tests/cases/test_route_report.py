"""A report that came to the national intake desk goes to the force that must act on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.accounts.models import NATIONAL_INTAKE, Agency, Duty, Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.web import set_viewer
from wayhome.cases import actions as cases
from wayhome.clocks import actions as clocks
from wayhome.clocks.queries import running
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
WORDS = {"given_name": "Tamsin", "last_seen_place": "Saltmere Quay"}


def people() -> tuple[Officer, Officer, Agency]:
    force = Agency.objects.create(code="northmoor", name="Northmoor Police", kind="police_force")
    taker = Officer.objects.create(login="taker", name="T", agency_id=NATIONAL_INTAKE, role="call_taker")
    duty = Officer.objects.create(login="duty", name="D", agency=force, role="duty_officer")
    return taker, duty, force


def received(now: datetime) -> Report:
    report = intake.receive_report(intake.Received(WORDS), door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now)
    clocks.start_for(
        "report.received", subject=report.pk, subject_kind="report", agency=report.agency_id, is_child=True, at=now
    )
    return report


def test_only_the_owning_desk_may_route(now: datetime) -> None:
    taker, duty, force = people()
    report = received(now)
    with pytest.raises(NotFound):
        factory.routed(report.pk, force.pk, duty, at=now)
    reader = Officer.objects.create(login="auditor", name="A", agency_id=NATIONAL_INTAKE, role="auditor")
    with pytest.raises(NotFound):
        factory.routed(report.pk, force.pk, reader, at=now)
    with pytest.raises(Refused, match="Choose the force"):
        factory.routed(report.pk, NATIONAL_INTAKE, taker, at=now)


def test_the_force_owns_the_report_and_its_clocks_afterwards(now: datetime) -> None:
    taker, duty, force = people()
    report = received(now)
    factory.routed(report.pk, force.pk, taker, at=now)
    assert {clock.agency_id for clock in running(report.pk)} == {force.pk}
    episode = cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=now)
    assert episode.agency_id == force.pk
    with pytest.raises(NotFound):
        factory.routed(report.pk, force.pk, taker, at=now)
    with pytest.raises(Overtaken):
        factory.routed(report.pk, force.pk, duty, at=now)


def test_a_clock_keeps_its_time_and_passes_to_who_holds_its_role_at_the_force(now: datetime) -> None:
    taker, duty, force = people()
    report = received(now)
    due = {clock.kind: clock.due_at for clock in running(report.pk)}
    shift = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=7)}
    Duty.objects.create(agency=force, officer=duty, role="duty_officer", **shift)
    factory.routed(report.pk, force.pk, taker, at=now)
    assert {clock.kind: clock.due_at for clock in running(report.pk)} == due
    assert {clock.owner for clock in running(report.pk) if clock.owner_role == "duty_officer"} == {duty}


def test_the_database_hands_over_for_nobody_whose_role_routes_nothing(now: datetime) -> None:
    taker, _, force = people()
    report = received(now)
    for who in (None, factory.officer(Role.OFFICER), factory.officer(Role.SUPERVISOR)):
        set_viewer(officer=str(who.pk) if who else "", agency=str(who.agency_id) if who else "")
        assert not intake.hand_over(report.pk, force.pk, at=now)
    set_viewer(officer=str(taker.pk), agency=str(force.pk))  # an agency that is not the officer's
    assert not intake.hand_over(report.pk, force.pk, at=now)
