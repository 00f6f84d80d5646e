"""Whole-number tests: what they say of rings in millionths of a degree is exact.

Products of two differences stay below 2**63 as long as no ring spans more than 1,000 degrees, which none can.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.areas.values import Ring

Whole = NDArray[np.int64]


def _turn(a: Whole, b: Whole, c: Whole) -> Whole:
    """The sign of the turn from a over b to c: 1 left, -1 right, 0 straight on."""
    sign: Whole = np.sign(
        (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0]) - (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
    )
    return sign


def lies_inside(inner: Ring, outer: Ring) -> bool:
    """Whether all of `inner`, its edges included, lies within `outer` without touching its line. Both are simple rings."""
    ours, theirs = np.array(inner, dtype=np.int64), np.array(outer, dtype=np.int64)
    if (ours.min(axis=0) <= theirs.min(axis=0)).any() or (ours.max(axis=0) >= theirs.max(axis=0)).any():
        return False
    # One edge of the ring that has fewer, against all edges of the other at once.
    few, many = sorted((ours, theirs), key=len)
    a, b = many[:-1], many[1:]
    low, high = np.minimum(a, b), np.maximum(a, b)
    for c, d in pairwise(few):
        near = ((low <= np.maximum(c, d)) & (high >= np.minimum(c, d))).all(axis=1)
        if near.any():
            p, q = a[near], b[near]
            apart = (_turn(p, q, c) * _turn(p, q, d) > 0) | (_turn(c, d, p) * _turn(c, d, q) > 0)
            if not apart.all():
                return False
    # No line meets the other: one point speaks for all.
    return contains(theirs, ours[0])


def contains(ring: Whole, point: Whole) -> bool:
    """Whether a point that is not on the line of a ring lies within it: an odd number of edges stands east of it."""
    a, b = ring[:-1], ring[1:]
    crosses = (a[:, 0] > point[0]) != (b[:, 0] > point[0])
    east = _turn(a, b, point) == np.where(b[:, 0] > a[:, 0], 1, -1)
    return bool(np.count_nonzero(crosses & east) % 2)


def covers(outer: tuple[Ring, ...], inner: tuple[Ring, ...]) -> bool:
    """Whether each ring of `inner` lies within one of `outer`."""
    return all(any(lies_inside(each, whole) for whole in outer) for each in inner)
