"""Real strangers as siblings: how often ratios between people who are none look as if they were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.mutation import Array
from wayhome.kernels.kinship.pairwise import FULL_SIBLINGS, table
from wayhome.kernels.kinship.pedigree import Profile


def complete(profiles: Sequence[Profile], markers: Sequence[str]) -> list[Profile]:
    """Those who were typed whole at every one of some markers."""
    return [each for each in profiles if all(None not in each.get(marker, (None, None)) for marker in markers)]


def as_siblings(profiles: Sequence[Profile], markers: Sequence[str], among: Sequence[str], theta: float) -> Array:
    """log10 ratios of full siblings against unrelated for every two people, the least of some populations.

    profiles   whole at every marker
    among      names of shipped populations; their alleles are none rarer than 5/2N
    returns    float64[N, N], symmetric; on the diagonal everybody with themselves
    """
    least: Array = np.full((len(profiles), len(profiles)), np.inf)
    for population in among:
        total = np.zeros_like(least)
        for marker in markers:
            counts = populations.counts(population)[marker]
            number = sum(counts.values())
            labels = sorted({str(label) for profile in profiles for label in profile[marker]})
            place = {label: at for at, label in enumerate(labels)}
            frequencies = np.array([max(counts.get(label, 0), 5) / number for label in labels])
            pairs = np.array([sorted(place[str(label)] for label in profile[marker]) for profile in profiles])
            genotypes, which = np.unique(pairs, axis=0, return_inverse=True)
            ratios = np.log10(table(genotypes, frequencies, FULL_SIBLINGS, theta))
            at = which.reshape(-1)
            total += ratios[np.ix_(at, at)]
        least = np.minimum(least, total)
    return least
