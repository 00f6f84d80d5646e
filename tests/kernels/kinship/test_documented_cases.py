"""Cases that other software documents, each to the precision that was printed. The numbers are theirs, the code is not.

Sources: tests and manuals of dvir 3.4, forrel 1.9, pedprobr 1.1, pedmut 0.9, Familias (R) 2.6, Familias-py; README of pedlikCompare.
"""

from math import inf, isnan

import pytest

from tests.kernels.kinship.families import SIBLINGS, TRIO, UNRELATED, family, locus, snp
from wayhome.kernels.kinship.compare import as_missing, compare, over
from wayhome.kernels.kinship.mutation import Mutation, largest_proportional, matrix
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree
from wayhome.kernels.kinship.peel import likelihood

AA: Genotype = ("1", "1")
AB: Genotype = ("1", "2")
BB: Genotype = ("2", "2")


@pytest.mark.parametrize(("child", "expected"), [(AA, 25), (BB, 0.308641975)])
def test_k01_k02_a_child_of_two_typed_parents(child: Genotype, expected: float) -> None:
    """From dvir tests: both parents 1/2, p = .1."""
    relatives = {"father": {"D1": AB}, "mother": {"D1": AB}}
    found = as_missing(TRIO, "child", {"D1": child}, [snp(0.1)], relatives)
    assert found.ratio == pytest.approx(expected, rel=1e-8)


def test_k03_the_loci_that_exclude_are_named() -> None:
    """From dvir tests: parents 1/1 and 1/1, child 2/2."""
    relatives = {"father": {"D1": AA}, "mother": {"D1": AA}}
    found = as_missing(TRIO, "child", {"D1": BB}, [snp(0.1)], relatives)
    assert found.inconsistent == ("D1",)
    assert found.ratio == 0


def test_k04_k05_ratios_of_loci_multiply() -> None:
    """From forrel tests: parent A/A and child A/A, p = .05 and .10."""
    one = family("duo", "father mother child:father+mother")
    other = family("two", "father child")
    profile = {"D1": ("A", "A"), "D2": ("A", "A")}
    loci = [locus({"A": 0.05, "B": 0.95}), locus({"A": 0.10, "B": 0.90}, name="D2")]
    found = compare(one, other, loci, {"father": profile, "child": profile})
    assert [found.ratios["D1"], found.ratios["D2"], found.ratio] == pytest.approx([20, 10, 200], rel=1e-12)
    assert found.without() == pytest.approx({"D1": 1.0, "D2": 1.30102999566})


def test_k13_impossible_data() -> None:
    """From forrel tests: 0/0 is no number, x/0 is infinite."""
    assert isnan(over(0, 0))
    assert over(0.5, 0) == inf


def test_k14_k15_siblings_and_their_parents() -> None:
    """From pedprobr README: siblings a/b and a/b, p = .2, and the posterior of the parents."""
    at = snp(0.2)
    both = {"one": AB, "two": AB}
    whole = likelihood(SIBLINGS, at, both)
    assert whole == pytest.approx(0.1856, abs=1e-12)
    parents: list[Genotype] = [AA, AB, BB]
    posterior = {
        (father, mother): likelihood(SIBLINGS, at, {**both, "father": father, "mother": mother}) / whole
        for father in parents
        for mother in parents
    }
    assert posterior[AA, AB] == pytest.approx(0.01724138, abs=5e-9)
    assert posterior[AA, BB] == pytest.approx(0.13793103, abs=5e-9)
    assert posterior[AB, AB] == pytest.approx(0.13793103, abs=5e-9)
    assert posterior[AB, BB] == pytest.approx(0.27586207, abs=5e-9)


def test_k16_siblings_who_are_homozygous() -> None:
    """From pedprobr tests: q^2 (1 + q)^2 / 4."""
    q = 0.8
    assert likelihood(SIBLINGS, snp(0.2), {"one": BB, "two": BB}) == pytest.approx(q**2 * (1 + q) ** 2 / 4, rel=1e-12)


def test_k17_three_generations() -> None:
    """From pedprobr tests: (2pq)^2 (3/8 + pq/2)."""
    three = family("three", "a b c d one:a+b two:c+d child:one+two")
    assert likelihood(three, snp(0.2), {"a": AB, "c": AB, "child": AB}) == pytest.approx(0.046592, abs=1e-12)


@pytest.mark.parametrize(("p", "expected"), [(0.2, 0.1), (0.3, 0.16875)])
def test_k18_one_person_in_two_loops(p: float, expected: float) -> None:
    """From pedprobr tests: p^2 + 3pq/8."""
    loops = family("loops", "1 2 3:1+2 4:1+2 5:1+3 6:5+3")
    assert likelihood(loops, snp(p), {"6": AA}) == pytest.approx(expected, abs=1e-12)


HALF_COUSINS = family("half", "1 2 3 4:1+2 5:1+3 6:4+5")


