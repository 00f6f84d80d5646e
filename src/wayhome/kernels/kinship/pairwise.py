"""Two people, related as shares of descent say, in closed form, with theta."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.mutation import Array

FULL_SIBLINGS = (0.25, 0.5, 0.25)
HALF_SIBLINGS = (0.5, 0.5, 0.0)
PARENT_AND_CHILD = (0.0, 1.0, 0.0)


def table(genotypes: NDArray[np.int64], frequencies: Array, kappa: tuple[float, float, float], theta: float) -> Array:
    """Likelihood ratios at one locus, related as `kappa` says against unrelated, for every pair of some genotypes.

    genotypes     int64[U, 2]: alleles by their place in the ladder
    frequencies   float64[K]: above 0
    kappa         chances of sharing 0, 1 and 2 alleles by descent
    theta         coancestry of the founders: alleles are drawn from one urn
    returns       float64[U, U], symmetric
    source        Thompson 1975; Balding and Nichols 1994. Leaves out mutation and drop-out
    """
    a, b = genotypes.T[:, :, None]
    c, d = genotypes.T[:, None, :]
    p = frequencies
    order = np.where(a == b, 1, 2) * np.where(c == d, 1, 2)
    none = order * _drawn(theta, p, a, b, c, d)
    one = np.zeros_like(none)
    for shared, own, counts in ((a, b, np.True_), (b, a, a != b)):
        for same, other, once in ((c, d, np.True_), (d, c, c != d)):
            one += np.where((shared == same) & counts & once, _drawn(theta, p, shared, own, other), 0)
    both = np.where((a == c) & (b == d) | (a == d) & (b == c), np.where(a == b, 1, 2) * _drawn(theta, p, a, b), 0)
    ratios: Array = (kappa[0] * none + kappa[1] * one + kappa[2] * both) / none
    return ratios


def _drawn(theta: float, frequencies: Array, *alleles: NDArray[np.int64]) -> Array:
    """Chance of drawing these alleles one after the other."""
    chance: Array = np.ones(())
    for number, allele in enumerate(alleles):
        alike = sum((np.equal(each, allele) for each in alleles[:number]), np.zeros(()))
        chance = chance * (alike * theta + (1 - theta) * frequencies[allele]) / (1 + (number - 1) * theta)
    return chance
