"""`wayhome seal` and `wayhome audit verify`, as an operator types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sealer import Sealed, add, as_app, as_superuser

pytestmark = pytest.mark.usefixtures("fresh_database")


def verify(sealed: Sealed, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "wayhome.console", "audit", "verify", *words],
        env=sealed.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_the_ledger_is_verified_with_the_keys_beside_the_anchors_and_a_change_is_named(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path)
    with as_app() as app:
        keys = add(app, 5)
    assert sealed.once() == (0, "")
    code, said, _ = verify(sealed)
    assert (code, json.loads(said)["ok"], json.loads(said)["entries"]) == (0, True, 5)
    with as_superuser() as connection:
        connection.execute("update ledger_entry set by = 'officer:other' where id = %s", [keys[2]])
    code, said, _ = verify(sealed)
    (fault,) = json.loads(said)["faults"]
    assert (code, fault["what"], fault["entry"]) == (1, "changed", str(keys[2]))
    assert said.count("\n") == 3  # one line for each fault


def test_a_missing_key_is_a_sentence_and_stops_no_other_process(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path)
    (sealed.keys / "private.pem").unlink()
    code, said = sealed.once()
    assert code == 1
    assert "has no private.pem. Run `wayhome migrate`, or mount the folder." in said
    running = sealed.start()
    assert running.stderr is not None
    assert "has no private.pem" in running.stderr.readline()
    assert running.poll() is None  # it goes on asking: `wayhome run` gives up on what falls
    running.terminate()
    running.communicate(timeout=30)


def test_what_could_not_be_verified_is_exit_2(tmp_path: Path) -> None:
    code, said, errors = verify(Sealed(tmp_path), "--public-key", str(tmp_path / "none.pem"))
    assert (code, said) == (2, "")
    assert errors.startswith("Nothing was verified: ")
    assert errors.count("\n") == 1
