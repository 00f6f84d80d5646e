"""Which requirement each operation of the partners' door has. An operation without a line keeps it from starting."""

from __future__ import annotations

from enum import StrEnum


class Requirement(StrEnum):
    """What a caller must show."""

    AGENCY_KEY = "agency_key"


OPERATIONS: dict[str, Requirement] = {
    "receive": Requirement.AGENCY_KEY,
}


def routes() -> frozenset[str]:
    """Every operation for which a requirement is written down."""
    return frozenset(OPERATIONS)
