"""The missing side: what families and files say of a person, as columns. -1 is not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import growth, kernels
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens
from wayhome.synthetic.nation.people import ANCESTRIES, HAIR_STEPS, YEAR, People

DAY, MONTH, YEAR_ONLY, AGE = range(4)
SEEN_WITHIN = np.array([0, 14, 60])
"""Days that the last sighting may lie apart: a day, a fortnight, two months."""
OTHER_SEX, SEX_WRONG = 0.001, 0.002
OTHER_SEX_CODE = 2


@dataclass(slots=True)
class Told:
    """Columns of the missing side. `born` is the middle of what is recorded of the birth; from an age it is reckoned back."""

    sex: Array
    ancestry: Array
    hair: Array
    eyes: Array
    born: Array
    born_as: Array
    age_width: Array
    stature: Array
    stature_half: Array
    stature_method: Array
    seen_from: Array
    seen_width: Array
    latitude: Array
    longitude: Array
    point_known: Array
    region: Array


def draw_told(rng: Rng, errors: Errors, people: People, region: Array) -> Told:
    """What is on file about each of the people."""
    n = len(people)
    age = people.age_at(people.seen)
    born_as = choose(rng, errors["birth_date"], n)
    slip = np.where(happens(rng, errors.rate("birth_year_wrong"), n), rng.choice([-1, 1], n), 0)
    width = choose(rng, [0.7, 0.3], n)  # "14", "14 or 15"
    near = choose(rng, errors["last_seen_exact"], n)
    within = SEEN_WITHIN[near]
    seen_from = people.seen - np.floor(rng.random(n) * (within + 1)).astype(np.int32)
    # Of a month, a year or an age the middle is taken, here as by any reader of the record.
    lowest = np.maximum(np.floor(age) - width * choose(rng, [1, 1], n), 0)
    reckoned = seen_from + within / 2 - (lowest + (width + 1) / 2) * YEAR
    exact = (people.birth + slip * YEAR).astype(np.int64)
    born = np.select(
        [born_as == AGE, born_as == YEAR_ONLY, born_as == MONTH],
        [reckoned, _middle(exact, "Y"), _middle(exact, "M")],
        exact,
    ).astype(np.int32)
    stature, half, method = _stature(rng, errors, people, age)
    return Told(
        sex=_sex(rng, people), ancestry=_ancestry(rng, errors, people), hair=_hair(rng, errors, people, age), eyes=_eyes(rng, errors, people),
        born=born, born_as=born_as, age_width=width, stature=stature, stature_half=half, stature_method=method,
        seen_from=seen_from.astype(np.int32), seen_width=within, latitude=people.latitude, longitude=people.longitude,
        point_known=happens(rng, errors["point_known"][0], n), region=region,
    )  # fmt: skip


def _middle(day: Array, unit: str) -> Array:
    """The middle of the year or month in which each day lies."""
    start = day.astype("datetime64[D]").astype(f"datetime64[{unit}]")
    return np.asarray(start.astype("datetime64[D]").astype(np.int64) + (183 if unit == "Y" else 15))


def _sex(rng: Rng, people: People) -> Array:
    wrong, other = happens(rng, SEX_WRONG, len(people)), happens(rng, OTHER_SEX, len(people))
    return np.where(other, OTHER_SEX_CODE, np.where(wrong, 1 - people.sex, people.sex)).astype(np.int8)


def _ancestry(rng: Rng, errors: Errors, people: People) -> Array:
    said = choose_rows(rng, kernels.ancestry_kernel(errors.rate("ancestry_wrong_family")), people.ancestry)
    return np.where(happens(rng, errors.rate("ancestry_unknown_missing"), len(people)), -1, said).astype(np.int8)


KNOWN_HAIR, KNOWN_EYES = 0.93, 0.86


def _hair(rng: Rng, errors: Errors, people: People, age: Array) -> Array:
    look = kernels.hair_look(
        people.hair, people.grey_from, people.bald_from, np.searchsorted(HAIR_STEPS, age, side="right")
    )
    table = kernels.hair_kernel(errors.rate("hair_wrong_family")).reshape(24, 12)
    said = choose_rows(rng, table, people.dyes * 12 + look)
    return np.where(happens(rng, KNOWN_HAIR, len(people)), said, -1).astype(np.int8)


def _eyes(rng: Rng, errors: Errors, people: People) -> Array:
    said = choose_rows(rng, kernels.eye_kernel(errors.rate("eyes_wrong_family")), people.eyes)
    return np.where(happens(rng, KNOWN_EYES, len(people)), said, -1).astype(np.int8)


METHOD_SHARES = np.array([0.75, 0.12, 0.13])


def _stature(rng: Rng, errors: Errors, people: People, age: Array) -> tuple[Array, Array, Array]:
    """Told, from a licence (adults alone) or measured; a range that is habit and not error."""
    n = len(people)
    method = choose(rng, METHOD_SHARES, n)
    method[(method == 1) & (age < growth_end())] = 0
    bias, sd = kernels.told_error(errors)
    true = growth.height_cm(age, people.sex, people.z, errors.rate("stature_loss"))
    way = kernels.told_way(method, age)
    said = true + bias[way, people.sex] + sd[way] * rng.normal(0, 1, n)
    inches = happens(rng, errors.rate("stature_inches"), n) & (method < 2)  # a rule in a clinic counts centimetres
    said = np.round(np.where(inches, np.round(said / kernels.INCH) * kernels.INCH, said)).astype(np.int16)
    half = np.array(kernels.TOLD_HALVES)[choose(rng, [4, 2, 2, 1, 1], n)]
    return (
        np.where(happens(rng, errors.rate("stature_known_missing"), n), said, -1).astype(np.int16),
        half.astype(np.int8),
        method,
    )


def growth_end() -> int:
    """Nobody younger has a driving licence."""
    return kernels.GROWN_AT


__all__ = ["ANCESTRIES", "Told", "draw_told"]
