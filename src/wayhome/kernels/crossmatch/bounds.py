"""The most that findings could weigh for one person, whoever stands on the other side: never less than the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.chances import EVERY_COURSE, LEVELS
from wayhome.kernels.crossmatch.people import Missing, Person, Thing, Unidentified
from wayhome.kernels.crossmatch.weights import Weights, mix_step

Ints = NDArray[Any]
HARD, IMPLANTS, MARKS, THINGS = 0, 1, 2, 3
"""Columns of bounds: teeth and fingers; implants; marks; then objects, one column for each of `STAYS`."""


STAYS = (LEVELS * (LEVELS + 1), (LEVELS + 1) + LEVELS - 1, LEVELS // 2, 1)
"""Classes of courses, from all who died soon to hardly any who did not live on: where no more is still with its owner than in
one of these, objects weigh no more than in it."""


def stay_of(weights: Weights) -> Ints:
    """For each class of courses the last of `STAYS` that bounds it, clothes and lasting things alike."""
    kept = [weights.things.mix[course] for course in range(EVERY_COURSE)]
    return np.array(
        [
            max(
                place for place, stay in enumerate(STAYS)
                if all(mine[-1] <= most[-1] for mine, most in zip(each, kept[stay], strict=True))
            )
            for each in kept
        ], np.int32,
    )  # fmt: skip


class _MostOfThings:
    """The most that somebody's objects could weigh, for each of `STAYS`. An object is weighed once."""

    def __init__(self, weights: Weights, best: Sequence[int], *, missing: bool) -> None:
        self._weights, self._best, self._missing = weights, best, missing
        self._known: dict[Thing, tuple[int, ...]] = {}

    def of(self, each: Person) -> list[int]:
        """The most for one person."""
        if not each.things:
            return [0] * len(STAYS)
        return [
            sum(stay)
            for stay in zip(*(self._known.get(thing) or self._weigh(thing) for thing in each.things), strict=True)
        ]

    def _weigh(self, thing: Thing) -> tuple[int, ...]:
        weights, table = self._weights, self._weights.things
        shared = sum(max(0, weights.answer(q, a)) for q, a in enumerate(thing.answers) if a and q)
        shared += max(0, weights.colours(thing.answers[0])[0]) if thing.answers[0] else 0
        shared += max((0, *(weights.word(word) for word in thing.words)))
        shared += table.engraving[0] if thing.engraving else 0
        ways = (table.lasting[thing.type],) if self._missing else (0, 1)
        step = mix_step(self._best[thing.type] + shared)
        most = tuple(max(0, *(table.mix[stay][way][step] for way in ways)) for stay in STAYS)
        self._known[thing] = most
        return most


def _most_of_marks(each: Person, weights: Weights, best: Sequence[int]) -> int:
    """`best` is the most that a mark of each kind could weigh by kind and site."""
    kinds = range(len(lists.MARKS))
    return sum(
        max(0, best[mark.kind] + max((0, *(weights.word(word, kind) for word in mark.words for kind in kinds))))
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
    kind, site = np.array(weights.marks.kind), np.array(weights.marks.site).max(axis=(1, 2))
    kinds = (kind + site[None, :]).max(axis=1).tolist()
    things = _MostOfThings(weights, np.array(weights.things.type).max(axis=1).tolist(), missing=True)
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
    kind, site = np.array(weights.marks.kind), np.array(weights.marks.site).max(axis=(1, 2))
    kinds = (kind.max(axis=0) + site).tolist()
    things = _MostOfThings(weights, np.array(weights.things.type).max(axis=0).tolist(), missing=False)
    finger = [max(row[code] for row in weights.fingers) for code in range(len(lists.FINGER_CLASSES))]
    return _bounds(
        (
            _most_of_fingers(each, weights, finger) + _most_of_teeth(each, weights), _most_of_implants(each, weights),
            _most_of_marks(each, weights, kinds), *things.of(each),
        )
        for each in people
    )  # fmt: skip


def _bounds(rows: Iterable[Sequence[int]]) -> Ints:
    return np.array(list(rows), np.int32).reshape(-1, THINGS + len(STAYS))
