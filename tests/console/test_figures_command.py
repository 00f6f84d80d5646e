"""`wayhome figures outcomes`, as an analyst runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wayhome.console.__main__ import main
from wayhome.figures.models import Statement

pytestmark = pytest.mark.django_db

TABLE = """year,measure,breakdown,value,source,certainty
2009/10,children_found,cumulative,500,INV1,official
2010/11,children_found,year,1120,INV2,reported
2010/11,children_found,cumulative,1620,INV2,reported
2010/11,hours,average (about),7.5,INV2,reported
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def test_tables_and_sums_are_printed(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "outcomes", "--csv", str(table)]) == 0
    out = capsys.readouterr().out
    assert "4 rows: 4 loaded, 0 already known, 0 refused." in out
    assert "children_found: in each year\n  2010/11  1,120    reported  INV2  year\n" in out
    assert "children_found: running total to the end of each year\n  2009/10    500" in out
    assert "hours (average (about)): stated otherwise, never added up\n  2010/11  7.5  about" in out
    assert "holds  2010/11 children_found: 500 + 1,120 = 1,620" in out
    assert Statement.objects.count() == 4


def test_loading_again_prints_the_same_tables(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["figures", "outcomes", "--csv", str(table)])
    first = capsys.readouterr().out
    assert main(["figures", "outcomes", "--csv", str(table)]) == 0
    assert capsys.readouterr().out == first.replace("4 loaded, 0 already", "0 loaded, 4 already")


def test_json_is_one_object_with_the_same(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "outcomes", "--csv", str(table), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["loaded"], told["already_known"], told["refused"]) == (4, 4, 0, [])
    [check] = told["checks"]
    assert (check["ok"], check["values"], check["lines"]) == (True, [1120, 500, 1620], [3, 2, 4])
    assert check["words"] == "2010/11 children_found: 500 + 1,120 = 1,620"
    assert [(each["scope"], each["rows"][0]["value"]) for each in told["tables"]] == [
        ("year", 1120),
        ("cumulative", 500),
        ("other", 7.5),
    ]


def test_a_sum_that_fails_names_the_row(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.write_text(TABLE.replace("1620", "1621"))
    assert main(["figures", "outcomes", "--csv", str(table)]) == 1
    assert "FAILS  row 4: cumulative 1,621 is not 1,120 + 500 = 1,620 (rows 3 and 2)" in capsys.readouterr().out
    assert Statement.objects.count() == 3  # all but the row at fault
    table.write_text(TABLE)
    assert main(["figures", "outcomes", "--csv", str(table)]) == 0
    assert Statement.objects.count() == 4


def test_a_row_at_fault_is_named_and_the_good_ones_load(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.write_text(TABLE + "2011/12,children_found,year,many,INV3,reported\n")
    assert main(["figures", "outcomes", "--csv", str(table)]) == 1
    out = capsys.readouterr().out
    assert "5 rows: 4 loaded, 0 already known, 1 refused." in out
    assert "row 6: The value must be one number, such as 1038 or 1.5." in out
    assert "holds  2010/11" in out


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "outcomes", "--csv", str(tmp_path / "none.csv"), "--json"]) == 1
    [refusal] = json.loads(capsys.readouterr().out)["refused"]
    assert refusal["reason"] == "The file cannot be read: No such file or directory."
