"""Invented people: the same each time, as varied as a nation, and nobody's double."""

import random
from collections import Counter
from datetime import date

import pytest

from tests.synthetic.scan import faults, texts
from wayhome.synthetic.names import belongs_to_a_known_case
from wayhome.synthetic.people import Invented, age_on, invent_person, portrait
from wayhome.terms.codes import BODY_PART, BUILD, CARE_STATUS, ETHNICITY, EYE_COLOUR, HAIR_COLOUR, MARK_TYPE, SEX
from wayhome.terms.codes import REPORTER_RELATION as RELATION

ON = date(2026, 3, 1)


def crowd(seed: int, count: int, *, child: bool | None = None) -> list[Invented]:
    rng = random.Random(seed)
    return [invent_person(rng, on=ON, child=child) for _ in range(count)]


@pytest.fixture(scope="module")
def nation() -> list[Invented]:
    return crowd(1, 20_000)


def test_same_seed_gives_the_same_people() -> None:
    assert crowd(9, 50) == crowd(9, 50) != crowd(10, 50)


def test_most_names_are_unique_and_no_name_is_borne_by_more_than_a_few(nation: list[Invented]) -> None:
    borne = Counter(person.full_name.casefold() for person in nation)
    unique = sum(1 for count in borne.values() if count == 1) / len(nation)
    assert 0.85 < unique < 0.99
    assert 2 <= max(borne.values()) <= 10


def test_no_given_or_family_name_rules_the_register(nation: list[Invented]) -> None:
    assert Counter(person.given_name for person in nation).most_common(1)[0][1] < 200
    assert Counter(person.family_name for person in nation).most_common(1)[0][1] < 400


def test_children_are_as_old_as_missing_children_are(nation: list[Invented]) -> None:
    ages = [person.age for person in nation if person.is_child]
    share = len(ages)
    assert share / len(nation) == pytest.approx(0.61, abs=0.015)  # MBP1920
    assert sum(age >= 12 for age in ages) / share == pytest.approx(0.93, abs=0.01)  # WP1516
    assert sum(age >= 15 for age in ages) / share == pytest.approx(0.58, abs=0.015)


def test_ethnicity_is_unknown_as_often_as_published(nation: list[Invented]) -> None:
    codes = Counter(person.ethnicity for person in nation)
    known = len(nation) - codes["unknown"]
    assert codes["unknown"] / len(nation) == pytest.approx(0.31, abs=0.015)
    assert codes["white"] / known == pytest.approx(0.76, abs=0.015)
    assert codes["black"] / known == pytest.approx(0.14, abs=0.015)


def test_nobody_is_reachable(nation: list[Invented]) -> None:
    assert not [fault for person in nation[:5_000] for text in texts(person) for fault in faults(text)]


def test_birth_dates_fit_ages(nation: list[Invented]) -> None:
    assert all(age_on(person.birth_on, ON) == person.age for person in nation[:5_000])
    leap = [invent_person(random.Random(k), on=date(2024, 2, 29)) for k in range(200)]
    assert all(age_on(person.birth_on, date(2024, 2, 29)) == person.age for person in leap)


def test_every_code_is_in_its_list(nation: list[Invented]) -> None:
    for person in nation[:5_000]:
        assert person.sex in SEX
        assert person.hair in HAIR_COLOUR
        assert person.eyes in EYE_COLOUR
        assert person.build in BUILD
        assert person.ethnicity in ETHNICITY
        assert person.care_status in CARE_STATUS
        assert person.guardian_relation in RELATION
        assert all(mark.kind in MARK_TYPE and mark.part in BODY_PART for mark in person.marks)


def test_a_child_is_drawn_when_a_child_is_asked_for() -> None:
    assert all(person.is_child for person in crowd(3, 200, child=True))
    assert not any(person.is_child for person in crowd(3, 200, child=False))


def test_statures_grow_with_age(nation: list[Invented]) -> None:
    small = [person.stature_cm for person in nation if person.age == 5]
    tall = [person.stature_cm for person in nation if person.age == 16 and person.sex == "male"]
    assert 95 < sum(small) / len(small) < 120
    assert 168 < sum(tall) / len(tall) < 180


def test_nobody_bears_a_name_of_a_known_case(nation: list[Invented]) -> None:
    assert not any(belongs_to_a_known_case(person.full_name) for person in nation)


def test_everybody_has_a_drawn_face() -> None:
    person = crowd(6, 1)[0]
    assert portrait(person) == portrait(person)
    assert portrait(person)[:3] == b"\xff\xd8\xff"
