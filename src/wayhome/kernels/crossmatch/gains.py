"""What marks and objects of the missing could add beside those of one unidentified, by the lists of who has what.

One unidentified makes some of the lists in `holders` worth something: adding that up over the lists bounds what marks and
objects weigh for every row at once, and most rows are in none of them. Compiled by Numba.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.belongings import MIX_STEP
from wayhome.kernels.crossmatch.columns import NOT_KNOWN
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
        size, gain = 0, np.zeros(stays.size, np.int64)
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
            if thing_best[b, code] > 0:
                group = t.thing_group[code // (holders.codes // t.thing_group.size)]
                numbers[b, size] = base + code
                for stay in range(stays.size):
                    gains[b, size, stay] = max(0, t.mix[stays[stay], group, mix_step(thing_best[b, code])])
                size += 1
        for j in range(theirs.thing_at[b], theirs.thing_at[b + 1]):
            # The most that its type and colour could weigh, and then each word, the greatest first.
            alone = 0
            for mine in range(t.thing_group.size):
                named = t.thing_type[found.look[b, 0], mine, theirs.thing[j, 0]]
                if named != t.no_match:
                    alone = max(alone, named + t.colours[t.thing_group[mine], :, theirs.thing[j, 1]].max())
            greatest, which, together = 0, -1, 0
            for turn in range(2):
                for place in range(5 + theirs.thing_word_at[j + 1] - theirs.thing_word_at[j]):
                    word = NOT_KNOWN
                    if place < 5:
                        word = theirs.thing[j, 2 + place]
                    else:
                        word = theirs.thing_word[theirs.thing_word_at[j] + place - 5, 0]
                    if word < 0 or word >= words or holders.answers[word] <= 0:
                        continue
                    worth = holders.answers[word]
                    if turn == 0:
                        together += worth
                        if worth > greatest:
                            greatest, which = worth, word
                        continue
                    for stay in range(stays.size):
                        gain[stay] = worth + MIX_STEP + 1  # the mixing sees steps, not the weight itself
                        if word == which:
                            gain[stay] = max(0, t.mix[stays[stay], :, mix_step(alone + worth)].max())
                    size = _put(after + words + word, gain, b, size, numbers, gains)
            for stay in range(stays.size):
                most[b, stay] += max(0, t.mix[stays[stay], :, mix_step(alone + together)].max())
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
