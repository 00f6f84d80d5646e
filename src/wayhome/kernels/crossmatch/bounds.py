"""The most that findings could weigh for one person, whoever stands on the other side: never less than the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.courses import EVERY_COURSE, LEVELS
from wayhome.kernels.crossmatch.people import Missing, Person, Unidentified
from wayhome.kernels.crossmatch.weights import Weights

Ints = NDArray[Any]
HARD, IMPLANTS = 0, 1
"""Columns of bounds: teeth and fingers; implants. What marks and objects could weigh is found by who has what: `gains`."""


STAYS = (LEVELS * (LEVELS + 1), (LEVELS + 1) + LEVELS - 1, LEVELS // 2, 1)
"""Classes of courses, from all who died soon to hardly any who did not live on: where no more is still with its owner than in
one of these, objects weigh no more than in it."""


def stay_of(weights: Weights) -> Ints:
    """For each class of courses the last of `STAYS` that bounds it, objects of every group alike."""
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
    """The most that each family could weigh for each missing person, whoever was found."""
    finger = [max(row) for row in weights.fingers]
    return _bounds(
        (
            _most_of_fingers(each, weights, finger) + (MUCH_OF_TEETH if each.teeth else 0),
            _most_of_implants(each, weights),
        )
        for each in people
    )


def found_bounds(people: Sequence[Unidentified], weights: Weights) -> Ints:
    """The most that each family could weigh for each unidentified, whoever is missing."""
    finger = [max(row[code] for row in weights.fingers) for code in range(len(lists.FINGER_CLASSES))]
    return _bounds(
        (_most_of_fingers(each, weights, finger) + _most_of_teeth(each, weights), _most_of_implants(each, weights))
        for each in people
    )


def _bounds(rows: Iterable[Sequence[int]]) -> Ints:
    return np.array(list(rows), np.int32).reshape(-1, 2)
