"""One table for each unidentified and shared column: what each value on the missing side weighs. Compiled by Numba.

The same sums as `chances` and `courses`, over columns. Nothing here is a rule of its own: a difference from the plain scorer is a fault.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.arithmetic import ROOT, exponential, greatest, normal, step_of, thousandths
from wayhome.kernels.crossmatch.columns import NO_AGE, NOT_KNOWN
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.courses import BLOCK, DAYS_KEPT, LEVELS, NO_COURSE, POINTS
from wayhome.kernels.crossmatch.grain import DECADE, NEVER, PERIOD, THIRD, WHOLE_YEAR, last_seen_about
from wayhome.kernels.crossmatch.growth import LAST, STEPS
from wayhome.kernels.crossmatch.mouths import OLDEST
from wayhome.kernels.crossmatch.people import YEAR

RECKONED = 5
"""What is reckoned of a gap of days: chances of three courses; weight and class of one day at that gap."""
FEW_SPANS = 64
"""Spans in which somebody was last seen up to which each is reckoned by itself."""
TOGETHER, MANY = 256, 32
"""Of how many unidentified one thread fills the tables before it takes others, and into how many parts few are divided."""
CHUNK = 256
"""Values of a column that are worked out together."""

_last_seen_about = loop(inline="always")(last_seen_about)


@loop(error_model="numpy", bare=True)
def weigh_lives(lives, age, spreads, by_year, time, days, periods, room, out):
    """As `chances.age_weight`, of every life. `age` and `time` are rows of the found's columns; `days` as `courses.days_of_death`.

    In turns, over some lives at once: first what age they would have been, which has its cases; then the densities, which have none.
    """
    true, wide, density, of_teeth, error = room
    middle, least, shrink_from, shrink = age[0], age[1], age[2], age[3]
    slip, slip_density, anybody = age[4], age[5], age[6]
    for begin in range(1, lives.shape[0], CHUNK):
        count = min(CHUNK, lives.shape[0] - begin)
        for k in range(count):
            born, since = lives[begin + k, 0], lives[begin + k, 2]
            width = 2 * lives[begin + k, 1] / YEAR
            wide[k], density[k] = width * width / 12, 0.0
            row = days[since // PERIOD - periods[0]] if since != NEVER else days[-1]
            if since != NEVER and row[0] != NEVER:
                for point in range(POINTS):
                    true[point, k] = max(0.0, (row[point] - born) / YEAR)
            else:
                if time[0] == NOT_KNOWN:
                    first = max(since, born) if since != NEVER else born
                    youngest, oldest = max(0.0, (first - born) / YEAR), 100.0
                else:
                    youngest = max(0.0, (time[0] - born) / YEAR)
                    oldest = max(youngest, (time[1] - born) / YEAR)
                step = (oldest - youngest) / POINTS
                for point in range(POINTS):
                    true[point, k] = youngest + step * (point + 0.5)
        for point in range(POINTS):
            ages = true[point]
            if middle < 0:
                for k in range(count):
                    density[k] += by_year[min(np.int64(ages[k]), OLDEST - 1)] * slip_density
            else:
                for k in range(count):
                    year = min(np.int64(ages[k]), OLDEST - 1)
                    of_teeth[k], error[k] = by_year[year], max(spreads[year], least, 0.5)
                for k in range(count):
                    spread = sqrt(error[k] * error[k] + wide[k])
                    mean = ages[k] - shrink * max(0.0, ages[k] - shrink_from)
                    density[k] += of_teeth[k] * normal(middle, mean, spread)
        for k in range(count):
            out[begin + k] = thousandths(((1 - slip) * (density[k] / POINTS) + slip * slip_density) / anybody)


@loop(bare=True)
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
def course_class(soon, within, later):
    """As `courses.course_class`."""
    whole = soon + within + later
    result = 0
    if whole > 0.0:
        first = int(LEVELS * soon / whole + 0.5)
        result = first * (LEVELS + 1) + min(int(LEVELS * within / whole + 0.5), LEVELS - first)
    return result


@loop(error_model="numpy", bare=True)
def reckon(earliest, first, last, death, chance, odds, curves, grid):
    """As `courses.courses`, of every gap of days from the latest death back to the earliest day on which anybody was last seen.

    The chances of the three courses, and what one day at that gap weighs and its class: all gaps once, one span of death after
    another, so that a whole row of gaps is added up at once.

    grid    [RECKONED, gap]: a gap beyond those kept stands for its block
    """
    end, most = death[first, 1], curves.shape[1] - 1
    kept, steps = min(DAYS_KEPT, max(end - earliest, 1)), max(0, end - earliest - DAYS_KEPT) // BLOCK
    grid[:3, : kept + steps + 1] = 0.0
    for k in range(first, last):
        start, stop = death[k, 0] - end, death[k, 1] - end
        daily = chance[k] / (stop - start)
        for course in range(3):
            curve, sums = curves[course], grid[course]
            # Gaps in which somebody was last seen between the ends of the span, and before it.
            for gap in range(max(1, 1 - stop), min(kept, -start) + 1):
                sums[gap] += daily * (curve[min(gap + stop, most)] - curve[0])
            for gap in range(max(1, 1 - start), kept + 1):
                sums[gap] += daily * (curve[min(gap + stop, most)] - curve[min(gap + start, most)])
            for step in range(1, steps + 1):
                gap = DAYS_KEPT + step * BLOCK
                if gap + stop > 0:
                    sums[DAYS_KEPT + step] += daily * (
                        curve[min(gap + stop, most)] - curve[min(max(gap + start, 0), most)]
                    )
    soon, within, later, weights, classes = grid[0], grid[1], grid[2], grid[3], grid[4]
    for place in range(1, kept + steps + 1):
        weights[place] = thousandths((1 - odds[1]) * (soon[place] + within[place] + later[place]) * odds[0] + odds[1])
    for place in range(1, kept + steps + 1):
        classes[place] = course_class(soon[place], within[place], later[place])
    weights[0], classes[0] = thousandths(odds[1]), 0  # last seen after the latest death


@loop(inline="always")
def _place_of(gap):
    """The place in the grid of a gap."""
    return gap if gap <= DAYS_KEPT else DAYS_KEPT + (gap - DAYS_KEPT) // BLOCK


@loop(error_model="numpy", bare=True)
def follow(spans, longer, end, odds, grid, neither, out, out_course):
    """As `courses.followed`, for every span in which somebody was last seen.

    longer    the spans of more than a day
    end       the day after the latest death
    grid      as `reckon` fills it
    neither   [class of courses]: what it adds that objects of some kinds are on neither side, where objects are told
    """
    for i in range(1, spans.shape[0]):
        place = _place_of(max(end - ((spans[i, 0] + spans[i, 1]) >> 1), 0))
        out[i], out_course[i] = grid[3, place], grid[4, place]
    # Each day of a longer one may be of another course, unless death came so much later that a block of days is of one.
    for i in longer:
        early, late = spans[i, 0], spans[i, 1]
        if early < end and end - late <= DAYS_KEPT:
            soon, within, later = 0.0, 0.0, 0.0
            for day in (early, (early + late) >> 1, late):
                if day < end:  # of whom was seen only after the latest death nothing is added
                    place = _place_of(end - day)
                    soon += grid[0, place]
                    within += grid[1, place]
                    later += grid[2, place]
            out[i] = thousandths((1 - odds[1]) * ((soon + within + later) / 3) * odds[0] + odds[1])
            out_course[i] = course_class(soon, within, later)
    _add_neither(spans, neither, out, out_course)


@loop(bare=True)
def _add_neither(spans, neither, out, out_course):
    if neither.any():
        for i in range(1, spans.shape[0]):
            out[i] += neither[out_course[i]] * spans[i, 2]


@loop(error_model="numpy", bare=True)
def follow_each(spans, first, last, death, chance, odds, curves, neither, out, out_course):
    """As `reckon` and `follow`, of so few spans that gaps of which nobody asks would be most of the work."""
    end, most = death[first, 1], curves.shape[1] - 1
    for i in range(1, spans.shape[0]):
        weight, course, early, late = thousandths(odds[1]), 0, spans[i, 0], spans[i, 1]
        if early < end:
            soon, within, later = 0.0, 0.0, 0.0
            alone = early == late or end - late > DAYS_KEPT
            for turn in range(1, 2) if alone else range(3):
                day = early + turn * ((early + late) // 2 - early) if turn < 2 else late
                gap = end - day
                if gap <= 0:
                    continue
                gap = gap if gap <= DAYS_KEPT else DAYS_KEPT + (gap - DAYS_KEPT) // BLOCK * BLOCK
                sums = (0.0, 0.0, 0.0)
                for k in range(first, last):
                    start, stop = death[k, 0] - end, death[k, 1] - end
                    if gap + stop > 0:
                        daily, to, since = (
                            chance[k] / (stop - start),
                            min(gap + stop, most),
                            min(max(gap + start, 0), most),
                        )
                        sums = (
                            sums[0] + daily * (curves[0, to] - curves[0, since]),
                            sums[1] + daily * (curves[1, to] - curves[1, since]),
                            sums[2] + daily * (curves[2, to] - curves[2, since]),
                        )
                soon, within, later = soon + sums[0], within + sums[1], later + sums[2]
            same = (soon + within + later) / (1 if alone else 3)
            weight = thousandths((1 - odds[1]) * same * odds[0] + odds[1])
            course = course_class(soon, within, later)
        out[i], out_course[i] = weight, course
    _add_neither(spans, neither, out, out_course)


@loop(bare=True)
def _grown(growth, sex, age):
    step = min(max(int(age * STEPS), 0), LAST * STEPS)
    return growth[sex, step, 0], growth[sex, step, 1]


@loop(bare=True)
def expected_height(build, known, died, height, growth, loss):
    """As `chances.expected_height`, of all builds that differ in nothing but how tall: usual height less what comes off, what
    a step of the build adds, and the variance together with that of the find.

    known, died    whether a day of death is known, and the mean of such days
    loss           lost a year, tracking, under and spread of a child's bones
    """
    error, age_seen, born = build[2] / 2.0, build[3], build[4]
    variance = error * error + height[1] * height[1]
    if age_seen < 0:
        age = 40.0 if born < 0 or not known else (died - (born + 0.5) * DECADE) / YEAR
        return -loss[0] * max(0.0, min(age, 95.0) - 45.0), 1.0, variance
    before = age_seen + 1.0
    age = before + 2.0 if not known else max(before, (died - (born + 0.5) * WHOLE_YEAR) / YEAR)
    usual, spread = _grown(growth, build[1], age)
    variance += loss[1] * loss[1] * (age - before) * spread * spread
    under, extra = 0.0, 0.0
    if height[2] > 0 and age < 18:
        under, extra = loss[2], loss[3]
    if not known:
        extra += 8.0
    return usual - under, spread / THIRD, variance + extra * extra


@loop(error_model="numpy", bare=True)
def weigh_heights(builds, alike, height, growth, loss, days, periods, room, out):
    """As `chances.height_weight`, of every build. In turns, since a density and its logarithm together need too many registers.

    alike    where those begin that differ in nothing but how tall, and where the last of them end: they lie together
    """
    died, mean, per_spread, density = room
    for period in range(days.shape[0]):
        total = 0.0
        for point in range(POINTS):
            total += days[period, point]
        died[period] = total / POINTS
    for place in range(alike.size - 1):
        first, last = alike[place], alike[place + 1]
        build, known, day = builds[first], height[3] != NOT_KNOWN, height[3]
        if build[3] >= 0:
            period = _last_seen_about(build[4], build[3]) // PERIOD - periods[0]
            if known and days[period, 0] != NEVER:
                day = died[period]
        usual, step, variance = expected_height(build, known, day, height, growth, loss)
        one = 1.0 / sqrt(variance)
        for k in range(first, last):
            mean[k], per_spread[k] = usual + builds[k, 0] * step, one
    middle, slip, anybody = height[0], height[4], height[6]
    same, by_slip = (1 - slip) / (ROOT * anybody), slip * height[5] / anybody
    for k in range(1, builds.shape[0]):
        z = (middle - mean[k]) * per_spread[k]
        density[k] = same * exponential(-0.5 * (z * z)) * per_spread[k] + by_slip
    for k in range(1, builds.shape[0]):
        out[k] = thousandths(density[k])


@loop(bare=True)
def _close(row):
    """Put the greatest of a row into its last entry."""
    row[-1] = greatest(row[:-1])


@loop()
def _room(found, first, end, sex, blood, standing, absent, builds, periods):
    """Room to fill the tables of some unidentified, one after another."""
    longest, count = 0, builds.shape[0]
    for u in range(first, end):
        longest = max(longest, found.death_at[u + 1] - found.death_at[u])
    of_lives = np.empty((POINTS, CHUNK)), np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK)
    of_builds = np.empty(periods[1] + 1), np.empty(count), np.empty(count), np.empty(count)
    return (
        np.empty_like(sex[0, :, 0]), np.empty_like(blood[:, 0]), np.zeros_like(standing), np.empty((periods[1] + 1, POINTS)),
        np.empty(absent.shape[2], np.int64), np.empty(longest), of_lives, of_builds,
    )  # fmt: skip


@loop(error_model="numpy", bare=True)
def _fill_some(found, first, end, looks, look_rows, look_row_of, sex, standing, blood, absent, lives, spans, longer, builds, alike,
               cells, regions, curves, periods, steps, place, region_most, growth, loss, earliest, grid, out_look, out_life, out_seen,
               out_build, out_cell, out_course, room):  # fmt: skip
    """As `fill`, of those from `first` to `end`: what room they need is taken once, and no thread waits for another."""
    sexes, bloods, stood, days, neither, shares, of_lives, of_builds = room
    for u in range(first, end):
        condition, sex_u, blood_u = found.condition[u], found.look[u, 0], found.look[u, 2]
        looks_u = look_rows[look_row_of[u]]
        for k in range(sexes.size):
            sexes[k] = sex[condition, k, sex_u]
        for k in range(bloods.size):
            bloods[k] = blood[k, blood_u]
        for k in range(stood.size):
            stood[k] = 0 if found.alive[u] else standing[k]
        for i in range(1, looks.shape[0]):
            out_look[u, i] = looks_u[looks[i, 1]] + sexes[looks[i, 0]] + bloods[looks[i, 2]] + stood[looks[i, 3]]
        age, time, odds, height = found.age[u], found.time[u], found.odds[u], found.height[u]
        deaths, deaths_end = found.death_at[u], found.death_at[u + 1]
        days[:] = NEVER
        if time[0] != NOT_KNOWN:
            for period in range(periods[1]):
                days_of_death(
                    (periods[0] + period) * PERIOD, deaths, deaths_end, found.death, found.death_chance,
                    curves[time[2]], shares, days[period],
                )  # fmt: skip
        if age[0] == NO_AGE:
            out_life[u, :] = 0
        else:
            weigh_lives(lives, age, found.age_spread[u], found.by_year[u], time, days, periods, of_lives, out_life[u])
        out_course[u, :] = NO_COURSE
        if time[0] == NOT_KNOWN:
            out_seen[u, :] = 0
        else:
            neither[:], lacking = 0, found.absent[u]
            for spot in range(absent.shape[3]):
                if (lacking >> spot) & 1:
                    for course in range(neither.size):
                        neither[course] += absent[sex_u, condition, course, spot]
            curve, death, chance = curves[time[2]], found.death, found.death_chance
            if spans.shape[0] > FEW_SPANS:
                reckon(earliest, deaths, deaths_end, death, chance, odds, curve, grid[u])
                follow(spans, longer, death[deaths, 1], odds, grid[u], neither, out_seen[u], out_course[u])
            else:
                follow_each(spans, deaths, deaths_end, death, chance, odds, curve, neither, out_seen[u], out_course[u])
        if height[0] < 0:
            out_build[u, :] = 0
        else:
            weigh_heights(builds, alike, height, growth, loss, days, periods, of_builds, out_build[u])
        region, table = found.region[u, 0], found.place[u]
        for i in range(1, cells.shape[0]):
            if table >= 0 and cells[i, 3] >= 0:
                x = cells[i, 0] - found.vector[u, 0]
                y = cells[i, 1] - found.vector[u, 1]
                z = cells[i, 2] - found.vector[u, 2]
                near = max(0.0, sqrt(x * x + y * y + z * z) - cells[i, 3] * 1.000001)
                out_cell[u, i] = place[table, step_of(near * near, steps)]
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


@loop(parallel=True)
def fill(found, count, looks, look_rows, look_row_of, sex, standing, blood, absent, lives, spans, longer, builds, alike, cells,
         regions, curves, periods, steps, place, region_most, growth, loss, earliest, grid, out_look, out_life, out_seen,
         out_build, out_cell, out_course):  # fmt: skip
    """Fill the five tables of a block of unidentified. Weights are thousandths of a dex.

    looks      sex, look, blood and standing of each shared value; `look_rows[look_row_of[u]]` weighs each look for one unidentified
    curves     shares of gaps by course, for the dead and the living
    periods    the first period in which anybody was last seen, and how many there are
    longer, alike   as `follow` and `weigh_heights` take them
    place      the most that each step of distance weighs, by table; `region_most` the same for the same region and another
    absent     `Tables.thing_absent`: what it says that neither side has an object of some kind
    grid       [unidentified, RECKONED, gap]: room
    earliest   the first day on which anybody was last seen
    out_course the class of courses of each span
    out_*      one row for each unidentified, one entry for each shared value; entry 0 is "not known" and weighs 0. The
               last entry is the greatest of the row
    """
    together = min(max(count // MANY, 1), TOGETHER)
    for part in prange((count + together - 1) // together):
        first, end = part * together, min(count, (part + 1) * together)
        room = _room(found, first, end, sex, blood, standing, absent, builds, periods)
        _fill_some(
            found, first, end, looks, look_rows, look_row_of, sex, standing, blood, absent, lives, spans, longer, builds,
            alike, cells, regions, curves, periods, steps, place, region_most, growth, loss, earliest, grid, out_look,
            out_life, out_seen, out_build, out_cell, out_course, room,
        )  # fmt: skip
