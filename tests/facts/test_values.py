"""What a person wrote, read as the kind of fact it is; what cannot be read is said, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from wayhome.facts.values import read_moment, read_value
from wayhome.terms.fact_kinds import FACT_KINDS

ZONE = "Europe/London"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("birth_date", "yesterday"),
        ("birth_date", "2011-13"),
        ("age", "about ten"),
        ("age", "16-12"),
        ("stature_cm", "tall"),
        ("last_seen_at", "this morning"),
        ("last_seen_at", "0001-01-01T00:00+14:00"),
        ("last_seen_at", "9999-12-31T23:59-14:00"),
        ("last_seen_at", "1066-10-14"),
        ("medicine_deadline", "soon"),
        ("asked.suicidal", "perhaps"),
        ("asked.suicidal", "Yes"),
        ("sex", "banana"),
        ("hair_colour", ""),
        ("missing_from", "the moon"),
    ],
)
def test_words_that_do_not_fit_the_kind_are_refused_with_a_sentence(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_value(FACT_KINDS[kind], text, zone=ZONE)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("given_name", " Tamsin ", "Tamsin"),
        ("given_name", "unknown", "unknown"),
        ("birth_date", "2012-5", "2012-05"),
        ("birth_date", "2012", "2012"),
        ("age", "12 to 15", "12-15"),
        ("stature_cm", "152", {"low": 152, "high": 152, "unit": "cm"}),
        ("stature_cm", "155-150 cm", {"low": 150, "high": 155, "unit": "cm"}),
        ("sex", "female", "female"),
        ("sex", "unknown", "unknown"),
        ("asked.suicidal", "unknown", "unknown"),
        ("mark", "tattoo left_arm: a swallow", {"kind": "tattoo", "part": "left_arm", "words": "a swallow"}),
        ("mark", "a scar: somewhere", {"kind": "", "part": "unknown", "words": "a scar: somewhere"}),
        ("medicine_deadline", "2026-11-21T20:00", "2026-11-21T20:00:00+00:00"),
    ],
)
def test_words_that_fit_are_kept_in_the_form_of_their_kind(kind: str, text: str, value: Any) -> None:
    assert read_value(FACT_KINDS[kind], text, zone=ZONE) == value


def test_every_code_kind_takes_unknown() -> None:
    for kind in FACT_KINDS.values():
        if kind.value_type == "code":
            assert read_value(kind, "unknown", zone=ZONE) == "unknown"


def test_a_time_is_local_unless_an_offset_stands_with_it() -> None:
    summer = read_moment("2026-07-01T12:00", zone=ZONE)
    assert summer.astimezone(UTC) == datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert read_moment("2026-07-01T12:00+02:00", zone=ZONE).astimezone(UTC) == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_a_stretch_of_time_keeps_both_ends() -> None:
    value = read_value(FACT_KINDS["last_seen_at"], "2026-11-21T15:00/2026-11-21T16:00", zone=ZONE)
    assert value == {"from": "2026-11-21T15:00:00+00:00", "to": "2026-11-21T16:00:00+00:00"}
    assert read_value(FACT_KINDS["last_seen_at"], "2026-11-21T15:00", zone=ZONE)["to"] == "2026-11-21T15:00:00+00:00"
