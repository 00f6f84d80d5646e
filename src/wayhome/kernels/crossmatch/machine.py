"""A register as columns for the kernel: what `engine.Register` asks once it is worth compiling for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import filling, gains, growth, kernel, lists, nearly
from wayhome.kernels.crossmatch.arithmetic import steps_of
from wayhome.kernels.crossmatch.arrays import Tables, tables_of
from wayhome.kernels.crossmatch.bounds import STAYS, stay_of
from wayhome.kernels.crossmatch.chances import Asked, ask, step_ends
from wayhome.kernels.crossmatch.columns import (
    Findings,
    FoundColumns,
    Ints,
    MissingColumns,
    Places,
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
from wayhome.kernels.crossmatch.looks import Looks
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.ranked import NOBODY, Lists, empty
from wayhome.kernels.crossmatch.weights import Weights

BLOCK = 64
"""Unidentified whose tables are held at once: they fit the second-level cache of two cores."""
LONGEST = 60_000
"""Days from 1900 to beyond any find."""
GOLDEN = 0.6180339887498949
"""However many of its multiples are taken, what they have behind the point is spread evenly from 0 to 1."""
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
        return self._best(found, top, None)

    def best_both(self, found: Sequence[Unidentified], top: int, most: int) -> tuple[Lists, Lists]:
        """The lists of `best`, and for each missing person, as handed in, the `most` unidentified."""
        n = len(self.people)
        reverse = (
            np.full((n, most), kernel.EMPTY, np.int64),
            np.zeros(n, np.int64),
            np.full(n, kernel.LOWEST, np.int64),
        )
        lists_of_found = self._best(found, top, reverse)
        by_order = np.argsort(np.array([each.id for each in found], object), kind="stable")
        return lists_of_found, _read_in_place(reverse[0], by_order)

    def _best(self, found: Sequence[Unidentified], top: int, reverse: tuple[Keys, Keys, Keys] | None) -> Lists:
        result = empty(len(found), top)
        order = {each: place for place, each in enumerate(sorted(each.id for each in found))}
        asked = [ask(each, self.weights.model) for each in found]
        # Those who died at one time are asked together: the same tiles fit them.
        turns = sorted(range(len(found)), key=lambda place: NEVER if (time := asked[place].time) is None else time.last)
        if reverse is not None:
            turns = _plainest_first(turns, asked)
        room = self._room(min(BLOCK, len(found)))
        for first in range(0, len(turns), BLOCK):
            block = turns[first : first + BLOCK]
            heaps = self._pass(
                [asked[each] for each in block], [order[asked[each].person.id] for each in block], top, reverse, room
            )
            keys = np.swapaxes(heaps, 0, 1).reshape(len(block), -1)
            result.at[block], result.score[block] = _read(keys, self._by_order, top)
        return result

    def scores(self, found: Unidentified, missing: Iterable[str]) -> list[int]:
        """The exact scores of named missing people against one unidentified. Raises KeyError for an id not on the list."""
        at = np.array([self._row_of[each] for each in missing], np.int64)
        columns, theirs = self._columns([ask(found, self.weights.model)], [0])
        tables = self._fill(columns, 1, self._room(1))
        most, tooth = self._most(theirs), self._near([found], columns, theirs)[-1][0]
        scores = kernel.exact_scores(
            self._rows, self._mine, columns, theirs, self._steps, self._tables, self._shared.cells, self._shared.regions,
            self._places.points, self._places.regions, 0, *tables[:4], tables[5], at, tooth, most,
        )  # fmt: skip
        return [int(each) for each in scores]

    def evidence(self, found: Unidentified) -> Evidence:
        """Everything that is weighed for one unidentified, for whoever would do it otherwise."""
        columns, theirs = self._columns([ask(found, self.weights.model)], [0])
        *filled, cell, course = (each[0] for each in self._fill(columns, 1, self._room(1)))
        rows, tooth = self._rows, self._near([found], columns, theirs)[-1][0]
        look_ups = list(zip((rows.look, rows.life, rows.seen, rows.build), filled, strict=True))
        return Evidence(
            rows, self._mine, columns, theirs, self._tables, look_ups, (rows.cell, cell), course, self._steps.ends,
            self._shared.cells, self._shared.regions, self._places.points, self._places.regions, tooth,
        )  # fmt: skip

    # --- inside -----------------------------------------------------------------------------------------------------

    def _columns(self, asked: Sequence[Asked], order: Sequence[int]) -> tuple[FoundColumns, Any]:
        people = [each.person for each in asked]
        words = Words({}, self._words.number)  # words of theirs alone are not kept
        return found_columns(asked, self.weights, words, order, self._places), findings_of(
            people, self.weights, words, missing=False
        )

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

    def _fill(self, columns: FoundColumns, count: int, room: Room) -> tuple[Ints, ...]:
        shared, tables = self._shared, self._tables
        out, course, grid = room
        looks, look_of = self._looks.rows(columns.look[:, 1], columns.condition)
        filling.fill(
            columns, count, shared.looks, looks, look_of, tables.sex, tables.standing, tables.standings, tables.blood, tables.thing_absent, shared.lives, shared.spans, shared.builds, self._alike,
            shared.cells, shared.regions, self._curves, self._periods, self._steps, self._places.points_most,
            self._places.regions_most, self._growth, self._loss, self._earliest, grid, *out, course,
        )  # fmt: skip
        return *out, course

    def _most(self, theirs: Any) -> int:
        """The most marks, objects or implants that one person of either side has."""
        return max(
            int(np.diff(each).max(initial=1))
            for side in (self._mine, theirs) for each in (side.mark_at, side.thing_at, side.implant_at)
        )  # fmt: skip

    def _near(self, people: Sequence[Unidentified], columns: FoundColumns, theirs: Any) -> tuple[Ints, ...]:
        """The tables that bound marks and objects, and those of teeth, for a block."""
        count = len(people)
        marks = np.empty((count, len(lists.MARKS), len(lists.PARTS)), np.int16)
        things = np.empty((count, len(lists.OBJECTS) * self._colours), np.int16)
        present = np.zeros((count, self._known_words), np.bool_)
        nearly.fill(count, columns, theirs, self._tables, marks, things, present)
        tooth = np.zeros((count, len(self.weights.mouths.years) + 1, len(lists.TEETH), lists.TOOTH_VALUES), np.int16)
        for place, each in enumerate(people):
            if each.teeth:
                tooth[place] = self.weights.mouths.table(each.teeth, age_band(each))
        return self._codes, self._kinds, marks, things, present, tooth

    def _worth(self, near: tuple[Ints, ...], columns: FoundColumns, theirs: Any, count: int) -> tuple[Ints, ...]:
        """Which of the lists of who has what a block makes worth something."""
        holders = self._holders
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

    def _pass(
        self,
        asked: Sequence[Asked],
        order: Sequence[int],
        top: int,
        reverse: tuple[Keys, Keys, Keys] | None,
        room: Room,
    ) -> Keys:
        """Weigh a block against everybody: the kept keys, [thread, unidentified, place]."""
        count, threads = len(asked), numba.get_num_threads()
        people = [each.person for each in asked]
        columns, theirs = self._columns(asked, order)
        heaps, sizes = np.full((threads, count, top), kernel.EMPTY, np.int64), np.zeros((threads, count), np.int64)
        m_heaps, m_sizes, m_least = reverse or (
            np.zeros((0, 0), np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
        )
        latest = np.array([NEVER if each.time is None else each.time.last for each in asked], np.int64)
        before = np.searchsorted(self._rows.seen_to, latest, side="right") - 1
        nearest = np.maximum(before, 0) // TILE
        near = self._near(people, columns, theirs)
        self.second += kernel.scan(
            self._rows, self._mine, columns, theirs, self._steps, self._tables, self._shared.cells, self._shared.regions,
            self._places.points, self._places.regions, self._stays, count, *self._fill(columns, count, room),
            near, self._worth(near, columns, theirs, count), self._skip(people), heaps, sizes, reverse is not None, m_heaps,
            m_sizes, m_least, self._place, threads, self._most(theirs), nearest,
        )  # fmt: skip
        return heaps


def _plainest_first(turns: Sequence[int], asked: Sequence[Asked]) -> list[int]:
    """The same, those of whom fewest marks and objects are told first; of as many, each beginning spread over all times.

    Somebody of whom little is told contradicts few of the missing: so their lists soon hold those who are kept to the end.
    Asked by time, each would fill with those who died too early, and give all of them up again at the time it is about.
    """
    told = [len(asked[place].person.marks) + len(asked[place].person.things) for place in turns]
    # The rank of the k-th multiple says where in the order of time the k-th to ask stands.
    evenly = np.argsort(np.argsort(np.arange(len(turns)) * GOLDEN % 1.0))
    return [turns[spot] for spot in sorted(evenly, key=lambda spot: told[spot])]


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
