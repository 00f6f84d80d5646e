"""`wayhome import pfif` and `wayhome export pfif`, as an operator runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import factory
from tests.intake.pfif_documents import document, note, person
from wayhome.console.__main__ import main
from wayhome.intake.models import ImportedRecord, Report, Sighting
from wayhome.ledger.models import Entry


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one JSON object on standard output."""
    said = json.loads(capsys.readouterr().out)
    assert said["read"] == said["received"] + said["updated"] + said["already_known"] + len(said["refused"])
    return dict(said)


def written(folder: Path, name: str, source: bytes) -> str:
    (folder / name).write_bytes(source)
    return str(folder / name)


@pytest.mark.django_db
def test_good_records_land_beside_bad_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nameless = "<pfif:person><pfif:full_name>Nobody</pfif:full_name></pfif:person>"
    path = written(tmp_path, "some.xml", document(person(1, note(1)), nameless, person(2)))
    assert main(["import", "pfif", path]) == 1
    said = told(capsys)
    assert (said["read"], said["received"]) == (4, 3)
    assert said["refused"] == [{"file": path, "line": 3, "reason": "The person has no person_record_id."}]
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_a_bad_file_holds_up_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = document(person(1), person(2))
    files = [
        written(tmp_path, "doctype.xml", b"<!DOCTYPE pfif>\n" + whole),
        written(tmp_path, "cut.xml", document(person(3), person(4))[:-40]),
        str(tmp_path / "none.xml"),
        str(tmp_path),
        written(tmp_path, "large.xml", document(person(5)) + b" " * 5000),
        written(tmp_path, "good.xml", whole),
    ]
    assert main(["import", "pfif", *files, "--max-bytes", "5000"]) == 1
    said = told(capsys)
    assert (said["read"], said["received"]) == (8, 3)
    assert [(Path(each["file"]).name, each["line"], each["reason"][:26]) for each in said["refused"]] == [
        ("doctype.xml", 1, "The file has a DOCTYPE, wh"),
        ("cut.xml", 3, "The file breaks off or is "),
        ("none.xml", 1, "The file cannot be read: N"),
        (tmp_path.name, 1, "The file cannot be read: I"),
        ("large.xml", 1, "The file is larger than 50"),
    ]


@pytest.mark.django_db
def test_received_then_known_then_updated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "some.xml", document(person(1, note(1), source_date="2026-01-01T00:00:00Z")))
    later = written(tmp_path, "later.xml", document(person(1, source_date="2026-02-01T00:00:00Z")))
    counts = []
    for file in (path, path, later):
        assert main(["import", "pfif", file]) == 0
        said = told(capsys)
        counts.append((said["read"], said["received"], said["updated"], said["already_known"]))
    assert counts == [(2, 2, 0, 0), (2, 0, 0, 2), (1, 0, 1, 0)]


@pytest.mark.django_db
def test_records_belong_to_the_agency_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = factory.force()
    path = written(tmp_path, "some.xml", document(person(1, note(1))))
    assert main(["import", "pfif", path, "--agency", agency.code]) == 0
    assert {Report.objects.get().agency, Sighting.objects.get().agency} == {agency}
    assert main(["import", "pfif", path, "--agency", "nowhere"]) == 2
    assert "There is no agency with the code nowhere." in capsys.readouterr().err


@pytest.mark.django_db
def test_the_export_is_nothing_but_pfif(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = written(tmp_path, "some.xml", document(person(1, full_name="Tamsin")))
    main(["import", "pfif", path])
    capfdbinary.readouterr()
    officer = factory.officer()
    assert main(["export", "pfif", "--by", officer.login, "--reason", "exchange"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.startswith(b"<?xml")
    assert b"Tamsin" in out
    line = Entry.objects.get(kind="disclosure.pfif")
    assert line.facts["sha256"].encode() in err
    assert main(["import", "pfif", written(tmp_path, "back.xml", out)]) == 0
    assert json.loads(capfdbinary.readouterr()[0])["already_known"] == 1


@pytest.mark.django_db
def test_an_export_to_a_file_is_for_this_account_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xml"
    out.write_text("before")
    assert main(["export", "pfif", "--by", "the operator", "--reason", "exchange", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"<?xml")
    assert out.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [out]
    assert capfd.readouterr().out == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--by", " ", "--reason", "exchange"], "Say who asks"),
        (["--by", "someone", "--reason", ""], "Say why"),
        (["--by", "someone", "--reason", "exchange"], "No officer signs in as someone."),
    ],
)
def test_an_export_without_officer_or_reason_leaves_nothing(
    words: list[str], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    factory.officer()
    out = tmp_path / "out.xml"
    assert main(["export", "pfif", *words, "--out", str(out)]) == 2
    assert sentence in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert not Entry.objects.filter(kind="disclosure.pfif").exists()


@pytest.mark.django_db
def test_an_export_that_cannot_be_written_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["--by", "someone", "--reason", "exchange", "--out", str(tmp_path / "none" / "out.xml")]
    assert main(["export", "pfif", *words]) == 2
    assert "cannot be written" in capfd.readouterr().err


def test_an_import_that_was_killed_is_finished_by_the_next(fresh_database: None, tmp_path: Path) -> None:
    path = written(tmp_path, "many.xml", document(*(person(n, note(n), full_name=f"Tam {n}") for n in range(150))))
    command = [sys.executable, "-m", "wayhome.console", "import", "pfif", path]
    first = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.PIPE)
    while ImportedRecord.objects.count() < 20:
        assert first.poll() is None
        time.sleep(0.01)
    first.kill()
    assert first.communicate()[0] == b""
    connection.close()
    landed = ImportedRecord.objects.count()
    assert 20 <= landed < 300
    again = subprocess.run(command, env=os.environ.copy(), capture_output=True, check=False)
    assert again.returncode == 0
    said = json.loads(again.stdout)
    assert said["read"] == said["received"] + said["already_known"] == 300
    assert landed <= said["already_known"] <= landed + 1  # the last commit may have been under way
    assert (Report.objects.count(), Sighting.objects.count(), ImportedRecord.objects.count()) == (150, 150, 300)
    assert Entry.objects.count() == 300
    assert Sighting.objects.filter(report=None).count() == 0
