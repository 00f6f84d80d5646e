"""What an area is: rings of whole millionths of a degree, so that the same area is the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

Point = tuple[int, int]  # latitude, longitude, WGS 84, in millionths of a degree
Ring = tuple[Point, ...]  # closed: the first point stands again at the end


class Unusable(ValueError):
    """An area that cannot be used. `words` is a sentence for the person, marked for translation; `facts` fill it."""

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words % facts)
        self.words, self.facts = words, facts


@dataclass(frozen=True, slots=True)
class Area:
    """Ground on the map: one or more simple polygons without holes.

    rings        each runs anticlockwise from its most southern point; their order is fixed, so equal areas are equal
    made         "drawn", "chosen" or "grown"
    of           what it was made from: codes of what was chosen, or the mode of travel
    approximate  a boundary behind it is known roughly only
    smoothed     made ready for a message, so that it covers all of what it was made from
    reach_m      how far, in metres, smoothing took it at most beyond what it was made from
    """

    rings: tuple[Ring, ...]
    made: str = "drawn"
    of: tuple[str, ...] = ()
    approximate: bool = False
    smoothed: bool = False
    reach_m: int = 0

    @property
    def polygons(self) -> tuple[tuple[tuple[Decimal, Decimal], ...], ...]:
        """The rings as latitude and longitude in degrees with six places, as a CAP polygon writes them."""
        return tuple(tuple((_degrees(lat), _degrees(lon)) for lat, lon in ring) for ring in self.rings)

    @property
    def points(self) -> int:
        """How many pairs the polygons have in all."""
        return sum(map(len, self.rings))


def pack(area: Area) -> dict[str, Any]:
    """The area as plain values for canonical JSON: whole numbers, words and lists, nothing that rounds."""
    return {"rings": [[list(point) for point in ring] for ring in area.rings], "made": area.made, "of": list(area.of),
            "approximate": area.approximate, "smoothed": area.smoothed, "reach_m": area.reach_m}  # fmt: skip


def unpack(value: Mapping[str, Any]) -> Area:
    """The area that was packed so."""
    rings = tuple(tuple((int(lat), int(lon)) for lat, lon in ring) for ring in value["rings"])
    return Area(**{**value, "rings": rings, "of": tuple(value["of"])})


def _degrees(millionths: int) -> Decimal:
    return Decimal(millionths).scaleb(-6)


def doubled_area(ring: Ring) -> int:
    """Twice the area of a ring in square millionths of a degree; positive when it runs anticlockwise."""
    return sum(a_lon * b_lat - b_lon * a_lat for (a_lat, a_lon), (b_lat, b_lon) in pairwise(ring))


def in_order(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
    """The same rings in the one way that an `Area` holds them."""
    turned = []
    for ring in rings:
        around = ring[:-1] if doubled_area(ring) > 0 else ring[:0:-1]
        first = around.index(min(around))
        turned.append((*around[first:], *around[:first], around[first]))
    return tuple(sorted(turned))
