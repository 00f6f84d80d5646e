"""How likely each finding is, if one person and if another: age, height and place in plain Python.

Every function gives thousandths of a dex. What depends on the unidentified alone is worked out once, in `Asked`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from math import asin, exp, log10, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import growth, lists
from wayhome.kernels.crossmatch.courses import (
    EVERY_COURSE,
    POINTS,
    TimeAsked,
    course_mean,
    days_of_death,
    is_alive,
    time_asked,
)
from wayhome.kernels.crossmatch.grain import DECADE, NEVER, PERIOD, THIRD, WHOLE_YEAR, Build, Life, last_seen_about
from wayhome.kernels.crossmatch.model import Model
from wayhome.kernels.crossmatch.mouths import MILK, OLDEST, tells_age
from wayhome.kernels.crossmatch.people import YEAR, Unidentified
from wayhome.kernels.linkage import dex

EARTH_KM = 6371.0
NO_CHART = (1.0,) * OLDEST
STEPS = 80
"""Steps of distance, evenly by logarithm from 500 m to 2,000 km."""
NEAREST_KM, FURTHEST_KM = 0.5, 2000.0


def normal(x: float, mean: float, spread: float) -> float:
    """The normal density."""
    return exp(-0.5 * ((x - mean) / spread) ** 2) / (spread * sqrt(2 * pi))


# --- what the model says of one unidentified ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeAsked:
    """An estimate of age, and the error it has. Years; `middle` is below 0 where teeth alone tell of the age."""

    middle: float
    least: float
    """The least error that the stated interval allows for."""
    spread: tuple[float, ...]
    """The error at each year of true age."""
    shrink_from: float
    shrink: float
    slip: float
    slip_density: float
    anybody: float
    by_year: tuple[float, ...]
    """What the teeth say of each year of age, beside the estimate."""


@dataclass(frozen=True, slots=True)
class HeightAsked:
    """A height as found, in centimetres, with the error it has; `time` is when death came."""

    middle: float
    spread: float
    bones: bool
    time: TimeAsked | None
    slip: float
    slip_density: float
    anybody: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One unidentified, as every comparison needs it."""

    person: Unidentified
    condition: str
    age: AgeAsked | None
    time: TimeAsked | None
    height: HeightAsked | None


def ask(person: Unidentified, model: Model) -> Asked:
    """Work out once what does not depend on who is missing."""
    condition = lists.CONDITIONS[person.condition]
    time = time_asked(person, condition, model)
    return Asked(
        person, condition, _age_asked(person, condition, model), time, _height_asked(person, condition, time, model)
    )


# --- age ---------------------------------------------------------------------------------------------------------------


def _age_asked(person: Unidentified, condition: str, model: Model) -> AgeAsked | None:
    if person.age is None and not any(person.teeth[:MILK]):
        return None
    low, high, method = person.age or (-2.0, -2.0, 0)
    return _age_told(
        (low + high) / 2, (high - low) / 2, lists.AGE_METHODS[method], person.teeth, condition, is_alive(person), model
    )


def _age_told(
    middle: float, half: float, method: str, teeth: tuple[int, ...], condition: str, alive: bool, model: Model
) -> AgeAsked:  # fmt: skip
    plain, people = _age_estimate(middle, half, method, condition, alive, model)
    if method == "teeth" or not any(teeth[:MILK]):
        return plain
    by_year = tells_age(model, teeth)
    anybody = (1 - plain.slip) * float(people @ np.array(by_year[: len(people)])) + plain.slip * plain.slip_density
    return replace(plain, anybody=anybody, by_year=by_year)


@cache
def _spread(model: Model, method: str) -> tuple[float, ...]:
    """The standard deviation of an estimate at each year of true age, in years."""
    points = model["age"].by_number(f"spread_{method}")
    ages, spreads = [each for each, _ in points], [each for _, each in points]
    return tuple(np.interp(np.arange(OLDEST) + 0.5, ages, spreads).tolist())


