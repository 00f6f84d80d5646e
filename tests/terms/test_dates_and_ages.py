from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate


@pytest.mark.parametrize("text", ["2011", "2011-05", "2011-05-25"])
def test_a_date_is_written_as_it_was_read(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize("text", ["", "11", "2011-13", "2011-02-30", "25/05/2011", "2011-05-25T10:00", "0000"])
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"date .*\.$"):
        PartialDate.parse(text)


def test_a_day_without_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(2011, None, 25)


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("2011", "2011-05-25", True),
        ("2011-05", "2011-05-25", True),
        ("2011-05", "2011-06", False),
        ("2011-05-24", "2011-05-25", False),
        ("2010", "2011", False),
    ],
)
def test_dates_differ_only_in_a_part_known_on_both_sides(one: str, other: str, fit: bool) -> None:
    assert PartialDate.parse(one).may_equal(PartialDate.parse(other)) is fit
    assert PartialDate.parse(other).may_equal(PartialDate.parse(one)) is fit


def test_bounds_reach_to_the_last_day_of_a_leap_february() -> None:
    assert PartialDate(2012, 2).latest() == date(2012, 2, 29)
    assert (PartialDate(2011).earliest(), PartialDate(2011).latest()) == (date(2011, 1, 1), date(2011, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000", date(2014, 6, 1), "13-14"),
        ("2000", date(2014, 12, 31), "14"),
        ("2000-06-01", date(2014, 5, 31), "13"),
        ("2000-06-01", date(2014, 6, 1), "14"),
        ("2000-02-29", date(2001, 2, 28), "0"),
        ("2014", date(2014, 6, 1), "0"),
    ],
)
def test_age_follows_from_what_is_known_of_the_birth(born: str, on: date, age: str) -> None:
    assert str(PartialDate.parse(born).age_on(on)) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the date of birth"):
        PartialDate(2011).age_on(date(2010, 12, 31))


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 2), date(2025, 1, 1)))
def test_knowing_less_of_a_birth_never_excludes_the_true_age(born: date, on: date) -> None:
    true_age = PartialDate.of(born).age_on(on)
    assert true_age.low == true_age.high
    for partial in (PartialDate(born.year), PartialDate(born.year, born.month)):
        assert partial.age_on(on).may_overlap(true_age)


@pytest.mark.parametrize(
    ("text", "low", "high"), [("14", 14, 14), ("12-15", 12, 15), (" 12 to 15 ", 12, 15), ("12\u201315", 12, 15)]
)
def test_an_age_is_read_as_people_write_it(text: str, low: int, high: int) -> None:
    assert AgeRange.parse(text) == AgeRange(low, high)


@pytest.mark.parametrize("text", ["", "about 14", "15-12", "-3", "200"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"age .*\.$"):
        AgeRange.parse(text)


def test_doubt_about_being_a_child_is_kept_apart_from_certainty() -> None:
    doubtful = AgeRange(16, 20)
    assert doubtful.may_be_under(18)
    assert not doubtful.surely_under(18)
    assert AgeRange(12, 15).surely_under(18)
    assert not AgeRange(18, 18).may_be_under(18)


def test_ranges_overlap_both_ways() -> None:
    assert AgeRange(12, 14).may_overlap(AgeRange(14, 16))
    assert AgeRange(14, 16).may_overlap(AgeRange(12, 14))
    assert not AgeRange(12, 13).may_overlap(AgeRange(14, 16))
