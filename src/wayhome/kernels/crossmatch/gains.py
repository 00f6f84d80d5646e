"""What marks and objects of the missing could add beside those of one unidentified, by the lists of who has what.

One unidentified makes some of the lists in `holders` worth something: adding that up over the lists bounds what marks and
objects weigh for every row at once, and most rows are in none of them. Compiled by Numba.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.belongings import MIX_STEP
from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.exact import mix_step


@loop(inline="always")
def _put(number, gain, b, size, numbers, gains):
    """Make a list of a word worth at least so much, for each stay; returns how many lists there are."""
    place = 0
    while place < size and numbers[b, place] != number:
        place += 1
    if place == size:
        numbers[b, place] = number
        gains[b, place, :] = 0
        size += 1
    for stay in range(gain.size):
        gains[b, place, stay] = max(gains[b, place, stay], gain[stay])
    return size


@loop(inline="always")
def _told(theirs, j, first, place, mine, holders):
    """The place in `Holders.told` of what is told of an object (its answers and then its words) with a type; -1 if nobody tells so."""
    word = theirs.thing[j, 2 + place] if place < 5 else theirs.thing_word[first + place - 5, 0]
    key, spot = mine * np.int64(holders.words.size) + word, -1
    if 0 <= word < holders.words.size:
        at = np.searchsorted(holders.told, key)
        if at < holders.told.size and holders.told[at] == key:
            spot = at
    return spot


@loop(parallel=True)
def fill(count, found, theirs, t, holders, stays, mark_best, thing_best, sizes, numbers, gains, most):
    """Which lists a block of unidentified makes worth something.

    stays    classes of courses, see `bounds.STAYS`
    sizes    [unidentified]: how many lists
    numbers  [unidentified, place]: which; gains [unidentified, place, stay]: how much
    most     [unidentified, stay]: the most that all marks and objects could weigh for anybody
    """
    base, words = holders.kinds * holders.parts, holders.words.size
    after = base + holders.codes
    for b in prange(count):
        size, gain, could = 0, np.zeros(stays.size, np.int64), np.zeros(stays.size, np.int64)
        most[b, :] = 0
        for kind in range(holders.kinds):
            for part in range(holders.parts):
                if mark_best[b, kind, part] > 0:
                    numbers[b, size] = kind * holders.parts + part
                    gains[b, size, :] = mark_best[b, kind, part]
                    size += 1
        for j in range(theirs.mark_at[b], theirs.mark_at[b + 1]):
            seen, best = theirs.mark[j, 0], 0
            for kind in range(holders.kinds):
                for part in range(holders.parts):
                    best = max(best, t.mark_kind[kind, seen] + t.mark_site[seen, part, theirs.mark[j, 1]])
            told = 0
            for w in range(theirs.mark_word_at[j], theirs.mark_word_at[j + 1]):
                word = theirs.mark_word[w, 0]
                if word < words and holders.words[word] > 0:
                    gain[:] = holders.words[word]
                    size = _put(after + word, gain, b, size, numbers, gains)
                    told = max(told, holders.words[word])
            most[b, :] += best + told
        for code in range(holders.codes):
            if thing_best[b, code] >= 0:  # the middle of the step that 0 is in weighs a little
                group = t.thing_group[code // (holders.codes // t.thing_group.size)]
                numbers[b, size] = base + code
                for stay in range(stays.size):
                    gains[b, size, stay] = max(0, t.mix[stays[stay], group, mix_step(thing_best[b, code])])
                size += 1
        for j in range(theirs.thing_at[b], theirs.thing_at[b + 1]):
            # By each type that it could be: the most that this and the colour could weigh, and then each word.
            could[:] = 0
            for mine in range(t.thing_group.size):
                named, group = t.thing_type[found.look[b, 0], mine, theirs.thing[j, 0]], t.thing_group[mine]
                if named == t.no_match:
                    continue
                alone = named + t.colours[group, :, theirs.thing[j, 1]].max()
                first, count_of = theirs.thing_word_at[j], 5 + theirs.thing_word_at[j + 1] - theirs.thing_word_at[j]
                greatest, which, together = np.int64(0), -1, np.int64(0)
                for place in range(count_of):
                    spot = _told(theirs, j, first, place, mine, holders)
                    if spot >= 0:
                        together += holders.answers[spot]
                        if holders.answers[spot] > greatest:
                            greatest, which = holders.answers[spot], place
                for place in range(count_of):
                    spot = _told(theirs, j, first, place, mine, holders)
                    if spot < 0 or holders.answers[spot] <= 0:
                        continue
                    worth = holders.answers[spot]
                    gain[:] = worth + MIX_STEP + 1  # the mixing sees steps, not the weight itself
                    if place == which:
                        for stay in range(stays.size):
                            mixed = t.mix[stays[stay], group, mix_step(alone + worth)]
                            gain[stay] = min(gain[stay], max(0, np.int64(mixed)))
                    size = _put(after + words + spot, gain, b, size, numbers, gains)
                for stay in range(stays.size):
                    could[stay] = max(could[stay], t.mix[stays[stay], group, mix_step(alone + together)])
            most[b, :] += could
        sizes[b] = size


@loop(inline="always")
def add(tile, tiles, b, stay, sizes, numbers, gains, at, row, extra):
    """Add up, for the rows of one tile, what they could weigh for one unidentified."""
    for place in range(sizes[b]):
        gain = gains[b, place, stay]
        if gain > 0:
            first = numbers[b, place] * tiles + tile
            for spot in range(at[first], at[first + 1]):
                extra[row[spot]] += gain
