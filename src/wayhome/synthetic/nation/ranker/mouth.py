"""Dental charts: all teeth of a mouth share one pace of decay, which is summed over; fillings keep their surfaces."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation import teeth as t
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.ranker.ages import CENTRES
from wayhome.synthetic.nation.whole import Found, Listed

PACES, STEPS = len(t.PACE), len(t.GRID)
UNCHARTED = 9
STEP_OF_BIN = t.grid_step(CENTRES)


class Mouth:
    """The charts of a list, ready to be compared."""

    def __init__(self, errors: Errors, listed: Listed) -> None:
        self.errors = errors
        charts = listed.charts
        self.rows = charts.owner
        self.row_of = np.full(len(listed.told.sex), -1)
        self.row_of[self.rows] = np.arange(len(self.rows))
        self.code = np.where(charts.code == t.NOT_CHARTED, UNCHARTED, charts.code).astype(np.int32)
        self.surface = charts.surface
        self.step = t.grid_step((charts.day - listed.told.born[self.rows]) / p.YEAR).astype(np.int32)
        kernel = np.hstack([t.chart_kernel(errors, t.MISSING_SIDE), np.ones((9, 1))])  # not charted says nothing
        table = t.passages()
        self.births = table[:, :, 0, :, t.UNERUPTED]  # (pace, class, step, state)
        before = self.births[..., :, None] * kernel[None, None, None]  # (pace, class, step, state, code)
        self.charted = before.sum(axis=3)  # (pace, class, step, code)
        if_charted = before / np.maximum(self.charted[..., None, :], 1e-30)
        # Chance of each later state by pace, class, step of the chart, later step and code charted.
        self.later = np.einsum("pcism,pcijsz->pcijmz", if_charted, table, optimize=True).astype(np.float32)
        weight = np.log(t.pace_shares(listed.told.born[self.rows]))
        for tooth in range(32):
            weight += np.log(np.maximum(self.charted[:, t.CLASS[tooth], self.step, self.code[:, tooth]], 1e-30)).T
        weight -= weight.max(axis=1, keepdims=True)
        self.pace = (np.exp(weight) / np.exp(weight).sum(axis=1, keepdims=True)).astype(np.float32)
        wrong = t.SURFACE_WRONG
        self.surfaces = []
        for shares in t.FILLING_SHARES:
            said = np.eye(6) * (1 - wrong[0]) + (1 - np.eye(6)) * wrong[0] / 5
            seen = np.eye(6) * (1 - wrong[1]) + (1 - np.eye(6)) * wrong[1] / 5
            joint = (shares[:, None] * said).T @ seen
            self.surfaces.append(joint / (shares @ said)[:, None] / (shares @ seen)[None, :])

    def compare(self, found: Found, row: int, charts: dict[int, int]) -> Chart | None:
        """One unidentified's chart against the list's; None without one."""
        return Chart(self, found, charts[row]) if row in charts else None


class Chart:
    """One chart of the unidentified: what it says by age alone, and of each listed chart."""

    def __init__(self, mouth: Mouth, found: Found, number: int) -> None:
        self.mouth = mouth
        codes, condition = found.charts.code[number], found.seen.condition[found.charts.owner[number]]
        kernel, lost = t.chart_kernel(mouth.errors, t.FOUND_SIDE), mouth.errors["tooth_lost"][:, condition]
        stands = np.array([t.SOUND <= state <= t.CROWNED for state in range(9)])
        self.charted = [tooth for tooth in range(32) if codes[tooth] != t.NOT_CHARTED]
        alone = np.zeros((PACES, STEPS))
        tables = []
        for tooth in self.charted:
            gone = stands * lost[0 if t.CLASS[tooth] < 3 else 1]
            chance = gone if codes[tooth] == t.LOST else (1 - gone) * kernel[:, codes[tooth]]
            alone += np.log(np.maximum(mouth.births[:, t.CLASS[tooth]] @ chance, 1e-30))
            tables.append(
                np.log(np.maximum(mouth.later[:, t.CLASS[tooth]] @ chance.astype(np.float32), 1e-30)).reshape(PACES, -1)
            )
        self.tables = tables
        top = alone.max(axis=0)
        born = found.seen.found[found.charts.owner[number]] - t.GRID * p.YEAR
        self.by_step = np.log((t.pace_shares(born).T * np.exp(alone - top)).sum(axis=0)) + top
        self.surface = found.charts.surface[number]

    def ratio(self, number: Array, step: Array) -> Array:
        """Logarithm of how much likelier the chart is given listed charts (by number in the list's) than by age alone."""
        mouth = self.mouth
        step = np.maximum(step, mouth.step[number])
        at = (mouth.step[number] * STEPS + step) * 10
        total = np.zeros((PACES, len(number)), dtype=np.float32)
        surfaces = np.zeros(len(number))
        for tooth, table in zip(self.charted, self.tables, strict=True):
            index = at + mouth.code[number, tooth]
            for pace in range(PACES):
                total[pace] += table[pace].take(index)
            if self.surface[tooth] >= 0:
                said = mouth.surface[number, tooth]
                ratio = np.append(mouth.surfaces[int(t.CLASS[tooth] >= 3)][:, self.surface[tooth]], 1.0)
                surfaces += np.log(ratio)[said]
        top = total.max(axis=0)
        whole = np.log((mouth.pace[number].T * np.exp(total - top)).sum(axis=0)) + top
        return np.asarray(whole + surfaces - self.by_step[step])
