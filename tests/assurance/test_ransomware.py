"""S24, whole: what the desk's own sign-in cannot destroy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assurance.ransomware import measure
from tests.sealer import Sealed


@pytest.mark.usefixtures("fresh_database")
def test_nothing_is_destroyed_with_the_desks_sign_in_that_a_stronger_one_could(tmp_path: Path) -> None:
    figures = measure(Sealed(tmp_path))
    assert figures.acts >= 30
    assert figures.managed == []
    assert figures.impossible == []
