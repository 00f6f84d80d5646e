"""The most that findings could weigh for one person, whoever stands on the other side: never less than the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.people import Missing, Person, Thing, Unidentified
from wayhome.kernels.crossmatch.weights import GAPS, Weights, mix_step

Ints = NDArray[Any]
HARD, IMPLANTS, MARKS, THINGS = 0, 1, 2, 3
"""Columns of bounds: teeth and fingers; implants; marks; then objects, one column for each class of gap."""


class _MostOfThings:
    """The most that somebody's objects could weigh, for each class of gap. `best` is [gap, type]; an object is weighed once."""

    def __init__(self, weights: Weights, best: Ints, *, missing: bool) -> None:
        self._weights, self._best, self._missing = weights, best.tolist(), missing
        self._known: dict[Thing, tuple[int, ...]] = {}

    def of(self, each: Person) -> list[int]:
        """The most for one person."""
        if not each.things:
            return [0] * (len(GAPS) + 1)
        return [
            sum(gap)
            for gap in zip(*(self._known.get(thing) or self._weigh(thing) for thing in each.things), strict=True)
        ]

    def _weigh(self, thing: Thing) -> tuple[int, ...]:
        weights, table = self._weights, self._weights.things
        shared = sum(max(0, weights.answer(q, a)) for q, a in enumerate(thing.answers) if a)
        shared += max((0, *(weights.word(word, of_things=True) for word in thing.words)))
        shared += table.engraving[0] if thing.engraving else 0
        ways = (table.lasting[thing.type],) if self._missing else (0, 1)
        most = tuple(
            max(0, *(table.mix[gap][way][mix_step(best[thing.type] + shared)] for way in ways))
            for gap, best in enumerate(self._best)
        )
        self._known[thing] = most
        return most


def _most_of_marks(each: Person, weights: Weights, best: Sequence[int]) -> int:
    site = max(0, max(weights.marks.site) + max(weights.marks.part))
    return sum(
        max(
            0,
            best[mark.kind] + site + max((0, *(weights.word(w) for w in mark.words))),
        )
        for mark in each.marks
    )


def _most_of_implants(each: Person, weights: Weights) -> int:
    table = weights.implants
    return sum(table.type[i.type] + max(table.part) + (table.serial[0] if i.serial else 0) for i in each.implants)


def _most_of_fingers(each: Person, weights: Weights, finger: Sequence[int]) -> int:
    """`finger` is the most that one finger of each class could weigh."""
    return sum(finger[code] for code in each.fingers) * weights.fingers_shrink // 1000


MUCH_OF_TEETH = 1_000_000
"""A chart of the missing could weigh anything: the found chart alone bounds it, and the kernel sums teeth exactly early."""


def _most_of_teeth(each: Unidentified, weights: Weights) -> int:
    if not each.teeth:
        return 0
    table = weights.mouths.table(each.teeth, findings.age_band(each))
    return int(table.max(axis=(0, 2)).clip(0).sum()) * int(weights.mouths.shrink) // 1000


def missing_bounds(people: Sequence[Missing], weights: Weights) -> Ints:
    """The most that each family of findings could weigh for each missing person, whoever was found."""
    kinds = [max(row) for row in weights.marks.kind]
    things = _MostOfThings(weights, np.array(weights.things.type).max(axis=2), missing=True)
    finger = [max(row) for row in weights.fingers]
    return _bounds(
        (
            _most_of_fingers(each, weights, finger) + (MUCH_OF_TEETH if each.teeth else 0), _most_of_implants(each, weights),
            _most_of_marks(each, weights, kinds), *things.of(each),
        )
        for each in people
    )  # fmt: skip


def found_bounds(people: Sequence[Unidentified], weights: Weights) -> Ints:
    """The most that each family of findings could weigh for each unidentified, whoever is missing."""
    kinds = [max(row[kind] for row in weights.marks.kind) for kind in range(len(lists.MARKS))]
    things = _MostOfThings(weights, np.array(weights.things.type).max(axis=1), missing=False)
    finger = [max(row[code] for row in weights.fingers) for code in range(len(lists.FINGER_CLASSES))]
    return _bounds(
        (
            _most_of_fingers(each, weights, finger) + _most_of_teeth(each, weights), _most_of_implants(each, weights),
            _most_of_marks(each, weights, kinds), *things.of(each),
        )
        for each in people
    )  # fmt: skip


def _bounds(rows: Iterable[Sequence[int]]) -> Ints:
    return np.array(list(rows), np.int32).reshape(-1, THINGS + len(GAPS) + 1)
