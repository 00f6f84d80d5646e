"""How much marks and objects of a pair could weigh at the most: close enough that hardly a pair is laid out in full for nothing.

For each unidentified: what a mark of each kind and part, and an object of each type and colour, could weigh beside its own;
and which words and answers it has at all. One look-up a mark or object of the missing person then bounds the pair. That two
things may not both be paired with one is left out, so the bound never falls below the truth. Compiled by Numba.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from wayhome.kernels.crossmatch.compiled import loop
from wayhome.kernels.crossmatch.exact import mix_step
from wayhome.kernels.crossmatch.findings import LEAST_OF_ALL


@loop(parallel=True)
def fill(count, found, theirs, t, mark_best, thing_best, present):
    """Fill the tables of a block of unidentified.

    mark_best    [unidentified, kind, part] of the missing person's mark
    thing_best   [unidentified, type and colour in one] of the missing person's object, before it is mixed;
                 `t.no_match` where none could be it
    present      [unidentified, word]: whether the word, answer, engraving or number is there at all
    """
    none = t.no_match
    for b in prange(count):
        mark_best[b, :, :] = none
        thing_best[b, :] = none
        colours, sex = t.colours.shape[1], found.look[b, 0]
        for j in range(theirs.mark_at[b], theirs.mark_at[b + 1]):
            kind, part = theirs.mark[j, 0], theirs.mark[j, 1]
            for w in range(theirs.mark_word_at[j], theirs.mark_word_at[j + 1]):
                if theirs.mark_word[w, 0] < present.shape[1]:
                    present[b, theirs.mark_word[w, 0]] = True
            for mine in range(mark_best.shape[1]):
                for here in range(mark_best.shape[2]):
                    total = t.mark_kind[mine, kind] + t.mark_site[kind, here, part]
                    mark_best[b, mine, here] = max(mark_best[b, mine, here], total)
        for j in range(theirs.thing_at[b], theirs.thing_at[b + 1]):
            what, said = theirs.thing[j, 0], theirs.thing[j, 1]
            for q in range(2, 7):
                number = theirs.thing[j, q]
                if 0 <= number < present.shape[1]:
                    present[b, number] = True
            for w in range(theirs.thing_word_at[j], theirs.thing_word_at[j + 1]):
                if theirs.thing_word[w, 0] < present.shape[1]:
                    present[b, theirs.thing_word[w, 0]] = True
            for mine in range(t.thing_group.size):
                base = t.thing_type[sex, mine, what]
                if base == none:
                    continue
                for c in range(colours):
                    code = mine * colours + c
                    total = base + t.colours[t.thing_group[mine], c, said]
                    thing_best[b, code] = max(thing_best[b, code], total)


@loop(inline="always")
def marks(m, mark_at, mark, word_at, word, best, present, unseen, examined):
    """The most that the marks of a missing person could weigh against one unidentified: each one of theirs, or not seen.

    What is not seen counts down to a floor, as in `findings.pair`.
    """
    most, paired = 0, 0
    for i in range(mark_at[m], mark_at[m + 1]):
        total = np.int32(best[mark[i, 0], mark[i, 1]])
        shared = 0
        for w in range(word_at[i], word_at[i + 1]):
            if word[w, 1] > shared and present[word[w, 0]]:
                shared = word[w, 1]
        most += max(total + shared, unseen[mark[i, 0]] if (examined >> mark[i, 1]) & 1 else 0)
        paired += max(total + shared, 0)
    return max(most, paired + LEAST_OF_ALL)


@loop()
def all_unnamed(theirs, u, each, most, saved):
    """For each class of courses what all objects of one unidentified weigh if nobody told of them, and the most of one.

    each    [class of courses, type]: what one weighs; `most` and `saved` are filled, [class of courses]
    """
    for course in range(most.size):
        most[course], saved[course] = 0, 0
        for j in range(theirs.thing_at[u], theirs.thing_at[u + 1]):
            weight = each[course, theirs.thing[j, 0]]
            most[course] += weight
            saved[course] = max(saved[course], -weight)


@loop(inline="always")
def things(
    m, thing_at, code, kinds, rest_at, rest, best, course, mix, group, at, present, gone, absent, away, unnamed, saved
):
    """The most that the objects of a missing person could weigh against those of one unidentified: each one of them, or gone.

    What is left on a side counts down to a floor, as in `findings.pair`. `code` is type and colour in one, `kinds` the type.

    unnamed     what all of theirs weigh if none was told of; each of the missing person's may spare one of them `saved`
    """
    most, paired, spared, paired_spared = np.int64(unnamed), np.int64(0), np.int64(0), np.int64(unnamed)
    for i in range(thing_at[m], thing_at[m + 1]):
        total, kind = np.int32(best[code[i]]), kinds[i]
        left = np.int32(gone[course, kind]) - (np.int32(absent[course, at[kind]]) if (away >> at[kind]) & 1 else 0)
        if total > -20_000:
            for w in range(rest_at[i], rest_at[i + 1]):
                if present[rest[w, 0]]:
                    total += rest[w, 1]
            weight = np.int64(mix[course, group[kind], mix_step(total)])
            most += max(left, weight + saved)
            paired_spared += max(0, weight + saved)
            spared += max(left, weight)
            paired += max(weight, 0)
        else:
            most += left
            spared += left
    # Whether what is left on either side reaches its floor is not known: the greatest of what it could be.
    return max(most, paired_spared + LEAST_OF_ALL, spared + LEAST_OF_ALL, paired + 2 * LEAST_OF_ALL)
