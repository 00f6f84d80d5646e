"""Ages in bins, and what follows from age alone: the examiner's estimate, height, and the look of hair."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import growth, kernels
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import ALIVE, Array, Errors
from wayhome.synthetic.nation.seen import Seen
from wayhome.synthetic.nation.told import AGE, SEX_WRONG, YEAR_ONLY, Told

QUARTERS = np.concatenate([np.arange(80), np.repeat(np.arange(80, 160), 4)])
"""Bin of each quarter of a year: quarters to 20, then whole years to 100."""
CENTRES = np.concatenate([np.arange(80) / 4 + 0.125, np.arange(20, 100) + 0.5])
BINS = len(CENTRES)
HAIR_BIN = np.searchsorted(p.HAIR_STEPS, CENTRES, side="right")
_BLURS = (0, 1, 2)


def quarter_bin(day: float, born_quarters: Array) -> Array:
    """The bin of each person's age on a day; `born_quarters` is the birth in quarters of a year since 1970."""
    at = np.float32(day * 4 / p.YEAR) - born_quarters
    return QUARTERS[np.clip(at, 0, len(QUARTERS) - 1).astype(np.int32)]


def blur_of(told: Told) -> Array:
    """Within how many years the birth is known: 0, 1 or 2."""
    return np.select([told.born_as == YEAR_ONLY, told.born_as == AGE], [1, 1 + told.age_width], 0).astype(np.int32)


def age_table(errors: Errors, seen: Seen, row: int) -> Array:
    """Chance of the stated age (blur, bin); ones when none is stated."""
    if seen.age[row] < 0:
        return np.ones((len(_BLURS), BINS), dtype=np.float32)
    slip = errors.rate("birth_year_wrong") / 2
    fine = np.arange(-8, 420) / 4 + 0.125
    chance = kernels.age_chance(errors, int(seen.age_way[row]), float(seen.age[row]), np.maximum(fine, 0))
    table = []
    for blur in _BLURS:
        box = np.ones(4 * blur + 1)
        box[[0, -1]] = 0.5 if blur else 1.0
        wide = np.convolve(np.pad(chance, 12, mode="edge"), box / box.sum(), mode="same")
        slipped = wide[12:-12] * (1 - 2 * slip) + (wide[8:-16] + wide[16:-8]) * slip
        table.append(np.interp(CENTRES, fine, slipped))
    return np.array(table, dtype=np.float32)


# --- height ---------------------------------------------------------------------------------------------------------

Z_STEP, Z_RANGE = 0.05, 4.0
Z_LEVELS = int(2 * Z_RANGE / Z_STEP) + 1


def stature_index(errors: Errors, told: Told) -> tuple[Array, Array]:
    """For each listed person the index of what is known of their height (spread, level, sex), and the spreads listed."""
    sex = np.minimum(told.sex, 1).astype(np.int64)
    age = np.maximum((told.seen_from - told.born) / p.YEAR, 0)
    bias, sd = kernels.told_error(errors)
    shift = np.where(
        told.ancestry >= 0, growth.BY_ANCESTRY[np.maximum(told.ancestry, 0)], growth.BY_ANCESTRY @ p.ANCESTRY_SHARES
    )
    mean = growth.mean_cm(age, sex)
    unit = mean * growth.SPREAD
    at_zero = mean - errors.rate("stature_loss") * np.maximum(age - 45, 0)
    way = kernels.told_way(told.stature_method, age)
    inches = np.where(told.stature_method < 2, errors.rate("stature_inches"), 0.0) * kernels.INCH**2
    noise = sd[way] ** 2 + (1 + inches) / 12  # rounding to centimetres, and to inches before
    read = (told.stature - bias[way, sex] - at_zero) / unit
    weight = 1 / (noise / unit**2)
    known = told.stature >= 0
    spread = np.where(known, 1 / (1 + weight), 1.0)
    z = np.where(known, (shift + weight * read) * spread, shift)
    classes = np.unique(np.quantile(spread, np.linspace(0, 1, 24)))
    nearest = np.abs(np.searchsorted(classes, spread).clip(0, len(classes) - 1))
    level = np.clip(np.round((z + Z_RANGE) / Z_STEP), 0, Z_LEVELS - 1).astype(np.int64)
    return ((nearest * Z_LEVELS + level) * 2 + sex) * BINS, classes


