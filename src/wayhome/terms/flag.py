"""An answer to a yes-or-no question, with room for not knowing."""

from enum import StrEnum


class Flag(StrEnum):
    """Yes, no, or not known; "not known" is never read as "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
