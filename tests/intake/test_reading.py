"""Who may read what came in. Hidden and absent look the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.base.errors import NotFound
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.intake.queries import photo_seen_by, report_seen_by, reports_waiting
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind, Role

pytestmark = pytest.mark.django_db

# Written from the access policy, not from the code.
SEES_REPORTS = {
    (AgencyKind.POLICE_FORCE, Role.CALL_TAKER),
    (AgencyKind.POLICE_FORCE, Role.OFFICER),
    (AgencyKind.POLICE_FORCE, Role.DUTY_OFFICER),
    (AgencyKind.POLICE_FORCE, Role.SUPERVISOR),
    (AgencyKind.POLICE_FORCE, Role.EDITOR),
    (AgencyKind.POLICE_FORCE, Role.ALERT_AUTHOR),
    (AgencyKind.POLICE_FORCE, Role.ALERT_AUTHORISER),
    (AgencyKind.NATIONAL_INTAKE, Role.CALL_TAKER),
    (AgencyKind.NATIONAL_INTAKE, Role.DUTY_OFFICER),
    (AgencyKind.NATIONAL_INTAKE, Role.SUPERVISOR),
}


@pytest.mark.parametrize("kind", AgencyKind)
@pytest.mark.parametrize("role", Role)
def test_a_report_is_seen_by_the_roles_of_its_agency_that_take_reports(
    now: datetime, kind: AgencyKind, role: Role
) -> None:
    agency = factory.force(kind=kind)
    who = factory.officer(role, agency)
    words = intake.Received(factory.report_words(), photo=factory.face() if role is Role.OFFICER else None)
    report = intake.receive_report(words, door=ReportDoor.DESK_PHONE, by=Actor.system("test"), at=now, agency=agency.pk)
    photo = report.photos.first()
    if (kind, role) in SEES_REPORTS:
        assert report_seen_by(who.viewer, report.pk) == report
        assert list(reports_waiting(who.viewer)) == [report]
        if photo:
            assert photo_seen_by(who.viewer, photo.pk)[0] == photo
    else:
        for unseen in (report.pk, new_id()):
            with pytest.raises(NotFound):
                report_seen_by(who.viewer, unseen)
        assert not reports_waiting(who.viewer)
        if photo:
            with pytest.raises(NotFound):
                photo_seen_by(who.viewer, photo.pk)


def test_another_force_and_the_intake_desk_do_not_see_a_forces_report(now: datetime) -> None:
    report = factory.report(factory.officer(), at=now)
    for stranger in (
        factory.officer(Role.SUPERVISOR),
        factory.officer(Role.SUPERVISOR, Agency.objects.get(pk=NATIONAL_INTAKE)),
    ):
        with pytest.raises(NotFound):
            report_seen_by(stranger.viewer, report.pk)
        assert not reports_waiting(stranger.viewer)


def test_a_report_waits_until_an_episode_takes_it_up_newest_first(now: datetime) -> None:
    who = factory.officer()
    first = factory.report(who, at=now)
    second = factory.report(who, at=now + timedelta(minutes=1))
    assert list(reports_waiting(who.viewer)) == [second, first]
    cases.open_episode(second.pk, viewer=who.viewer, by=who.actor, at=now)
    assert list(reports_waiting(who.viewer)) == [first]
