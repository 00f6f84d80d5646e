"""How fine the model looks: the missing person's dates and height as the few values that weights are kept for.

Part of the model's definition: reference and kernel weigh these values, not finer ones. People who share a value share a
weight, which is what lets one table for each unidentified serve a whole register.
"""

from __future__ import annotations

from math import floor
from typing import NamedTuple

from wayhome.kernels.crossmatch import growth
from wayhome.kernels.crossmatch.people import GROWN_AT, YEAR, Missing

PERIOD = 730
"""Days by which last seen is rounded down where only the lower end of a life matters."""
QUARTER, WHOLE_YEAR, DECADE = 91, 365, 3652
CELL = (1000, 1600)
"""A cell of the grid, in ten-thousandths of a degree: about 11 by 10 km in the middle of Britain."""
NEVER = -1_000_000
"""A day before every other."""


class Life(NamedTuple):
    """When somebody was born (the middle, and half the days it may be off) and before what they had not died."""

    born: int
    half: int
    since: int


class Build(NamedTuple):
    """Somebody's height when last seen. Grown: `tall` in centimetres, `born` the decade. A child: `tall` in quarters of a
    standard deviation of its age, `age` in whole years (-1 grown), `born` the year.
    """

    tall: int
    sex: int
    method: int
    half: int
    age: int
    born: int


def life_of(missing: Missing) -> Life | None:
    """Birth by the quarter for those last seen as children, by the year for the grown; None where it is not known."""
    if missing.born is None:
        return None
    first, last = missing.born
    middle, width = (first + last) // 2, last - first
    young = missing.seen is not None and (missing.seen[0] - middle) < 20 * YEAR
    grain = QUARTER if young and width < 2 * QUARTER else WHOLE_YEAR
    half = grain // 2 if width <= grain else -(-width // WHOLE_YEAR) * WHOLE_YEAR // 2
    since = NEVER if missing.seen is None else missing.seen[0] // PERIOD * PERIOD
    return Life(middle // grain * grain + grain // 2, half, since)


def build_of(missing: Missing) -> Build | None:
    """Height when last seen; None where it is not known."""
    if missing.stature is None:
        return None
    low, high, method = missing.stature
    middle, half = (low + high) / 2, _half((high - low) / 2)
    born = None if missing.born is None else (missing.born[0] + missing.born[1]) // 2
    if born is None or missing.seen is None or (missing.seen[0] - born) / YEAR >= GROWN_AT:
        decade = -1 if born is None else born // DECADE
        return Build(round(middle), missing.sex, method, half, -1, decade)
    exactly = max(0.0, (missing.seen[0] - born) / YEAR)
    age = floor(exactly)
    mean, spread = growth.mean_and_spread(missing.sex, exactly)
    place = max(-16, min(16, round(4 * (middle - mean) / spread)))
    return Build(place, missing.sex, method, half, age, born // WHOLE_YEAR)


def _half(half: float) -> int:
    return next(step for step in (0, 2, 4, 8, 1000) if half <= step or step == 1000) if half <= 8 else 12


def cell_of(point: tuple[int, int]) -> tuple[int, int]:
    """The cell of the grid that holds a point."""
    return point[0] // CELL[0], point[1] // CELL[1]
