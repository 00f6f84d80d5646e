"""One table for each unidentified and shared column: what each value on the missing side weighs. Compiled by Numba.

The same sums as `chances` and `courses`, over columns. Nothing here is a rule of its own: a difference from the plain scorer is a fault.
"""

from __future__ import annotations

from math import exp, log10, pi, sqrt

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.columns import NO_AGE, NOT_KNOWN
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.courses import BLOCK, DAYS_KEPT, LEVELS, NO_COURSE, POINTS
from wayhome.kernels.crossmatch.grain import DECADE, NEVER, PERIOD, THIRD, WHOLE_YEAR, last_seen_about
from wayhome.kernels.crossmatch.growth import LAST, STEPS
from wayhome.kernels.crossmatch.mouths import OLDEST
from wayhome.kernels.crossmatch.people import YEAR

ROOT = sqrt(2 * pi)
RECKONED = 5
"""What is reckoned of a gap of days: chances of three courses; weight and class of one day at that gap."""

_last_seen_about = loop(inline="always")(last_seen_about)


@loop(inline="always")
def _normal(x, mean, spread):
    return exp(-0.5 * ((x - mean) / spread) ** 2) / (spread * ROOT)


@loop()
def _dex(same, other):
    return round(1000.0 * log10(same / other))


@loop()
def age_entry(born, half, since, age, spreads, by_year, time, days):
    """As `chances.age_weight`. `age` and `time` are rows of the found's columns; `days` as `courses.days_of_death`."""
    if age[0] == NO_AGE:
        return 0
    youngest, step = 0.0, 0.0
    dated = since != NEVER and days[0] != NEVER
    if not dated:
        if time[0] == NOT_KNOWN:
            first = max(since, born) if since != NEVER else born
            youngest, oldest = max(0.0, (first - born) / YEAR), 100.0
        else:
            youngest = max(0.0, (time[0] - born) / YEAR)
            oldest = max(youngest, (time[1] - born) / YEAR)
        step = (oldest - youngest) / POINTS
    wide, density = 2 * half / YEAR, 0.0
    for point in range(POINTS):
        true = max(0.0, (days[point] - born) / YEAR) if dated else youngest + step * (point + 0.5)
        year = min(int(true), OLDEST - 1)
        if age[0] < 0:
            density += by_year[year] * age[5]
        else:
            spread = max(spreads[year], age[1], 0.5)
            spread = sqrt(spread**2 + wide**2 / 12)
            density += by_year[year] * _normal(age[0], true - age[3] * max(0.0, true - age[2]), spread)
    same = (1 - age[4]) * (density / POINTS) + age[4] * age[5]
    return _dex(same, age[6])


@loop()
def days_of_death(since, first, last, death, chance, curves, shares, out):
    """As `courses.days_of_death`, of the spans of death from `first` to `last`; the first is NEVER where there is none."""
    most, total = curves.shape[1] - 1, 0.0
    for k in range(first, last):
        start, stop, share = death[k, 0], death[k, 1], 0.0
        for sixth in (1, 3, 5):
            day = since + sixth * PERIOD // 6
            if stop > day:
                low, high = min(max(start - day, 0), most), min(stop - day, most)
                gain = 0.0
                for course in range(curves.shape[0]):
                    gain += curves[course, high] - curves[course, low]
                share += chance[k] / (stop - start) * gain
        shares[k - first] = share
        total += share
    if total <= 0.0:
        out[0] = NEVER
        return
    span, before = 0, 0.0
    for point in range(POINTS):
        target = total * (point + 0.5) / POINTS
        while span < last - first - 1 and before + shares[span] < target:
            before += shares[span]
            span += 1
        start, stop = death[first + span, 0], death[first + span, 1]
        out[point] = stop - (stop - max(start, since)) * (target - before) / shares[span]


@loop(inline="always")
def courses(day, first, last, death, chance, curves):
    """As `courses.courses`, of the spans of death from `first` to `last`."""
    soon, within, later = 0.0, 0.0, 0.0
    most = curves.shape[1] - 1
    for k in range(first, last):
        start, stop = death[k, 0], death[k, 1]
        if stop > day:
            low, high = min(max(start - day, 0), most), min(stop - day, most)
            daily = chance[k] / (stop - start)
            soon += daily * (curves[0, high] - curves[0, low])
            within += daily * (curves[1, high] - curves[1, low])
            later += daily * (curves[2, high] - curves[2, low])
    return soon, within, later


@loop(inline="always")
def course_class(soon, within, later):
    """As `courses.course_class`."""
    whole = soon + within + later
    result = 0
    if whole > 0.0:
        first = int(LEVELS * soon / whole + 0.5)
        result = first * (LEVELS + 1) + min(int(LEVELS * within / whole + 0.5), LEVELS - first)
    return result


