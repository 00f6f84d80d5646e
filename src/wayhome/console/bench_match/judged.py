"""The matcher, the nation's own ranker and the usual filter, on the same true pairs of one nation."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from wayhome.kernels.crossmatch import model, posterior, rarity, records, weights
from wayhome.kernels.crossmatch.engine import Register
from wayhome.kernels.crossmatch.people import Missing, Unidentified, day_of
from wayhome.rules import exclusions
from wayhome.synthetic.nation import filters
from wayhome.synthetic.nation.draws import streams
from wayhome.synthetic.nation.ranker import Ranker
from wayhome.synthetic.nation.whole import Nation, make_nation
from wayhome.synthetic.nation.writing import records as written

Array = npt.NDArray[Any]
TOP = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One nation, judged. Arrays are one row an unidentified that was judged; `rank` is of the true partner, 0 beyond the lists.

    truth      the listed row of the partner, -1 for nobody
    first      the listed row that the matcher put first
    chances    of each place of a list, calibrated; `claimed` the same of the first, before calibration
    ranked     which were ranked by the nation's own tables too, with the partner's rank there
    """

    nation: Nation
    rows: Array
    truth: Array
    rank: Array
    first: Array
    lists: Array
    chances: Array
    claimed: Array
    ranked: Array
    own_rank: Array
    filtered: filters.Filtered
    completeness: Array
    rules: Rules


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules that the service applies by itself did: true pairs lost and doubted, false pairs lost, by rule."""

    pairs: int
    lost: dict[str, int]
    doubted: dict[str, int]
    false_lost: dict[str, int]


def judge(options: argparse.Namespace, variant: str) -> Judged:
    """Draw the nation, choose the pairs, and rank them three ways."""
    nation = make_nation(listed=options.nation, unidentified=options.unidentified, seed=options.seed, variant=variant)
    (rng,) = streams(options.seed, "judged")
    known, unknown = (
        rng.permutation(np.flatnonzero(each))[: options.pairs] for each in (nation.truth >= 0, nation.truth < 0)
    )
    rows = np.concatenate([known, unknown])
    say(f"{variant}: reading {len(nation.people):,} listed")
    missing, found = read(nation, set(rows.tolist()))
    people = [found[row] for row in rows.tolist()]
    compiled = weights.make(model.load(), rarity.count(missing))
    say(f"{variant}: weighing {len(people):,} against them")
    lists = Register(missing, compiled).best(people, TOP)
    at, chances, claimed = lists.at.astype(np.int64), np.zeros((len(people), TOP)), np.zeros(len(people))
    for number, person in enumerate(people):
        scores = [int(score) for score in lists.score[number][at[number] >= 0]]
        chances[number, : len(scores)] = posterior.posterior(scores, person, len(missing), compiled.model)[0]
        claimed[number] = posterior.claimed(scores, person, len(missing), compiled.model)[0][0] if scores else 0.0
    truth = nation.truth[rows]
    hits = (at == truth[:, None]) & (truth >= 0)[:, None]
    ranked = np.arange(min(options.ranked, len(known)))
    return Judged(
        nation, rows, truth, np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, 0), at[:, 0], at, chances, claimed, ranked,
        own_ranks(nation, rows[ranked], variant), filters.usual_filter(nation, pairs=min(options.ranked, 2_000)),
        np.array([posterior.completeness(each) for each in people]), by_rules(missing, people, truth, rng),
    )  # fmt: skip


def read(nation: Nation, wanted: set[int]) -> tuple[list[Missing], dict[int, Unidentified]]:
    """The records as the matcher reads them. A record of ours that it would flag is a fault of the one or the other."""
    sides, missing, found = written(nation), [], {}
    for record in sides.missing:
        person, flags = records.read_missing(record)
        if flags:
            raise ValueError(f"{record['id']}: {flags[0]}")
        missing.append(person)
    for row, record in enumerate(sides.found):
        if row in wanted:
            found[row], flags = records.read_unidentified(record)
            if flags:
                raise ValueError(f"{record['id']}: {flags[0]}")
    return missing, found


def own_ranks(nation: Nation, rows: Array, variant: str) -> Array:
    """The partner's rank by the nation's own tables."""
    ranker, started, ranks = Ranker(nation, others=0), time.monotonic(), np.zeros(len(rows), dtype=np.int64)
    for number, row in enumerate(rows.tolist()):
        ranks[number] = ranker.rank(row).rank(int(nation.truth[row]))
        if number % 100 == 99:
            say(
                f"{variant}: {number + 1} of {len(rows)} by the nation's own tables, {(time.monotonic() - started) / (number + 1):.2f} s each"
            )
    return ranks


def by_rules(missing: list[Missing], people: list[Unidentified], truth: Array, rng: np.random.Generator) -> Rules:
    """Every rule that the service applies by itself: on all true pairs by the rules' own code, on a sample of false ones."""
    names = [
        rule.value
        for rule in (
            exclusions.Rule.FOUND_BEFORE_LAST_SEEN,
            exclusions.Rule.IDENTIFIED_AS_ANOTHER,
            *exclusions.LABORATORY.values(),
        )
    ]
    lost, doubted, false_lost = (dict.fromkeys(names, 0) for _ in range(3))
    for number in np.flatnonzero(truth >= 0).tolist():
        for each in exclusions.applied(side(missing[int(truth[number])], "seen"), side(people[number], "found")):
            (lost if each.effect is exclusions.Effect.EXCLUDE else doubted)[each.rule.value] += 1
    pairs = 200_000
    for one, other in zip(
        rng.integers(0, len(missing), pairs).tolist(), rng.integers(0, len(people), pairs).tolist(), strict=True
    ):
        if truth[other] != one:
            for each in exclusions.applied(side(missing[one], "seen"), side(people[other], "found")):
                false_lost[each.rule.value] += each.effect is exclusions.Effect.EXCLUDE
    return Rules(pairs, lost, doubted, false_lost)


def side(person: Missing | Unidentified, when: str) -> exclusions.Side:
    """A person as the rules read one."""
    span: tuple[int, int] | None = getattr(person, when)
    days: tuple[date | None, date | None] = (day_of(span[0]), day_of(span[1])) if span else (None, None)
    return exclusions.Side(names=frozenset({person.id}), first=days[0], last=days[1], certified=bool(person.certified))


def say(words: str) -> None:
    """Tell whoever waits."""
    print(words, file=sys.stderr, flush=True)
