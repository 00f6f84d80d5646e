"""Dental charts, tooth by tooth within one mouth.

Teeth of a mouth are alike: who has one filling has others, and a quarter of charts are all sound. So what anybody's tooth would
show is taken from mouths like the one that was found: the levels of a mouth, weighed by the found chart itself. Twenty-eight
sound teeth then say little, and one unusual tooth says much.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.model import Family

GROUPS = ("incisor", "canine", "premolar", "molar", "wisdom", "milk")
AGE_BANDS = (0, 13, 20, 30, 45, 60)
MILK = len(lists.TEETH) - 20
"""The place of the first milk tooth."""
WISDOM = GROUPS.index("wisdom")
Table = NDArray[np.int32]


def group_of(tooth: str) -> int:
    """The group of teeth that an FDI number belongs to."""
    if tooth[0] in "5678":
        return GROUPS.index("milk")
    return (0, 0, 1, 2, 2, 3, 3, 4)[int(tooth[1]) - 1]


GROUP_OF = tuple(group_of(tooth) for tooth in lists.TEETH)


class Mouths:
    """The dental family, ready to weigh: what teeth become, and what those of anybody show by age and level of the mouth."""

    def __init__(self, family: Family) -> None:
        years = sorted((int(upto), int(counted)) for upto, counted in family["years"].items())
        self.years = tuple(upto for upto, _ in years[:-1])
        """Years between chart and death up to which changes are told apart; beyond is one more."""
        self.shrink: int = round(1000 * family.one("shrink"))
        self._mistake = family.one("mistake")
        levels = family["level"]
        self._levels = [(float(share), float(factor)) for factor, share in ((k, v) for k, v in levels.items())]
        whole = sum(share for share, _ in self._levels)
        self._share = np.array([share / whole for share, _ in self._levels])
        codes = range(1, len(lists.TOOTH_CODES))
        after = [
            [_after(family, counted, erupts) for _, counted in years]
            for erupts in (family["change"]["unerupted sound"], family.one("erupts"))
        ]
        # [wisdom or other][years][chart of the missing][chart of the found]
        self._became = np.array([[[[each[lists.TOOTH_CODES[m]][lists.TOOTH_CODES[f]] for f in codes] for m in codes]
                                  for each in kind] for kind in after])  # fmt: skip
        self._anybody = np.array(
            [
                [
                    [list(_anybody(family, group, band, factor).values()) for group in GROUPS]
                    for band in range(len(AGE_BANDS))
                ]
                for _, factor in self._levels
            ]
        )

    @lru_cache(maxsize=65_536)  # noqa: B019 (there is one of these a model, and it lives as long)
    def table(self, chart: tuple[int, ...], band: int) -> Table:
        """What each tooth of a found chart weighs: [years][place][chart of the missing], 0 where either does not say."""
        said = np.array(chart)
        known = np.flatnonzero(said)
        group = np.array(GROUP_OF)[known]
        found = said[known] - 1
        each = self._anybody[:, band, group, found]  # [level, tooth]
        likely = np.log(self._share) + np.log(each).sum(axis=1)
        level = np.exp(likely - likely.max())
        anybody = (level / level.sum()) @ each
        wisdom = (np.array(GROUP_OF)[known] == WISDOM)[None, :, None]
        other_tooth = self._became[1][:, :, found].transpose(0, 2, 1)
        became = np.where(wisdom, self._became[0][:, :, found].transpose(0, 2, 1), other_tooth)
        same = (1 - self._mistake) * became + self._mistake * anybody[:, None]
        table = np.zeros((len(self.years) + 1, len(lists.TEETH), len(lists.TOOTH_CODES)), np.int32)
        table[:, known, 1:] = np.rint(1000.0 * np.log10(same / anybody[:, None]))
        # Milk teeth go by themselves: they speak where they are alike, and soon after they were charted.
        for place in known[known >= MILK]:
            alike = table[0, place, said[place]]
            table[:, place, :] = 0
            table[0, place, said[place]] = alike
        return table


def _anybody(family: Family, group: str, band: int, level: float) -> dict[str, float]:
    """What a chart says of anybody's tooth of a group, at an age, in a mouth of a level."""
    age = str(AGE_BANDS[band])
    factor = family["group_factor"][group] * level
    filled, lost, crown, root = (
        min(0.9, factor * family[table][age]) for table in ("back_molar", "lost_molar", "crown_molar", "root_molar")
    )
    unerupted = {"wisdom": family["wisdom_unerupted"][age], "milk": 0.0}.get(group, 0.25 if band == 0 else 0.01)
    if group == "wisdom":
        lost = family["wisdom_missing"][age]
    through = max(0.02, 1 - unerupted - lost - filled - crown - root)
    bridge, implant = (lost * family["replaced"][each] for each in ("bridge", "implant"))
    shares = {
        "sound": through, "filled": filled, "root_filled": root, "crowned": crown, "bridge": bridge,
        "missing": lost - bridge - implant, "unerupted": unerupted, "implant": implant,
    }  # fmt: skip
    shares = {code: max(share, 3e-4) for code, share in shares.items()}
    whole = sum(shares.values())
    return {code: shares[code] / whole for code in lists.TOOTH_CODES[1:]}


def _after(family: Family, half_years: int, erupts: float) -> Mapping[str, Mapping[str, float]]:
    """What a tooth of each kind has become after some half years."""
    codes = lists.TOOTH_CODES[1:]
    change = {tuple(key.split()): rate / 2 for key, rate in family["change"].items()} | {
        ("unerupted", "sound"): erupts / 2
    }
    now: dict[str, dict[str, Any]] = {code: {each: float(each == code) for each in codes} for code in codes}
    for _ in range(half_years):
        for code in codes:
            before = now[code]
            moved = dict(before)
            for (one, other), rate in change.items():
                moved[one] -= before[one] * rate
                moved[other] += before[one] * rate
            now[code] = moved
    return now
