"""`wayhome cap check`, as a partner runs it: one line of JSON a file, and an exit code that a script can trust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.cap.keys import certify, desk, pem, rsa_key, signed
from tests.formats.cap.messages import ALERT, CANCEL, SENT, UPDATE, write
from tests.formats.cap.test_finder import ENTITY, atom, declared, edxl, embedded, encoded, inline
from wayhome.console.__main__ import main
from wayhome.console.cap import check
from wayhome.formats.cap import Profile
from wayhome.formats.cap.raw import CAP_11, CAP_12
from wayhome.formats.cap.signing import sign

PLAIN = write(ALERT)
KEYS = {"identifier", "version", "valid", "errors", "warnings", "signature", "signer", "trusted"}


class Checker:
    """Writes files, checks them and reads what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def file(self, document: bytes, name: str = "given.xml") -> str:
        (self.folder / name).write_bytes(document)
        return str(self.folder / name)

    def lines(self, *words: str, code: int) -> list[dict[str, Any]]:
        assert main(["cap", "check", *words]) == code
        out, err = self.capsys.readouterr()
        assert err == ""
        said = [json.loads(line) for line in out.splitlines()]
        for line in said:
            assert set(line) == {"file", "alerts", "refused"}
            for alert in line["alerts"]:
                assert set(alert) == KEYS
                assert alert["signature"] in {"valid", "invalid", "unchecked", "absent"}
                for finding in alert["errors"] + alert["warnings"]:
                    assert set(finding) == {"rule", "text"}
                    assert finding["text"].endswith((".", "”."))
        return said

    def alert(self, document: bytes, *words: str, code: int = 0) -> dict[str, Any]:
        """What is said of the one alert in a document."""
        (line,) = self.lines(self.file(document), *words, code=code)
        assert line["refused"] is None
        (alert,) = line["alerts"]
        return dict(alert)


@pytest.fixture
def checker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Checker:
    return Checker(tmp_path, capsys)


def rules(findings: list[dict[str, str]]) -> list[str]:
    return [finding["rule"] for finding in findings]


def test_a_good_alert(checker: Checker) -> None:
    assert checker.alert(PLAIN) == {
        "identifier": "wayhome-7f3a-1",
        "version": "1.2",
        "valid": True,
        "errors": [],
        "warnings": [],
        "signature": "absent",
        "signer": None,
        "trusted": False,
    }


