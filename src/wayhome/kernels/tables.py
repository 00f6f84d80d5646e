"""The chances behind the comparison of two reports of children, each table with its source and status.

status   published: read in a source; measured: counted by this project; assumed: our judgement until somebody counts
source   ids of the reference table
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["published", "measured", "assumed"]


@dataclass(frozen=True, slots=True)
class Levels:
    """The chance of each level of a comparison if one person, and if two; each column adds up to 1."""

    name: str
    status: Status
    source: str
    same: Mapping[str, float]
    other: Mapping[str, float]


NAME = Levels(
    "names of two reports of children", "assumed", "OURS",
    same={"alike": 0.75, "nearly": 0.15, "sounds alike": 0.04, "unlike": 0.06},
    other={"alike": 0.0002, "nearly": 0.0018, "sounds alike": 0.003, "unlike": 0.995},
)  # fmt: skip
GIVEN_NAME = Levels(
    "names of two reports of children, of which one is a given name alone", "assumed", "OURS",
    same={"alike": 0.75, "nearly": 0.12, "sounds alike": 0.04, "unlike": 0.09},
    other={"alike": 0.005, "nearly": 0.008, "sounds alike": 0.007, "unlike": 0.98},
)  # fmt: skip
AGE_FIT = Levels(
    "ages of two reports of children",
    "assumed",
    "OURS",
    same={"fit": 0.94, "clash": 0.06},
    other={"fit": 0.25, "clash": 0.75},
)
BIRTH = Levels(
    "birth dates of two reports of children", "assumed", "OURS",
    same={"fit, day known": 0.93, "day and month swapped": 0.015, "two parts of three": 0.025, "clash": 0.03},
    other={"fit, day known": 0.00025, "day and month swapped": 0.0002, "two parts of three": 0.0148, "clash": 0.98475},
)  # fmt: skip
BIRTH_PARTIAL = Levels(
    "birth dates of which a part is not known", "assumed", "OURS",
    same={"fit, month known": 0.96, "clash": 0.04},
    other={"fit, month known": 0.007, "clash": 0.993},
)  # fmt: skip
BIRTH_YEAR = Levels(
    "birth years", "assumed", "OURS", same={"fit": 0.96, "clash": 0.04}, other={"fit": 0.09, "clash": 0.91}
)
PHONE = Levels(
    "phones of two reports of children", "assumed", "OURS",
    same={"shared": 0.3, "none shared": 0.7}, other={"shared": 0.00002, "none shared": 0.99998},
)  # fmt: skip
SAME_AREA = Levels(
    "places of two reports of children", "assumed", "OURS",
    same={"same": 0.35, "different": 0.65}, other={"same": 0.002, "different": 0.998},
)  # fmt: skip

LEVELS = (NAME, GIVEN_NAME, AGE_FIT, BIRTH, BIRTH_PARTIAL, BIRTH_YEAR, PHONE, SAME_AREA)
