"""The database's own wall holds, as far as a slice of it is asked; `make assurance` asks all of it."""

from __future__ import annotations

from tests.assurance import walls


def test_no_seat_reads_past_the_wall_and_every_planted_fault_is_found(fresh_database: None) -> None:
    (row,) = walls.run(full=False)
    assert row["findings"] == []
    assert row["passed"], row
