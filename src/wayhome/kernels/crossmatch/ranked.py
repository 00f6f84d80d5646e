"""Lists of candidates, as they are handed back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NOBODY = -(2**31)
"""The score where a list has ended."""


class Hit(NamedTuple):
    """One of a list: `at` is the place of the other side, as it was handed in; the score in thousandths of a dex."""

    at: int
    score: int


@dataclass(frozen=True, slots=True)
class Lists:
    """The best of many lists, best first, ties by id. `at` and `score` are [list, rank]; `at` is -1 beyond a list's end."""

    at: NDArray[np.int32]
    score: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, place: int) -> list[Hit]:
        """One list."""
        return [
            Hit(at, score)
            for at, score in zip(self.at[place].tolist(), self.score[place].tolist(), strict=True)
            if at >= 0
        ]

    def __iter__(self) -> Iterator[list[Hit]]:
        return (self[place] for place in range(len(self)))


def empty(many: int, top: int) -> Lists:
    """Lists with nobody on them."""
    return Lists(np.full((many, top), -1, np.int32), np.full((many, top), NOBODY, np.int32))