@lru_cache(maxsize=16_384)
def _age_estimate(
    middle: float, half: float, method: str, condition: str, alive: bool, model: Model
) -> tuple[AgeAsked, NDArray[np.float64]]:
    """An estimate, and what it weighs for anybody of each year of age, with how many are of that age."""
    family = model["age"]
    factor = family["condition_factor"][condition]
    shrink = family["old_shrink"] if method == "bones" else {"from": 200.0, "share": 0.0}
    draft = AgeAsked(
        middle, half / family.one("stated"), tuple(each * factor for each in _spread(model, method)),
        shrink["from"], shrink["share"], family["slip"]["share"], 1.0 / family["slip"]["range"], 0.0, NO_CHART,
    )  # fmt: skip
    bands = sorted(
        (int(key), value) for key, value in family.chances("people_alive" if alive else "people_dead").items()
    )
    ends = [*(first for first, _ in bands[1:]), 96]
    people = np.array(
        [
            share / (end - first) * age_density(year + 0.5, draft)
            for (first, share), end in zip(bands, ends, strict=True) for year in range(first, end)
        ]
    )  # fmt: skip
    return replace(draft, anybody=(1 - draft.slip) * float(people.sum()) + draft.slip * draft.slip_density), people


def age_density(age: float, asked: AgeAsked, wide: float = 0.0) -> float:
    """The density of the estimate if the true age at the time is `age`, give or take half of `wide` years evenly."""
    teeth = asked.by_year[min(int(age), OLDEST - 1)]
    if asked.middle < 0:
        return teeth * asked.slip_density
    spread = max(asked.spread[min(int(age), OLDEST - 1)], asked.least, 0.5)
    spread = sqrt(spread**2 + wide**2 / 12)
    return teeth * normal(asked.middle, age - asked.shrink * max(0.0, age - asked.shrink_from), spread)


def ages(life: Life, time: TimeAsked | None, model: Model) -> tuple[float, ...]:
    """Ages, in years, that the missing person may have been when the unidentified died or was found: each as likely."""
    known = None if time is None or life.since == NEVER else days_of_death(life.since, time, model)
    if known is not None:
        return tuple(max(0.0, (day - life.born) / YEAR) for day in known)
    if time is None:
        first = max(life.since, life.born) if life.since != NEVER else life.born
        youngest, oldest = max(0.0, (first - life.born) / YEAR), 100.0
    else:
        youngest = max(0.0, (time.first - life.born) / YEAR)
        oldest = max(youngest, (time.last - life.born) / YEAR)
    step = (oldest - youngest) / POINTS
    return tuple(youngest + step * (point + 0.5) for point in range(POINTS))


def age_weight(life: Life | None, asked: AgeAsked | None, time: TimeAsked | None, model: Model) -> int:
    """Weigh an estimated age against the age that the missing person would have had."""
    if life is None or asked is None:
        return 0
    density = 0.0
    for age in ages(life, time, model):
        density += age_density(age, asked, 2 * life.half / YEAR)
    same = (1 - asked.slip) * (density / POINTS) + asked.slip * asked.slip_density
    return dex(same, asked.anybody)


# --- height ------------------------------------------------------------------------------------------------------------


def _height_asked(person: Unidentified, condition: str, time: TimeAsked | None, model: Model) -> HeightAsked | None:
    if person.stature is None:
        return None
    family = model["stature"]
    low, high, method = person.stature
    how = lists.STATURE_METHODS[method]
    factor = family["condition_factor"][condition]
    spread = max(family["found_spread"].get(how, family["found_spread"]["unknown"]) * factor, (high - low) / 4)
    age = 30.0 if person.age is None else (person.age[0] + person.age[1]) / 2
    mean, people = growth.mean_and_spread(person.sex, age, model)
    middle, slip = (low + high) / 2, family["slip"]["share"]
    density = 1.0 / family["slip"]["range"]
    anybody = (1 - slip) * normal(middle, mean, sqrt(people**2 + spread**2)) + slip * density
    return HeightAsked(middle, spread, how in {"bones", "fragment"}, time, slip, density, anybody)