def test_the_file_is_named_exactly_as_it_was_given(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    checker.file(PLAIN, "a b.xml")
    checker.file(PLAIN, "é.xml")
    monkeypatch.chdir(checker.folder)
    names = ["./a b.xml", "a b.xml", f"../{checker.folder.name}//é.xml", "none.xml"]
    assert [line["file"] for line in checker.lines(*names, code=1)] == names


def test_the_lines_come_in_the_order_of_the_files(checker: Checker) -> None:
    files = [checker.file(PLAIN, "b.xml"), checker.file(b"", "a.xml"), checker.file(write(UPDATE), "c.xml")]
    assert [line["file"] for line in checker.lines(*files, files[0], code=1)] == [*files, files[0]]


def test_a_missing_identifier_is_empty_and_an_odd_one_stays_as_it_is(checker: Checker) -> None:
    said = checker.alert(PLAIN.replace(b"<identifier>wayhome-7f3a-1</identifier>", b""), code=1)
    assert (said["identifier"], said["valid"], rules(said["errors"])) == ("", False, ["schema-missing"])
    said = checker.alert(PLAIN.replace(b"wayhome-7f3a-1", b" a&amp;b "), code=1)
    assert said["identifier"] == " a&b "


def test_every_alert_of_a_feed_and_of_a_distribution_is_listed(checker: Checker) -> None:
    one, two, three = PLAIN, write(UPDATE), write(CANCEL)
    nested = edxl(
        embedded(atom(inline(one))), encoded(edxl(encoded(two), embedded(three.decode().split("\n")[1])).encode())
    )
    (line,) = checker.lines(checker.file(nested.encode()), code=0)
    assert [alert["identifier"] for alert in line["alerts"]] == ["wayhome-7f3a-1", "wayhome-7f3a-5", "wayhome-7f3a-9"]


def test_one_bad_alert_among_good_ones_is_exit_1(checker: Checker) -> None:
    bad = inline(PLAIN.replace(b">Public<", b">Everybody<"))
    (line,) = checker.lines(checker.file(atom(inline(PLAIN), bad).encode()), code=1)
    assert [alert["valid"] for alert in line["alerts"]] == [True, False]


def test_a_file_without_an_alert_holds_none_and_is_no_fault(checker: Checker) -> None:
    files = [checker.file(atom().encode(), "feed.xml"), checker.file(b"<html/>", "page.xml")]
    for line in checker.lines(*files, code=0):
        assert (line["alerts"], line["refused"]) == ([], None)


@pytest.mark.parametrize(
    "document",
    [declared(PLAIN, ENTITY), declared(PLAIN, b"<!DOCTYPE alert>"), b"", b"\x00\xff" * 500, b"not xml", PLAIN[:-5],
     b"<a>" * 500 + b"</a>" * 500, edxl(embedded(PLAIN.decode().split("\n")[1]), encoded(declared(PLAIN, ENTITY))).encode()],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_the_others_still_get_their_line(checker: Checker, document: bytes) -> None:
    lines = checker.lines(checker.file(document, "bad.xml"), checker.file(PLAIN, "good.xml"), code=1)
    assert lines[0]["alerts"] == []
    assert lines[0]["refused"].endswith(".")
    assert (len(lines[1]["alerts"]), lines[1]["refused"]) == (1, None)


def test_a_missing_an_unreadable_and_a_huge_file_are_refused(checker: Checker) -> None:
    huge = checker.folder / "huge.xml"
    with huge.open("wb") as stream:
        stream.truncate(3_000_000_000)  # takes no room on the disk
    locked = Path(checker.file(PLAIN, "locked.xml"))
    locked.chmod(0)
    files = [
        str(checker.folder / "none.xml"),
        str(checker.folder),
        str(huge),
        "nul\0byte",
        checker.file(PLAIN, "good.xml"),
    ]
    if os.access(locked, os.R_OK):  # to root nothing is locked
        locked.unlink()
        locked.symlink_to(locked)
    lines = checker.lines(str(locked), *files, code=1)
    assert [line["refused"] is None for line in lines] == [False] * 5 + [True]
    assert all(line["alerts"] == [] for line in lines[:-1])


def test_an_older_version_is_neither_valid_nor_a_fault(checker: Checker) -> None:
    older = PLAIN.replace(CAP_12.encode(), CAP_11.encode())
    said = checker.alert(older)
    assert (said["version"], said["valid"]) == ("1.1", None)
    said = checker.alert(older.replace(b"52.1,-1.5 52.1,-1.4", b"52.1,-181 52.1,-1.4"), code=1)
    assert said["valid"] is False


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("coordinates", b"52.2,-1.4", b"152.2,-1.4"),
        ("polygon-open", b" 52.1,-1.5</polygon>", b" 52.1,-1.51</polygon>"),
        ("polygon-few", b" 52.2,-1.4 52.2,-1.5", b""),
        ("circle-radius", b"-1.45 7.5<", b"-1.45 -7.5<"),
        ("coordinates", b"52.15,-1.45 7.5<", b"52.15,-181.45 7.5<"),
    ],
)
def test_shapes_that_are_none_are_errors(checker: Checker, rule: str, old: bytes, new: bytes) -> None:
    said = checker.alert(PLAIN.replace(old, new), code=1)
    assert (said["valid"], set(rules(said["errors"]))) == (False, {rule})


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("expires", b"<expires>2026-11-22T04:30:00-00:00</expires>", b""),
        ("headline", b"Look for Tamsin Vale", b"x" * 150),
        ("description", b"<description>Gwelwyd ddiwethaf yn Lantern Row am 15:30.</description>", b""),
        ("web", b"<web>https://alerts.example.org", b"<web>"),
    ],
)
def test_good_practice_is_a_warning_and_no_fault(checker: Checker, rule: str, old: bytes, new: bytes) -> None:
    said = checker.alert(PLAIN.replace(old, new))
    assert (said["valid"], said["errors"], set(rules(said["warnings"]))) == (True, [], {rule})


@pytest.mark.parametrize("profile", ["plain", "google", "uk", "ipaws", "cap-cp", "IPAWS", "CAP_CP", "Google"])
def test_a_profiles_rules_are_errors_only_where_it_is_named(checker: Checker, profile: str) -> None:
    small = PLAIN.replace(b"<web>https://alerts.example.org/c/7f3a</web>", b"").replace(b"7f3a-1<", b"7f3a.1<")
    assert (plain := checker.alert(small))["errors"] == plain["warnings"] == []
    said = checker.alert(small, "--profile", profile, code=0 if profile == "plain" else 1)
    short = profile.lower().replace("_", "-")
    assert bool(said["errors"]) == (short != "plain")
    assert all(rule.startswith(f"{short}-") for rule in rules(said["errors"]))
    assert (said["valid"], said["warnings"]) == (short == "plain", [])


def test_a_profile_that_is_not_known_is_said_before_anything_is_read(checker: Checker) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["cap", "check", checker.file(PLAIN), "--profile", "mars"])
    assert stop.value.code == 2
    assert "plain, google, uk, ipaws, cap-cp" in checker.capsys.readouterr().err


