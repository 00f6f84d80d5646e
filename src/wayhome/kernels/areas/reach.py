"""What an area means for people: who lives in it, who is likely to hear, which districts and forces it touches."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wayhome.kernels.areas import ground, shapes
from wayhome.kernels.areas.smoothing import smooth
from wayhome.kernels.areas.values import Area, Point, Ring

# Assumed: three phones that can ring to four residents. GOV.UK Emergency Alerts reckons from half of the children to nearly
# all adults under 55 and two in five of those over 65.
PHONES_EACH = 0.75
SQUARE_MILE = 2_589_988.11  # square metres
LEAST_BLEED, MOST_BLEED = 500, 5_000  # metres
FEW = 3_000  # squares up to which each is counted in sixteenths
NEAR = 3_000  # metres outside within which a force is a neighbour, whatever the masts
GRAZED = 0.005  # of the people and of the ground: what has less is grazed by a generous line, and a neighbour


@dataclass(frozen=True, slots=True)
class Touched:
    """A district or a force, and how many of the people in the area live there, as estimated."""

    code: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What whoever approves an area must see first. All numbers of people are estimates.

    area           the area as it will be sent, smoothed
    square_km      its size
    people_in      residents within it
    bleed_m        how far, in metres, phones outside it are likely to ring
    people_likely  residents within it or within the bleed
    districts      those it touches, the most people first
    forces         those it lies in, by their districts: approximate
    neighbours     forces that it grazes, or that only the bleed or the next 3 km touch
    """

    area: Area
    square_km: float
    people_in: int
    bleed_m: int
    people_likely: int
    districts: tuple[Touched, ...]
    forces: tuple[Touched, ...]
    neighbours: tuple[Touched, ...]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The rings as they will be sent."""
        return self.area.rings


def bleed(phones: float, square_metres: float) -> int:
    """Metres beyond an area within which phones are likely to ring as well.

    source   GOV.UK Emergency Alerts: 5,900 less 1,250 for each tenfold of phones in a square mile, from 500 to 5,000
    """
    crowd = phones / (square_metres / SQUARE_MILE)
    metres = MOST_BLEED if crowd <= 1 else 5_900 - 1_250 * log10(crowd)
    return round(min(max(metres, LEAST_BLEED), MOST_BLEED))


def preview(area: Area) -> Preview:
    """Smooth an area, if it is not yet, and say what it means."""
    area = smooth(area)
    shape = shapes.on_sheet(area.rings)
    shapely.prepare(shape)
    by_district = _people_in(shape)
    far = bleed(by_district.sum() * PHONES_EACH, shape.area)
    wider = shape.buffer(far, quad_segs=8)
    touched = _touched(shape, by_district)
    forces, grazed = _forces(touched, shape)
    beyond = {ground.districts()[each.code].force for each in _touched(shape.buffer(max(far, NEAR)), by_district)}
    counted = {each.code: each.people for each in grazed}
    return Preview(
        area=area,
        square_km=round(shape.area / 1e6, 1),
        people_in=_rounded(by_district.sum()),
        bleed_m=far,
        people_likely=_rounded(_people_in(wider).sum()),
        districts=tuple(touched),
        forces=forces,
        neighbours=tuple(
            Touched(each.code, each.name, counted.get(each.code, 0))
            for each in ground.forces().values()
            if each.code in beyond - {force.code for force in forces}
        ),
    )


def _rounded(people: float) -> int:
    """Two figures that count: an estimate must not look like a census."""
    whole = round(people)
    return whole if whole < 100 else round(whole, 2 - len(str(whole)))


def _people_in(shape: Any) -> NDArray[np.float64]:
    """Estimated residents within a shape on the sheet, by the number of their district."""
    # Polygon by polygon: they do not overlap, and each looks only at the squares about it.
    counted: NDArray[np.float64] = np.sum([_people_in_one(part) for part in shapes.polygons(shape)], axis=0)
    return counted


def _people_in_one(polygon: Any) -> NDArray[np.float64]:
    everybody = ground.people()
    west, south, east, north = polygon.bounds
    half = ground.CELL / 2
    first, last = np.searchsorted(everybody.y, [south - half, north + half])
    here = first + np.flatnonzero((everybody.x[first:last] > west - half) & (everybody.x[first:last] < east + half))
    shapely.prepare(polygon)
    x, y = everybody.x[here], everybody.y[here]
    if len(here) > FEW:
        share = shapely.contains_xy(polygon, x, y).astype(float)
    else:
        at = (np.arange(4) + 0.5) * ground.CELL / 4 - half
        dx, dy = (each.ravel() for each in np.meshgrid(at, at))
        share = shapely.contains_xy(polygon, x[:, None] + dx, y[:, None] + dy).mean(axis=1)
    weights = everybody.count[here] * share
    return np.bincount(everybody.district[here], weights=weights, minlength=len(ground.districts())).astype(float)


def _touched(shape: Any, by_district: NDArray[np.float64]) -> list[Touched]:
    numbers = ground.district_tree().query(shape, predicate="intersects")
    every = list(ground.districts().values())
    found = [Touched(every[at].code, every[at].name, _rounded(by_district[at])) for at in sorted(numbers)]
    return sorted(found, key=_most_people)


def _forces(touched: list[Touched], shape: Any) -> tuple[tuple[Touched, ...], tuple[Touched, ...]]:
    """The forces that an area lies in, and those that it only grazes, the most people first."""
    numbers: dict[str, list[int]] = {}
    for each in touched:
        numbers.setdefault(ground.districts()[each.code].force, []).append(ground.districts()[each.code].number)
    people = {each.code: each.people for each in touched}
    every = list(ground.districts())
    within: list[Touched] = []
    grazed: list[Touched] = []
    for code, own in numbers.items():
        force = Touched(code, ground.forces()[code].name, _rounded(sum(people[every[at]] for at in own)))
        real = force.people > GRAZED * sum(people.values()) or (
            shapely.area(shapely.intersection(ground.district_shapes()[own], shape)).sum() > GRAZED * shape.area
        )
        (within if real else grazed).append(force)
    return tuple(sorted(within, key=_most_people)), tuple(grazed)


def _most_people(each: Touched) -> tuple[int, str]:
    return -each.people, each.name


def inside(area: Area, points: list[Point]) -> list[bool]:
    """For each point whether it lies in the area; a point on the line does. Exact, for coordinates are whole numbers."""
    shape = shapes.flat(area.rings)
    shapely.prepare(shape)
    table = np.array(points, dtype=np.float64).reshape(-1, 2)
    return [bool(each) for each in shapely.intersects_xy(shape, table[:, 1], table[:, 0])]
