"""A kinship result is added in place of what it counts already, never beside it; figures of others' papers come out as printed."""

from dataclasses import dataclass
from itertools import combinations
from math import log10

import pytest

from wayhome.kernels.combining import KINSHIP, posterior, together
from wayhome.kernels.crossmatch.model import FAMILIES
from wayhome.kernels.linkage import dex, weighed


@dataclass(frozen=True)
class Ratio:
    """One likelihood ratio, its weight in dex unrounded."""

    kind: str
    ratio: float

    @property
    def weight(self) -> float:
        return log10(self.ratio)


# Egeland and Marsico, 2026, table 2 (alpha .8, m .1), as kept in the tests of mispitools: seven persons, each with a ratio of
# sex and age and one of DNA.
SEX_AND_AGE = (5.0625, 0.0625, 1.125, 0.125, 0.5, 4.5, 1)
DNA = (12.5, 12.5, 5, 5, 5, 5, 1)
COMBINED = (63.2812, 0.7813, 5.625, 0.625, 2.5, 22.5, 1)
POSTERIOR = (0.6570, 0.0081, 0.0584, 0.0065, 0.0260, 0.2336, 0.0104)
LAST_DIGIT = 5.01e-5


def test_table_2_of_egeland_and_marsico_to_four_decimals() -> None:
    totals = [
        together([Ratio("sex", other)], Ratio(KINSHIP, dna), counted=()).total
        for other, dna in zip(SEX_AND_AGE, DNA, strict=True)
    ]
    assert [10**each for each in totals] == pytest.approx(COMBINED, abs=LAST_DIGIT)
    assert posterior([1 / 7] * 7, totals) == pytest.approx(POSTERIOR, abs=LAST_DIGIT)


def test_where_the_dna_report_counts_sex_and_age_already_they_are_counted_once() -> None:
    for other, dna in zip(SEX_AND_AGE, DNA, strict=True):
        both = together([Ratio("sex", other)], Ratio(KINSHIP, dna), counted={"sex"})
        assert 10**both.total == pytest.approx(dna)
        assert both.replaced == (Ratio("sex", other),)


def test_two_features_that_depend_are_overstated_as_a_product() -> None:
    # mispitools' tests: both features together .50, by independence .7 x .6 = .42.
    apart = [Ratio("appearance", 1 / 0.7), Ratio("blood", 1 / 0.6)]
    joint = together(apart, Ratio(KINSHIP, 1 / 0.5), counted={"appearance", "blood"})
    assert 10 ** (sum(part.weight for part in joint.replaced) - joint.total) == pytest.approx(1.190476, abs=5e-7)


@pytest.mark.parametrize(("error", "printed"), [(0.05, 1.9), (0.02, 1.96)])
def test_the_ratio_of_sex_by_its_error_as_printed(error: float, printed: float) -> None:
    # mispitools' vignettes; half of a population of either sex.
    assert dex(1 - error, 0.5) == round(1000 * log10(printed))


def test_each_part_is_added_or_replaced_and_the_sum_is_whole_and_exact() -> None:
    parts = [weighed(kind, 137 * place - 600, "x") for place, kind in enumerate(FAMILIES)] + [weighed("sex", -41, "x")]
    result = weighed(KINSHIP, 5203, "x")
    for many in range(4):
        for counted in combinations(FAMILIES, many):
            found = together(parts, result, counted=counted)
            assert sorted(map(id, (*found.added, *found.replaced))) == sorted(map(id, (*parts, result)))
            assert found.total == 5203 + sum(part.weight for part in parts if part.kind not in counted)
            assert isinstance(found.total, int)


def test_a_kinship_result_is_never_added_twice() -> None:
    result = weighed(KINSHIP, 5203, "x")
    for parts, counted in (([result], ()), ([], (KINSHIP,))):
        with pytest.raises(ValueError, match="once"):
            together(parts, result, counted=counted)
    with pytest.raises(ValueError, match="once"):
        together([], weighed("sex", 300, "x"), counted=())


def test_a_probability_needs_its_prior_and_shares_with_rivals() -> None:
    assert posterior([1e-5, 1 - 1e-5], [6.0, 0.0])[0] == pytest.approx(10 / 10.99999)
    assert posterior([0.25, 0.25, 0.5], [6.0, 6.0, 0.0])[0] == pytest.approx(0.4999995, abs=1e-9)  # two of one family
    assert posterior([0.5, 0.5], [None, 0.0]) == [0.0, 1.0]
    assert posterior([0.5, 0.5], [300.0, 0.0])[0] == pytest.approx(1.0)
    for priors, ratios in (
        ([-0.1, 1.1], [1.0, 0.0]),
        ([0.0, 0.0], [1.0, 0.0]),
        ([1.0], [None]),
        ([float("nan")], [1.0]),
    ):
        with pytest.raises(ValueError, match=r"prior|left"):
            posterior(priors, ratios)
