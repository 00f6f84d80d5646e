from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.rules.counting import (
    BANDS,
    COUNTING_UNITS,
    Edge,
    EdgeKind,
    components,
    contradictions,
    duration_band,
    year_bounds,
    year_label,
)
from wayhome.terms.profile import UK_TODAY

LONDON = ZoneInfo("Europe/London")
SAME, NOT_SAME, UNSURE = EdgeKind.SAME, EdgeKind.NOT_SAME, EdgeKind.UNSURE


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (datetime(2026, 4, 1, 0, 0, tzinfo=LONDON), "2026/27"),
        (datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), "2025/26"),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), "2026/27"),  # midnight in London, summer time
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026/27"),
        (datetime(2027, 3, 31, 12, 0, tzinfo=UTC), "2026/27"),
        (datetime(1999, 5, 1, tzinfo=UTC), "1999/00"),
    ],
)
def test_the_year_turns_at_midnight_on_the_first_of_april_in_london(at: datetime, label: str) -> None:
    assert year_label(at, UK_TODAY) == label


def test_a_year_ends_where_the_next_begins() -> None:
    start, end = year_bounds("2026/27", UK_TODAY)
    assert (start, end) == (datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2027, 3, 31, 23, tzinfo=UTC))
    assert year_bounds("2027/28", UK_TODAY)[0] == end


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_within_its_year(at: datetime) -> None:
    start, end = year_bounds(year_label(at, UK_TODAY), UK_TODAY)
    assert start <= at < end


def test_a_country_may_count_by_calendar_years() -> None:
    calendar = replace(UK_TODAY, year_start=(1, 1), time_zone="Asia/Kolkata")
    assert year_label(datetime(2026, 12, 31, 19, tzinfo=UTC), calendar) == "2027"
    assert year_bounds("2027", calendar)[0] == datetime(2026, 12, 31, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("label", ["2026", "2026/28", "26/27", "", "2026/27 "])
def test_what_is_no_year_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="no year"):
        year_bounds(label, UK_TODAY)


def test_units_are_three_and_never_share_a_name() -> None:
    assert [unit.code for unit in COUNTING_UNITS] == ["calls", "incidents", "individuals"]


def test_records_joined_by_same_are_one_person() -> None:
    edges = [Edge("a", "b", SAME), Edge("c", "b", SAME), Edge("d", "e", UNSURE), Edge("a", "d", NOT_SAME)]
    assert components(edges, "abcde") == ({"a", "b", "c"}, {"d"}, {"e"})


def test_a_superseded_judgement_joins_nothing() -> None:
    assert components([Edge("a", "b", SAME, in_force=False)], "ab") == ({"a"}, {"b"})


def test_a_record_of_another_year_still_joins_two_of_this_one() -> None:
    assert components([Edge("a", "old", SAME), Edge("old", "b", SAME)], "ab") == ({"a", "b"},)


def test_a_contradiction_is_shown_and_settles_nothing() -> None:
    edges = [Edge("a", "b", SAME), Edge("b", "c", SAME), Edge("a", "c", NOT_SAME), Edge("a", "d", NOT_SAME)]
    assert contradictions(edges) == (edges[2],)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20), st.randoms())
def test_persons_do_not_depend_on_the_order_of_judgements(pairs: list[tuple[int, int]], random: object) -> None:
    edges = [Edge(a, b, SAME) for a, b in pairs]
    persons = set(components(edges, range(13)))
    random.shuffle(edges)  # type: ignore[attr-defined]
    turned = [Edge(edge.right, edge.left, SAME) for edge in edges]
    assert set(components(turned, range(13))) == persons
    assert sorted(one for person in persons for one in person) == list(range(13))


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (0, "under_8h"),
        (7.99, "under_8h"),
        (8, "8_16h"),
        (16, "16_24h"),
        (24, "24_48h"),
        (48, "2_7d"),
        (168, "7_28d"),
        (672, "over_28d"),
    ],
)
def test_bands_include_their_beginning_and_not_their_end(hours: float, code: str) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    assert duration_band(start, start + timedelta(hours=hours)).code == code


def test_time_missing_is_real_time_across_the_change_of_clocks() -> None:
    evening = datetime(2026, 10, 24, 20, tzinfo=LONDON)
    morning = datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)  # 7.5 hours by the wall clock, 8.5 in truth
    assert duration_band(evening, morning).code == "8_16h"


def test_found_before_last_seen_has_no_band() -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="before being last seen"):
        duration_band(start, start - timedelta(seconds=1))


def test_bands_follow_each_other() -> None:
    ends = [band.until for band in BANDS[:-1]]
    assert None not in ends
    assert ends == sorted(ends)  # type: ignore[type-var]
    assert BANDS[-1].until is None
