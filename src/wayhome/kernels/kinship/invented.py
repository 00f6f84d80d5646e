"""Many invented families of one kind at once, as a register's arrays, and what the missing person of each one has.

For benchmarks and validation: true mutation is one repeat up or down, which is not the model that ratios are reckoned with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.panel import Locus, size
from wayhome.kernels.kinship.rows import GROUP, NOT_TYPED, Panel
from wayhome.kernels.kinship.shapes import FATHER, FATHERS_FATHER, MOTHER, MOTHERS_FATHER, NOBODY, SIBLING, Shapes

Alleles = NDArray[np.int16]
"""int16[N, L, 2]: places in the ladder, -1 where nothing was typed."""

FAMILIES: dict[str, tuple[tuple[int, ...], int]] = {
    "both parents": ((FATHER, MOTHER), 0),
    "mother and a sibling": ((MOTHER,), 1),
    "three siblings": ((), 3),
    "two siblings": ((), 2),
    "one parent": ((MOTHER,), 0),
    "one sibling": ((), 1),
    "a grandparent of each side": ((FATHERS_FATHER, MOTHERS_FATHER), 0),
    "one grandparent": ((FATHERS_FATHER,), 0),
}
"""By name: which ancestors were typed, and how many full siblings."""


@dataclass(frozen=True, slots=True)
class Invented:
    """Families of some kinds, and the alleles of the missing person of each: int16[F, L, 2]."""

    shapes: Shapes
    missing: Alleles


def unrelated(panel: Panel, number: int, random: np.random.Generator, *, population: int = 0) -> Alleles:
    """People who are related to nobody."""
    out = np.empty((number, len(panel.loci), 2), dtype=np.int16)
    for at, count in enumerate(panel.sizes):
        shares = panel.frequencies[population, at, :count]
        out[:, at] = np.searchsorted(np.cumsum(shares)[:-1], random.random((number, 2)), side="right")
    return out


def families(
    panel: Panel,
    kinds: Sequence[str],
    random: np.random.Generator,
    *,
    mutation: float = 0.0,
    untyped: float = 0.0,
    population: int = 0,
) -> Invented:
    """One family of each kind that is named, in that order.

    mutation   chance a meiosis of one repeat up or down, where the ladder has it
    untyped    share of the relatives' loci that were not typed
    """
    number = len(kinds)
    grown = {place: unrelated(panel, number, random, population=population) for place in range(2, 6)}
    steps = _steps(panel.loci)
    grown[FATHER] = _child(grown[2], grown[3], steps, mutation, random)
    grown[MOTHER] = _child(grown[4], grown[5], steps, mutation, random)
    missing, *siblings = (_child(grown[FATHER], grown[MOTHER], steps, mutation, random) for _ in range(4))
    who = np.full((number, 7), NOBODY, dtype=np.int32)
    rows: list[Alleles] = []
    typed = 0
    counts = np.array([FAMILIES[kind][1] for kind in kinds], dtype=np.int64)
    for place in (FATHER, MOTHER, FATHERS_FATHER, MOTHERS_FATHER):
        here = np.flatnonzero([place in FAMILIES[kind][0] for kind in kinds])
        who[here, place] = typed + np.arange(len(here))
        rows.append(grown[place][here])
        typed += len(here)
    at = np.concatenate([[0], np.cumsum(counts)])
    other = typed + np.arange(at[-1])
    of_family = np.repeat(np.arange(number), counts)
    which = np.arange(at[-1]) - at[of_family]
    rows.append(np.stack(siblings)[which, of_family])
    alleles = np.concatenate(rows)
    alleles[random.random(alleles.shape[:2]) < untyped] = NOT_TYPED
    shapes = Shapes(
        who,
        at.astype(np.int32),
        other.astype(np.int32),
        np.full(len(other), SIBLING, dtype=np.int8),
        np.zeros(number, dtype=np.bool_),
        alleles,
    )
    return Invented(shapes, missing)


def encoded(
    panel: Panel, alleles: Alleles, *, untyped: float = 0.0, random: np.random.Generator | None = None
) -> NDArray[np.uint16]:
    """Rows of profiles, as `Panel.encode` has them, some loci left out."""
    low, high = np.sort(alleles.astype(np.int64), axis=2).transpose(2, 0, 1)
    loci = len(panel.loci)
    out = np.full((len(alleles), -(-loci // GROUP) * GROUP), panel.base[-1] - 1, dtype=np.uint16)
    rows = panel.base[:-1] + high * (high + 1) // 2 + low
    gone = low < 0
    if untyped and random is not None:
        gone |= random.random(gone.shape) < untyped
    out[:, :loci] = np.where(gone, panel.base[1:] - 1, rows)
    return out


def _child(
    father: Alleles, mother: Alleles, steps: NDArray[np.int16], mutation: float, random: np.random.Generator
) -> Alleles:
    """One allele of each parent; one in 1/`mutation` steps up or down."""
    number, loci, _ = father.shape
    passed = [
        np.take_along_axis(parent, random.integers(0, 2, (number, loci, 1)), axis=2)[..., 0]
        for parent in (father, mother)
    ]
    child = np.stack(passed, axis=2)
    if mutation:
        n, at, which = np.nonzero(random.random(child.shape) < mutation)
        way = random.integers(0, 2, len(n))
        child[n, at, which] = steps[at, child[n, at, which], way]
    return child


def _steps(loci: Sequence[Locus]) -> NDArray[np.int16]:
    """int16[L, K most, 2]: the allele a whole repeat below and above; itself where the ladder has none."""
    out = np.zeros((len(loci), max(len(locus.alleles) for locus in loci), 2), dtype=np.int16)
    for at, locus in enumerate(loci):
        tenths = {round((size(label) or 0) * 10): place for place, label in enumerate(locus.alleles)}
        for tenth, place in tenths.items():
            out[at, place] = tenths.get(tenth - 10, place), tenths.get(tenth + 10, place)
    return out
