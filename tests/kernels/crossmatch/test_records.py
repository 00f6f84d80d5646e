"""What is wrong in a record is said by field; what was good beside it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from wayhome.kernels.crossmatch.records import Unusable, read_missing, read_unidentified

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("missing", {"birth_date": "1990-02-30"}, "birth_date", "1990-02-30"),
    ("missing", {"last_seen_at": {"from": "2019-02-30"}}, "last_seen_at", "2019-02-30"),
    ("missing", {"last_seen_at": {"from": "2020-02-02", "to": "2020-02-01"}}, "last_seen_at", "ends before it begins"),
    ("missing", {"birth_date": "2020", "last_seen_at": "2010-01-01"}, "birth_date", "after the day last seen"),
    ("missing", {"stature_cm": {"low": 1.72, "high": 1.75}}, "stature_cm", "looks like metres"),
    ("missing", {"stature_cm": {"low": 5.5, "high": 6}}, "stature_cm", "looks like feet"),
    ("missing", {"stature_cm": {"low": 1720, "high": 1720}}, "stature_cm", "looks like millimetres"),
    ("missing", {"birth_date": "1980", "last_seen_at": "2010-01-01", "stature_cm": {"low": 68, "high": 69}}, "stature_cm", "inches"),
    ("missing", {"stature_cm": {"low": 170, "high": 160}}, "stature_cm", "Change the two over"),
    ("missing", {"stature_cm": {"low": float("nan"), "high": 160}}, "stature_cm", "number that ends"),
    ("missing", {"stature_cm": {"low": True, "high": 160}}, "stature_cm", "Write a number"),
    ("missing", {"age": {"low": 10, "high": 11}}, "age", "last_seen_at"),
    ("missing", {"marks": [{"kind": "tattoo", "words": "swallow"}]}, "marks", "has no site"),
    ("missing", {"marks": [{"kind": "tatoo", "part": "chest"}]}, "marks[0]", "tatoo"),
    ("missing", {"marks": [{"kind": "tattoo", "part": "arms", "words": "x"}]}, "marks[0]", "arms"),
    ("missing", {"marks": [{"kind": "tattoo", "part": "chest", "words": "no tattoos"}]}, "marks[0]", "there is none"),
    ("missing", {"objects": ["ring"]}, "objects[0]", "form"),
    ("missing", {"objects": [{"colour": "red"}]}, "objects[0]", "type"),
    ("missing", {"teeth": {"chart": {"19": "sound", "11": "sound"}}}, "teeth", "19"),
    ("missing", {"teeth": {"chart": {"11": "broken"}}}, "teeth", "broken"),
    ("missing", {"fingers": {"right_toe": "arch"}}, "fingers", "right_toe"),
    ("missing", {"blood_group": "C+"}, "blood_group", "C+"),
    ("missing", {"last_seen_point": {"latitude": 540.5, "longitude": -2.8}}, "last_seen_point", "within 90"),
    ("missing", {"sex": "F"}, "sex", "female"),
    ("missing", {"favourite_colour": "red"}, "favourite_colour", "no such field"),
    ("unidentified", {"died_between": {"from": "2021-01-01"}, "found_at": "2020-01-01"}, "died_between", "after the find"),
    ("unidentified", {"age": {"low": 30, "high": 400}}, "age", "120"),
    ("unidentified", {"age": {"low": 30, "high": 40}, "stature_cm": {"low": 66, "high": 70}}, "stature_cm", "inches"),
    ("unidentified", {"kind": "corpse"}, "kind", "corpse"),
    ("unidentified", {"examined": "chest"}, "examined", "list"),
]  # fmt: skip


@pytest.mark.parametrize(("side", "fields", "field", "says"), WRONG)
def test_what_is_wrong_is_named_and_the_rest_is_kept(side: str, fields: dict[str, Any], field: str, says: str) -> None:
    read = read_missing if side == "missing" else read_unidentified
    person, flags = read(
        {"id": "x", "hair_colour": "red", **({"kind": "body"} if side == "unidentified" else {}), **fields}
    )
    assert [flag.field for flag in flags] == [field]
    assert says in flags[0].says
    assert person.hair


@pytest.mark.parametrize("record", [{}, {"id": ""}, {"id": 5}, [], None, "x"])
def test_a_record_without_an_id_is_refused(record: Any) -> None:
    with pytest.raises(Unusable):
        read_missing(record)


def test_unknown_is_not_a_problem() -> None:
    person, flags = read_missing({"id": "x", "sex": "unknown", "hair_colour": None, "marks": None, "blood_group": ""})
    assert (person.sex, person.hair, flags) == (0, 0, ())


def test_an_age_when_last_seen_becomes_a_span_of_birth() -> None:
    by_age, _ = read_missing({"id": "x", "age": {"low": 14, "high": 14}, "last_seen_at": "2020-06-01"})
    by_birth, _ = read_missing({"id": "x", "birth_date": "2006-01-01", "last_seen_at": "2020-06-01"})
    assert by_age.born
    assert by_birth.born
    assert by_age.born[0] <= by_birth.born[0] <= by_age.born[1]
    assert by_age.born[1] - by_age.born[0] in range(364, 367)