def stature_table(errors: Errors, seen: Seen, row: int, spreads: Array) -> Array:
    """Chance of the stated height (spread, level, sex, bin), flat."""
    size = len(spreads) * Z_LEVELS * 2 * BINS
    if seen.stature[row] < 0:
        return np.ones(size, dtype=np.float32)
    bias, sd = (table[seen.condition[row]] for table in kernels.found_error(errors))
    way = int(seen.stature_way[row])
    used = np.where((CENTRES < kernels.GROWN_AT) & (way > 0), 3, way)
    sexes = np.array([0, 1])[:, None]
    mean = growth.mean_cm(CENTRES[None, :], sexes)
    at_zero = mean - errors.rate("stature_loss") * np.maximum(CENTRES - 45, 0) + bias[used]
    z = np.linspace(-Z_RANGE, Z_RANGE, Z_LEVELS)
    unit = mean * growth.SPREAD
    variance = unit[None, None] ** 2 * (spreads[:, None, None, None] + Z_STEP**2 / 12) + sd[used] ** 2 + 1 / 12
    miss = seen.stature[row] - at_zero[None, None] - unit[None, None] * z[None, :, None, None]
    return np.asarray(np.exp(-0.5 * miss**2 / variance) / np.sqrt(2 * np.pi * variance), dtype=np.float32).ravel()


# --- ancestry, hair and eyes ----------------------------------------------------------------------------------------

_HAIR_SAID, _EYES_SAID, _ANCESTRY_SAID = 13, 7, 8
_STEPS = len(p.HAIR_STEPS) + 1


class Looks:
    """Ancestry, hair and eyes together: they go with each other, and hair changes with age."""

    def __init__(self, errors: Errors, told: Told) -> None:
        self.errors = errors
        age = (told.seen_from - told.born) / p.YEAR
        step = np.searchsorted(p.HAIR_STEPS, age, side="right")
        said = (
            np.where(column < 0, size - 1, column)
            for column, size in ((told.ancestry, _ANCESTRY_SAID), (told.hair, _HAIR_SAID), (told.eyes, _EYES_SAID))
        )
        index = np.minimum(told.sex, 1).astype(np.int64) * _STEPS + step
        for column, size in zip(said, (_ANCESTRY_SAID, _HAIR_SAID, _EYES_SAID), strict=True):
            index = index * size + column
        self.index = index * _STEPS
        family = kernels.ancestry_kernel(errors.rate("ancestry_wrong_family"))
        self.ancestry = np.hstack([family, np.ones((7, 1))]) * p.ANCESTRY_SHARES[:, None]
        self.eyes = np.hstack([kernels.eye_kernel(errors.rate("eyes_wrong_family")), np.ones((5, 1))])
        self.hair = np.concatenate([kernels.hair_kernel(errors.rate("hair_wrong_family")), np.ones((2, 12, 1))], axis=2)
        self.ways = _hair_ways()
        self.before = self._joint(np.ones(7), np.ones((2, 12)), np.ones(5))

    def table(self, seen: Seen, row: int) -> Array:
        """Chance of what was seen (sex, step before, ancestry, hair, eyes as told, step after), flat."""
        condition = int(seen.condition[row])
        ancestry, hair, eyes = np.ones(7), np.ones((2, 12)), np.ones(5)
        if seen.ancestry[row] >= 0:
            ancestry = kernels.ancestry_kernel(kernels.ancestry_wrong(self.errors, condition))[:, seen.ancestry[row]]
        if seen.hair[row] >= 0:
            hair = kernels.hair_kernel(self.errors["hair_wrong"][condition])[:, :, seen.hair[row]]
        if seen.eyes[row] >= 0:
            eyes = kernels.eye_kernel(self.errors["eyes_wrong"][condition], self.errors["eyes_darkened"][condition])[
                :, seen.eyes[row]
            ]
        return np.asarray(self._joint(ancestry, hair, eyes) / np.maximum(self.before, 1e-12), dtype=np.float32).ravel()

    def _joint(self, ancestry: Array, hair: Array, eyes: Array) -> Array:
        by_hair = np.zeros((2, _STEPS, len(p.HAIRS), _HAIR_SAID, _STEPS))
        for weight, sex, dyed, looks in self.ways:
            for natural in range(len(p.HAIRS)):
                look = looks[natural]
                by_hair[sex, :, natural] += weight * self.hair[dyed][look][:, :, None] * hair[dyed][look][None, None, :]
        by_eyes = np.einsum("ahy,yc->ahc", p.LOOKS, self.eyes * eyes[:, None])
        together = np.einsum("ae,ahc->ehc", self.ancestry * ancestry[:, None], by_eyes)
        return np.asarray(np.einsum("sbhtd,ehc->sbetcd", by_hair, together, optimize=True))


