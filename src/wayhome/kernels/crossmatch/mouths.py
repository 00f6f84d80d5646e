"""Dental charts, tooth by tooth within one mouth.

Teeth of a mouth are alike: who has one filling has others, and a quarter of charts are all sound. So what anybody's tooth would
show is taken from mouths like the one that was found: the levels of a mouth, weighed by the found chart itself. Twenty-eight
sound teeth then say little, one unusual tooth says much, and a single filling in a mouth without any is likely a slip.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.model import Family, Model
from wayhome.kernels.crossmatch.rarity import Rarity, front_or_back, mixed

GROUPS = ("incisor", "canine", "premolar", "molar", "wisdom", "milk")
AGE_BANDS = (0, 13, 20, 30, 45, 60)
MILK = len(lists.TEETH) - 20
"""The place of the first milk tooth."""
WISDOM = GROUPS.index("wisdom")
CODES = lists.TOOTH_CODES[1:]
UNERUPTED = lists.TOOTH_CODES.index("unerupted")
COMING = np.array([code in {"unerupted", "sound"} for code in CODES])
"""Whether a code says no more of a tooth than that it has come, or has not."""
Table = NDArray[np.int16]
Floats = NDArray[np.float64]


def group_of(tooth: str) -> int:
    """The group of teeth that an FDI number belongs to."""
    if tooth[0] in "5678":
        return GROUPS.index("milk")
    return (0, 0, 1, 2, 2, 3, 3, 4)[int(tooth[1]) - 1]


NUMBER_OF = np.array([int(tooth[1]) - 1 for tooth in lists.TEETH])
GROUP_OF = np.array([group_of(tooth) for tooth in lists.TEETH])
CODE_OF = np.array([lists.tooth_code(value) for value in range(lists.TOOTH_VALUES)])
SURFACES_OF = np.array([lists.surfaces_of(value) for value in range(lists.TOOTH_VALUES)])
FRONT = np.array([front_or_back(place) == "front" for place in range(len(lists.TEETH))])


class Mouths:
    """The dental family, ready to weigh: what teeth become, and what those of anybody show by age and level of the mouth."""

    def __init__(self, family: Family, rarity: Rarity) -> None:
        years = sorted((int(upto), int(counted)) for upto, counted in family["years"].items())
        self.years = tuple(upto for upto, _ in years[:-1])
        """Years between chart and death up to which changes are told apart; beyond is one more."""
        self.shrink: int = round(1000 * family.one("shrink"))
        levels = [(float(factor), float(share)) for factor, share in family["level"].items()]
        self._share = np.array([share for _, share in levels]) / sum(share for _, share in levels)
        mistaken = _mistaken(family)
        # [level][band][group][code]: what anybody's tooth is, and as what it is charted
        true = _of_anybody(family)
        self._anybody: Floats = true @ mistaken
        became = np.array(
            [
                [[_after(family, counted, factor, wisdom=group == "wisdom") for group in GROUPS] for _, counted in years]
                for factor, _ in levels
            ]
        )  # fmt: skip
        # [level][years][band][group][chart of the missing][chart of the found]
        told = true[..., None] * mistaken  # [level][band][group][true][chart of the missing]
        told /= told.sum(axis=-2, keepdims=True)
        self._became: Floats = np.einsum("lbgtm,lygts,sf->lybgmf", told, became, mistaken, optimize=True)
        self._surfaces = [_surfaces(family, rarity, side) for side in ("back", "front")]

    @lru_cache(maxsize=512)  # noqa: B019 (there is one of these a model, and it lives as long)
    def table(self, chart: tuple[int, ...], band: int) -> Table:
        """What each tooth of a found chart weighs: [years][place][chart of the missing], 0 where either does not say."""
        values = np.array(chart)
        surfaces, said = SURFACES_OF[values], CODE_OF[values]
        known = np.flatnonzero(said)
        group, found = GROUP_OF[known], said[known] - 1
        each = self._anybody[:, band, group, found]  # [level, tooth]
        likely = np.log(self._share) + np.log(each).sum(axis=1)
        level = np.exp(likely - likely.max())
        level /= level.sum()
        same = np.einsum("l,lytm->ytm", level, self._became[:, :, band, group, :, found].transpose(1, 2, 0, 3))
        weights = np.rint(1000.0 * np.log10(same / (level @ each)[None, :, None])).astype(np.int16)
        # That a tooth has not come yet tells the age, which is weighed by itself; wisdom teeth may never come.
        coming, waits = COMING[found], weights[:, :, UNERUPTED - 1]
        waits[:, coming] = np.where(group[coming] != WISDOM, 0, np.minimum(waits[:, coming], 0))
        table = np.zeros((len(self.years) + 1, len(lists.TEETH), lists.TOOTH_VALUES), np.int16)
        table[:, known, 1 : len(lists.TOOTH_CODES)] = weights
        filled = weights[:, :, lists.FILLED - 1]
        table[:, known, len(lists.TOOTH_CODES) :] = filled[:, :, None]
        for place in known[surfaces[known] > 0]:
            table[:, place, len(lists.TOOTH_CODES) :] += self._surfaces[int(FRONT[place])][1:, surfaces[place]]
        # Milk teeth go by themselves: they speak where they are alike, and soon after they were charted.
        for place in known[known >= MILK]:
            alike = table[0, place, said[place]]
            table[:, place, :] = 0
            table[0, place, said[place]] = alike
        return table


@lru_cache(maxsize=4_096)
def tells_age(model: Model, chart: tuple[int, ...]) -> tuple[float, ...]:
    """How likely a chart is at each year of age, beside its likeliest: by which teeth have come, and by what was done to them.

    In part alone: whoever estimated the age has looked at the teeth too.
    """
    family, said = model["teeth"], CODE_OF[np.array(chart[:MILK])]
    known = np.flatnonzero(said)
    group = GROUP_OF[known]
    each = _by_year(model)[:, :, group, said[known] - 1].copy()  # [level, year, tooth]
    come = _come(model)[:, NUMBER_OF[known]]
    waits = said[known] == UNERUPTED
    plain = group != WISDOM
    each[:, :, plain & waits] = (1 - come[:, plain & waits])[None]
    each[:, :, plain & ~waits] *= come[:, plain & ~waits][None]
    levels = family["level"]
    share = np.array([float(levels[level]) for level in levels])
    likely = np.log(each).sum(axis=2) + np.log(share / share.sum())[:, None]
    top = likely.max(axis=0)
    by_year = np.log(np.exp(likely - top).sum(axis=0)) + top
    return tuple(np.exp(family.one("tells_age") * (by_year - by_year.max())).tolist())


OLDEST = 100


@lru_cache(maxsize=8)
def _by_year(model: Model) -> Floats:
    """[level][year][group][code]: what anybody's tooth that has come is charted as, between the bands of age."""
    family = model["teeth"]
    middles = [(low + high) / 2 for low, high in pairwise((*AGE_BANDS, 80))]
    bands = _of_anybody(family)
    plain = np.array([group not in {"wisdom", "milk"} for group in GROUPS])
    bands[:, :, plain, UNERUPTED - 1] = 1e-4
    bands /= bands.sum(axis=-1, keepdims=True)
    bands = bands @ _mistaken(family)
    at = np.clip(np.interp(np.arange(OLDEST) + 0.5, middles, range(len(middles))), 0, len(middles) - 1)
    low = np.minimum(at.astype(int), len(middles) - 2)
    part = (at - low)[None, :, None, None]
    between: Floats = (1 - part) * bands[:, low] + part * bands[:, low + 1]
    return between


