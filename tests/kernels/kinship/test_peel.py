"""The exact engine against the sum over everything, on families of every shape."""

from itertools import product
from random import Random

import numpy as np
import pytest

from tests.kernels.kinship.families import SIBLINGS, TRIO, family, locus, snp
from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.mutation import NONE, Mutation, bounded, matrix
from wayhome.kernels.kinship.panel import Locus, canonical, counted
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree, Person
from wayhome.kernels.kinship.peel import AlleleNotKnown, likelihood, of_missing

KINDS = ("none", "equal", "proportional", "stepwise", "stationary", "custom")


def invented(random: Random, kind: str, silent: bool) -> Locus:
    labels = ["8", "9", "silent"] if silent else ["8", "9", "10"][: random.randint(2, 3)]
    shares = [random.uniform(0.1, 1) for _ in labels]
    frequencies = {label: share / sum(shares) for label, share in zip(labels, shares, strict=True)}
    rows = [[random.random() for _ in labels] for _ in labels]
    custom = tuple(tuple(each / sum(row) for each in row) for row in rows)
    models = [Mutation(kind, random.uniform(0.01, 0.1), 0.3, 0.0, custom if kind == "custom" else ()) for _ in "fm"]
    return Locus("D1", tuple(frequencies), tuple(frequencies.values()), *models)


def pedigree(random: Random, size: int) -> Pedigree:
    """Four or five persons; parents are any two before them, so that there are loops."""
    persons = [Person("p0"), Person("p1")]
    for at in range(2, size):
        parents = random.sample([person.name for person in persons], 2)
        persons.append(Person(f"p{at}", *parents) if random.random() < 0.75 else Person(f"p{at}"))
    founders = [person.name for person in persons if person.father is None]
    return Pedigree("any", tuple(persons), {random.choice(founders): 0.25} if random.random() < 0.4 else {})


def chance_of(draws: list[int], frequencies: tuple[float, ...], theta: float) -> float:
    """Of draws from the urn, one by one."""
    chance = 1.0
    for number, allele in enumerate(draws):
        like = draws[:number].count(allele)
        chance *= (like * theta + (1 - theta) * frequencies[allele]) / (1 + (number - 1) * theta)
    return chance


def over_everything(
    of: Pedigree, at: Locus, genotypes: dict[str, Genotype], theta: float, dropout: dict[str, float]
) -> float:
    """The same likelihood by the sum over all alleles of all persons."""
    moves = [matrix(model, at.alleles, at.frequencies) for model in (at.male, at.female)]
    names = [person.name for person in of.persons]
    places = range(len(at.alleles))
    total = 0.0
    for values in product(product(places, places), repeat=len(names)):
        pair = dict(zip(names, values, strict=True))
        chance = 1.0
        for name, genotype in genotypes.items():
            chance *= seen(at, pair[name], genotype, dropout.get(name, 0.0))
        for person in of.persons if chance else ():
            for parent, passes, allele in zip((person.father, person.mother), moves, pair[person.name], strict=True):
                if parent is not None:
                    chance *= sum(passes[each, allele] for each in pair[parent]) / 2
        if chance:
            total += chance * founders(of, pair, at.frequencies, theta)
    return total


def founders(of: Pedigree, pair: dict[str, tuple[int, int]], frequencies: tuple[float, ...], theta: float) -> float:
    """Founders' alleles: of an inbred one they are one draw with that chance."""
    total = 0.0
    names = of.founders()
    for same in product((True, False), repeat=len(names)):
        chance, draws = 1.0, list[int]()
        for name, one in zip(names, same, strict=True):
            inbreeding = of.inbred.get(name, 0.0)
            chance *= inbreeding if one else 1 - inbreeding
            if one and pair[name][0] != pair[name][1]:
                chance = 0.0
            draws += pair[name][:1] if one else pair[name]
        total += chance * chance_of(draws, frequencies, theta) if chance else 0.0
    return total


def seen(at: Locus, pair: tuple[int, int], genotype: Genotype, drop: float) -> float:
    one, two = sorted((at.alleles[pair[0]], at.alleles[pair[1]]))
    told = sorted(label for label in genotype if label is not None)
    if len(told) == 1:
        return float(told[0] in {one, two})
    if told[0] != told[1]:
        return float([one, two] == told)
    if one == two:
        return (1 - drop**2) * (one == told[0])
    if told[0] not in {one, two}:
        return 0.0
    return 1 - drop if "silent" in {one, two} else drop * (1 - drop)


