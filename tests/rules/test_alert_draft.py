"""What a draft of an alert lacks, one change at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wayhome.rules import alert_draft as rule
from wayhome.rules.alert_draft import AlertDraft, Text, fits_a_phone, lacking
from wayhome.terms.flag import Flag

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = Text("Missing child: Saltby", "Marigold, 9, red coat, seen at the quay at 11.", "Call 999 if you see her.")
WHOLE = AlertDraft(
    under_18=Flag.YES, imminent_danger=Flag.YES, public_can_help=Flag.YES, why="Taken into a van by a stranger",
    protected_address=Flag.NO, court_order=Flag.NO, abuse=Flag.NO, who_asks="The duty officer",
    who_asks_checked=Flag.YES, family_told=Flag.YES, neighbours="Westfell and the coastguard", texts={"en": WORDS},
    has_area=True, expires_at=NOON + timedelta(hours=4),
)  # fmt: skip


def test_a_whole_draft_lacks_nothing() -> None:
    assert lacking(WHOLE, now=NOON) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"under_18": Flag.UNKNOWN}, rule.ASK_CRITERIA["under_18"]),
        ({"under_18": Flag.NO}, rule.NOT_FOR_AN_ALERT["under_18"]),
        ({"imminent_danger": Flag.NO}, rule.NOT_FOR_AN_ALERT["imminent_danger"]),
        ({"public_can_help": Flag.UNKNOWN}, rule.ASK_CRITERIA["public_can_help"]),
        ({"why": " "}, rule.ASK_WHY),
        ({"protected_address": Flag.UNKNOWN}, rule.ASK_PROTECTED_ADDRESS),
        ({"court_order": Flag.UNKNOWN}, rule.ASK_COURT_ORDER),
        ({"abuse": Flag.UNKNOWN}, rule.ASK_ABUSE),
        ({"abuse": Flag.YES}, rule.ASK_PROTECTED_GROUND),
        ({"who_asks": ""}, rule.ASK_WHO_ASKS),
        ({"who_asks_checked": Flag.NO}, rule.ASK_WHO_ASKS_CHECKED),
        ({"family_told": Flag.UNKNOWN}, rule.ASK_FAMILY),
        ({"family_told": Flag.NO}, rule.ASK_FAMILY_WHY),
        ({"neighbours": ""}, rule.ASK_NEIGHBOURS),
        ({"texts": {}}, rule.ASK_TEXT),
        ({"texts": {"en": WORDS, "cy": Text("Plentyn ar goll")}}, rule.ASK_TEXT),
        ({"texts": {"en": replace(WORDS, headline="a" * 141)}}, rule.HEADLINE_LONG),
        ({"texts": {"en": replace(WORDS, description="a" * 1400)}}, rule.TEXT_LONG),
        ({"texts": {"en": replace(WORDS, description="<b>Marigold</b>")}}, rule.TEXT_MARKED),
        ({"has_area": False}, rule.ASK_AREA),
        ({"expires_at": None}, rule.ASK_END),
        ({"expires_at": NOON + timedelta(minutes=4)}, rule.TOO_SHORT),
        ({"expires_at": NOON + timedelta(hours=25)}, rule.TOO_LONG),
    ],
)
def test_each_thing_that_is_left_out_is_named_and_nothing_else(changes: dict[str, object], sentence: str) -> None:
    assert lacking(replace(WHOLE, **changes), now=NOON) == (sentence,)  # type: ignore[arg-type]


def test_a_phone_holds_fewer_letters_of_other_scripts() -> None:
    long = "a" * (rule.GSM7_MOST - rule.LINK_RESERVED - 4)
    assert fits_a_phone(Text("b", long, "c"))
    assert not fits_a_phone(Text("b", long + "ddd", "c"))
    assert not fits_a_phone(Text("b", long[:-10] + "€" * 10, "c"))  # each takes two
    assert not fits_a_phone(Text("b", "ŵ" * 600, "c"))
    assert fits_a_phone(Text("b", "ŵ" * 500, "c"))
