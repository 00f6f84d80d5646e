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
    thin = ground.simplify(slack / 2)
    margin = 1.5 * slack + 1 + more
    shape = thin.buffer(closing + margin, quad_segs=4).buffer(-closing, quad_segs=4)
    return shapes.from_sheet(shapes.without_holes(shape).simplify(slack))


def _reach(rings: tuple[Ring, ...], ground: Any) -> int:
    """Metres within which every point of the rings has a point of the ground.

    Measured along the rings' lines, then proved: the ground, widened so far, covers the rings, gaps and filled holes too.
    """
    shape = shapes.on_sheet(rings)
    line = shapely.segmentize(shape.boundary, max(10.0, shape.length / 2000))
    shapely.prepare(ground)
    metres = float(shapely.distance(shapely.points(shapely.get_coordinates(line)), ground).max()) + 1
    while not ground.simplify(metres / 20).buffer(metres, quad_segs=16).covers(shape):
        metres *= 1.2
    # Simplifying moves no line by more than a twentieth; the sheet is at most two thousandths off.
    return ceil(metres * 1.053)
