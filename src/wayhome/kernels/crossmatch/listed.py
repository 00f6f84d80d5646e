"""Both sides as the compiled loops read them: some of the missing as rows, and tables of any unidentified over what rows share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wayhome.kernels.crossmatch import filling, growth, lists
from wayhome.kernels.crossmatch.arithmetic import steps_of
from wayhome.kernels.crossmatch.arrays import tables_of
from wayhome.kernels.crossmatch.bounds import stay_of
from wayhome.kernels.crossmatch.chances import Asked, ask, step_ends
from wayhome.kernels.crossmatch.columns import (
    Findings,
    FoundColumns,
    Ints,
    Places,
    PlaceTables,
    Words,
    findings_of,
    found_columns,
    missing_columns,
)
from wayhome.kernels.crossmatch.courses import BLOCK, DAYS_KEPT, course_curves
from wayhome.kernels.crossmatch.findings import age_band
from wayhome.kernels.crossmatch.grain import NEVER, PERIOD, last_seen_about
from wayhome.kernels.crossmatch.looks import Looks
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.weights import Weights

LONGEST = 60_000
"""Days from 1900 to beyond any find."""


class Room(NamedTuple):
    """Where the tables of some unidentified are filled: the five look-ups, the class of courses of each span, and gaps of days."""

    look_ups: tuple[Ints, ...]
    course: Ints
    grid: Ints


class Prepared(NamedTuple):
    """Some unidentified as columns, and whatever else Python alone makes of them.

    looks    weights of every look, row by row; `look_of` [unidentified] which row
    tooth    [chart, see `Findings.teeth_row`][years][place][chart of the missing]: what each tooth weighs
    last     [unidentified]: the last day on which death, or the find, may have been
    """

    columns: FoundColumns
    theirs: Findings
    looks: Ints
    look_of: Ints
    tooth: Ints
    places: PlaceTables
    last: Ints


class Declared:
    """What weights say whoever is listed, as arrays. Tables that some unidentified needed are kept for the next."""

    def __init__(self, weights: Weights) -> None:
        model = weights.model
        self.weights = weights
        self.tables, self.stays = tables_of(weights), stay_of(weights)
        self.steps = steps_of(np.array(step_ends()))
        self.curves = np.array([course_curves(model, alive=alive) for alive in (False, True)])
        self.growth = np.array(growth.table(model))
        family = model["stature"]
        bones = family["child_bones"]
        self.loss = np.array([family.one("lost_a_year"), family.one("tracking"), bones["under"], bones["spread"]])
        self.looks, self.places = Looks(model), Places(weights)

    def prepare(self, people: Sequence[Unidentified], order: Sequence[int], words: Words) -> Prepared:
        """Some unidentified as columns. `order`: the place of each among all who are asked, by id."""
        asked = [ask(each, self.weights.model) for each in people]
        columns = found_columns(asked, self.weights, words, order, self.places)
        theirs = findings_of(people, self.weights, words, missing=False)
        looks, look_of = self.looks.rows(columns.look[:, 1], columns.condition)
        mouths, charted = self.weights.mouths, [each for each in people if each.teeth]
        tooth = np.zeros((max(1, len(charted)), len(mouths.years) + 1, len(lists.TEETH), lists.TOOTH_VALUES), np.int16)
        for place, each in enumerate(charted):
            tooth[place] = mouths.table(each.teeth, age_band(each))
        last = np.array([_last(each) for each in asked], np.int64)
        return Prepared(columns, theirs, looks, look_of, tooth, self.places.tables, last)


def _last(asked: Asked) -> int:
    return NEVER if asked.time is None else asked.time.last


class Listed:
    """Some of the missing as rows, in the order of `people`, which is by last seen.

    words    on the number of each word: those of the other side where that was numbered first
    """

    def __init__(self, people: Sequence[Missing], declared: Declared, words: Words) -> None:
        self.declared = declared
        self.people, self.rows, self.shared, self.mine = missing_columns(people, declared.weights, words)
        shared = self.shared
        earliest = int(shared.spans[1:, 0].min(initial=LONGEST))
        self._earliest, self._gaps = earliest, DAYS_KEPT + (LONGEST - earliest) // BLOCK + 2
        self._periods = _periods(shared.lives, shared.builds)
        self._longer = np.flatnonzero(shared.spans[:, 0] != shared.spans[:, 1])
        self._alike = _alike(shared.builds)

    def room(self, count: int) -> Room:
        """Room for the tables of as many unidentified, which some after others may use."""
        shared = self.shared
        sizes = (shared.looks, shared.lives, shared.spans, shared.builds, shared.cells)
        gaps = self._gaps if len(shared.spans) > filling.FEW_SPANS else 0
        return Room(
            tuple(np.zeros((count, len(each) + 1), np.int16) for each in sizes),
            np.zeros((count, len(shared.spans) + 1), np.uint8), np.empty((count, filling.RECKONED, gaps)),
        )  # fmt: skip

    def fill(self, found: Prepared, room: Room) -> tuple[Ints, ...]:
        """The tables of some unidentified: look, life, last seen, build, cell, and the class of courses of each span."""
        shared, declared, tables = self.shared, self.declared, self.declared.tables
        out, course, grid = room
        filling.fill(
            found.columns, len(found.last), shared.looks, found.looks, found.look_of, tables.sex, tables.standing, tables.blood,
            tables.thing_absent, shared.lives, shared.spans, self._longer, shared.builds, self._alike, shared.cells, shared.regions,
            declared.curves, self._periods, declared.steps, found.places.points_most, found.places.regions_most, declared.growth,
            declared.loss, self._earliest, grid, *out, course,
        )  # fmt: skip
        return *out, course

    def most(self, theirs: Any) -> int:
        """The most marks, objects or implants that one person of either side has."""
        return max(
            int(np.diff(each).max(initial=1))
            for side in (self.mine, theirs) for each in (side.mark_at, side.thing_at, side.implant_at)
        )  # fmt: skip


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
