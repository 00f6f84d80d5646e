"""How fine the model looks: the missing person's dates and height as the few values that weights are kept for.

Part of the model's definition: reference and kernel weigh these values, not finer ones. People who share a value share a
weight, which is what lets one table for each unidentified serve a whole register.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import Any, NamedTuple

from wayhome.kernels.crossmatch import growth, lists
from wayhome.kernels.crossmatch.model import Model
from wayhome.kernels.crossmatch.people import GROWN_AT, YEAR, Missing, Span

PERIOD = 730
"""Days by which last seen is rounded down where only the lower end of a life matters."""
QUARTER, WHOLE_YEAR, DECADE = 91, 365, 3652
THIRD = 3
MEASURED = 2.0
"""A height whose error is smaller, in centimetres, was measured: nothing is taken off."""
MOST_ERROR = 40
CELL = (1000, 1600)
"""A cell of the grid, in ten-thousandths of a degree: about 11 by 10 km in the middle of Britain."""
NEVER = -1_000_000
"""A day before every other."""


STANDINGS = ("unknown", "child", "woman", "man")
"""Who somebody was when last seen, as far as it tells how many such people are found dead."""


class Life(NamedTuple):
    """When somebody was born (the middle, and half the days it may be off) and before what they had not died."""

    born: int
    half: int
    since: int


class Build(NamedTuple):
    """Somebody's height when last seen, with its error in half centimetres.

    Grown: `tall` in centimetres, what is told over taken off, `age` -1, `born` the decade. A child: `tall` in thirds of a
    standard deviation of its age, `age` in whole years rounded down to even, `born` the year.
    """

    tall: int
    sex: int
    error: int
    age: int
    born: int


def last_seen_about(born: Any, age: Any) -> Any:
    """The day on which a child of a build was last seen, to within a year or so; of numbers, or of arrays of them."""
    return born * WHOLE_YEAR + WHOLE_YEAR // 2 + (age + 1) * WHOLE_YEAR


def standing_of(missing: Missing) -> int:
    """The place in `STANDINGS`; unknown where the age is, or the sex of somebody grown."""
    if missing.born is None or missing.seen is None:
        return 0
    if missing.seen[0] - (missing.born[0] + missing.born[1]) / 2 < GROWN_AT * YEAR:
        return STANDINGS.index("child")
    return STANDINGS.index({"female": "woman", "male": "man"}.get(lists.SEXES[missing.sex], "unknown"))


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


def build_of(missing: Missing, model: Model) -> Build | None:
    """Height when last seen; None where it is not known."""
    if missing.stature is None:
        return None
    family = model["stature"]
    low, high, method = missing.stature
    middle, half = (low + high) / 2, (high - low) / 2
    told = family["told_spread"].get(lists.STATURE_METHODS[method], family["told_spread"]["unknown"])
    error = min(MOST_ERROR, max(1, round(2 * sqrt(told**2 + half**2 / 3))))
    error = error if error < 10 else error // 4 * 4
    born = None if missing.born is None else (missing.born[0] + missing.born[1]) // 2
    if born is None or missing.seen is None or (missing.seen[0] - born) / YEAR >= GROWN_AT:
        over = (
            family["told_over"].get(lists.SEXES[missing.sex], family["told_over"]["unknown"])
            if told > MEASURED
            else 0.0
        )
        return Build(round(middle - over), 0, error, -1, -1 if born is None else born // DECADE)
    exactly = max(0.0, (missing.seen[0] - born) / YEAR)
    mean, spread = growth.mean_and_spread(missing.sex, exactly, model)
    place = max(-4 * THIRD, min(4 * THIRD, round(THIRD * (middle - mean) / spread)))
    return Build(place, missing.sex, error, floor(exactly) // 2 * 2, born // WHOLE_YEAR)


def seen_of(missing: Missing) -> Span | None:
    """When last seen: days that hardly differ are one day, and the ends of a longer span are rounded by its length."""
    if missing.seen is None:
        return None
    first, last = missing.seen
    grain = (last - first) // 3
    if grain < 2:
        return ((first + last) // 2,) * 2
    grain = 1 << (grain.bit_length() - 1)
    return first // grain * grain, last // grain * grain


def cell_of(point: tuple[int, int]) -> tuple[int, int]:
    """The cell of the grid that holds a point."""
    return point[0] // CELL[0], point[1] // CELL[1]