@loop()
def follow(spans, first, last, death, chance, odds, curves, grid, neither, out, out_course):
    """As `courses.followed`, for every span in which somebody was last seen.

    grid      [gap, RECKONED]: room
    neither   [class of courses]: what it adds that objects of some kinds are on neither side, where objects are told
    """
    end = death[first, 1]
    grid[:, 0] = -1.0
    before = _dex(odds[1], 1.0)
    for i in range(1, spans.shape[0]):
        weight, course = before, 0
        if spans[i, 0] < end:
            days = 1 if spans[i, 0] == spans[i, 1] or end - spans[i, 1] > DAYS_KEPT else 3
            middle = (spans[i, 0] + spans[i, 1]) // 2
            if days == 1:
                place = _reckoned(end, middle, first, last, death, chance, odds, curves, grid)
                weight, course = int(grid[place, 3]), int(grid[place, 4])
            else:
                soon, within, later = 0.0, 0.0, 0.0
                for turn in range(3):
                    day = spans[i, 0] if turn == 0 else (middle if turn == 1 else spans[i, 1])
                    if day < end:  # of whom was seen only after the latest death nothing is added
                        place = _reckoned(end, day, first, last, death, chance, odds, curves, grid)
                        soon += grid[place, 0]
                        within += grid[place, 1]
                        later += grid[place, 2]
                weight = _dex((1 - odds[1]) * ((soon + within + later) / 3) * odds[0] + odds[1], 1.0)
                course = course_class(soon, within, later)
        out[i], out_course[i] = weight, course
        if spans[i, 2]:
            out[i] += neither[course]


@loop(inline="always")
def _reckoned(end, day, first, last, death, chance, odds, curves, grid):
    """The place in the grid of a gap, which is reckoned once."""
    gap = end - day
    place = gap
    if gap > DAYS_KEPT:
        steps = (gap - DAYS_KEPT) // BLOCK
        gap, place = DAYS_KEPT + steps * BLOCK, DAYS_KEPT + steps
    if grid[place, 0] < 0.0:
        soon, within, later = courses(end - gap, first, last, death, chance, curves)
        grid[place, 0], grid[place, 1], grid[place, 2] = soon, within, later
        grid[place, 3] = _dex((1 - odds[1]) * (soon + within + later) * odds[0] + odds[1], 1.0)
        grid[place, 4] = course_class(soon, within, later)
    return place


@loop()
def _grown(growth, sex, age):
    return growth[sex, min(max(int(age * STEPS), 0), LAST * STEPS)]


@loop()
def _alike(one, other):
    """Whether two builds differ in nothing but how tall."""
    return one[1] == other[1] and one[2] == other[2] and one[3] == other[3] and one[4] == other[4]


@loop()
def expected_height(build, height, growth, loss, days):
    """As `chances.expected_height`, of all builds that differ in nothing but how tall: usual height, what a step of the
    build adds, what comes off, and the standard deviation together with that of the find.

    loss    lost a year, tracking, under and spread of a child's bones
    """
    error, age_seen, born, died = build[2] / 2.0, build[3], build[4], height[3]
    if age_seen >= 0 and died != NOT_KNOWN and days[0] != NEVER:
        died = 0.0
        for point in range(POINTS):
            died += days[point]
        died /= POINTS
    if age_seen < 0:
        age = 40.0 if born < 0 or died == NOT_KNOWN else (died - (born + 0.5) * DECADE) / YEAR
        return 0.0, 1.0, loss[0] * max(0.0, min(age, 95.0) - 45.0), sqrt(error**2 + height[1] ** 2)
    before = age_seen + 1.0
    age = before + 2.0 if died == NOT_KNOWN else max(before, (died - (born + 0.5) * WHOLE_YEAR) / YEAR)
    people = _grown(growth, build[1], age)
    drift = loss[1] * sqrt(age - before) * people[1]
    under, extra = 0.0, 0.0
    if height[2] > 0 and age < 18:
        under, extra = loss[2], loss[3]
    if died == NOT_KNOWN:
        extra += 8.0
    spread = sqrt(error**2 + drift**2 + extra**2)
    return people[0], people[1], under, sqrt(spread**2 + height[1] ** 2)


