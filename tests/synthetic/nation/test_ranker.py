"""The nation's own ranker: its sums are right, its chances are calibrated, and nothing simpler beats it."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from wayhome.synthetic.nation import filters, kernels
from wayhome.synthetic.nation.declared import FRESH, SKELETAL, errors
from wayhome.synthetic.nation.ends import LONGEST, SOON, WITHIN, gap_chances
from wayhome.synthetic.nation.ranker import Ranker, Ranking, when_where
from wayhome.synthetic.nation.ranker.skin import pairings
from wayhome.synthetic.nation.whole import Nation, make_nation

ROWS = 240


@pytest.fixture(scope="module")
def nation() -> Nation:
    return make_nation(listed=6_000, unidentified=800, seed=21, variant="base")


@pytest.fixture(scope="module")
def rankings(nation: Nation) -> list[Ranking]:
    ranker = Ranker(nation, others=12_000)
    return [ranker.rank(row) for row in range(ROWS)]


def test_the_sum_over_pairings_is_that_over_every_pairing() -> None:
    rng = np.random.default_rng(3)
    for rows, columns in ((1, 1), (2, 3), (3, 2), (4, 4)):
        ratio, beta = rng.random((rows, columns)), rng.random(rows)
        whole = 0.0
        for count in range(min(rows, columns) + 1):
            for mine in combinations(range(rows), count):
                for theirs in permutations(range(columns), count):
                    rest = np.prod([beta[row] for row in range(rows) if row not in mine])
                    whole += float(rest * np.prod([ratio[a, b] for a, b in zip(mine, theirs, strict=True)]))
        assert pairings(ratio, beta) == pytest.approx(whole)


@pytest.mark.parametrize("condition", [FRESH, SKELETAL])
def test_the_days_of_death_are_summed_whole(nation: Nation, condition: int) -> None:
    tables, seen = errors("base"), nation.found.seen
    row = int(np.flatnonzero((seen.condition == condition) & seen.interval_known)[0])
    made = when_where.when(tables, seen, row)
    gap, found = gap_chances("base", alive=False), int(seen.found[row])
    for back in (3, 200, 2_500):
        day = found - back  # last seen on one day
        days = np.arange(min(back, LONGEST) + 1)
        since = back - days
        chance = when_where._since_chance(tables, condition, np.arange(back + 1))[since] * when_where._stated_chance(
            tables, seen, row, since
        )
        each = gap[days] * chance
        bands = [each[days <= SOON].sum(), each[(days > SOON) & (days <= WITHIN)].sum(), each[days > WITHIN].sum()]
        at = day - when_where.FIRST
        said = [made.tables[0, at], made.tables[1, at], made.tables[2:, at].sum()]
        assert said == pytest.approx(bands, rel=2e-4, abs=1e-9)


def test_what_is_claimed_comes_true_as_often(nation: Nation, rankings: list[Ranking]) -> None:
    claimed = np.array([each.chances[0] for each in rankings])
    true = np.array([each.rows[0] == nation.truth[row] for row, each in enumerate(rankings)])
    edges = [0, 0.1, 0.3, 0.6, 0.9, 1.001]
    gaps = [
        abs(claimed[here].sum() - true[here].sum())
        for low, high in pairwise(edges)
        if (here := (claimed >= low) & (claimed < high)).any()
    ]
    assert sum(gaps) / ROWS < 0.07
    sure = claimed >= 0.95
    assert sure.sum() > ROWS / 8 and true[sure].mean() > 0.95
    nobody = np.array([each.nobody for each in rankings])
    assert nobody.mean() == pytest.approx((nation.truth[:ROWS] < 0).mean(), abs=0.06)


def test_chances_sum_to_no_more_than_one(rankings: list[Ranking]) -> None:
    assert all(each.chances.sum() + each.nobody <= 1 + 1e-9 and (np.diff(each.chances) <= 0).all() for each in rankings)


def first(nation: Nation, found: list[Ranking]) -> float:
    return float(
        np.mean([ranking.rank(nation.truth[row]) == 1 for row, ranking in enumerate(found) if nation.truth[row] >= 0])
    )


def test_nothing_simpler_beats_it(nation: Nation, rankings: list[Ranking]) -> None:
    own = first(nation, rankings)
    assert own > filters.usual_filter(nation, pairs=400).recall(1) + 0.25
    wrong = Ranker(nation, variant="stress", others=0)
    assert own >= first(nation, [wrong.rank(row) for row in range(ROWS)]) - 0.01
    mute = Ranker(nation, others=0)
    mute.side.where.near = lambda *_: np.ones(mute.side.n)  # type: ignore[method-assign]
    assert own > first(nation, [mute.rank(row) for row in range(ROWS)]) + 0.03


@pytest.mark.parametrize("way", [kernels.APPEARANCE, kernels.BONES, kernels.TEETH])
def test_the_chances_of_every_age_that_may_be_stated_sum_to_one(way: int) -> None:
    ages = np.array([3.0, 12.5, 18.2, 21.0, 47.0, 70.0, 98.0])
    total = sum(
        kernels.age_chance(errors("base"), way, float(stated), ages) for stated in range(kernels.OLDEST_STATED + 1)
    )
    assert total == pytest.approx(np.ones(len(ages)), abs=2e-3)
