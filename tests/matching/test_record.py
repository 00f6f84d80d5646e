"""A frozen record as matching reads it, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from wayhome.matching.describe import read_record, record_of
from wayhome.matching.things import things_in


def body(*facts: tuple[str, Any], missing: bool = False) -> dict[str, Any]:
    episodes = {"episodes": [{"missing_since": "2026-03-01T22:10:00+00:00"}]} if missing else {}
    kept = [{"kind": kind, "value": value} for kind, value in facts]
    return {"reference": "WH-1", "agency": "northmoor-police", **episodes, "facts": kept}


SPAN = {"from": "2026-03-01T00:00:00+00:00", "to": "2026-03-02T23:59:00+00:00"}
DAYS = {"from": "2026-03-01", "to": "2026-03-02"}
BOTH = [
    ("sex", "female", "sex", "female"),
    ("ethnicity", "asian", "ethnicity", "asian"),
    ("hair_colour", "red", "hair_colour", "red"),
    ("eye_colour", "green", "eye_colour", "green"),
    ("stature_cm", {"low": 150, "high": 155, "unit": "cm", "method": "told"}, "stature_cm", {"low": 150, "high": 155, "method": "told"}),
    ("stature_cm", {"low": 150, "high": 155, "unit": "cm"}, "stature_cm", {"low": 150, "high": 155, "method": "unknown"}),
    ("mark", {"kind": "scar", "part": "left_knee", "words": "thin"}, "marks", [{"kind": "scar", "part": "left_knee", "words": "thin"}]),
    ("mark", {"kind": "", "part": "unknown", "words": "a scar"}, "marks", [{"kind": "other", "part": "unknown", "words": "a scar"}]),
    ("object", {"type": "ring", "engraving": "M"}, "objects", [{"type": "ring", "engraving": "M"}]),
    ("object", "a green rucksack", "objects", [{"type": "rucksack", "colour": "green", "words": "a rucksack"}]),
    ("clothing", "Navy school blazer, black trousers", "objects",
     [{"type": "jacket", "colour": "navy", "words": "school blazer"}, {"type": "trousers", "colour": "black", "words": "trousers"}]),
    ("carrying", "Phone", "objects", [{"type": "phone", "words": "Phone"}]),
    ("teeth", {"chart": {"11": "sound"}}, "teeth", {"chart": {"11": "sound"}}),
    ("fingers", {"left_thumb": "arch"}, "fingers", {"left_thumb": "arch"}),
    ("blood_group", "O+", "blood_group", "O+"),
    ("implant", {"type": "rod", "serial": "7"}, "implants", [{"type": "rod", "serial": "7"}]),
]  # fmt: skip
MISSING = [
    ("birth_date", "2012-05", "birth_date", "2012-05"),
    ("age", "14", "age", {"low": 14, "high": 14}),
    ("last_seen_at", SPAN, "last_seen_at", {**DAYS, "certified": False}),
    ("last_seen_at", {**SPAN, "certified": True}, "last_seen_at", {**DAYS, "certified": True}),
    ("last_seen_point", "54.05, -2.8", "last_seen_point", {"latitude": 54.05, "longitude": -2.8}),
]
UNIDENTIFIED = [
    ("unidentified_kind", "body", "kind", "body"),
    ("condition", "water", "condition", "water"),
    ("found_at", {**SPAN, "certified": True}, "found_at", {**DAYS, "certified": True}),
    ("died_between", SPAN, "died_between", DAYS),
    ("found_point", "54.05,-2.8", "found_point", {"latitude": 54.05, "longitude": -2.8}),
    ("found_setting", "river", "found_setting", "river"),
    ("age_estimate", {"low": 30, "high": 45, "method": "bones"}, "age", {"low": 30, "high": 45, "method": "bones"}),
    ("age", "30-45", "age", {"low": 30, "high": 45}),
    ("examined", "head, left_arm", "examined", ["head", "left_arm"]),
    ("region", "Fellshire", "region", "Fellshire"),
]


@pytest.mark.parametrize(("kind", "value", "field", "told"), BOTH + MISSING)
def test_each_field_of_a_missing_person(kind: str, value: Any, field: str, told: Any) -> None:
    assert record_of(body((kind, value), missing=True))[field] == told


@pytest.mark.parametrize(("kind", "value", "field", "told"), BOTH + UNIDENTIFIED)
def test_each_field_of_an_unidentified_person(kind: str, value: Any, field: str, told: Any) -> None:
    assert record_of(body((kind, value)))[field] == told


def test_what_is_not_known_is_not_there() -> None:
    nothing = body(("sex", "unknown"), ("age", "unknown"), ("clothing", "as always"))
    assert record_of(nothing) == {"id": "WH-1", "region": "northmoor-police"}
    assert record_of(body(missing=True))["last_seen_at"] == {
        "from": "2026-03-01",
        "to": "2026-03-01",
        "certified": False,
    }


def test_neither_side_is_given_what_belongs_to_the_other() -> None:
    both = [
        ("birth_date", "2012"),
        ("last_seen_point", "54,-2"),
        ("found_point", "54,-2"),
        ("condition", "fresh"),
        ("holding", {}),
    ]
    assert set(record_of(body(*both))) == {"id", "region", "found_point", "condition"}
    assert set(record_of(body(*both, missing=True))) == {
        "id",
        "region",
        "birth_date",
        "last_seen_point",
        "last_seen_at",
    }


def test_of_several_the_latest_counts_and_marks_add_up() -> None:
    mark = {"kind": "scar", "part": "neck", "words": ""}
    told = record_of(
        body(
            ("sex", "male"),
            ("mark", mark),
            ("age_estimate", {"low": 3, "high": 4}),
            ("sex", "female"),
            ("mark", mark),
            ("age", "9"),
        )
    )
    assert (told["sex"], len(told["marks"]), told["age"]["low"]) == ("female", 2, 3)


def test_what_cannot_be_read_is_named_and_the_rest_is_kept() -> None:
    record, unread = read_record(
        body(("found_point", "by the old mill"), ("age", "old"), ("sex", "male"), ("mark", "a scar"))
    )
    assert record == {"id": "WH-1", "region": "northmoor-police", "sex": "male"}
    assert set(unread) == {"found_point", "age", "mark"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("T-shirt and blue jeans", [("t_shirt", ""), ("jeans", "blue")]),
        ("a red book bag with a silver chain", [("bag", "red"), ("necklace", "silver")]),
        ("grey hoodie, no shoes", [("hoodie", "grey")]),
        ("No coat; boots without socks", [("boots", "")]),
        ("black no-name trainers", [("trainers", "black")]),
        ("dressed for the weather", []),
        ("", []),
    ],
)
def test_objects_named_in_a_sentence(sentence: str, told: list[tuple[str, str]]) -> None:
    assert [(each["type"], each.get("colour", "")) for each in things_in(sentence)] == told


def test_the_colour_of_an_object_is_weighed_once() -> None:
    assert things_in("Navy school blazer") == [{"type": "jacket", "colour": "navy", "words": "school blazer"}]
