"""`wayhome bench kinship` on the smallest register that can fail."""

import json

import pytest

from wayhome.console.__main__ import main

SMALL = ["--families", "600", "--bodies", "800", "--pairs", "200000", "--checked", "400000", "--ranked", "500"]


def figures(capsys: pytest.CaptureFixture[str], *parts: str) -> dict[str, dict[str, object]]:
    told = [word for part in parts for word in ("--only", part)]
    main(["bench", "kinship", *SMALL, *told])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(set(row) == {"goal", "name", "value", "unit", "n", "ci95", "gate", "baseline", "ratio"} for row in rows)
    return {row["name"]: row for row in rows}


def test_nothing_is_lost_and_strangers_stay_below_what_ratios_promise(capsys: pytest.CaptureFixture[str]) -> None:
    found = figures(capsys, "lost", "strangers")
    assert [found[f"kinship.lost.{name}"]["gate"] for name in ("usual", "rare")] == [True, True]
    rare = found["kinship.lost.rare"]
    assert rare["baseline"] == {"name": "families added up in float32", "value": pytest.approx(2, abs=2)}
    reaching = {name: row for name, row in found.items() if name.startswith("kinship.strangers")}
    assert len(reaching) == 8 * 7
    assert all(row["gate"] for row in reaching.values())
    assert reaching["kinship.strangers.one grandparent.1"]["value"] != 0


def test_a_new_body_and_a_new_family_find_what_the_whole_register_finds(capsys: pytest.CaptureFixture[str]) -> None:
    found = figures(capsys, "register")
    assert found["kinship.register.found"]["value"] != 0
    assert found["kinship.register.differs"]["value"] == 0
