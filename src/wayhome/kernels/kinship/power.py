"""What a family can show before anybody is compared with it, and which relative to type next.

Everything at a locus is exact: sums over all genotypes, with tables of the exact engine. How the loci add up is drawn at random: loci are not
linked, so each is drawn by itself from its table. The same arguments and the same generator give the same answer.

source   Egeland, Pinto and Vigeland 2014, for power; Vigeland, Marsico, Herrera Pinero and Egeland 2020, for whom to type next. That a
         stranger reaches x is the mean of 1 / LR over those related who do, since the mean of LR over strangers is 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import nan, prod

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.compare import genotypes_at, of_stranger
from wayhome.kernels.kinship.mutation import NONE, Array
from wayhome.kernels.kinship.panel import Locus, mutating
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree, Profile
from wayhome.kernels.kinship.peel import of_missing, of_several

STRONG, SOME = 4.0, 2.0
"""log10 of the ratio at which a result alone is worth a laboratory's second look, and of that which needs another lead beside it."""
STRANGERS = 100_000
"""Among so many people who are not related the missing person is to come first: about as many remains as a large country holds."""
DRAWS = 20_000
"""Missing persons who are drawn: a chance of a half is told within .004, one standard error."""
PARTS = 200
"""A relative's genotypes at a locus are taken at this many equal steps of their chance."""


@dataclass(frozen=True, slots=True)
class Before:
    """A family that misses somebody, before the search.

    profiles   of relatives; what was typed of the missing person, if anything, stays out
    loci       as they are compared
    dropout    by locus, then by relative: chance that an allele was not seen
    """

    pedigree: Pedigree
    missing: str
    profiles: Mapping[str, Profile]
    loci: Sequence[Locus]
    theta: float = 0.0
    dropout: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def at(self, locus: Locus) -> dict[str, Genotype]:
        """What the relatives show at a locus."""
        found = genotypes_at(locus, self.profiles)
        return {name: each for name, each in found.items() if name != self.missing and each != (None, None)}


@dataclass(frozen=True, slots=True)
class Chances:
    """One locus, over the genotypes that can be seen: float64[G], in the order of `seen_as`.

    one, other   chance of each, of the missing person and of a stranger, given the relatives
    dex          log10 of the ratio; 0 for "nothing seen"
    """

    one: Array
    other: Array
    dex: Array

    def draw(self, at: Array) -> NDArray[np.intp]:
        """Genotypes of the missing person, for numbers between 0 and 1."""
        return _inverse(self.one, at)


@dataclass(frozen=True, slots=True)
class Power:
    """What a family can show.

    loci         where somebody is typed and the relatives fit each other: those that count. All while nobody is typed
    impossible   loci at which the relatives' own genotypes cannot be together; no part of the figures
    odd          loci at which they need a mutation among themselves
    expected     mean log10 LR of the missing person; `stranger` of somebody unrelated, minus infinity where a locus may exclude
    strong       chance that the missing person reaches 10^4; `some` 10^2
    first        chance that nobody of `STRANGERS` reaches what the missing person does
    exclusion    chance that a stranger is impossible, without mutation, at one locus or more
    """

    loci: tuple[str, ...]
    impossible: tuple[str, ...]
    odd: tuple[str, ...]
    expected: float
    stranger: float
    strong: float
    some: float
    first: float
    exclusion: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What typing one more relative would add, on average over what they may turn out to have; `strong` is the chance there would be."""

    person: str
    dex: float
    chance: float
    strong: float


# --- exactly, at one locus ----------------------------------------------------------------------------------------------


def seen_as(locus: Locus) -> list[Genotype]:
    """Every genotype that can be seen: pairs of the ladder's alleles, and where there is a silent one, nothing."""
    labels = locus.alleles[: len(locus.alleles) - locus.silent]
    pairs: list[Genotype] = [(labels[a], labels[b]) for b in range(len(labels)) for a in range(b + 1)]
    return [*pairs, (None, None)] if locus.silent else pairs


