"""A slice of S6: each of seven ways to change the ledger, ten times."""

from __future__ import annotations

import pytest

from tests.assurance.tampering import SEVEN, tamper

TRIES = 10


@pytest.mark.usefixtures("fresh_database")
def test_each_of_seven_ways_to_change_the_ledger_is_named_and_three_of_them_thanks_to_the_anchors_alone() -> None:
    figures = tamper(TRIES)
    assert figures.wolf == 0
    assert figures.named == dict.fromkeys(SEVEN, TRIES)
    assert figures.other_key == TRIES
    chained_anew = {"the end cut off", "edited and chained anew", "deleted and chained anew"}
    assert figures.without_anchors == {name: 0 if name in chained_anew else TRIES for name in SEVEN}
