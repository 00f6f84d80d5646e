"""The usual filter, by which the nation's difficulty is held: what a searcher would do with a sorted list.

It passes who was last seen before the find, of the same sex and ancestry where both are known, of an age within two standard
deviations (a stated interval is taken for two either way) and of a height within 8 cm; then it sorts by place and time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import land
from wayhome.synthetic.nation.declared import Array
from wayhome.synthetic.nation.draws import streams
from wayhome.synthetic.nation.people import YEAR
from wayhome.synthetic.nation.told import OTHER_SEX_CODE
from wayhome.synthetic.nation.whole import Nation

HEIGHT_WITHIN_CM = 8
GROWN = 17
LOST, RECALL_AT_20 = (0.12, 0.22), (0.40, 0.56)
"""The difficulty: the share of true pairs that the filter may lose, and its recall among the first twenty."""
KM_LIKE_A_YEAR = 20.0
"""In the order, so many kilometres count as one year between the last sighting and death (assumed)."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Of some true pairs: whether each passed, how many passed in all, and the partner's place in the order, from 1."""

    passed: Array
    candidates: Array
    rank: Array

    def recall(self, among: int) -> float:
        """Share of true pairs that passed and are among the first so many."""
        return float((self.passed & (self.rank <= among)).mean())

    @property
    def lost(self) -> float:
        """Share of true pairs that did not pass."""
        return float(1 - self.passed.mean())


def passes(nation: Nation, row: int) -> Array:
    """Who of the list passes the filter for one unidentified."""
    told, seen = nation.listed.told, nation.found.seen
    keep = told.seen_from <= seen.found[row]
    if seen.sex[row] >= 0:
        keep &= (told.sex == seen.sex[row]) | (told.sex == OTHER_SEX_CODE)
    if seen.ancestry[row] >= 0:
        keep &= (told.ancestry == seen.ancestry[row]) | (told.ancestry < 0)
    if seen.age[row] >= 0:
        years = np.floor((death_day(nation, row) - told.born) / YEAR)
        keep &= np.abs(years - seen.age[row]) <= seen.age_half[row]
    if seen.stature[row] >= 0:
        grown = (told.seen_from - told.born) / YEAR >= GROWN
        keep &= (told.stature < 0) | ~grown | (np.abs(told.stature - seen.stature[row]) <= HEIGHT_WITHIN_CM)
    return np.asarray(keep)


def death_day(nation: Nation, row: int) -> int:
    """The middle of the stated interval of death, or the day found."""
    seen = nation.found.seen
    before = (int(seen.begins[row]) + int(seen.ends[row])) // 2 if seen.interval_known[row] else 0
    return int(seen.found[row]) - before


def remoteness(nation: Nation, row: int, rows: Array) -> Array:
    """How far some of the list are from one unidentified in place and time; who has no point stands as far as a region is wide."""
    told, seen = nation.listed.told, nation.found.seen
    years = np.abs(death_day(nation, row) - told.seen_from[rows]) / YEAR
    if not seen.point_known[row]:
        return np.asarray(years + (told.region[rows] != seen.region[row]) * 10)
    km = land.km_between(
        told.latitude[rows], told.longitude[rows], float(seen.latitude[row]), float(seen.longitude[row])
    )
    km = np.where(told.point_known[rows], km, np.where(told.region[rows] == seen.region[row], 60.0, 300.0))
    return np.asarray(years + km / KM_LIKE_A_YEAR)


def usual_filter(nation: Nation, *, pairs: int = 2_000) -> Filtered:
    """The filter on a sample of true pairs."""
    (rng,) = streams(nation.seed, "filter")
    known = np.flatnonzero(nation.truth >= 0)
    sample = rng.permutation(known)[:pairs]
    passed, candidates, rank = (np.zeros(len(sample), dtype=np.int64) for _ in range(3))
    for number, row in enumerate(sample.tolist()):
        rows = np.flatnonzero(passes(nation, row))
        far, mine = remoteness(nation, row, rows), rows == nation.truth[row]
        passed[number], candidates[number] = mine.any(), len(rows)
        rank[number] = 1 + (far < far[mine][0]).sum() if mine.any() else len(rows) + 1
    return Filtered(passed.astype(bool), candidates, rank)
