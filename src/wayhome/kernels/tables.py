"""The chances behind the comparisons of missing and unidentified people, each with its source and status.

status   published: read in a source; measured: counted by this project; assumed: our judgement until somebody counts
source   ids of the reference table, or the study by author and year as cited in the project's notes on matching
A change of any number here changes MODEL_VERSION, which every run of the matcher keeps.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

Status = Literal["published", "measured", "assumed"]


@dataclass(frozen=True, slots=True)
class Shares:
    """How common each answer is among missing people; the shares add up to 1."""

    name: str
    status: Status
    source: str
    share: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The chance, by condition of the unidentified, that the same answer is recorded of the same person."""

    name: str
    status: Status
    source: str
    by_condition: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Levels:
    """The chance of each level of a comparison if one person, and if two; each column adds up to 1."""

    name: str
    status: Status
    source: str
    same: Mapping[str, float]
    other: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Named quantities with their unit in the name."""

    name: str
    status: Status
    source: str
    value: Mapping[str, float]


CONDITIONS = ("alive", "fresh", "decomposed", "water", "burnt", "partial", "skeletal")
SKIN_SPEAKS = ("alive", "fresh", "decomposed")
EYES_SPEAK = ("alive", "fresh")
"""Irises darken within 48 hours of death, so eye colour speaks only of the living and the newly dead."""

SEX_SHARES = Shares("sex shares", "published", "MT1617", {"male": 0.54, "female": 0.46})
SEX_AGREES = Agreement(
    "sex agreement", "assumed", "skeletal: casework against DNA, 94.7 % of 360; the rest assumed",
    {"alive": 0.995, "fresh": 0.995, "decomposed": 0.98, "water": 0.98, "burnt": 0.95, "partial": 0.94, "skeletal": 0.947},
)  # fmt: skip

ETHNIC_GROUPS = {
    "white": "white",
    "black": "black",
    "asian": "asian",
    "east_asian": "other",
    "middle_eastern": "other",
    "other": "other",
}
"""Mixed descent is left out: what an observer writes of it is anybody's guess."""
ETHNIC_SHARES = Shares(
    "ethnic appearance shares", "published", "MBP1920",
    {"white": 0.76, "black": 0.14, "asian": 0.05, "other": 0.05},
)  # fmt: skip
ETHNIC_AGREES = Agreement(
    "ethnic appearance agreement", "assumed", "skeletal: casework against DNA, 90.9 % of 99; the rest assumed",
    {"alive": 0.95, "fresh": 0.95, "decomposed": 0.8, "water": 0.8, "burnt": 0.75, "partial": 0.75, "skeletal": 0.909},
)  # fmt: skip

HAIR_NEAR = (
    ("black", "dark_brown"),
    ("dark_brown", "brown"),
    ("brown", "light_brown"),
    ("light_brown", "fair"),
    ("fair", "blond"),
    ("ginger", "red"),
    ("red", "brown"),
    ("grey", "white"),
)
HAIR_CHANGES = ("dyed", "none")
"""Dyed or shaved hair says nothing of the colour recorded at another time."""
HAIR_SHARES_WHITE = Shares(
    "hair colour shares, white", "assumed", "MEM",
    {"black": 0.06, "dark_brown": 0.27, "brown": 0.3, "light_brown": 0.12, "fair": 0.07, "blond": 0.09,
     "ginger": 0.025, "red": 0.02, "grey": 0.035, "white": 0.01},
)  # fmt: skip
HAIR_SHARES_OTHER = Shares(
    "hair colour shares, not white", "assumed", "MEM",
    {"black": 0.78, "dark_brown": 0.14, "brown": 0.045, "light_brown": 0.005, "fair": 0.004, "blond": 0.004,
     "ginger": 0.002, "red": 0.002, "grey": 0.013, "white": 0.005},
)  # fmt: skip
HAIR_AGREES = Agreement(
    "hair colour agreement", "assumed", "OURS",
    {"alive": 0.7, "fresh": 0.7, "decomposed": 0.5, "water": 0.5, "burnt": 0.3, "partial": 0.4, "skeletal": 0.4},
)  # fmt: skip

EYE_NEAR = (("brown", "black"), ("brown", "hazel"), ("hazel", "green"), ("green", "blue"), ("blue", "grey"))
EYE_SHARES_WHITE = Shares(
    "eye colour shares, white", "assumed", "MEM",
    {"blue": 0.45, "brown": 0.22, "green": 0.14, "hazel": 0.13, "grey": 0.05, "black": 0.005, "differing": 0.005},
)  # fmt: skip
EYE_SHARES_OTHER = Shares(
    "eye colour shares, not white", "assumed", "MEM",
    {"blue": 0.01, "brown": 0.85, "green": 0.01, "hazel": 0.025, "grey": 0.005, "black": 0.098, "differing": 0.002},
)  # fmt: skip
EYE_AGREES = Agreement("eye colour agreement", "assumed", "OURS", {"alive": 0.75, "fresh": 0.65})

NEAR = Numbers("share of wrong colours that are neighbours of the right one", "assumed", "OURS", {"share": 0.75})

