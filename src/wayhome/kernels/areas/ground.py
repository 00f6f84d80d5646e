"""What the islands look like: districts, police forces, places, coast and where people live. Read once, when first asked.

The files beside are made by `tools/area_data.py`; docs/data.md says from what, how, and how far they may be trusted.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wayhome.kernels.areas.plane import SHEET
from wayhome.kernels.areas.values import Point
from wayhome.kernels.names import normalise

CELL = 500  # metres
# To be shown on every page that shows a map, or a list of places.
ATTRIBUTION = (
    "Source: Office for National Statistics and Northern Ireland Statistics and Research Agency, licensed under the Open "
    "Government Licence v3.0. Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal "
    "Mail copyright and database right 2025. Places: GeoNames, CC BY 4.0. Coast of Scotland: Natural Earth. Boundaries are "
    "approximate."
)


@dataclass(frozen=True, slots=True)
class District:
    """A local authority district by its official code, and the force that polices it."""

    code: str
    name: str
    force: str
    number: int  # its place in the tables


@dataclass(frozen=True, slots=True)
class Force:
    """A territorial police force by its short name; its area is that of its districts, which is approximate."""

    code: str
    name: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village with its published number of people, 0 where none is known."""

    code: str
    name: str
    district: str  # the district's name, which tells one Newport from another
    people: int
    point: Point


@dataclass(frozen=True, slots=True)
class People:
    """Where people live, in squares of 500 metres: middle in metres on the sheet, estimated residents, district's number."""

    x: NDArray[np.floating[Any]]
    y: NDArray[np.floating[Any]]
    count: NDArray[np.int64]
    district: NDArray[np.int64]


@cache
def _boundaries() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(_bytes("boundaries.json.gz"))
    return read


def _bytes(name: str) -> bytes:
    return gzip.decompress(files(__package__).joinpath("data", name).read_bytes())


@cache
def districts() -> Mapping[str, District]:
    """All districts by code, in the order of their codes."""
    forces = [code for code, _ in _boundaries()["forces"]]
    listed = enumerate(_boundaries()["districts"])
    return {code: District(code, name, forces[force], at) for at, (code, name, force, _) in listed}


@cache
def forces() -> Mapping[str, Force]:
    """All territorial forces by code, in the order of their names."""
    every = districts().values()
    return {
        code: Force(code, name, tuple(each.code for each in every if each.force == code))
        for code, name in sorted(_boundaries()["forces"], key=lambda pair: pair[1])
    }


@cache
def district_shapes() -> NDArray[Any]:
    """Each district on the sheet, by its number."""
    return np.array([_shape(rings) for _, _, _, rings in _boundaries()["districts"]], dtype=object)


@cache
def district_tree() -> Any:
    """An index over the districts' shapes."""
    return shapely.STRtree(district_shapes())


@cache
def country() -> Any:
    """The islands on the sheet, drawn with a coarse pen and a little outside the coast."""
    return _shape(_boundaries()["country"])


def _shape(steps: list[list[int]]) -> Any:
    """A shape on the sheet from rings of steps in millionths of a degree."""
    parts = []
    for ring in steps:
        points = np.cumsum(np.array(ring, dtype=np.int64).reshape(-1, 2), axis=0) / 1e6
        parts.append(shapely.Polygon(np.column_stack(SHEET.metres(points[:, 0], points[:, 1]))))
    return shapely.make_valid(shapely.MultiPolygon(parts))


@cache
def people() -> People:
    """The squares in which people live."""
    rows, column, district, count = np.frombuffer(_bytes("people.gz"), dtype="<i2").astype(np.int64).reshape(4, -1)
    return People((column + 0.5) * CELL, (np.cumsum(rows) + 0.5) * CELL, count, district)


@cache
def places() -> Mapping[str, Place]:
    """All places by code, the most populous first."""
    names = [each.name for each in districts().values()]
    return {
        str(code): Place(str(code), name, names[district], count, (lat, lon))
        for code, name, lat, lon, count, district, _ in json.loads(_bytes("places.json.gz"))
    }


@cache
def _spellings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each place's code with its name and other names, as they are compared."""
    listed = json.loads(_bytes("places.json.gz"))
    return tuple((str(code), (normalise(name), *others)) for code, name, *_, others in listed)


def search_places(text: str, *, limit: int = 10) -> list[Place]:
    """Places of this name first, then those that begin so, then those with a word that does; the most populous first."""
    asked = normalise(text)
    if not asked:
        return []
    found = []
    for at, (code, names) in enumerate(_spellings()):
        ranks = [_rank(name, asked) for name in names]
        # Another name of a place counts for less than its own.
        best = min([ranks[0], *(rank + 1 for rank in ranks[1:])])
        if best < 6:
            found.append((best, at, code))
    return [places()[code] for _, _, code in sorted(found)[:limit]]


def _rank(name: str, asked: str) -> int:
    if name == asked:
        return 0
    if name.startswith(asked):
        return 2
    return 4 if f" {asked}" in name else 9
