"""The cast of the demonstration: every stage at once, one full record, one match."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.synthetic.scan import faults, texts
from tests.synthetic.test_stories import BLAMING
from wayhome.facts.values import read_value
from wayhome.rules.risk import RiskFacts, suggest
from wayhome.synthetic.cast import demonstration
from wayhome.synthetic.cast_episodes import HERO
from wayhome.synthetic.described import of_the_found, of_the_missing, written
from wayhome.synthetic.people import age_on, portrait
from wayhome.synthetic.places import AGENCIES
from wayhome.synthetic.staging import Demonstration, Stage
from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import BODY_PART, CODE_LISTS, EYE_COLOUR, HAIR_COLOUR, MARK_TYPE
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.profile import UK_TODAY
from wayhome.terms.viewer import Role

NOW = datetime(2026, 3, 5, 21, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def shown() -> Demonstration:
    return demonstration(random.Random(1), now=NOW)


def test_same_seed_and_moment_give_the_same_cast(shown: Demonstration) -> None:
    assert shown == demonstration(random.Random(1), now=NOW)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        demonstration(random.Random(1), now=NOW.replace(tzinfo=None))


def test_every_stage_is_on_show(shown: Demonstration) -> None:
    assert 12 <= len(shown.episodes) <= 15
    assert {each.stage for each in shown.episodes} == set(Stage)
    assert len({each.key for each in shown.episodes}) == len(shown.episodes)
    minutes = min(NOW - each.episode.reported_at for each in shown.episodes)
    assert minutes < timedelta(minutes=10)


def test_stage_and_ending_agree(shown: Demonstration) -> None:
    for each in shown.episodes:
        over = each.stage in (Stage.FOUND, Stage.CLOSED)
        assert (each.episode.ending_by(NOW) is not None) == over
        assert bool(each.prevention_interview) == (each.stage is Stage.CLOSED)
        assert bool(each.located_words) == (each.stage is Stage.LOCATED_UNCONFIRMED)
        assert (each.grade is None) == (each.stage is Stage.REPORTED or each.key == "leila")
        assert bool(each.grade) == bool(each.grade_reason)


def test_the_hero_has_every_fact_and_a_face(shown: Demonstration) -> None:
    hero = shown.find(HERO)
    person, episode = hero.episode.person, hero.episode
    told = (
        person.alias, person.marks, person.clothing, person.carrying, person.phone, person.online_account,
        person.address, person.guardian_name, person.guardian_phone, person.medical, episode.known_places,
        episode.medicine_deadline, episode.last_seen, hero.appeal, hero.sightings, hero.photo,
    )  # fmt: skip
    assert all(told)
    assert len(portrait(person)) > 10_000
    assert hero.grade == "high"


def test_the_rules_agree_that_the_hero_is_at_high_risk(shown: Demonstration) -> None:
    episode = shown.find(HERO).episode
    given = suggest(RiskFacts(AgeRange(13, 13), dict(episode.answers), hours_missing=8.0), UK_TODAY)
    assert given.grade == "high"
    assert {"exploitation", "dangerous_company"} <= {reason.rule for reason in given.reasons}


def test_the_boy_on_the_ward_fits_one_missing_child_alone(shown: Demonstration) -> None:
    key, index = shown.match
    boy = shown.unidentified[index]
    fits = [
        each.key
        for each in shown.episodes
        if each.episode.person.sex == boy.sex
        and boy.age is not None
        and boy.age.low <= each.episode.person.age <= boy.age.high
        and set(boy.marks) & set(each.episode.person.marks)
        and each.episode.person.hair == boy.hair
    ]
    assert fits == [key]
    assert len(shown.unidentified) == 3
    assert shown.find(key).episode.reported_at < boy.found_at < NOW


def test_nobody_in_the_cast_is_reachable_or_blamed(shown: Demonstration) -> None:
    every = [*texts(list(shown.episodes)), *texts(list(shown.unidentified)), *texts(list(shown.officers))]
    assert not [fault for text in every for fault in faults(text)]
    assert not [text for text in every if BLAMING.search(text) and text not in FACT_KINDS]


def test_codes_and_ages_hold(shown: Demonstration) -> None:
    for each in shown.episodes:
        person, episode = each.episode.person, each.episode
        assert age_on(person.birth_on, NOW.date()) == person.age
        assert person.hair in HAIR_COLOUR
        assert person.eyes in EYE_COLOUR
        assert all(mark.kind in MARK_TYPE and mark.part in BODY_PART for mark in person.marks)
        for name, code in (
            ("build", person.build), ("ethnicity", person.ethnicity), ("sex", person.sex),
            ("care_status", person.care_status), ("missing_from", episode.missing_from),
            ("reporter_relation", episode.reporter_relation),
        ):  # fmt: skip
            assert code in CODE_LISTS[name], (each.key, code)
        assert episode.last_seen_at < episode.reported_at <= NOW


def test_the_cast_is_the_same_age_in_every_season() -> None:
    for month, day in ((1, 1), (2, 28), (7, 31), (12, 31)):
        now = datetime(2028, month, day, 0, 5, tzinfo=timezone(timedelta(hours=1)))
        for each in demonstration(random.Random(2), now=now).episodes:
            assert age_on(each.episode.person.birth_on, now.date()) == each.episode.person.age


def test_officers_belong_to_agencies_and_two_can_approve(shown: Demonstration) -> None:
    agencies = {each.code for each in AGENCIES}
    assert {each.agency for each in shown.officers} == agencies
    assert {each.agency for each in shown.episodes} <= agencies
    seniors = [
        each
        for each in shown.officers
        if each.agency == "northmoor-police" and each.role in (Role.SUPERVISOR, Role.DUTY_OFFICER)
    ]
    assert len(seniors) >= 2
    assert len({each.email for each in shown.officers}) == len(shown.officers)


def test_an_unknown_key_is_refused(shown: Demonstration) -> None:
    with pytest.raises(ValueError, match="no episode"):
        shown.find("nobody")


def test_what_was_added_later_is_read_by_its_kind_and_is_invented(shown: Demonstration) -> None:
    added = [*of_the_missing(NOW).values(), *of_the_found(NOW)]
    assert len(of_the_found(NOW)) == len(shown.unidentified)
    assert set(of_the_missing(NOW)) <= {each.key for each in shown.episodes}
    for described in added:
        for kind, said in described.items():
            for each in said:
                assert read_value(FACT_KINDS[kind], written(each), zone="Europe/London", at=NOW)
                assert not faults(written(each))
    kinds = {kind for described in added for kind in described}
    assert {"teeth", "fingers", "object", "implant", "holding", "blood_group"} <= kinds
