"""The usual filter, and the difficulty that is held by it."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import filters
from wayhome.synthetic.nation.whole import make_nation


def test_the_filter_loses_what_a_usual_filter_loses() -> None:
    done = filters.usual_filter(make_nation(listed=20_000, unidentified=8_000, seed=9, variant="base"), pairs=4_000)
    low, high = filters.LOST
    assert low <= done.lost <= high
    assert done.recall(1) <= done.recall(20) <= 1 - done.lost


def test_who_passes_agrees_in_every_known_trait() -> None:
    nation = make_nation(listed=3_000, unidentified=300, seed=2, variant="base")
    told, seen = nation.listed.told, nation.found.seen
    kept = 0
    for row in range(300):
        rows = np.flatnonzero(filters.passes(nation, row))
        kept += len(rows)
        assert (told.seen_from[rows] <= seen.found[row]).all()
        if seen.sex[row] >= 0:
            assert set(told.sex[rows].tolist()) <= {int(seen.sex[row]), 2}
        if seen.ancestry[row] >= 0:
            assert set(told.ancestry[rows].tolist()) <= {int(seen.ancestry[row]), -1}
        if seen.stature[row] >= 0:
            known = rows[(told.stature[rows] >= 0) & (told.seen_from[rows] - told.born[rows] > 17.1 * 365.25)]
            assert (np.abs(told.stature[known] - seen.stature[row]) <= 8).all()
    assert 0 < kept < 300 * 3_000 / 2


def test_stress_is_harder_than_base() -> None:
    base, stress = (
        filters.usual_filter(make_nation(listed=12_000, unidentified=3_000, seed=4, variant=name), pairs=1_400)
        for name in ("base", "stress")
    )
    assert stress.lost > base.lost + 0.03
    assert stress.recall(20) < base.recall(20) - 0.03
