"""The quick builder: against the exact engine on a thousand invented families, and against closed forms."""

from random import Random

import numpy as np
import pytest

from tests.kernels.kinship.families import family, locus
from wayhome.kernels.kinship import build
from wayhome.kernels.kinship.mutation import NONE, Array, Mutation
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Genotype
from wayhome.kernels.kinship.peel import of_missing
from wayhome.kernels.kinship.rows import Panel
from wayhome.kernels.kinship.shapes import Family, arrays, shape
from wayhome.kernels.kinship.simulate import dropped

EVERYBODY = (
    "ff fm f:ff+fm mf mm m:mf+mm who:f+m s1:f+m s2:f+m x1 h1:f+x1 x2 h2:x2+m x3 h3:f+x3 p k1:{children} k2:{children}"
)
STRANGERS = {"who", "x1", "x2", "x3"}


def table(of: Family, at: Locus) -> Array:
    """The quick builder's ratios for every pair of alleles: float64[K, K]."""
    known, panel, size = shape(of), Panel({"one": (at,)}), len(at.alleles)
    assert known is not None
    place, classes, ratio = np.empty(size, np.uint8), np.empty(size + 1, np.uint8), np.empty((size + 1, size + 1))
    shapes = arrays([(of, known)], panel)
    count = build.classes_of(shapes, 0, 0, size, place, classes)
    args = (panel.frequencies[0, 0], panel.rates[0, 0], size, place, classes, count, build.room(size + 1), ratio)
    n = build.ratios(shapes, 0, 0, *args)
    spots = [n - 1 if place[each] == build.REST else place[each] for each in range(size)]
    return np.array(ratio[np.ix_(spots, spots)])


def exact(of: Family, at: Locus) -> Array:
    """The same by the exact engine."""
    genotypes = {name: profile[at.name] for name, profile in of.profiles.items() if name != "who"}
    chances = of_missing(of.pedigree, at, genotypes, "who")
    frequencies = np.array(at.frequencies)
    ratios: Array = (chances + chances.T) / (2 * np.outer(frequencies, frequencies) * chances.sum())
    return ratios


def test_a_thousand_families_are_as_the_exact_engine_says() -> None:
    """Parents, grandparents, siblings, half-siblings and children of two; with and without mutation, of each sex its own."""
    random, drawn = Random(7), np.random.default_rng(7)
    worst, compared = 0.0, 0
    while compared < 1000:
        rate = random.choice([0.0, 0.002, 0.05])
        shares = [random.uniform(0.05, 1) for _ in range(random.choice([3, 5, 8]))]
        labels = tuple(str(8 + each) for each in range(len(shares)))
        models = [Mutation("proportional", rate / each) if rate else NONE for each in (1, 2)]
        at = Locus("D1", labels, tuple(share / sum(shares) for share in shares), *models)
        whole = family("all", EVERYBODY.format(children=random.choice(["who+p", "p+who"])))
        typed = random.sample([each.name for each in whole.persons if each.name not in STRANGERS], random.randint(1, 6))
        # With mutation strangers may be relatives, if unlikely ones; without it they must come of one family.
        one = dropped(whole, [at], drawn)
        profiles = {name: dropped(whole, [at], drawn)[name] if rate else one[name] for name in typed}
        of = Family("all", whole, "who", profiles)
        if shape(of) is None:
            continue  # a partner typed, and no child: left to the exact engine
        with np.errstate(divide="ignore"):
            quick, slow = np.log10(table(of, at)), np.log10(exact(of, at))
        impossible = np.isneginf(slow)
        assert np.array_equal(np.isneginf(quick), impossible)
        worst = max(worst, float(np.abs(quick[~impossible] - slow[~impossible]).max()))
        compared += 1
    assert worst < 1e-10


A, B, C, D = 0.1, 0.2, 0.3, 0.4
AT = locus({"a": A, "b": B, "c": C, "d": D})


@pytest.mark.parametrize(
    ("typed", "who", "expected"),
    [
        ({"f": ("a", "a")}, ("a", "a"), 1 / A),
        ({"f": ("a", "a")}, ("a", "b"), 1 / (2 * A)),
        ({"f": ("a", "b")}, ("a", "b"), (A + B) / (4 * A * B)),
        ({"f": ("a", "b")}, ("a", "c"), 1 / (4 * A)),
        ({"f": ("a", "b")}, ("c", "d"), 0),
        ({"s": ("a", "a")}, ("a", "a"), (1 + A) ** 2 / (4 * A**2)),
        ({"s": ("a", "b")}, ("a", "b"), (1 + A + B + 2 * A * B) / (8 * A * B)),
        ({"s": ("a", "a")}, ("a", "b"), (1 + A) / (4 * A)),
        ({"s": ("a", "b")}, ("a", "c"), (1 + 2 * A) / (8 * A)),
        ({"s": ("a", "b")}, ("c", "d"), 1 / 4),
        ({"ff": ("a", "a")}, ("a", "a"), 1 / 2 + 1 / (2 * A)),
        ({"ff": ("a", "b")}, ("a", "c"), 1 / 2 + 1 / (8 * A)),
        ({"ff": ("a", "b")}, ("c", "d"), 1 / 2),
        ({"h": ("a", "a")}, ("a", "a"), 1 / 2 + 1 / (2 * A)),
        ({"f": ("a", "b"), "m": ("a", "c")}, ("a", "a"), 1 / (4 * A**2)),
        ({"f": ("a", "b"), "m": ("c", "d")}, ("a", "c"), 1 / (8 * A * C)),
    ],
)
def test_closed_forms(typed: dict[str, Genotype], who: Genotype, expected: float) -> None:
    """Textbook ratios of parent and child, full siblings, grandparent, half-siblings, two parents."""
    of = family("all", "ff fm f:ff+fm m x who:f+m s:f+m h:f+x")
    found = table(Family("all", of, "who", {name: {"D1": genotype} for name, genotype in typed.items()}), AT)
    one, two = (AT.alleles.index(str(label)) for label in who)
    assert found[one, two] == pytest.approx(expected, rel=1e-12)
