"""The nation's country: towns and forces in the open Atlantic, where no pin falls on anybody's house.

The country is the same for every seed. Kilometres are taken on a plane that is scaled at each point's own latitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from wayhome.synthetic.nation.declared import Array
from wayhome.synthetic.nation.draws import Rng, choose, shares

SOUTH, NORTH, WEST, EAST = 47.0, 56.5, -29.0, -19.0
KM_A_DEGREE = 111.2
REGIONS = tuple(
    first + last
    for last in ("moor", "vale", "shore")
    for first in ("Quen", "Quar", "Qual", "Quor", "Quil", "Qued", "Quan", "Quir", "Quel", "Quom", "Quav", "Quis", "Quod",
                  "Quem", "Quap")
)  # fmt: skip
TOWNS = 1_400


@dataclass(frozen=True, slots=True)
class Land:
    """Towns (latitude, longitude, share of the people, scatter in km, region) and the middles of the regions."""

    latitude: Array
    longitude: Array
    share: Array
    scatter_km: Array
    region: Array
    middles: Array


@cache
def land() -> Land:
    """The country. Towns' sizes fall by rank as towns' do (Zipf, exponent 0.9, assumed)."""
    rng = np.random.Generator(np.random.PCG64(20_111))
    middles = np.column_stack([rng.uniform(SOUTH, NORTH, len(REGIONS)), rng.uniform(WEST, EAST, len(REGIONS))])
    near = choose(rng, rng.uniform(0.5, 1.5, len(REGIONS)), TOWNS)
    latitude = np.clip(middles[near, 0] + rng.normal(0, 0.35, TOWNS), SOUTH, NORTH)
    longitude = np.clip(middles[near, 1] + rng.normal(0, 0.55, TOWNS), WEST, EAST)
    share = shares((np.arange(TOWNS) + 6.0) ** -0.9)
    rng.shuffle(share)
    # 65 million people, some 3,500 to the square kilometre within a town's ring.
    scatter = np.maximum(np.sqrt(share * 65e6 / 3_500 / np.pi), 0.6)
    return Land(latitude, longitude, share, scatter, region_of(latitude, longitude, middles=middles), middles)


def region_of(latitude: Array, longitude: Array, *, middles: Array | None = None) -> Array:
    """The force of each point: that whose middle is nearest."""
    middles = land().middles if middles is None else middles
    best = np.full(len(latitude), np.inf)
    found = np.zeros(len(latitude), dtype=np.int16)
    for number, (north, east) in enumerate(middles):
        far = (latitude - north) ** 2 + ((longitude - east) * 0.62) ** 2
        found[far < best] = number
        best = np.minimum(best, far)
    return found


def somewhere(rng: Rng, n: int) -> tuple[Array, Array, Array]:
    """So many points where people live: latitude, longitude, town."""
    country = land()
    town = choose(rng, country.share, n)
    east, north = rng.normal(0, 1, (2, n)) * country.scatter_km[town]
    latitude, longitude = moved(country.latitude[town], country.longitude[town], north, east)
    return latitude, longitude, town


def moved(latitude: Array, longitude: Array, north_km: Array, east_km: Array) -> tuple[Array, Array]:
    """Points moved by so many kilometres."""
    return latitude + north_km / KM_A_DEGREE, longitude + east_km / (KM_A_DEGREE * np.cos(np.radians(latitude)))


def km_between(latitude: Array, longitude: Array, to_latitude: float, to_longitude: float) -> Array:
    """Kilometres from each point to one; scaled at the first latitude, as `moved` does."""
    north = (latitude - to_latitude) * KM_A_DEGREE
    east = (longitude - to_longitude) * (KM_A_DEGREE * np.cos(np.radians(latitude)))
    return np.asarray(np.hypot(north, east))
