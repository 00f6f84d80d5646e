"""Facts of several parts: what fits is kept in one form, what does not is refused with the remedy."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from wayhome.facts.values import read_value
from wayhome.terms.fact_kinds import FACT_KINDS

ZONE = "Europe/London"
NOW = datetime(2026, 11, 21, 16, tzinfo=UTC)


def read(kind: str, given: Any) -> Any:
    text = given if isinstance(given, str) else json.dumps(given)
    return read_value(FACT_KINDS[kind], text, zone=ZONE, at=NOW)


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("stature_cm", "1.72", r"1\.72 looks like metres: write 172\."),
        ("stature_cm", "1.7 m", r"looks like metres: write 170\."),
        ("stature_cm", {"low": 1.72, "high": 1.75}, r"1\.72 looks like metres: write 172\."),
        ("stature_cm", "5'8\"", r"looks like feet: write 173, in cm\."),
        ("stature_cm", "5 ft 8 in", r"looks like feet: write 173, in cm\."),
        ("stature_cm", "68 inches", r"looks like inches: write 173, in cm\."),
        ("stature_cm", "1720", r"looks like millimetres: write 172\."),
        ("stature_cm", "300", r"300 is no height in cm"),
        ("stature_cm", {"low": 170, "method": "guess"}, r"method: “guess” is no code of stature_method\. .*bones"),
        ("stature_cm", {"low": True, "high": True}, "whole centimetres"),
        ("age_estimate", {"low": 45, "high": 30}, "lower to a higher"),
        ("age_estimate", {"low": 3.5, "high": 4}, "whole years"),
        ("age_estimate", {"low": 30, "high": 45, "method": "magic"}, "no code of age_method"),
        ("found_at", {"from": "2026-02-30", "to": "2026-03-01"}, r"no such day as 2026-02-30"),
        ("found_at", "2026-02-30T10:00", r"no such day as 2026-02-30"),
        ("found_at", {"from": "2026-03-02", "to": "2026-03-01"}, "end cannot lie before the start"),
        ("found_at", {"from": "2027-01-01", "to": "2027-01-02"}, r"2027-01-01 lies in the future"),
        ("found_at", {"from": "2026-01-01", "certified": "yes"}, "certified: write true or false"),
        ("found_at", {}, "Write from and to"),
        ("last_seen_at", "2027-01-01T10:00", "lies in the future"),
        ("birth_date", "2031", "2031 lies in the future"),
        ("mark", {"kind": "tattoo", "words": "a swallow"}, "A mark needs its place on the body"),
        ("mark", {"kind": "drawing", "part": "neck"}, "kind: “drawing” is no code of mark_type"),
        ("mark", {"kind": "tattoo", "part": "left_elbow"}, "part: “left_elbow” is no code of body_part"),
        (
            "mark",
            {"kind": "tattoo", "part": "neck", "size": "4 cm"},
            "no part “size” here; the parts are kind, part, words",
        ),
        ("object", {"colour": "red"}, "type: nothing is no code of object_type"),
        ("object", {"type": "ring", "engraving": 7}, "engraving: write words"),
        ("object", {"type": "ring", "words": "x" * 401}, "at most 400 signs"),
        ("teeth", {"chart": {"19": "sound"}}, r"There is no tooth 19: FDI numbers are 11-18"),
        ("teeth", {"chart": {"56": "sound"}}, "There is no tooth 56"),
        ("teeth", {"chart": {"11": "gold"}}, "tooth 11: “gold” is no code of tooth_code"),
        ("teeth", {"chart": {"16": {"code": "filled", "surfaces": "MX"}}}, "tooth 16: X is no surface"),
        ("teeth", {"chart": {"11": "unknown"}}, "say of at least one tooth"),
        ("teeth", {"charted_on": "2026-02-30", "chart": {"11": "sound"}}, "2026-02-30 is no day"),
        ("teeth", {"charted_on": "2027-02-01", "chart": {"11": "sound"}}, "2027-02-01 lies in the future"),
        ("teeth", "all sound", "object of named parts"),
        ("teeth", "{11: sound}", "cannot be read as one"),
        ("fingers", {"right_toe": "arch"}, "no part “right_toe” here"),
        ("fingers", {"right_thumb": "loop"}, "right thumb: “loop” is no code of finger_class"),
        ("fingers", {"right_thumb": "unknown"}, "at least one finger"),
        ("blood_group", "C+", "“C\\+” is not in the list: O\\+, O-"),
        ("implant", {"part": "chest"}, "type: nothing is no code of implant_type"),
        ("holding", {"kind": "dna_profile"}, "Say where it is held"),
        ("found_point", "nowhere", "54.05, -2.80"),
        ("found_point", {"latitude": 154.0, "longitude": 0}, "154 is no latitude"),
        ("found_point", {"latitude": 54.0}, "both latitude and longitude"),
        ("found_point", "nan,2", "no latitude"),
        ("examined", "head, ankel", "“ankel” is no code of body_part"),
        ("found_setting", "moon", "“moon” is not in the list: land"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(kind: str, given: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(kind, given)


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("stature_cm", {"low": 172, "high": 168, "method": "bones"}, {"low": 168, "high": 172, "unit": "cm", "method": "bones"}),
        ("stature_cm", {"low": 172}, {"low": 172, "high": 172, "unit": "cm"}),
        ("age_estimate", {"low": 30, "high": 45, "method": "teeth"}, {"low": 30, "high": 45, "method": "teeth"}),
        ("age_estimate", "30-45", {"low": 30, "high": 45}),
        ("found_at", {"from": "2026-03-01", "to": "2026-03-02", "certified": True},
         {"from": "2026-03-01T00:00:00+00:00", "to": "2026-03-02T23:59:00+00:00", "certified": True}),
        ("found_at", {"from": "2026-03-01"}, {"from": "2026-03-01T00:00:00+00:00", "to": "2026-03-01T23:59:00+00:00"}),
        ("mark", {"kind": "tattoo", "part": "left_forearm", "words": "a swallow"},
         {"kind": "tattoo", "part": "left_forearm", "words": "a swallow"}),
        ("mark", {"kind": "scar", "part": "unknown"}, {"kind": "scar", "part": "unknown", "words": ""}),
        ("object", {"type": "ring", "material": "silver", "engraving": "M 2004", "brand": None},
         {"type": "ring", "material": "silver", "engraving": "M 2004"}),
        ("object", "Rucksack, green", {"type": "other", "words": "Rucksack, green"}),
        ("teeth", {"charted_on": "2026-03-01T10:00", "chart": {"21": "sound", "16": {"code": "filled", "surfaces": "dom"}, "18": "unknown"}},
         {"charted_on": "2026-03-01", "chart": {"16": {"code": "filled", "surfaces": "MOD"}, "21": "sound"}}),
        ("teeth", {"chart": {"55": "missing"}}, {"chart": {"55": "missing"}}),
        ("fingers", {"left_little": "whorl", "right_thumb": "arch", "left_ring": "unknown"},
         {"right_thumb": "arch", "left_little": "whorl"}),
        ("blood_group", "AB-", "AB-"),
        ("implant", {"type": "hip", "part": "left_leg", "serial": "HX 2201"}, {"type": "hip", "part": "left_leg", "serial": "HX 2201"}),
        ("holding", {"kind": "dna_profile", "where": "Northmoor laboratory", "on": "2026-03-01"},
         {"kind": "dna_profile", "where": "Northmoor laboratory", "on": "2026-03-01"}),
        ("found_point", {"latitude": 54.05, "longitude": -2.8}, "54.05,-2.8"),
        ("found_point", "54.05, -2.80", "54.05,-2.8"),
        ("examined", "head,face, head", "head, face"),
        ("medicine_deadline", "2026-12-24T10:00", "2026-12-24T10:00:00+00:00"),
    ],
)  # fmt: skip
def test_what_fits_is_kept_in_one_form(kind: str, given: Any, value: Any) -> None:
    assert read(kind, given) == value


@pytest.mark.parametrize(
    "kind",
    [kind for kind in FACT_KINDS.values() if kind.value_type not in {"text", "moment"}],
    ids=lambda kind: kind.code,
)
def test_every_kept_form_is_read_again_as_itself(kind: Any) -> None:
    """What an import holds against what is kept must compare equal, so reading what was read changes nothing."""
    given = {
        "partial_date": "2011-05", "age_range": "12-15", "number_range": {"low": 150, "high": 155, "method": "told"},
        "moment_range": {"from": "2026-03-01", "to": "2026-03-02", "certified": True}, "code": "unknown", "flag": "yes",
        "mark": {"kind": "scar", "part": "neck", "words": "thin"}, "age_estimate": {"low": 3, "high": 4}, "codes": "head, face",
        "point": "54.05,-2.8", "object": {"type": "ring", "colour": "red"}, "teeth": {"chart": {"11": "sound"}},
        "fingers": {"left_thumb": "arch"}, "implant": {"type": "rod"}, "holding": {"kind": "other", "where": "Store 4"},
    }[kind.value_type.value]  # fmt: skip
    once = read(kind.code, given)
    assert read(kind.code, once) == once
