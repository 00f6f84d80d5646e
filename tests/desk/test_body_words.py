"""Facts of several parts as an officer reads them."""

from __future__ import annotations

from typing import Any

import pytest

from wayhome.desk import words
from wayhome.kernels.linkage import weighed
from wayhome.terms.codes import BODY_PART
from wayhome.terms.fact_kinds import FACT_KINDS


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("stature_cm", {"low": 150, "high": 155, "unit": "cm"}, "150 - 155 cm"),
        ("stature_cm", {"low": 150, "high": 150, "unit": "cm", "method": "bones"}, "150 cm (estimated from long bones)"),
        ("stature_cm", {"low": 150, "high": 150, "unit": "cm", "method": "unknown"}, "150 cm"),
        ("age_estimate", {"low": 30, "high": 45, "method": "teeth"}, "30 - 45 (from teeth)"),
        ("mark", {"kind": "tattoo", "part": "left_wrist", "words": "a swallow"}, "Tattoo, Left wrist: a swallow"),
        ("object", {"type": "ring", "colour": "gold", "engraving": "M 2004"}, "Ring: gold, engraved “M 2004”"),
        ("object", {"type": "keys"}, "Keys"),
        ("object", "Rucksack, green", "Rucksack, green"),  # as it was kept before objects had parts
        ("teeth", {"charted_on": "2026-03-03", "chart": {"11": "sound", "16": {"code": "filled", "surfaces": "MO"}, "21": "sound"}},
         "Sound: 11 21; Filled: 16 MO; charted 3 Mar 2026"),
        ("fingers", {"left_little": "whorl", "right_thumb": "arch"}, "Right thumb: Arch; Left little finger: Whorl"),
        ("blood_group", "O-", "O negative"),
        ("implant", {"type": "plate", "part": "left_knee", "serial": "P 12"}, "Bone plate, Left knee: P 12"),
        ("implant", {"type": "rod", "part": "unknown"}, "Rod or nail"),
        ("holding", {"kind": "dna_profile", "where": "Northmoor laboratory", "reference": "7/26", "on": "2026-03-04"},
         "DNA profile: Northmoor laboratory, 7/26, 4 Mar 2026"),
        ("examined", "head, left_arm", "Head, Left arm"),
        ("examined", ", ".join(each.code for each in BODY_PART.codes if each.code != "unknown"), "The whole body"),
        ("examined", "head,face,neck,chest,abdomen,pelvis,back,left_arm,right_arm,left_hand,right_hand,left_leg,right_leg,left_foot,right_foot",
         "The whole body"),
        ("examined", "head,face", "Head, Face"),
        ("found_at", {"from": "2026-03-01T00:00:00+00:00", "to": "2026-03-01T23:59:00+00:00", "certified": True}, "Sun 1 Mar 2026, certified"),
        ("died_between", {"from": "2026-01-01T00:00:00+00:00", "to": "2026-03-01T23:59:00+00:00"}, "Thu 1 Jan 2026 - Sun 1 Mar 2026"),
        ("found_setting", "river", "River, lake or canal"),
    ],
)  # fmt: skip
def test_a_value_is_said_in_words(kind: str, value: Any, said: str) -> None:
    assert words.value_words(FACT_KINDS[kind], value) == said


def test_a_day_among_the_evidence_is_said_as_everywhere_else() -> None:
    part = weighed(
        "time", -2400, "time: found by {last}, before last seen on {seen}", last="2026-05-26", seen="2026-11-19"
    )
    assert words.evidence_words(part) == "Found by 26 May 2026, before last seen on 19 Nov 2026"
