"""Direct comparison: whether two profiles are one person's, such as a toothbrush's and a body's, or two parts of one body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wayhome.kernels.kinship.compare import Comparison, over
from wayhome.kernels.kinship.mutation import Array
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree, Person, Profile
from wayhome.kernels.kinship.peel import likelihood, shown

TWO = Pedigree("two people", (Person("one"), Person("other")))


def same_person(
    one: Profile,
    other: Profile,
    loci: Sequence[Locus],
    *,
    theta: float = 0.0,
    dropout: tuple[float, float] = (0.0, 0.0),
    error: float = 0.0,
) -> Comparison:
    """That two profiles are of one person, against of two who are unrelated.

    theta     coancestry of the two people of the second proposition, in [0, 1)
    dropout   of each profile: chance that one allele of two is not seen, as `peel.likelihood`
    error     chance that a genotype was typed or written down as another; then it is any of the population's
    returns   ratios of the loci at which both were typed; `inconsistent` are those that would exclude without drop-out and error
    raises    as `peel.likelihood`; ValueError for an error that is no chance
    """
    if not 0 <= error < 1:
        raise ValueError(f"an error of {error} is no chance below 1")
    ratios: dict[str, float] = {}
    inconsistent: list[str] = []
    right = (1 - error) ** 2
    for locus in loci:
        pair = (one.get(locus.name, (None, None)), other.get(locus.name, (None, None)))
        if (None, None) in pair:
            continue
        drops = dict(zip(("one", "other"), dropout, strict=True))
        apart = likelihood(TWO, locus, dict(zip(("one", "other"), pair, strict=True)), theta=theta, dropout=drops)
        ratios[locus.name] = right * over(_together(locus, pair, theta, dropout), apart) + 1 - right
        if _together(locus, pair, theta, (0.0, 0.0)) == 0:
            inconsistent.append(locus.name)
    return Comparison(ratios, tuple(inconsistent))


def _together(locus: Locus, pair: tuple[Genotype, Genotype], theta: float, dropout: tuple[float, float]) -> float:
    """P(both genotypes were seen of one person)."""
    p = np.array(locus.frequencies)
    drawn: Array = np.outer(p, p) * (1 - theta) + np.diag(p * theta)
    for genotype, drop in zip(pair, dropout, strict=True):
        drawn = drawn * shown(locus, genotype, drop)
    return float(drawn.sum())
