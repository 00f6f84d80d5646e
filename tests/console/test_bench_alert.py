"""`wayhome bench alert`: the smallest run of it on a real service, and judges that see what is planted."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import http.client
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from tests.journeys.conftest import bare_env
from wayhome.console.bench_alert import moves
from wayhome.console.bench_alert.approvers import Round, Row, judge_rounds
from wayhome.console.bench_alert.cast import Asked
from wayhome.console.bench_alert.receiver import Came, judge, receiving
from wayhome.console.bench_alert.timing import _holding

IN_SECONDS = "s"


def run(*words: str) -> tuple[list[dict[str, object]], int]:
    command = [sys.executable, "-m", "wayhome.console", "bench", "alert", *words]
    done = subprocess.run(command, env=bare_env(), capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    assert {tuple(line) for line in lines} == {
        ("goal", "name", "value", "unit", "n", "ci95", "gate", "baseline", "ratio")
    }, done.stderr
    assert done.returncode == int(any(line["gate"] is False for line in lines)), done.stderr
    return lines, done.returncode


def test_a_small_run_of_every_part_but_kills_meets_every_bar_that_is_no_time() -> None:
    parts = [word for part in ("latency", "approvers", "cancel", "moves") for word in ("--only", part)]
    lines, _ = run(*parts, "--approvals", "2", "--alerts", "6", "--cancels", "2", "--sequences", "2000")
    timed = [line for line in lines if line["unit"] == IN_SECONDS]
    assert len(timed) == 7
    assert all(float(str(line["value"])) > 0 for line in timed if "latest new send" not in str(line["name"]))
    missed = [line for line in lines if line["gate"] is False and line not in timed]
    assert missed == []
    assert sum(line["gate"] is True for line in lines if line not in timed) == 9


def test_of_what_was_approved_nothing_is_missing_and_each_repeat_says_so_under_twenty_kills() -> None:
    lines, failed = run("--only", "kills", "--kills", "20")
    assert failed == 0, lines
    assert sum(line["gate"] is True for line in lines) == 5
    counted = {str(line["name"]): line["value"] for line in lines}
    assert [counted[f"kills of {what} with a delivery in flight"] for what in ("postgres", "worker", "desk", "plane")] == [
        2, 6, 4, 8
    ]  # fmt: skip
    assert float(str(counted["repeats at partners, the most that one kill brought"])) > 0  # the kills did something


# The judges


def came(key: str = "k", *, at: float = 1.0, repeat: str = "", **other: object) -> Came:
    given = {"path": "/live/0", "peer": 1, "signed": True, "mode": "live", "sha256": "x", "said": {}, "answered": at}
    return Came(key=key, at=at, repeat=repeat, **{**given, **other})  # type: ignore[arg-type]


def test_what_came_once_each_or_repeated_with_a_word_is_well() -> None:
    found = judge([came(), came(at=3.0, repeat="1"), came("l")], ["k", "l"], [2.0])
    assert (found.missing, found.unflagged, found.altered, found.forged, found.unasked) == ([], [], [], [], [])
    assert (found.repeats, found.most, found.without) == (1, 1, 0)


@pytest.mark.parametrize(
    ("posts", "kind"),
    [
        ([came()], "missing"),
        ([came(), came("l"), came(at=3.0)], "unflagged"),
        ([came(), came("l"), came(at=3.0, repeat="1", sha256="y")], "altered"),
        ([came(), came("l"), came(at=3.0, repeat="1", path="/live/1")], "altered"),
        ([came(signed=False), came("l")], "forged"),
        ([came(), came("l"), came("m")], "unasked"),
    ],
)
def test_the_judge_of_kills_sees_a_planted_fault(posts: list[Came], kind: str) -> None:
    found = judge(posts, ["k", "l"], [2.0])
    wrong = {name for name in ("missing", "unflagged", "altered", "forged", "unasked") if getattr(found, name)}
    assert wrong == {kind}


def test_repeats_belong_to_the_kill_between_two_tries() -> None:
    tries = [
        came(f"k{number}", at=place, repeat="1" if place > 1 else "") for number in range(3) for place in (1.0, 9.0)
    ]
    found = judge([*tries, came("k0", at=20.0, repeat="1")], ["k0", "k1", "k2"], [5.0, 8.0])
    assert (found.repeats, found.most, found.without) == (4, 3, 1)


WHO, OTHER = "officer:1", "officer:2"
ASKED = Asked(UUID(int=1), "R1", "d1", "Wren", "Missing", None, "live")


def told(**other: object) -> list[Came]:
    said = {"kind": "Alert", "reference": "R1", "texts": {"en": {"headline": "Missing"}}}
    return [came(path=f"/live/{number}", said=said, **other) for number in range(2)]


@pytest.mark.parametrize(
    ("row", "taken", "posts", "kind"),
    [
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Missing"), [WHO], told(), ""),
        (None, [], [], "not_once"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 2, "Missing"), [WHO], told(), "not_once"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Missing"), [WHO], told()[:1], "not_once"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Missing"), [WHO], told() + told()[:1], "not_once"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Missing"), [WHO, OTHER], told(), "not_once own"),
        (Row("R1", "d1", WHO, WHO, [WHO], 1, "Missing"), [WHO], told(), "own"),
        (Row("R1", "d1", OTHER, WHO, [OTHER, WHO], 1, "Missing"), [WHO], told(), "own"),
        (Row("R1", "d2", OTHER, WHO, [OTHER], 1, "Missing"), [WHO], told(), "unseen"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Another"), [WHO], told(), "unseen"),
        (Row("R1", "d1", OTHER, WHO, [OTHER], 1, "Missing"), [WHO], told(mode="drill"), "strayed"),
    ],
)
def test_the_judge_of_approvers_sees_a_planted_fault(
    row: Row | None, taken: list[str], posts: list[Came], kind: str
) -> None:
    this = Round(ASKED, edited=False, read={WHO: [("d1", "<h1>Missing</h1>")]}, taken=taken)
    found = judge_rounds([this], {"R1": row} if row else {}, posts, {"live": 2})
    wrong = {name for name in ("not_once", "own", "unseen", "strayed") if getattr(found, name)}
    assert wrong == set(kind.split())


def test_the_judge_of_moves_finds_a_machine_without_a_second_person() -> None:
    assert "no second person" in moves.forgetful(500, 1).wrong


def test_what_is_left_is_found_in_plain_and_in_packed_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".hidden").write_bytes(b"..Wren00001..")
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"..Wren00001.."))
    (tmp_path / "c").write_bytes(b"nobody")
    assert set(_holding(tmp_path, [b"Wren00001"])) == {str(tmp_path / "a" / ".hidden"), str(tmp_path / "b.gz")}


def test_the_receiver_notes_before_it_answers_and_checks_the_signature() -> None:
    with receiving() as receiver:
        receiver.trust({"/live/0": b"s"})
        signed = hmac.new(b"s", b"k." + b"{}", hashlib.sha256).hexdigest()
        for signature in (f"v1={signed}", "v1=0"):
            asking = http.client.HTTPConnection("127.0.0.1", receiver.port)
            asking.request("POST", "/live/0", b"{}", {"Idempotency-Key": "k", "Wayhome-Signature": signature})
            assert asking.getresponse().read() == b"taken"
            asking.close()
        receiver.hold(True)
        asking = http.client.HTTPConnection("127.0.0.1", receiver.port)
        asking.request("POST", "/live/0", b"{}", {"Idempotency-Key": "k"})
        while not receiver.held():
            pass
        assert [one.signed for one in receiver.came()] == [True, False, False]
        assert not receiver.came()[2].answered
        receiver.hold(False)
        asking.getresponse().read()
        asking.close()
