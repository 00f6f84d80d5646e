"""The model card names every number with its source, and draws what the lines of calibration say."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from wayhome.console.__main__ import main
from wayhome.console.match.card import plot
from wayhome.kernels.crossmatch import model
from wayhome.kernels.crossmatch.posterior import Line


def test_the_card_names_every_number_with_source_and_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "card"]) == 0
    card = capsys.readouterr().out
    declared = model.load()
    assert declared.version in card
    assert "not verified in the field" in card
    for each in declared.numbers():
        assert f"| {each.table} | {each.key} | {each.value} | {each.status} | {each.source} | {each.date} |" in card


def test_the_plot_draws_one_line_a_class() -> None:
    svg = ET.fromstring(plot({"flesh more": Line((-1.0, 1.0), (0.1, 0.8)), "bones less": Line((0.0, 2.0), (0.4, 0.9))}))
    drawn = [each for each in svg.iter() if each.tag.endswith("polyline")]
    assert [each.get("points", "").split()[-1] for each in drawn] == ["218.2,48.0", "237.6,24.0"]
