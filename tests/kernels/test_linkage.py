import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernels.linkage import (
    Evidence,
    contrary_first,
    dex,
    evidence,
    prior_among,
    probability,
    rank,
    silent,
    weigh,
)

FOR, MORE, AGAINST, NOTHING = (Evidence("x", weight, str(weight)) for weight in (300, 900, -2000, 0))


@pytest.mark.parametrize(
    ("same", "other", "weight"), [(0.1, 0.01, 1000), (0.5, 0.5, 0), (0.01, 1.0, -2000), (0.5, 0.25, 301)]
)
def test_a_weight_is_the_logarithm_of_a_ratio(same: float, other: float, weight: int) -> None:
    assert dex(same, other) == weight


def test_words_come_with_their_facts_and_can_be_translated_first() -> None:
    part = evidence("place", 0.2, 0.02, "place: {km} km away", km=12)
    assert part == Evidence("place", 1000, "place: {km} km away", (("km", "12"),))
    assert part.words == "place: 12 km away"
    assert silent("sex", "sex: not known").weight == 0


@given(st.permutations([FOR, MORE, AGAINST, NOTHING]))
def test_a_sum_does_not_depend_on_its_order(parts: list[Evidence]) -> None:
    assert weigh(parts, -3000) == -3800


def test_what_speaks_against_is_read_first() -> None:
    assert contrary_first([NOTHING, FOR, AGAINST, MORE]) == (AGAINST, MORE, FOR, NOTHING)


def test_candidates_stand_in_order_and_show_the_sum_they_stand_by() -> None:
    ranked = rank([("a", [FOR]), ("b", [MORE, NOTHING]), ("c", [MORE, FOR, AGAINST]), ("d", [FOR])], prior=-100)
    assert [(each.candidate, each.rank, each.log_odds) for each in ranked] == [
        ("b", 1, 800),
        ("a", 2, 200),
        ("d", 3, 200),
        ("c", 4, -900),
    ]
    assert all(weigh(each.parts, -100) == each.log_odds for each in ranked)


def test_odds_and_probabilities() -> None:
    assert probability(0) == 0.5
    assert probability(1000) == pytest.approx(10 / 11)
    assert probability(-3000) == pytest.approx(1 / 1001)
    assert probability(10**9) == 1
    assert prior_among(1000, 0.5) == pytest.approx(-3301, abs=1)
