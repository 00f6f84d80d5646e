"""How old the missing person is, when people say different things."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.cases import actions as cases
from wayhome.cases.queries import age_from, age_of, is_child, youngest
from wayhome.facts.models import Fact
from wayhome.registry import actions as registry
from wayhome.registry.queries import search
from wayhome.risk import actions as risk
from wayhome.terms.actor import Actor
from wayhome.terms.age_range import AgeRange

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("birth", ["2112-05-01", "2027", "1812-05-01", "1066"])
def test_a_date_of_birth_that_cannot_be_stops_no_case_and_tells_no_age(now: datetime, birth: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, birth_date=birth, age="14")
    assert age_of(episode.misper_id, on=now.date()) == AgeRange(14, 14)
    assert is_child(episode.misper_id, on=now.date())
    assert risk.suggestion_for(episode, at=now)[1].age == AgeRange(14, 14)
    registry.publish_misper(episode.misper, by=Actor.system("test"), at=now)
    assert [hit.age_words for hit in search(factory.seated(who), "Tamsin Quillfeather")] == ["14"]
    assert age_from(birth, None, on=now.date()) is None


def test_a_date_of_birth_goes_before_an_age_told(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now, birth_date="2012-12", age="9")
    assert age_of(episode.misper_id, on=now.date()) == AgeRange(13, 13)
    assert age_of(episode.misper_id, on=now.date() + timedelta(days=20)) == AgeRange(13, 14)


def test_a_second_caller_who_thinks_the_child_older_takes_no_protection_away(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, age="10")
    report = factory.report(who, at=now, age="19")
    cases.add_report(report.pk, episode.pk, viewer=who.viewer, by=who.actor, at=now + timedelta(minutes=1))
    assert is_child(episode.misper_id, on=now.date())
    assert youngest(episode.misper_id, on=now.date()) == AgeRange(10, 10)
    assert [reason.rule for reason in risk.suggestion_for(episode, at=now)[0].reasons] == ["very_young"]
    old = Fact.objects.get(subject=episode.misper_id, kind="age", value="10")
    cases.add_fact(episode.pk, "age", "19", viewer=who.viewer, by=who.actor, at=now, instead=old.pk)
    assert not is_child(episode.misper_id, on=now.date())  # an officer who knows better may
