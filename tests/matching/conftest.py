"""Lists short enough to be filled by a handful of invented people."""

from __future__ import annotations

import pytest

from wayhome.matching.actions import ranking


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best twenty of each list stand, the first five with their evidence."""
    monkeypatch.setattr(ranking, "KEPT", 20)
    monkeypatch.setattr(ranking, "NEAR", 5)
