"""A register of missing people, ready to be weighed against the unidentified: one, some, or all; and the other way round.

Few pairs are weighed by the plain scorer; the kernel takes over once more have been asked than its compiling is worth.
Both give the same whole numbers, so nobody can tell which of them did it, but for the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import reference
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.ranked import NOBODY, Hit, Lists, empty
from wayhome.kernels.crossmatch.weights import Weights

if TYPE_CHECKING:
    from wayhome.kernels.crossmatch.finds import Columns
    from wayhome.kernels.crossmatch.machine import Machine

__all__ = ["FEW", "NOBODY", "Finds", "Hit", "Lists", "Register"]

FEW = 20_000
"""Pairs that a process weighs plainly before it compiles the kernel: some seconds of either."""


@dataclass(slots=True)
class _Patience:
    """How many more pairs this process weighs plainly."""

    left: int = FEW


_patience = _Patience()


def _plainly(pairs: int, always: bool | None) -> bool:
    """Whether so many pairs more are weighed plainly."""
    if always is not None:
        return always
    _patience.left -= pairs
    return _patience.left >= 0


class Register:
    """A list of missing people with compiled weights. Build once; ask many times.

    people    the list, in any order; raises ValueError when two have one id
    plainly   True never compiles, False always does; by default as many pairs as are few
    """

    def __init__(self, people: Sequence[Missing], weights: Weights, *, plainly: bool | None = None) -> None:
        if len({each.id for each in people}) < len(people):
            raise ValueError("Two missing people have one id.")
        self.people = people
        self.weights = weights
        self._always = plainly

    @cached_property
    def machine(self) -> Machine:
        """The kernel, with this register as columns."""
        from wayhome.kernels.crossmatch.machine import Machine  # with Numba behind it, which most processes never need

        return Machine(self.people, self.weights)

    def best(self, found: Sequence[Unidentified], top: int) -> Lists:
        """For each unidentified, as handed in, the `top` of the missing, ties by id. What a laboratory excluded is left out."""
        return self._plain(found, top, top)[0] if self._plainly(found) else self.machine.best(found, top)

    def best_both(self, found: Sequence[Unidentified], top: int, most: int | None = None) -> tuple[Lists, Lists]:
        """The lists of `best`, and for each missing person, as handed in, the `most` unidentified (else `top`), ties by id."""
        most = top if most is None else most
        return self._plain(found, top, most) if self._plainly(found) else self.machine.best_both(found, top, most)

    def _plainly(self, found: Sequence[Unidentified]) -> bool:
        if len({each.id for each in found}) < len(found):
            raise ValueError("Two unidentified have one id.")
        return _plainly(len(self.people) * len(found), self._always)

    def _plain(self, found: Sequence[Unidentified], top: int, most: int) -> tuple[Lists, Lists]:
        of_found, of_missing = empty(len(found), top), empty(len(self.people), most)
        scores = np.zeros((len(found), len(self.people)), np.int64)
        there = np.ones(scores.shape, np.bool_)
        for u, person in enumerate(found):
            for m, each in enumerate(self.people):
                scores[u, m] = reference.score(each, person, self.weights)
                there[u, m] = not reference.excluded(each, person)
        _put(of_found, scores, there, [each.id for each in self.people], top)
        _put(of_missing, scores.T, there.T, [each.id for each in found], most)
        return of_found, of_missing


class Finds:
    """Unidentified people with compiled weights, whom some of the missing are weighed against. Build once; ask many times.

    people    the unidentified, in any order
    plainly   as `Register` takes it
    """

    def __init__(self, people: Sequence[Unidentified], weights: Weights, *, plainly: bool | None = None) -> None:
        self.people = people
        self.weights = weights
        self._always = plainly

    @cached_property
    def columns(self) -> Columns:
        """The unidentified as columns for the compiled loops."""
        from wayhome.kernels.crossmatch.finds import Columns  # with Numba behind it, which most processes never need

        return Columns(self.people, self.weights)

    def scores(self, missing: Sequence[Missing]) -> NDArray[np.int64]:
        """The score of each unidentified with each of the missing, [unidentified, missing], both as handed in, in thousandths of a dex.

        `NOBODY` where a laboratory excluded the pair.
        """
        if not _plainly(len(self.people) * len(missing), self._always):
            return self.columns.scores(missing)
        scores = np.full((len(self.people), len(missing)), NOBODY, np.int64)
        for u, person in enumerate(self.people):
            for m, each in enumerate(missing):
                if not reference.excluded(each, person):
                    scores[u, m] = reference.score(each, person, self.weights)
        return scores


def _put(into: Lists, scores: NDArray[np.int64], there: NDArray[np.bool_], names: Sequence[str], top: int) -> None:
    """Fill lists from the scores of every pair, one row a list."""
    by_name = np.argsort(np.array(names, object), kind="stable")
    for place, (row, may) in enumerate(zip(scores, there, strict=True)):
        at = by_name[may[by_name]]
        best = at[np.argsort(-row[at], kind="stable")][:top]
        into.at[place, : len(best)] = best
        into.score[place, : len(best)] = row[best]
