"""What is newly known about the child, or known instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import factory
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.cases import actions as cases
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def test_a_fact_that_does_not_fit_its_kind_is_refused_with_what_to_write(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    before = Fact.objects.count()
    for kind, text in (("age", "young"), ("sex", "girl"), ("stature_cm", "tall"), ("birth_date", "2012-02-30")):
        with pytest.raises(Refused, match=r"\.$"):
            cases.add_fact(episode.pk, kind, text, viewer=who.viewer, by=who.actor, at=now)
    assert Fact.objects.count() == before
    assert not Entry.objects.filter(kind="facts.added").exists()


def test_who_may_not_change_the_case_adds_no_fact(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    looker, stranger = factory.officer(Role.EDITOR, who.agency), factory.officer()
    with pytest.raises(Refused):
        cases.add_fact(episode.pk, "age", "14", viewer=looker.viewer, by=looker.actor, at=now)
    with pytest.raises(NotFound):
        cases.add_fact(episode.pk, "age", "14", viewer=stranger.viewer, by=stranger.actor, at=now)


def test_a_fact_of_another_child_cannot_be_replaced_from_here(now: datetime) -> None:
    who = factory.officer()
    mine, other = factory.open_episode(who, at=now), factory.open_episode(who, at=now)
    theirs = Fact.objects.get(subject=other.misper_id, kind="age")
    with pytest.raises(Overtaken):
        cases.add_fact(mine.pk, "age", "13", viewer=who.viewer, by=who.actor, at=now, instead=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.superseded_at is None


def test_a_new_fact_stands_beside_and_a_replacing_one_instead(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    later = now + timedelta(hours=1)
    cases.add_fact(episode.pk, "alias", "Tam", viewer=who.viewer, by=who.actor, at=later, source="Her brother")
    old = Fact.objects.get(subject=episode.misper_id, kind="phone")
    cases.add_fact(episode.pk, "phone", "07700 900777", viewer=who.viewer, by=who.actor, at=later, instead=old.pk)
    held = {row.kind: row for row in Fact.objects.filter(subject=episode.misper_id, superseded_at=None)}
    assert (held["alias"].value, held["alias"].source, held["alias"].entered_by) == (
        "Tam",
        "Her brother",
        who.actor.ref,
    )
    assert value_of(held["phone"]) == "07700 900777"
    assert Entry.objects.filter(kind="facts.added", key=episode.pk).count() == 2
    assert "900777" not in str(list(Entry.objects.values()))


def test_a_fact_about_a_moment_carries_when_it_happened_and_in_which_zone(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    cases.add_fact(episode.pk, "last_seen_at", "2026-07-01T12:00", viewer=who.viewer, by=who.actor, at=now)
    row = Fact.objects.get(subject=episode.misper_id, kind="last_seen_at")
    noon = datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert (row.happened_from, row.happened_to, row.zone) == (noon, noon, "Europe/London")


def test_a_corrected_last_sight_moves_the_start_of_the_absence(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    cases.add_fact(episode.pk, "last_seen_at", "2026-11-21T09:00", viewer=who.viewer, by=who.actor, at=now)
    episode.refresh_from_db()
    assert (episode.missing_since, episode.version) == (datetime(2026, 11, 21, 9, tzinfo=UTC), 2)
