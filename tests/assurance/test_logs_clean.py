"""S18 in a test run: a slice of the journey."""

from __future__ import annotations

from tests.assurance import logs_clean


def test_nothing_that_was_told_stands_where_it_must_not_and_each_planted_canary_is_seen(fresh_database: None) -> None:
    (row,) = logs_clean.run(full=False)
    assert row["passed"], row
