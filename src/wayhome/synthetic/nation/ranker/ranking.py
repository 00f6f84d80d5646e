"""All evidence together: a chance for every listed person, and for nobody of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import body, marks, objects, teeth
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import Array, Errors, errors
from wayhome.synthetic.nation.draws import Rng, streams
from wayhome.synthetic.nation.land import region_of
from wayhome.synthetic.nation.ranker import ages, when_where
from wayhome.synthetic.nation.ranker.belongings import Belongings
from wayhome.synthetic.nation.ranker.mouth import STEP_OF_BIN, Chart, Mouth
from wayhome.synthetic.nation.ranker.skin import Comparison, Skin
from wayhome.synthetic.nation.ranker.traits import Traits
from wayhome.synthetic.nation.told import draw_told
from wayhome.synthetic.nation.whole import Found, Listed, Nation

EXACT = 400
"""So many of the first have their marks paired one to one."""
OTHERS = 30_000
"""People of no list, from whom the chance that it is nobody listed is taken."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """For one unidentified: listed rows with the highest chance first, their chances, and the chance of nobody listed."""

    rows: Array
    chances: Array
    nobody: float

    def rank(self, row: int) -> int:
        """The place of a listed person, from 1; one past the end if not among the rows."""
        at = np.flatnonzero(self.rows == row)
        return int(at[0]) + 1 if len(at) else len(self.rows) + 1


class Ranker:
    """Ranks a nation's list for its unidentified. `variant` names the tables believed, the nation's own unless said."""

    def __init__(self, nation: Nation, *, variant: str | None = None, others: int = OTHERS) -> None:
        self.tables = errors(variant or nation.variant)
        (rng,) = streams(nation.seed, "ranker")
        self.found = nation.found
        self.charts = dict(zip(self.found.charts.owner.tolist(), range(len(self.found.charts.owner)), strict=True))
        self.side = _Side(self.tables, nation.listed, rng)
        self.nobody = _Side(self.tables, blank(rng, self.tables, others), rng) if others else None
        listed = self.tables.rate("listed")
        self.odds = len(nation.people) / max(others, 1) * (1 - listed) / listed

    def rank(self, row: int, *, most: int = EXACT) -> Ranking:
        """The ranking for one unidentified, by row."""
        weight, top = self.side.chances(self.found, row, self.charts)
        rest = np.exp(weight - top)
        first = np.argpartition(-weight, min(most, len(weight) - 1))[:most]
        exact = np.exp(self.side.again(first) - top)
        nobody = 0.0
        if self.nobody is not None:
            theirs, _ = self.nobody.chances(self.found, row, self.charts)
            nobody = float(np.exp(theirs - top).sum() * self.odds)
        total = float(rest.sum() - rest[first].sum() + exact.sum() + nobody)
        order = np.lexsort((first, -exact))
        return Ranking(first[order], exact[order] / total, nobody / total)


class _Side:
    """A list, ready to be compared with any unidentified."""

    def __init__(self, tables: Errors, listed: Listed, rng: Rng) -> None:
        self.tables, self.told = tables, listed.told
        told = listed.told
        self.n = len(told.sex)
        self.child = (told.seen_from - told.born) / p.YEAR < 18
        self.born = (told.born * 4 / p.YEAR).astype(np.float32)
        self.seen = (told.seen_from + told.seen_width / 2).astype(np.float32)
        self.blur = ages.blur_of(told) * ages.BINS
        self.day = when_where.day_index(told)
        self.stature, self.spreads = ages.stature_index(tables, told)
        self.looks = ages.Looks(tables, told)
        self.where = when_where.Where(tables, told, rng)
        self.skin = Skin(tables, listed, self.child)
        self.belongings = Belongings(tables, listed)
        self.mouth = Mouth(tables, listed)
        self.traits = Traits(tables, listed)
        self.last = self.free = np.zeros(0)
        self.comparison: Comparison | None = None
        self.chart: Chart | None = None

    def chances(self, found: Found, row: int, charts: dict[int, int]) -> tuple[Array, float]:
        """Natural logarithm of each listed person's chance, up to one constant, and the highest; pairs of marks are free."""
        when = when_where.when(self.tables, found.seen, row)
        self.chart = self.mouth.compare(found, row, charts)
        total, bands = self._bands(found, row, when)
        total += np.log(ages.sex_weight(self.tables, self.told, found.seen, row)) + self.traits.compare(found, row)
        self.comparison = None
        if compared := self.skin.compare(found, row):
            total += np.log(np.maximum(compared[0], 1e-300))
            self.free, self.comparison = compared
        if self.chart is not None and len(self.mouth.rows):
            likely = total[self.mouth.rows] > total.max() - 40
            number = np.flatnonzero(likely)
            rows = self.mouth.rows[number]
            total[rows] += self.chart.ratio(number, self._step(rows, when, bands[:, rows]))
        self.last = total
        return total, float(total.max())

    def _step(self, rows: Array, when: when_where.When, bands: Array) -> Array:
        """The likely step of age at death: soon after the last sighting, or on the middle day of those who lived on."""
        later = bands[2] > bands[0] + bands[1]
        day = np.where(later, float(np.mean(when.days)), self.seen[rows] + when.elapsed[0])
        years = (day * 4 / p.YEAR - self.born[rows]) / 4
        return teeth.grid_step(years)

    def _bands(self, found: Found, row: int, when: when_where.When) -> tuple[Array, Array]:
        """Logarithm of the chance of time, age, height, looks, place and belongings, and each band's share of it."""
        seen = found.seen
        age = ages.age_table(self.tables, seen, row)
        if self.chart is not None:  # of somebody without a chart on file, the teeth tell the age
            age = (age * np.exp(self.chart.by_step - self.chart.by_step.max())[STEP_OF_BIN]).astype(np.float32)
        flat_age, stature, looks = (
            age.ravel(),
            ages.stature_table(self.tables, seen, row, self.spreads),
            self.looks.table(seen, row),
        )

        def fits(bins: Array) -> Array:
            chance = flat_age.take(self.blur + bins) * stature.take(self.stature + bins)
            return chance * looks.take(self.looks.index + ages.HAIR_BIN.take(bins))

        bands = np.zeros((3, self.n))
        for band in (0, 1):
            bins = ages.QUARTERS[
                np.clip((self.seen + when.elapsed[band]) * np.float32(4 / p.YEAR) - self.born, 0, 399).astype(np.int32)
            ]
            bands[band] = when.tables[band].take(self.day) * fits(bins)
        for number, day in enumerate(when.days):
            bands[2] += when.tables[2 + number].take(self.day) * fits(ages.quarter_bin(float(day), self.born))
        near, anywhere, far = self.where.near(seen, row), self.where.anywhere(seen, row), self.tables["far"]
        for band in range(3):
            bands[band] *= (1 - far[band]) * near + far[band] * anywhere
        things = self.belongings.compare(found, row)
        if things is not None:
            bands = np.log(np.maximum(bands, 1e-300)) + things
            top = bands.max(axis=0)
            return np.log(np.exp(bands - top).sum(axis=0)) + top, np.exp(bands - top)
        whole = bands.sum(axis=0)
        return np.log(np.maximum(whole, 1e-300)), bands / np.maximum(whole, 1e-300)

    def again(self, rows: Array) -> Array:
        """The chances just reckoned of some, now with marks paired one to one."""
        total = self.last[rows].copy()
        if self.comparison is not None:
            exact = np.array([self.comparison.exact(int(each)) for each in rows])
            total += np.log(np.maximum(exact, 1e-300)) - np.log(np.maximum(self.free[rows], 1e-300))
        return total


def blank(rng: Rng, tables: Errors, n: int) -> Listed:
    """People of no list, of whom only birth, sex, looks and the last sighting are known: whatever else they have is left to chance."""
    people = p.draw_people(rng, n)
    none = np.zeros(n, dtype=bool)
    told = draw_told(rng, tables, people, region_of(people.latitude, people.longitude))
    told.point_known[:] = False
    empty = np.zeros(0, dtype=np.int32)
    slots = (n, len(objects.SLOTS))
    return Listed(
        told, none, marks.Marks(empty, empty, empty), none,
        objects.Things(np.full(slots, objects.NONE, dtype=np.int8), *(np.zeros(slots, dtype=np.int8) for _ in range(3))),
        teeth.Charts(empty, empty, np.zeros((0, 32), dtype=np.int8), np.zeros((0, 32), dtype=np.int8)),
        body.BodyNotes(np.full((n, 10), -1, dtype=np.int8), np.full(n, -1, dtype=np.int8), none,
                       np.full((n, len(body.IMPLANTS)), -1, dtype=np.int8), np.full((n, len(body.IMPLANTS)), -1, dtype=np.int32)),
    )  # fmt: skip
