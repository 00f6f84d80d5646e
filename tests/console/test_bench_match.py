"""What `wayhome bench match --only quality` works out, on lists whose answer is known, and once on a small nation."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.kernels.crossmatch.invented import Inventor
from wayhome.console.__main__ import main
from wayhome.console.bench_match import by_numpy, judged, quality
from wayhome.kernels.crossmatch import model, rarity, records, weights
from wayhome.kernels.crossmatch.engine import Register
from wayhome.synthetic.nation.filters import Filtered
from wayhome.synthetic.nation.whole import Nation, make_nation
from wayhome.synthetic.nation.writing import records as written


@pytest.fixture(scope="module")
def nation() -> Nation:
    return make_nation(listed=1_500, unidentified=120, seed=6, variant="base")


@pytest.fixture
def done(nation: Nation) -> judged.Judged:
    """Four who are listed: found first, third, first and not at all. Four who are not: one of them claimed with 0.99."""
    truth = np.array([1, 2, 3, 4, -1, -1, -1, -1])
    lists = np.full((8, 4), -1)
    lists[0], lists[1], lists[2], lists[3] = [1, 9, 8, 7], [9, 8, 2, 7], [3, 9, 8, 7], [9, 8, 7, 6]
    lists[4:] = [9, 8, 7, 6]
    chances = np.tile([0.4, 0.2, 0.1, 0.05], (8, 1))
    chances[0, 0], chances[2, 0], chances[4, 0] = 0.97, 0.96, 0.99
    rank = np.array([1, 3, 1, 0, 0, 0, 0, 0])
    filtered = Filtered(np.array([True, True, False, True]), np.full(4, 50), np.array([1, 30, 60, 10]))
    rules = judged.Rules(
        100, {"found_before_last_seen": 1}, {"found_before_last_seen": 0}, {"found_before_last_seen": 7}
    )
    return judged.Judged(
        nation, np.arange(8), truth, rank, lists[:, 0], lists, chances, chances[:, 0], np.arange(4), np.array([1, 1, 1, 2]), filtered,
        np.array([5, 5, 6, 6, 5, 5, 5, 5]), rules,
    )  # fmt: skip


def told(lines: object) -> dict[str, dict[str, object]]:
    return {line["name"]: line for line in lines}  # type: ignore[attr-defined]


def test_recall_is_told_beside_the_best_that_could_be_done(done: judged.Judged) -> None:
    lines = told(quality.against_own(done, "base"))
    assert (lines["recall@1"]["value"], lines["recall@1"]["ratio"], lines["recall@1"]["gate"]) == (0.5, 0.6667, False)
    assert (lines["recall@20"]["value"], lines["recall@20"]["ratio"], lines["recall@20"]["gate"]) == (0.75, 0.75, False)
    assert lines["filter.recall@20"]["baseline"] == {"name": quality.FILTER, "value": 0.5}
    better = replace(done, rank=np.array([1, 1, 1, 2, 0, 0, 0, 0]))
    assert [line["gate"] for line in quality.against_own(better, "base")][::2] == [True, True, None]


def test_claims_are_held_against_what_came_true_those_of_nobody_included(done: judged.Judged) -> None:
    lines = told(quality.calibrated(done, "base"))
    assert (
        lines["precision@claimed.95"]["value"] == pytest.approx(2 / 3, abs=1e-4)
        and lines["precision@claimed.95"]["gate"] is False
    )
    assert lines["recall@claimed.95"]["value"] == 0.5
    assert quality.expected_error(np.array([0.95, 0.95]), np.array([1.0, 0.0])) == pytest.approx(0.45)
    assert quality.expected_error(np.array([0.25] * 4), np.array([1.0, 0, 0, 0])) == 0


def test_a_true_pair_that_a_rule_removes_misses_the_bar(done: judged.Judged) -> None:
    lines = told(quality.by_rule(done, "base"))
    assert (lines["true_pairs_lost"]["value"], lines["true_pairs_lost"]["gate"]) == (0.25, False)
    assert lines["false_pairs_removed.found_before_last_seen"]["value"] == 0.07


def test_reviews_are_counted_the_likeliest_first_over_all_lists(done: judged.Judged) -> None:
    reached = told(quality.to_review(replace(done, rank=done.rank), "base"))
    # Three of four partners are in the lists: neither four fifths nor nine tenths can be reached.
    assert {line["value"] for line in reached.values()} == {100.0}
    full = replace(done, lists=np.vstack([done.lists[:3], [[4, 8, 7, 6]], done.lists[4:]]))
    # 0.99 (nobody's), 0.97, 0.96, six or fewer of 0.4 and 0.2, and the third place of the second list at 0.1.
    assert told(quality.to_review(full, "base"))["reviews_for_80_recall"]["value"] == pytest.approx(18 / 8, abs=0.01)


def test_a_gap_is_told_where_as_much_is_known_too() -> None:
    hit, known = np.array([1, 1, 0, 0, 1, 0]) > 0, np.array([8, 8, 3, 3, 8, 3])
    some, others = np.array([1, 1, 1, 0, 0, 0]) > 0, np.array([0, 0, 0, 1, 1, 1]) > 0
    assert quality.matched_gap(hit, known, some, others) == 0  # who has much is found, who has little is not


def test_the_matcher_reads_every_record_of_the_nation_without_a_flag(nation: Nation) -> None:
    missing, found = judged.read(nation, set(range(120)))
    assert (len(missing), len(found)) == (1_500, 120)
    first = next(written(nation).missing)
    assert records.read_missing(first | {"stature_cm": {"low": 1.7, "high": 1.7}})[1]


def test_it_runs_from_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--nation", "1500", "--unidentified", "200", "--pairs", "60", "--ranked", "20", "--variant", "dental"]
    assert main(["bench", "match", "--only", "quality", *words]) in {0, 1}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["goal"] for line in lines} == {"B1", "B2", "B3", "B4", "B5", "B6"}
    recall = next(line for line in lines if line["name"] == "match.quality.dental.recall@20")
    assert recall["n"] == 60 and recall["value"] > 0.6 and recall["baseline"]["value"] > 0.8


def test_the_speed_is_told_beside_numpy_and_sql(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--nation", "1500", "--unidentified", "80", "--variant", "base"]
    assert main(["bench", "match", "--only", "speed", *words]) in {0, 1}
    lines = {line["name"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {line["goal"] for line in lines.values()} == {"S1", "S2"}
    assert all(line["baseline"] for line in lines.values())
    assert lines["match.speed.whole"]["gate"] is None  # a bar for half a million, not for these


def test_numpy_comes_to_the_very_scores_of_the_kernel() -> None:
    """What the kernel's speed is held against weighs the same evidence, or the ratio would say nothing."""
    make, other = Inventor(51), Inventor(52)
    missing = [records.read_missing(make.missing(f"m{number:03}"))[0] for number in range(400)]
    register = Register(missing, weights.make(model.load(), rarity.count(missing)), plainly=False)
    names = sorted(each.id for each in missing)
    for number in range(60):
        person = records.read_unidentified(other.unidentified(f"u{number:03}"))[0]
        evidence = register.machine.evidence(person)
        scored = dict(zip(evidence.rows.order.tolist(), by_numpy.scores(evidence).tolist(), strict=True))
        assert [scored[place] for place in range(len(names))] == register.machine.scores(person, names)
