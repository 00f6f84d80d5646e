import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernels.duplicates import ChildBrief, compare_births, compare_names, seems_same, weigh_same_child
from wayhome.kernels.linkage import dex
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate

PHONE = frozenset({"+447700900123"})
ANNA = ChildBrief(("Anna Kowalska",), PartialDate(2012, 5, 4), phones=PHONE, areas=frozenset({"ashford"}))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (ANNA, True),
        (ChildBrief(("Kowalska, Anna",)), True),
        (ChildBrief(("Ania", "Ana Kowalska"), PartialDate(2012, 5, 4)), True),
        (ChildBrief(("Anna",), PartialDate(2012)), True),
        (ChildBrief(("Anna",), areas=frozenset({"ashford"})), True),
        (ChildBrief(("Hanna Kovalska",), PartialDate(2012, 4, 5)), True),
        (ChildBrief((), None, phones=PHONE), True),
        (ChildBrief(("Anna",)), False),
        (ChildBrief(("Anna",), PartialDate(1999, 1, 1)), False),
        (ChildBrief(("Oliver Marsh",), PartialDate(2012, 5, 4), areas=frozenset({"ashford"})), True),
        (ChildBrief(("Oliver Marsh",), PartialDate(2009, 8, 8), areas=frozenset({"ashford"})), False),
        (ChildBrief(), False),
    ],
)
def test_the_officer_is_told_as_judged(other: ChildBrief, told: bool) -> None:
    assert seems_same(weigh_same_child(ANNA, other)) is told


def test_what_is_not_known_weighs_nothing() -> None:
    assert {part.weight for part in weigh_same_child(ANNA, ChildBrief())} == {0}
    assert {part.weight for part in weigh_same_child(ChildBrief(), ChildBrief())} == {0}


@pytest.mark.parametrize(
    ("one", "other", "same", "chance"),
    [
        ("2012-05-04", "2012-05-04", 0.93, 0.00025),
        ("2012-05-04", "2012-05-09", 0.025, 0.0148),
        ("2012-05-04", "2012-04-05", 0.015, 0.0002),
        ("2012-05-04", "2009-11-30", 0.03, 0.98475),
        ("2012-05", "2012-05-04", 0.96, 0.007),
        ("2012-05", "2012-06-04", 0.04, 0.993),
        ("2012", "2012-05-04", 0.96, 0.09),
        ("2011", "2012-05-04", 0.04, 0.91),
    ],
)
def test_births_weigh_by_the_parts_both_sides_know(one: str, other: str, same: float, chance: float) -> None:
    first, second = PartialDate.parse(one), PartialDate.parse(other)
    assert compare_births(first, second).weight == compare_births(second, first).weight == dex(same, chance)


def test_ages_help_where_a_birth_date_is_missing() -> None:
    weight = {
        (low, high): weigh_same_child(ChildBrief(age=AgeRange(12, 14)), ChildBrief(age=AgeRange(low, high)))[1].weight
        for low, high in ((13, 13), (16, 17))
    }
    assert weight == {(13, 13): dex(0.94, 0.25), (16, 17): dex(0.06, 0.75)}


def test_the_best_of_several_names_counts() -> None:
    part = compare_names(("Robert Tait", "Bob Tait"), ("Bob Tait",))
    assert part.words == "name: alike (Bob Tait, Bob Tait)"
    assert part.weight == dex(0.75, 0.0002)


briefs = st.builds(
    ChildBrief,
    names=st.lists(st.sampled_from(["Anna", "Ana Kowalska", "Jon Smyth", "John Smith", "Siân", " "]), max_size=2).map(
        tuple
    ),
    birth=st.none() | st.builds(PartialDate, st.integers(2005, 2007), st.none() | st.integers(1, 3)),
    age=st.none() | st.builds(AgeRange, st.integers(10, 12), st.integers(12, 14)),
    phones=st.frozensets(st.sampled_from(["1", "2"])),
    areas=st.frozensets(st.sampled_from(["a", "b"])),
)


@given(briefs, briefs)
def test_it_does_not_matter_which_report_came_first(one: ChildBrief, other: ChildBrief) -> None:
    there, back = weigh_same_child(one, other), weigh_same_child(other, one)
    assert [part.weight for part in there] == [part.weight for part in back]
