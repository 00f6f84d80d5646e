"""The unidentified side: what an examiner writes of somebody found without a name, as columns. -1 is not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import growth, kernels, land
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose_rows, happens, shares
from wayhome.synthetic.nation.ends import Ends, draw_interval
from wayhome.synthetic.nation.people import HAIR_STEPS, People

AGE_WAY = shares([
    [100, 0, 0], [75, 5, 20], [30, 40, 30], [0, 72, 28], [5, 55, 40], [50, 25, 25], [10, 75, 15], [0, 100, 0],
])  # fmt: skip
STATURE_WAY = shares([
    [100, 0, 0], [100, 0, 0], [92, 8, 0], [0, 82, 18], [45, 50, 5], [90, 10, 0], [0, 40, 60], [0, 0, 100],
])  # fmt: skip
"""How age and height are come by, by condition (assumed)."""


@dataclass(slots=True)
class Seen:
    """Columns of the unidentified side; the interval of death in days before the find."""

    sex: Array
    ancestry: Array
    hair: Array
    eyes: Array
    age: Array
    age_half: Array
    age_way: Array
    stature: Array
    stature_half: Array
    stature_way: Array
    interval_known: Array
    begins: Array
    ends: Array
    kind: Array
    condition: Array
    found: Array
    setting: Array
    latitude: Array
    longitude: Array
    point_known: Array
    region: Array

    def __len__(self) -> int:
        return len(self.sex)

    def take(self, rows: Array) -> Seen:
        """Some of them."""
        return Seen(*(getattr(self, name)[rows] for name in self.__slots__))


def draw_seen(rng: Rng, errors: Errors, people: People, ends: Ends) -> Seen:
    """What is written of each of the people at their ends."""
    n, condition = len(people), ends.condition
    age = people.age_at(ends.died)
    sex = np.where(happens(rng, errors["sex_wrong"][condition], n), 1 - people.sex, people.sex)
    ancestry = choose_rows(
        rng, kernels.by_condition("ancestry", errors).reshape(-1, 7), condition.astype(int) * 7 + people.ancestry
    )
    look = kernels.hair_look(
        people.hair, people.grey_from, people.bald_from, np.searchsorted(HAIR_STEPS, age, side="right")
    )
    hair = choose_rows(
        rng, kernels.by_condition("hair", errors).reshape(-1, 12), (condition.astype(int) * 2 + people.dyes) * 12 + look
    )
    eyes = choose_rows(
        rng, kernels.by_condition("eyes", errors).reshape(-1, 6), condition.astype(int) * 5 + people.eyes
    )

    def unless(name: str, value: Array) -> Array:
        return np.where(happens(rng, errors[name][condition], n), value, -1).astype(np.int16)

    middle, age_half, age_way = _age(rng, errors, age, condition)
    stature, stature_half, stature_way = _stature(rng, errors, people, age, condition)
    stated, begins, to = draw_interval(rng, errors, ends)
    return Seen(
        sex=unless("sex_known", sex), ancestry=unless("ancestry_known", ancestry), hair=unless("hair_known", hair), eyes=unless("eyes_known", eyes),
        age=unless("age_known", middle), age_half=age_half, age_way=age_way,
        stature=unless("stature_known", stature), stature_half=stature_half, stature_way=stature_way,
        interval_known=stated & (ends.kind != 0), begins=begins, ends=to, kind=ends.kind, condition=condition, found=ends.found,
        setting=ends.setting, latitude=ends.latitude, longitude=ends.longitude,
        point_known=happens(rng, errors["point_known"][1], n), region=land.region_of(ends.latitude, ends.longitude),
    )  # fmt: skip


def _age(rng: Rng, errors: Errors, age: Array, condition: Array) -> tuple[Array, Array, Array]:
    n = len(age)
    way = choose_rows(rng, AGE_WAY, condition)
    bias, sd = (np.empty(n), np.empty(n))
    for each in range(3):
        rows = way == each
        bias[rows], sd[rows] = kernels.age_error(errors, each, age[rows])
    wider = np.where(happens(rng, kernels.TAIL, n), kernels.TAIL_WIDER, 1.0)
    estimate = age + bias + sd * wider * rng.normal(0, 1, n)
    to_five = happens(rng, kernels.TO_FIVE, n) & (estimate >= kernels.CHILD_UNTIL + 1.5)
    stated = np.where(to_five, np.floor((estimate + 2.5) / 5) * 5, np.floor(estimate + 0.5))
    middle = np.clip(stated, 0, kernels.OLDEST_STATED).astype(np.int16)
    habit = rng.random(n)
    half = np.zeros(n, dtype=np.int8)
    for halves, these in (
        (kernels.HALVES, middle >= kernels.CHILD_UNTIL),
        (kernels.HALVES_CHILD, middle < kernels.CHILD_UNTIL),
    ):
        for each, menu in halves.items():
            rows = (way == each) & these
            half[rows] = np.array(menu)[(habit[rows] * len(menu)).astype(int)]
    grown = np.where(middle >= kernels.CHILD_UNTIL, middle - kernels.NOT_BELOW, half)
    return middle, np.minimum(half, grown).astype(np.int8), way


def _stature(rng: Rng, errors: Errors, people: People, age: Array, condition: Array) -> tuple[Array, Array, Array]:
    n = len(age)
    way = choose_rows(rng, STATURE_WAY, condition)
    bias, sd = kernels.found_error(errors)
    table = np.where((way > 0) & (age < kernels.GROWN_AT), 3, way)
    true = growth.height_cm(age, people.sex, people.z, errors.rate("stature_loss"))
    said = np.round(true + bias[condition, table] + sd[condition, table] * rng.normal(0, 1, n)).astype(np.int16)
    habit, half = rng.random(n), np.zeros(n, dtype=np.int8)
    for each, halves in enumerate((kernels.MEASURED_HALVES, kernels.BONE_HALVES, kernels.FRAGMENT_HALVES)):
        rows = way == each
        half[rows] = np.array(halves)[(habit[rows] * len(halves)).astype(int)]
    return said, half, way
