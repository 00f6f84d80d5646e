"""Areas that nobody draws: chosen by name, or grown from where a child was last seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from wayhome.kernels.areas import ground, shapes
from wayhome.kernels.areas.plane import SHEET
from wayhome.kernels.areas.values import Area, Point, Unusable
from wayhome.terms.words import N_

NOTHING = N_("Choose at least one place, district or force area.")
UNKNOWN = N_("There is no place, district or force area with the code %(code)s.")
NO_TIME = N_("The time since the child was last seen must not be negative.")
NO_NUMBER = N_("Uncertainty is 0 to 100,000 metres, and a speed more than 0 and at most 1,000 km an hour.")
NOT_HERE = N_("The place where the child was last seen lies outside the United Kingdom.")

FRINGE = 2_000  # metres about the coast that still count as the country: beaches, piers, a coarse pen
SMALLEST, LARGEST = 1_000, 25_000  # metres about the middle of a place


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to travel, how fast at most over a long stretch, in a straight line, and what that speed rests on."""

    code: str
    name: str
    km_h: int
    basis: str


# Upper bounds: an area that grows too slowly misses the child. An officer may set another speed.
MODES = {
    mode.code: mode
    for mode in (
        Mode("foot", N_("On foot"), 6, N_("assumed; Naismith's rule of 1892 reckons 4.8 km an hour")),
        Mode("bicycle", N_("By bicycle"), 20, N_("assumed")),
        Mode("bus", N_("By bus"), 40, N_("assumed")),
        Mode("car", N_("By car"), 113, N_("the highest speed limit, 70 miles an hour: Highway Code, rule 124")),
        Mode("train", N_("By train"), 201, N_("assumed; 125 miles an hour, the fastest usual on British main lines")),
    )
}


def chosen(codes: Iterable[str]) -> Area:
    """The union of what is named: `district:E07000178`, `force:thames-valley`, `place:2640729`.

    A place is a disc in which as many people live, by our estimate, as were counted in the place. All three are approximate.
    raises   Unusable for an unknown code, or none
    """
    wanted = tuple(sorted(set(codes)))
    if not wanted:
        raise Unusable(NOTHING)
    parts = [part for code in wanted for part in _named(code)]
    return Area(shapes.from_sheet(shapely.union_all(parts)), made="chosen", of=wanted, approximate=True)


def _named(code: str) -> list[Any]:
    kind, _, name = code.partition(":")
    if kind == "district" and name in ground.districts():
        return [ground.district_shapes()[ground.districts()[name].number]]
    if kind == "force" and name in ground.forces():
        return [part for each in ground.forces()[name].districts for part in _named(f"district:{each}")]
    if kind == "place" and name in ground.places():
        place = ground.places()[name]
        return [shapes.disc(*_metres(place.point), _radius(place))]
    raise Unusable(UNKNOWN, code=code[:40])


@lru_cache(maxsize=1024)
def _radius(place: ground.Place) -> float:
    """Metres about a place within which as many people live as it is said to have."""
    x, y = _metres(place.point)
    everybody = ground.people()
    away = np.hypot(everybody.x - x, everybody.y - y)
    near = np.argsort(away)[: np.count_nonzero(away < LARGEST)]
    enough = np.searchsorted(np.cumsum(everybody.count[near]), place.people)
    reached = away[near[enough]] + ground.CELL if enough < len(near) else LARGEST
    return float(np.clip(reached, SMALLEST, LARGEST))


def _metres(point: Point) -> tuple[float, float]:
    x, y = SHEET.metres(np.array([point[0] / 1e6]), np.array([point[1] / 1e6]))
    return float(x[0]), float(y[0])


def grown(point: Point, *, uncertainty_m: float, elapsed: timedelta, mode: str, km_h: float | None = None) -> Area:
    """Where somebody can be who was last seen here so long ago: in every direction, as fast as can be, to the coast.

    point          where last seen; `uncertainty_m` is how far, in metres, that may be wrong
    mode           a code of `MODES`; `km_h` overrides its speed
    raises         Unusable outside the country, for a time before it happened, an unknown mode or a senseless number
    """
    if mode not in MODES:
        raise Unusable(UNKNOWN, code=mode[:40])
    if elapsed < timedelta(0):
        raise Unusable(NO_TIME)
    speed = MODES[mode].km_h if km_h is None else km_h
    if not (0 <= uncertainty_m <= 100_000 and 0 < speed <= 1_000):
        raise Unusable(NO_NUMBER)
    x, y = _metres(point)
    here = shapes.disc(x, y, max(uncertainty_m, 100))
    if not here.intersects(_with_fringe()):
        raise Unusable(NOT_HERE)
    metres = max(uncertainty_m, 100) + speed * elapsed / timedelta(hours=1) * 1000
    reached = shapely.union_all([here, shapes.disc(x, y, min(metres, 2_000_000)).intersection(_with_fringe())])
    return Area(shapes.from_sheet(reached), made="grown", of=(mode,), approximate=True)


@lru_cache(maxsize=1)
def _with_fringe() -> Any:
    return ground.country().buffer(FRINGE, quad_segs=2).simplify(FRINGE / 10)
