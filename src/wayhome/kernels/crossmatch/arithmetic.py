"""The normal density and a weight in thousandths of a dex by plain arithmetic, which a compiler can do for several values at once.

`math.exp` and `math.log10` are calls, one value at a time, and the tables of one unidentified need a hundred thousand of them.
What is here differs from them in the last digit of sixteen at the most, so a weight, which is rounded to a thousandth, is the
same as the plain scorer's but for one value in a million million. Compiled by Numba.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch.compiled import loop

ROOT = sqrt(2 * pi)
PER_LOG_2, LOG_2, LOG_2_REST = 1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10
"""log 2 in two parts: whole multiples of the first are exact."""
DEX_E, DEX_2 = 434.29448190325182, 301.02999566398120
"""Thousandths of a dex in e and in 2."""
ROOT_2 = 1.4142135623730951
FRACTION = (1 << 52) - 1
"""The bits of a number that hold what comes behind its leading one; its power of two, 1023 added, stands above them."""


@loop(inline="always")
def exponential(x):
    """The number e to the power of x, up to 700: by Taylor, of what is left when powers of two are taken out. No less than e**-700."""
    x = max(x, -700.0)
    whole = np.floor(x * PER_LOG_2 + 0.5)
    r = (x - whole * LOG_2) - whole * LOG_2_REST
    p = 1 / 6227020800
    p = p * r + 1 / 479001600
    p = p * r + 1 / 39916800
    p = p * r + 1 / 3628800
    p = p * r + 1 / 362880
    p = p * r + 1 / 40320
    p = p * r + 1 / 5040
    p = p * r + 1 / 720
    p = p * r + 1 / 120
    p = p * r + 1 / 24
    p = p * r + 1 / 6
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * np.int64((np.int64(whole) + 1023) << 52).view(np.float64)


@loop(inline="always")
def normal(x, mean, spread):
    """As `chances.normal`."""
    z = (x - mean) / spread
    return exponential(-0.5 * (z * z)) / (spread * ROOT)


@loop(inline="always")
def thousandths(x):
    """1000 log10(x), rounded, of a number above 1e-300: by the series of the inverse hyperbolic tangent."""
    bits = np.float64(x).view(np.int64)
    power, m = np.float64((bits >> 52) - 1023), np.int64((bits & FRACTION) | (1023 << 52)).view(np.float64)
    large = m > ROOT_2
    m = m * 0.5 if large else m
    power = power + 1.0 if large else power
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1 / 21
    p = p * z + 1 / 19
    p = p * z + 1 / 17
    p = p * z + 1 / 15
    p = p * z + 1 / 13
    p = p * z + 1 / 11
    p = p * z + 1 / 9
    p = p * z + 1 / 7
    p = p * z + 1 / 5
    p = p * z + 1 / 3
    p = p * z + 1.0
    return np.int64(np.floor(2.0 * s * p * DEX_E + power * DEX_2 + 0.5))


EIGHTHS = 49
"""Bits of a number to leave out, so that its power of two and which eighth above that it is in are left."""


class Steps(NamedTuple):
    """Where each of some steps ends, ascending and above 0, and in `start` the first that a number of each eighth may be in."""

    ends: NDArray[Any]
    start: NDArray[Any]
    first: int


def steps_of(ends: NDArray[np.float64]) -> Steps:
    """The steps that end so."""
    eighths = ends.view(np.int64) >> EIGHTHS
    first = int(eighths[0])
    lowest = (np.arange(first, int(eighths[-1]) + 1) << EIGHTHS).view(np.float64)
    return Steps(ends, np.searchsorted(ends, lowest, side="right"), first)


@loop(inline="always")
def step_of(x, steps):
    """As `chances.step_of`, of steps that are handed in: the one that a number from 0 on falls into; beyond all, how many there are.

    Begins at the eighth that the number is in: of a search by halves every turn is a guess, and half of them are wrong.
    """
    eighth = (np.float64(x).view(np.int64) >> EIGHTHS) - steps.first
    step = np.int64(0) if eighth < 0 else steps.start[min(eighth, steps.start.size - 1)]
    while step < steps.ends.size and steps.ends[step] <= x:
        step += 1
    return step


@loop(bare=True)
def greatest(values):
    """The greatest of some values."""
    most = values[0]
    for place in range(1, values.size):
        most = max(most, values[place])
    return most
