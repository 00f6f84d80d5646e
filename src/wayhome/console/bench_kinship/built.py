"""The quick builder's tables beside those of the exact engine, on invented families."""

from __future__ import annotations

from random import Random

import numpy as np

from wayhome.kernels.kinship import build
from wayhome.kernels.kinship.documented import family
from wayhome.kernels.kinship.mutation import NONE, Array, Mutation
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.peel import of_missing
from wayhome.kernels.kinship.rows import Panel
from wayhome.kernels.kinship.shapes import Family, arrays, shape
from wayhome.kernels.kinship.simulate import dropped

EVERYBODY = "ff fm f:ff+fm mf mm m:mf+mm who:f+m s1:f+m s2:f+m x1 h1:f+x1 x2 h2:x2+m x3 h3:f+x3 p k1:{by} k2:{by}"
STRANGERS = {"who", "x1", "x2", "x3"}


def quick(of: Family, at: Locus) -> Array:
    """The quick builder's ratios at one locus for every pair of alleles: float64[K, K]. ValueError for a shape that it does not know."""
    known, panel, size = shape(of), Panel({"one": (at,)}), len(at.alleles)
    if known is None:
        raise ValueError(f"{of.name}: a shape that only the exact engine works out")
    made, scratch = build.room(size + 1)
    _, n = build.ratios(
        arrays([(of, known)], panel), 0, 0, panel.frequencies[0, 0], panel.rates[0, 0], size, made, scratch
    )
    spots = [n - 1 if made.place[each] == build.REST else made.place[each] for each in range(size)]
    return np.array(made.ratio[np.ix_(spots, spots)])


def exact(of: Family, at: Locus) -> Array:
    """The same by the exact engine."""
    genotypes = {name: profile[at.name] for name, profile in of.profiles.items() if name != of.missing}
    chances = of_missing(of.pedigree, at, genotypes, of.missing)
    frequencies = np.array(at.frequencies)
    ratios: Array = (chances + chances.T) / (2 * np.outer(frequencies, frequencies) * chances.sum())
    return ratios


def greatest_difference(number: int, seed: int) -> float:
    """The greatest difference in dex between the two over all genotypes of some families; infinite where one says 0 and the other does not."""
    random, drawn = Random(seed), np.random.default_rng(seed)
    worst = 0.0
    for _ in range(number):
        of, at = _invented(random, drawn)
        with np.errstate(divide="ignore"):
            one, other = np.log10(quick(of, at)), np.log10(exact(of, at))
        impossible = np.isneginf(other)
        if not np.array_equal(np.isneginf(one), impossible):
            return float("inf")
        worst = max(worst, float(np.abs(one[~impossible] - other[~impossible]).max()))
    return worst


def _invented(random: Random, drawn: np.random.Generator) -> tuple[Family, Locus]:
    """A family of two and more generations around one who is missing, one to six of them typed, and a locus."""
    while True:
        rate = random.choice([0.0, 0.002, 0.05])
        shares = [random.uniform(0.05, 1) for _ in range(random.choice([3, 5, 8]))]
        models = [Mutation("proportional", rate / each) if rate else NONE for each in (1, 2)]
        at = Locus(
            "D1",
            tuple(str(8 + each) for each in range(len(shares))),
            tuple(share / sum(shares) for share in shares),
            *models,
        )
        whole = family(EVERYBODY.format(by=random.choice(["who+p", "p+who"])))
        typed = random.sample([each.name for each in whole.persons if each.name not in STRANGERS], random.randint(1, 6))
        # With mutation strangers may be relatives, if unlikely ones; without it they must come of one family.
        one = dropped(whole, [at], drawn)
        profiles = {name: dropped(whole, [at], drawn)[name] if rate else one[name] for name in typed}
        of = Family("invented", whole, "who", profiles)
        if shape(of) is not None:
            return of, at
