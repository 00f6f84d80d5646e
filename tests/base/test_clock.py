"""The one clock, and the one family of errors."""

from __future__ import annotations

from datetime import UTC, timedelta

from wayhome.base import clock
from wayhome.base.errors import NotFound, Overtaken, Problem, Refused, Unreadable, Unready


def test_now_is_aware_and_in_utc() -> None:
    now = clock.now()
    assert now.tzinfo is UTC
    assert clock.now() - now >= timedelta(0)


def test_every_error_says_a_sentence_by_itself() -> None:
    for kind in (Problem, Refused, Overtaken, NotFound, Unreadable, Unready):
        assert kind().words.endswith(".")
    assert Refused("Ask the duty officer.").words == "Ask the duty officer."


def test_whoever_was_overtaken_was_refused() -> None:
    assert isinstance(Overtaken(), Refused)
    assert not isinstance(NotFound(), Refused)
