"""Ethnic appearance, hair and eyes, weighed jointly: a colour is common or rare within a group."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.chances import dex
from wayhome.kernels.crossmatch.model import Family, Model

Look = tuple[int, int, int]
"""Group, hair and eyes by their places in the lists; 0 not known."""


def groups(model: Model) -> tuple[str, ...]:
    """The groups in order, after "unknown"."""
    return (lists.UNKNOWN, *model["appearance"]["share"])


@lru_cache(maxsize=64)
def _confusion(model: Model, trait: str, condition: str) -> dict[str, dict[str, float]] | None:
    """The chance of each colour being recorded for each true one; None where the condition hides it."""
    family = model["appearance"]
    agree = family[f"{trait}_agree"].get(condition)
    if agree is None:
        return None
    near, colours = family[f"{trait}_near"]["share"], tuple(family[f"{trait}_white"])
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
    return table


def _shares(family: Family, trait: str, group: str) -> dict[str, float]:
    return family.chances(f"{trait}_white" if group == "white" else f"{trait}_other")


def _recorded(model: Model, trait: str, condition: str, group: str, true: str | None, found: str | None) -> float:
    """The chance that `found` is recorded of somebody of a group, whose colour is `true` or anybody's."""
    confusion = _confusion(model, trait, condition)
    if found is None or confusion is None:
        return 1.0
    if true is not None:
        return confusion[true][found]
    return sum(share * confusion[each][found] for each, share in _shares(model["appearance"], trait, group).items())


def _grouped(model: Model, condition: str, group: str, found: str | None) -> float:
    agree = model["appearance"]["agree"][condition]
    if found is None:
        return 1.0
    return agree if found == group else (1 - agree) / (len(model["appearance"]["share"]) - 1)


def _read(model: Model, look: Look) -> tuple[str | None, str | None, str | None]:
    """Group and colours that say something; dyed or shaved hair says nothing of a colour."""
    family = model["appearance"]
    group, hair, eyes = groups(model)[look[0]], lists.HAIRS[look[1]], lists.EYES[look[2]]
    return (
        None if group == lists.UNKNOWN else group,
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


def every_look(model: Model) -> tuple[Look, ...]:
    """Every combination there can be, in the order of their codes."""
    return tuple(product(range(len(groups(model))), range(len(lists.HAIRS)), range(len(lists.EYES))))
