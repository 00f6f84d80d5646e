"""Ethnic appearance, hair and eyes, weighed jointly: a colour is common or rare within a group."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.model import Family, Model
from wayhome.kernels.linkage import dex

Look = tuple[int, int, int]
"""Ethnic appearance, hair and eyes by their places in the lists; 0 not known."""


@lru_cache(maxsize=64)
def _confusion(model: Model, trait: str, condition: str) -> dict[str, dict[str, float]]:
    """The chance of each colour being recorded for each true one. Light eyes darken after death; dark ones stay dark."""
    family = model["appearance"]
    agree = family[f"{trait}_agree"][condition]
    near, colours = family[f"{trait}_near"]["share"], tuple(family[f"{trait}_white"])
    darkened = float(family["eyes_darkened"].get(condition, 0.0)) if trait == "eyes" else 0.0
    as_dark = family.chances("eyes_as_dark")
    table = {}
    for true in colours:
        neighbours = str(family[f"{trait}_neighbours"][true]).split()
        others = [each for each in colours if each != true and each not in neighbours]
        to_near = (1 - agree) * near if neighbours else 0.0
        table[true] = {
            each: agree if each == true else to_near / len(neighbours) if each in neighbours
            else (1 - agree - to_near) / len(others)
            for each in colours
        }  # fmt: skip
        if darkened and true not in as_dark:
            table[true] = {
                each: (1 - darkened) * share + darkened * as_dark.get(each, 0.0) for each, share in table[true].items()
            }
    return table


def _shares(family: Family, trait: str, group: str) -> dict[str, float]:
    return family.chances(f"{trait}_white" if group == "white" else f"{trait}_other")


def _recorded(model: Model, trait: str, condition: str, group: str, true: str | None, found: str | None) -> float:
    """The chance that `found` is recorded of somebody of a group, whose colour is `true` or anybody's."""
    if found is None:
        return 1.0
    confusion = _confusion(model, trait, condition)
    if true is not None:
        return confusion[true][found]
    return sum(share * confusion[each][found] for each, share in _shares(model["appearance"], trait, group).items())


def _grouped(model: Model, condition: str, group: str, found: str | None) -> float:
    if found is None:
        return 1.0
    family = model["appearance"]
    agree = float(family["agree"][condition]) * float(family["agree_factor"].get(group, 1.0))
    share = family.chances("share")
    if found == group:
        return agree
    near = str(family["agree_neighbours"].get(group, "")).split()
    to_near = float(family["agree_near"]["share"]) if near else 0.0
    others = 1 - share[group] - sum(share[each] for each in near)
    if found in near:
        return (1 - agree) * to_near / len(near)
    return (1 - agree) * (1 - to_near) * share[found] / others


def _read(model: Model, look: Look) -> tuple[str | None, str | None, str | None]:
    """Group and colours that say something."""
    family = model["appearance"]
    hair, eyes = lists.HAIRS[look[1]], lists.EYES[look[2]]
    return (
        family["group"].get(lists.ETHNICITIES[look[0]]),
        hair if hair in family["hair_white"] else None,
        eyes if eyes in family["eyes_white"] else None,
    )


@lru_cache(maxsize=400_000)
def look_weight(missing: Look, found: Look, condition: str, model: Model) -> int:
    """Weigh how somebody looks. The missing person's own group and colours tell which groups it may be of."""
    family = model["appearance"]
    group, hair, eyes = _read(model, missing)
    seen_group, seen_hair, seen_eyes = _read(model, found)
    same = other = whole = 0.0
    for each, share in family.chances("share").items():
        grouped = _grouped(model, condition, each, seen_group)
        other += (
            share * grouped
            * _recorded(model, "hair", condition, each, None, seen_hair)
            * _recorded(model, "eyes", condition, each, None, seen_eyes)
        )  # fmt: skip
        if group not in {None, each}:
            continue
        belongs = share
        if hair:
            belongs *= _shares(family, "hair", each)[hair]
        if eyes:
            belongs *= _shares(family, "eyes", each)[eyes]
        whole += belongs
        same += (
            belongs * grouped
            * _recorded(model, "hair", condition, each, hair, seen_hair)
            * _recorded(model, "eyes", condition, each, eyes, seen_eyes)
        )  # fmt: skip
    return dex(same / whole, other)


def every_look() -> tuple[Look, ...]:
    """Every combination there can be, in the order of their codes."""
    return tuple(product(range(len(lists.ETHNICITIES)), range(len(lists.HAIRS)), range(len(lists.EYES))))


class Looks:
    """What every look weighs for an unidentified of one look and condition, as arrays, worked out once for each.

    The same sums as `look_weight`.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._groups = tuple(model["appearance"]["share"])
        every = every_look()
        self._hair = np.array([look[1] for look in every])
        self._eyes = np.array([look[2] for look in every])
        self._belongs = np.array([self._belonging(look) for look in every])
        self._rows: list[NDArray[np.int32]] = []
        self._row_of: dict[tuple[int, int], int] = {}
        self._stacked = np.zeros((0, len(every)), np.int32)

    def rows(
        self, looks: NDArray[np.int32], conditions: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """All rows so far, and which row each of some unidentified (by look and condition) has."""
        wanted = list(zip(looks.tolist(), conditions.tolist(), strict=True))
        for each in wanted:
            if each not in self._row_of:
                self._row_of[each] = len(self._rows)
                self._rows.append(self._row(*each))
        if len(self._stacked) < len(self._rows):
            self._stacked = np.array(self._rows, np.int32)
        return self._stacked, np.array([self._row_of[each] for each in wanted], np.int32)

    def _belonging(self, look: Look) -> list[float]:
        """The share of each group among people who look so."""
        family = self._model["appearance"]
        group, hair, eyes = _read(self._model, look)
        shares = []
        for each, share in family.chances("share").items():
            belongs = share if group in {None, each} else 0.0
            if belongs and hair:
                belongs *= _shares(family, "hair", each)[hair]
            if belongs and eyes:
                belongs *= _shares(family, "eyes", each)[eyes]
            shares.append(belongs)
        whole = sum(shares)
        return [each / whole for each in shares]

    def _row(self, look: int, condition: int) -> NDArray[np.int32]:
        model, name = self._model, lists.CONDITIONS[condition]
        rest, eyes_at = divmod(look, len(lists.EYES))
        group, hair, eyes = _read(model, (rest // len(lists.HAIRS), rest % len(lists.HAIRS), eyes_at))
        chances = model["appearance"].chances("share")
        same, other = np.zeros(len(self._belongs)), 0.0
        for place, each in enumerate(self._groups):
            grouped = _grouped(model, name, each, group)
            hairs = np.array(
                [_recorded(model, "hair", name, each, _colour(model, "hair", code), hair) for code in lists.HAIRS]
            )
            eye = np.array(
                [_recorded(model, "eyes", name, each, _colour(model, "eyes", code), eyes) for code in lists.EYES]
            )
            anybody = _recorded(model, "hair", name, each, None, hair) * _recorded(
                model, "eyes", name, each, None, eyes
            )
            other += chances[each] * grouped * anybody
            same += self._belongs[:, place] * grouped * hairs[self._hair] * eye[self._eyes]
        return np.rint(1000.0 * np.log10(same / other)).astype(np.int32)


def _colour(model: Model, trait: str, code: str) -> str | None:
    return code if code in model["appearance"][f"{trait}_white"] else None