AGE_SHARES = Shares(
    "age shares of missing people, by the first year of a band", "assumed",
    "children: WP1516 shares of 0-11, 12-14, 15-17 and MPB1112 share of incidents; adults: MEM",
    {"0": 0.046, "12": 0.231, "15": 0.383, "18": 0.06, "22": 0.15, "40": 0.08, "60": 0.03, "80": 0.02},
)  # fmt: skip
AGE_BAND_ENDS = {"0": 11, "12": 14, "15": 17, "18": 21, "22": 39, "40": 59, "60": 79, "80": 95}
AGE_ERROR_YEARS = Numbers(
    "error of an estimated age: years at birth, and more for each year of age", "assumed",
    "skeletal: adult methods 5.6 to 9 years, hand and wrist 1 year; the rest assumed",
    {"alive base": 1.0, "alive slope": 0.05, "fresh base": 1.0, "fresh slope": 0.06,
     "decomposed base": 1.2, "decomposed slope": 0.1, "water base": 1.2, "water slope": 0.1,
     "burnt base": 1.2, "burnt slope": 0.14,
     "partial base": 1.5, "partial slope": 0.16, "skeletal base": 1.0, "skeletal slope": 0.14},
)  # fmt: skip

STATURE_BY_AGE_CM = Numbers(
    "mean height by age", "assumed", "MEM: growth references, both sexes together",
    {"0": 60, "2": 87, "5": 110, "8": 128, "10": 139, "12": 150, "14": 163, "16": 169, "18": 171, "130": 171},
)  # fmt: skip
STATURE_ERROR_CM = Numbers(
    "errors of height, as standard deviations", "assumed",
    "skeletal: 2.4 to 4.0 cm from thigh and shin bones; report: 27 % of men 2.5 cm or more over; the rest assumed",
    {"report": 4.0, "people": 8.0, "alive": 2.0, "fresh": 2.5, "decomposed": 4.0, "water": 4.0, "burnt": 5.0, "partial": 6.0,
     "skeletal": 4.0, "share of growth": 0.15},
)  # fmt: skip
MISTAKES = Numbers(
    "share of facts that were written down wrong, and over what range a wrong one may lie",
    "assumed",
    "OURS",
    {"age": 0.02, "age range": 96.0, "stature": 0.02, "stature range": 170.0},
)

MARK_FREQUENCY = Numbers(
    "share of people with a recorded mark of the kind on the body part", "assumed",
    "tattoo: 46 % of 2,045 unknown bodies in Jalisco carry one, spread over the body; the rest assumed",
    {"scar": 0.03, "surgical_scar": 0.01, "tattoo": 0.05, "birthmark": 0.01, "mole": 0.02, "piercing": 0.05,
     "amputation": 0.001, "burn": 0.005, "medical_device": 0.002, "dental": 0.05, "other": 0.02},
)  # fmt: skip
MARK_SEEN = Shares(
    "what is seen of a missing person's mark, on a part of the body that was examined", "assumed", "OURS",
    {"described alike": 0.45, "there": 0.33, "other side": 0.05, "not there": 0.17},
)  # fmt: skip
MARK_ALIKE_BY_CHANCE = Numbers(
    "share of marks of one kind and place that two people's descriptions make alike", "assumed", "OURS", {"share": 0.03}
)
MARK_BELOW_THE_SKIN = ("amputation", "medical_device", "dental")
"""Kinds that outlast the skin."""

TIME = Levels(
    "from last seen to death, or to being found alive", "assumed", "OURS",
    same={"impossible": 0.01, "days": 0.44, "weeks": 0.25, "months": 0.15, "years": 0.11, "decades": 0.04},
    other={"impossible": 0.5, "days": 0.01, "weeks": 0.02, "months": 0.07, "years": 0.15, "decades": 0.25},
)  # fmt: skip
TIME_ENDS_DAYS = {"days": 3, "weeks": 28, "months": 365, "years": 3653}

PLACE = Levels(
    "distance from where last seen to where found", "assumed",
    "same: after 88 buried homicide victims, 60 % within 10 km, and CALC distances; other: OURS",
    same={"under 1 km": 0.2, "1 to 10 km": 0.4, "10 to 50 km": 0.22, "50 to 200 km": 0.12, "over 200 km": 0.06},
    other={"under 1 km": 0.0005, "1 to 10 km": 0.01, "10 to 50 km": 0.0895, "50 to 200 km": 0.42, "over 200 km": 0.48},
)  # fmt: skip
PLACE_ENDS_KM = {"under 1 km": 1.0, "1 to 10 km": 10.0, "10 to 50 km": 50.0, "50 to 200 km": 200.0}

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

SHARES = (
    SEX_SHARES,
    ETHNIC_SHARES,
    HAIR_SHARES_WHITE,
    HAIR_SHARES_OTHER,
    EYE_SHARES_WHITE,
    EYE_SHARES_OTHER,
    AGE_SHARES,
)
SEEN = (MARK_SEEN,)
AGREEMENTS = (SEX_AGREES, ETHNIC_AGREES, HAIR_AGREES, EYE_AGREES)
LEVELS = (TIME, PLACE, NAME, GIVEN_NAME, AGE_FIT, BIRTH, BIRTH_PARTIAL, BIRTH_YEAR, PHONE, SAME_AREA)
NUMBERS = (NEAR, MARK_ALIKE_BY_CHANCE, AGE_ERROR_YEARS, STATURE_BY_AGE_CM, STATURE_ERROR_CM, MISTAKES, MARK_FREQUENCY)
_REST = (
    CONDITIONS, SKIN_SPEAKS, EYES_SPEAK, ETHNIC_GROUPS, HAIR_NEAR, HAIR_CHANGES, EYE_NEAR, AGE_BAND_ENDS, TIME_ENDS_DAYS,
    PLACE_ENDS_KM, MARK_BELOW_THE_SKIN,
)  # fmt: skip


def model_version() -> str:
    """A name for the tables that changes with any number in them."""
    tables = [asdict(table) for table in (*SHARES, *SEEN, *AGREEMENTS, *LEVELS, *NUMBERS)]
    content = json.dumps([tables, _REST], sort_keys=True).encode()
    return f"traits-1-{sha256(content).hexdigest()[:12]}"


MODEL_VERSION = model_version()
