"""Ragged drawings made fit for a message: few points, few polygons, and never less than what was drawn.

Buffering out and in again closes bays and gaps, simplifying takes points away; a little more is added than simplifying can
take. Then whole-number arithmetic proves, after rounding, that the drawing is covered, and if it is not, more is added.

source   the order of the steps and the first distances: GOV.UK Emergency Alerts, 2022 to 2025 (buffer 500 m and a
         thousandth of the outline, tolerance a 1,620th); measured here on the outline's hull, since a coast has no length
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

import shapely

from wayhome.kernels.areas import exact, shapes
from wayhome.kernels.areas.values import Area, Ring

# Polygons, and points in all with the closing pairs. Islands and firths may have more, before closing draws in other shores.
USUAL = (12, 250)
MOST_POLYGONS, MOST_POINTS = 60, 1_000
ENOUGH = 1_000  # points that are worth widening
FAR = 2_000  # metres of closing beyond which they may


def smooth(area: Area) -> Area:
    """The area as a message carries it. It covers all of what was given; `reach_m` says how far at most it goes beyond."""
    if area.smoothed:
        return area
    ground = shapes.on_sheet(area.rings)
    around = ground.convex_hull.length
    closing, slack, more = 500 + around / 1000, max(2.0, around / 1620), 0.0
    for _ in range(60):
        rings = _closed(ground, closing, slack, more)
        polygons, points = (MOST_POLYGONS, MOST_POINTS) if closing > FAR else USUAL
        if len(rings) > polygons or sum(map(len, rings)) > points:
            closing, slack = closing * 1.5, slack * 1.3
        elif exact.covers(rings, area.rings):
            return replace(area, rings=rings, smoothed=True, reach_m=_reach(rings, ground))
        else:
            more = 2 * more + 1
    raise AssertionError("closing without end leaves one convex polygon, which covers")


def _closed(ground: Any, closing: float, slack: float, more: float) -> tuple[Ring, ...]:
    thin, strayed = _thinned(ground, slack / 2)
    margin = slack + strayed + 1 + more
    shape = _widened(thin, closing + margin).buffer(-closing, quad_segs=4)
    return shapes.from_sheet(shapes.without_holes(shape).simplify(slack))


def _thinned(ground: Any, slack: float) -> tuple[Any, float]:
    """The ground with fewer points, to be widened quickly, and how far in metres its lines may have moved."""
    for _ in range(5):
        if shapely.get_num_coordinates(thin := ground.simplify(slack)) <= ENOUGH:
            break
        slack *= 1.5
    return thin, slack


def _widened(shape: Any, metres: float) -> Any:
    """A shape with all that lies so near. Many lines close together are widened a little first, which makes them few."""
    if shapely.get_num_coordinates(shape) > ENOUGH:
        for part in (1 / 32, 1 / 8):
            shape = shape.buffer(metres * part, quad_segs=4)
        metres *= 1 - 1 / 32 - 1 / 8
    return shape.buffer(metres, quad_segs=4)


def _reach(rings: tuple[Ring, ...], ground: Any) -> int:
    """Metres within which every point of the rings has a point of the ground.

    Measured along the rings' lines, then proved: the ground, widened so far, covers the rings, gaps and filled holes too.
    """
    shape = shapes.on_sheet(rings)
    thin, strayed = _thinned(ground, 1 + ground.convex_hull.length / 20_000)
    line = shapely.segmentize(shape.boundary, max(10.0, shape.length / 500))
    shapely.prepare(thin)
    # Two parts in a hundred more, since arcs are drawn with few corners.
    metres = 1.02 * float(shapely.distance(shapely.points(shapely.get_coordinates(line)), thin).max()) + 2
    while not _widened(thin, metres).covers(shape):
        metres *= 1.1
    # The sheet is at most two thousandths off.
    return ceil((metres + strayed) * 1.003)