def day_of_death(build: Build, time: TimeAsked | None, model: Model) -> float | None:
    """The mean day of death: of a child, by when it was last seen; of somebody grown, the middle of what is stated."""
    if time is None:
        return None
    days = (
        days_of_death(last_seen_about(build.born, build.age) // PERIOD * PERIOD, time, model)
        if build.age >= 0
        else None
    )
    if days is None:
        return (time.first + time.last) / 2
    total = 0.0
    for day in days:
        total += day
    return total / POINTS


@lru_cache(maxsize=200_000)
def expected_height(build: Build, died: float | None, *, bones: bool, model: Model) -> tuple[float, float]:
    """Height in centimetres that the missing person would have had at the time, and its standard deviation."""
    family = model["stature"]
    error = build.error / 2.0
    if build.age < 0:
        age = 40.0 if build.born < 0 or died is None else (died - (build.born + 0.5) * DECADE) / YEAR
        return build.tall - family.one("lost_a_year") * max(0.0, min(age, 95.0) - 45.0), error
    before = build.age + 1.0
    age = before + 2.0 if died is None else max(before, (died - (build.born + 0.5) * WHOLE_YEAR) / YEAR)
    mean, spread = growth.mean_and_spread(build.sex, age, model)
    drift = family.one("tracking") * sqrt(age - before) * spread
    height, extra = mean + build.tall / THIRD * spread, 0.0
    if bones and age < 18:
        height, extra = height - family["child_bones"]["under"], family["child_bones"]["spread"]
    if died is None:
        extra += 8.0
    return height, sqrt(error**2 + drift**2 + extra**2)


def height_weight(build: Build | None, asked: HeightAsked | None, model: Model) -> int:
    """Weigh a height as found against the height that the missing person would have had."""
    if build is None or asked is None:
        return 0
    died = day_of_death(build, asked.time, model)
    mean, spread = expected_height(build, died, bones=asked.bones, model=model)
    density = normal(asked.middle, mean, sqrt(spread**2 + asked.spread**2))
    return dex((1 - asked.slip) * density + asked.slip * asked.slip_density, asked.anybody)


# --- place -------------------------------------------------------------------------------------------------------------


@cache
def step_ends() -> tuple[float, ...]:
    """The squared chord of the unit sphere at which each step of distance ends."""
    ratio = (FURTHEST_KM / NEAREST_KM) ** (1 / (STEPS - 1))
    return tuple((2 * sin(NEAREST_KM * ratio**step / EARTH_KM / 2)) ** 2 for step in range(STEPS))


def step_of(chord: float) -> int:
    """The step of distance that a squared chord falls into; the last holds all beyond."""
    return min(bisect_right(step_ends(), chord), STEPS)


def km_of(chord: float) -> float:
    """Kilometres along the ground for a squared chord."""
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord) / 2))


CURVES = ("land", "river", "sea", "drift", "alive")
CROWD = 20
"""Steps in a dex by which the density of people around a find is told apart."""


@cache
def near_curve(model: Model, curve: str) -> tuple[float, ...]:
    """For each step of distance how much likelier such a place is, of those found near where last seen, than of an even spread.

    Never rises with distance.
    """
    family = model["place"]
    points = [(0.0, 0.0), *family.by_number(f"within_{curve}")]

    def within(km: float) -> float:
        for (low, below), (high, above) in pairwise(points):
            if km <= high:
                start = max(low, 0.05)
                part = 1.0 if high <= start else log10(max(km, start) / start) / log10(high / start)
                return below + (above - below) * part
        return 1.0

    ratio = (FURTHEST_KM / NEAREST_KM) ** (1 / (STEPS - 1))
    ends = [0.0, *(NEAREST_KM * ratio**step for step in range(STEPS)), FURTHEST_KM * ratio]
    curve_so_far: list[float] = []
    for low, high in pairwise(ends):
        ground = pi * (high**2 - low**2)
        times = max((within(high) - within(low)) / ground * family.one("background"), 1e-7)
        curve_so_far.append(min([times, *curve_so_far[-1:]]))
    return tuple(curve_so_far)


@lru_cache(maxsize=4096)
def place_table(model: Model, curve: int, crowd: int) -> NDArray[np.int16]:
    """For each class of courses, the weight of each step of distance.

    crowd   steps of the density of people around the find: who is found far away is found where people are
    """
    far = np.array([course_mean(course, model["place"]["far"]) for course in range(EVERY_COURSE)])[:, None]
    near = np.array(near_curve(model, CURVES[curve]))[None] / 10 ** (crowd / CROWD)
    return np.asarray(np.rint(1000 * np.log10((1 - far) * near + far)), np.int16)


def curve_of(person: Unidentified, model: Model) -> int:
    """Which curve of distance the place of a find is weighed by."""
    if is_alive(person):
        return CURVES.index("alive")
    return CURVES.index(str(model["place"]["setting"][lists.SETTINGS[person.setting]]))
