"""Rings to shapes on the sheet and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from wayhome.kernels.areas.plane import SHEET
from wayhome.kernels.areas.values import Ring, in_order

# A line that is straight in degrees bends on the sheet; cut into pieces of this many millionths it strays by less than a metre.
PIECE = 50_000


def flat(rings: tuple[Ring, ...]) -> Any:
    """The rings as one shape whose coordinates are longitude and latitude in whole millionths of a degree."""
    return shapely.MultiPolygon([shapely.Polygon([(lon, lat) for lat, lon in ring]) for ring in rings])


def on_sheet(rings: tuple[Ring, ...]) -> Any:
    """The rings as one shape in metres; polygons that overlap become one."""
    cut = shapely.segmentize(flat(rings), PIECE)
    moved = shapely.transform(cut, lambda xy: np.column_stack(SHEET.metres(xy[:, 1] / 1e6, xy[:, 0] / 1e6)))
    return shapely.union_all(shapely.make_valid(shapely.get_parts(moved)))


def from_sheet(shape: Any) -> tuple[Ring, ...]:
    """The polygons of a shape in metres as rings of whole millionths of a degree, simple and without holes."""
    turned = shapely.transform(without_holes(shape), _millionths)
    whole = without_holes(shapely.set_precision(turned, 1))
    rings = [
        tuple((int(lat), int(lon)) for lon, lat in shapely.get_coordinates(part.exterior)) for part in polygons(whole)
    ]
    return in_order(tuple(rings))


def _millionths(xy: Any) -> Any:
    lat, lon = SHEET.degrees(xy[:, 0], xy[:, 1])
    return np.column_stack([lon, lat]) * 1e6


def polygons(shape: Any) -> list[Any]:
    """The polygons in whatever an overlay gave."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def without_holes(shape: Any) -> Any:
    """A shape with its holes filled: a message cannot carry a hole, and what a hole fills is covered."""
    return shapely.union_all([shapely.Polygon(part.exterior) for part in polygons(shape)])


def disc(x: float, y: float, radius: float) -> Any:
    """A polygon of 64 sides that covers the disc about a point on the sheet."""
    return shapely.Point(x, y).buffer(radius / np.cos(np.pi / 64), quad_segs=16)
