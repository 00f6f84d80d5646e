"""What `wayhome seed --nation` writes: whole, valid, the same again, and only of invented people."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wayhome.synthetic.nation as package
from tests.house.test_invented import could_be_somebodys
from tests.synthetic.nation.conftest import Files, seed
from wayhome.console.__main__ import main
from wayhome.synthetic.nation import land
from wayhome.terms import codes

FIELDS = {
    "missing": {"birth_date", "age", "last_seen_at", "last_seen_point"},
    "unidentified": {"kind", "condition", "found_at", "died_between", "found_point", "found_setting", "age", "examined"},
    "both": {"id", "sex", "ethnicity", "hair_colour", "eye_colour", "stature_cm", "marks", "objects", "teeth", "fingers",
             "blood_group", "implants", "region"},
}  # fmt: skip


def test_every_answer_is_of_its_code_list_and_every_field_is_known(nation: Files) -> None:
    lists = {each.name: each for each in vars(codes).values() if isinstance(each, codes.CodeList)}
    wrong = {
        said
        for side in ("missing", "found")
        for record in getattr(nation, side)
        for said in coded(record)
        if said[1] not in lists[said[0]]
    }
    assert wrong == set()
    assert {key for record in nation.missing for key in record} == FIELDS["both"] | FIELDS["missing"]
    assert {key for record in nation.found for key in record} == FIELDS["both"] | FIELDS["unidentified"]


def coded(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("sex", "ethnicity", "hair_colour", "eye_colour", "blood_group", "condition", "found_setting"):
        if name in record:
            yield name, record[name]
    if "kind" in record:
        yield "unidentified_kind", record["kind"]
    yield from (("mark_type", mark["kind"]) for mark in record.get("marks", ()))
    yield from (("body_part", row["part"]) for name in ("marks", "implants") for row in record.get(name, ()))
    yield from (("body_part", part) for part in record.get("examined", ()))
    yield from (("object_type", thing["type"]) for thing in record.get("objects", ()))
    yield from (("implant_type", each["type"]) for each in record.get("implants", ()))
    yield from (("finger_class", each) for each in record.get("fingers", {}).values())
    for tooth in record.get("teeth", {}).get("chart", {}).values():
        yield "tooth_code", tooth if isinstance(tooth, str) else tooth["code"]
    if "stature_cm" in record:
        yield "stature_method", record["stature_cm"]["method"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    words = ("--nation", "1500", "--unidentified", "150", "--variant", "dental")
    one, two, three = (
        seed(tmp_path / name, *words, "--seed", number) for name, number in (("a", "3"), ("b", "3"), ("c", "4"))
    )
    assert one.manifest == two.manifest != three.manifest
    for name, said in one.manifest["files"].items():
        assert hashlib.sha256((one.folder / name).read_bytes()).hexdigest() == said["sha256"]
        assert (
            (one.folder / name).read_bytes() == (two.folder / name).read_bytes() != (three.folder / name).read_bytes()
        )


def test_dental_has_more_charts_than_base(nation: Files, tmp_path: Path) -> None:
    dental = seed(tmp_path, "--nation", "4000", "--unidentified", "1000", "--variant", "dental")
    share = {
        name: [sum("teeth" in row for row in side) / len(side) for side in (files.missing, files.found)]
        for name, files in (("base", nation), ("dental", dental))
    }
    assert share["base"][0] == pytest.approx(0.15, abs=0.02) and share["base"][1] == pytest.approx(0.37, abs=0.04)
    assert share["dental"][0] == pytest.approx(0.79, abs=0.03) and share["dental"][1] == pytest.approx(0.80, abs=0.05)


def test_half_of_the_unidentified_are_on_the_list_each_somebody_else(nation: Files) -> None:
    known = [each for each in nation.truth.values() if each]
    assert len(known) == len(nation.found) / 2 == nation.manifest["listed_among_them"]
    assert len(set(known)) == len(known) and set(known) <= {row["id"] for row in nation.missing}


def test_nobody_is_found_before_having_been_seen_last(nation: Files) -> None:
    by_id = {row["id"]: row for row in nation.missing}
    for row in nation.found:
        if known := nation.truth[row["id"]]:
            assert row["found_at"]["to"] >= by_id[known]["last_seen_at"]["from"]


def test_no_words_could_be_somebodys_and_no_pin_falls_on_land(nation: Files) -> None:
    assert (
        could_be_somebodys(
            (nation.folder / "unidentified.jsonl").read_text()[:3_000_000].replace('"serial":"S', '"serial":"')
        )
        == []
    )
    points = [
        row[name]
        for side in (nation.missing, nation.found)
        for row in side
        for name in ("last_seen_point", "found_point")
        if name in row
    ]
    # Open sea lies around the country too: drift carries some of the drowned out of it.
    at_sea = [
        land.SOUTH - 6 < point["latitude"] < land.NORTH + 6 and land.WEST - 9 < point["longitude"] < land.EAST + 6
        for point in points
    ]
    assert all(at_sea)


def test_a_nation_too_small_for_its_dead_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["seed", "--nation", "50", "--unidentified", "90", "--out", str(tmp_path)]) == 2
    assert "list more" in capsys.readouterr().err


def test_the_nation_takes_no_number_from_the_matcher() -> None:
    for path in Path(package.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text())
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named += [each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
        assert not [name for name in named if name.startswith(("wayhome.kernels", "wayhome.matching", "django"))], path
