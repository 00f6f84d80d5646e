"""The day of death and the way from the last sighting to the find."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erf, log, sqrt

import numpy as np

from wayhome.synthetic.nation import land
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import ALIVE, Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose
from wayhome.synthetic.nation.ends import FARTHEST_KM, LONGEST, SETTINGS, SOON, WIDTHS, WITHIN, distances, gap_chances
from wayhome.synthetic.nation.kernels import inverse_normal, normal
from wayhome.synthetic.nation.seen import Seen
from wayhome.synthetic.nation.told import SEEN_WITHIN, Told

FIRST = p.TODAY - 21_000
DAYS = p.TODAY - FIRST + 2
CELLS = 8


@dataclass(frozen=True, slots=True)
class When:
    """Chance of the find's days (flat: width of the sighting, its first day) in each cell of the day of death.

    The first two cells are the two early bands, with days that elapse to death; the others lie in the band of those who
    lived on, each with the day of death that stands for it.
    """

    tables: Array
    elapsed: tuple[float, float]
    days: Array


def day_index(told: Told) -> Array:
    """Where each listed person's sighting stands in the tables."""
    width = np.searchsorted(SEEN_WITHIN, told.seen_width)
    return np.asarray(width * DAYS + np.clip(told.seen_from - FIRST, 0, DAYS - 1)).astype(np.int32)


def when(errors: Errors, seen: Seen, row: int) -> When:
    """The tables of one unidentified."""
    found = int(seen.found[row]) - FIRST
    alive = seen.condition[row] == ALIVE
    gap = gap_chances(errors.variant, alive=bool(alive))
    died = np.zeros(DAYS)
    if alive:
        died[found] = 1.0
    else:
        since = np.arange(min(found, LONGEST) + 1)
        died[found - since] = _since_chance(errors, int(seen.condition[row]), since) * _stated_chance(
            errors, seen, row, since
        )
    bands = [_correlate(died, gap[: SOON + 1], 0), _correlate(died, gap[SOON + 1 : WITHIN + 1], SOON + 1)]
    late, days = _later(died, gap)
    tables = np.stack([*bands, *late])
    middle = float(
        (np.arange(SOON + 1, WITHIN + 1) * gap[SOON + 1 : WITHIN + 1]).sum() / gap[SOON + 1 : WITHIN + 1].sum()
    )
    early = float((np.arange(SOON + 1) * gap[: SOON + 1]).sum() / gap[: SOON + 1].sum())
    return When(_spread(tables), (early, middle), days + FIRST)


def _correlate(died: Array, gap: Array, first: int) -> Array:
    """For each day last seen: the chance that death came `first` and more days later, on a day that fits."""
    padded = np.concatenate([died, np.zeros(first + len(gap))])
    whole = np.convolve(padded, gap[::-1])
    return np.asarray(whole[first + len(gap) - 1 : first + len(gap) - 1 + DAYS])


def _later(died: Array, gap: Array) -> tuple[Array, Array]:
    """The band of those who lived on, whose time falls off evenly: cells of the day of death, by equal chance."""
    days = np.arange(DAYS)
    rate = log(gap[WITHIN + 1] / gap[WITHIN + 2])
    # From the first day of the band the chance is gap0 * exp(-rate * (t - seen)); died * exp(-rate * t) is summed once.
    cumulative = np.cumsum(died)
    if cumulative[-1] <= 0:
        return np.zeros((1, DAYS)), np.array([0.0])
    cell = np.minimum((cumulative / cumulative[-1] * CELLS).astype(int), CELLS - 1)
    reference = days[died > 0].mean()
    scaled = died * np.exp(-rate * (days - reference))
    start = np.minimum(days + WITHIN + 1, DAYS)
    before = gap[WITHIN + 1] * np.exp(rate * (days + WITHIN + 1 - reference))
    tables, middles = [], []
    for each in np.unique(cell[died > 0]).tolist():
        mine = np.where(cell == each, scaled, 0.0)
        left = np.concatenate([np.cumsum(mine[::-1])[::-1], [0.0]])
        tables.append(before * left[start])
        weight = np.where(cell == each, died, 0.0)
        middles.append((weight * days).sum() / weight.sum())
    return np.array(tables), np.array(middles)


