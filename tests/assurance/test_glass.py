"""S20 and R5, a slice."""

from __future__ import annotations

import pytest

from tests.assurance.glass import run


@pytest.mark.usefixtures("fresh_database")
def test_glass_is_broken_with_a_reason_before_two_others_once_and_mends() -> None:
    for row in run(full=False):
        assert row["passed"], row