@loop()
def weigh_heights(builds, height, growth, loss, days, periods, out):
    """As `chances.height_weight`, of every build. Those that differ in nothing but how tall lie together."""
    usual, step, under, spread = 0.0, 1.0, 0.0, 1.0
    for i in range(1, builds.shape[0]):
        build = builds[i]
        if i == 1 or not _alike(build, builds[i - 1]):
            row = days[-1]
            if build[3] >= 0:
                row = days[_last_seen_about(build[4], build[3]) // PERIOD - periods[0]]
            usual, step, under, spread = expected_height(build, height, growth, loss, row)
        mean = (build[0] if build[3] < 0 else usual + build[0] / THIRD * step) - under
        density = _normal(height[0], mean, spread)
        out[i] = _dex((1 - height[4]) * density + height[4] * height[5], height[6])


@loop()
def _close(row):
    """Put the greatest of a row into its last entry."""
    greatest = row[0]
    for place in range(1, row.size - 1):
        greatest = max(greatest, row[place])
    row[-1] = greatest


@loop(inline="always")
def step_of(chord, ends):
    """As `chances.step_of`."""
    return min(np.searchsorted(ends, chord, side="right"), ends.size)


@loop(parallel=True)
def fill(found, count, looks, look_rows, look_row_of, sex, standing, standings, blood, absent, lives, spans, builds, cells, regions, curves, periods,
         ends, place, region_most, growth, loss, grid, out_look, out_life, out_seen, out_build, out_cell, out_course):  # fmt: skip
    """Fill the five tables of a block of unidentified. Weights are thousandths of a dex.

    looks      sex and standing, look and blood of each shared value; `look_rows[look_row_of[u]]` weighs each look for one
               unidentified
    curves     shares of gaps by course, for the dead and the living
    periods    the first period in which anybody was last seen, and how many there are
    place      the most that each step of distance weighs, by table; `region_most` the same for the same region and another
    absent     `Tables.thing_absent`: what it says that neither side has an object of some kind
    grid       [unidentified, gap, RECKONED]: room
    out_course the class of courses of each span
    out_*      one row for each unidentified, one entry for each shared value; entry 0 is "not known" and weighs 0. The
               last entry is the greatest of the row
    """
    for u in prange(count):
        condition, sex_u, blood_u = found.condition[u], found.look[u, 0], found.look[u, 2]
        looks_u = look_rows[look_row_of[u]]
        for i in range(1, looks.shape[0]):
            total = looks_u[looks[i, 1]] + sex[condition, looks[i, 0] // standings, sex_u] + blood[looks[i, 2], blood_u]
            if not found.alive[u]:
                total += standing[looks[i, 0] % standings]
            out_look[u, i] = total
        age, time, odds, height = found.age[u], found.time[u], found.odds[u], found.height[u]
        days, shares = np.full((periods[1] + 1, POINTS), float(NEVER)), np.empty(found.death.shape[0])
        if time[0] != NOT_KNOWN:
            for period in range(periods[1]):
                days_of_death(
                    (periods[0] + period) * PERIOD, found.death_at[u], found.death_at[u + 1], found.death, found.death_chance,
                    curves[time[2]], shares, days[period],
                )  # fmt: skip
        if age[0] == NO_AGE:
            out_life[u, :] = 0
        else:
            for i in range(1, lives.shape[0]):
                since = lives[i, 2]
                row = days[since // PERIOD - periods[0]] if since != NEVER else days[-1]
                out_life[u, i] = age_entry(
                    lives[i, 0], lives[i, 1], since, age, found.age_spread[u], found.by_year[u], time, row
                )
        out_course[u, :] = NO_COURSE
        if time[0] == NOT_KNOWN:
            out_seen[u, :] = 0
        else:
            neither, lacking = np.zeros(absent.shape[2], np.int64), found.absent[u]
            for spot in range(absent.shape[3]):
                if (lacking >> spot) & 1:
                    for course in range(neither.size):
                        neither[course] += absent[sex_u, condition, course, spot]
            follow(
                spans,
                found.death_at[u],
                found.death_at[u + 1],
                found.death,
                found.death_chance,
                odds,
                curves[time[2]],
                grid[u],
                neither,
                out_seen[u],
                out_course[u],
            )
        if height[0] < 0:
            out_build[u, :] = 0
        else:
            weigh_heights(builds, height, growth, loss, days, periods, out_build[u])
        region, table = found.region[u, 0], found.place[u]
        for i in range(1, cells.shape[0]):
            if table >= 0 and cells[i, 3] >= 0:
                x = cells[i, 0] - found.vector[u, 0]
                y = cells[i, 1] - found.vector[u, 1]
                z = cells[i, 2] - found.vector[u, 2]
                near = max(0.0, sqrt(x * x + y * y + z * z) - cells[i, 3] * 1.000001)
                out_cell[u, i] = place[table, step_of(near * near, ends)]
            elif region >= 0 and regions[i] >= 0:
                out_cell[u, i] = region_most[found.region[u, 1], 0 if regions[i] == region else 1]
            else:
                out_cell[u, i] = 0
        # One by one: a loop over a tuple of arrays is lost when Numba makes it parallel.
        _close(out_look[u])
        _close(out_life[u])
        _close(out_seen[u])
        _close(out_build[u])
        _close(out_cell[u])
