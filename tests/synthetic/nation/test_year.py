"""The year's reports, and the report that sets everything beside what is published."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.house.test_invented import could_be_somebodys
from tests.synthetic.nation.conftest import Files
from wayhome.synthetic.names import belongs_to_a_known_case
from wayhome.synthetic.nation import report
from wayhome.synthetic.nation.declared import declared, facts, sources


def test_every_table_stays_near_what_is_published() -> None:
    off = [
        row for row in report.rows(seed=11, reports=120_000, listed=30_000, unidentified=14_000) if row.near is False
    ]
    assert off == []


def test_a_table_that_is_far_from_what_is_published_is_called_off() -> None:
    assert not report.compared("sex right", 0.90, ("sex_right", "skeletal, casework")).near
    assert not report.between(
        "too low",
        25.0,
        ("stature_under", "child long bones, lowest cm"),
        ("stature_under", "child long bones, highest cm"),
    ).near


def test_every_number_names_a_source_that_is_listed_and_how_sure_it_is() -> None:
    said = {(name, *entry["said_by"]) for name, entry in declared().items()}
    assert [
        name
        for name, source, status in said
        if source not in sources() or not status.startswith(("published", "derived", "assumed"))
    ] == []
    assert {each.source for each in facts().values()} <= set(sources())
    assert [name for name, source, status in said if (source == "OURS") != (status == "assumed")] == []


def rows(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def test_reports_people_and_families_hold_together(nation: Files) -> None:
    people, families, year = (rows(nation.folder, name) for name in ("people", "families", "episodes"))
    assert len(year) == 20_000 == nation.manifest["episodes"]
    assert all(row["synthetic"] is True for row in (*people, *families, *year)) and nation.manifest["synthetic"] is True
    family_of = {row["id"]: row["family"] for row in people}
    assert {row["person"] for row in year} <= set(family_of)
    assert all(family_of[row["person"]] == row["family"] for row in year)
    members = {member: row["id"] for row in families for member in row["members"]}  # type: ignore[attr-defined]
    assert members == family_of
    assert [str(row["reported_at"]) for row in year] == sorted(str(row["reported_at"]) for row in year)
    counts = np.unique([str(row["person"]) for row in year], return_counts=True)[1]
    assert counts.max() >= 10


def test_nobody_of_the_year_could_be_somebody(nation: Files) -> None:
    for name in ("people", "families", "episodes"):
        assert could_be_somebodys((nation.folder / f"{name}.jsonl").read_text()[:1_500_000]) == []
    assert not [
        row
        for row in rows(nation.folder, "people")
        if belongs_to_a_known_case(f"{row['given_name']} {row['family_name']}")
    ]


@pytest.mark.parametrize("name", ["records", "truth"])
def test_the_lists_of_people_do_not_tell_who_is_who(nation: Files, name: str) -> None:
    words = " ".join((nation.folder / f"{each}.jsonl").read_text() for each in ("people", "families", "episodes"))
    told = [row["id"] for row in nation.missing] if name == "records" else list(nation.truth)
    assert not set(told) & set(re.findall(r"[mu]-[0-9a-f]{10}", words))
