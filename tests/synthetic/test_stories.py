"""Whole invented absences: deterministic, spoken kindly, and ending as often and as late as published."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.synthetic.scan import faults, texts
from wayhome.synthetic import shares
from wayhome.synthetic.circumstances import CIRCUMSTANCES, DONE, OPENINGS, WORRIES
from wayhome.synthetic.episodes import FLAGS, InventedEpisode, episodes_in_a_year, invent_episode, kilometres
from wayhome.synthetic.people import invent_person
from wayhome.synthetic.unidentified import InventedUnidentified, describe, invent_unidentified
from wayhome.terms.codes import (
    CONDITION,
    FOUND_BY,
    FOUND_PLACE,
    HARM_FOUND,
    MISSING_FROM,
    REPORTER_RELATION,
    UNIDENTIFIED_KIND,
    WHY_MISSING,
)
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.flag import Flag

AT = datetime(2026, 1, 12, 19, 40, tzinfo=UTC)
BLAMING = re.compile(
    r"runaway|ran away|abscond|naughty|attention|streetwise|promiscu|wayward|manipulat|lifestyle|prostitut|victim"
    r"|made (?:her|him)self|placing (?:her|him)self|putting (?:her|him)self|chose to|his own fault|her own fault|liar|slut",
    re.IGNORECASE,
)


def told(seed: int, count: int, *, child: bool | None = None) -> list[InventedEpisode]:
    rng = random.Random(seed)
    return [invent_episode(rng, invent_person(rng, on=AT.date(), child=child), at=AT) for _ in range(count)]


@pytest.fixture(scope="module")
def children() -> list[InventedEpisode]:
    return told(2, 6_000, child=True)


@pytest.fixture(scope="module")
def adults() -> list[InventedEpisode]:
    return told(3, 1_500, child=False)


def test_same_seed_tells_the_same_story() -> None:
    assert told(5, 30) == told(5, 30) != told(6, 30)


def test_a_moment_without_a_zone_is_refused() -> None:
    rng = random.Random(1)
    person = invent_person(rng, on=AT.date())
    with pytest.raises(ValueError, match="time zone"):
        invent_episode(rng, person, at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        invent_unidentified(rng, at=AT.replace(tzinfo=None))


def test_nobody_in_a_story_is_reachable(children: list[InventedEpisode], adults: list[InventedEpisode]) -> None:
    assert not [fault for each in [*children[:1_500], *adults] for text in texts(each) for fault in faults(text)]


def test_no_caller_blames_the_child(children: list[InventedEpisode], adults: list[InventedEpisode]) -> None:
    lines = [line for each in CIRCUMSTANCES for line in (*each.says, each.summary)]
    lines += [line for group in OPENINGS.values() for line in group] + [line for _, line in (*WORRIES, *DONE)]
    assert not [line for line in lines if BLAMING.search(line)]
    assert not [each.words for each in [*children, *adults] if BLAMING.search(each.words)]


def test_words_are_one_to_four_sentences_with_nothing_left_to_fill_in(children: list[InventedEpisode]) -> None:
    for each in children:
        sentences = re.split(r"(?<=[.!?]) (?=[A-ZÀ-Ž])", each.words)
        assert 1 <= len(sentences) <= 5  # one line may hold two sentences
        assert "{" not in each.words
        assert each.words[0].isupper()


def test_words_are_varied(children: list[InventedEpisode]) -> None:
    assert len({each.words for each in children}) > 0.97 * len(children)


def test_every_code_is_in_its_list(children: list[InventedEpisode], adults: list[InventedEpisode]) -> None:
    for each in [*children, *adults]:
        assert each.reporter_relation in REPORTER_RELATION
        assert each.missing_from in MISSING_FROM
        assert each.door in ("desk_phone", "public_carer", "public_professional", "partner_api")
        if each.ending:
            assert each.ending.found_by in FOUND_BY
            assert each.ending.found_place in FOUND_PLACE
            assert each.ending.harm in HARM_FOUND
            assert each.ending.why in WHY_MISSING


def test_every_question_has_an_answer_and_many_stay_open(children: list[InventedEpisode]) -> None:
    assert set(FLAGS) <= FACT_KINDS.keys()
    for each in children[:500]:
        assert {code for code, _ in each.answers} == set(FLAGS)
    answers = Counter(answer for each in children for _, answer in each.answers)
    assert answers[Flag.UNKNOWN] / sum(answers.values()) > 0.3
    assert answers[Flag.YES] / sum(answers.values()) < 0.15


def test_times_run_forwards(children: list[InventedEpisode], adults: list[InventedEpisode]) -> None:
    for each in [*children, *adults]:
        assert each.last_seen_at < each.reported_at
        assert each.ending is None or each.ending.found_at > each.reported_at
        assert (each.times_before or 0) >= (each.times_before_90_days or 0)


def test_children_are_back_as_soon_as_published(children: list[InventedEpisode]) -> None:
    hours = [each.ending.hours_missing for each in children if each.ending]
    assert sum(h < 8 for h in hours) / len(hours) == pytest.approx(0.47, abs=0.02)  # MT1617
    assert sum(h < 48 for h in hours) / len(hours) == pytest.approx(0.89, abs=0.02)  # 87 % HLA1617, 90 % MPK2223


def test_children_are_found_by_whom_and_where_published(children: list[InventedEpisode]) -> None:
    ends = [each.ending for each in children if each.ending]
    by = Counter(each.found_by for each in ends)
    where = Counter(each.found_place for each in ends)
    assert by["police"] / len(ends) == pytest.approx(0.34, abs=0.02)  # MT1617
    assert by["own_accord"] / len(ends) == pytest.approx(0.25, abs=0.02)
    assert by["family"] / len(ends) == pytest.approx(0.18, abs=0.02)
    assert where["home"] / len(ends) == pytest.approx(0.25, abs=0.02)  # GRAM07
    assert where["friend"] / len(ends) == pytest.approx(0.24, abs=0.05)


def test_exploitation_is_flagged_about_as_often_as_published(children: list[InventedEpisode]) -> None:
    flagged = [each for each in children if each.answer("vulnerable.sexual_exploitation") is Flag.YES]
    assert len(flagged) / len(children) == pytest.approx(0.09, abs=0.02)  # MBP1920
    girls = sum(each.person.sex == "female" for each in flagged)
    assert girls / len(flagged) > 0.5


def test_an_ending_in_the_future_is_no_ending_yet(children: list[InventedEpisode]) -> None:
    one = next(each for each in children if each.ending and each.ending.hours_missing > 2)
    assert one.ending is not None
    assert one.ending_by(AT + timedelta(hours=1)) is None
    assert one.ending_by(one.ending.found_at) is one.ending


def test_small_children_do_not_manage_alone(children: list[InventedEpisode]) -> None:
    assert {each.answer("asked.manages_alone") for each in children if each.person.age < 8} == {Flag.NO}


def test_where_from_agrees_with_care(children: list[InventedEpisode]) -> None:
    for each in children:
        if each.missing_from in ("foster", "childrens_home"):
            assert each.person.looked_after
        if each.missing_from == "family_home":
            assert not each.person.looked_after


def test_distance_is_known_only_once_found(children: list[InventedEpisode]) -> None:
    assert all((kilometres(each) is None) == (each.ending is None) for each in children)


def test_some_children_go_missing_often() -> None:
    rng = random.Random(4)
    child = invent_person(rng, on=AT.date(), child=True)
    counts = [episodes_in_a_year(rng, child) for _ in range(8_000)]
    assert sum(count == 1 for count in counts) / len(counts) == pytest.approx(0.57, abs=0.02)
    middle = [count for count in counts if 2 <= count <= 9]
    often = [count for count in counts if count >= 10]
    assert sum(middle) / len(middle) == pytest.approx(2.7, abs=0.15)
    assert sum(often) / len(often) == pytest.approx(16.1, abs=1.5)


def test_shares_must_sum_to_one() -> None:
    with pytest.raises(ValueError, match="sum to one"):
        shares.Shares((("a", 0.5), ("b", 0.4)), "OURS", "assumption")
    assert abs(sum(each.share for each in CIRCUMSTANCES if each.ages[0] < 18) - 1.0) < 0.05


# --- found without a name -------------------------------------------------------------------------


def found(seed: int, count: int) -> list[InventedUnidentified]:
    rng = random.Random(seed)
    return [invent_unidentified(rng, at=AT) for _ in range(count)]


def test_same_seed_finds_the_same_people() -> None:
    assert found(1, 40) == found(1, 40) != found(2, 40)


def test_remains_say_less_than_the_living() -> None:
    everyone = found(7, 1_500)
    assert {each.kind for each in everyone} == {"alive", "body", "part"}
    assert all(each.kind in UNIDENTIFIED_KIND and each.condition in CONDITION for each in everyone)
    for each in everyone:
        assert (each.died_to is None) == (each.kind == "alive")
        if each.died_from and each.died_to:
            assert each.died_from < each.died_to < each.found_at
        if each.kind == "part":
            assert each.age is None
            assert each.stature_cm is None
            assert not each.marks
        if each.condition == "skeletal":
            assert each.eyes == each.ethnicity == "unknown"
    assert not [fault for each in everyone for text in texts(each) for fault in faults(text)]


def test_the_age_estimate_mostly_holds_the_age() -> None:
    rng = random.Random(9)
    held = 0
    for _ in range(600):
        person = invent_person(rng, on=AT.date(), child=True)
        seen = describe(rng, person, kind="alive", at=AT)
        assert seen.age is not None
        held += seen.age.low <= person.age <= seen.age.high
    assert held == 600
