"""How sure we are of a fact."""

from enum import StrEnum


class Certainty(StrEnum):
    """How sure the one who told us was, or the officer who wrote it down."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"
