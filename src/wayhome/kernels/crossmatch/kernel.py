"""Every pair of missing and unidentified, and the best of each list: exact, since a bound only ever passes over a pair
that could not have been kept. Compiled by Numba.

Stage 1 adds five table entries a pair: look, life, last seen, build and cell (the cell's nearest point, so that the place
is never undervalued), the cell first, which alone rules out most. Where that and the most that findings could add reaches the
worst of a kept list, stage 2 weighs place and findings exactly. Rows are sorted by last seen, so that of an early find the
tiles of all who were seen later fall to their own bound; of a late find hardly one does.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch import exact, gains, nearly
from wayhome.kernels.crossmatch.bounds import HARD, IMPLANTS
from wayhome.kernels.crossmatch.columns import HAS_FINGERS, HAS_MARKS, HAS_TEETH, HAS_THINGS, NOT_KNOWN
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.courses import EVERY_COURSE
from wayhome.kernels.crossmatch.holders import TILE

BATCH = 512
EMPTY = -(2**62)
LOWEST = -(2**31)


@loop(inline="always")
def _key(score, order):
    """Score first, then the id that sorts first: one number, greater is better."""
    return (np.int64(score) << 32) | (np.int64(0x7FFFFFFF) - order)


@loop()
def _push(heaps, first, room, size, key):
    """Keep a key in the heap of `room` places from `first` on, whose root is the worst; returns the new size."""
    if size < room:
        child = size
        while child > 0:
            parent = (child - 1) >> 1
            if heaps[first + parent] <= key:
                break
            heaps[first + child] = heaps[first + parent]
            child = parent
        heaps[first + child] = key
        return size + 1
    if key <= heaps[first]:
        return size
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heaps[first + child + 1] < heaps[first + child]:
            child += 1
        if heaps[first + child] >= key:
            break
        heaps[first + hole] = heaps[first + child]
        hole = child
    heaps[first + hole] = key
    return size


@loop(inline="always")
def _stay(courses, low, high, stay_of):
    """The stay that bounds every span of some: the first of theirs, after which most is still with its owner."""
    least = stay_of[courses[low]]
    for span in range(low + 1, high + 1):
        least = min(least, stay_of[courses[span]])
    return least


@loop()
def _first_stage(
    look, life, seen, build, cell, rest, t_look, t_life, t_seen, t_build, t_cell, rest_u, extra, first_stage, open_to
):
    """Five table entries for each row of a tile, and what it could come to at the most.

    In turns, and apart from everything else: so the few arrays of each turn stay in registers.
    """
    count = look.size
    for k in range(count):
        first_stage[k] = np.int32(t_look[look[k]]) + np.int32(t_life[life[k]])
    for k in range(count):
        first_stage[k] += np.int32(t_seen[seen[k]]) + np.int32(t_build[build[k]])
    for k in range(count):
        score = first_stage[k] + np.int32(t_cell[cell[k]])
        first_stage[k] = score
        open_to[k] = score + min(rest[k], rest_u) + extra[k]


@loop()
def _left_to_ask(
    look, life, seen, build, cell, rest, t_look, t_life, t_seen, t_build, t_cell, rest_u, extra, more, least, both, m_least, start,
    first_stage, open_to, to_ask,
):  # fmt: skip
    """The same for those of a tile alone who could be kept; puts their places into `to_ask` and returns how many they are.

    The cell comes first, which rules out most, then the look: what is left to look up is bounded by the most of the tile.

    more     the most of the tile: look, life, last seen and build together; and without the look
    least    the worst score kept of the unidentified; where lists of the missing are kept as well (`both`), `m_least` is the key
             that another must pass to get on each
    """
    count, left, asked, after = look.size, 0, 0, 0
    gate = np.int32(least - more[0])
    for k in range(count):
        open_to[k] = np.int32(t_cell[cell[k]]) + min(rest[k], rest_u) + extra[k]
    # Without a branch, which would be guessed wrongly too often: each place is written, and the next over it.
    if both:
        for k in range(count):
            to_ask[asked] = k
            asked += open_to[k] + more[0] >= min(least, m_least[start + k] >> 32)
    else:
        for k in range(count):
            to_ask[asked] = k
            asked += open_to[k] >= gate
    for place in range(asked):
        k = to_ask[place]
        score = open_to[k] + np.int32(t_look[look[k]])
        open_to[k], to_ask[after] = score, k
        after += score + more[1] >= (min(least, m_least[start + k] >> 32) if both else least)
    for place in range(after):
        k = to_ask[place]
        score = open_to[k] + np.int32(t_seen[seen[k]]) + np.int32(t_life[life[k]]) + np.int32(t_build[build[k]])
        open_to[k], to_ask[left] = score, k
        first_stage[k] = score - min(rest[k], rest_u) - extra[k]
        left += score >= (min(least, m_least[start + k] >> 32) if both else least)
    return left


@loop()
def _most_promising(open_to, count, room, to_ask):
    """Put those of a tile who promise most into `to_ask`, and then all others; returns how many are first.

    While no list is full anybody could be kept: those first set the mark for the rest.

    room    how many the list lacks
    """
    first = 0
    if 2 * room < count:
        mark = np.partition(open_to[:count], count - 2 * room)[count - 2 * room]
        for k in range(count):
            to_ask[first] = k
            first += open_to[k] >= mark
        left = first
        for k in range(count):
            if open_to[k] < mark:
                to_ask[left] = k
                left += 1
    else:
        for k in range(count):
            to_ask[k] = k
    return first or min(count, BATCH)


@loop(inline="always")
def _skipped(skip, u, i):
    """Whether a verified fact takes a pair out of every list."""
    found = False
    if skip.size:
        pair = (np.int64(u) << 32) | i
        spot = np.searchsorted(skip, pair)
        found = spot < skip.size and skip[spot] == pair
    return found


@loop(parallel=True, nogil=True)
def scan(rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, stay_of, count, look, life, seen, build, cell,
         course, near, worth, skip, heaps, sizes, both, m_room, m_heaps, m_sizes, m_least, place_of, threads, most, nearest):  # fmt: skip
    """Weigh a block of unidentified against every row, keeping the best.

    places .. region_weights   the tables of `columns.Places`
    stay_of        for each class of courses the stay that bounds it, see `bounds.STAYS`
    look .. course tables of `filling.fill`, one row an unidentified of the block
    near           codes and types of the missing people's objects, then the tables of `nearly.fill`
    worth          who has what, and what `gains.fill` makes of it
    skip           sorted pairs, unidentified << 32 | row, that a verified fact takes out of every list
    heaps, sizes   [thread, unidentified, place]: kept keys; merged by the caller
    m_heaps        [place_of[row], place], used when `both`: the best unidentified of each missing person
    m_room         how many places of them are used: as many as before, or more
    m_least        [row]: the key that another must pass to get on the list; it is never less than any that was passed over
    most           the most marks, objects or implants that one person has
    nearest        [unidentified]: the tile to begin with
    returns        how many pairs reached stage 2
    """
    n = rows.look.size
    tiles = (n + TILE - 1) // TILE
    second = np.zeros(threads * 16, np.int64)
    codes, kinds, mark_best, thing_best, present, tooth = near
    held_row, held_at, list_sizes, list_numbers, list_gains, list_most = worth
    reached, most_rest = np.full(count, LOWEST, np.int64), np.zeros(tiles, np.int64)
    lives = np.zeros((tiles, 2), np.int64)
    for tile in range(tiles):
        some = slice(tile * TILE, (tile + 1) * TILE)
        most_rest[tile], lives[tile, 0], lives[tile, 1] = (
            rows.rest[some].max(),
            rows.life[some].min(),
            rows.life[some].max(),
        )
    r_look, r_life, r_seen, r_build, r_cell, r_rest = rows.look, rows.life, rows.seen, rows.build, rows.cell, rows.rest
    thing_at, rest_at, rest = mine.thing_at, mine.thing_rest_at, mine.thing_rest
    mark_at, mark, word_at, word = mine.mark_at, mine.mark, mine.mark_word_at, mine.mark_word
    r_has, r_implants, r_vector = rows.has, rows.implants, rows.vector
    teeth_years, teeth_shrink, fingers_shrink = t.teeth_years, t.teeth_shrink, t.fingers_shrink
    mix, group, group_at = t.mix, t.thing_group, t.thing_at
    teeth_row, charted, charts = mine.teeth_row, mine.charted, mine.teeth
    fingers, finger_row, hands, their_hands = t.fingers, mine.finger_row, mine.fingers, theirs.fingers
    # Each thread has unidentified of its own where there are enough: a list that one thread fills sets its mark the sooner.
    # Lists of the missing are of all unidentified, so that there the threads share the tiles of one.
    apart = not both and count >= 2 * threads
    m_kept, m_stride = m_heaps.reshape(m_heaps.size), m_heaps.shape[1]
    for thread in prange(threads):
        counted = 0
        first_stage = np.empty(TILE, np.int32)
        open_to, extra, to_ask = np.empty(TILE, np.int32), np.empty(TILE, np.int32), np.empty(TILE + 1, np.int32)
        at, scores, room = np.empty(TILE, np.int64), np.empty(TILE, np.int64), exact.scratch(most)
        teeth_left = np.empty((tooth.shape[1], tooth.shape[2] + 1), np.int64)
        unnamed, saved = np.empty(EVERY_COURSE, np.int64), np.empty(EVERY_COURSE, np.int64)
        for u in range(count):
            if apart and u % threads != thread:
                continue
            t_look, t_life, t_seen, t_build, t_cell = look[u], life[u], seen[u], build[u], cell[u]
            t_course, tooth_u = course[u], tooth[max(theirs.teeth_row[u], 0)]
            marks_u, things_u, present_u = mark_best[u], thing_best[u], present[u]
            heap, size = heaps[thread, u], sizes[thread, u]
            # What another thread has in its full list holds for this one too: the worst of all kept is no worse.
            least = np.int64(LOWEST) if size < heap.size else heap[0] >> 32
            least = max(least, reached[u])
            implants_u = found.bounds[u, IMPLANTS]
            rest_u = found.bounds[u, HARD] + implants_u
            dated, middle = found.time[u, 0] != NOT_KNOWN, (found.time[u, 0] + found.time[u, 1]) // 2
            chart_u, hand_u = theirs.teeth_row[u] >= 0, theirs.finger_row[u]
            if chart_u:
                exact.left_of_teeth(tooth_u, teeth_left)
            point, region = found.vector[u], found.region[u]
            condition, examined = found.condition[u], found.unseen[u]
            unseen, sex = t.mark_unseen[condition], found.look[u, 0]
            gone, absent, not_there = t.thing_gone[sex, condition], t.thing_absent[sex, condition], found.absent[u]
            nearly.all_unnamed(theirs, u, t.thing_unnamed[sex], unnamed, saved)
            with_things = theirs.thing_at[u + 1] > theirs.thing_at[u]
            with_marks = theirs.mark_at[u + 1] > theirs.mark_at[u] or examined != 0
            table = found.place[u]
            for turn in range(tiles):
                # From the tile of those last seen just before, back in time; then those seen later, who mostly fall at once.
                tile = nearest[u] - turn if turn <= nearest[u] else turn
                if not apart and tile % threads != thread:
                    continue
                start, end = tile * TILE, min(n, (tile + 1) * TILE)
                low, high = r_seen[start], r_seen[end - 1]
                best_rest, stay = most_rest[tile], _stay(t_course, low, high, stay_of)
                least = max(least, reached[u])
                of_life = t_life[lives[tile, 0] : lives[tile, 1] + 1].max()
                of_others = np.int64(t_seen[low : high + 1].max()) + of_life + t_build[-1]
                more = (of_others + t_look[-1], of_others)
                if not both and more[0] + t_cell[-1] + min(best_rest, rest_u) + list_most[u, stay] < least:
                    continue
                extra[: end - start] = 0
                gains.add(tile, tiles, u, stay, list_sizes, list_numbers, list_gains, held_at, held_row, extra)
                if least == LOWEST:
                    _first_stage(
                        r_look[start:end], r_life[start:end], r_seen[start:end], r_build[start:end], r_cell[start:end],
                        r_rest[start:end], t_look, t_life, t_seen, t_build, t_cell, rest_u, extra, first_stage, open_to,
                    )  # fmt: skip
                    left, until = end - start, _most_promising(open_to, end - start, heap.size - size, to_ask)
                else:
                    left = _left_to_ask(
                        r_look[start:end], r_life[start:end], r_seen[start:end], r_build[start:end], r_cell[start:end],
                        r_rest[start:end], t_look, t_life, t_seen, t_build, t_cell, rest_u, extra, more, least, both, m_least, start,
                        first_stage, open_to, to_ask,
                    )  # fmt: skip
                    until = min(left, BATCH)
                batch = 0
                while batch < left:
                    kept = 0
                    for place in range(batch, until):
                        k = to_ask[place]
                        i = start + k
                        wanted = min(least, m_least[i] >> 32) if both else least
                        if open_to[k] < wanted:
                            continue
                        has, score = r_has[i], np.int64(first_stage[k])
                        # Teeth, fingers and place exactly: it costs less than to be wrong about them.
                        implants = min(np.int64(r_implants[i]), implants_u)
                        others = implants + extra[k]
                        if hand_u >= 0 and has & HAS_FINGERS:
                            of_fingers = exact.fingers_of(fingers, hands, finger_row[i], their_hands, hand_u)
                            score += exact.together(of_fingers, fingers_shrink)
                        if chart_u and has & HAS_TEETH:
                            years = exact.years_of(charted[i], middle, dated, teeth_years)
                            score += exact.teeth_if(
                                charts, teeth_row[i], tooth_u, teeth_left, years, wanted - score - others, teeth_shrink
                            )  # fmt: skip
                        if score + others < wanted:
                            continue
                        here, stays = r_cell[i], t_course[r_seen[i]]
                        score += exact.place(
                            i, here, stays, r_vector, point, table, region, cells, regions, steps, places, region_weights
                        ) - t_cell[here]  # fmt: skip
                        if score + others < wanted:
                            continue
                        nearer = np.int64(0)
                        if with_things and has & HAS_THINGS:
                            nearer += nearly.things(
                                i, thing_at, codes, kinds, rest_at, rest, things_u, stays, mix, group, group_at,
                                present_u, gone, absent, not_there if r_seen[i] else 0, unnamed[stays], saved[stays],
                            )  # fmt: skip
                        if with_marks and has & HAS_MARKS:
                            nearer += nearly.marks(
                                i, mark_at, mark, word_at, word, marks_u, present_u, unseen, examined
                            )
                        if score + implants + min(np.int64(extra[k]), nearer) < wanted:
                            continue
                        at[kept], scores[kept] = i, score
                        kept += 1
                    batch, until = until, min(left, until + BATCH)
                    if kept == 0:
                        continue
                    counted += kept
                    exact.lay_out(at, u, scores, kept, rows, mine, theirs, found, t, t_course, room)
                    for k in range(kept):
                        i, score = at[k], scores[k]
                        wanted = min(least, m_least[i] >> 32) if both else least
                        if score < wanted or _skipped(skip, u, i):
                            continue
                        if score >= least:
                            size = _push(heap, 0, heap.size, size, _key(score, rows.order[i]))
                            if size == heap.size:
                                least = max(least, heap[0] >> 32)
                                reached[u] = max(reached[u], least)
                        if both:
                            first, key = place_of[i] * m_stride, _key(score, found.order[u])
                            if key > m_least[i]:
                                m_sizes[i] = _push(m_kept, first, m_room, m_sizes[i], key)
                                if m_sizes[i] == m_room:
                                    m_least[i] = m_kept[first]
            sizes[thread, u] = size
        second[thread * 16] = counted
    return second.sum()


@loop(bare=True)
def _exact_scores(rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, first, look, life, seen, build, course,
                  tooth, at, scores, room):  # fmt: skip
    """As `exact_scores`."""
    for place in range(scores.shape[0]):
        u, of_one = first + place, scores[place]
        for k in range(at.size):
            i = at[k]
            of_one[k] = np.int64(look[u, rows.look[i]]) + life[u, rows.life[i]] + seen[u, rows.seen[i]]
            of_one[k] += build[u, rows.build[i]]
        exact.measure(
            at, u, of_one, at.size, rows, mine, theirs, found, steps, t, cells, regions, tooth[max(theirs.teeth_row[u], 0)],
            course[u], places, region_weights,
        )  # fmt: skip
        exact.lay_out(at, u, of_one, at.size, rows, mine, theirs, found, t, course[u], room)


@loop()
def exact_scores(rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, first, look, life, seen, build, course,
                 tooth, at, most, scores):  # fmt: skip
    """The exact scores of chosen rows against some unidentified, from the `first` on; every pair, nothing passed over.

    scores    [unidentified, place in `at`]
    """
    _exact_scores(
        rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, first, look, life, seen, build, course, tooth,
        at, scores, exact.scratch(most),
    )  # fmt: skip


@loop(parallel=True)
def every_score(rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, look, life, seen, build, course, tooth,
                most, scores):  # fmt: skip
    """The exact score of each unidentified with every row: `scores` is [unidentified, row]. For few rows and many unidentified."""
    count = scores.shape[0]
    for part in prange((count + BATCH - 1) // BATCH):
        first, at = part * BATCH, np.arange(rows.look.size)
        exact_scores(
            rows, mine, found, theirs, steps, t, cells, regions, places, region_weights, first, look, life, seen, build, course,
            tooth, at, most, scores[first : min(count, first + BATCH)],
        )  # fmt: skip