@pytest.mark.parametrize("theta", [0.0, 0.07])
@pytest.mark.parametrize("kind", KINDS)
def test_elimination_is_the_sum_over_everything(kind: str, theta: float) -> None:
    random = Random(f"{kind} {theta}")
    for number in range(12):
        at = invented(random, kind, silent=number % 3 == 0)
        of = pedigree(random, 5 if len(at.alleles) == 2 else 4)
        shown = [label for label in at.alleles if label != "silent"]
        genotypes: dict[str, Genotype] = {
            person.name: (random.choice(shown), random.choice([*shown, None]))
            for person in random.sample(of.persons, random.randint(1, 3))
        }
        dropout = {person.name: random.choice([0.0, 0.1]) for person in of.persons}
        found = likelihood(of, at, genotypes, theta=theta, dropout=dropout)
        assert found == pytest.approx(over_everything(of, at, genotypes, theta, dropout), rel=1e-11), (
            of,
            at,
            genotypes,
        )


@pytest.mark.parametrize("kind", [*KINDS[:-1], "extended"])
def test_alleles_put_together_change_nothing(kind: str) -> None:
    """A ladder of 9 alleles, of which a family shows 3: the sum over what everybody has is 1, whichever way it is reckoned."""
    shares = [random_share / 45 for random_share in range(1, 10)]
    labels = [*(str(each) for each in range(8, 16)), "9.3"]
    if kind in {"stepwise", "stationary"}:
        labels[-1] = "16"
    at = Locus("D1", tuple(labels), tuple(shares), Mutation(kind, 0.01, 0.1, 0.001), Mutation(kind, 0.02, 0.1, 0.001))
    typed: dict[str, Genotype] = {"one": ("9", "10"), "two": ("12", "12")}
    whole = of_missing(
        family("three", "father mother one:father+mother two:father+mother who:father+mother"), at, typed, "who"
    )
    assert whole.sum() == pytest.approx(likelihood(SIBLINGS, at, typed), rel=1e-12)


def test_the_table_of_the_missing_is_every_genotype_one_by_one() -> None:
    at = locus({"8": 0.2, "9": 0.3, "10": 0.4, "11": 0.1}, Mutation("stepwise", 0.02, 0.3))
    typed: dict[str, Genotype] = {"one": ("8", "9")}
    table = of_missing(SIBLINGS, at, typed, "two")
    for a, b in product(range(4), range(4)):
        expected = table[a, b] if a == b else table[a, b] + table[b, a]
        alone = likelihood(SIBLINGS, at, {**typed, "two": (at.alleles[a], at.alleles[b])})
        assert alone == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("inbreeding", [0.25, 1.0])
def test_the_table_of_an_inbred_founder(inbreeding: float) -> None:
    p = np.array([0.2, 0.3, 0.4, 0.1])
    at = locus({"8": 0.2, "9": 0.3, "10": 0.4, "11": 0.1})
    alone = Pedigree("alone", (Person("a"),), {"a": inbreeding})
    expected = (1 - inbreeding) * np.outer(p, p) + inbreeding * np.diag(p)
    assert np.allclose(of_missing(alone, at, {}, "a"), expected, rtol=1e-13, atol=1e-16)


def test_families_past_the_limit_are_refused_with_the_reason() -> None:
    many = " ".join(f"f{at} m{at} c{at}:f{at}+m{at} d{at}:f{at}+m{at}" for at in range(4))
    at = Locus("D1", tuple(str(each) for each in range(1, 31)), (1 / 30,) * 30, *(Mutation("stepwise", 0.01),) * 2)
    typed: dict[str, Genotype] = {f"{who}{at}": (str(at + 1), "9") for at in range(4) for who in "cd"}
    with pytest.raises(TooMuchWork, match=r"D1: .* ways to draw the founders' alleles with theta"):
        likelihood(family("many", many), at, typed, theta=0.01)
    assert likelihood(family("many", many), at, typed) > 0


