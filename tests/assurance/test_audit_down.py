"""S7, whole: with the ledger down no look leaves, and the public form still takes reports."""

from __future__ import annotations

import pytest

from tests.assurance.audit_down import measure


@pytest.mark.usefixtures("fresh_database")
def test_with_the_ledger_down_no_look_leaves_and_the_public_form_takes_reports() -> None:
    figures = measure()
    assert figures.leaked == []
    assert figures.not_clean == []
    assert figures.reports == 2
    # The same pages are served with the ledger up, and a look that fails open is seen.
    assert figures.up > 15
    assert figures.planted == figures.up
