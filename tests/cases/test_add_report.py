"""A second caller tells of an absence that is already open."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.clocks.queries import running
from wayhome.facts.models import Fact
from wayhome.facts.queries import values_of
from wayhome.intake.models import Report
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def test_a_report_that_belongs_to_an_episode_joins_no_other(now: datetime) -> None:
    who = factory.officer()
    one, other = factory.open_episode(who, at=now), factory.open_episode(who, at=now)
    taken = other.reports.get().report_id
    before = Fact.objects.count()
    with pytest.raises(Overtaken):
        cases.add_report(taken, one.pk, viewer=who.viewer, by=who.actor, at=now)
    assert Fact.objects.count() == before
    assert not Entry.objects.filter(kind="report.joined").exists()


def test_a_report_of_another_agency_or_none_is_not_found(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    for report in (factory.report(factory.officer(), at=now).pk, new_id()):
        with pytest.raises(NotFound):
            cases.add_report(report, episode.pk, viewer=who.viewer, by=who.actor, at=now)


def test_who_may_not_change_the_case_adds_nothing(now: datetime) -> None:
    who = factory.officer()
    episode, report = factory.open_episode(who, at=now), factory.report(who, at=now)
    taker, stranger = factory.officer(Role.CALL_TAKER, who.agency), factory.officer()
    with pytest.raises(Refused):
        cases.add_report(report.pk, episode.pk, viewer=taker.viewer, by=taker.actor, at=now)
    with pytest.raises(NotFound):
        cases.add_report(report.pk, episode.pk, viewer=stranger.viewer, by=stranger.actor, at=now)


def test_the_second_callers_words_stand_beside_the_first_and_the_reports_stay_two(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    later = now + timedelta(minutes=10)
    report = factory.report(who, at=later, age="15", alias="Tam")
    follower = factory.Follower()
    follower.follow(later)
    cases.add_report(report.pk, episode.pk, viewer=who.viewer, by=who.actor, at=later)
    known = values_of([episode.misper_id], ["age", "alias"])[episode.misper_id]
    assert known == {"age": ["15", "14"], "alias": ["Tam"]}
    assert Report.objects.filter(episode_link__episode=episode).count() == 2
    assert not running(report.pk)
    assert Entry.objects.get(kind="report.joined").facts == {"report": str(report.pk)}
