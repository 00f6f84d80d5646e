"""How well the matcher ranks and what its claims are worth: against the nation's own ranker, and a usual filter."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from math import sqrt
from typing import Any

import numpy as np

from wayhome.console import bench_parts
from wayhome.console.bench_match.judged import TOP, Array, Judged, judge
from wayhome.synthetic.nation.people import ANCESTRIES

OWN, FILTER = "the nation's own ranker", "usual filter, nearest first"
BARS: dict[str, dict[int, float | None]] = {
    "base": {20: 0.97, 1: 0.92},
    "dental": {20: 0.97, 1: 0.92},
    "stress": {20: 0.92, 1: None},
}
ECE = {"base": 0.03, "stress": 0.05, "dental": 0.03}
SURE, PRECISE, LOSES = 0.95, 0.97, 0.001
POINTS = "difference of shares"
FEW = 30
"""Of fewer pairs no share is told."""


def lines(options: argparse.Namespace, variant: str) -> Iterator[dict[str, Any]]:
    """The figures of one variant."""
    done = judge(options, variant)
    for part in (against_own, calibrated, by_rule, to_review, by_group):
        for line in part(done, variant):
            yield line | {"name": f"match.quality.{variant}.{line['name']}"}


def line(
    goal: str, name: str, value: float, unit: str, n: int, *, ci95: tuple[float, float] | None = None, gate: bool | None = None,
    baseline: tuple[str, float] | None = None, ratio: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One figure as it is printed: of numpy's numbers, to four places."""
    figure = bench_parts.line(
        goal, name, round(float(value), 4), unit, n=int(n), ci95=[round(float(each), 4) for each in ci95] if ci95 else None,
        gate=None if gate is None else bool(gate), baseline=(baseline[0], round(float(baseline[1]), 4)) if baseline else None,
        ratio=None if ratio is None else float(ratio),
    )  # fmt: skip
    return figure | ({"ratio": None} if unit == POINTS else {})


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not n:
        return 0.0, 1.0
    z = 1.96
    middle, half = (
        (share + z * z / (2 * n)) / (1 + z * z / n),
        z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n),
    )
    return middle - half, middle + half


def within(rank: Array, many: int) -> Array:
    """Which partners stand among the first so many."""
    return (rank > 0) & (rank <= many)


def against_own(done: Judged, variant: str) -> Iterator[dict[str, Any]]:
    """B1, B2: recall over all true pairs, and its ratio to the nation's own ranker on the pairs that both ranked."""
    pairs = done.truth >= 0
    for many, goal in ((20, "B1"), (1, "B2")):
        recall, n = float(within(done.rank[pairs], many).mean()), int(pairs.sum())
        own, same = within(done.own_rank, many).mean(), within(done.rank[done.ranked], many).mean()
        bar, ratio = BARS[variant][many], float(same / own)
        yield line(
            goal,
            f"recall@{many}",
            recall,
            "share",
            n,
            ci95=wilson(recall, n),
            gate=None if bar is None else ratio >= bar,
            baseline=(OWN, float(own)),
            ratio=ratio,
        )
        held = done.filtered.recall(many)
        yield line(goal, f"filter.recall@{many}", recall, "share", n, ci95=wilson(recall, n), baseline=(FILTER, held))
    recall = float(within(done.rank[pairs], TOP).mean())
    yield line("B1", f"recall@{TOP}", recall, "share", int(pairs.sum()), ci95=wilson(recall, int(pairs.sum())))


def expected_error(claimed: Array, true: Array) -> float:
    """ECE in ten bins of equal width."""
    bins = np.minimum((claimed * 10).astype(int), 9)
    return float(sum(abs(claimed[bins == each].sum() - true[bins == each].sum()) for each in range(10)) / len(claimed))


def calibrated(done: Judged, variant: str) -> Iterator[dict[str, Any]]:
    """B3: what the first of each list is claimed to be, and how often it is so; those on no list are among them."""
    true, claimed = (done.first == done.truth) & (done.truth >= 0), done.chances[:, 0]
    error = expected_error(claimed, true)
    rng = np.random.default_rng(1)
    again = [
        expected_error(claimed[rows], true[rows])
        for rows in (rng.integers(0, len(true), len(true)) for _ in range(200))
    ]
    yield line(
        "B3",
        "ece",
        error,
        "share",
        len(true),
        ci95=(float(np.quantile(again, 0.025)), float(np.quantile(again, 0.975))),
        gate=error <= ECE[variant],
        baseline=("before calibration", expected_error(done.claimed, true)),
    )
    sure, bare = claimed >= SURE, done.claimed >= SURE
    precision = float(true[sure].mean()) if sure.any() else 0.0
    yield line(
        "B3",
        "precision@claimed.95",
        precision,
        "share",
        int(sure.sum()),
        ci95=wilson(precision, int(sure.sum())),
        gate=precision >= PRECISE,
        baseline=("before calibration", float(true[bare].mean()) if bare.any() else 0.0),
    )
    pairs = int((done.truth >= 0).sum())
    reach = float((true & sure).sum() / pairs)
    yield line("B3", "recall@claimed.95", reach, "share", pairs, ci95=wilson(reach, pairs))


