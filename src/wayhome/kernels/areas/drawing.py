"""An area that somebody drew, as GeoJSON or as lines of pairs. What cannot be used is refused with one clear sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

import shapely

from wayhome.kernels.areas import ground, shapes
from wayhome.kernels.areas.values import Area, Point, Ring, Unusable, doubled_area, in_order
from wayhome.terms.words import N_

MOST_LETTERS = 2_000_000
MOST_POLYGONS = 100
MOST_POINTS = 5_000
LEAST_METRES = 6_500  # square; a speck that small is a slip of the hand (GOV.UK Emergency Alerts drops it)
# Nothing that the boundaries know lies beyond: south, west, north, east.
EDGES = (49_000_000, -9_500_000, 61_500_000, 2_500_000)

NOT_AN_AREA = N_("This is no area: it is neither GeoJSON nor lines of latitude,longitude pairs.")
NO_POLYGON = N_("This holds no polygon. Draw at least one.")
TOO_LONG = N_("This drawing is longer than %(most)d letters. Draw it more simply.")
TOO_MANY_POLYGONS = N_("This drawing has %(count)d polygons; the most is %(most)d. Draw it more simply.")
TOO_MANY_POINTS = N_("This drawing has %(count)d points; the most is %(most)d. Draw it more simply.")
OPEN = N_("Polygon %(number)d is not closed: its last point must be its first.")
TOO_FEW = N_("Polygon %(number)d has fewer than three corners.")
CROSSING = N_("Polygon %(number)d crosses or touches itself, near %(place)s.")
TINY = N_("Polygon %(number)d is too small to be meant: it covers less than %(least)d square metres.")
HOLE = N_("Polygon %(number)d has a hole, which a message cannot carry. Draw the parts around it.")
OUTSIDE = N_("Polygon %(number)d lies outside the United Kingdom. Latitude and longitude may be the wrong way round.")

_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)")


def parse_drawing(text: str) -> Area:
    """Read GeoJSON (Polygon, MultiPolygon, or features of them) or text: a polygon a line, each `lat,lon lat,lon ...`.

    Coordinates are rounded to six places. raises Unusable with the first thing that is wrong.
    """
    if len(text) > MOST_LETTERS:
        raise Unusable(TOO_LONG, most=MOST_LETTERS)
    read = list(_from_json(text) if text.lstrip()[:1] in {"{", "["} else _from_text(text))
    if not read:
        raise Unusable(NO_POLYGON)
    if len(read) > MOST_POLYGONS:
        raise Unusable(TOO_MANY_POLYGONS, count=len(read), most=MOST_POLYGONS)
    if (count := sum(map(len, read))) > MOST_POINTS:
        raise Unusable(TOO_MANY_POINTS, count=count, most=MOST_POINTS)
    return Area(in_order(tuple(_checked(ring, number) for number, ring in enumerate(read, start=1))))


def _from_text(text: str) -> Iterator[list[Point]]:
    for line in filter(str.strip, text.splitlines()):
        if _PAIR.sub("", line).strip():
            raise Unusable(NOT_AN_AREA)
        yield [(_millionths(Decimal(lat)), _millionths(Decimal(lon))) for lat, lon in _PAIR.findall(line)]


def _from_json(text: str) -> Iterator[list[Point]]:
    try:
        yield from _walked(json.loads(text, parse_float=Decimal, parse_constant=_no_number))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, InvalidOperation) as wrong:
        if isinstance(wrong, Unusable):
            raise
        raise Unusable(NOT_AN_AREA) from None


def _no_number(_: str) -> None:
    raise Unusable(NOT_AN_AREA)


def _walked(value: Any) -> Iterator[list[Point]]:
    kind = value["type"]
    if kind == "FeatureCollection":
        for feature in value["features"]:
            yield from _walked(feature)
    elif kind == "Feature":
        yield from _walked(value["geometry"])
    elif kind in {"Polygon", "MultiPolygon"}:
        parts = [value["coordinates"]] if kind == "Polygon" else value["coordinates"]
        for number, part in enumerate(parts, start=1):
            if len(part) > 1:
                raise Unusable(HOLE, number=number)
            yield [(_millionths(lat), _millionths(lon)) for lon, lat, *_ in part[0]]
    else:
        raise Unusable(NO_POLYGON)


def _millionths(degrees: Any) -> int:
    if isinstance(degrees, bool) or not isinstance(degrees, int | Decimal):
        raise Unusable(NOT_AN_AREA)
    exact = Decimal(degrees)
    if not -1000 <= exact <= 1000:
        raise Unusable(NOT_AN_AREA)
    return int((exact * 1_000_000).to_integral_value(ROUND_HALF_EVEN))


def _checked(points: list[Point], number: int) -> Ring:
    """One polygon without points that repeat the one before, or the reason why not."""
    ring = tuple(point for at, point in enumerate(points) if not at or point != points[at - 1])
    if ring[:1] != ring[-1:]:
        raise Unusable(OPEN, number=number)
    if len(ring) < 4:
        raise Unusable(TOO_FEW, number=number)
    south, west, north, east = EDGES
    if not all(south <= lat <= north and west <= lon <= east for lat, lon in ring):
        raise Unusable(OUTSIDE, number=number)
    shape = shapes.flat((ring,)).geoms[0]
    if not doubled_area(ring) or not shape.is_valid:
        raise Unusable(CROSSING, number=number, place=_place(shapely.is_valid_reason(shape)))
    laid = shapes.on_sheet((ring,))
    if laid.area < LEAST_METRES:
        raise Unusable(TINY, number=number, least=LEAST_METRES)
    if not laid.intersects(ground.country()):
        raise Unusable(OUTSIDE, number=number)
    return ring


def _place(reason: str) -> str:
    """Where a ring crosses itself, from the library's words, `Self-intersection[lon lat]`."""
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return f"{float(found[2]) / 1e6:.4f},{float(found[1]) / 1e6:.4f}" if found else "?"
