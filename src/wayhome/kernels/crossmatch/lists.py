"""The codes that the engine knows, each list in a fixed order: the place of a code is what columns hold. 0 is not known."""

from __future__ import annotations

from wayhome.terms import body
from wayhome.terms.code_list import CodeList
from wayhome.terms.codes import (
    AGE_METHOD,
    BLOOD_GROUP,
    BODY_PART,
    CONDITION,
    ETHNICITY,
    EYE_COLOUR,
    FINGER_CLASS,
    FOUND_SETTING,
    HAIR_COLOUR,
    IMPLANT_TYPE,
    MARK_TYPE,
    OBJECT_TYPE,
    SEX,
    STATURE_METHOD,
    TOOTH_CODE,
    UNIDENTIFIED_KIND,
)

UNKNOWN = "unknown"


def _codes(of: CodeList, *silent: str) -> tuple[str, ...]:
    """The codes of a list after "unknown"; `silent` codes may be recorded and say nothing."""
    return (UNKNOWN, *(each.code for each in of.codes if each.code not in {UNKNOWN, *silent}))


SEXES = _codes(SEX, "other")
ETHNICITIES = _codes(ETHNICITY)
HAIRS = _codes(HAIR_COLOUR)
EYES = _codes(EYE_COLOUR, "other")
STATURE_METHODS = _codes(STATURE_METHOD)
AGE_METHODS = _codes(AGE_METHOD)
SETTINGS = _codes(FOUND_SETTING)
CONDITIONS = _codes(CONDITION)
KINDS = tuple(each.code for each in UNIDENTIFIED_KIND.codes)
MARKS = tuple(each.code for each in MARK_TYPE.codes)
BELOW_SKIN = frozenset({"amputation", "medical_device", "dental"})
PARTS = _codes(BODY_PART)
TOOTH_CODES = _codes(TOOTH_CODE, "lost")
"""A tooth lost after death says nothing of the tooth in life."""
FILLED = TOOTH_CODES.index("filled")
SURFACES = body.SURFACES
TOOTH_VALUES = len(TOOTH_CODES) + 2 ** len(SURFACES) - 1
"""What a chart holds of a tooth: a code, or beyond the codes a filling with its surfaces as bits."""


def filling(surfaces: str) -> int:
    """A filling on some surfaces, as a chart holds it."""
    bits = sum(1 << place for place, surface in enumerate(SURFACES) if surface in surfaces)
    return len(TOOTH_CODES) - 1 + bits if bits else FILLED


def tooth_code(value: int) -> int:
    """The code of what a chart holds of a tooth."""
    return value if value < len(TOOTH_CODES) else FILLED


def surfaces_of(value: int) -> int:
    """The surfaces of a filling as bits; 0 where not told."""
    return max(0, value - len(TOOTH_CODES) + 1)


TEETH = (*body.PERMANENT, *body.DECIDUOUS)
FINGER_CLASSES = _codes(FINGER_CLASS, "scarred", "missing")
FINGERS = body.FINGERS
BLOOD_GROUPS = (UNKNOWN, *(each.code for each in BLOOD_GROUP.codes))
IMPLANTS = tuple(each.code for each in IMPLANT_TYPE.codes)
OBJECTS = tuple(each.code for each in OBJECT_TYPE.codes)
ANSWERS = ("colour", "material", "brand", "size")
"""What may be said of an object, beside its type, its engraving and words."""

WHOLE = tuple(PARTS.index(body.whole_of(each)) for each in PARTS)
"""For each part of the body, the widest part that it lies in."""
OTHER_SIDE = tuple(PARTS.index(body.other_side(each) or UNKNOWN) for each in PARTS)
"""For each part of the body, the same on the other side; 0 where there is none."""
