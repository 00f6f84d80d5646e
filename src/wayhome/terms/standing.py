"""How somebody stands to one missing person's record."""

from dataclasses import dataclass
from enum import StrEnum

from wayhome.terms.field_class import FieldClass


class Closeness(StrEnum):
    """How closely a whole record is kept."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What, beside role and agency, decides whether a record may be opened.

    own        the viewer's agency owns the record
    assigned   the viewer owns the case or is assigned to it
    named      the viewer is named on the record's seal
    shared     how far the record is shared with the viewer's agency; None when it is not, or no longer
    glass      the viewer has broken the glass, and the time has not run out
    conflict   the viewer is a person named in the case
    erased     the record's keys were destroyed: who might open it is told so
    """

    own: bool
    assigned: bool = False
    named: bool = False
    shared: FieldClass | None = None
    glass: bool = False
    closeness: Closeness = Closeness.OPEN
    conflict: bool = False
    erased: bool = False
