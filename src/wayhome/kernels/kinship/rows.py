"""The rows of a family's table: every genotype of every locus, and how a profile is told as rows.

A locus with K alleles has K (K + 1) / 2 rows for its genotypes, then K for each kind of doubt in use (an allele beside one that was not
seen; a homozygote of whom an allele may have dropped out), and one row, always 0, for "not compared". A profile is one row a locus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.mutation import NONE, Mutation, matrix
from wayhome.kernels.kinship.panel import Locus, ladder, raised
from wayhome.kernels.kinship.pedigree import Profile
from wayhome.kernels.kinship.peel import AlleleNotKnown

NOT_TYPED = -1
BESIDE = (1.0, 1.0)
"""Weights of a/a and of every a/b in what "a and one not seen" says."""
NOTHING = 255
"""Kind of the row of a locus that was not compared."""
GROUP = 8
"""Loci are added so many at a time: a profile is filled up with "not compared"."""


@dataclass(frozen=True)
class Panel:
    """Loci with the frequencies of one or more populations, all on the same ladders.

    populations   name -> its loci, in the same order and with the same alleles in each population
    least         name -> the least frequency that an allele of a family is taken to have, by locus (5/2N); none unless given
    dropouts      chances of drop-out that samples have, each above 0
    partial       whether a sample may have an allele beside one that was not seen
    raises        ValueError where populations differ in loci or ladders, or an allele would have no frequency
    """

    populations: Mapping[str, tuple[Locus, ...]]
    least: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    dropouts: tuple[float, ...] = ()
    partial: bool = False

    def __post_init__(self) -> None:
        ladders = {name: [(locus.name, locus.alleles) for locus in loci] for name, loci in self.populations.items()}
        first, *rest = ladders.values()
        if any(other != first for other in rest):
            raise ValueError(f"populations {', '.join(ladders)} differ in loci or alleles")
        for name, loci in self.populations.items():
            for locus, least in zip(loci, self.least.get(name, (0.0,) * len(loci)), strict=True):
                if min(locus.frequencies) <= 0 and least <= 0:
                    rare = locus.alleles[locus.frequencies.index(min(locus.frequencies))]
                    raise ValueError(f"{name}, {locus.name}: allele {rare} has frequency 0; give a least frequency")

    @cached_property
    def loci(self) -> tuple[Locus, ...]:
        """Of the first population."""
        return next(iter(self.populations.values()))

    @cached_property
    def place(self) -> dict[str, int]:
        """Place of each locus by its name."""
        return {locus.name: at for at, locus in enumerate(self.loci)}

    @cached_property
    def doubts(self) -> NDArray[np.float64]:
        """float64[D, 2]: weights of a/a and of each a/b, for each kind of doubt that has rows."""
        kinds = [BESIDE] if self.partial else []
        kinds += [(1 - drop**2, drop * (1 - drop)) for drop in self.dropouts]
        return np.array(kinds, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """K of each locus."""
        return np.array([len(locus.alleles) for locus in self.loci], dtype=np.int64)

    @cached_property
    def base(self) -> NDArray[np.int64]:
        """int64[L + 1]: the first row of each locus; the last is the number of all rows, S."""
        rows = self.sizes * (self.sizes + 1) // 2 + len(self.doubts) * self.sizes + 1
        return np.concatenate([[0], np.cumsum(rows)]).astype(np.int64)

    @cached_property
    def frequencies(self) -> NDArray[np.float64]:
        """float64[P, L, K most]: frequency by population, locus and allele, at least the least one; 0 beyond a ladder."""
        out = np.zeros((len(self.populations), len(self.loci), int(self.sizes.max())))
        for p, (name, loci) in enumerate(self.populations.items()):
            for at, (locus, least) in enumerate(zip(loci, self._least(name), strict=True)):
                out[p, at, : len(locus.alleles)] = np.maximum(locus.frequencies, least)
        return out

    def case(self, population: str, at: int, profiles: Iterable[Profile]) -> Locus:
        """A locus for the exact engine: the alleles that these people have are none rarer than the least frequency."""
        locus, least = self.populations[population][at], self._least(population)[at]
        if least == 0:
            return locus
        own = {label for profile in profiles for label in profile.get(locus.name, ()) if label is not None}
        shares = dict(zip(locus.alleles, locus.frequencies, strict=True))
        return replace(raised(locus.name, shares, least, own), female=locus.female, male=locus.male)

    def _least(self, population: str) -> tuple[float, ...]:
        return self.least.get(population, (0.0,) * len(self.loci))

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """float64[P, L, 2]: rates of proportional mutation, from fathers and from mothers; 0 for none.

        NaN where a locus mutates in another way or has a silent allele. ValueError for a rate that cannot be.
        """
        out = np.full((len(self.populations), len(self.loci), 2), np.nan)
        for p, loci in enumerate(self.populations.values()):
            for at, locus in enumerate(loci):
                for sex, model in enumerate((locus.male, locus.female)):
                    matrix(
                        model, locus.alleles, locus.frequencies
                    )  # refuses a rate that these frequencies do not allow
                    if model.drawn and not locus.silent:
                        out[p, at, sex] = 0.0 if model.kind == "none" else model.rate
        return out

    def encode(self, profiles: Sequence[Profile], dropout: Sequence[float] | None = None) -> NDArray[np.uint16]:
        """Rows of profiles.

        dropout   of each profile: 0, or one of `dropouts`
        returns   uint16[N, L filled up to a multiple of 8]; "not compared" where nothing was typed
        raises    AlleleNotKnown; ValueError where a kind of doubt has no rows
        """
        width = -(-len(self.loci) // GROUP) * GROUP
        drops = dropout or [0.0] * len(profiles)
        out = np.full((len(profiles), width), self.base[-1] - 1, dtype=np.uint16)
        out[:, : len(self.loci)] = self.base[1:] - 1
        for n, (profile, drop) in enumerate(zip(profiles, drops, strict=True)):
            for marker, (one, two) in profile.items():
                at = self.place.get(marker)
                if at is None or (one is None and two is None):
                    continue
                first = self.allele(at, str(one if one is not None else two))
                second = first if one is None or two is None else self.allele(at, two)
                doubt = self._doubt(drop, partial=one is None or two is None, alike=first == second)
                low, high = sorted((first, second))
                pairs = int(self.sizes[at]) * (int(self.sizes[at]) + 1) // 2
                row = high * (high + 1) // 2 + low if doubt < 0 else pairs + doubt * int(self.sizes[at]) + first
                out[n, at] = self.base[at] + row
        return out

    def _doubt(self, drop: float, *, partial: bool, alike: bool) -> int:
        """Which kind of doubt a genotype is told with; -1 for none."""
        if partial:
            if not self.partial:
                raise ValueError("this panel was made without rows for alleles beside one that was not seen")
            return 0
        if not alike or drop == 0:
            return -1
        if drop not in self.dropouts:
            raise ValueError(f"this panel was made without rows for drop-out {drop}")
        return int(self.partial) + self.dropouts.index(drop)

    def alleles(self, profiles: Sequence[Profile]) -> NDArray[np.int16]:
        """Alleles by their place in the ladder: int16[N, L, 2], -1 where nothing was typed.

        raises   AlleleNotKnown; ValueError for a genotype of which one allele was not seen
        """
        out = np.full((len(profiles), len(self.loci), 2), NOT_TYPED, dtype=np.int16)
        for n, profile in enumerate(profiles):
            for marker, (one, two) in profile.items():
                at = self.place.get(marker)
                if at is not None and (one is not None or two is not None):
                    if one is None or two is None:
                        raise ValueError(f"{marker}: an allele that was not seen, of a relative")
                    out[n, at] = self.allele(at, one), self.allele(at, two)
        return out

    def allele(self, at: int, label: str) -> int:
        """Place of an allele in its ladder."""
        try:
            return self._places[at][label]
        except KeyError:
            raise AlleleNotKnown(f"{self.loci[at].name}: allele {label} is not listed") from None

    @cached_property
    def told(self) -> NDArray[np.uint8]:
        """uint8[S, 3]: of each row its two alleles, the higher one second, and its kind: 0 a genotype, then each doubt, 255 not compared."""
        out = np.full((int(self.base[-1]), 3), NOTHING, dtype=np.uint8)
        for first, size in zip(self.base, self.sizes, strict=False):
            low, high = np.tril_indices(int(size))[::-1]
            pairs = len(low)
            out[first : first + pairs] = np.column_stack([low, high, np.zeros(pairs)])
            for doubt in range(len(self.doubts)):
                at = first + pairs + doubt * size
                alone = np.arange(size)
                out[at : at + size] = np.column_stack([alone, alone, np.full(size, doubt + 1)])
        return out

    @cached_property
    def _places(self) -> list[dict[str, int]]:
        return [{label: at for at, label in enumerate(locus.alleles)} for locus in self.loci]


def panel(
    shares: Mapping[str, Mapping[str, Mapping[str, float]]],
    least: Mapping[str, Mapping[str, float]],
    profiles: Iterable[Profile],
    *,
    mutation: Mutation = NONE,
    dropouts: Iterable[float] = (),
) -> Panel:
    """A panel for a register: the ladders hold every allele that a population or a profile has.

    shares    population -> marker -> label -> share of the alleles; markers that are not in all populations are left out
    least     population -> marker -> the least frequency (5/2N)
    returns   the shares as they are; a family's alleles are raised to the least frequency when it is worked out
    """
    held = list(profiles)
    seen: dict[str, set[str]] = {}
    for profile in held:
        for marker, genotype in profile.items():
            seen.setdefault(marker, set()).update(label for label in genotype if label is not None)
    first, *others = shares.values()
    markers = [marker for marker in first if all(marker in other for other in others)]
    ladders = {
        marker: ladder((*(label for each in shares.values() for label in each[marker]), *seen.get(marker, ())))
        for marker in markers
    }
    populations = {
        name: tuple(
            Locus(
                marker,
                ladders[marker],
                tuple(told[marker].get(label, 0.0) for label in ladders[marker]),
                mutation,
                mutation,
            )
            for marker in markers
        )
        for name, told in shares.items()
    }
    floors = {name: tuple(least[name][marker] for marker in markers) for name in shares}
    half = any((one is None) != (two is None) for profile in held for one, two in profile.values())
    return Panel(populations, floors, tuple(sorted({drop for drop in dropouts if drop > 0})), half)
