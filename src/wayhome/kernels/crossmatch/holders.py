"""Who of the missing has what: rows of a register by each kind of mark on each part, object, and telling word."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch.columns import Findings

Ints = NDArray[Any]
TILE = 4096
"""Rows that are weighed together: what is added up for them fits the first-level cache."""


class Holders(NamedTuple):
    """Rows by what they have. List number: kind and part of a mark; then type and colour of an object; then word of either.

    row      places within the tile of those who have it, list by list, ascending
    at       [list, tile]: where the rows of a tile begin
    parts, codes    how many numbers there are of parts of the body, and of types and colours in one
    words    [word]: the most that it weighs in a mark
    answers  [word]: the most that it weighs of an object: brand, material, size, engraving, word
    """

    row: Ints
    at: Ints
    kinds: int
    parts: int
    codes: int
    words: Ints
    answers: Ints


def holders_of(mine: Findings, codes: Ints, kinds: int, parts: int, code_count: int, words: int) -> Holders:
    """Sort everything that the missing have by what it is."""
    people = len(mine.mark_at) - 1
    owner = np.repeat(np.arange(people), np.diff(mine.mark_at))
    thing_owner = np.repeat(np.arange(people), np.diff(mine.thing_at))
    word_owner = owner[np.repeat(np.arange(len(mine.mark)), np.diff(mine.mark_word_at))]
    rest_owner = thing_owner[np.repeat(np.arange(len(mine.thing)), np.diff(mine.thing_rest_at))]
    base, after = kinds * parts, kinds * parts + code_count
    lists = np.concatenate(
        [mine.mark[:, 0] * parts + mine.mark[:, 1], base + codes, after + mine.mark_word[:, 0], after + words + mine.thing_rest[:, 0]]
    ).astype(np.int64)  # fmt: skip
    rows = np.concatenate([owner, thing_owner, word_owner, rest_owner]).astype(np.int64)
    order = np.lexsort((rows, lists))
    lists, rows = lists[order], rows[order]
    tiles = (people + TILE - 1) // TILE
    keys = lists * max(tiles, 1) + rows // TILE
    starts = np.arange((after + 2 * words) * max(tiles, 1) + 1)
    at = np.searchsorted(keys, starts).astype(np.int32)
    of_words, of_answers = np.zeros(words, np.int64), np.zeros(words, np.int64)
    np.maximum.at(of_words, mine.mark_word[:, 0], mine.mark_word[:, 1])
    np.maximum.at(of_answers, mine.thing_rest[:, 0], mine.thing_rest[:, 1])
    return Holders((rows % TILE).astype(np.int16), at, kinds, parts, code_count, of_words, of_answers)
