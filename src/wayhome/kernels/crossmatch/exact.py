"""What is found on both sides (place, marks, objects, implants, teeth, fingers) of one pair, over columns. Compiled by Numba.

The same sums as `findings`, in whole numbers. Everything is inlined into the loop over pairs: handing the columns to a
function costs more than what it does with them. No row of a column is taken out of it in such a loop, as `chart = charts[row]`
would: each such view is counted, and the threads wait for each other at the one counter of the column.
"""

from __future__ import annotations

import numpy as np

from wayhome.kernels.crossmatch.arithmetic import step_of
from wayhome.kernels.crossmatch.belongings import MIX_FROM, MIX_STEP, MIX_STEPS, SIGN, SIGN_BITS
from wayhome.kernels.crossmatch.columns import HAS_FINGERS, HAS_IMPLANTS, HAS_MARKS, HAS_TEETH, HAS_THINGS, NOT_KNOWN
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.findings import CHART_LEAST, LEAST_OF_ALL, TATTOO, YEARS_NOT_KNOWN


@loop()
def scratch(most):
    """Room to lay out a pair with up to `most` marks, objects or implants a person: weights, which are held against each
    other though they had better be left alone, then each side alone and used.
    """
    return (
        np.zeros((most, most), np.int64), np.zeros((most, most), np.bool_), np.zeros(most, np.int64), np.zeros(most, np.int64),
        np.zeros(most, np.bool_), np.zeros(most, np.bool_),
    )  # fmt: skip


@loop(inline="always")
def words(their_words, first, last, my_words, my_first, my_last, other):
    """As `findings.words_weight`."""
    total = 0
    if first < last and my_first < my_last:
        total = -(2**30)
        for j in range(first, last):
            for i in range(my_first, my_last):
                if my_words[i, 0] == their_words[j, 0]:
                    total = max(total, my_words[i, 1])
        if total == -(2**30):
            total = other
    return total


@loop(bare=True)
def pair(weights, held, alone_m, alone_u, used_m, used_u, n_m, n_u, least_m, least_u, none):
    """As `findings.pair`: the greatest gain first, ties by place."""
    used_m[:n_m] = False
    used_u[:n_u] = False
    total = 0
    while True:
        best, at_i, at_j = -(2**30), -1, -1
        for i in range(n_m):
            if used_m[i]:
                continue
            for j in range(n_u):
                if used_u[j] or weights[i, j] <= none // 2:
                    continue
                gain = weights[i, j] - alone_m[i] - alone_u[j]
                if gain > best and (gain > 0 or held[i, j]):
                    best, at_i, at_j = gain, i, j
        if at_i < 0:
            break
        used_m[at_i], used_u[at_j] = True, True
        total += weights[at_i, at_j]
    left_m, left_u = 0, 0
    for i in range(n_m):
        if not used_m[i]:
            left_m += alone_m[i]
    for j in range(n_u):
        if not used_u[j]:
            left_u += alone_u[j]
    return total + max(left_m, least_m) + max(left_u, least_u)


