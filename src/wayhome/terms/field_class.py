"""How far a fact may travel."""

from enum import StrEnum


class FieldClass(StrEnum):
    """How far a fact may travel, from everybody to almost nobody."""

    PUBLIC = "public"
    PARTNER = "partner"
    CASE = "case"
    RESTRICTED = "restricted"
    SEALED = "sealed"


_RANKS = {field_class: rank for rank, field_class in enumerate(FieldClass)}


def rank(field_class: FieldClass) -> int:
    """How closely a class is kept: 0 for public, 4 for sealed. Compare ranks, never the words."""
    return _RANKS[field_class]


def up_to(ceiling: FieldClass) -> frozenset[FieldClass]:
    """The classes kept no more closely than `ceiling`, itself included."""
    return frozenset(each for each in FieldClass if rank(each) <= rank(ceiling))


def stricter(one: FieldClass, other: FieldClass) -> FieldClass:
    """Whichever of two classes is kept more closely."""
    return max(one, other, key=rank)