@lru_cache(maxsize=8)
def _come(model: Model) -> Floats:
    """[year][number of the tooth in its quarter]: how many have come through; never surely all, nor surely none."""
    family = model["teeth"]
    spread = family["comes"]["spread"]
    mean = [float(family["comes"][str(number)]) for number in range(1, 9)]
    table = [[0.5 * (1 + erf((year + 0.5 - each) / spread / sqrt(2))) for each in mean] for year in range(OLDEST)]
    come: Floats = np.clip(np.array(table), family["surely"]["least"], family["surely"]["most"])
    return come


def _mistaken(family: Family) -> Floats:
    """[tooth][charted]: how often a tooth is charted as what it is, and as something near."""
    wrong = family.one("mistake")
    table: Floats = np.eye(len(CODES)) * (1 - wrong)
    for true, others in family["mistaken"].items():
        for other in str(others).split():
            table[CODES.index(true), CODES.index(other)] += wrong / len(str(others).split())
    return table


def _surfaces(family: Family, rarity: Rarity, side: str) -> NDArray[np.int16]:
    """[surfaces of the missing][of the found], as bits: what two fillings weigh whose surfaces are told; 0 where not."""
    many, told, weight = 2 ** len(lists.SURFACES), family["surfaces"], family["fresh_list"]["teeth"]
    whole = sum(count for key, count in rarity.surfaces.items() if key.startswith(f"{side} "))
    share = [0.0] + [
        mixed(told["usual"], rarity.surfaces.get(f"{side} {each}", 0), whole, weight) for each in range(1, many)
    ]
    table = np.zeros((many, many))
    for mine in range(1, many):
        grown = [each for each in range(1, many) if each & mine == mine and each != mine]
        more = sum(share[each] for each in grown)
        for theirs in range(1, many):
            times = told["any"]
            times += told["same"] / share[mine] if mine == theirs else told["grown"] / more if theirs in grown else 0.0
            table[mine, theirs] = 1000 * np.log10(times)
    return np.rint(table).astype(np.int16)


def _of_anybody(family: Family) -> Floats:
    """[level][band][group][code]: what a tooth of anybody is."""
    return np.array(
        [
            [[list(_anybody(family, group, band, float(level)).values()) for group in GROUPS] for band in range(len(AGE_BANDS))]
            for level in family["level"]
        ]
    )  # fmt: skip


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
    return {code: shares[code] / whole for code in CODES}


def _after(family: Family, half_years: int, level: float, *, wisdom: bool) -> list[list[float]]:
    """What a tooth of each kind has become after some half years, in a mouth of a level: [before][after]."""
    erupts = family["change"]["unerupted sound"] if wisdom else family.one("erupts")
    change = {key: rate / 2 for key, rate in family["change"].items()} | {"unerupted sound": erupts / 2}
    for worn in ("sound filled", "sound missing", "sound crowned"):
        change[worn] = min(family["worn"]["most"], change[worn] * level / family["worn"]["level"])
    step = np.eye(len(CODES))
    for key, rate in change.items():
        one, other = (CODES.index(code) for code in key.split())
        step[one, one] -= rate
        step[one, other] += rate
    after: list[list[float]] = np.linalg.matrix_power(step, half_years).tolist()
    return after
