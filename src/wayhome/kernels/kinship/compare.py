"""Two pedigrees for the same profiles, locus by locus: how much likelier the one makes them than the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, log10, nan, prod

import numpy as np

from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.mutation import NONE, Array
from wayhome.kernels.kinship.panel import Locus, mutating
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree, Profile
from wayhome.kernels.kinship.peel import likelihood, of_missing, shown

APART = "\0sample"
"""Name of the unrelated person of the second proposition: nobody in a file can have it."""


def over(numerator: float, denominator: float) -> float:
    """A ratio of likelihoods: infinite where only the second is impossible, and not a number where both are."""
    if denominator:
        return numerator / denominator
    return inf if numerator else nan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Likelihood ratios, no unit, of one pedigree against another.

    ratios         by the name of each locus that was compared
    inconsistent   loci that the first pedigree could not give rise to without mutation
    """

    ratios: Mapping[str, float]
    inconsistent: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """Over all loci; they are taken as not linked. 1 where none was compared."""
        return prod(self.ratios.values())

    @property
    def dex(self) -> float:
        """log10 of the ratio over all loci; minus infinity where it is 0."""
        return sum(in_dex(each) for each in self.ratios.values())


def in_dex(ratio: float) -> float:
    """log10 of a ratio; minus infinity of 0."""
    return log10(ratio) if ratio > 0 else (-inf if ratio == 0 else nan)


def genotypes_at(locus: Locus, profiles: Mapping[str, Profile]) -> dict[str, Genotype]:
    """What each person was typed with at a locus; who was not typed there is left out."""
    return {name: profile[locus.name] for name, profile in profiles.items() if locus.name in profile}


def compare(
    one: Pedigree,
    other: Pedigree,
    loci: Sequence[Locus],
    profiles: Mapping[str, Profile],
    *,
    theta: float = 0.0,
    dropout: Mapping[str, float] | None = None,
) -> Comparison:
    """Compare two pedigrees of the same typed persons.

    profiles   by person; markers by their canonical names, matched with the loci by name
    raises     as `peel.likelihood`
    """
    ratios: dict[str, float] = {}
    inconsistent: list[str] = []
    for locus in loci:
        genotypes = genotypes_at(locus, profiles)
        if not genotypes:
            continue
        chances = [likelihood(each, locus, genotypes, theta=theta, dropout=dropout) for each in (one, other)]
        ratios[locus.name] = over(*chances)
        plain = mutating(locus, NONE, NONE)
        if likelihood(one, plain, genotypes, theta=theta, dropout=dropout) == 0:
            inconsistent.append(locus.name)
    return Comparison(ratios, tuple(inconsistent))


def as_missing(
    family: Pedigree,
    missing: str,
    sample: Profile,
    loci: Sequence[Locus],
    relatives: Mapping[str, Profile],
    *,
    theta: float = 0.0,
    dropout: float = 0.0,
    of_relatives: Mapping[str, float] | None = None,
) -> Comparison:
    """That a sample comes from the missing person of a family, against from somebody unrelated.

    missing   a person of the family; what was typed of them before, if anything, stays out
    sample    profile of the one who was found; `dropout` is that profile's
    returns   its `inconsistent` leaves out loci at which the relatives need mutation among themselves: there it tells nothing of the sample
    """
    known = {name: profile for name, profile in relatives.items() if name != missing}
    unrelated = family.with_unrelated(APART)
    ratios: dict[str, float] = {}
    inconsistent: list[str] = []
    drops = dict(of_relatives or {})
    for locus in loci:
        if locus.name not in sample or sample[locus.name] == (None, None):
            continue
        of_family = genotypes_at(locus, known)
        here, there = {**of_family, missing: sample[locus.name]}, {**of_family, APART: sample[locus.name]}
        as_one = likelihood(family, locus, here, theta=theta, dropout={**drops, missing: dropout})
        as_two = likelihood(unrelated, locus, there, theta=theta, dropout={**drops, APART: dropout})
        ratios[locus.name] = over(as_one, as_two)
        plain = mutating(locus, NONE, NONE)
        if (
            likelihood(family, plain, here, theta=theta, dropout={**drops, missing: dropout}) == 0
            and likelihood(unrelated, plain, there, theta=theta, dropout={**drops, APART: dropout}) > 0
        ):
            inconsistent.append(locus.name)
    return Comparison(ratios, tuple(inconsistent))


