"""An alert that an agency's own system asks for: it begins as a draft, and needs two people like any other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from tests.alerts.conftest import approve, draft, submitted
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import ApiKey
from wayhome.alerts import actions as alerts
from wayhome.alerts.models import Alert, Delivery, Version
from wayhome.alerts.queries import alert_now
from wayhome.base.errors import Refused
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.desk.lists import names_of
from wayhome.flow import followers
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
ASKED = {
    "alert_headline": "Missing child: Saltby",
    "alert_description": "Marigold, 9, red coat.",
    "alert_instruction": "Call 999 if you see her.",
    "alert_why": "Taken into a van.",
}


@pytest.fixture
def duty(author: factory.Officer) -> factory.Officer:
    return factory.officer(Role.DUTY_OFFICER, author.agency)


@pytest.fixture
def system(author: factory.Officer, now: datetime) -> Actor:
    """The custody system of the force."""
    accounts.make_api_key(author.agency, name="Custody system", by=Actor.system("test"), at=now)
    return Actor.client(ApiKey.objects.get().pk, author.agency_id)


def handed_in(system: Actor, at: datetime, **words: str) -> Report:
    received = intake.Received(factory.report_words(**words))
    return intake.receive_report(received, door=ReportDoor.PARTNER_API, by=system, at=at, agency=system.agency)


def opened(report: Report, duty: factory.Officer, at: datetime) -> Episode:
    """The case that an officer makes of it, with what follows; which may be done twice."""
    episode = cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=at)
    for _ in range(2):
        followers.begin_alert_asked(Entry.objects.get(kind="episode.opened", key=episode.pk), at)
    return episode


def test_it_begins_as_a_draft_that_somebody_must_see_within_minutes(
    system: Actor, duty: factory.Officer, now: datetime
) -> None:
    episode = opened(handed_in(system, now, **ASKED), duty, now)
    version = Version.objects.get()
    assert (version.step, version.authors, version.alert.episode_id) == ("draft", [system.ref], episode.pk)
    assert version.texts["en"]["headline"] == ASKED["alert_headline"]
    assert alerts.draft_of(version).answers.why == ASKED["alert_why"]
    assert alerts.draft_of(version).answers.imminent_danger is Flag.UNKNOWN  # for an officer to say
    clock = Clock.objects.get(subject=version.alert_id, kind="alert_asked")
    assert (clock.due_at, clock.met_at) == (now + timedelta(minutes=3), None)
    assert names_of([system.ref]) == {system.ref: f"Custody system, {duty.agency.name}"}
    assert not Delivery.objects.exists()


def test_it_needs_two_people_all_the_same(
    system: Actor, duty: factory.Officer, author: factory.Officer, second: factory.Officer, now: datetime
) -> None:
    opened(handed_in(system, now, **ASKED), duty, now)
    alert = Alert.objects.get()
    with pytest.raises(Refused, match="does not wait"):
        alerts.approve(alert.pk, "", proved_at=now, viewer=second.viewer, by=second.actor, at=now)
    with pytest.raises(Refused):  # the system answered none of the criteria
        alerts.submit(alert.pk, revision=None, viewer=author.viewer, by=author.actor, at=now)
    alerts.write(draft(now), alert_id=alert.pk, viewer=author.viewer, by=author.actor, at=now)
    assert Clock.objects.get(subject=alert.pk, kind="alert_asked").met_at == now
    version = alerts.submit(alert.pk, revision=None, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused):
        approve(version, author, at=now)
    assert not alert_now(now)
    assert approve(version, second, at=now).authors == sorted([system.ref, author.actor.ref])
    assert [each.alert_id for each in alert_now(now)] == [alert.pk]


def test_a_report_that_asks_for_none_begins_none(system: Actor, duty: factory.Officer, now: datetime) -> None:
    opened(handed_in(system, now, alert_why="We think of one."), duty, now)
    assert not Alert.objects.exists()


def test_by_another_door_the_same_words_begin_none(duty: factory.Officer, now: datetime) -> None:
    opened(factory.report(duty, at=now, **ASKED), duty, now)
    assert not Alert.objects.exists()


def test_where_there_is_an_alert_already_none_is_begun(
    system: Actor, duty: factory.Officer, author: factory.Officer, episode: Episode, now: datetime
) -> None:
    before = submitted(episode, author, at=now)
    factory.says_why(duty, episode, at=now)
    joined = handed_in(system, now, **ASKED)
    cases.add_report(joined.pk, episode.pk, viewer=duty.viewer, by=duty.actor, at=now)
    followers.begin_alert_asked(Entry.objects.get(kind="report.joined", key=episode.pk), now)
    assert [each.pk for each in Version.objects.all()] == [before.pk]
