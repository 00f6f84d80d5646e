"""Finger patterns, blood groups and implants: the chance of what was noted, given what is on file."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import body as b
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.whole import Found, Listed


class Traits:
    """The plain traits of a list, ready to be compared."""

    def __init__(self, errors: Errors, listed: Listed) -> None:
        self.errors, self.notes, self.told = errors, listed.notes, listed.told
        wrong = errors.rate("finger_wrong")
        plain = np.eye(4) * (1 - wrong) + (1 - np.eye(4)) * wrong / 3
        self.pattern = np.hstack([np.eye(5), np.ones((5, 1))])  # true, or scarred; said, scarred, not known
        self.pattern[:4, :4] = plain
        self.printed = np.flatnonzero((self.notes.pattern >= 0).any(axis=1))
        on_file = np.where(self.notes.pattern[self.printed] < 0, 5, self.notes.pattern[self.printed])
        self.joint = b.PATTERN_SHARES[..., None] * self.pattern[None, None]  # (leaning, finger, true, said)
        self.on_file = on_file
        weight = np.tile(np.log(b.LEVEL_SHARES), (len(self.printed), 1))
        for finger in range(10):
            weight += np.log(self.joint[:, finger % 5].sum(axis=1)[:, on_file[:, finger]]).T
        weight = np.exp(weight - weight.max(axis=1, keepdims=True))
        self.leaning = weight / weight.sum(axis=1, keepdims=True)
        self.blood = self._blood()
        group = np.searchsorted([18.0, 60.0], (self.told.seen_from - self.told.born) / p.YEAR, side="right")
        self.has_implant = b.IMPLANT_SHARES[:, np.minimum(self.told.sex, 1), group]  # (types, n)
        tells = errors.rate("implant_told")
        untold = self.has_implant * (1 - tells) / (1 - self.has_implant * tells)
        self.implant_chance: Array = np.where(
            self.notes.asked, np.where(self.notes.implant.T >= 0, 1.0, untold), self.has_implant
        )
        self.no_implant = np.log(1 - self.implant_chance * errors.rate("implant_seen")).astype(np.float32)

    def _blood(self) -> Array:
        wrong = self.errors.rate("blood_wrong")
        said = np.eye(8) * (1 - wrong) + (1 - np.eye(8)) * wrong / 7
        short = np.zeros((8, 4))
        short[np.arange(8), np.arange(8) // 2] = 1
        kernel = np.hstack([said * (1 - b.WITHOUT_RHESUS), said @ short * b.WITHOUT_RHESUS])
        joint = (b.BLOOD_SHARES[:, None] * kernel).T @ kernel
        alone = b.BLOOD_SHARES @ kernel
        return np.log(np.vstack([joint / alone[:, None], alone[None]]))  # the last row: not on file

    def compare(self, found: Found, row: int) -> Array:
        """Natural logarithm of the chance of finger patterns, blood group and implants, for each listed person."""
        notes = found.notes
        total = np.zeros(len(self.told.sex))
        if (notes.pattern[row] >= 0).any():
            total += self._fingers(notes.pattern[row])
        if notes.blood[row] >= 0:
            total += self.blood[:, notes.blood[row]][self.notes.blood]
        if notes.asked[row]:
            total += self._implants(found, row)
        return total

    def _fingers(self, seen: Array) -> Array:
        alone = np.log(b.LEVEL_SHARES)
        known = np.log(np.maximum(self.leaning, 1e-300))
        for finger in range(10):
            if seen[finger] < 0:
                continue
            chance = self.pattern[:, seen[finger]]
            alone = alone + np.log(b.PATTERN_SHARES[:, finger % 5] @ chance)
            joint = self.joint[:, finger % 5]  # (leaning, true, said)
            given = np.einsum("lts,t->ls", joint, chance) / joint.sum(axis=1)
            known = known + np.log(np.maximum(given, 1e-9))[:, self.on_file[:, finger]].T  # a scar stays a scar
        total = np.full(len(self.told.sex), np.log(np.exp(alone - alone.max()).sum()) + alone.max())
        top = known.max(axis=1) if len(known) else np.zeros(0)
        total[self.printed] = np.log(np.exp(known - top[:, None]).sum(axis=1)) + top
        return total

    def _implants(self, found: Found, row: int) -> Array:
        seen = self.errors.rate("implant_seen")
        total = np.zeros(len(self.told.sex))
        for number, (_, parts, _) in enumerate(b.IMPLANTS):
            place, serial = int(found.notes.implant[row, number]), int(found.notes.serial[row, number])
            chance = self.implant_chance[number]
            if place < 0:
                total += self.no_implant[number]
                continue
            told_place, told_serial = self.notes.implant[:, number], self.notes.serial[:, number]
            total += np.log(np.maximum(chance * seen / len(parts), 1e-300))
            rows = np.flatnonzero(told_place >= 0)
            total[rows] += np.log(self._place(len(parts), told_place[rows], place) * len(parts))
            if serial >= 0:
                known = np.flatnonzero(told_serial >= 0)
                total[known] += np.where(told_serial[known] == serial, np.log(1e6), np.log(1e-6))
        return total

    def _place(self, count: int, told: Array, seen: int) -> Array:
        """Chance of the place seen, by the place told: either side may be one off."""
        if count == 1:
            return np.ones(len(told))
        family, examiner = b.PART_WRONG
        step = np.eye(count) * (1 - family) + np.roll(np.eye(count), 1, axis=1) * family
        look = np.eye(count) * (1 - examiner) + np.roll(np.eye(count), 1, axis=1) * examiner
        joint = step.T @ look
        return np.asarray(np.maximum(joint[told, seen], 1e-9))
