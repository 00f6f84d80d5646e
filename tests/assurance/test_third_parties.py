"""S15 in a test run: the same harness, whole."""

from __future__ import annotations

from tests.assurance import third_parties


def test_no_page_asks_anybody_but_us_and_each_planted_fault_is_seen(fresh_database: None) -> None:
    (row,) = third_parties.run(full=False)
    assert row["passed"], row
