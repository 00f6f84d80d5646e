"""An area as GeoJSON and as a map that a page can hold: lines and words alone, nothing fetched, the same bytes each time."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from wayhome.kernels.areas import ground, shapes
from wayhome.kernels.areas.plane import SHEET
from wayhome.kernels.areas.values import Area

WIDE = 6_000  # units of the view box, ten to a pixel, so that whole numbers do
MOST_BYTES = 30_000
LABELS = 8
MOST_NAMES = 40


def to_geojson(area: Area, *, properties: dict[str, Any] | None = None) -> bytes:
    """One feature, a MultiPolygon by RFC 7946 with six places. The same area and properties are the same bytes."""
    rings = ",".join("[[" + ",".join(f"[{lon},{lat}]" for lat, lon in ring) + "]]" for ring in area.polygons)
    told = json.dumps(properties or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    shape = f'{{"type":"MultiPolygon","coordinates":[{rings}]}}'
    return f'{{"type":"Feature","properties":{told},"geometry":{shape}}}\n'.encode()


def to_words(area: Area) -> str:
    """What a map of the area shows, for those who cannot see it: the districts it touches, or the forces where they are many."""
    numbers = ground.district_tree().query(shapes.on_sheet(area.rings), predicate="intersects")
    every = list(ground.districts().values())
    names = {every[at].name for at in numbers}
    if len(names) > MOST_NAMES:
        names = {ground.forces()[every[at].force].name for at in numbers}
    return "; ".join(sorted(names))


def to_svg(area: Area, *, title: str) -> str:
    """A map of the area with coast, districts and the largest places around it; at most 30,000 bytes.

    title   says what is shown; the districts follow as description, so that the picture can be read out
    """
    shape = shapes.on_sheet(area.rings)
    frame = _frame(shape)
    west, south, east, north = frame.bounds
    unit = (east - west) / WIDE
    high = round((north - south) / unit)
    near = ground.district_shapes()[ground.district_tree().query(frame)]
    pen = _Pen(west, north, unit)
    rest = (
        f'<path class="wh-map__area" d="{pen.path(shape, 0)}" fill="#d4351c" fill-opacity="0.25" stroke="#942514" '
        f'stroke-width="30" stroke-linejoin="round"/>{_labels(frame, pen)}{_scale(east - west, high)}</svg>'
    )
    head = (
        f'<svg class="wh-map" xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(title)} '
        f'viewBox="0 0 {WIDE} {high}"><title>{escape(title)}</title><desc>{escape(to_words(area))}</desc>'
        f'<rect width="{WIDE}" height="{high}" fill="#e8eef2"/>'
    )
    coarse = 10 * unit
    while True:
        drawn_land = shapely.clip_by_rect(shapely.simplify(near, coarse), *frame.bounds)
        land = "".join(pen.path(each, coarse) for each in drawn_land)
        drawn = f'{head}<path class="wh-map__land" d="{land}" fill="#fff" stroke="#b1b4b6" stroke-width="10"/>{rest}'
        if len(drawn.encode()) <= MOST_BYTES:
            return drawn
        coarse *= 1.5


def _frame(shape: Any) -> Any:
    """A box about a shape with a fifth more on each side, at least 8 km wide and neither too long nor too flat."""
    west, south, east, north = shape.bounds
    wide, high = max((east - west) * 1.4, 8_000), max((north - south) * 1.4, 8_000)
    wide, high = max(wide, high * 0.75), max(high, wide * 0.6)
    x, y = (west + east) / 2, (south + north) / 2
    return shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


class _Pen:
    """Draws shapes on the sheet in whole units of the picture."""

    def __init__(self, west: float, north: float, unit: float) -> None:
        self.west, self.north, self.unit = west, north, unit

    def at(self, x: Any, y: Any) -> Any:
        """Where a point on the sheet stands in the picture."""
        return np.rint(np.column_stack([(x - self.west) / self.unit, (self.north - y) / self.unit])).astype(int)

    def path(self, shape: Any, coarse: float) -> str:
        """The polygons of a shape, without what is smaller than the pen."""
        parts = []
        for part in shapes.polygons(shape):
            if part.area < coarse**2:
                continue
            points = self.at(*shapely.get_coordinates(part.exterior).T)
            steps = np.diff(points, axis=0)
            steps = steps[np.any(steps != 0, axis=1)][:-1]
            if len(steps) > 1:
                line = "".join(f"{x:d} {y:d} " for x, y in steps.tolist()).replace(" -", "-").strip()
                parts.append(f"M{points[0][0]} {points[0][1]}l{line}z")
        return "".join(parts)


def _labels(frame: Any, pen: _Pen) -> str:
    """Names of the most populous places in the frame, as many as do not run into each other."""
    west, south, east, north = frame.bounds
    corners = SHEET.degrees(np.array([west, west, east, east]), np.array([south, north, south, north]))
    low, high = [each.min() * 1e6 for each in corners], [each.max() * 1e6 for each in corners]
    taken: list[tuple[int, int, int]] = []
    drawn = []
    for place in ground.places().values():
        lat, lon = place.point
        if not (low[0] < lat < high[0] and low[1] < lon < high[1]):
            continue
        x, y = SHEET.metres(np.array([lat / 1e6]), np.array([lon / 1e6]))
        ((across, down),) = pen.at(x, y).tolist()
        long = 110 * len(place.name) + 150
        fits = 100 < across < WIDE - long and 250 < down < (north - south) / pen.unit - 400
        if not fits or any(abs(down - b) < 260 and across < a + c and a < across + long for a, b, c in taken):
            continue
        taken.append((across, down, long))
        drawn.append(
            f'<circle cx="{across}" cy="{down}" r="35"/><text x="{across + 70}" y="{down + 60}">{escape(place.name)}</text>'
        )
        if len(drawn) == LABELS:
            break
    return (
        '<g class="wh-map__places" font-family="sans-serif" font-size="190" fill="#0b0c0c" paint-order="stroke" '
        f'stroke="#fff" stroke-width="30">{"".join(drawn)}</g>'
    )


def _scale(metres: float, high: int) -> str:
    """A bar of a round number of kilometres, about a fifth of the width."""
    goal = metres / 5_000
    ten: float = 10.0 ** np.floor(np.log10(goal))
    kilometres = max(step * ten for step in (1, 2, 5) if step * ten <= goal)
    long, down = round(kilometres * 1000 / metres * WIDE), high - 120
    return (
        f'<path d="M150 {down - 80}v80h{long}v-80" fill="none" stroke="#0b0c0c" stroke-width="20"/>'
        f'<text x="{long + 220}" y="{down}" font-family="sans-serif" font-size="170" fill="#0b0c0c">{kilometres:g} km</text>'
    )
