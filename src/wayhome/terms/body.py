"""How the parts of a body, its teeth and its fingers are named, and which part lies in which.

The numbers of teeth are the two-digit notation of the Fédération Dentaire Internationale (ISO 3950): the first digit is
the quadrant, from the person's own upper right round to the lower right, 1 to 4 permanent and 5 to 8 deciduous; the
second counts from the middle.
"""

from __future__ import annotations

from types import MappingProxyType

from wayhome.terms.body_codes import BODY_PART

_WITHIN = {
    "back": ("upper_back", "lower_back"),
    **{
        f"{side}_{limb}": tuple(f"{side}_{part}" for part in parts)
        for side in ("left", "right")
        for limb, parts in (
            ("arm", ("shoulder", "upper_arm", "forearm", "wrist")),
            ("leg", ("thigh", "knee", "lower_leg", "ankle")),
        )
    },
}
PART_OF = MappingProxyType({fine: whole for whole, parts in _WITHIN.items() for fine in parts})
"""The wider part that each finer part lies in; a part that is not here lies in none."""


def whole_of(part: str) -> str:
    """The widest part that a part lies in: the arm of a wrist, and the hand of a hand."""
    return PART_OF.get(part, part)


def parts_of(part: str) -> frozenset[str]:
    """A part with every finer part of it; somebody who looked at an arm has looked at its wrist."""
    return frozenset({part, *_WITHIN.get(part, ())})


def other_side(part: str) -> str | None:
    """The same part on the other side; None where there is only one."""
    side, _, rest = part.partition("_")
    other = {"left": f"right_{rest}", "right": f"left_{rest}"}.get(side)
    return other if other in BODY_PART else None


PERMANENT = tuple(f"{quadrant}{place}" for quadrant in (1, 2, 3, 4) for place in range(1, 9))
DECIDUOUS = tuple(f"{quadrant}{place}" for quadrant in (5, 6, 7, 8) for place in range(1, 6))
TEETH = frozenset({*PERMANENT, *DECIDUOUS})
SURFACES = "MODBLI"
"""Mesial, occlusal, distal, buccal, lingual, incisal."""

FINGERS = tuple(
    f"{side}_{finger}" for side in ("right", "left") for finger in ("thumb", "index", "middle", "ring", "little")
)
