"""A register as columns for the kernel: what `engine.Register` asks once it is worth compiling for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import filling, gains, growth, kernel, lists, nearly
from wayhome.kernels.crossmatch.arithmetic import steps_of
from wayhome.kernels.crossmatch.arrays import Tables, tables_of
from wayhome.kernels.crossmatch.bounds import STAYS, stay_of
from wayhome.kernels.crossmatch.chances import ask, step_ends
from wayhome.kernels.crossmatch.columns import (
    Findings,
    FoundColumns,
    Ints,
    MissingColumns,
    Places,
    PlaceTables,
    Words,
    findings_of,
    found_columns,
    missing_columns,
)
from wayhome.kernels.crossmatch.courses import BLOCK as DAYS
from wayhome.kernels.crossmatch.courses import DAYS_KEPT, course_curves
from wayhome.kernels.crossmatch.findings import age_band
from wayhome.kernels.crossmatch.grain import NEVER, PERIOD, last_seen_about
from wayhome.kernels.crossmatch.holders import TILE, holders_of
from wayhome.kernels.crossmatch.lengths import lengths
from wayhome.kernels.crossmatch.looks import Looks
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.ranked import NOBODY, Lists, empty
from wayhome.kernels.crossmatch.turns import by_time, plainest_first
from wayhome.kernels.crossmatch.weights import Weights

BLOCK = 64
"""Unidentified whose tables are held at once: they fit the second-level cache of two cores."""
LONGEST = 60_000
"""Days from 1900 to beyond any find."""
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


class Room(NamedTuple):
    """Where the tables of a block are filled: those of the five look-ups, the class of courses of each span, and gaps of days."""

    look_ups: tuple[Ints, ...]
    course: Ints
    grid: Ints


class Block(NamedTuple):
    """Some unidentified, ready to be weighed.

    looks    weights of every look, row by row; `look_of` [unidentified] which row
    tooth    [unidentified][years][place][chart of the missing]: what each tooth weighs
    skip     sorted: place in the block << 32 | row of each pair that a verified fact takes out
    most     the most marks, objects or implants that one person of either side has
    nearest  [unidentified]: the tile of those last seen just before
    """

    columns: FoundColumns
    theirs: Findings
    looks: Ints
    look_of: Ints
    tooth: Ints
    places: PlaceTables
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
        where = {each.id: place for place, each in enumerate(self.people)}
        rows, self._rows, self._shared, self._mine = missing_columns(self.people, self.weights, self._words)
        self._row_of = {each.id: row for row, each in enumerate(rows)}
        self._place = np.array([where[each.id] for each in rows], np.int64)
        by_id = np.empty(len(rows), np.int64)
        by_id[self._rows.order] = self._place
        self._by_order = by_id
        self._tables = tables_of(self.weights)
        model = self.weights.model
        self._steps = steps_of(np.array(step_ends()))
        self._curves = np.array([course_curves(model, alive=alive) for alive in (False, True)])
        self._places, self._stays = Places(weights), stay_of(weights)
        self._earliest = int(self._shared.spans[1:, 0].min(initial=LONGEST))
        self._gaps = DAYS_KEPT + (LONGEST - self._earliest) // DAYS + 2
        self._periods = _periods(self._shared.lives, self._shared.builds)
        self._longer = np.flatnonzero(self._shared.spans[:, 0] != self._shared.spans[:, 1])
        self._alike = _alike(self._shared.builds)
        self._growth = np.array(growth.table(model))
        family = model["stature"]
        self._loss = np.array(
            [
                family.one("lost_a_year"),
                family.one("tracking"),
                family["child_bones"]["under"],
                family["child_bones"]["spread"],
            ]
        )
        self._looks = Looks(model)
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
        room = self._room(min(BLOCK, len(found)))
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
        one = self._ready([found], [0])
        columns, theirs, tables = one.columns, one.theirs, self._fill(one, self._room(1))
        scores = kernel.exact_scores(
            self._rows, self._mine, columns, theirs, self._steps, self._tables, self._shared.cells, self._shared.regions,
            one.places.points, one.places.regions, 0, *tables[:4], tables[5], at, one.tooth[0], one.most,
        )  # fmt: skip
        return [int(each) for each in scores]

    def evidence(self, found: Unidentified) -> Evidence:
        """Everything that is weighed for one unidentified, for whoever would do it otherwise."""
        one, rows = self._ready([found], [0]), self._rows
        *filled, cell, course = (each[0] for each in self._fill(one, self._room(1)))
        look_ups = list(zip((rows.look, rows.life, rows.seen, rows.build), filled, strict=True))
        return Evidence(
            rows, self._mine, one.columns, one.theirs, self._tables, look_ups, (rows.cell, cell), course, self._steps.ends,
            self._shared.cells, self._shared.regions, one.places.points, one.places.regions, one.tooth[0],
        )  # fmt: skip

    # --- inside -----------------------------------------------------------------------------------------------------

    def _ready(self, people: Sequence[Unidentified], order: Sequence[int]) -> Block:
        """Some unidentified as columns, and whatever else is made of them in Python alone."""
        asked = [ask(each, self.weights.model) for each in people]
        words = Words({}, self._words.number)  # words of theirs alone are not kept
        columns = found_columns(asked, self.weights, words, order, self._places)
        theirs = findings_of(people, self.weights, words, missing=False)
        looks, look_of = self._looks.rows(columns.look[:, 1], columns.condition)
        tooth = np.zeros(
            (len(people), len(self.weights.mouths.years) + 1, len(lists.TEETH), lists.TOOTH_VALUES), np.int16
        )
        for place, each in enumerate(people):
            if each.teeth:
                tooth[place] = self.weights.mouths.table(each.teeth, age_band(each))
        latest = np.array([NEVER if each.time is None else each.time.last for each in asked], np.int64)
        before = np.searchsorted(self._rows.seen_to, latest, side="right") - 1
        return Block(
            columns, theirs, looks, look_of, tooth, self._places.tables, self._skip(people), self._most(theirs), np.maximum(before, 0) // TILE,
        )  # fmt: skip

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

    def _room(self, count: int) -> Room:
        """Room for the tables of as many unidentified, which one block after another may use."""
        shared = self._shared
        sizes = (shared.looks, shared.lives, shared.spans, shared.builds, shared.cells)
        return Room(
            tuple(np.zeros((count, len(each) + 1), np.int16) for each in sizes),
            np.zeros((count, len(shared.spans) + 1), np.uint8), np.empty((count, filling.RECKONED, self._gaps)),
        )  # fmt: skip

    def _fill(self, block: Block, room: Room) -> tuple[Ints, ...]:
        shared, tables = self._shared, self._tables
        out, course, grid = room
        filling.fill(
            block.columns, len(block.tooth), shared.looks, block.looks, block.look_of, tables.sex, tables.standing, tables.blood, tables.thing_absent, shared.lives, shared.spans, self._longer, shared.builds, self._alike,
            shared.cells, shared.regions, self._curves, self._periods, self._steps, block.places.points_most,
            block.places.regions_most, self._growth, self._loss, self._earliest, grid, *out, course,
        )  # fmt: skip
        return *out, course

    def _most(self, theirs: Any) -> int:
        """The most marks, objects or implants that one person of either side has."""
        return max(
            int(np.diff(each).max(initial=1))
            for side in (self._mine, theirs) for each in (side.mark_at, side.thing_at, side.implant_at)
        )  # fmt: skip

    def _near(self, block: Block) -> tuple[Ints, ...]:
        """The tables that bound marks and objects, for a block."""
        count = len(block.tooth)
        marks = np.empty((count, len(lists.MARKS), len(lists.PARTS)), np.int16)
        things = np.empty((count, len(lists.OBJECTS) * self._colours), np.int16)
        present = np.zeros((count, self._known_words), np.bool_)
        nearly.fill(count, block.columns, block.theirs, self._tables, marks, things, present)
        return self._codes, self._kinds, marks, things, present

    def _worth(self, block: Block, near: tuple[Ints, ...]) -> tuple[Ints, ...]:
        """Which of the lists of who has what a block makes worth something."""
        holders, theirs, count = self._holders, block.theirs, len(block.tooth)
        # As many as one person could need: every mark and object, and every word, that of an object for each type it could be.
        of_marks = np.diff(theirs.mark_word_at[theirs.mark_at]).max(initial=0)
        of_things = (np.diff(theirs.thing_word_at[theirs.thing_at]) + 5 * np.diff(theirs.thing_at)).max(initial=0)
        room = holders.kinds * holders.parts + holders.codes + int(of_marks + self._could_be * of_things)
        sizes, numbers = np.zeros(count, np.int64), np.zeros((count, room), np.int64)
        worth, most = np.zeros((count, room, len(STAYS)), np.int32), np.zeros((count, len(STAYS)), np.int64)
        gains.fill(
            count, block.columns, theirs, self._tables, holders, np.array(STAYS), near[2], near[3], sizes, numbers, worth, most,
        )  # fmt: skip
        return holders.row, holders.at, sizes, numbers, worth, most

    def _tables_of(self, block: Block, room: Room) -> tuple[Any, ...]:
        """All tables of a block, as the kernel takes them."""
        near = self._near(block)
        return *self._fill(block, room), (*near, block.tooth), self._worth(block, near)

    def _pass(self, block: Block, tables: tuple[Any, ...], top: int, reverse: Reverse | None, number: int) -> Keys:
        """Weigh a block, the so many-th, against everybody: the kept keys, [thread, unidentified, place]."""
        count, threads = len(block.tooth), numba.get_num_threads()
        heaps, sizes = np.full((threads, count, top), kernel.EMPTY, np.int64), np.zeros((threads, count), np.int64)
        m_heaps, m_sizes, m_least, rooms = reverse or NO_REVERSE
        self.second += kernel.scan(
            self._rows, self._mine, block.columns, block.theirs, self._steps, self._tables, self._shared.cells,
            self._shared.regions, block.places.points, block.places.regions, self._stays, count, *tables, block.skip, heaps, sizes,
            reverse is not None, rooms[number] if reverse else 0, m_heaps, m_sizes, m_least, self._place, threads, block.most,
            block.nearest,
        )  # fmt: skip
        return heaps


def _by_id(found: Sequence[Unidentified]) -> Keys:
    """The places of some unidentified in the order of their ids."""
    return np.argsort(np.array([each.id for each in found], object), kind="stable")


def _periods(lives: Ints, builds: Ints) -> tuple[int, int]:
    """The first period in which anybody on a list may have been last seen, and how many periods there are."""
    children = builds[1:][builds[1:, 3] >= 0]
    about = last_seen_about(children[:, 4], children[:, 3])
    known = np.concatenate([lives[1:, 2][lives[1:, 2] != NEVER], about]) // PERIOD
    return (int(known.min()), int(known.max() - known.min()) + 1) if known.size else (0, 0)


def _alike(builds: Ints) -> Ints:
    """Where builds begin that differ in nothing but how tall, and where the last of them end."""
    others = np.flatnonzero((np.diff(builds[1:, 1:], axis=0) != 0).any(axis=1)) + 2
    return np.array([1, *others, len(builds)] if len(builds) > 1 else [1])


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
