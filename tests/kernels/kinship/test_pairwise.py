"""Two people in closed form, against the exact engine."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from tests.kernels.kinship.families import family, locus
from wayhome.kernels.kinship.compare import as_missing
from wayhome.kernels.kinship.pairwise import FULL_SIBLINGS, HALF_SIBLINGS, PARENT_AND_CHILD, table

AT = locus({"8": 0.1, "9": 0.2, "10": 0.3, "11": 0.4})


@pytest.mark.parametrize("theta", [0.0, 0.03])
@pytest.mark.parametrize(
    ("kappa", "told"),
    [
        (FULL_SIBLINGS, "f m s:f+m who:f+m"),
        (HALF_SIBLINGS, "f m x s:f+x who:f+m"),
        (PARENT_AND_CHILD, "s m who:s+m"),
    ],
)
def test_closed_forms_are_as_the_exact_engine_says(kappa: tuple[float, float, float], told: str, theta: float) -> None:
    pairs = list(combinations_with_replacement(range(4), 2))
    found = table(np.array(pairs), np.array(AT.frequencies), kappa, theta)
    assert np.allclose(found, found.T, rtol=1e-13)
    for (i, one), (j, other) in combinations_with_replacement(enumerate(pairs), 2):
        typed = [{"D1": (AT.alleles[a], AT.alleles[b])} for a, b in (one, other)]
        exact = as_missing(family("two", told), "who", typed[1], [AT], {"s": typed[0]}, theta=theta)
        assert found[i, j] == pytest.approx(exact.ratio, rel=1e-12)
