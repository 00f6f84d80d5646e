"""The lines that calibrate claims rise, keep to what came true, and hold for one version of the model."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from wayhome.console.__main__ import main
from wayhome.console.match.calibrate import EACH, line
from wayhome.kernels.crossmatch import model, posterior

FEW = ["--nation", "1500", "--unidentified", "300", "--pairs", "60"]


def test_a_line_says_what_came_true_and_never_falls() -> None:
    rng = np.random.default_rng(4)
    odds = rng.uniform(-3, 3, 40 * EACH)
    came = rng.uniform(size=len(odds)) < 0.5 / (1 + 10**-odds)  # every claim is twice too sure
    claimed, found = line(odds.tolist(), came)
    assert claimed == sorted(claimed)
    assert found == sorted(found)
    assert found[-1] == pytest.approx(0.5, abs=0.06)
    assert posterior.Line(tuple(claimed), tuple(found))(0.5) == pytest.approx(0.25, abs=0.06)


def test_neighbours_that_fall_are_taken_together() -> None:
    odds = [-1.0] * EACH + [1.0] * EACH
    came = np.array([True] * EACH + [False] * EACH)
    assert line(odds, came) == ([0.0], [pytest.approx(0.5)])
    assert line([], np.zeros(0, bool)) == ([], [])


def test_what_is_printed_is_read_as_lines_of_this_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "calibrate", "--seeds", "31", "--variants", "base", *FEW]) == 0
    kept = tomllib.loads(capsys.readouterr().out)
    assert kept["model"] == model.load().version
    lines = {name: posterior.line_of(entry) for name, entry in kept["line"].items()}
    assert set(lines) <= set(posterior.CLASSES)
    assert any(0 < share < 1 for each in lines.values() for share in each.found)


def test_seeds_and_variants_go_in_pairs() -> None:
    with pytest.raises(SystemExit, match="--variants names 1 for 2 seeds"):
        main(["match", "calibrate", "--seeds", "1", "2", "--variants", "base"])


def test_lines_of_another_version_are_not_used() -> None:
    assert posterior.lines("crossmatch-0-of-before") == {}
