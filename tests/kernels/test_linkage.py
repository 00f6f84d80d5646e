import pytest

from wayhome.kernels.linkage import Evidence, contrary_first, dex, evidence, silent

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


def test_what_speaks_against_is_read_first() -> None:
    assert contrary_first([NOTHING, FOR, AGAINST, MORE]) == (AGAINST, MORE, FOR, NOTHING)
