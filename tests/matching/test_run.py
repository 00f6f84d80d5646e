"""Candidates are ranked with evidence in words; what is not known weighs nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode, Misper
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.matching import actions as matching
from wayhome.matching import engine
from wayhome.matching.actions import ranking
from wayhome.matching.models import Candidate
from wayhome.matching.queries import candidates_for
from wayhome.outcomes import actions as outcomes
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion, Unidentified
from wayhome.registry.queries import latest_version
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind, Role

BY = Actor.system("test")
BODY = {"unidentified_kind": "body", "found_place": "Grebe Mere"}
SEEN = {
    "sex": "female",
    "hair_colour": "red",
    "eye_colour": "green",
    "stature_cm": "150-154",
    "ethnicity": "white",
}


def unidentified(who: Officer, at: datetime, **words: str) -> Unidentified:
    return registry.record_unidentified(BODY | words, viewer=who.viewer, by=who.actor, at=at)


def newest(subject: UUID) -> RecordVersion:
    version = latest_version(subject)
    assert version is not None
    return version


def found(episode: Episode, who: Officer, at: datetime) -> None:
    how = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, how, viewer=who.viewer, version=None, by=who.actor, at=at)


def words_of(part: dict[str, Any]) -> str:
    return str(part["says"].format(**dict(part["parameters"])))


def standing(row: Unidentified) -> list[Candidate]:
    return list(Candidate.objects.filter(unidentified=row.pk, superseded_at=None).order_by("-weight", "missing"))


@pytest.mark.django_db
def test_what_is_not_known_weighs_nothing_and_says_so(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    factory.open_episode(who, at=now, age=None, last_seen_at=None)
    row = unidentified(who, now)
    factory.Follower().follow(now)
    (candidate,) = standing(row)
    weights = {part["kind"]: part["weight"] for part in candidate.evidence}
    assert {kind for kind, weight in weights.items() if weight} == {
        "place"
    }  # one agency keeps both: that much is known
    assert candidate.weight == weights["place"]
    assert {"sex", "appearance", "age"} <= weights.keys()
    assert all(words_of(part) for part in candidate.evidence)


@pytest.mark.django_db
def test_the_weight_is_the_sum_of_the_evidence_shown(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    factory.open_episode(who, at=now, **SEEN)
    row = unidentified(who, now, condition="fresh", age="13-16", **SEEN)
    factory.Follower().follow(now)
    (candidate,) = standing(row)
    assert candidate.weight == sum(part["weight"] for part in candidate.evidence) > 0
    assert candidate.model_version == engine.weights_in_force()[0].version
    assert (candidate.missing_version, candidate.unidentified_version) == (1, 1)


@pytest.mark.django_db
def test_who_fits_better_stands_first(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    other = factory.open_episode(who, at=now, **(SEEN | {"sex": "male", "hair_colour": "black"}))
    plain = factory.open_episode(who, at=now)
    alike = factory.open_episode(who, at=now, **SEEN)
    row = unidentified(who, now, condition="fresh", **SEEN)
    factory.Follower().follow(now)
    assert [each.missing for each in standing(row)] == [each.misper_id for each in (alike, plain, other)]


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["missing", "unidentified"])
def test_the_best_twenty_are_kept_in_whichever_order_records_come(now: datetime, first: str) -> None:
    who = factory.officer(Role.SUPERVISOR)
    follower = factory.Follower()
    row = unidentified(who, now, condition="fresh", **SEEN) if first == "unidentified" else None
    follower.follow(now)
    for number in range(24):
        # Every third child fits; the other sixteen do not.
        factory.open_episode(who, at=now, **(SEEN if number % 3 == 0 else {"sex": "male", "hair_colour": "black"}))
        follower.follow(now)
    row = row or unidentified(who, now, condition="fresh", **SEEN)
    follower.follow(now)
    kept = standing(row)
    assert len(kept) == ranking.KEPT == 20
    assert sum(each.weight > 0 for each in kept) == 8
    assert [each.weight > 0 for each in kept] == [True] * 8 + [False] * 12


@pytest.mark.django_db
def test_a_found_child_leaves_the_lists_and_the_next_best_moves_up(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episodes = [factory.open_episode(who, at=now, **SEEN) for _ in range(20)]
    left_out = factory.open_episode(who, at=now, sex="male")
    row = unidentified(who, now, condition="fresh", **SEEN)
    follower = factory.Follower()
    follower.follow(now)
    assert left_out.misper_id not in {each.missing for each in standing(row)}
    found(episodes[0], who, now + timedelta(hours=1))
    follower.follow(now + timedelta(hours=1))
    now_standing = {each.missing for each in standing(row)}
    assert episodes[0].misper_id not in now_standing
    assert left_out.misper_id in now_standing
    assert len(now_standing) == 20
    gone = Candidate.objects.get(missing=episodes[0].misper_id)
    assert gone.superseded_at == now + timedelta(hours=1)  # kept, and readable


@pytest.mark.django_db
def test_a_child_missing_again_comes_back_into_the_lists(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(who, at=now, **SEEN)
    row = unidentified(who, now, **SEEN)
    follower = factory.Follower()
    follower.follow(now)
    found(episode, who, now)
    follower.follow(now)
    assert standing(row) == []
    outcomes.reopen_episode(
        episode.pk, viewer=who.viewer, reason="Not her", version=None, by=who.actor, at=now + timedelta(hours=1)
    )
    follower.follow(now + timedelta(hours=1))
    assert [each.missing for each in standing(row)] == [episode.misper_id]


@pytest.mark.django_db
def test_a_changed_record_is_weighed_again_and_the_old_candidate_names_the_version_it_saw(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(who, at=now)
    row = unidentified(who, now, condition="fresh", **SEEN)
    follower = factory.Follower()
    follower.follow(now)
    later = now + timedelta(hours=1)
    cases.add_fact(episode.pk, "hair_colour", "red", viewer=who.viewer, by=who.actor, at=later)
    follower.follow(later)
    kept = list(Candidate.objects.order_by("missing_version").values_list("missing_version", "superseded_at"))
    assert kept == [(1, later), (2, None)]
    (candidate,) = standing(row)
    assert candidate.weight > 0


@pytest.mark.django_db
def test_weighing_the_same_versions_again_changes_nothing(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(who, at=now, **SEEN)
    row = unidentified(who, now, **SEEN)
    factory.Follower().follow(now)
    before = (list(Candidate.objects.order_by("pk").values()), Entry.objects.count())
    for subject in (episode.misper_id, row.pk):
        assert matching.run(newest(subject), by=BY, at=now + timedelta(hours=1)) == 0
    assert (list(Candidate.objects.order_by("pk").values()), Entry.objects.count()) == before


@pytest.mark.django_db
def test_an_older_version_is_not_weighed_any_more(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(who, at=now)
    unidentified(who, now, **SEEN)
    follower = factory.Follower()
    follower.follow(now)
    old = newest(episode.misper_id)
    cases.add_fact(episode.pk, "sex", "female", viewer=who.viewer, by=who.actor, at=now)
    follower.follow(now)
    assert matching.run(old, by=BY, at=now) == 0
    assert Candidate.objects.filter(superseded_at=None).get().missing_version == 2


@pytest.mark.django_db
def test_order_of_time_that_cannot_be_weighs_heavily_and_is_said_in_words(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    factory.open_episode(who, at=now, last_seen_at="2026-11-20T12:00", **SEEN)
    row = unidentified(who, now, condition="skeletal", died_between="2020-01-01T00:00/2021-01-01T00:00", **SEEN)
    factory.Follower().follow(now)
    (candidate,) = standing(row)
    time = next(part for part in candidate.evidence if part["kind"] == "time")
    assert time["weight"] < 0
    assert "before the missing was last seen" in words_of(time)


@pytest.mark.django_db
def test_candidates_are_shown_to_those_who_see_the_shared_record_alone(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    factory.open_episode(who, at=now)
    row = unidentified(who, now)
    factory.Follower().follow(now)
    analyst = factory.officer(Role.ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    charity = factory.officer(Role.OFFICER, factory.force(kind=AgencyKind.CHARITY))
    intake = factory.officer(Role.SUPERVISOR, factory.force(kind=AgencyKind.NATIONAL_INTAKE))
    assert len(candidates_for(analyst.viewer, row.pk)) == len(candidates_for(who.viewer, row.pk)) == 1
    assert len(candidates_for(charity.viewer, row.pk)) == len(candidates_for(intake.viewer, row.pk)) == 0


def test_records_weighed_at_once_leave_one_list_of_twenty(fresh_database: None, now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    row = unidentified(who, now, **SEEN)
    registry.publish_unidentified(row, by=BY, at=now)
    versions = []
    for _ in range(24):
        episode = factory.open_episode(who, at=now, **SEEN)
        versions.append(registry.publish_misper(Misper.objects.get(pk=episode.misper_id), by=BY, at=now))
    together = Barrier(8)

    def work(number: int) -> None:
        together.wait()
        try:
            for version in versions[number::8]:
                matching.run(version, by=BY, at=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(standing(row)) == 20
    assert Fact.objects.exists()
