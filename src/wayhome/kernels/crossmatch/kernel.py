"""Every pair of missing and unidentified, and the best of each list: exact, since a bound only ever passes over a pair
that could not have been kept. Compiled by Numba.

Stage 1 adds five table entries a pair: look, life, last seen, build and cell (the cell's nearest point, so that the place
is never undervalued). Where that and the most that findings could add reaches the worst of a kept list, stage 2 weighs place and
findings exactly. Rows are sorted by last seen, so most tiles fall to their own bound without a look at their rows.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from wayhome.kernels.crossmatch import exact

TILE = 4096
EMPTY = -(2**62)
LOWEST = -(2**31)


@njit(cache=True, inline="always")
def _key(score, order):
    """Score first, then the id that sorts first: one number, greater is better."""
    return (np.int64(score) << 32) | (np.int64(0x7FFFFFFF) - order)


@njit(cache=True)
def _push(heap, size, key):
    """Keep a key in a heap whose root is the worst; returns the new size."""
    if size < heap.size:
        child = size
        while child > 0:
            parent = (child - 1) >> 1
            if heap[parent] <= key:
                break
            heap[child] = heap[parent]
            child = parent
        heap[child] = key
        return size + 1
    if key <= heap[0]:
        return size
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = key
    return size


@njit(cache=True)
def _finish(m, u, score, cell_weight, cell, rows, mine, theirs, found, ends, t, least):
    """The exact score of a pair whose first stage gave `score`; LOWEST once it can no longer reach `least`."""
    score += exact.place(m, u, cell, rows.vector, found, ends, t) - cell_weight
    most = 0
    for family in range(4):
        most += min(rows.bounds[m, family], found.bounds[u, family])
    if score + most < least:
        return LOWEST
    score += exact.teeth(m, u, mine, theirs, found, t) + exact.fingers(m, u, mine, theirs, t)
    most -= min(rows.bounds[m, 3], found.bounds[u, 3])
    if score + most < least:
        return LOWEST
    score += exact.implants(m, u, mine, theirs, found, t)
    score += exact.marks(m, u, mine, theirs, found, t)
    score += exact.things(m, u, mine, theirs, found, rows.seen_to[m], t)
    return score


@njit(parallel=True, cache=True)
def scan(rows, mine, found, theirs, ends, t, first, last, look, life, seen, build, cell, skip, heaps, sizes, both, m_heaps,
         m_sizes, threads):  # fmt: skip
    """Weigh the unidentified `first` to `last` against every row, keeping the best.

    look .. cell   tables of `filling.fill`, one row an unidentified of this block
    skip           sorted pairs, unidentified << 32 | row, that a verified fact takes out of every list
    heaps, sizes   [thread, unidentified of the block, place]: kept keys; merged by the caller
    m_heaps        [row, place], used when `both`: the best unidentified of each missing person
    returns        how many pairs reached stage 2
    """
    n = rows.look.size
    tiles = (n + TILE - 1) // TILE
    second = np.zeros(threads * 16, np.int64)
    for thread in prange(threads):
        count = 0
        bound = np.empty(TILE, np.int32)
        for tile in range(tiles - 1 - thread, -1, -threads):
            start, end = tile * TILE, min(n, (tile + 1) * TILE)
            low, high = rows.seen[start], rows.seen[end - 1]
            best_finding = rows.bound[start:end].max()
            for b in range(last - first):
                u = first + b
                t_look, t_life, t_seen, t_build, t_cell = look[b], life[b], seen[b], build[b], cell[b]
                heap, size = heaps[thread, b], sizes[thread, b]
                least = np.int64(LOWEST) if size < heap.size else heap[0] >> 32
                of_found = found.bounds[u, 0] + found.bounds[u, 1] + found.bounds[u, 2] + found.bounds[u, 3]
                if not both:
                    top = t_seen[low : high + 1].max() + t_look[-1] + t_life[-1] + t_build[-1] + t_cell[-1]
                    if top + min(best_finding, of_found) < least:
                        continue
                for i in range(start, end):
                    bound[i - start] = (
                        np.int32(t_look[rows.look[i]]) + np.int32(t_life[rows.life[i]]) + np.int32(t_seen[rows.seen[i]])
                        + np.int32(t_build[rows.build[i]]) + np.int32(t_cell[rows.cell[i]])
                        + min(rows.bound[i], of_found)
                    )  # fmt: skip
                for i in range(start, end):
                    wanted = least
                    if both:
                        wanted = min(wanted, np.int64(LOWEST) if m_sizes[i] < m_heaps.shape[1] else m_heaps[i, 0] >> 32)
                    if bound[i - start] < wanted:
                        continue
                    count += 1
                    near = np.int32(t_cell[rows.cell[i]])
                    score = np.int64(bound[i - start] - min(rows.bound[i], of_found))
                    score = _finish(i, u, score, near, rows.cell[i], rows, mine, theirs, found, ends, t, wanted)
                    if score < wanted:
                        continue
                    if skip.size:
                        pair = (np.int64(u) << 32) | i
                        at = np.searchsorted(skip, pair)
                        if at < skip.size and skip[at] == pair:
                            continue
                    if score >= least:
                        size = _push(heap, size, _key(score, rows.order[i]))
                        least = np.int64(LOWEST) if size < heap.size else heap[0] >> 32
                    if both:
                        m_sizes[i] = _push(m_heaps[i], m_sizes[i], _key(score, found.order[u]))
                sizes[thread, b] = size
        second[thread * 16] = count
    return second.sum()


@njit(cache=True)
def exact_scores(rows, mine, found, theirs, ends, t, u, b, look, life, seen, build, cell, at):
    """The exact scores of chosen rows against one unidentified; every pair, nothing passed over."""
    scores = np.empty(at.size, np.int64)
    for place in range(at.size):
        i = at[place]
        score = np.int64(look[b, rows.look[i]]) + life[b, rows.life[i]] + seen[b, rows.seen[i]]
        score += np.int64(build[b, rows.build[i]]) + cell[b, rows.cell[i]]
        near = np.int64(cell[b, rows.cell[i]])
        scores[place] = _finish(i, u, score, near, rows.cell[i], rows, mine, theirs, found, ends, t, np.int64(LOWEST) * 4)
    return scores
