"""Finger patterns, blood groups and implants: plain traits for life, recorded for a few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation.declared import Array, Errors, fact
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares
from wayhome.synthetic.nation.people import YEAR, People

FINGERS = tuple(
    f"{side}_{finger}" for side in ("right", "left") for finger in ("thumb", "index", "middle", "ring", "little")
)
PATTERNS = ("arch", "ulnar_loop", "radial_loop", "whorl")
SCARRED = 4
_PATTERNS = shares(np.array([[3, 55, 1, 41], [11, 33, 22, 34], [7, 73, 3, 17], [2, 53, 1, 44], [1, 85, 0.5, 13.5]]))
_WHORLS, LEVEL_SHARES = np.array([0.35, 1.0, 2.4]), shares([0.3, 0.4, 0.3])
FINGER_SCARRED, FINGER_LEFT_OUT = 0.02, 0.06
"""Fingers whose pattern a scar has spoilt, for whoever looks; and fingers that one side did not print (assumed)."""
_CLEAR = shares(np.stack([_PATTERNS * np.array([1, 1, 1, more]) for more in _WHORLS]))
PATTERN_SHARES = np.concatenate([_CLEAR * (1 - FINGER_SCARRED), np.full((3, 5, 1), FINGER_SCARRED)], axis=2)
"""Chance of each pattern or a scar by person's leaning to whorls and finger: (3, 5, 5); from memory of textbooks."""

BLOOD = ("O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-")
BLOOD_SHARES = shares([fact("blood", group) for group in BLOOD])
WITHOUT_RHESUS = 0.2

IMPLANTS: tuple[tuple[str, tuple[str, ...], tuple[tuple[float, float], ...]], ...] = (
    # type, where, then how many women and men have it under 18, to 60, and older (assumed)
    ("hip", ("left_thigh", "right_thigh"), ((0, 0), (0.005, 0.004), (0.07, 0.05))),
    ("knee", ("left_knee", "right_knee"), ((0, 0), (0.003, 0.003), (0.05, 0.04))),
    ("plate", ("left_forearm", "right_forearm", "left_ankle", "right_ankle", "face", "head", "neck"), ((0.01, 0.015), (0.04, 0.07), (0.05, 0.05))),
    ("screw", ("left_ankle", "right_ankle", "left_foot", "right_foot", "left_wrist", "right_wrist", "left_knee", "right_knee"), ((0.01, 0.01), (0.03, 0.05), (0.03, 0.03))),
    ("rod", ("left_thigh", "right_thigh", "left_lower_leg", "right_lower_leg", "upper_back", "lower_back"), ((0.004, 0.006), (0.012, 0.025), (0.02, 0.02))),
    ("pacemaker", ("chest",), ((0, 0), (0.003, 0.005), (0.03, 0.05))),
    ("breast", ("chest",), ((0, 0), (0.035, 0), (0.03, 0))),
    ("shunt", ("head",), ((0.002, 0.002), (0.001, 0.001), (0.001, 0.001))),
    ("heart_valve", ("chest",), ((0.001, 0.001), (0.002, 0.003), (0.012, 0.018))),
    ("contraceptive", ("pelvis", "left_upper_arm", "right_upper_arm"), ((0.05, 0), (0.12, 0), (0, 0))),
)  # fmt: skip
IMPLANT_SHARES = np.array([[row[sex] for row in implant[2]] for implant in IMPLANTS for sex in (0, 1)]).reshape(
    len(IMPLANTS), 2, 3
)
PART_WRONG = np.array([0.08, 0.02])


@dataclass(slots=True)
class Body:
    """The traits of n people; implants hold a number for the place and a serial, -1 where there is none."""

    leaning: Array
    pattern: Array
    blood: Array
    implant: Array
    serial: Array

    def take(self, rows: Array) -> Body:
        """Some of them."""
        return Body(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(slots=True)
class BodyNotes:
    """What one side has on file; -1 is not known. `asked` says whether implants were asked or looked for."""

    pattern: Array
    blood: Array
    asked: Array
    implant: Array
    serial: Array


def age_group(people: People, day: Array) -> Array:
    """0 under 18, 1 to 60, 2 older."""
    return np.searchsorted([18.0, 60.0], (day - people.birth) / YEAR, side="right")


def draw_body(rng: Rng, people: People) -> Body:
    """The traits of n people, implants as of the day last seen."""
    n, group = len(people), age_group(people, people.seen)
    leaning = choose(rng, LEVEL_SHARES, n)
    pattern = np.stack(
        [choose_rows(rng, PATTERN_SHARES[:, finger % 5], leaning) for finger in range(10)], axis=1
    ).astype(np.int8)
    implant = np.full((n, len(IMPLANTS)), -1, dtype=np.int8)
    for number, (_, parts, _) in enumerate(IMPLANTS):
        has = happens(rng, IMPLANT_SHARES[number, people.sex, group], n)
        implant[has, number] = choose(rng, [1] * len(parts), int(has.sum()))
    return Body(
        leaning.astype(np.int8),
        pattern,
        choose(rng, BLOOD_SHARES, n).astype(np.int8),
        implant,
        rng.integers(0, 1_000_000, implant.shape).astype(np.int32),
    )


def note(rng: Rng, errors: Errors, body: Body, side: int, has: tuple[Array, Array, Array]) -> BodyNotes:
    """What one side notes, where it has finger patterns, blood group and implants at all (three chances, n each)."""
    n = len(body.blood)
    prints, blood, asked = (happens(rng, chance, n) for chance in has)
    slip = (rng.random((n, 10)) < errors.rate("finger_wrong")) & (body.pattern != SCARRED)
    seen = np.where(slip, (body.pattern + rng.integers(1, 4, (n, 10))) % 4, body.pattern)
    gone = rng.random((n, 10)) < FINGER_LEFT_OUT
    group = np.where(happens(rng, errors.rate("blood_wrong"), n), (body.blood + rng.integers(1, 8, n)) % 8, body.blood)
    group = np.where(happens(rng, WITHOUT_RHESUS, n), 8 + group // 2, group)
    there = (
        asked[:, None]
        & (rng.random(body.implant.shape) < errors.rate("implant_told" if side == 0 else "implant_seen"))
        & (body.implant >= 0)
    )
    places = np.array([len(parts) for _, parts, _ in IMPLANTS])
    moved = np.where(rng.random(body.implant.shape) < PART_WRONG[side], (body.implant + 1) % places, body.implant)
    read = there & (rng.random(body.implant.shape) < errors["implant_serial"][side])
    return BodyNotes(
        np.where(prints[:, None] & ~gone, seen, -1).astype(np.int8), np.where(blood, group, -1).astype(np.int8), asked,
        np.where(there, moved, -1).astype(np.int8), np.where(read, body.serial, -1).astype(np.int32),
    )  # fmt: skip
