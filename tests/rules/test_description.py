"""Facts that read well alone and cannot be true together."""

from __future__ import annotations

import re
from datetime import date

import pytest

from wayhome.rules.description import Found, refuse_together
from wayhome.terms.age_range import AgeRange

FOUND = (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("found", "kind", "says"),
    [
        (Found(found=FOUND, died=(date(2026, 2, 1), date(2026, 3, 2))), "died_between", "2026-03-02 lies after the day of finding"),
        (Found(kind="alive", died=(date(2026, 2, 1), date(2026, 2, 2))), "died_between", "A living person has no interval"),
        (Found(kind="alive", condition="skeletal"), "condition", "in no state of remains"),
        (Found(kind="body", condition="alive"), "condition", "not living"),
        (Found(age=AgeRange(30, 45), stature_cm=(68, 68)), "stature_cm", r"68 looks like inches: write 173\."),
        (Found(stature_cm=(68, 70)), "stature_cm", "Of a small child say the age as well"),
    ],
)  # fmt: skip
def test_a_contradiction_names_the_fact_and_the_remedy(found: Found, kind: str, says: str) -> None:
    refused = refuse_together(found)
    assert set(refused) == {kind}
    assert re.search(says, refused[kind])


@pytest.mark.parametrize(
    "found",
    [
        Found(),
        Found(kind="body", condition="fresh", found=FOUND, died=FOUND),
        Found(kind="alive", condition="alive"),
        Found(kind="alive", condition="unknown"),
        Found(age=AgeRange(0, 2), stature_cm=(68, 72)),
        Found(kind="part", stature_cm=(60, 60)),
        Found(stature_cm=(152, 152)),
    ],
)
def test_what_can_be_true_together_is_let_through(found: Found) -> None:
    assert refuse_together(found) == {}
