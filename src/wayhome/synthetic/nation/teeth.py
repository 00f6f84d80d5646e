"""Teeth: how they come, decay, are mended and lost over a life, and how charts tell of it.

Each tooth passes through states year by year, faster in mouths that decay faster; a mouth's pace is one of four. A chart is
the state at its day, with slips. Rates are assumed; `wayhome seed --report` sets the charts beside published shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares

STATES = ("unerupted", "milk_filled", "sound", "filled", "root_filled", "crowned", "bridge", "implant", "missing")
UNERUPTED, MILK_FILLED, SOUND, FILLED, ROOT_FILLED, CROWNED, BRIDGE, IMPLANT, MISSING = range(9)
LOST, NOT_CHARTED = 9, -1
"""In a chart: fallen out after death, and left out."""
POSITIONS = tuple(f"{quadrant}{number}" for quadrant in range(1, 5) for number in range(1, 9))
CLASS = np.tile(np.arange(8), 4)
MILK = tuple(f"{quadrant + 4}{number}" if number <= 5 else "" for quadrant in range(1, 5) for number in range(1, 9))
PACE = np.array([0.02, 0.3, 1.1, 2.8])
BORN_BEFORE = int((np.datetime64("1985-01-01") - np.datetime64("1970-01-01")).astype(np.int64))
PACE_SHARES = shares([[0.36, 0.27, 0.22, 0.15], [0.08, 0.17, 0.40, 0.35]])
"""Of those born since 1985 and before: the older grew up with little fluoride, and have twice the fillings (assumed)."""
GRID = np.concatenate([np.arange(18.0), np.arange(18.0, 97, 3)])
"""Ages between which tables are kept: yearly to 17, then every three years."""
_ERUPTS = np.array([7.0, 8.0, 11.0, 10.5, 11.3, 6.3, 12.0, 20.0])
_ERUPTS_SD = np.array([0.8, 0.9, 1.1, 1.2, 1.3, 0.6, 1.0, 2.5])
_ERUPTS_EVER = np.array([1, 1, 1, 1, 0.98, 1, 1, 0.72])
_FILLED = np.array([0.003, 0.004, 0.002, 0.008, 0.011, 0.028, 0.022, 0.012])
_DRAWN = np.array([0.0005, 0.0006, 0.0002, 0.0030, 0.0010, 0.0018, 0.0018, 0.018])
FILLINGS = (("M", "D", "L", "ML", "DL", "B"), ("O", "MO", "DO", "MOD", "B", "OB"))
FILLING_SHARES = shares([[5, 5, 2, 2, 2, 3], [9, 5, 5, 6, 2, 2]])
SURFACES_CHARTED, SURFACE_WRONG = np.array([0.5, 0.6]), np.array([0.04, 0.03])


def grid_step(age: Array) -> Array:
    """The step of GRID at or below each age."""
    return np.searchsorted(GRID, np.maximum(age, 0), side="right") - 1


@cache
def passages() -> Array:
    """Chance of each state at a later step from each at an earlier one: (pace, class, from, to, state, state)."""
    from math import erf, sqrt

    years = np.arange(100)
    table = np.zeros((len(PACE), 8, len(GRID), len(GRID), 9, 9), dtype=np.float32)
    for pace_number, pace in enumerate(PACE.tolist()):
        for tooth in range(8):
            erupted = np.array(
                [
                    _ERUPTS_EVER[tooth] * 0.5 * (1 + erf((year - _ERUPTS[tooth]) / _ERUPTS_SD[tooth] / sqrt(2)))
                    for year in (*years, 100)
                ]
            )
            comes = np.diff(erupted) / np.maximum(1 - erupted[:-1], 1e-9)
            yearly = [_year(pace, tooth, int(year), float(comes[year])) for year in years]
            for start, first in enumerate(GRID.astype(int)):
                now = np.eye(9)
                table[pace_number, tooth, start, start] = now
                for end in range(start + 1, len(GRID)):
                    for year in range(int(GRID[end - 1]), int(GRID[end])):
                        now = now @ yearly[year]
                    table[pace_number, tooth, start, end] = now
                del first
    return table


def _year(pace: float, tooth: int, age: int, comes: float) -> Array:
    """What a year does to a tooth."""
    step = np.zeros((9, 9))
    milk = min(0.035 * pace, 0.3) if 2 <= age <= 9 and tooth < 5 else 0.0
    step[UNERUPTED, MILK_FILLED], step[UNERUPTED, SOUND], step[MILK_FILLED, SOUND] = milk * (1 - comes), comes, comes
    decay = pace * (1.4 if age < 30 else 1.0)
    wear = 1 + max(age - 40, 0) / 15  # gums
    step[SOUND, FILLED] = min(_FILLED[tooth] * decay, 0.4)
    step[SOUND, MISSING] = _DRAWN[tooth] * (0.15 + 0.85 * pace) * (wear if tooth != 3 or age > 18 else 3.0)
    step[FILLED, ROOT_FILLED], step[FILLED, CROWNED] = 0.006 * min(pace, 2), 0.008
    step[FILLED, MISSING], step[ROOT_FILLED, MISSING] = 0.006 * min(pace, 2) * wear, 0.015 * wear
    step[ROOT_FILLED, CROWNED], step[CROWNED, MISSING] = 0.07, 0.008 * wear
    step[MISSING, BRIDGE], step[MISSING, IMPLANT] = (0.012, 0.004) if age > 20 and tooth < 7 else (0.0, 0.0)
    step[BRIDGE, MISSING] = 0.02
    return step + np.diag(1 - step.sum(axis=1))


_MISTAKEN = np.zeros((9, 9))
for _true, _seen in (
    (UNERUPTED, {MILK_FILLED: 2, MISSING: 5, SOUND: 2}), (MILK_FILLED, {UNERUPTED: 5, FILLED: 3, MISSING: 2}), (SOUND, {FILLED: 4, MISSING: 3}),
    (FILLED, {SOUND: 50, ROOT_FILLED: 8, CROWNED: 5, MISSING: 2}), (ROOT_FILLED, {FILLED: 6, CROWNED: 3}), (CROWNED, {FILLED: 4, ROOT_FILLED: 3, BRIDGE: 3}),
    (BRIDGE, {CROWNED: 6, MISSING: 4}), (IMPLANT, {CROWNED: 8, MISSING: 2}), (MISSING, {UNERUPTED: 4, SOUND: 3, BRIDGE: 2}),
):  # fmt: skip
    for _state, _weight in _seen.items():
        _MISTAKEN[_true, _state] = _weight
MISTAKEN = shares(_MISTAKEN)
MISSING_SIDE, FOUND_SIDE = 0, 1


def chart_kernel(errors: Errors, side: int) -> Array:
    """Chance of each code being charted of a tooth that is charted and not lost, by its state: (9, 9)."""
    wrong = errors["tooth_wrong"][side][:, None]
    return np.asarray(np.eye(9) * (1 - wrong) + MISTAKEN * wrong)


@dataclass(slots=True)
class Charts:
    """Charts of some people: their rows, the day charted, codes (n, 32), and fillings' surfaces (-1 where not charted)."""

    owner: Array
    day: Array
    code: Array
    surface: Array


