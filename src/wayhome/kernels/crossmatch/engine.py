"""A register of missing people, ready to be weighed against the unidentified: one, some, or all.

`Register` holds the missing as columns. `best` gives the best of the list for each unidentified, exact, ties by id;
`best_both` gives the best unidentified for each missing person in the same pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import filling, growth, kernel, lists
from wayhome.kernels.crossmatch.chances import Asked, ask, gap_curve, step_ends
from wayhome.kernels.crossmatch.columns import (
    FoundColumns,
    Words,
    findings_of,
    found_columns,
    missing_columns,
    tables_of,
)
from wayhome.kernels.crossmatch.looks import Looks
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.weights import Weights

BLOCK = 64
"""Unidentified whose tables are held at once: they fit the second-level cache of two cores."""
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hit:
    """One of a list, by its place: `at` is the index of the other side, as it was handed in."""

    at: int
    score: int


@dataclass(slots=True)
class Run:
    """What a pass did: pairs weighed, and how many needed their findings laid beside each other."""

    pairs: int = 0
    second: int = 0


class Register:
    """The missing as columns, with compiled weights. Build once; ask many times.

    people    the list, in any order; raises ValueError when two have one id
    """

    def __init__(self, people: Sequence[Missing], weights: Weights) -> None:
        self.people = people
        self.weights = weights
        self.run = Run()
        self._words = Words({})
        where = {each.id: place for place, each in enumerate(self.people)}
        if len(where) < len(self.people):
            raise ValueError("Two missing people have one id.")
        rows, self._rows, self._shared, self._mine = missing_columns(self.people, self.weights, self._words)
        self._row_of = {each.id: row for row, each in enumerate(rows)}
        self._place = np.array([where[each.id] for each in rows], np.int64)
        by_id = np.empty(len(rows), np.int64)
        by_id[self._rows.order] = self._place
        self._by_order = by_id
        self._tables = tables_of(self.weights)
        model = self.weights.model
        self._ends = np.array(step_ends())
        self._curves = np.array([gap_curve(model, alive=alive) for alive in (False, True)])
        self._growth = np.array(growth.table())
        family = model["stature"]
        self._told = np.array([family["told_spread"].get(each, family["told_spread"]["unknown"]) for each in lists.STATURE_METHODS])
        self._over = np.array([family["told_over"].get(each, 1.2) for each in lists.SEXES])
        self._loss = np.array(
            [family.one("lost_a_year"), family.one("tracking"), family["child_bones"]["under"], family["child_bones"]["spread"]]
        )
        self._looks = Looks(model)
        self._excluded: dict[str, list[str]] = {}
        for person in self.people:
            for each in person.verified:
                if not each.same:
                    self._excluded.setdefault(each.other, []).append(person.id)

    # --- asking -----------------------------------------------------------------------------------------------------

    def best(self, found: Sequence[Unidentified], top: int) -> Iterator[list[Hit]]:
        """For each unidentified the `top` of the list, best first, ties by id of the missing. Verified exclusions are left out."""
        for columns, theirs, skip, count in self._blocks(found):
            yield from self._merged(self._pass(columns, theirs, skip, count, top, None), count, top)

    def best_both(self, found: Sequence[Unidentified], top: int) -> tuple[list[list[Hit]], list[list[Hit]]]:
        """The lists of `best`, and for each missing person, as handed in, the `top` unidentified, ties by id."""
        n = len(self.people)
        m_heaps, m_sizes = np.full((n, top), kernel.EMPTY, np.int64), np.zeros(n, np.int64)
        lists_of_found: list[list[Hit]] = []
        for columns, theirs, skip, count in self._blocks(found):
            heaps = self._pass(columns, theirs, skip, count, top, (m_heaps, m_sizes))
            lists_of_found.extend(self._merged(heaps, count, top))
        by_order = np.argsort(np.array([each.id for each in found], object), kind="stable")
        reverse: list[list[Hit]] = [[] for _ in range(n)]
        for row in range(n):
            keys = np.sort(m_heaps[row, : m_sizes[row]])[::-1]
            reverse[int(self._place[row])] = [Hit(int(by_order[order]), score) for score, order in map(_read, keys.tolist())]
        return lists_of_found, reverse

    def scores(self, found: Unidentified, missing: Iterable[str]) -> list[int]:
        """The exact scores of named missing people against one unidentified. Raises KeyError for an id not on the list."""
        at = np.array([self._row_of[each] for each in missing], np.int64)
        columns, theirs, _, count = next(self._blocks([found]))
        tables = self._fill(columns, count)
        return [
            int(each)
            for each in kernel.exact_scores(
                self._rows, self._mine, columns, theirs, self._ends, self._tables, 0, 0, *tables, at
            )
        ]

    # --- inside -----------------------------------------------------------------------------------------------------

    def _blocks(self, found: Sequence[Unidentified]) -> Iterator[tuple[FoundColumns, Any, Keys, int]]:
        order = {each: place for place, each in enumerate(sorted(each.id for each in found))}
        if len(order) < len(found):
            raise ValueError("Two unidentified have one id.")
        for first in range(0, len(found), BLOCK):
            people = found[first : first + BLOCK]
            asked: list[Asked] = [ask(each, self.weights.model) for each in people]
            columns = found_columns(asked, self.weights, [order[each.id] for each in people])
            theirs = findings_of(people, self.weights, self._words, missing=False)
            yield columns, theirs, self._skip(people), len(people)

    def _skip(self, people: Sequence[Unidentified]) -> Keys:
        """Pairs that a laboratory found not to be one person: they are in no list."""
        pairs = [
            (place << 32) | self._row_of[each.other]
            for place, person in enumerate(people) for each in person.verified if not each.same and each.other in self._row_of
        ]  # fmt: skip
        pairs += [
            (place << 32) | self._row_of[missing]
            for place, person in enumerate(people) for missing in self._excluded.get(person.id, ())
        ]  # fmt: skip
        return np.array(sorted(set(pairs)), np.int64)

    def _fill(self, columns: FoundColumns, count: int) -> tuple[NDArray[np.int16], ...]:
        shared, tables = self._shared, self._tables
        sizes = (shared.looks, shared.lives, shared.spans, shared.builds, shared.cells)
        out = tuple(np.zeros((count, len(each) + 1), np.int16) for each in sizes)
        looks, look_of = self._looks.rows(columns.look[:, 1], columns.condition)
        filling.fill(
            columns, 0, count, shared.looks, looks, look_of, tables.sex, tables.blood, shared.lives, shared.spans, shared.builds,
            shared.cells, self._curves, self._ends, tables.place, self._growth, self._told, self._over, self._loss, *out,
        )  # fmt: skip
        return out

    def _pass(
        self, columns: FoundColumns, theirs: Any, skip: Keys, count: int, top: int, reverse: tuple[Keys, Keys] | None
    ) -> Keys:
        threads = numba.get_num_threads()
        heaps = np.full((threads, count, top), kernel.EMPTY, np.int64)
        sizes = np.zeros((threads, count), np.int64)
        tables = self._fill(columns, count)
        m_heaps, m_sizes = reverse or (np.zeros((0, 0), np.int64), np.zeros(0, np.int64))
        self.run.second += kernel.scan(
            self._rows, self._mine, columns, theirs, self._ends, self._tables, 0, count, *tables, skip, heaps, sizes,
            reverse is not None, m_heaps, m_sizes, threads,
        )  # fmt: skip
        self.run.pairs += count * len(self.people)
        return heaps

    def _merged(self, heaps: Keys, count: int, top: int) -> Iterator[list[Hit]]:
        for place in range(count):
            keys = np.sort(heaps[:, place].ravel())[::-1][:top]
            yield [Hit(int(self._by_order[order]), score) for score, order in map(_read, keys[keys > kernel.EMPTY].tolist())]


def _read(key: int) -> tuple[int, int]:
    """Score and order of a key."""
    return key >> 32, 0x7FFFFFFF - (key & 0xFFFFFFFF)