def test_what_is_not_known_is_named() -> None:
    with pytest.raises(AlleleNotKnown, match="D1: allele 7 is not listed"):
        likelihood(TRIO, snp(0.5), {"child": ("7", "1")})
    with pytest.raises(KeyError, match="stranger"):
        likelihood(TRIO, snp(0.5), {"stranger": ("1", "1")})
    assert likelihood(TRIO, snp(0.5), {}) == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ((Person("a"), Person("a")), "a stands twice"),
        ((Person("a"), Person("c", "a")), "c has one parent"),
        ((Person("a"), Person("c", "a", "b")), "b, a parent of c, is no person of it"),
        ((Person("a", "c", "b"), Person("b"), Person("c", "a", "b")), "ancestor"),
        (
            (Person("a", sex="female"), Person("b"), Person("c", "a", "b")),
            "a, female, is named as the other parent of c",
        ),
    ],
)
def test_pedigrees_that_cannot_be(told: tuple[Person, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Pedigree("family", told)


@pytest.mark.parametrize(
    ("labels", "frequencies", "sentence"),
    [
        (("8", "8"), (0.5, 0.5), "allele 8 stands more than once"),
        (("8", "9"), (0.5, 0.6), "sum to 1.1, not to 1"),
        (("silent", "9"), (0.5, 0.5), "the silent allele must be the last"),
        (("8", "9"), (1.5, -0.5), "not between 0 and 1"),
        (("8", "9"), (1.0,), "2 alleles and 1 frequencies"),
    ],
)
def test_loci_that_cannot_be(labels: tuple[str, ...], frequencies: tuple[float, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Locus("D1", labels, frequencies)


def test_mutation_models_are_what_they_say() -> None:
    labels, shares = ("8", "9", "10", "9.3", "10.3", "silent"), (0.2, 0.3, 0.1, 0.2, 0.1, 0.1)
    for kind in ("equal", "proportional", "extended", "stationary"):
        moves = matrix(Mutation(kind, 0.02, 0.1, 0.001), labels, shares)
        assert moves.sum(axis=1) == pytest.approx(1)
        assert moves[-1, -1] == 1
        assert moves[:-1, -1].max() == 0
    stays = matrix(Mutation("stationary", 0.02, 0.1), labels, shares)
    assert np.array(shares) @ stays == pytest.approx(shares, abs=1e-15)
    inner = np.array(shares[:-1])
    assert inner @ (1 - stays.diagonal()[:-1]) / inner.sum() == pytest.approx(0.02)
    steps = matrix(Mutation("extended", 0.02, 0.1, 0.001), labels, shares)
    assert steps[0, 1:3] == pytest.approx([0.02 / 1.1, 0.002 / 1.1])
    assert steps[0, 3:5] == pytest.approx(0.0005)
    assert bounded(matrix(Mutation("proportional", 0.02), labels, shares), shares)
    assert not bounded(matrix(Mutation("equal", 0.5), ("1", "2"), (0.1, 0.9)), (0.1, 0.9))
    assert matrix(NONE, labels, shares) == pytest.approx(np.eye(6))
    with pytest.raises(ValueError, match="alleles that are numbers"):
        matrix(Mutation("stepwise", 0.1), ("A", "B"), (0.5, 0.5))
    with pytest.raises(ValueError, match="take the extended one"):
        matrix(Mutation("stepwise", 0.1), ("8", "9.3"), (0.5, 0.5))


def test_markers_have_one_name() -> None:
    assert {canonical(each) for each in ("Penta D", "PENTA_D", "PentaD", "penta-d")} == {"Penta D"}
    assert {canonical(each) for each in ("TH01", "THO1", "th01-NB")} == {"TH01"}
    assert {canonical(each) for each in ("vWA", "VWA", "vwa")} == {"vWA"}
    assert canonical("D3S1358") == "D3S1358"


def test_alleles_of_a_case_are_given_the_least_frequency_and_others_what_is_left() -> None:
    at = counted("D1", {"8": 150, "9": 49, "9.3": 1}, case=["9.3", "12"])
    assert at.alleles == ("8", "9", "9.3", "12")
    least, left = 5 / 200, 1 - 2 * 5 / 200
    assert at.frequencies == pytest.approx([0.75 / 0.995 * left, 0.245 / 0.995 * left, least, least])
    crowded = counted("D1", {"8": 1, "9": 1}, case=["8", "9"])
    assert crowded.frequencies == pytest.approx([0.5, 0.5])