def exclusion(
    claimed: Pedigree,
    true: Pedigree,
    locus: Locus,
    available: Sequence[str],
    typed: Mapping[str, Genotype] | None = None,
    *,
    theta: float = 0.0,
) -> float:
    """Chance that a claimed pedigree turns out to be impossible without mutation, when `available` are typed and `true` is what holds.

    typed     genotypes that are known already, by person
    returns   NaN where what is known is impossible already, in either
    """
    one, other = (
        _joint(pedigree, at, available, typed, theta) for pedigree, at in ((claimed, _plain(locus)), (true, locus))
    )
    return float(other[one == 0].sum() / other.sum()) if one.sum() and other.sum() else nan


def expected(
    one: Pedigree,
    other: Pedigree,
    locus: Locus,
    available: Sequence[str],
    typed: Mapping[str, Genotype] | None = None,
    *,
    under_other: bool = False,
    theta: float = 0.0,
) -> tuple[float, float]:
    """Mean of the likelihood ratio, and of its log10, when `available` are typed and the first pedigree holds, or the other one.

    returns   the second is minus infinity where the ratio may be 0; both NaN where what is known is impossible in either
    """
    first, second = (_joint(pedigree, locus, available, typed, theta) for pedigree in (one, other))
    if not (first.sum() and second.sum()):
        return nan, nan
    weights = (second if under_other else first) / (second if under_other else first).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = first / second
        dex = np.log10(ratios)
    held = weights > 0
    return float(weights[held] @ ratios[held]), float(weights[held] @ dex[held])


def over_loci(chances: Iterable[float]) -> float:
    """Chance of one exclusion or more, over loci that are not linked."""
    return 1 - prod(1 - each for each in chances)


def chances(before: Before, locus: Locus, more: Mapping[str, Genotype] | None = None) -> Chances | None:
    """A locus with what is known, and with what `more` of the relatives may have; None where that is impossible together."""
    known = {**before.at(locus), **(more or {})}
    drops = before.dropout.get(locus.name)
    table = of_missing(before.pedigree, locus, known, before.missing, theta=before.theta, dropout=drops)
    if not table.sum():
        return None
    if before.theta:
        stranger = of_stranger(before.pedigree, locus, known, theta=before.theta, dropout=drops)
    else:
        stranger = np.outer(locus.frequencies, locus.frequencies)
    one, other = (_folded(each, locus) / each.sum() for each in (table, stranger))
    with np.errstate(divide="ignore", invalid="ignore"):
        dex = np.where(other > 0, np.log10(one / other), 0.0)
    if locus.silent:
        dex[-1] = 0.0
    return Chances(one, other, dex)


def _joint(
    pedigree: Pedigree, locus: Locus, available: Sequence[str], typed: Mapping[str, Genotype] | None, theta: float
) -> Array:
    """P(what `available` show, what is typed): float64[G * G ...], an entry for each of their genotypes together."""
    return _folded(of_several(pedigree, locus, typed or {}, available, theta=theta), locus)


def _folded(table: Array, locus: Locus) -> Array:
    """Pairs of alleles put together as the genotypes that they are seen as, for each person of a table in turn."""
    place = _places(len(locus.alleles), silent=locus.silent)
    number, people = int(place.max()) + 1, table.ndim // 2
    at = np.zeros((), dtype=np.intp)
    for _ in range(people):
        at = at[..., None, None] * number + place
    folded: Array = np.bincount(at.ravel(), weights=table.ravel(), minlength=number**people).astype(np.float64)
    return folded


@lru_cache(maxsize=256)
def _places(alleles: int, *, silent: bool) -> NDArray[np.intp]:
    """Place of every pair of alleles among the genotypes that can be seen."""
    low, high = np.sort(np.indices((alleles, alleles)), axis=0)
    if silent:  # an allele beside it is seen as a homozygote, and two of them are the last entry, nothing
        high = np.where((high == alleles - 1) & (low < high), low, high)
        low = np.where(low == alleles - 1, 0, low)
    places: NDArray[np.intp] = high * (high + 1) // 2 + low
    return places


def _plain(locus: Locus) -> Locus:
    return mutating(locus, NONE, NONE)


# --- over loci, drawn ---------------------------------------------------------------------------------------------------


