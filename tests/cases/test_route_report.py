"""A report that came to the national intake desk goes to the force that must act on it."""

from __future__ import annotations

from datetime import datetime

import pytest

from wayhome.accounts.models import NATIONAL_INTAKE, Agency, Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.cases import actions as cases
from wayhome.clocks import actions as clocks
from wayhome.clocks.queries import running
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.terms.actor import Actor

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
        cases.route_report(report.pk, force.pk, viewer=duty.viewer, by=duty.actor, at=now)
    reader = Officer.objects.create(login="auditor", name="A", agency_id=NATIONAL_INTAKE, role="auditor")
    with pytest.raises(NotFound):
        cases.route_report(report.pk, force.pk, viewer=reader.viewer, by=reader.actor, at=now)
    with pytest.raises(Refused, match="Choose the force"):
        cases.route_report(report.pk, NATIONAL_INTAKE, viewer=taker.viewer, by=taker.actor, at=now)


def test_the_force_owns_the_report_and_its_clocks_afterwards(now: datetime) -> None:
    taker, duty, force = people()
    report = received(now)
    cases.route_report(report.pk, force.pk, viewer=taker.viewer, by=taker.actor, at=now)
    assert {clock.agency_id for clock in running(report.pk)} == {force.pk}
    episode = cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=now)
    assert episode.agency_id == force.pk
    with pytest.raises(NotFound):
        cases.route_report(report.pk, force.pk, viewer=taker.viewer, by=taker.actor, at=now)
    with pytest.raises(Overtaken):
        cases.route_report(report.pk, force.pk, viewer=duty.viewer, by=duty.actor, at=now)