def by_rule(done: Judged, variant: str) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - parts have one shape
    """B4: true pairs that the rules remove, beside the usual filter; and how many false ones each removes."""
    pairs = int((done.truth >= 0).sum())
    share = sum(done.rules.lost.values()) / pairs
    yield line(
        "B4",
        "true_pairs_lost",
        share,
        "share",
        pairs,
        ci95=wilson(share, pairs),
        gate=share <= LOSES,
        baseline=(FILTER, done.filtered.lost),
    )
    for rule, count in done.rules.false_lost.items():
        yield line(
            "B4",
            f"false_pairs_removed.{rule}",
            count / done.rules.pairs,
            "share",
            done.rules.pairs,
            ci95=wilson(count / done.rules.pairs, done.rules.pairs),
        )
        if done.rules.doubted[rule]:
            yield line("B4", f"true_pairs_doubted.{rule}", done.rules.doubted[rule] / pairs, "share", pairs)


def to_review(done: Judged, variant: str) -> Iterator[dict[str, Any]]:  # noqa: ARG001
    """B5: pairs to look at for each unidentified, the likeliest first over all lists, until so many partners are found."""
    pairs, many = int((done.truth >= 0).sum()), len(done.truth)
    hit = (done.lists == done.truth[:, None]) & (done.truth >= 0)[:, None]
    order = np.argsort(-done.chances.ravel(), kind="stable")
    found = np.cumsum(hit.ravel()[order])
    for share in (0.8, 0.9):
        needed = int(np.searchsorted(found, share * pairs)) + 1
        reached = found[-1] >= share * pairs
        usual = np.sort(np.where(done.filtered.passed, done.filtered.rank, np.iinfo(np.int64).max))
        at = usual[min(int(np.ceil(share * len(usual))) - 1, len(usual) - 1)]
        depth = float(at) if at < np.iinfo(np.int64).max else float(len(done.nation.people))
        value = needed / many if reached else float(TOP)
        said = f"reviews_for_{share:.0%}_recall".replace("%", "") + ("" if reached else ".not_reached_in_100")
        yield line("B5", said, value, "pairs an unidentified", many, baseline=(FILTER, depth))


def by_group(done: Judged, variant: str) -> Iterator[dict[str, Any]]:  # noqa: ARG001
    """B6: recall@20 by sex, ancestry and age; and the gap that is left where as much is known of both."""
    pairs = np.flatnonzero(done.truth >= 0)
    people, hit, known = (
        done.nation.people.take(done.truth[pairs]),
        within(done.rank[pairs], 20),
        done.completeness[pairs],
    )
    child = people.age_at(people.seen) < 18
    groups = {
        "sex": {"female": people.sex == 0, "male": people.sex == 1},
        "age": {"child": child, "adult": ~child},
        "ancestry": {name: people.ancestry == number for number, name in enumerate(ANCESTRIES)},
    }
    for name, parts in groups.items():
        told = {part: rows for part, rows in parts.items() if rows.sum() >= FEW}
        largest = max(told, key=lambda part: int(told[part].sum()))
        base = told[largest]
        for part, rows in told.items():
            recall, n = float(hit[rows].mean()), int(rows.sum())
            yield line(
                "B6",
                f"recall@20.{name}.{part}",
                recall,
                "share",
                n,
                ci95=wilson(recall, n),
                baseline=(largest, float(hit[base].mean())),
            )
            if part != largest:
                yield line(
                    "B6",
                    f"gap_as_complete.{name}.{part}",
                    float(hit[base].mean()) - recall,
                    POINTS,
                    n,
                    baseline=("where as much is known", matched_gap(hit, known, base, rows)),
                )


def matched_gap(hit: Array, known: Array, base: Array, rows: Array) -> float:
    """The gap in recall between two groups if as much were known of the first as of the second."""
    gap = total = 0.0
    for level in np.unique(known[rows]).tolist():
        mine, theirs = rows & (known == level), base & (known == level)
        if theirs.any():
            gap += mine.sum() * (hit[theirs].mean() - hit[mine].mean())
            total += mine.sum()
    return float(gap / total) if total else 0.0
