"""Mean height by sex and age, and how far people of one sex and age differ."""

from __future__ import annotations

import itertools
from functools import cache

from wayhome.kernels.crossmatch.model import Model

STEPS = 4
"""Steps a year of the table; between them the nearest below is taken, so that reference and kernel read one table."""
LAST = 30
FEMALE, MALE = 1, 2


@cache
def table(model: Model) -> tuple[tuple[tuple[float, float], ...], ...]:
    """For sex not known, female and male: mean and standard deviation in centimetres, each quarter of a year from 0 to 30."""
    family = model["stature"]
    share, adult = family["spread"]["share"], family["spread"]["adult"]
    rows = []
    for sex in ("mean_female", "mean_male"):
        points = family.by_number(sex)
        rows.append(
            [(mean := _between(points, step / STEPS), min(adult, share * mean)) for step in range(LAST * STEPS + 1)]
        )
    both = [
        ((f + m) / 2, ((sf**2 + sm**2) / 2 + ((m - f) / 2) ** 2) ** 0.5)
        for (f, sf), (m, sm) in zip(*rows, strict=True)
    ]  # fmt: skip
    return tuple(map(tuple, (both, *rows)))


def _between(points: list[tuple[float, float]], at: float) -> float:
    for (low, below), (high, above) in itertools.pairwise(points):
        if at <= high:
            return below + (above - below) * (at - low) / (high - low)
    return points[-1][1]


def mean_and_spread(sex: int, age: float, model: Model) -> tuple[float, float]:
    """Mean and standard deviation in centimetres of people of a sex (0 not known) at an age in years."""
    return table(model)[sex][min(max(int(age * STEPS), 0), LAST * STEPS)]
