"""Draws for whole columns at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wayhome.synthetic.nation.declared import Array

Rng = np.random.Generator


def streams(seed: int, *names: str) -> list[Rng]:
    """A generator for each part, so that a change of one part leaves the others' draws alone."""
    return [np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()]))) for name in names]


def shares(weights: npt.ArrayLike) -> Array:
    """Weights that sum to one along the last axis."""
    table = np.asarray(weights, dtype=np.float64)
    return np.asarray(table / table.sum(axis=-1, keepdims=True))


def choose(rng: Rng, weights: npt.ArrayLike, n: int) -> Array:
    """So many positions in one table."""
    edges = np.cumsum(shares(weights))
    edges[-1] = 1.0
    return np.searchsorted(edges, rng.random(n), side="right").astype(np.int16)


def choose_rows(rng: Rng, table: Array, rows: Array) -> Array:
    """One position for each entry of rows, each by its own row of the table (rows, answers)."""
    edges = np.cumsum(shares(table), axis=-1)
    drawn = rng.random(len(rows))
    found = np.zeros(len(rows), dtype=np.int16)
    for column in range(edges.shape[-1] - 1):
        found += drawn >= edges[rows, column]
    return found


def happens(rng: Rng, chance: Array | float, n: int) -> Array:
    """Whether each of n comes about."""
    return np.asarray(rng.random(n) < chance)
