"""Point in polygon by whole numbers of Python alone, to judge the areas' own tests. It shares no code with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin, sqrt

Point = tuple[int, int]  # latitude, longitude in millionths of a degree
Ring = Sequence[Point]  # closed


def where(rings: Sequence[Ring], point: Point) -> str:
    """Whether a point is "in", "on" the line of, or "out" of the union of rings; exact."""
    found = {_where(ring, point) for ring in rings}
    return "in" if "in" in found else "on" if "on" in found else "out"


def _where(ring: Ring, point: Point) -> str:
    """By the number of times that the ring winds about the point."""
    y, x = point
    turns = 0
    for (ay, ax), (by, bx) in pairwise(ring):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if side == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return "on"
        if ay <= y < by and side > 0:
            turns += 1
        elif by <= y < ay and side < 0:
            turns -= 1
    return "in" if turns else "out"


def metres_to(rings: Sequence[Ring], point: Point) -> float:
    """Metres from a point to the nearest line of the rings, on the ellipsoid's tangent at the point.

    Good to a few parts in ten thousand within some tens of kilometres.
    """
    high, wide = metres_of_a_millionth(point[0])
    return min(
        _to_segment((ax - point[1]) * wide, (ay - point[0]) * high, (bx - point[1]) * wide, (by - point[0]) * high)
        for ring in rings
        for (ay, ax), (by, bx) in pairwise(ring)
    )


def metres_of_a_millionth(latitude: int) -> tuple[float, float]:
    """How many metres a millionth of a degree is northwards and eastwards (WGS 84)."""
    squared, phi = 0.00669437999014, radians(latitude / 1e6)
    bend = 1 - squared * sin(phi) ** 2
    return radians(6_378_137 * (1 - squared) / bend**1.5) / 1e6, radians(6_378_137 / sqrt(bend) * cos(phi)) / 1e6


def _to_segment(ax: float, ay: float, bx: float, by: float) -> float:
    """From nought to the segment between two points."""
    dx, dy = bx - ax, by - ay
    along = -(ax * dx + ay * dy) / (dx * dx + dy * dy) if dx or dy else 0.0
    along = min(1.0, max(0.0, along))
    return hypot(ax + along * dx, ay + along * dy)