@dataclass(slots=True)
class Mouths:
    """What a person's teeth have for life: pace of decay, and where a filling lies in each tooth if one comes."""

    pace: Array
    filling: Array

    def take(self, rows: Array) -> Mouths:
        """Some of them."""
        return Mouths(self.pace[rows], self.filling[rows])


def pace_shares(birth: Array) -> Array:
    """Chance of each pace (n, paces), by the day of birth counted from 1970."""
    return np.asarray(PACE_SHARES[(np.asarray(birth) < BORN_BEFORE).astype(int)])


def draw_mouths(rng: Rng, birth: Array) -> Mouths:
    """The mouths of people born on those days."""
    n = len(birth)
    filling = np.empty((n, 32), dtype=np.int8)
    for tooth in range(32):
        filling[:, tooth] = choose(rng, FILLING_SHARES[int(CLASS[tooth] >= 3)], n)
    return Mouths(choose_rows(rng, PACE_SHARES, (birth < BORN_BEFORE).astype(int)).astype(np.int8), filling)


def grow(rng: Rng, mouths: Mouths, state: Array | None, start: Array, end: Array) -> Array:
    """States (n, 32) at the later step of GRID, from those at the earlier (all unerupted when None)."""
    n, table = len(mouths.pace), np.cumsum(passages(), axis=-1)
    later = np.empty((n, 32), dtype=np.int8)
    for tooth in range(32):
        before = np.zeros(n, dtype=np.int8) if state is None else state[:, tooth]
        edges = table[mouths.pace, CLASS[tooth], start, end, before]
        later[:, tooth] = (rng.random(n)[:, None] >= edges[:, :-1]).sum(axis=1)
    return later


def chart(
    rng: Rng, errors: Errors, mouths: Mouths, state: Array, side: int, lost: Array | None = None
) -> tuple[Array, Array]:
    """Codes and surfaces as charted by one side; `lost` is the chance (n, 2) that a front and a back tooth fell out."""
    n = len(state)
    code = choose_rows(rng, chart_kernel(errors, side), state.ravel()).reshape(n, 32).astype(np.int8)
    if lost is not None:
        stands = (state >= SOUND) & (state <= CROWNED)
        code[stands & (rng.random((n, 32)) < lost[:, np.where(CLASS < 3, 0, 1)])] = LOST
    code[rng.random((n, 32)) < errors["tooth_not_charted"][side]] = NOT_CHARTED
    noted = happens(rng, SURFACES_CHARTED[side], n)[:, None] & (code == FILLED)
    slip = rng.random((n, 32)) < SURFACE_WRONG[side]
    other = (mouths.filling + rng.integers(1, 6, (n, 32))) % 6
    return code, np.where(noted, np.where(slip, other, mouths.filling), -1).astype(np.int8)


CHARTED_BEFORE = 2.0
"""Mean years from a chart on file to the day last seen (assumed)."""
TEETH_THERE = np.array([0.5, 1.0, 1.0, 1.12, 0.95, 1.0, 0.35, 0.0])
"""How often teeth are there and charted, by condition, times the variant's share (assumed)."""
YOUNGEST = 4.0
