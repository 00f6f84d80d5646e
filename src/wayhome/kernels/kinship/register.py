"""A whole register of families against every profile of the unidentified.

First a screen: each family's table, rounded up, in tiles, every pair added up. Then each pair that reaches the threshold is reckoned again exactly,
for every population, and the least of them counts. Nothing above the threshold is lost: no sum of the screen is below the exact one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship import screen
from wayhome.kernels.kinship.compare import genotypes_at
from wayhome.kernels.kinship.mutation import Array
from wayhome.kernels.kinship.peel import of_missing
from wayhome.kernels.kinship.rows import NOTHING, Panel
from wayhome.kernels.kinship.shapes import Family, Shapes, arrays, shape

WIDE, NARROW = 128, 64
"""Families of a tile of int16, and of float32: both lie in a second cache of 2 MB."""
SOME = 1024
"""Families that a thread builds at a time."""
Codes = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of a family and a profile whose exact ratio reaches the threshold, the greatest first.

    family, body   int64[H]: their places
    dex            float64[H]: log10 of the ratio, the least over all populations
    by             float64[H, P, L]: log10 by population and locus, NaN where nothing was compared
    """

    family: NDArray[np.int64]
    body: NDArray[np.int64]
    dex: Array
    by: Array


class Register:
    """Families whose tables are kept, so that all profiles, or a new one, can be compared with them at once.

    panel         loci and populations; the first is the one that the screen uses
    quick         families of known shapes; `exact` all others: they come after them and are worked out by the exact engine
    raises        what the exact engine raises, for a family that it refuses
    """

    def __init__(
        self, panel: Panel, quick: Shapes, exact: Sequence[Family] = (), *, threads: int | None = None
    ) -> None:
        self.panel, self.quick, self.exact = panel, quick, tuple(exact)
        self.threads = threads or os.cpu_count() or 1
        self._of_exact: dict[tuple[int, int], list[Array]] = {}
        self.tables = self._built()
        self.scale = min(256, floor(32767 / (screen.CAP * len(panel.loci))))

    def __len__(self) -> int:
        return len(self.quick.who) + len(self.exact)

    @classmethod
    def of(
        cls, panel: Panel, families: Sequence[Family], *, threads: int | None = None
    ) -> tuple[Register, list[Family]]:
        """A register of any families, and the order that it has them in: those of known shapes first."""
        drawn = not np.isnan(panel.rates).any()
        known = [(family, found) for family in families if drawn and (found := shape(family)) is not None]
        kept = {id(family) for family, _ in known}
        exact = [family for family in families if id(family) not in kept]
        return cls(panel, arrays(known, panel), exact, threads=threads), [*(family for family, _ in known), *exact]

    def all(self, codes: Codes, threshold: float) -> Found:
        """Every pair of the register and these profiles whose exact ratio reaches `threshold`, in dex."""
        small = self.tables.most <= screen.CAP
        tiles = [
            (families, np.int16 if wide else np.float32)
            for wide, which in ((True, np.flatnonzero(small)), (False, np.flatnonzero(~small)))
            for families in _parts(which, WIDE if wide else NARROW)
        ]
        pairs = [
            pair
            for found in self._each(lambda tile: self._tile(codes, *tile, threshold=threshold), tiles)
            for pair in found
        ]
        return self._rescored(codes, pairs, threshold)

    def body(self, code: Codes, threshold: float) -> Found:
        """A new profile against every family: uint16[L] as `Panel.encode` gives it."""
        told, sizes = self.panel.told, self.panel.sizes
        room = np.empty(len(self), dtype=np.int32)

        def some(part: tuple[int, int]) -> NDArray[np.int32]:
            first, last = part
            count = screen.one_body(
                self.tables, first, last, told, code, sizes, np.float32(threshold - 1e-3), room[first:last]
            )
            return room[first : first + count]

        found = list(self._each(some, list(_ranges(len(self), -(-len(self) // self.threads)))))
        return self._rescored(
            code[None, :], [(families, np.zeros(len(families), np.int64)) for families in found], threshold
        )

    def rescored(self, codes: Codes, family: int) -> Array:
        """log10 ratios of some profiles with one family, exact: float64[H, P, L], NaN where nothing was compared."""
        panel = self.panel
        out = np.full((len(codes), len(panel.populations), len(panel.loci)), np.nan)
        for p in range(len(panel.populations)):
            if family < len(self.quick.who):
                screen.exactly(
                    self.quick,
                    family,
                    panel.told,
                    codes,
                    panel.frequencies[p],
                    panel.rates[p],
                    panel.sizes,
                    panel.doubts,
                    out[:, p],
                )
            else:
                self._looked_up(family - len(self.quick.who), p, codes, out[:, p])
        with np.errstate(divide="ignore"):
            dex: Array = np.log10(out)
        return dex

    # --- the screen ----------------------------------------------------------------------------------------------------

    def tile(self, families: NDArray[np.int64], kind: type[np.number[Any]]) -> NDArray[Any]:
        """The tables of some families side by side, each cell no less than it is: [S, W], int16 in steps of 1/`scale` dex or float32."""
        panel, small = self.panel, kind is np.int16
        tile: NDArray[Any] = np.empty((int(panel.base[-1]), WIDE if small else NARROW), dtype=kind)
        scale = float(self.scale) if small else 0.0
        screen.spread(self.tables, families, panel.sizes, panel.base, len(panel.doubts), scale, tile)
        return tile

    def _tile(
        self, codes: Codes, families: NDArray[np.int64], kind: type[np.number[Any]], *, threshold: float
    ) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Pairs of a tile of families whose rounded sum reaches the threshold."""
        tile, small = self.tile(families, kind), kind is np.int16
        # A whole-number sum that is no less than threshold * scale is no less than the next whole number.
        least = (
            np.int16(min(max(ceil(threshold * self.scale - 1e-6), -32767), 32767))
            if small
            else np.float32(threshold - 1e-3)
        )
        room = 4096
        while True:
            body, column = np.empty(room, np.int32), np.empty(room, np.int32)
            found = int(screen.sums(tile, codes, least, body, column))
            if found <= room:
                here = column[:found] < len(families)
                return [(families[column[:found][here]], body[:found][here])]
            room = found

    def _rescored(self, codes: Codes, pairs: Iterable[tuple[NDArray[Any], NDArray[Any]]], threshold: float) -> Found:
        held = list(pairs)
        none: NDArray[np.int64] = np.empty(0, np.int64)
        family = np.concatenate([none, *(families for families, _ in held)]).astype(np.int64)
        body = np.concatenate([none, *(bodies for _, bodies in held)]).astype(np.int64)
        order = np.argsort(family, kind="stable")
        family, body = family[order], body[order]
        edges = np.flatnonzero(np.diff(family, prepend=-1, append=-1)) if len(family) else none
        parts = list(pairwise(edges))
        by = np.empty((len(family), len(self.panel.populations), len(self.panel.loci)))

        def some(part: tuple[int, int]) -> None:
            first, last = part
            by[first:last] = self.rescored(codes[body[first:last]], int(family[first]))

        list(self._each(some, parts))
        dex = np.nansum(by, axis=2).min(axis=1) if len(family) else np.empty(0)
        kept = np.flatnonzero(dex >= threshold)
        kept = kept[np.lexsort((body[kept], family[kept], -dex[kept]))]
        return Found(family[kept], body[kept], dex[kept], by[kept])

    def _each(self, work: Callable[[Any], Any], parts: Sequence[Any]) -> Iterable[Any]:
        """Work over parts in threads; compiled loops let go of the interpreter."""
        if self.threads == 1 or len(parts) < 2:
            return [work(part) for part in parts]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, parts))

    # --- tables ---------------------------------------------------------------------------------------------------------

    def _built(self) -> screen.Tables:
        panel, number = self.panel, len(self.quick.who)
        sizes, loci = panel.sizes, len(panel.loci)
        counts = np.empty((len(self), loci), dtype=np.int64)
        parts = list(_ranges(number, SOME))
        list(self._each(lambda part: screen.count_classes(self.quick, *part, sizes, counts), parts))
        counts[number:] = sizes
        full = (counts + (counts < sizes)).reshape(-1)
        cells = full * (full + 1) // 2 + len(panel.doubts) * full
        tables = screen.Tables(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.empty(int(counts.sum()), np.uint8),
            np.concatenate([[0], np.cumsum(cells)]).astype(np.int64),
            np.empty(int(cells.sum()), np.float32),
            np.empty(len(self), np.float32),
        )
        frequencies, rates = panel.frequencies[0], panel.rates[0]
        list(
            self._each(
                lambda part: screen.fill_tables(self.quick, *part, frequencies, rates, sizes, panel.doubts, tables),
                parts,
            )
        )
        for at in range(len(self.exact)):
            self._fill_exact(at, tables)
        return tables

    def _fill_exact(self, at: int, tables: screen.Tables) -> None:
        """The table of a family that only the exact engine can work out: every allele is a class of its own."""
        f, loci = len(self.quick.who) + at, len(self.panel.loci)
        first, last = f * loci, (f + 1) * loci
        ratios = np.concatenate([rows[:-1] for rows in self._rows(at, 0)])
        with np.errstate(divide="ignore"):
            exact = np.where(np.isnan(ratios), 0, np.maximum(np.log10(ratios), float(screen.NEVER)))
        up = (exact + np.abs(exact) * 2e-7 + 1e-9).astype(np.float32)
        tables.cells[tables.cell_at[first] : tables.cell_at[last]] = up
        tables.classes[tables.class_at[first] : tables.class_at[last]] = np.concatenate(
            [np.arange(size) for size in self.panel.sizes]
        )
        tables.most[f] = up.max()

    def _looked_up(self, at: int, population: int, codes: Codes, out: Array) -> None:
        for place, rows in enumerate(self._rows(at, population)):
            out[:, place] = rows[codes[:, place] - self.panel.base[place]]
        out[self.panel.told[codes[:, : out.shape[1]], 2] == NOTHING] = np.nan

    def _rows(self, at: int, population: int) -> list[Array]:
        """Ratios by the exact engine, for every row of every locus."""
        if (at, population) not in self._of_exact:
            name, family = list(self.panel.populations)[population], self.exact[at]
            profiles = {each: profile for each, profile in family.profiles.items() if each != family.missing}
            loci = [self.panel.case(name, place, profiles.values()) for place in range(len(self.panel.loci))]
            self._of_exact[at, population] = [
                _rows_of(
                    of_missing(family.pedigree, locus, genotypes_at(locus, profiles), family.missing),
                    np.array(locus.frequencies),
                    self.panel.doubts,
                )
                for locus in loci
            ]
        return self._of_exact[at, population]


def _rows_of(chances: Array, frequencies: Array, doubts: Array) -> Array:
    """Ratios for every row of a locus, from P(alleles of the missing person, relatives): float64[rows]."""
    unrelated = np.outer(frequencies, frequencies) * chances.sum()
    low, high = _pairs(len(frequencies))
    with np.errstate(invalid="ignore", divide="ignore"):
        both = (chances + chances.T) / 2
        pairs = (both / unrelated)[low, high]
        alone = []
        for alike, beside in doubts:
            own, other = both.diagonal(), 2 * both.sum(axis=1) - 2 * both.diagonal()
            own_u, other_u = unrelated.diagonal(), 2 * unrelated.sum(axis=1) - 2 * unrelated.diagonal()
            alone.append((alike * own + beside * other) / (alike * own_u + beside * other_u))
    return np.concatenate([pairs, *alone, [1.0]])


@lru_cache(maxsize=256)
def _pairs(size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The two alleles of every genotype, in the order of a locus's rows."""
    high, low = np.tril_indices(size)
    return low, high


def _parts(which: NDArray[np.int64], width: int) -> list[NDArray[np.int64]]:
    return [which[at : at + width] for at in range(0, len(which), width)]


def _ranges(number: int, step: int) -> Iterable[tuple[int, int]]:
    for first in range(0, number, max(step, 1)):
        yield first, min(first + max(step, 1), number)