def power(before: Before, random: np.random.Generator, *, strangers: int = STRANGERS) -> Power:
    """What a family can show. Raises TooMuchWork as the exact engine does."""
    known, impossible = _known(before)
    total = np.zeros(DRAWS)
    odd, excluded = list[str](), list[float]()
    for locus, held in known:
        total += held.dex[held.draw(_even(random))]
        possible = chances(before, _plain(locus))
        if possible is None:
            odd.append(locus.name)
        else:
            excluded.append(float(held.other[possible.one == 0].sum()))
    return Power(
        tuple(locus.name for locus, _ in known),
        impossible,
        tuple(odd),
        sum(_mean(held.one, held.dex) for _, held in known),
        sum(_mean(held.other, held.dex) for _, held in known),
        _share(total, STRONG),
        _share(total, SOME),
        first(total, strangers),
        over_loci(excluded),
    )


def first(dex: Array, strangers: int) -> float:
    """Chance that no stranger reaches the ratio of the missing person, from drawn log10 LR of missing persons: float64[N]."""
    ordered = np.sort(dex)
    above = np.cumsum(10.0 ** -ordered[::-1])[::-1] / len(ordered)
    reached = np.minimum(above[np.searchsorted(ordered, ordered - 1e-9)], 1.0)
    return float(((1 - reached) ** strangers).mean())


def gains(before: Before, persons: Iterable[str], random: np.random.Generator) -> list[Gain]:
    """What each of these untyped persons would add if they were typed at the loci that count, the most first."""
    known, _ = _known(before)
    own = [_even(random) for _ in known]  # first, so that they are those of `power` with the same seed
    draws = [(each, _even(random)) for each in own]
    now = sum((held.dex[held.draw(each)] for (_, held), each in zip(known, own, strict=True)), np.zeros(DRAWS))
    found = []
    for person in persons:
        added, total = 0.0, np.zeros(DRAWS)
        for (locus, held), (of_missing_person, of_person) in zip(known, draws, strict=True):
            dex, mean = _with(before, locus, held, person, of_missing_person, of_person)
            added += mean - _mean(held.one, held.dex)
            total += dex
        strong = _share(total, STRONG)
        found.append(Gain(person, float(added), strong - _share(now, STRONG), strong))
    return sorted(found, key=lambda each: -round(each.dex, 9))


def _with(before: Before, locus: Locus, held: Chances, person: str, own: Array, other: Array) -> tuple[Array, float]:
    """log10 LR at a locus of drawn missing persons, each with a drawn genotype of one more relative, and its exact mean over the steps."""
    drops = before.dropout.get(locus.name)
    table = of_missing(before.pedigree, locus, before.at(locus), person, theta=before.theta, dropout=drops)
    labels = seen_as(locus)
    steps = _inverse(_folded(table, locus), (np.arange(PARTS) + 0.5) / PARTS)
    of_draw = steps[(other * PARTS).astype(np.intp)]
    dex, mean = np.empty(DRAWS), 0.0
    for genotype, times in zip(*np.unique(steps, return_counts=True), strict=True):
        then = chances(before, locus, {person: labels[genotype]}) or held
        here = of_draw == genotype
        dex[here] = then.dex[then.draw(own[here])]
        mean += times / PARTS * _mean(then.one, then.dex)
    return dex, mean


def _known(before: Before) -> tuple[list[tuple[Locus, Chances]], tuple[str, ...]]:
    """Loci that count, all where nobody is typed yet, and those at which the relatives cannot be together."""
    told = [(locus, chances(before, locus)) for locus in [*filter(before.at, before.loci)] or before.loci]
    return [(locus, held) for locus, held in told if held], tuple(locus.name for locus, held in told if not held)


def _even(random: np.random.Generator) -> Array:
    """Numbers between 0 and 1, one in each of so many equal steps, in any order: their means vary less than those of free draws."""
    return (random.permutation(DRAWS) + random.random(DRAWS)) / DRAWS


def _inverse(chance: Array, at: Array) -> NDArray[np.intp]:
    """Places drawn with these chances."""
    reached = np.cumsum(chance)
    places: NDArray[np.intp] = np.searchsorted(reached, at * reached[-1], side="right")
    return places.clip(max=int(np.flatnonzero(chance)[-1]))


def _mean(chance: Array, dex: Array) -> float:
    held = chance > 0
    return float(chance[held] @ dex[held])


def _share(dex: Array, least: float) -> float:
    return float((dex >= least - 1e-9).mean())
