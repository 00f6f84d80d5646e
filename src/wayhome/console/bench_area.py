"""`wayhome bench area`: what an alert's area covers, judged by whole numbers, and how long its preview takes.

Ragged drawings of all sizes about real towns are read, smoothed and previewed as the desk does it. Points, half of them
within 50 metres of a line of the drawing, are then asked of the area and of `wayhome.console.area_oracle`. The baseline is
what the geometry library alone needs for the union and the size of the same polygons.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from math import cos, pi, sin
from typing import Any

from wayhome.console import bench_parts
from wayhome.console.area_oracle import Point, Ring, metres_of_a_millionth, metres_to, where
from wayhome.console.bench_parts import none_of, printed, quantile, quantile_range

BAR_MS = 300
EDGE_M = 50
_line = partial(bench_parts.line, "area")


def add_to(kinds: Any) -> None:
    """Declare the command."""
    area = kinds.add_parser("area", help="areas of alerts against exact arithmetic, and the time of a preview")
    for name, value in (("--polygons", 1_000), ("--points", 100), ("--seed", 1), ("--chosen", 1_000)):
        area.add_argument(name, type=int, default=value)
    area.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON line a figure; exit 1 when a bar is missed."""
    drawn = measured(polygons=options.polygons, points=options.points, seed=options.seed)
    return printed(chain(drawn, measured_chosen(most=options.chosen)))


@dataclass(slots=True)
class Tally:
    """What was counted and timed."""

    asked: int = 0
    near: int = 0
    missed: int = 0
    simplified: int = 0
    beyond: int = 0
    differing: int = 0
    uncovered: int = 0
    reach: list[float] = field(default_factory=list)
    preview: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measured(*, polygons: int, points: int, seed: int) -> Iterator[dict[str, Any]]:
    """The figures, in the order of the bars."""
    rng, tally = random.Random(seed), Tally()
    _try(drawing(rng), rng, points, Tally())  # reads the boundaries
    for _ in range(polygons):
        _try(drawing(rng), rng, points, tally)
    counted = (
        ("points of the drawing that the area misses", tally.missed, tally.asked),
        ("points that the area takes beyond its declared reach", tally.beyond, tally.asked),
        ("points on which area and whole numbers differ", tally.differing, tally.asked),
        ("corners of the drawing not inside the area", tally.uncovered, polygons),
    )
    for name, faults, n in counted:
        line = _line(name, faults, "points", n=n, ci95=none_of(faults, n), gate=not faults)
        if name == counted[0][0]:
            line["baseline"] = {"name": "the drawing simplified as far, not widened", "value": tally.simplified}
            line["ratio"] = faults / tally.simplified if tally.simplified else None
        yield line
    share = tally.near / tally.asked
    yield _line(f"points within {EDGE_M} m of an edge", round(share, 4), "share", n=tally.asked, gate=share >= 0.5)
    yield _line(
        "reach beyond the drawing p95",
        quantile(tally.reach, 0.95),
        "m",
        n=polygons,
        ci95=quantile_range(tally.reach, 0.95),
    )
    for name, times, q in (
        ("p50", tally.preview, 0.5),
        ("p95", tally.preview, 0.95),
        ("with map p95", tally.drawn, 0.95),
    ):
        value, bare = quantile(times, q), quantile(tally.bare, q)
        yield _line(f"preview {name}", round(value, 2), "ms", n=polygons, ci95=quantile_range(times, q), gate=value <= BAR_MS,
                    baseline=("union and size by the geometry library alone", round(bare, 3)))  # fmt: skip


def measured_chosen(*, most: int) -> Iterator[dict[str, Any]]:
    """Previews of the first so many districts, and of the first so many force areas, each by itself."""
    from wayhome.kernels import areas

    for kind, codes in (("district", areas.districts()), ("force", areas.forces())):
        times = []
        for code in list(codes)[:most]:
            started = time.perf_counter()
            areas.preview(areas.chosen([f"{kind}:{code}"]))
            times.append((time.perf_counter() - started) * 1000)
        value = quantile(times, 0.95)
        found = _line(
            f"preview of a {kind} p95",
            round(value, 2),
            "ms",
            n=len(times),
            ci95=quantile_range(times, 0.95),
            gate=value <= BAR_MS,
        )
        yield found
        yield _line(f"preview of a {kind}, the slowest", round(max(times), 2), "ms", n=len(times))