def _spread(tables: Array) -> Array:
    """The tables for sightings known to the day, and to within longer: the mean over the days that it may have been."""
    cumulative = np.concatenate([np.zeros((len(tables), 1)), np.cumsum(tables, axis=1)], axis=1)
    found = []
    for width in SEEN_WITHIN.tolist():
        to = np.minimum(np.arange(DAYS) + width + 1, DAYS)
        found.append((cumulative[:, to] - cumulative[:, :-1]) / (width + 1))
    return np.concatenate(found, axis=1).astype(np.float32)


def _since_chance(errors: Errors, condition: int, since: Array) -> Array:
    median, spread = (table[condition] for table in errors["since_death"])
    with np.errstate(divide="ignore"):
        edges = normal((np.log(np.arange(len(since) + 1.0)) - log(median)) / spread)
    return np.asarray(np.diff(edges))


def _stated_chance(errors: Errors, seen: Seen, row: int, since: Array) -> Array:
    """Chance of the stated days before the find, by the true ones."""
    if not seen.interval_known[row]:
        return np.ones(len(since))
    condition, begins, ends = int(seen.condition[row]), int(seen.begins[row]), int(seen.ends[row])
    spread, total = errors["since_death_error"][condition], np.zeros(len(since))
    with np.errstate(divide="ignore"):
        for width in WIDTHS[condition].tolist():
            low = np.log(max(begins * np.exp(-width), ends * np.exp(width)))
            high = np.log(min((begins + 1) * np.exp(-width), (ends + 1) * np.exp(width)))
            if high > low:
                total += normal((high - np.log(since + 0.5)) / spread) - normal((low - np.log(since + 0.5)) / spread)
    return total


# --- place ----------------------------------------------------------------------------------------------------------


