"""Many samples by look-ups, against each pair worked out alone."""

from random import Random

import pytest

from tests.kernels.kinship.families import locus
from tests.kernels.kinship.test_peel import KINDS, pedigree
from wayhome.kernels.kinship.compare import AsMissing, as_missing
from wayhome.kernels.kinship.mutation import Mutation
from wayhome.kernels.kinship.panel import SILENT, Locus
from wayhome.kernels.kinship.pedigree import Genotype, Profile
from wayhome.kernels.kinship.peel import AlleleNotKnown

SHARES = {"8": 0.1, "9": 0.2, "10": 0.3, "11": 0.15, "12": 0.2}
CUSTOM = tuple(tuple(0.9 if row == column else 0.02 for column in range(6)) for row in range(6))


def loci(kind: str) -> list[Locus]:
    model = Mutation(kind, 0.02, 0.3, 0.0, CUSTOM if kind == "custom" else ())
    return [locus(SHARES | {"13": 0.05}, model), locus(SHARES | {SILENT: 0.05}, model, "D2")]


@pytest.mark.parametrize("theta", [0.0, 0.03])
@pytest.mark.parametrize("kind", KINDS)
def test_look_ups_are_as_each_pair_alone(kind: str, theta: float) -> None:
    """Relatives show some of the alleles, so that others are put together where the model lets them be."""
    random = Random(f"{kind} {theta}")
    for _ in range(3 if theta else 12):
        of = pedigree(random, 5)
        missing, *relatives = (person.name for person in random.sample(of.persons, 3))

        def profile(labels: list[str]) -> Profile:
            typed: Genotype = (random.choice(labels), random.choice([*labels, None]))
            return {"D1": (random.choice(labels), random.choice(labels)), "D2": typed}

        known = {name: profile(["8", "9", "10"]) for name in relatives}
        drops = {relatives[0]: 0.1}
        wanted = AsMissing(of, missing, loci(kind), known, theta=theta, of_relatives=drops)
        for drop in (0.0, 0.2):
            sample = profile(list(SHARES))
            alone = as_missing(of, missing, sample, loci(kind), known, theta=theta, dropout=drop, of_relatives=drops)
            found = wanted.weigh(sample, drop)
            assert found.ratios == pytest.approx(alone.ratios, rel=1e-12, nan_ok=True)
            assert found.inconsistent == alone.inconsistent


def test_an_allele_that_is_not_listed_is_named() -> None:
    of = pedigree(Random(1), 4)
    wanted = AsMissing(of, "p0", loci("none"), {"p1": {"D1": ("8", "9")}})
    with pytest.raises(AlleleNotKnown, match="D1: allele 7 is not listed"):
        wanted.weigh({"D1": ("7", "9")})
    assert wanted.weigh({"D1": (None, None)}).ratios == {}
