"""Two files in, lists out: `wayhome match score`, as somebody types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kernels.crossmatch.test_reference import FOUND, MISSING
from wayhome.console.__main__ import main


def written(path: Path, lines: list[Any]) -> str:
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), "utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]], list[dict[str, Any]]]:
    code = main(["match", "score", *words])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], [json.loads(line) for line in err.splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    others = [{"id": f"n{number}", "sex": "male", "birth_date": "1950"} for number in range(5)]
    missing = written(tmp_path / "m.jsonl", [*others, MISSING])
    return ["--missing", missing, "--unidentified", written(tmp_path / "u.jsonl", [FOUND, {"id": "v", "kind": "part"}])]


def test_each_list_ends_with_nobody_and_adds_up_to_one(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, rows, problems = told(capsys, *files, "--top", "3")
    assert (code, problems) == (0, [])
    assert [(row["unidentified"], row["rank"]) for row in rows] == [
        (name, rank) for name in ("u", "v") for rank in (1, 2, 3, None)
    ]
    assert rows[0]["missing"] == "m"
    assert rows[0]["posterior"] > 0.9
    for row in rows:
        assert sum(round(1000 * part["weight"]) for part in row["parts"]) == round(1000 * row["score"])
    # A found part says nothing of anybody: those of whom nothing speaks stand by id, before one who seldom dies.
    assert [(row["missing"], row["score"]) for row in rows[4:7]] == [("n0", 0), ("n1", 0), ("n2", 0)]
    assert rows[3]["posterior"] + sum(row["posterior"] for row in rows[:3]) == pytest.approx(1, abs=1e-4)
    assert rows[3]["missing"] is None


def test_what_is_wrong_in_a_file_is_told_by_line_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = MISSING | {"id": "short", "stature_cm": {"low": 1.7, "high": 1.7}}
    missing = written(tmp_path / "m.jsonl", [MISSING, "", "{oh", short, MISSING])
    found = written(tmp_path / "u.jsonl", [FOUND])
    code, rows, problems = told(capsys, "--missing", missing, "--unidentified", found)
    assert code == 1
    assert [(each["line"], each["id"], each["field"]) for each in problems] == [
        (3, None, None), (4, "short", "stature_cm"), (5, "m", "id"),
    ]  # fmt: skip
    assert [row["missing"] for row in rows] == ["m", "short", None]
    assert "metres" in rows[1]["flags"][0]


WRONG = {
    '{"id": "a", "sex": "male", "sex": "female"}': (None, None, "“sex” stands twice in one object. Keep one of the two."),
    '{"id": "b", "region": "\\ud800"}': (None, None, "This line holds a sign that nobody can store"),
    '{"id": "c", "region": "Caf\udce9"}': (None, None, "This line is not UTF-8. Save the file as UTF-8."),
    "[" * 100_000: (None, None, "This line is no record: its lists lie too deep"),
    '{"id": "d"': (None, None, "This line is no JSON (Expecting ',' delimiter, at sign 11). Write each record as one object"),
    '{"sex": "male"}': (None, "id", "Every record needs an id, as text."),
    '{"id": "e", "stature_cm": %s}' % ("9" * 400): ("e", "stature_cm", "Write a number that ends."),
    '{"id": "f", "stature_cm": %s}' % ("9" * 5000): ("f", "stature_cm", "Write a number that ends."),
    '{"id": "g", "stature_cm": NaN}': ("g", "stature_cm", "Write a number that ends."),
    '{"id": "h", "last_seen_at": "2199-05-01"}': ("h", "last_seen_at", "2199-05-01 lies in the future. Check the date"),
    '{"id": "i", "birth_date": "2199"}': ("i", "birth_date", "2199-01-01 lies in the future. Check the date"),
}  # fmt: skip


@pytest.mark.parametrize("line", WRONG, ids=range(len(WRONG)))
def test_a_bad_line_is_told_and_those_beside_it_are_kept(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "m.jsonl"
    missing.write_text(f'\ufeff{json.dumps(MISSING)}\n{line}\n{{"id": "last"}}\n', "utf-8", "surrogateescape")
    code, rows, (problem,) = told(capsys, "--missing", str(missing), "--unidentified", written(tmp_path / "u", [FOUND]))
    name, field, says = WRONG[line]
    assert (problem["line"], problem["id"], problem["field"]) == (2, name, field)
    assert problem["says"].startswith(says)
    assert code == (0 if name else 1)
    assert {row["missing"] for row in rows} == {"m", "last", None, *([name] if name else [])}


def test_a_file_without_a_record_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = written(tmp_path / "m.jsonl", ["", "  "])
    code, rows, problems = told(capsys, "--missing", empty, "--unidentified", written(tmp_path / "u", [FOUND]))
    assert (code, [row["missing"] for row in rows]) == (0, [None])
    assert [(each["line"], each["says"]) for each in problems] == [(None, "The file holds no record.")]


def test_who_reads_the_first_row_alone_sees_no_traceback(tmp_path: Path) -> None:
    missing = written(tmp_path / "m.jsonl", [MISSING])
    found = written(tmp_path / "u.jsonl", [{"id": f"u{number}", "kind": "body"} for number in range(2000)])
    words = [sys.executable, "-m", "wayhome.console", "match", "score", "--missing", missing, "--unidentified", found]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["rank"] == 1
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


def test_no_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "score", "--missing", str(tmp_path / "none"), "--unidentified", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_one_pair_is_explained_with_what_speaks_against_first(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["match", "explain", "n0", "u", *files]) == 0
    pair = json.loads(capsys.readouterr().out)
    assert pair["parts"][0]["weight"] == min(part["weight"] for part in pair["parts"]) < 0
    assert sum(round(1000 * part["weight"]) for part in pair["parts"]) == round(1000 * pair["score"])
    assert main(["match", "explain", "nobody", "u", *files]) == 2
    assert "nobody" in capsys.readouterr().err
    assert main(["match", "explain", "m", "u", *files[:2]]) == 2
    assert "both files" in capsys.readouterr().err
