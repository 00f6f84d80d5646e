"""S14 in a test run: the same harness, whole."""

from __future__ import annotations

import pytest

from tests.assurance import headers


def test_every_answer_of_every_door_has_its_headers(fresh_database: None) -> None:
    (row,) = headers.run(full=False)
    assert row["passed"], row


@pytest.mark.django_db
def test_each_planted_fault_is_seen() -> None:
    assert [name for name, found in headers.teeth().items() if not found] == []