@pytest.mark.parametrize(("p", "seen", "expected"), [(0.2, AA, 0.06), (0.3, AB, 0.3675)])
def test_k19_a_loop_through_a_founder(p: float, seen: Genotype, expected: float) -> None:
    """From pedprobr tests: p^2 + pq/8, and 2pq 7/8."""
    assert likelihood(HALF_COUSINS, snp(p), {"6": seen}) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("seen", "expected"), [(AA, 0.0325), (AB, 0.135)])
def test_k20_an_inbred_founder(seen: Genotype, expected: float) -> None:
    """From pedprobr tests: f = .25, p = .1; and the family that makes such a founder."""
    alone = Pedigree("alone", family("alone", "a").persons, {"a": 0.25})
    of_siblings = family("expanded", "1 2 3:1+2 4:1+2 a:3+4")
    assert likelihood(alone, snp(0.1), {"a": seen}) == pytest.approx(expected, abs=1e-12)
    assert likelihood(of_siblings, snp(0.1), {"a": seen}) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["father", "child"])
def test_k21_a_partial_genotype(name: str) -> None:
    """From pedprobr tests: 2/-, as founder and as child."""
    p, q = 0.8, 0.2
    assert likelihood(TRIO, snp(p), {name: ("2", None)}) == pytest.approx(2 * p * q + q**2, rel=1e-12)


def test_k22_theta_through_ancestors_who_were_not_typed() -> None:
    """From pedprobr tests: theta .01, A/A, p = .3."""
    at = locus({"A": 0.3, "B": 0.7})
    for told, name in (("1 2 3:1+2 4 5:3+4", "5"), ("1 2 3 4 5:1+2 6:3+4 7:5+6", "7")):
        assert likelihood(family("line", told), at, {name: ("A", "A")}, theta=0.01) == pytest.approx(0.0921, abs=1e-12)


def test_k23_theta_counts_a_founder_of_a_loop_once() -> None:
    """From pedprobr tests: p (theta + (1 - theta) p)."""
    p, theta = 0.3, 0.05
    expected = p * (theta + (1 - theta) * p)
    assert likelihood(HALF_COUSINS, snp(p), {"1": AA}, theta=theta) == pytest.approx(expected, rel=1e-12)


def test_k24_k25_the_equal_model() -> None:
    """From pedprobr tests."""
    duo = {"father": AA, "child": BB}
    assert likelihood(TRIO, snp(0.5, Mutation("equal", 0.1)), duo) == pytest.approx(0.0125, abs=1e-12)
    trio = {**duo, "mother": AA}
    assert likelihood(TRIO, snp(0.9, Mutation("equal", 0.1)), trio) == pytest.approx(0.006561, abs=1e-12)


def test_k26_k27_the_proportional_model() -> None:
    """From pedprobr and pedmut tests: p^2 q m12; the largest rate for p = .3 is .6."""
    p, model = 0.9, Mutation("proportional", 0.1)
    moves = matrix(model, ("1", "2"), (p, 1 - p))
    found = likelihood(TRIO, snp(p, model), {"father": AA, "child": BB})
    assert found == pytest.approx(p**2 * (1 - p) * moves[0, 1], rel=1e-12)
    assert largest_proportional((0.3, 0.7)) == pytest.approx(0.6, abs=1e-12)
    matrix(Mutation("proportional", 0.6), ("1", "2"), (0.3, 0.7))
    with pytest.raises(ValueError, match="too high"):
        matrix(Mutation("proportional", 0.61), ("1", "2"), (0.3, 0.7))


def test_k28_a_trio() -> None:
    """README of pedlikCompare: pedprobr, Familias and Merlin agree."""
    at = snp(0.5)
    assert likelihood(TRIO, at, {"father": AB, "mother": AB, "child": BB}) == pytest.approx(0.0625, abs=1e-12)


def test_k29_theta_and_mutation_together() -> None:
    """Familias manual, FamiliasPosterior, example 4: son A/A, f = .3, proportional .01, Fst .03, parents not typed."""
    at = locus({"A": 0.3, "B": 0.7}, Mutation("proportional", 0.01))
    assert likelihood(TRIO, at, {"child": ("A", "A")}, theta=0.03) == pytest.approx(0.0960035714, abs=5e-11)


def test_k30_siblings_against_unrelated() -> None:
    """Familias-py tests: (1 + p)^2 / 4p^2 = 9 at p = .2."""
    found = compare(SIBLINGS, UNRELATED, [snp(0.2)], {"one": {"D1": AA}, "two": {"D1": AA}})
    assert found.ratio == pytest.approx(9, rel=1e-12)


def test_k31_a_father_with_a_typed_mother() -> None:
    """Familias-py tests: A/B, A/C, A/A, each of .2."""
    at = locus({"A": 0.2, "B": 0.2, "C": 0.2, "D": 0.4})
    other = family("other", "father mother stranger child:stranger+mother")
    typed = {"father": {"D1": ("A", "B")}, "mother": {"D1": ("A", "C")}, "child": {"D1": ("A", "A")}}
    assert compare(TRIO, other, [at], typed).ratio == pytest.approx(2.5, rel=1e-12)
