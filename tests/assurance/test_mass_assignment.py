"""No form takes a field that it does not offer."""

from __future__ import annotations

from tests.assurance import mass_assignment


def test_no_form_takes_a_field_that_it_does_not_offer(fresh_database: None) -> None:
    (row,) = mass_assignment.run(full=False)
    assert row["passed"], row


def test_every_kind_of_field_has_a_value_that_would_be_seen() -> None:
    planted = mass_assignment.planted_beside({"version"}, {"refuse"})
    assert {"agency", "agency_id", "status", "approved_by", "created_at", "field_class", "refuse-status"} <= set(
        planted
    )
    assert "version" not in planted
    assert planted["agency_id"] == mass_assignment.KEY
