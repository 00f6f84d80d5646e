"""One table for each unidentified and shared column: what each value on the missing side weighs. Compiled by Numba.

The same sums as `chances`, over columns. Nothing here is a rule of its own: a difference from the plain scorer is a fault.
"""

from __future__ import annotations

from math import exp, log10, pi, sqrt

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.chances import BLOCK, DAYS_KEPT, POINTS
from wayhome.kernels.crossmatch.columns import NOT_KNOWN
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.grain import DECADE, NEVER, PERIOD, THIRD, WHOLE_YEAR
from wayhome.kernels.crossmatch.growth import LAST, STEPS
from wayhome.kernels.crossmatch.people import YEAR

ROOT = sqrt(2 * pi)


@loop(inline="always")
def _normal(x, mean, spread):
    return exp(-0.5 * ((x - mean) / spread) ** 2) / (spread * ROOT)


@loop()
def _dex(same, other):
    return round(1000.0 * log10(same / other))


@loop()
def age_entry(born, half, since, age, time):
    """As `chances.age_weight`. `age` and `time` are rows of the found's columns."""
    if age[0] < 0:
        return 0
    if time[0] == NOT_KNOWN:
        first = max(since, born) if since != NEVER else born
        youngest, oldest = max(0.0, (first - born - half) / YEAR), 100.0
    else:
        start = max(time[0], since) if since <= time[1] else time[0]
        youngest = max(0.0, (start - born - half) / YEAR)
        oldest = max(youngest, (time[1] - born + half) / YEAR)
    step = (oldest - youngest) / POINTS
    density = 0.0
    for point in range(POINTS):
        true = youngest + step * (point + 0.5)
        spread = max(min(age[2] + age[3] * true, age[4]), age[1] / 2, 0.5)
        density += _normal(age[0], true - age[6] * max(0.0, true - age[5]), spread)
    density /= POINTS
    if time[0] != NOT_KNOWN and since != NEVER and since <= time[1] and age[9] != 0.0:
        share = age[9] if time[0] - since <= 2 * PERIOD else age[10]
        at = min(max(time[0], since + PERIOD // 2), time[1])
        true = max(0.0, (at - born) / YEAR)
        spread = max(min(age[2] + age[3] * true, age[4]), age[1] / 2, 0.5)
        soon = _normal(age[0], true - age[6] * max(0.0, true - age[5]), spread)
        density = share * soon + (1 - share) * density
    same = (1 - age[7]) * density + age[7] * age[8]
    return _dex(same, age[11])


@loop(inline="always")
def _share(first, last, curve):
    low, high = min(max(first, 0), curve.size - 1), min(max(last + 1, 0), curve.size - 1)
    return (curve[high] - curve[low]) / (last + 1 - first)


@loop()
def _ratio(gap, time, odds, curve):
    start = gap if gap <= DAYS_KEPT else DAYS_KEPT + (gap - DAYS_KEPT) // BLOCK * BLOCK
    narrow = _share(start, start + time[1] - time[0], curve)
    wide = _share(start + time[2] - time[0], start + time[3] - time[0], curve)
    follows = (1 - odds[0]) * narrow + odds[0] * wide
    return (1 - odds[2]) * follows * odds[1] + odds[2]


@loop()
def time_entry(first, last, time, odds, curve):
    """As `chances.time_weight`."""
    if time[0] == NOT_KNOWN:
        return 0
    if first > time[3]:
        return _dex(odds[2], 1.0)
    middle = (first + last) // 2
    if first == last or time[0] - last > DAYS_KEPT:
        return _dex(_ratio(time[0] - middle, time, odds, curve), 1.0)
    same = 0.0
    same += _ratio(time[0] - first, time, odds, curve)
    same += _ratio(time[0] - middle, time, odds, curve)
    same += _ratio(time[0] - last, time, odds, curve)
    return _dex(same, 3.0)


@loop()
def _grown(growth, sex, age):
    return growth[sex, min(max(int(age * STEPS), 0), LAST * STEPS)]


@loop()
def height_entry(build, height, growth, loss):
    """As `chances.height_weight`. `loss`: lost a year, tracking, under and spread of a child's bones."""
    if height[0] < 0:
        return 0
    tall, sex, error, age_seen, born = build[0], build[1], build[2] / 2.0, build[3], build[4]
    died = height[3]
    if age_seen < 0:
        age = 40.0 if born < 0 or died == NOT_KNOWN else (died - (born + 0.5) * DECADE) / YEAR
        mean = tall - loss[0] * max(0.0, min(age, 95.0) - 45.0)
        spread = error
    else:
        before = age_seen + 1.0
        age = before + 2.0 if died == NOT_KNOWN else max(before, (died - (born + 0.5) * WHOLE_YEAR) / YEAR)
        people = _grown(growth, sex, age)
        drift = loss[1] * sqrt(age - before) * people[1]
        mean, extra = people[0] + tall / THIRD * people[1], 0.0
        if height[2] > 0 and age < 18:
            mean, extra = mean - loss[2], loss[3]
        if died == NOT_KNOWN:
            extra += 8.0
        spread = sqrt(error**2 + drift**2 + extra**2)
    density = _normal(height[0], mean, sqrt(spread**2 + height[1] ** 2))
    return _dex((1 - height[4]) * density + height[4] * height[5], height[6])


@loop(inline="always")
def step_of(chord, ends):
    """As `chances.step_of`."""
    return min(np.searchsorted(ends, chord, side="right"), ends.size)


@loop(parallel=True)
def fill(found, count, looks, look_rows, look_row_of, sex, blood, lives, spans, builds, cells, regions, curves, ends, place,
         growth, loss, out_look, out_life, out_seen, out_build, out_cell):  # fmt: skip
    """Fill the five tables of a block of unidentified. Weights are thousandths of a dex.

    looks      sex, look and blood of each shared value; `look_rows[look_row_of[u]]` weighs each look for one unidentified
    curves     shares of gaps, for the dead and the living
    out_*      one row for each unidentified, one entry for each shared value; entry 0 is "not known" and weighs 0. The
               last entry is the greatest of the row
    """
    for u in prange(count):
        condition, sex_u, blood_u = found.condition[u], found.look[u, 0], found.look[u, 2]
        row = look_rows[look_row_of[u]]
        for i in range(1, looks.shape[0]):
            out_look[u, i] = row[looks[i, 1]] + sex[condition, looks[i, 0], sex_u] + blood[looks[i, 2], blood_u]
        age, time, odds, height = found.age[u], found.time[u], found.odds[u], found.height[u]
        if age[0] < 0:
            out_life[u, :] = 0
        else:
            for i in range(1, lives.shape[0]):
                out_life[u, i] = age_entry(lives[i, 0], lives[i, 1], lives[i, 2], age, time)
        if time[0] == NOT_KNOWN:
            out_seen[u, :] = 0
        else:
            curve = curves[time[4]]
            latest, weight = NOT_KNOWN, 0
            before = _dex(odds[2], 1.0)
            for i in range(1, spans.shape[0]):
                if spans[i, 0] > time[3]:
                    out_seen[u, i] = before
                elif time[0] - spans[i, 1] > DAYS_KEPT:
                    gap = time[0] - (spans[i, 0] + spans[i, 1]) // 2
                    start = DAYS_KEPT + (gap - DAYS_KEPT) // BLOCK * BLOCK
                    if start != latest:
                        latest, weight = start, time_entry(spans[i, 0], spans[i, 1], time, odds, curve)
                    out_seen[u, i] = weight
                else:
                    out_seen[u, i] = time_entry(spans[i, 0], spans[i, 1], time, odds, curve)
        if height[0] < 0:
            out_build[u, :] = 0
        else:
            for i in range(1, builds.shape[0]):
                out_build[u, i] = height_entry(builds[i], height, growth, loss)
        region = found.region[u]
        most_same, most_other = max(region[1], region[3]), max(region[2], region[4])
        for i in range(1, cells.shape[0]):
            if found.place[u, 0] >= 0 and cells[i, 3] >= 0:
                x = cells[i, 0] - found.vector[u, 0]
                y = cells[i, 1] - found.vector[u, 1]
                z = cells[i, 2] - found.vector[u, 2]
                near = max(0.0, sqrt(x * x + y * y + z * z) - cells[i, 3] * 1.000001)
                step = step_of(near * near, ends)
                soon, later = place[found.place[u, 0], 0, step], place[found.place[u, 0], 1, step]
                out_cell[u, i] = max(soon, later) - found.place[u, 1]
            elif region[0] >= 0 and regions[i] >= 0:
                out_cell[u, i] = most_same if regions[i] == region[0] else most_other
            else:
                out_cell[u, i] = 0
        for out in (out_look, out_life, out_seen, out_build, out_cell):
            out[u, -1] = out[u, :-1].max()