def _hair_ways() -> list[tuple[float, int, int, Array]]:
    """Every way hair can go through life: its chance, sex, dyed or not, and the look by natural colour and step."""
    steps = np.arange(_STEPS)
    found: dict[tuple[int, int, bytes], tuple[float, Array]] = {}
    for sex in (0, 1):
        for grey in range(p.NEVER + 1):
            for bald in range(p.NEVER + 1) if sex else (p.NEVER,):
                looks = np.stack(
                    [
                        kernels.hair_look(np.full(_STEPS, h), np.full(_STEPS, grey), np.full(_STEPS, bald), steps)
                        for h in range(len(p.HAIRS))
                    ]
                )
                for dyed in (0, 1):
                    chance = (
                        p.GREY_FROM[grey]
                        * (p.BALD_FROM[bald] if sex else 1.0)
                        * (p.DYES[sex] if dyed else 1 - p.DYES[sex])
                    )
                    key = (sex, dyed, looks.tobytes())
                    found[key] = (found.get(key, (0.0, looks))[0] + chance, looks)
    return [(chance, sex, dyed, looks) for (sex, dyed, _), (chance, looks) in found.items()]


# --- sex ------------------------------------------------------------------------------------------------------------


def sex_weight(errors: Errors, told: Told, seen: Seen, row: int) -> Array:
    """Chance of the stated sex and of coming to be found, for each listed person."""
    condition = seen.condition[row]
    fate_child, woman, man = errors["fate_alive" if condition == ALIVE else "fate"]
    wrong, said = errors["sex_wrong"][condition], int(seen.sex[row])
    table = np.zeros((2, 3))  # child or not, sex told
    for child in (0, 1):
        male = p.MALE_CHILD if child else p.MALE_ADULT
        for told_sex in range(3):
            mine = [(1 - male) * _says(0, told_sex), male * _says(1, told_sex)]
            for sex in (0, 1):
                fate = fate_child if child else (woman, man)[sex]
                seen_so = 1.0 if said < 0 else (1 - wrong if said == sex else wrong)
                table[child, told_sex] += mine[sex] / sum(mine) * fate * seen_so
    child_now = ((told.seen_from - told.born) / p.YEAR < 18).astype(np.int64)
    return np.asarray(table[child_now, told.sex])


def _says(sex: int, told: int) -> float:
    """Chance that a family's word for a sex is `told`; another word says nothing."""
    return 1.0 if told > 1 else (1 - SEX_WRONG if told == sex else SEX_WRONG)
