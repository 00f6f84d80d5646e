"""The table tells the truth: what is missing, fell or showed no teeth has failed."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.assurance import __main__ as command
from tests.assurance.table import HARNESSES, IDS, PAGE, ROOT, Row, page, rows_of, table, whole

GOOD = {"id": "S16", "figure": "0 of 40 differ", "teeth": "6 of 6", "passed": True}


def test_every_id_has_one_harness_and_every_harness_an_id_of_the_list() -> None:
    answered = [each for ids in HARNESSES.values() for each in ids]
    assert sorted(answered) == sorted(IDS)
    assert len(IDS) == 17


def test_what_a_harness_says_is_its_row() -> None:
    assert rows_of("exports", [GOOD]) == [Row("S16", "0 of 40 differ", "6 of 6", passed=True)]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("exports", []),
        ("exports", [GOOD | {"passed": False}]),
        ("exports", [GOOD | {"passed": "yes"}]),
        ("exports", [GOOD | {"teeth": ""}]),
        ("exports", [GOOD | {"teeth": "many"}]),
        ("exports", [GOOD, GOOD]),
        ("matrix", [GOOD | {"id": "S1"}, GOOD | {"id": "S2"}]),  # nothing of S5
        ("matrix", [GOOD | {"id": "S1"}, GOOD]),  # another's id
    ],
)
def test_a_row_that_lacks_something_has_failed(module: str, said: list[dict[str, object]]) -> None:
    assert not all(row.passed for row in rows_of(module, said))


def test_an_id_without_a_row_has_failed_and_of_two_the_failing_one_stands() -> None:
    rows = whole([Row("S2", "0 of 40", "6 of 6", passed=True), Row("S2", "fell", "none", passed=False)])
    assert [row.id for row in rows] == list(IDS)
    assert not any(row.passed for row in rows)
    passing = [Row(each, "0 of 1", "1 of 1", passed=True) for each in IDS]
    assert all(row.passed for row in whole(passing))


def test_the_result_is_the_last_column_whatever_a_figure_says(now: datetime) -> None:
    lines = table([Row("S2", "0 | of\n40", "6 of 6", passed=True), Row("S3", "1 leak", "6 of 6", passed=False)])
    assert [line.strip("| ").split(" | ")[-1] for line in lines[2:]] == ["pass", "FAIL"]
    assert {line.count("|") for line in lines} == {6}
    whole_page = page([Row("S2", "0 of 40", "6 of 6", passed=True)], at=now, minutes=19.6)
    assert "2026-11-21 16:30 UTC, in 20 minutes" in whole_page
    assert re.search(r"\d+ cores, \d+ GiB of memory", whole_page)


HARNESS = "import sys, time; from pathlib import Path; "


@pytest.mark.parametrize(
    ("does", "figure"),
    [
        ("sys.exit(9)", "its process ended with 9"),
        ('Path(sys.argv[-1]).write_text(\'{"fell": "KeyError"}\')', "fell with KeyError"),
        ("Path(sys.argv[-1]).write_text('{\"rows\": []}')", "no figure"),
        ("time.sleep(60)", "not done after 0 minutes"),
    ],
)
def test_a_harness_that_falls_is_a_failed_line(monkeypatch: pytest.MonkeyPatch, does: str, figure: str) -> None:
    real = subprocess.Popen

    def instead(words: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", HARNESS + does, words[-1]], **options)

    monkeypatch.setattr(command, "LIMIT_SECONDS", 3)
    monkeypatch.setattr(command.subprocess, "Popen", instead)
    assert command.apart("walls") == [Row("S3", figure, "none", passed=False)]
    assert command.main(["S3"]) == 1


def test_a_word_that_names_no_id_is_refused() -> None:
    assert command.main(["S99"]) == 2


def test_a_harness_runs_on_a_database_of_its_own_and_a_missing_one_says_what_it_fell_with(tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    words = [sys.executable, "-m", "tests.assurance", command.ALONE, "no_such_harness", str(out)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, out.read_text()) == (0, '{"fell": "ModuleNotFoundError"}'), done.stderr


def test_the_kept_page_has_a_line_for_every_id() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if re.match(r"\| [RS]\d+ \|", line)]
    assert [line.split(" | ")[0].strip("| ") for line in lines] == list(IDS)
    assert all(line.endswith((" | pass |", " | FAIL |")) for line in lines)
