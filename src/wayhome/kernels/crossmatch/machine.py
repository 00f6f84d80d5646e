"""A register as columns for the kernel: what `engine.Register` asks once it is worth compiling for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import gains, kernel, lists, nearly
from wayhome.kernels.crossmatch.arrays import Tables
from wayhome.kernels.crossmatch.bounds import STAYS
from wayhome.kernels.crossmatch.columns import Findings, FoundColumns, Ints, MissingColumns, Words
from wayhome.kernels.crossmatch.holders import TILE, holders_of
from wayhome.kernels.crossmatch.lengths import lengths
from wayhome.kernels.crossmatch.listed import Declared, Listed, Prepared, Room
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.ranked import NOBODY, Lists, empty
from wayhome.kernels.crossmatch.turns import by_time, plainest_first
from wayhome.kernels.crossmatch.weights import Weights

BLOCK = 64
"""Unidentified whose tables are held at once: they fit the second-level cache of two cores."""
OFTENER = 2
"""Those asked first come on so many times as many lists as others: little is told of them, so that they contradict few."""
READ_AT_ONCE = 10_000
"""Lists whose keys are read at once."""
Keys = NDArray[np.int64]


class Evidence(NamedTuple):
    """What the kernel weighs for one unidentified.

    look_ups  the number of each row and the weights of the numbers: look, life, last seen and build
    cell      the same for the cell, whose weight bounds that of the place
    courses   the class of courses of each span in which somebody was last seen
    tooth     [years][place][chart of the missing]: what each tooth weighs
    """

    rows: MissingColumns
    mine: Findings
    found: FoundColumns
    theirs: Findings
    tables: Tables
    look_ups: list[tuple[Ints, Ints]]
    cell: tuple[Ints, Ints]
    courses: Ints
    ends: Ints
    cells: Ints
    regions: Ints
    places: Ints
    region_weights: Ints
    tooth: Ints


class Block(NamedTuple):
    """Some unidentified, ready to be weighed.

    skip     sorted: place in the block << 32 | row of each pair that a verified fact takes out
    most     the most marks, objects or implants that one person of either side has
    nearest  [unidentified]: the tile of those last seen just before
    """

    found: Prepared
    skip: Keys
    most: int
    nearest: Keys


class Reverse(NamedTuple):
    """The lists of the missing, as the kernel keeps them.

    heaps  [missing, place]: kept keys
    sizes  [row]: how many; least [row]: the greatest key that was passed over, or given up
    rooms  [block]: how many places of each list there are as yet
    """

    heaps: Keys
    sizes: Keys
    least: Keys
    rooms: Sequence[int]


NO_REVERSE = Reverse(np.zeros((0, 0), np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), ())


class Machine:
    """The missing as columns, with compiled weights. Build once; ask many times."""

    def __init__(self, people: Sequence[Missing], weights: Weights) -> None:
        self.people = people
        self.weights = weights
        self.second = 0
        """Pairs that were laid out in full, over all that was asked."""
        self._words = Words({})
        self._declared = Declared(weights)
        self._listed = Listed(people, self._declared, self._words)
        self._rows, self._mine = self._listed.rows, self._listed.mine
        where = {each.id: place for place, each in enumerate(self.people)}
        self._row_of = {each.id: row for row, each in enumerate(self._listed.people)}
        self._place = np.array([where[each.id] for each in self._listed.people], np.int64)
        by_id = np.empty(len(self._place), np.int64)
        by_id[self._rows.order] = self._place
        self._by_order = by_id
        self._tables = self._declared.tables
        self._colours = self._tables.colours.shape[1]
        self._codes = (self._mine.thing[:, 0] * self._colours + self._mine.thing[:, 1]).astype(np.int32)
        self._kinds = self._mine.thing[:, 0].astype(np.uint8)
        could_be = (self._tables.thing_type != self._tables.no_match).sum(axis=1)
        self._could_be = int(could_be.max(initial=0))
        self._known_words = len(self._words.number)
        code_count = len(lists.OBJECTS) * self._colours
        self._holders = holders_of(
            self._mine, self._codes, len(lists.MARKS), len(lists.PARTS), code_count, self._known_words
        )
        self._excluded: dict[str, list[str]] = {}
        for person in self.people:
            for each in person.verified:
                if not each.same:
                    self._excluded.setdefault(each.other, []).append(person.id)

    def best(self, found: Sequence[Unidentified], top: int) -> Lists:
        """For each unidentified, as handed in, the `top` of the missing. What a laboratory excluded is left out."""
        return self._lists(found, by_time(found), top, None)

    def best_both(self, found: Sequence[Unidentified], top: int, most: int) -> tuple[Lists, Lists]:
        """The lists of `best`, and for each missing person, as handed in, the `most` unidentified."""
        ends = range(BLOCK, len(found) + BLOCK, BLOCK)
        rooms = lengths(len(found), most, [min(OFTENER * end, len(found)) for end in ends])
        of_found, reverse = self._both(found, top, most, rooms)
        of_missing = _read_in_place(reverse.heaps, _by_id(found))
        # A list that is not full may have passed over somebody who belongs there. It hardly ever is; then it is made anew.
        short = np.flatnonzero((reverse.sizes < min(most, len(found))) & (reverse.least > kernel.EMPTY))
        if short.size:
            places = self._place[short]
            few = Machine([self.people[place] for place in places], self.weights)
            anew = _read_in_place(few._both(found, 1, most, [most] * len(rooms))[1].heaps, _by_id(found))
            of_missing.at[places], of_missing.score[places] = anew.at, anew.score
        return of_found, of_missing

    def _both(self, found: Sequence[Unidentified], top: int, most: int, rooms: Sequence[int]) -> tuple[Lists, Reverse]:
        """The lists of `best` and, as keys, those of the missing, of which each block of unidentified may fill so many places."""
        n = len(self.people)
        reverse = Reverse(
            np.full((n, most), kernel.EMPTY, np.int64), np.zeros(n, np.int64), np.full(n, kernel.EMPTY, np.int64), rooms
        )
        return self._lists(found, plainest_first(found), top, reverse), reverse

    def _lists(self, found: Sequence[Unidentified], turns: Sequence[int], top: int, reverse: Reverse | None) -> Lists:
        """The lists of all who are asked, in such turns. While a block is weighed, the next is made ready."""
        result = empty(len(found), top)
        order = {each: place for place, each in enumerate(sorted(each.id for each in found))}
        room = self._listed.room(min(BLOCK, len(found)))
        blocks = [turns[first : first + BLOCK] for first in range(0, len(turns), BLOCK)]

        def ready(block: Sequence[int]) -> Block:
            return self._ready([found[each] for each in block], [order[found[each].id] for each in block])

        with ThreadPoolExecutor(1) as beside:
            coming = beside.submit(ready, blocks[0]) if len(blocks) > 1 else None
            for number, block in enumerate(blocks):
                now = coming.result() if coming else ready(block)
                tables = self._tables_of(now, room)
                coming = beside.submit(ready, blocks[number + 1]) if number + 1 < len(blocks) else None
                heaps = self._pass(now, tables, top, reverse, number)
                keys = np.swapaxes(heaps, 0, 1).reshape(len(block), -1)
                result.at[block], result.score[block] = _read(keys, self._by_order, top)
        return result

    def scores(self, found: Unidentified, missing: Iterable[str]) -> list[int]:
        """The exact scores of named missing people against one unidentified. Raises KeyError for an id not on the list."""
        at = np.array([self._row_of[each] for each in missing], np.int64)
        one, declared, shared = self._ready([found], [0]), self._declared, self._listed.shared
        asked, tables = one.found, self._listed.fill(one.found, self._listed.room(1))
        scores = np.zeros((1, at.size), np.int64)
        kernel.exact_scores(
            self._rows, self._mine, asked.columns, asked.theirs, declared.steps, self._tables, shared.cells, shared.regions,
            asked.places.points, asked.places.regions, 0, *tables[:4], tables[5], asked.tooth, at, one.most, scores,
        )  # fmt: skip
        return [int(each) for each in scores[0]]

    def evidence(self, found: Unidentified) -> Evidence:
        """Everything that is weighed for one unidentified, for whoever would do it otherwise."""
        one, rows, shared = self._ready([found], [0]).found, self._rows, self._listed.shared
        *filled, cell, course = (each[0] for each in self._listed.fill(one, self._listed.room(1)))
        look_ups = list(zip((rows.look, rows.life, rows.seen, rows.build), filled, strict=True))
        return Evidence(
            rows, self._mine, one.columns, one.theirs, self._tables, look_ups, (rows.cell, cell), course,
            self._declared.steps.ends, shared.cells, shared.regions, one.places.points, one.places.regions, one.tooth[0],
        )  # fmt: skip

    # --- inside -----------------------------------------------------------------------------------------------------

    def _ready(self, people: Sequence[Unidentified], order: Sequence[int]) -> Block:
        """Some unidentified, whatever of them Python alone makes."""
        words = Words({}, self._words.number)  # words of theirs alone are not kept
        found = self._declared.prepare(people, order, words)
        before = np.searchsorted(self._rows.seen_to, found.last, side="right") - 1
        return Block(found, self._skip(people), self._listed.most(found.theirs), np.maximum(before, 0) // TILE)

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

    def _near(self, block: Block) -> tuple[Ints, ...]:
        """The tables that bound marks and objects, for a block."""
        found = block.found
        count = len(found.last)
        marks = np.empty((count, len(lists.MARKS), len(lists.PARTS)), np.int16)
        things = np.empty((count, len(lists.OBJECTS) * self._colours), np.int16)
        present = np.zeros((count, self._known_words), np.bool_)
        nearly.fill(count, found.columns, found.theirs, self._tables, marks, things, present)
        return self._codes, self._kinds, marks, things, present

    def _worth(self, block: Block, near: tuple[Ints, ...]) -> tuple[Ints, ...]:
        """Which of the lists of who has what a block makes worth something."""
        holders, columns, theirs = self._holders, block.found.columns, block.found.theirs
        count = len(block.found.last)
        # As many as one person could need: every mark and object, and every word, that of an object for each type it could be.
        of_marks = np.diff(theirs.mark_word_at[theirs.mark_at]).max(initial=0)
        of_things = (np.diff(theirs.thing_word_at[theirs.thing_at]) + 5 * np.diff(theirs.thing_at)).max(initial=0)
        room = holders.kinds * holders.parts + holders.codes + int(of_marks + self._could_be * of_things)
        sizes, numbers = np.zeros(count, np.int64), np.zeros((count, room), np.int64)
        worth, most = np.zeros((count, room, len(STAYS)), np.int32), np.zeros((count, len(STAYS)), np.int64)
        gains.fill(
            count, columns, theirs, self._tables, holders, np.array(STAYS), near[2], near[3], sizes, numbers, worth, most,
        )  # fmt: skip
        return holders.row, holders.at, sizes, numbers, worth, most

    def _tables_of(self, block: Block, room: Room) -> tuple[Any, ...]:
        """All tables of a block, as the kernel takes them."""
        near = self._near(block)
        return *self._listed.fill(block.found, room), (*near, block.found.tooth), self._worth(block, near)

    def _pass(self, block: Block, tables: tuple[Any, ...], top: int, reverse: Reverse | None, number: int) -> Keys:
        """Weigh a block, the so many-th, against everybody: the kept keys, [thread, unidentified, place]."""
        found, shared, declared = block.found, self._listed.shared, self._declared
        count, threads = len(found.last), numba.get_num_threads()
        heaps, sizes = np.full((threads, count, top), kernel.EMPTY, np.int64), np.zeros((threads, count), np.int64)
        m_heaps, m_sizes, m_least, rooms = reverse or NO_REVERSE
        self.second += kernel.scan(
            self._rows, self._mine, found.columns, found.theirs, declared.steps, self._tables, shared.cells,
            shared.regions, found.places.points, found.places.regions, declared.stays, count, *tables, block.skip, heaps, sizes,
            reverse is not None, rooms[number] if reverse else 0, m_heaps, m_sizes, m_least, self._place, threads, block.most,
            block.nearest,
        )  # fmt: skip
        return heaps


def _by_id(found: Sequence[Unidentified]) -> Keys:
    """The places of some unidentified in the order of their ids."""
    return np.argsort(np.array([each.id for each in found], object), kind="stable")


def _read(keys: Keys, by_order: Keys, top: int) -> tuple[Keys, Keys]:
    """Kept keys, one row a list, as the places and the scores of the `top`, best first."""
    best = -np.sort(-keys, axis=1)[:, :top]
    there = best > kernel.EMPTY
    order = np.where(there, 0x7FFFFFFF - (best & 0xFFFFFFFF), 0)
    return np.where(there, by_order[order] if len(by_order) else 0, -1), np.where(there, best >> 32, NOBODY)


def _read_in_place(keys: Keys, by_order: Keys) -> Lists:
    """Kept keys as lists in the very memory of the keys: those of a nation take 400 megabytes, and would be there twice."""
    pairs = keys.view(np.int32).reshape(*keys.shape, 2)
    for first in range(0, len(keys), READ_AT_ONCE):
        some = slice(first, first + READ_AT_ONCE)
        pairs[some, :, 0], pairs[some, :, 1] = _read(keys[some], by_order, keys.shape[1])
    return Lists(pairs[:, :, 0], pairs[:, :, 1])