class Where:
    """Chance of the point found, near the last sighting or anywhere, in each band of time."""

    def __init__(self, errors: Errors, told: Told, rng: Rng) -> None:
        self.errors, self.told = errors, told
        country = land.land()
        self.no_points = not told.point_known.any()
        sample = land.region_of(*land.somewhere(rng, 200_000)[:2])
        self.people_by_region = np.bincount(sample, minlength=len(country.middles)) / len(sample)
        self.blocks = _blocks(told.latitude, told.longitude)
        self.block_rows, self.block_of = np.unique(self.blocks, return_inverse=True)
        self.rng = rng
        self.block_regions: dict[int, Array] = {}

    def near(self, seen: Seen, row: int) -> Array:
        """Chance (a density to the square km, or of the region) of the place if found near."""
        told, setting = self.told, int(seen.setting[row])
        if not seen.point_known[row]:
            by_block = self._regions(setting)
            exact = by_block[self.block_of, seen.region[row]]
            mean = self._mean_regions(by_block)
            return np.asarray(np.where(told.point_known, exact, mean[told.region, seen.region[row]]))
        at = float(seen.latitude[row]), float(seen.longitude[row])
        exact = (
            np.zeros(0)
            if self.no_points
            else self._density(land.km_between(told.latitude, told.longitude, *at), setting)
        )
        from_regions, overall = self._mean_density(*at, setting)
        if self.no_points:
            return np.full(len(told.sex), overall)
        return np.asarray(np.where(told.point_known, exact, from_regions[told.region]))

    def _mean_density(self, latitude: float, longitude: float, setting: int) -> tuple[Array, float]:
        """The mean of the density over people of each region, and of all: how many live where the way back may lead."""
        by_region = np.zeros(len(self.people_by_region))
        for share, mu, sigma in distances(self.errors, setting):
            regions, here = _density_around(latitude, longitude, mu, sigma)
            by_region += share * np.bincount(regions, here, minlength=len(by_region))
        return by_region / np.maximum(self.people_by_region, 1e-9), float(by_region.sum())

    def anywhere(self, seen: Seen, row: int) -> float:
        """The same if found where anybody might be."""
        if not seen.point_known[row]:
            return float(self.people_by_region[seen.region[row]])
        return float(people_density(np.array([float(seen.latitude[row])]), np.array([float(seen.longitude[row])]))[0])

    def _density(self, km: Array, setting: int) -> Array:
        km = np.maximum(km, 0.003).astype(np.float32)
        away, total = np.log(km), np.zeros(len(km), dtype=np.float32)
        for share, mu, sigma in distances(self.errors, setting):
            whole = 0.5 * (1 + erf((log(FARTHEST_KM) - mu) / sigma / sqrt(2)))
            unit = np.float32(share / (sigma * sqrt(2 * np.pi) * 2 * np.pi * whole))
            total += np.exp(-0.5 * ((away - np.float32(mu)) / np.float32(sigma)) ** 2) * unit
        return np.asarray(np.where(km > FARTHEST_KM * 1.01, 0.0, total / (km * km)))

    def _regions(self, setting: int) -> Array:
        """Chance of each region, from each block of the country, in a setting; by simulation, once."""
        if setting not in self.block_regions:
            draws, regions = 240, len(self.people_by_region)
            count = len(self.block_rows)
            latitude, longitude = (np.repeat(each, draws) for each in _block_middles(self.block_rows))
            of, mu, sigma = np.array(distances(self.errors, setting)).T
            way = choose(self.rng, of, count * draws)
            away = mu[way] + sigma[way] * self.rng.normal(0, 1, count * draws)
            km = np.exp(np.minimum(away, log(FARTHEST_KM)))
            turn = self.rng.uniform(0, 2 * np.pi, count * draws)
            jitter = self.rng.uniform(-0.5, 0.5, (2, count * draws)) * BLOCK
            points = land.moved(latitude + jitter[0], longitude + jitter[1], km * np.cos(turn), km * np.sin(turn))
            flat = np.repeat(np.arange(count), draws) * regions + land.region_of(*points)
            self.block_regions[setting] = (
                np.bincount(flat, minlength=count * regions).reshape(count, regions) + 0.02
            ) / (draws + 0.02 * regions)
        return self.block_regions[setting]

    def _mean_regions(self, by_block: Array) -> Array:
        """The same, from each region."""
        regions = len(self.people_by_region)
        weight = np.zeros((regions, len(by_block)))
        np.add.at(weight, (self.told.region, self.block_of), 1.0)
        return np.asarray(weight @ by_block / np.maximum(weight.sum(axis=1, keepdims=True), 1))


_RADII = inverse_normal((np.arange(600) + 0.5) / 600)
_TURNS = np.arange(600) * 2.399963  # the golden angle spreads them evenly


@lru_cache(maxsize=4)
def _density_around(latitude: float, longitude: float, mu: float, sigma: float) -> tuple[Array, Array]:
    """Regions and densities of people where the way back from a point may lead."""
    km = np.minimum(np.exp(mu + sigma * _RADII), FARTHEST_KM)
    back = land.moved(np.full(len(km), latitude), np.full(len(km), longitude), km * np.cos(_TURNS), km * np.sin(_TURNS))
    return land.region_of(*back), people_density(*back) / len(km)


def people_density(latitude: Array, longitude: Array) -> Array:
    """How densely people live at some points, to the square km, of a nation of one."""
    country = land.land()
    found = np.zeros(len(latitude))
    for number in range(len(latitude)):
        km = land.km_between(country.latitude, country.longitude, float(latitude[number]), float(longitude[number]))
        found[number] = (
            country.share * np.exp(-0.5 * (km / country.scatter_km) ** 2) / (2 * np.pi * country.scatter_km**2)
        ).sum()
    return found


BLOCK = 0.25


def _blocks(latitude: Array, longitude: Array) -> Array:
    north, east = np.floor((latitude - 40) / BLOCK), np.floor((longitude + 40) / BLOCK)
    return np.asarray(north * 1_000 + east).astype(np.int64)


def _block_middles(blocks: Array) -> tuple[Array, Array]:
    return (blocks // 1_000 + 0.5) * BLOCK + 40, (blocks % 1_000 + 0.5) * BLOCK - 40


__all__ = ["DAYS", "SETTINGS", "When", "Where", "day_index", "when"]
