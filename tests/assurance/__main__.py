"""`python -m tests.assurance [IDS or HARNESSES]`: run the harnesses whole, print the table and keep it.

With words, only the harnesses that they name are run, and the page is left as it is.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.assurance.table import HARNESSES, PAGE, ROOT, Row, failed, page, rows_of, table, whole

LIMIT_SECONDS = 45 * 60
ALONE = "--harness"


def main(words: list[str]) -> int:
    """Run the harnesses one after another; 1 when a line fails, 2 when a word names nothing."""
    if words[:1] == [ALONE]:
        return alone(words[1], Path(words[2]))
    if unknown := [
        word for word in words if word not in HARNESSES and not any(word in ids for ids in HARNESSES.values())
    ]:
        sys.stderr.write(f"No such id or harness: {', '.join(unknown)}\n")
        return 2
    chosen = [
        module
        for module, ids in HARNESSES.items()
        if not words or module in words or any(each in words for each in ids)
    ]
    from wayhome.base import clock

    began, rows = time.monotonic(), []
    for module in chosen:
        started = time.monotonic()
        told = apart(module)
        rows += told
        marks = ", ".join(f"{row.id} {'pass' if row.passed else 'FAIL'}" for row in told)
        sys.stderr.write(f"{module}: {marks} ({time.monotonic() - started:.0f} s)\n")
    rows = [row for row in whole(rows) if not words or row.id in {each.id for each in rows}]
    if not words:
        PAGE.write_text(page(rows, at=clock.now(), minutes=(time.monotonic() - began) / 60))
    sys.stdout.write("\n".join(table(rows)) + "\n")
    return 0 if all(row.passed for row in rows) else 1


def apart(module: str) -> list[Row]:
    """Run one harness in a process of its own, so that none can spoil another's; whatever ends it, it has its rows."""
    with tempfile.TemporaryDirectory(prefix="wayhome-assurance-") as folder:
        out = Path(folder, "rows.json")
        command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.assurance", ALONE, module, str(out)]
        with subprocess.Popen(command, cwd=ROOT) as harness:
            try:
                code = harness.wait(LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                harness.terminate()  # it takes its database down
                return failed(module, f"not done after {LIMIT_SECONDS // 60} minutes")
        if not out.exists():
            return failed(module, f"its process ended with {code}")
        said = json.loads(out.read_text())
    return failed(module, f"fell with {said['fell']}") if "fell" in said else rows_of(module, said["rows"])


def alone(module: str, out: Path) -> int:
    """This process is one harness: stand its database up, run it whole, and leave its rows in a file."""
    from tests import database

    def end(*_: object) -> None:
        raise SystemExit(1)

    signal.signal(signal.SIGTERM, end)
    try:
        database.pytest_load_initial_conftests()
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment(debug=False)
        database.behind_the_wall(pytest.MonkeyPatch())
        told: dict[str, object] = {"rows": importlib.import_module(f"tests.assurance.{module}").run(full=True)}
        text = json.dumps(told)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is a failed line and the others go on
        import traceback

        traceback.print_exc()
        text = json.dumps({"fell": type(problem).__name__})
    finally:
        database.pytest_unconfigure()
    out.write_text(text)
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
