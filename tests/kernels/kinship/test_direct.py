"""Two profiles of one person, by closed forms."""

from itertools import combinations_with_replacement

import pytest

from tests.kernels.kinship.families import locus
from wayhome.kernels.kinship.direct import same_person
from wayhome.kernels.kinship.documented import family
from wayhome.kernels.kinship.pedigree import Genotype
from wayhome.kernels.kinship.peel import likelihood

A, B = 0.1, 0.2
AT = locus({"a": A, "b": B, "c": 0.3, "d": 0.4})


def ratio(one: Genotype, other: Genotype, **how: float | tuple[float, float]) -> float:
    return same_person({"D1": one}, {"D1": other}, [AT], **how).ratio  # type: ignore[arg-type]


def test_the_same_genotype_twice_is_as_rare_as_it_is() -> None:
    assert ratio(("a", "b"), ("b", "a")) == pytest.approx(1 / (2 * A * B), rel=1e-12)
    assert ratio(("a", "a"), ("a", "a")) == pytest.approx(1 / A**2, rel=1e-12)
    assert ratio(("a", "b"), ("a", "c")) == 0


def test_theta_makes_it_less_rare_as_balding_and_nichols_say() -> None:
    t = 0.03
    match = 2 * (t + (1 - t) * A) * (t + (1 - t) * B) / ((1 + t) * (1 + 2 * t))
    assert ratio(("a", "b"), ("a", "b"), theta=t) == pytest.approx(1 / match, rel=1e-12)
    match = (2 * t + (1 - t) * A) * (3 * t + (1 - t) * A) / ((1 + t) * (1 + 2 * t))
    assert ratio(("a", "a"), ("a", "a"), theta=t) == pytest.approx(1 / match, rel=1e-12)


def test_an_allele_that_dropped_out_does_not_exclude() -> None:
    d = 0.1
    seen = (1 - d**2) * A**2 + d * (1 - d) * 2 * A * (1 - A)
    both = d * (1 - d) * 2 * A * B
    found = same_person({"D1": ("a", "b")}, {"D1": ("a", "a")}, [AT], dropout=(0.0, d))
    assert found.ratio == pytest.approx(both / (2 * A * B * seen), rel=1e-12)
    assert found.inconsistent == ("D1",)
    assert ratio(("a", "b"), ("a", None)) == pytest.approx(1 / (A**2 + 2 * A * (1 - A)), rel=1e-12)


def test_an_error_leaves_a_chance_and_lowers_a_match() -> None:
    assert ratio(("a", "b"), ("c", "d"), error=0.01) == pytest.approx(1 - 0.99**2)
    assert ratio(("a", "b"), ("a", "b"), error=0.01) == pytest.approx(0.99**2 / (2 * A * B) + 1 - 0.99**2)
    with pytest.raises(ValueError, match="no chance below 1"):
        ratio(("a", "b"), ("a", "b"), error=1.0)


def test_over_all_that_a_stranger_may_have_the_mean_ratio_is_one() -> None:
    for theta in (0.0, 0.05):
        own: Genotype = ("a", "c")
        mean = sum(
            ratio(own, other, theta=theta, error=0.02)
            * likelihood(family("one other"), AT, {"one": own, "other": other}, theta=theta)
            / likelihood(family("one"), AT, {"one": own}, theta=theta)
            for other in combinations_with_replacement(AT.alleles, 2)
        )
        assert mean == pytest.approx(1, rel=1e-12)


def test_loci_that_were_typed_once_are_left_out() -> None:
    assert same_person({"D1": ("a", "b")}, {"D2": ("a", "b")}, [AT]).ratios == {}
