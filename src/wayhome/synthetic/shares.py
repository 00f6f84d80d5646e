"""Published shares that invented episodes follow, each with its source and how sure it is.

Sources are ids of the reference table: MT1617 national tables 2016/17, WP1516 a parliamentary answer 2015/16, MBP1920
national tables 2019/20, MPK2223 a charity's key facts 2022/23, GRAM07 the Grampian study, PA1415 outcome table 2014/15,
DFE18 looked-after children 2017/18, VO15 one force's
grades 2015, CALC arithmetic on other rows, OURS an assumption of this project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each of several answers is the case; the shares sum to one."""

    of: tuple[tuple[str, float], ...]
    source: str
    certainty: str

    def __post_init__(self) -> None:
        if abs(sum(share for _, share in self.of) - 1) > 1e-6:
            raise ValueError("Shares must sum to one.")

    def draw(self, rng: random.Random) -> str:
        """One answer, each as often as its share says."""
        return rng.choices([name for name, _ in self.of], [share for _, share in self.of])[0]


CHILD_SHARE = 0.61
"""Incidents that concern somebody under 18 (2019/20, MBP1920, reported)."""

CHILD_AGE = Shares((("0-11", 0.07), ("12-14", 0.35), ("15-17", 0.58)), "WP1516", "derived")
AGES_WITHIN = {
    "0-11": {2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 8: 8, 9: 13, 10: 21, 11: 35},
    "12-14": {12: 21, 13: 35, 14: 44},
    "15-17": {15: 40, 16: 36, 17: 24},
}
"""Years within a band (OURS, assumption: rising through childhood, highest at about 15)."""

ADULT_AGE = Shares(
    (("18-21", 0.17), ("22-39", 0.40), ("40-59", 0.26), ("60-79", 0.12), ("80-93", 0.05)), "OURS", "assumption"
)
SEX_CHILD = Shares((("female", 0.488), ("male", 0.511), ("other", 0.001)), "CALC", "derived")
SEX_ADULT = Shares((("female", 0.40), ("male", 0.599), ("other", 0.001)), "OURS", "assumption")

ETHNICITY_KNOWN = Shares(
    (
        ("white", 0.76),
        ("black", 0.14),
        ("asian", 0.05),
        ("east_asian", 0.012),
        ("middle_eastern", 0.014),
        ("mixed", 0.02),
        ("other", 0.004),
    ),
    "MBP1920",
    "derived",
)
"""White, Black and Asian as published; the rest of 5 % is divided here (OURS)."""
ETHNICITY_UNKNOWN = 0.31
"""Incidents with ethnicity unknown or other (2019/20, MBP1920, reported)."""

LOOKED_AFTER_CHILD = 0.15
"""Children missing in a year who are looked after: 11,530 (DFE18) of about 76,000 (CALC, derived)."""

DURATION_CHILD = Shares(
    (("0-8", 0.47), ("8-24", 0.31), ("24-48", 0.11), ("48-168", 0.09), ("168-672", 0.016), ("672-4000", 0.004)),
    "CALC",
    "assumption",
)
"""Hours from the report. Under 8 h is MT1617; within 24 h and 48 h about MPK2223."""
DURATION_ADULT = Shares(
    (("0-8", 0.45), ("8-24", 0.30), ("24-48", 0.10), ("48-168", 0.115), ("168-672", 0.025), ("672-6000", 0.010)),
    "CALC",
    "assumption",
)
RISK_GRADE = Shares((("high", 0.16), ("medium", 0.68), ("low", 0.13), ("nar", 0.03)), "VO15", "reported")
"""Grades officers decided, one force, six months of 2015; the last 3 % is OURS."""

STILL_MISSING = 0.001
"""Untraced (Scotland 2017/18, reported)."""

FOUND_BY_CHILD = Shares(
    (
        ("police", 0.34),
        ("own_accord", 0.25),
        ("family", 0.18),
        ("friend", 0.025),
        ("carer", 0.085),
        ("local_authority", 0.025),
        ("public_other", 0.035),
        ("public_after_appeal", 0.01),
        ("school", 0.02),
        ("transport_staff", 0.02),
        ("health", 0.01),
    ),
    "MT1617",
    "reported",
)
"""Police, own accord, family and friend as published (MT1617); the remaining 20.5 % is divided here (OURS)."""
FOUND_BY_ADULT = Shares(
    (
        ("police", 0.50),
        ("own_accord", 0.20),
        ("family", 0.11),
        ("friend", 0.02),
        ("health", 0.07),
        ("carer", 0.03),
        ("public_other", 0.045),
        ("search_team", 0.015),
        ("transport_staff", 0.01),
    ),
    "MT1617",
    "reported",
)
FOUND_PLACE = Shares(
    (
        ("home", 0.25),
        ("friend", 0.24),
        ("street", 0.19),
        ("relative", 0.12),
        ("shop", 0.11),
        ("police", 0.02),
        ("transport", 0.03),
        ("entertainment", 0.01),
        ("known_adult", 0.015),
        ("hospital", 0.01),
        ("derelict", 0.003),
        ("open_ground", 0.002),
    ),
    "GRAM07",
    "reported",
)
"""Children of 12 to 14, the first eight as published; what is left is divided here (OURS)."""
HARM = Shares(
    (
        ("none", 0.96),
        ("injury", 0.014),
        ("assault", 0.007),
        ("criminal_exploitation", 0.005),
        ("substance", 0.004),
        ("self_harm", 0.004),
        ("sexual_offence", 0.003),
        ("medical", 0.002),
        ("exposure", 0.001),
    ),
    "PA1415",
    "reported",
)
"""96 % without harm and 0.3 % sexual offence as published; the rest is divided here (OURS). Deaths are drawn apart."""
FATAL_CHILD = 0.0002
FATAL_ADULT = 0.006
"""Deaths (CALC, derived: 36 children in about 180,000 incidents; 971 of all ages in about 323,667)."""

EPISODES_IN_A_YEAR = Shares((("1", 0.57), ("2-9", 0.39), ("10+", 0.04)), "CALC", "derived")
MEAN_WITHIN = {"2-9": 2.7, "10+": 16.1}
"""Children's episodes a year (CALC from a study of one force); means within the two higher groups."""