def of_stranger(
    family: Pedigree,
    locus: Locus,
    genotypes: Mapping[str, Genotype],
    *,
    theta: float = 0.0,
    dropout: Mapping[str, float] | None = None,
) -> Array:
    """P(somebody unrelated has these two alleles, and the relatives their genotypes): as `peel.of_missing` for the missing person."""
    if theta:
        return of_missing(family.with_unrelated(APART), locus, genotypes, APART, theta=theta, dropout=dropout)
    relatives = likelihood(family, locus, genotypes, dropout=dropout)
    alone: Array = relatives * np.outer(locus.frequencies, locus.frequencies)
    return alone


class AsMissing:
    """One missing person of a family, for many samples: a table a locus, then every genotype is worked out once and looked up.

    Arguments and answers as `as_missing`.
    """

    def __init__(
        self,
        family: Pedigree,
        missing: str,
        loci: Sequence[Locus],
        relatives: Mapping[str, Profile],
        *,
        theta: float = 0.0,
        of_relatives: Mapping[str, float] | None = None,
    ) -> None:
        self.family, self.missing, self.loci, self.theta = family, missing, loci, theta
        self.relatives = {name: profile for name, profile in relatives.items() if name != missing}
        self.drops = dict(of_relatives or {})
        self._tables: dict[str, tuple[Array, Array, Array] | None] = {}
        self._known: dict[tuple[str, Genotype, float], tuple[float, bool]] = {}

    def weigh(self, sample: Profile, dropout: float = 0.0) -> Comparison:
        """That this sample comes from the missing person, against from somebody unrelated."""
        here = [locus for locus in self.loci if sample.get(locus.name, (None, None)) != (None, None)]
        found = {locus.name: self._at(locus, sample[locus.name], dropout) for locus in here}
        ratios = {name: ratio for name, (ratio, _) in found.items()}
        return Comparison(ratios, tuple(name for name, (_, odd) in found.items() if odd))

    def _at(self, locus: Locus, genotype: Genotype, dropout: float) -> tuple[float, bool]:
        """The ratio at one locus, and whether it is inconsistent."""
        key = (locus.name, genotype, dropout)
        if key not in self._known:
            if locus.name not in self._tables:
                self._tables[locus.name] = self._table(locus)
            self._known[key] = self._looked_up(locus, self._tables[locus.name], genotype, dropout)
        return self._known[key]

    def _table(self, locus: Locus) -> tuple[Array, Array, Array] | None:
        """Of the missing person, without mutation too, and of a stranger; None where one genotype alone is less work."""
        relatives = genotypes_at(locus, self.relatives)
        plain = mutating(locus, NONE, NONE)
        try:
            one, without = (
                of_missing(self.family, each, relatives, self.missing, theta=self.theta, dropout=self.drops)
                for each in (locus, plain)
            )
            return one, without, of_stranger(self.family, locus, relatives, theta=self.theta, dropout=self.drops)
        except TooMuchWork:
            return None

    def _looked_up(
        self, locus: Locus, tables: tuple[Array, Array, Array] | None, genotype: Genotype, dropout: float
    ) -> tuple[float, bool]:
        if tables is None:
            alone = as_missing(
                self.family, self.missing, {locus.name: genotype}, [locus], self.relatives,
                theta=self.theta, dropout=dropout, of_relatives=self.drops,
            )  # fmt: skip
            return alone.ratios[locus.name], bool(alone.inconsistent)
        seen = shown(locus, genotype, dropout)
        one, plain, other = (float((table * seen).sum()) for table in tables)
        return over(one, other), plain == 0 < other * float(tables[1].sum())