FODDER = [b"<", b">", b"&", b"<a/>", b"<!-- ", b"<?x?>", b' xmlns:q="r"', b"\x00", b"\xff", b"", b"9" * 50,
          b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"1e999999999"]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 40), st.sampled_from(FODDER)), min_size=1, max_size=4))
def test_no_file_is_odd_enough_for_a_traceback(tmp_path: Path, cuts: list[tuple[int, int, bytes]]) -> None:
    document = edxl(embedded(atom(inline(signed()), inline(write(UPDATE)))), encoded(signed())).encode()
    for at, width, put in cuts:
        place = at % len(document)
        document = document[:place] + put + document[place + width :]
    file = tmp_path / "odd.xml"
    file.write_bytes(document)
    line = check(str(file), profile=Profile.GOOGLE, trusted=[desk()])
    assert json.loads(json.dumps(line)) == line
    assert all(set(alert) == KEYS for alert in line["alerts"])


# Signatures


def test_a_signature_that_holds_names_its_signer_and_is_trusted_only_by_trust(checker: Checker) -> None:
    certificate, stranger = checker.file(pem(desk()), "desk.pem"), checker.file(pem(certify("stranger")), "other.pem")
    name = "CN=desk,O=Northmere Police"
    for trust, trusted in (
        ([], False),
        (["--trust", stranger], False),
        (["--trust", certificate], True),
        (["--trust", stranger, "--trust", certificate], True),
    ):
        said = checker.alert(signed(), *trust)
        assert (said["signature"], said["signer"], said["trusted"], said["valid"]) == ("valid", name, trusted, True)


def test_a_broken_signature_is_no_fault_of_the_message(checker: Checker) -> None:
    certificate = checker.file(pem(desk()), "desk.pem")
    said = checker.alert(signed().replace(b"aged 9", b"aged 8"), "--trust", certificate)
    assert (said["signature"], said["signer"], said["trusted"], said["valid"]) == ("invalid", None, False, True)
    assert rules(said["warnings"]) == ["signature-digest"]


def test_nothing_is_stripped_before_a_signature_is_judged(checker: Checker) -> None:
    assert checker.alert(signed().replace(b"<sent>", b"\n<sent>"))["signature"] == "invalid"


def test_a_certificate_is_asked_whether_it_was_in_date_when_the_alert_was_sent(checker: Checker) -> None:
    old = certify("desk", end=SENT - timedelta(seconds=1))
    said = checker.alert(
        sign(PLAIN, key=rsa_key("desk"), certificates=[old]), "--trust", checker.file(pem(old), "old.pem")
    )
    assert (said["signature"], said["signer"], said["trusted"], said["valid"]) == ("invalid", None, False, True)


def test_without_a_usable_key_a_signature_is_unchecked(checker: Checker) -> None:
    before, _, rest = signed().partition(b"<ds:KeyInfo>")
    bare = before + rest.partition(b"</ds:KeyInfo>")[2]
    said = checker.alert(bare)
    assert (said["signature"], said["signer"], said["trusted"], said["valid"]) == ("unchecked", None, False, True)
    said = checker.alert(bare, "--trust", checker.file(pem(desk()), "desk.pem"))
    assert (said["signature"], said["trusted"]) == ("valid", True)


@pytest.mark.parametrize("given", [b"", b"no certificate", None])
def test_a_certificate_that_cannot_be_read_is_said(checker: Checker, given: bytes | None) -> None:
    file = str(checker.folder / "none.pem") if given is None else checker.file(given, "bad.pem")
    assert main(["cap", "check", checker.file(PLAIN), "--trust", file]) == 2
    out, err = checker.capsys.readouterr()
    assert out == ""
    assert err == f"{file} holds no certificate that can be read.\n"


def test_a_reader_that_stops_reading_is_told_so_in_a_sentence(checker: Checker) -> None:
    file = checker.file(PLAIN)
    command = [sys.executable, "-m", "wayhome.console", "cap", "check", *[file] * 500]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == "Standard output was closed before its end.\n"
    process.stderr.close()
    assert process.wait() == 2


def test_it_runs_without_a_database_or_any_setting_and_loads_neither_django_nor_a_driver(checker: Checker) -> None:
    file = checker.file(PLAIN)
    probe = (
        "import sys; from wayhome.console.__main__ import main; code = main();"
        "assert not {'django', 'psycopg', 'cryptography', 'signxml'} & set(sys.modules), sorted(sys.modules); sys.exit(code)"
    )
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(
        [sys.executable, "-c", probe, "cap", "check", file], env=keep, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["alerts"][0]["valid"] is True
