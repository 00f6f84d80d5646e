"""The next fact worth obtaining: what one side has and the other lacks, by what it would add if the two agreed in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wayhome.kernels.crossmatch import lists, reference
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.weights import Weights

MEASURED = lists.STATURE_METHODS.index("measured")
FEWEST = 200
"""Thousandths of a dex below which a fact is not worth asking for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that one side lacks. `of` says whose: "missing" or "unidentified"; the gain, if the two agree, in thousandths."""

    family: str
    of: str
    gain: int


_FIELDS = {
    "sex": "sex", "appearance": "hair", "stature": "stature", "place": "point", "marks": "marks", "objects": "things",
    "teeth": "teeth", "fingers": "fingers", "blood": "blood", "implants": "implants",
}  # fmt: skip
"""By family the field that is asked for."""


def next_facts(missing: Missing, found: Unidentified, weights: Weights) -> tuple[Wanted, ...]:
    """Facts that one side lacks and the other has, what would add most first.

    A gain is what the family would weigh if the fact, once known, were just as the other side has it. What neither side
    has is not among them: nobody could say what it would be.
    """
    before = reference.score(missing, found, weights)
    wanted = []
    for family, field in _FIELDS.items():
        mine, theirs = getattr(missing, field), getattr(found, field)
        if bool(mine) == bool(theirs):
            continue
        known: Any = mine or theirs
        if family == "stature":
            known = (*known[:2], MEASURED)
        told = replace(missing, **{field: known}) if theirs else missing
        seen = replace(found, **{field: known}) if mine else found
        gain = reference.score(told, seen, weights) - before
        if gain >= FEWEST:
            wanted.append(Wanted(family, "unidentified" if mine else "missing", gain))
    return tuple(sorted(wanted, key=lambda each: (-each.gain, each.family)))