@loop(inline="always")
def mix_step(weight):
    """As `weights.mix_step`."""
    return min(max((weight - MIX_FROM) // MIX_STEP, 0), MIX_STEPS - 1)


@loop(inline="always")
def one_sign_wrong(mine, theirs):
    """As `belongings.one_sign_wrong`."""
    apart = mine ^ theirs
    while apart and apart & SIGN == 0:
        apart >>= SIGN_BITS
    return mine != 0 and theirs != 0 and apart <= SIGN


@loop(inline="always")
def together(total, shrink):
    """As `findings.together`."""
    return total * shrink // 1000 if total > 0 else max(total, CHART_LEAST)


@loop(inline="always")
def years_of(charted, middle, known, years):
    """As `findings.chart_years`."""
    place = YEARS_NOT_KNOWN
    if known and charted != NOT_KNOWN:
        passed = max(0, middle - charted) // 365
        place = 0
        while place < years.size and passed > years[place]:
            place += 1
    return place


@loop(inline="always")
def teeth(charts, row, tooth, years):
    """The sum over the teeth of a chart."""
    total = 0
    for spot in range(charts.shape[1]):
        total += tooth[years, spot, charts[row, spot]]
    return total


QUARTER = 8
"""Teeth after which it is asked whether the rest of a chart can still reach what is wanted."""


@loop(bare=True)
def left_of_teeth(tooth, left):
    """For each place in a chart the most that the teeth from there on could weigh: [years][place]."""
    for years in range(tooth.shape[0]):
        left[years, -1] = 0
        for spot in range(tooth.shape[1] - 1, -1, -1):
            left[years, spot] = left[years, spot + 1] + tooth[years, spot].max()


@loop(inline="always")
def teeth_if(charts, row, tooth, left, years, wanted, shrink):
    """What a chart weighs, or something less than `wanted` where it weighs less than that."""
    total = np.int64(0)
    for spot in range(charts.shape[1]):
        if spot % QUARTER == 0 and together(total + left[years, spot], shrink) < wanted:
            total += left[years, spot]
            break
        total += tooth[years, spot, charts[row, spot]]
    return together(total, shrink)


@loop(inline="always")
def fingers_of(weights, mine, m, theirs, u):
    """The sum over the fingers of two people: row `m` of `mine`, row `u` of `theirs`."""
    total = np.int64(0)
    for spot in range(mine.shape[1]):
        total += weights[mine[m, spot], theirs[u, spot]]
    return total


@loop(inline="always")
def place(m, here, course, vector, point, table, region, cells, regions, steps, places, region_weights):
    """What the place of a pair weighs: the distance, or the regions where a point is not known."""
    weight = np.int64(0)
    if table >= 0 and cells[here, 3] >= 0:
        x = vector[m, 0] - point[0]
        y = vector[m, 1] - point[1]
        z = vector[m, 2] - point[2]
        weight = np.int64(places[table, course, step_of(x * x + y * y + z * z, steps)])
    elif region[0] >= 0 and regions[here] >= 0:
        weight = np.int64(region_weights[region[1], course, 0 if regions[here] == region[0] else 1])
    return weight


@loop(bare=True)
def measure(at, u, scores, count, rows, mine, theirs, found, steps, t, cells, regions, tooth, courses, places, region_weights):  # fmt: skip
    """Add to each of `count` scores what place, teeth and fingers of the row `at[k]` and the unidentified `u` weigh.

    tooth    [years][place][chart of the missing]: what each tooth weighs against the found chart
    courses  the class of courses of each span in which somebody was last seen
    """
    time, table, region, point = found.time[u], found.place[u], found.region[u], found.vector[u]
    middle, chart, hand = (time[0] + time[1]) // 2, theirs.teeth_row[u], theirs.finger_row[u]
    for k in range(count):
        m, total = at[k], np.int64(0)
        has = rows.has[m]
        total += place(
            m, rows.cell[m], courses[rows.seen[m]], rows.vector, point, table, region, cells, regions, steps, places,
            region_weights,
        )  # fmt: skip
        if chart >= 0 and has & HAS_TEETH:
            years = years_of(mine.charted[m], middle, time[0] != NOT_KNOWN, t.teeth_years)
            total += together(teeth(mine.teeth, mine.teeth_row[m], tooth, years), t.teeth_shrink)
        if hand >= 0 and has & HAS_FINGERS:
            of_fingers = fingers_of(t.fingers, mine.fingers, mine.finger_row[m], theirs.fingers, hand)
            total += together(of_fingers, t.fingers_shrink)
        scores[k] += total


@loop(bare=True)
def lay_out(at, u, scores, count, rows, mine, theirs, found, t, courses, room):
    """Add to each of `count` scores what implants, marks and objects of the row `at[k]` and the unidentified `u` weigh.

    courses  the class of courses of each span in which somebody was last seen
    """
    weights, held, alone_m, alone_u, used_m, used_u = room
    none, condition, examined = t.no_match, found.condition[u], found.unseen[u]
    mark_first, mark_last = theirs.mark_at[u], theirs.mark_at[u + 1]
    thing_first, thing_last = theirs.thing_at[u], theirs.thing_at[u + 1]
    implant_first, implant_last = theirs.implant_at[u], theirs.implant_at[u + 1]
    m_mark, m_mark_word_at, m_mark_word = mine.mark, mine.mark_word_at, mine.mark_word
    m_thing, m_answer = mine.thing, mine.thing_answer
    m_thing_word_at, m_thing_word = mine.thing_word_at, mine.thing_word
    u_mark, u_mark_word_at, u_mark_word = theirs.mark, theirs.mark_word_at, theirs.mark_word
    u_thing, u_thing_word_at, u_thing_word = theirs.thing, theirs.thing_word_at, theirs.thing_word
    m_implant, u_implant, whole = mine.implant, theirs.implant, t.whole
    mark_kind, mark_site, sex = t.mark_kind, t.mark_site, found.look[u, 0]
    thing_type, unnamed = t.thing_type[sex], t.thing_unnamed[sex]
    gone, absent = t.thing_gone[sex, condition], t.thing_absent[sex, condition]
    mine_signs, their_signs = mine.thing_signs, theirs.thing_signs
    r_seen, r_has = rows.seen, rows.has
    for k in range(count):
        m, total = at[k], np.int64(0)
        has, course = r_has[m], courses[r_seen[m]]
        # implants
        if has & HAS_IMPLANTS:
            first, last = mine.implant_at[m], mine.implant_at[m + 1]
            n_m, n_u = last - first, implant_last - implant_first
            looked = condition != 0 or examined != 0 or n_u > 0
            for i in range(n_m):
                alone_m[i] = t.implant_unseen[condition] if looked else 0
                for j in range(n_u):
                    a, b = first + i, implant_first + j
                    weight = none
                    if m_implant[a, 0] == u_implant[b, 0]:
                        weight = t.implant_type[m_implant[a, 0]]
                        if m_implant[a, 1] and u_implant[b, 1]:
                            weight += t.implant_pair[0 if whole[m_implant[a, 1]] == whole[u_implant[b, 1]] else 1]
                        if m_implant[a, 2] != NOT_KNOWN and u_implant[b, 2] != NOT_KNOWN:
                            weight += t.implant_pair[2 if m_implant[a, 2] == u_implant[b, 2] else 3]
                    weights[i, j], held[i, j] = weight, False
            for j in range(n_u):
                alone_u[j] = t.implant_unnamed
            total += pair(weights, held, alone_m, alone_u, used_m, used_u, n_m, n_u, LEAST_OF_ALL, LEAST_OF_ALL, none)
        # marks
        if has & HAS_MARKS and (examined != 0 or mark_last > mark_first):
            first, last = mine.mark_at[m], mine.mark_at[m + 1]
            n_m, n_u = last - first, mark_last - mark_first
            tattooed = 0
            for i in range(n_m):
                a = first + i
                if m_mark[a, 0] == TATTOO:
                    tattooed = 1
                alone_m[i] = t.mark_unseen[condition, m_mark[a, 0]] if (examined >> m_mark[a, 1]) & 1 else 0
                for j in range(n_u):
                    b = mark_first + j
                    weight = mark_kind[m_mark[a, 0], u_mark[b, 0]] + words(
                        u_mark_word, u_mark_word_at[b], u_mark_word_at[b + 1], m_mark_word, m_mark_word_at[a],
                        m_mark_word_at[a + 1], t.mark_other_word,
                    )  # fmt: skip
                    weights[i, j] = weight + mark_site[u_mark[b, 0], m_mark[a, 1], u_mark[b, 1]]
                    held[i, j] = False
            for j in range(n_u):
                alone_u[j] = t.mark_unnamed[tattooed, u_mark[mark_first + j, 0]]
            total += pair(
                weights, held, alone_m, alone_u, used_m, used_u, n_m, n_u, LEAST_OF_ALL, t.mark_least_unnamed, none
            )
            if not tattooed:
                for j in range(n_u):
                    if not used_u[j] and u_mark[mark_first + j, 0] == TATTOO:
                        total += t.mark_first_tattoo
                        break
        # objects
        if has & HAS_THINGS and thing_last > thing_first:
            first, last = mine.thing_at[m], mine.thing_at[m + 1]
            away = found.absent[u] if r_seen[m] else 0
            n_m, n_u = last - first, thing_last - thing_first
            for i in range(n_m):
                a = first + i
                what = m_thing[a, 0]
                group, spot = t.thing_group[what], t.thing_at[what]
                alone_m[i] = gone[course, what] - (absent[course, spot] if (away >> spot) & 1 else 0)
                for j in range(n_u):
                    b = thing_first + j
                    weight = thing_type[what, u_thing[b, 0]]
                    held[i, j] = (
                        t.thing_single[what] and t.thing_single[u_thing[b, 0]] and spot == t.thing_at[u_thing[b, 0]]
                    )
                    if weight != none:
                        for q in range(3):
                            mine_said, their_said = m_thing[a, 4 + q], u_thing[b, 4 + q]
                            if mine_said != NOT_KNOWN and their_said != NOT_KNOWN:
                                weight += m_answer[a, q] if mine_said == their_said else t.thing_disagree[q]
                        weight += t.colours[group, m_thing[a, 1], u_thing[b, 1]]
                        if m_thing[a, 2] != NOT_KNOWN and u_thing[b, 2] != NOT_KNOWN:
                            if m_thing[a, 2] == u_thing[b, 2]:
                                weight += t.engraving[0]
                            else:
                                weight += t.engraving[1 if one_sign_wrong(mine_signs[a], their_signs[b]) else 2]
                        weight += words(
                            u_thing_word, u_thing_word_at[b], u_thing_word_at[b + 1], m_thing_word, m_thing_word_at[a],
                            m_thing_word_at[a + 1], t.thing_other_word,
                        )  # fmt: skip
                        weight = t.mix[course, group, mix_step(weight)]
                    weights[i, j] = weight
            for j in range(n_u):
                alone_u[j] = unnamed[course, u_thing[thing_first + j, 0]]
            total += pair(weights, held, alone_m, alone_u, used_m, used_u, n_m, n_u, LEAST_OF_ALL, LEAST_OF_ALL, none)
        scores[k] += total
