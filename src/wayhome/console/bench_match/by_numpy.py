"""The same evidence by numpy: what the kernel is held against, with the very scores of the kernel.

Written as one would who has numpy and no compiler: whole columns at a time, and pairs of marks and objects laid out for some
thousands of people at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.belongings import MIX_FROM, MIX_STEP, MIX_STEPS, SIGN, SIGN_BITS
from wayhome.kernels.crossmatch.columns import HAS_IMPLANTS, HAS_MARKS, HAS_THINGS, NOT_KNOWN
from wayhome.kernels.crossmatch.machine import Evidence

Ints = NDArray[Any]
CHUNK = 8192
"""People whose pairs of marks or objects are laid out at once."""
NONE = np.int32(-(2**30))


def scores(e: Evidence) -> Ints:
    """The score of every row of a register against one unidentified, in thousandths of a dex."""
    rows = e.rows
    total = np.zeros(len(rows.look), np.int64)
    for codes, table in e.look_ups:
        total += table[codes]
    course = e.courses[rows.seen]
    total += _place(e, course)
    total += _teeth(e)
    total += _fingers(e)
    _implants(e, total)
    _marks(e, total)
    _objects(e, course, total)
    return total


def _place(e: Evidence, course: Ints) -> Ints:
    found, cell = e.found, e.rows.cell
    weight = np.zeros(len(cell), np.int64)
    if found.region[0, 0] >= 0:
        told = e.regions[cell] >= 0
        other = (e.regions[cell] != found.region[0, 0]).astype(np.int64)
        weight = np.where(told, e.region_weights[found.region[0, 1], course, other], 0).astype(np.int64)
    if found.place[0] >= 0:
        x, y, z = (e.rows.vector[:, each] - found.vector[0, each] for each in range(3))
        step = np.searchsorted(e.ends, x * x + y * y + z * z, side="right")
        weight = np.where(e.cells[cell, 3] >= 0, e.places[found.place[0], course, step], weight)
    return weight


def _together(total: Ints, shrink: int) -> Ints:
    return np.where(total > 0, total * shrink // 1000, np.maximum(total, findings.CHART_LEAST))


def _teeth(e: Evidence) -> Ints:
    weight = np.zeros(len(e.rows.look), np.int64)
    if e.theirs.teeth_row[0] < 0:
        return weight
    at = np.flatnonzero(e.mine.teeth_row >= 0)
    charted, time = e.mine.charted[at].astype(np.int64), e.found.time[0]
    years = np.full(len(at), findings.YEARS_NOT_KNOWN)
    if time[0] != NOT_KNOWN:
        passed = np.maximum(0, (time[0] + time[1]) // 2 - charted) // 365
        years = np.where(charted == NOT_KNOWN, years, np.searchsorted(e.tables.teeth_years, passed))
    charts = e.mine.teeth[e.mine.teeth_row[at]]
    each = e.tooth[years[:, None], np.arange(len(lists.TEETH))[None], charts]
    weight[at] = _together(each.sum(axis=1, dtype=np.int64), e.tables.teeth_shrink)
    return weight


def _fingers(e: Evidence) -> Ints:
    weight = np.zeros(len(e.rows.look), np.int64)
    if e.theirs.finger_row[0] < 0:
        return weight
    at = np.flatnonzero(e.mine.finger_row >= 0)
    each = e.tables.fingers[e.mine.fingers[e.mine.finger_row[at]], e.theirs.fingers[e.theirs.finger_row[0]][None]]
    weight[at] = _together(each.sum(axis=1, dtype=np.int64), e.tables.fingers_shrink)
    return weight


# --- what is laid beside each other ------------------------------------------------------------------------------------


def _laid(
    weights: Ints, held: Ints, alone: Ints, their_alone: Ints, least: tuple[int, int], none: int
) -> tuple[Ints, Ints]:
    """As `findings.pair`, of many people at once: what each family weighs, and who of theirs was paired.

    weights   [person, mine, theirs]; held the same; alone [person, mine]; their_alone [person, theirs]
    """
    people, mine, theirs = weights.shape
    used_m, used_u = np.zeros((people, mine), bool), np.zeros((people, theirs), bool)
    total = np.zeros(people, np.int64)
    gain = weights - alone[:, :, None] - their_alone[:, None, :]
    gain = np.where((weights > none // 2) & ((gain > 0) | held), gain, NONE)
    at = np.arange(people)
    for _ in range(min(mine, theirs)):
        flat = gain[at].reshape(len(at), -1)
        best = flat.argmax(axis=1)
        there = flat[np.arange(len(at)), best] > NONE
        at, best = at[there], best[there]
        if not len(at):
            break
        i, j = np.divmod(best, theirs)
        used_m[at, i], used_u[at, j] = True, True
        total[at] += weights[at, i, j]
        gain[at, i, :], gain[at, :, j] = NONE, NONE
    left = np.maximum(np.where(used_m, 0, alone).sum(axis=1), least[0])
    return total + left + np.maximum(np.where(used_u, 0, their_alone).sum(axis=1), least[1]), used_u


def _spots(starts: Ints, people: Ints) -> tuple[Ints, Ints, Ints, int]:
    """Where the entries of some people lie: their numbers, whose they are, the place among theirs, and the most of one."""
    counts = starts[people + 1] - starts[people]
    owner = np.repeat(np.arange(len(people)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[people][owner] + place, owner, place, int(counts.max(initial=0))


def _laid_out(values: Ints, owner: Ints, place: Ints, people: int, most: int, empty: Any) -> Ints:
    """Values of entries as one row a person."""
    out = np.full((people, most, *values.shape[1:]), empty, values.dtype)
    out[owner, place] = values
    return out


def _words(word_at: Ints, word: Ints, their_at: Ints, theirs: Ints, other: int) -> Ints:
    """As `findings.words_weight`, of every entry of the register beside each of theirs."""
    entries = len(word_at) - 1
    owner = np.repeat(np.arange(entries), np.diff(word_at))
    weight = np.zeros((entries, len(their_at) - 1), np.int32)
    speaks = np.diff(word_at) > 0
    for j in range(len(their_at) - 1):
        said = theirs[their_at[j] : their_at[j + 1], 0]
        if len(said):
            shared = np.full(entries, NONE)
            for each in said.tolist():
                those = np.flatnonzero(word[:, 0] == each)
                np.maximum.at(shared, owner[those], word[those, 1])
            weight[:, j] = np.where(speaks, np.where(shared == NONE, other, shared), 0)
    return weight


def _marks(e: Evidence, total: Ints) -> None:
    mine, theirs, t, found = e.mine, e.theirs, e.tables, e.found
    examined, condition = int(found.unseen[0]), int(found.condition[0])
    if examined == 0 and not len(theirs.mark):
        return
    kind, part = mine.mark[:, 0], mine.mark[:, 1]
    words = _words(mine.mark_word_at, mine.mark_word, theirs.mark_word_at, theirs.mark_word, t.mark_other_word)
    pairs = np.zeros((len(kind), len(theirs.mark)), np.int32)
    for j, (seen, here) in enumerate(theirs.mark.tolist()):
        pairs[:, j] = t.mark_kind[kind, seen] + t.mark_site[seen, part, here]
    pairs += words
    unseen = np.where((examined >> part.astype(np.int64)) & 1, t.mark_unseen[condition, kind], 0)
    people = np.flatnonzero(e.rows.has & HAS_MARKS)
    for some in np.array_split(people, len(people) // CHUNK + 1):
        at, owner, place, most = _spots(mine.mark_at, some)
        tattooed = np.zeros(len(some), np.int64)
        tattooed[owner[kind[at] == findings.TATTOO]] = 1
        their_alone = t.mark_unnamed[tattooed][:, theirs.mark[:, 0]]
        laid = _laid_out(pairs[at], owner, place, len(some), most, np.int32(t.no_match))
        alone = _laid_out(unseen[at], owner, place, len(some), most, 0)
        weight, used = _laid(
            laid,
            np.zeros(laid.shape, bool),
            alone,
            their_alone,
            (findings.LEAST_OF_ALL, t.mark_least_unnamed),
            t.no_match,
        )
        untold = (~used[:, theirs.mark[:, 0] == findings.TATTOO]).any(axis=1) & (tattooed == 0)
        total[some] += weight + np.where(untold, t.mark_first_tattoo, 0)


def _objects(e: Evidence, course: Ints, total: Ints) -> None:
    mine, theirs, t, found = e.mine, e.theirs, e.tables, e.found
    if not len(theirs.thing):
        return
    sex, condition = int(found.look[0, 0]), int(found.condition[0])
    what, group, spot = mine.thing[:, 0], t.thing_group[mine.thing[:, 0]], t.thing_at[mine.thing[:, 0]]
    pairs = _words(mine.thing_word_at, mine.thing_word, theirs.thing_word_at, theirs.thing_word, t.thing_other_word)
    held = np.zeros(pairs.shape, bool)
    for j, said in enumerate(theirs.thing.tolist()):
        named = t.thing_type[sex, what, said[0]]
        pairs[:, j] += named + t.colours[group, mine.thing[:, 1], said[1]]
        for q in range(3):
            if said[4 + q] != NOT_KNOWN:
                known, same = mine.thing[:, 4 + q] != NOT_KNOWN, mine.thing[:, 4 + q] == said[4 + q]
                pairs[:, j] += np.where(known, np.where(same, mine.thing_answer[:, q], t.thing_disagree[q]), 0)
        if said[2] != NOT_KNOWN:
            known, same = mine.thing[:, 2] != NOT_KNOWN, mine.thing[:, 2] == said[2]
            near = _one_sign_wrong(mine.thing_signs, int(theirs.thing_signs[j]))
            pairs[:, j] += np.where(known, np.where(same, t.engraving[0], t.engraving[np.where(near, 1, 2)]), 0)
        pairs[named == t.no_match, j] = t.no_match
        held[:, j] = t.thing_single[what] & t.thing_single[said[0]] & (spot == t.thing_at[said[0]])
    steps = np.clip((pairs - MIX_FROM) // MIX_STEP, 0, MIX_STEPS - 1)
    lacking = (int(found.absent[0]) >> spot.astype(np.int64)) & 1
    people = np.flatnonzero(e.rows.has & HAS_THINGS)
    for some in np.array_split(people, len(people) // CHUNK + 1):
        at, owner, place, most = _spots(mine.thing_at, some)
        of = course[some][owner]
        mixed = np.where(pairs[at] == t.no_match, t.no_match, t.mix[of[:, None], group[at][:, None], steps[at]])
        gone = t.thing_gone[sex, condition][of, what[at]].astype(np.int32)
        known = (e.rows.seen[some][owner] > 0) & (lacking[at] > 0)
        gone -= np.where(known, t.thing_absent[sex, condition][of, spot[at]], 0)
        their_alone = t.thing_unnamed[sex][course[some]][:, theirs.thing[:, 0]].astype(np.int32)
        weight, _ = _laid(
            _laid_out(mixed, owner, place, len(some), most, t.no_match), _laid_out(held[at], owner, place, len(some), most, False),
            _laid_out(gone, owner, place, len(some), most, 0), their_alone, (findings.LEAST_OF_ALL,) * 2, t.no_match,
        )  # fmt: skip
        total[some] += weight


def _one_sign_wrong(mine: Ints, theirs: int) -> Ints:
    apart, signs = mine ^ theirs, np.zeros(len(mine), np.int64)
    for place in range(0, 63, SIGN_BITS):
        signs += ((apart >> place) & SIGN) > 0
    return np.asarray((mine != 0) & (theirs != 0) & (signs <= 1))


def _implants(e: Evidence, total: Ints) -> None:
    mine, theirs, t, found = e.mine, e.theirs, e.tables, e.found
    some = np.flatnonzero(e.rows.has & HAS_IMPLANTS)
    if not len(some):
        return
    looked = bool(found.condition[0] or found.unseen[0] or len(theirs.implant))
    kind, part, serial = mine.implant.T
    pairs = np.full((len(kind), len(theirs.implant)), t.no_match, np.int32)
    for j, (their_kind, their_part, their_serial) in enumerate(theirs.implant.tolist()):
        weight = t.implant_type[kind].copy()
        if their_part:
            weight += np.where(part > 0, np.where(t.whole[part] == t.whole[their_part], *t.implant_pair[:2]), 0)
        if their_serial != NOT_KNOWN:
            weight += np.where(serial != NOT_KNOWN, np.where(serial == their_serial, *t.implant_pair[2:]), 0)
        pairs[:, j] = np.where(kind == their_kind, weight, t.no_match)
    at, owner, place, most = _spots(mine.implant_at, some)
    unseen = np.full(len(at), t.implant_unseen[found.condition[0]] if looked else 0)
    laid = _laid_out(pairs[at], owner, place, len(some), most, np.int32(t.no_match))
    their_alone = np.full((len(some), len(theirs.implant)), t.implant_unnamed)
    weight, _ = _laid(
        laid, np.zeros(laid.shape, bool), _laid_out(unseen, owner, place, len(some), most, 0), their_alone,
        (findings.LEAST_OF_ALL,) * 2, t.no_match,
    )  # fmt: skip
    total[some] += weight