def _try(text: str, rng: random.Random, points: int, tally: Tally) -> None:
    """One drawing through the whole of it."""
    import shapely

    from wayhome.kernels import areas
    from wayhome.kernels.areas import shapes

    drawn = areas.parse_drawing(text)
    started = time.perf_counter()
    seen = areas.preview(drawn)
    between = time.perf_counter()
    areas.to_svg(seen.area, title="Area")
    ended = time.perf_counter()
    bare = shapely.union_all([shapely.Polygon(ring) for ring in drawn.rings])
    _ = bare.area
    tally.bare.append((time.perf_counter() - ended) * 1000)
    tally.preview.append((between - started) * 1000)
    tally.drawn.append((ended - started) * 1000)
    tally.reach.append(seen.area.reach_m)
    tally.uncovered += sum(where(seen.area.rings, point) != "in" for ring in drawn.rings for point in ring)
    ground = shapes.on_sheet(drawn.rings)
    simplified = replace(drawn, rings=shapes.from_sheet(ground.simplify(ground.convex_hull.length / 1620)))
    asked = list(_points(drawn.rings, seen.area.rings, points, rng))
    answers = zip(asked, areas.inside(seen.area, asked), areas.inside(simplified, asked), strict=True)
    for point, said, simply in answers:
        truth = where(drawn.rings, point)
        away = metres_to(drawn.rings, point)
        tally.asked += 1
        tally.near += away <= EDGE_M
        tally.missed += truth != "out" and not said
        tally.simplified += truth != "out" and not simply
        tally.beyond += truth == "out" and said and away > seen.area.reach_m
        tally.differing += said != (where(seen.area.rings, point) != "out")


def drawing(rng: random.Random) -> str:
    """A ragged drawing about a town, as lines of pairs: one polygon, or two or three."""
    from wayhome.kernels import areas

    towns = list(areas.places().values())
    town = rng.choice(towns[:2_000])
    size = 10 ** rng.uniform(2.3, 4.6)  # 200 m to 40 km
    count = rng.choice((1, 1, 1, 2, 3))
    high, wide = metres_of_a_millionth(town.point[0])
    rings: list[list[Point]] = []
    while len(rings) < count:
        lat = town.point[0] + round(rng.uniform(-1, 1) * (count - 1) * 1.5 * size / high)
        lon = town.point[1] + round(rng.uniform(-1, 1) * (count - 1) * 1.5 * size / wide)
        ring = _ragged((lat, lon), size, rng)
        try:
            areas.parse_drawing(_text([ring]))
        except areas.Unusable:  # in the sea, or abroad
            continue
        rings.append(ring)
    return _text(rings)


def _text(rings: Sequence[Sequence[Point]]) -> str:
    return "\n".join(" ".join(f"{lat / 1e6:.6f},{lon / 1e6:.6f}" for lat, lon in ring) for ring in rings)


def _ragged(middle: Point, size: float, rng: random.Random) -> list[Point]:
    """A simple polygon whose corners stand around its middle, some far out and some near, or in a thin strip."""
    high, wide = metres_of_a_millionth(middle[0])
    corners = rng.choice((3, 4, 6, 12, 40, 120))
    spread, squeezed = rng.uniform(0.1, 0.9), rng.choice((1.0, 1.0, 0.1))
    ring = []
    for at in range(corners):
        angle, away = 2 * pi * (at + rng.uniform(0, 0.6)) / corners, size * (1 - spread * rng.random())
        ring.append(
            (middle[0] + round(away * squeezed * sin(angle) / high), middle[1] + round(away * cos(angle) / wide))
        )
    return [*ring, ring[0]]


def _points(drawn: Sequence[Ring], sent: Sequence[Ring], count: int, rng: random.Random) -> Iterator[Point]:
    """Half within 50 metres of a line of the drawing, a quarter of a line of the area, a quarter anywhere about."""
    lats, lons = ([point[axis] for ring in drawn for point in ring] for axis in (0, 1))
    tall, broad = max(lats) - min(lats), max(lons) - min(lons)
    for at in range(count):
        if at % 4 == 3:
            yield (
                round(rng.uniform(min(lats) - tall / 4, max(lats) + tall / 4)),
                round(rng.uniform(min(lons) - broad / 4, max(lons) + broad / 4)),
            )
        else:
            yield _near(rng.choice(sent if at % 4 == 1 else drawn), rng)


def _near(ring: Ring, rng: random.Random) -> Point:
    """A point within 50 metres of a line."""
    at = rng.randrange(len(ring) - 1)
    (ay, ax), (by, bx) = ring[at], ring[at + 1]
    along, angle, away = rng.random(), rng.uniform(0, 2 * pi), rng.uniform(0, EDGE_M - 1)
    high, wide = metres_of_a_millionth(ay)
    return (
        round(ay + along * (by - ay) + away * sin(angle) / high),
        round(ax + along * (bx - ax) + away * cos(angle) / wide),
    )
