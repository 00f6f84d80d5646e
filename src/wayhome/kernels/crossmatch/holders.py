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
    """Rows by what they have. List number: kind and part of a mark; then type and colour of an object; then a word of a mark; then
    a type with a word or answer of it: a brand that many wear says something of two shoes alone.

    row      places within the tile of those who have it, list by list, ascending
    at       [list, tile]: where the rows of a tile begin
    parts, codes    how many numbers there are of parts of the body, and of types and colours in one
    words    [word]: the most that it weighs in a mark
    told     sorted: type * words + brand, material, size, engraving or word
    answers  [place in `told`]: the most that it weighs
    """

    row: Ints
    at: Ints
    kinds: int
    parts: int
    codes: int
    words: Ints
    told: Ints
    answers: Ints


def holders_of(mine: Findings, codes: Ints, kinds: int, parts: int, code_count: int, words: int) -> Holders:
    """Sort everything that the missing have by what it is."""
    people = len(mine.mark_at) - 1
    owner = np.repeat(np.arange(people), np.diff(mine.mark_at))
    thing_owner = np.repeat(np.arange(people), np.diff(mine.thing_at))
    word_owner = owner[np.repeat(np.arange(len(mine.mark)), np.diff(mine.mark_word_at))]
    rest_owner = np.repeat(np.arange(len(mine.thing)), np.diff(mine.thing_rest_at))
    told, of_rest = np.unique(
        mine.thing[rest_owner, 0].astype(np.int64) * words + mine.thing_rest[:, 0], return_inverse=True
    )
    base, after = kinds * parts, kinds * parts + code_count
    lists = np.concatenate(
        [mine.mark[:, 0] * parts + mine.mark[:, 1], base + codes, after + mine.mark_word[:, 0], after + words + of_rest]
    ).astype(np.int64)  # fmt: skip
    rows = np.concatenate([owner, thing_owner, word_owner, thing_owner[rest_owner]]).astype(np.int64)
    order = np.lexsort((rows, lists))
    lists, rows = lists[order], rows[order]
    tiles = (people + TILE - 1) // TILE
    keys = lists * max(tiles, 1) + rows // TILE
    starts = np.arange((after + words + len(told)) * max(tiles, 1) + 1)
    at = np.searchsorted(keys, starts).astype(np.int32)
    of_words, answers = np.zeros(words, np.int64), np.zeros(len(told), np.int64)
    np.maximum.at(of_words, mine.mark_word[:, 0], mine.mark_word[:, 1])
    np.maximum.at(answers, of_rest, mine.thing_rest[:, 1])
    return Holders((rows % TILE).astype(np.int16), at, kinds, parts, code_count, of_words, told, answers)
