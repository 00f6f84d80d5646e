"""What is found on both sides (place, marks, objects, implants, teeth, fingers) of one pair, over columns. Compiled by Numba.

The same sums as `findings`, in whole numbers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from wayhome.kernels.crossmatch.columns import NOT_KNOWN
from wayhome.kernels.crossmatch.filling import step_of
from wayhome.kernels.crossmatch.findings import AGE_NOT_KNOWN, CHART_LEAST, LEAST_OF_ALL, MILK, YEARS_NOT_KNOWN
from wayhome.kernels.crossmatch.weights import ELSEWHERE, MIRROR, REGION, SAME

assert AGE_NOT_KNOWN >= 0
MOST = 64
"""Marks, objects or implants of one person that are weighed; a record with more keeps the first."""


@njit(cache=True)
def _words(found_words, first, last, mine, mine_first, mine_last, other, least):
    if first == last or mine_first == mine_last:
        return 0
    total = 0
    for j in range(first, last):
        weight = other
        for i in range(mine_first, mine_last):
            if mine[i, 0] == found_words[j, 0]:
                weight = mine[i, 1]
                break
        total += weight
    return max(total, least)


@njit(cache=True)
def _pair(weights, alone_m, alone_u, n_m, n_u, least_m, least_u, none):
    """As `findings.pair`: the greatest gain first, ties by place."""
    used_m, used_u = np.zeros(n_m, np.bool_), np.zeros(n_u, np.bool_)
    total = 0
    while True:
        best, at_i, at_j = 0, -1, -1
        for i in range(n_m):
            if used_m[i]:
                continue
            for j in range(n_u):
                if used_u[j] or weights[i, j] <= none // 2:
                    continue
                gain = weights[i, j] - alone_m[i] - alone_u[j]
                if gain > best:
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


@njit(cache=True)
def marks(m, u, mine, theirs, found, t):
    """The weight of the marks of a pair."""
    first_m, last_m, first_u, last_u = mine.mark_at[m], mine.mark_at[m + 1], theirs.mark_at[u], theirs.mark_at[u + 1]
    n_m, n_u = last_m - first_m, last_u - first_u
    if n_m == 0:
        return 0
    condition, examined = found.condition[u], found.unseen[u]
    alone_m, alone_u = np.zeros(n_m, np.int64), np.zeros(n_u, np.int64)
    for i in range(n_m):
        if (examined >> mine.mark[first_m + i, 1]) & 1:
            alone_m[i] = t.mark_unseen[condition, mine.mark[first_m + i, 0]]
    weights = np.zeros((n_m, n_u), np.int64)
    for j in range(n_u):
        kind, part = theirs.mark[first_u + j, 0], theirs.mark[first_u + j, 1]
        alone_u[j] = t.mark_unnamed[kind]
        for i in range(n_m):
            here = mine.mark[first_m + i, 1]
            total = t.mark_kind[mine.mark[first_m + i, 0], kind] + _words(
                theirs.mark_word, theirs.mark_word_at[first_u + j], theirs.mark_word_at[first_u + j + 1],
                mine.mark_word, mine.mark_word_at[first_m + i], mine.mark_word_at[first_m + i + 1], t.limits[2], t.limits[0],
            )  # fmt: skip
            if here and part:
                if here == part:
                    relation = SAME
                elif t.whole[here] == t.whole[part]:
                    relation = REGION
                elif t.other_side[t.whole[here]] != 0 and t.other_side[t.whole[here]] == t.whole[part]:
                    relation = MIRROR
                else:
                    relation = ELSEWHERE
                total += t.mark_site[relation] + t.mark_part[part]
            weights[i, j] = total
    return _pair(weights, alone_m, alone_u, n_m, n_u, LEAST_OF_ALL, t.limits[4], t.limits[10])


@njit(cache=True)
def things(m, u, mine, theirs, found, seen_to, t):
    """The weight of the objects of a pair."""
    first_m, last_m, first_u, last_u = mine.thing_at[m], mine.thing_at[m + 1], theirs.thing_at[u], theirs.thing_at[u + 1]
    n_m, n_u = last_m - first_m, last_u - first_u
    if n_m == 0 or n_u == 0:
        return 0
    gap = 3
    if seen_to != NOT_KNOWN and found.time[u, 0] != NOT_KNOWN:
        days = (found.time[u, 0] + found.time[u, 1]) // 2 - seen_to
        gap = np.searchsorted(t.gaps, days)
    alone_m, alone_u = np.zeros(n_m, np.int64), np.zeros(n_u, np.int64)
    for i in range(n_m):
        alone_m[i] = t.thing_gone[gap, mine.thing[first_m + i, 0]]
    weights = np.zeros((n_m, n_u), np.int64)
    for j in range(n_u):
        b = first_u + j
        alone_u[j] = t.thing_unnamed[gap, theirs.thing[b, 0]]
        for i in range(n_m):
            a = first_m + i
            total = t.thing_type[gap, mine.thing[a, 0], theirs.thing[b, 0]]
            if total == t.limits[10]:
                weights[i, j] = total
                continue
            for q in range(4):
                if mine.thing[a, 2 + q] != NOT_KNOWN and theirs.thing[b, 2 + q] != NOT_KNOWN:
                    same = mine.thing[a, 2 + q] == theirs.thing[b, 2 + q]
                    total += mine.thing_answer[a, q] if same else t.thing_disagree[q]
            if mine.thing[a, 1] != NOT_KNOWN and theirs.thing[b, 1] != NOT_KNOWN:
                total += t.engraving[0] if mine.thing[a, 1] == theirs.thing[b, 1] else t.engraving[1]
            total += _words(
                theirs.thing_word, theirs.thing_word_at[b], theirs.thing_word_at[b + 1],
                mine.thing_word, mine.thing_word_at[a], mine.thing_word_at[a + 1], t.limits[3], t.limits[1],
            )  # fmt: skip
            weights[i, j] = total
    return _pair(weights, alone_m, alone_u, n_m, n_u, t.limits[5], t.limits[6], t.limits[10])


@njit(cache=True)
def implants(m, u, mine, theirs, found, t):
    """The weight of the implants of a pair."""
    first_m, last_m = mine.implant_at[m], mine.implant_at[m + 1]
    first_u, last_u = theirs.implant_at[u], theirs.implant_at[u + 1]
    n_m, n_u = last_m - first_m, last_u - first_u
    if n_m == 0:
        return 0
    alone_m, alone_u = np.zeros(n_m, np.int64), np.zeros(n_u, np.int64)
    if found.condition[u] != 0 or found.unseen[u] != 0 or n_u > 0:
        alone_m[:] = t.implant_unseen[found.condition[u]]
    alone_u[:] = t.limits[9]
    weights = np.full((n_m, n_u), t.limits[10], np.int64)
    for i in range(n_m):
        for j in range(n_u):
            a, b = mine.implant[first_m + i], theirs.implant[first_u + j]
            if a[0] != b[0]:
                continue
            total = t.implant_type[a[0]]
            if a[1] and b[1]:
                total += t.implant_pair[0] if t.whole[a[1]] == t.whole[b[1]] else t.implant_pair[1]
            if a[2] != NOT_KNOWN and b[2] != NOT_KNOWN:
                total += t.implant_pair[2] if a[2] == b[2] else t.implant_pair[3]
            weights[i, j] = total
    return _pair(weights, alone_m, alone_u, n_m, n_u, LEAST_OF_ALL, LEAST_OF_ALL, t.limits[10])


@njit(cache=True, inline="always")
def _together(total, shrink):
    return total * shrink // 1000 if total > 0 else max(total, CHART_LEAST)


@njit(cache=True)
def teeth(m, u, mine, theirs, found, t):
    """The weight of the teeth of a pair."""
    a, b = mine.teeth_row[m], theirs.teeth_row[u]
    if a < 0 or b < 0:
        return 0
    years = YEARS_NOT_KNOWN
    if mine.charted[m] != NOT_KNOWN and found.time[u, 0] != NOT_KNOWN:
        gap = max(0, (found.time[u, 0] + found.time[u, 1]) // 2 - mine.charted[m]) // 365
        years = t.teeth_years.size
        for place in range(t.teeth_years.size):
            if gap <= t.teeth_years[place]:
                years = place
                break
    band = found.band[u]
    total = 0
    one, other = mine.teeth[a], theirs.teeth[b]
    for place in range(one.size if years == 0 else MILK):
        total += t.teeth[years, t.teeth_group[place], band, one[place], other[place]]
    return _together(total, t.limits[7])


@njit(cache=True)
def fingers(m, u, mine, theirs, t):
    """The weight of the fingers of a pair."""
    a, b = mine.finger_row[m], theirs.finger_row[u]
    if a < 0 or b < 0:
        return 0
    total = 0
    for place in range(mine.fingers.shape[1]):
        total += t.fingers[mine.fingers[a, place], theirs.fingers[b, place]]
    return _together(total, t.limits[8])


@njit(cache=True)
def place(m, u, cell, vector, found, ends, t):
    """The weight of the distance of a pair."""
    if cell == 0 or found.place[u, 0] < 0:
        return 0
    x = vector[m, 0] - found.vector[u, 0]
    y = vector[m, 1] - found.vector[u, 1]
    z = vector[m, 2] - found.vector[u, 2]
    return t.place[found.place[u, 0], step_of(x * x + y * y + z * z, ends)] - found.place[u, 1]
