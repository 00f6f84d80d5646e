"""People of the nation as they truly are: sex, ancestry, looks, birth, and when and where they were last seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import growth, land
from wayhome.synthetic.nation.declared import Array, fact
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares

TODAY = int((np.datetime64("2026-11-01") - np.datetime64("1970-01-01")).astype(np.int64))
"""The day of the snapshot, in days since 1970."""
YEAR = 365.25
FEMALE, MALE = 0, 1
ANCESTRIES = ("white", "black", "asian", "east_asian", "middle_eastern", "mixed", "other")
HAIRS = ("black", "dark_brown", "brown", "light_brown", "fair", "blond", "ginger", "red")
EYES = ("brown", "blue", "green", "hazel", "grey")
HAIR_STEPS = np.array([30.0, 38, 45, 50, 55, 60, 66, 73])
"""Hair changes at these ages alone, so that what follows from it can be reckoned exactly."""
NEVER = len(HAIR_STEPS) + 1
_GREY_FROM = np.array([0.0, 0.005, 0.02, 0.045, 0.08, 0.15, 0.18, 0.19, 0.18, 0.15])
_BALD_FROM = np.array([0.01, 0.03, 0.05, 0.06, 0.06, 0.05, 0.04, 0.03, 0.02, 0.65])
WHITE_AFTER = 3
GREY_FROM, BALD_FROM = shares(_GREY_FROM), shares(_BALD_FROM)
DYES = np.array([0.40, 0.05])
"""Women and men who dye their hair (assumed). Greying, baldness and the shares below are assumed too."""

ANCESTRY_SHARES = shares([
    fact("ethnicity_share_known", "White"), fact("ethnicity_share_known", "Black"), fact("ethnicity_share_known", "Asian"),
    0.012, 0.014, 0.02, 0.004,
])  # fmt: skip
"""The rest of 5 % is divided here."""
_FAIR = np.outer([0.05, 0.22, 0.30, 0.19, 0.08, 0.11, 0.035, 0.015], [0.24, 0.40, 0.14, 0.12, 0.10])
_FAIR[:2, 0] *= 2.0  # dark hair goes with brown eyes, light hair with blue
_FAIR[3:6, 1] *= 1.6
_FAIR[3:6, 0] *= 0.4
_FAIR[6:, 2] *= 2.0
_DARK = np.outer([0.82, 0.15, 0.03, 0, 0, 0, 0, 0], [0.95, 0.0, 0.005, 0.045, 0.0])
_BETWEEN = np.outer([0.40, 0.38, 0.17, 0.03, 0.01, 0.01, 0, 0], [0.76, 0.03, 0.07, 0.13, 0.01])
LOOKS = np.stack([
    table / table.sum() for table in (_FAIR, _DARK, _DARK, _DARK, _BETWEEN * 0.4 + _DARK * 0.6, _BETWEEN, _BETWEEN)
])  # fmt: skip
"""Chance of hair and eye colour, given ancestry: (7, 8, 5)."""

CHILD_SHARE = fact("long_term_missing", "UK over a year, children (over)") / (
    fact("long_term_missing", "UK over a year, children (over)") + fact("long_term_missing", "UK over a year, adults (nearly)")
)  # fmt: skip
CHILD_BANDS = tuple(fact("child_age_share", band) for band in ("0-11", "12-14", "15-17"))
_BAND_EDGES = np.array([[2.0, 12.0], [12.0, 15.0], [15.0, 18.0]])
_ADULT_BANDS = (0.17, 0.40, 0.26, 0.12, 0.05)
_ADULT_EDGES = np.array([[18.0, 22.0], [22.0, 40.0], [40.0, 60.0], [60.0, 80.0], [80.0, 94.0]])
MALE_CHILD, MALE_ADULT = fact("male_share", "children 12-17, 2018/19"), 0.60
YEARS_ON_LIST = 12.0
LONGEST_ON_LIST = 50.0
"""Years since somebody still missing was last seen: the mean and the most (assumed). Nobody was born before 1880."""


@dataclass(slots=True)
class People:
    """Columns, one row a person. Days count from 1970; ages are years; points are degrees."""

    sex: Array
    ancestry: Array
    hair: Array
    eyes: Array
    grey_from: Array
    bald_from: Array
    dyes: Array
    z: Array
    birth: Array
    seen: Array
    latitude: Array
    longitude: Array

    def __len__(self) -> int:
        return len(self.sex)

    def age_at(self, day: Array) -> Array:
        """Years, with fraction."""
        return np.asarray((day - self.birth) / YEAR)

    def take(self, rows: Array) -> People:
        """Some of them."""
        return People(*(getattr(self, name)[rows] for name in self.__slots__))


def draw_people(rng: Rng, n: int) -> People:
    """So many people who went missing and were not found alive soon; the list and those on no list come from here alike."""
    child = happens(rng, CHILD_SHARE, n)
    age = draw_age(rng, child)
    sex = np.where(happens(rng, np.where(child, MALE_CHILD, MALE_ADULT), n), MALE, FEMALE).astype(np.int8)
    ancestry = choose(rng, ANCESTRY_SHARES, n).astype(np.int8)
    looks = choose_rows(rng, LOOKS.reshape(len(ANCESTRIES), -1), ancestry)
    ago = rng.exponential(YEARS_ON_LIST, n) % LONGEST_ON_LIST * YEAR
    seen = (TODAY - 1 - ago).astype(np.int32)
    latitude, longitude, _ = land.somewhere(rng, n)
    return People(
        sex=sex, ancestry=ancestry,
        hair=(looks // len(EYES)).astype(np.int8), eyes=(looks % len(EYES)).astype(np.int8),
        grey_from=choose(rng, GREY_FROM, n).astype(np.int8),
        bald_from=np.where(sex == MALE, choose(rng, BALD_FROM, n), NEVER).astype(np.int8),
        dyes=happens(rng, DYES[sex], n),
        z=(rng.normal(0, 1, n) + growth.BY_ANCESTRY[ancestry]).astype(np.float32),
        birth=(seen - age * YEAR).astype(np.int32), seen=seen,
        latitude=np.round(latitude, 5), longitude=np.round(longitude, 5),
    )  # fmt: skip


def draw_age(rng: Rng, child: Array) -> Array:
    """Years, with fraction, by the bands of children and of adults."""
    n = len(child)
    band, grown = choose(rng, CHILD_BANDS, n), choose(rng, _ADULT_BANDS, n)
    edges = np.where(child[:, None], _BAND_EDGES[band], _ADULT_EDGES[grown])
    part = rng.random(n)
    part = np.where(child & (band == 0), np.sqrt(part), part)  # runaways of 11 are many, of 2 few
    return np.asarray(edges[:, 0] + part * (edges[:, 1] - edges[:, 0]))
