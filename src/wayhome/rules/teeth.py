"""Whether what was charted on a tooth in life can be what an examiner finds on it later: three lights.

Teeth change in one direction: sound becomes filled, filled becomes crowned, and whatever was there may be lost; nothing
becomes sound again. Meaning of the lights after the public manual of PlassData DVI, no date: green is the same code, yellow
a change that life or death may have made, red what cannot be. A red light is a contradiction to be checked: charts
confuse neighbours and sides often enough that one proves nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Light(StrEnum):
    """How a tooth fits."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"
    """Not known on both sides."""


LATER: dict[str, frozenset[str]] = {
    "unerupted": frozenset({"sound", "filled", "root_filled", "crowned", "bridge", "missing", "implant", "lost"}),
    "sound": frozenset({"filled", "root_filled", "crowned", "bridge", "missing", "implant", "lost"}),
    "filled": frozenset({"root_filled", "crowned", "bridge", "missing", "implant", "lost"}),
    "root_filled": frozenset({"crowned", "bridge", "missing", "implant", "lost"}),
    "crowned": frozenset({"root_filled", "bridge", "missing", "implant", "lost"}),
    "bridge": frozenset({"missing", "implant", "lost"}),
    "missing": frozenset({"bridge", "implant"}),
    "implant": frozenset({"missing", "lost"}),
    "lost": frozenset(),
}
"""What each code in life may have become. A tooth lost in life cannot be lost after death; a gap may get a bridge or implant."""


def code_of(charted: Any) -> str:
    """The code of a tooth, charted with its surfaces or without."""
    return str(charted["code"] if isinstance(charted, Mapping) else charted or "unknown")


def surfaces_of(charted: Any) -> frozenset[str]:
    """The surfaces that are filled; empty when nobody wrote them down."""
    return frozenset(charted.get("surfaces", "") if isinstance(charted, Mapping) else "")


def light(in_life: Any, found: Any) -> Light:
    """How one tooth, as charted of the missing person, fits the same tooth of the unidentified.

    in_life, found   a code of `tooth_code`, or {"code", "surfaces"}; None is not known
    """
    before, after = code_of(in_life), code_of(found)
    if "unknown" in {before, after} or before not in LATER or after not in LATER:
        return Light.NONE
    if before != after:
        return Light.YELLOW if after in LATER[before] else Light.RED
    filled, now = surfaces_of(in_life), surfaces_of(found)
    if not filled or not now or filled == now:
        return Light.GREEN
    return Light.YELLOW if filled < now else Light.RED


def lights(in_life: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Light]:
    """The light of every tooth that either chart names."""
    return {tooth: light(in_life.get(tooth), found.get(tooth)) for tooth in sorted({*in_life, *found})}
