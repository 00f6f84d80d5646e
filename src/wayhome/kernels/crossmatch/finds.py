"""The unidentified as columns: what `engine.Finds` asks once it is worth compiling for.

A register of the missing is built once and asked by each unidentified. When one of the missing changes it is the other way
round: so that nobody waits while fifty thousand unidentified are read anew, their columns are built once too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import kernel
from wayhome.kernels.crossmatch.columns import Words
from wayhome.kernels.crossmatch.listed import Declared, Listed
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.ranked import NOBODY
from wayhome.kernels.crossmatch.weights import Weights


class Columns:
    """Some unidentified, whom any of the missing are weighed against. About five kilobytes each, and fifteen with a dental chart."""

    def __init__(self, people: Sequence[Unidentified], weights: Weights) -> None:
        self._declared, self._words = Declared(weights), Words({})
        self._found = self._declared.prepare(people, range(len(people)), self._words)
        self._place = {each.id: place for place, each in enumerate(people)}
        self._excluded: dict[str, list[int]] = {}
        for place, person in enumerate(people):
            for each in person.verified:
                if not each.same:
                    self._excluded.setdefault(each.other, []).append(place)

    def scores(self, missing: Sequence[Missing]) -> NDArray[np.int64]:
        """The score of each unidentified with each of some missing people, [unidentified, missing]; see `engine.Finds.scores`."""
        found, declared = self._found, self._declared
        # Words that a missing person alone has are not kept.
        listed = Listed(missing, declared, Words({}, self._words.number))
        look, life, seen, build, _cell, course = listed.fill(found, listed.room(len(found.last)))
        scores = np.zeros((len(found.last), len(missing)), np.int64)
        kernel.every_score(
            listed.rows, listed.mine, found.columns, found.theirs, declared.steps, declared.tables, listed.shared.cells,
            listed.shared.regions, found.places.points, found.places.regions, look, life, seen, build, course, found.tooth,
            listed.most(found.theirs), scores,
        )  # fmt: skip
        row = {each.id: place for place, each in enumerate(listed.people)}
        scores = scores[:, [row[each.id] for each in missing]]
        for place, person in enumerate(missing):
            theirs = [
                self._place[each.other] for each in person.verified if not each.same and each.other in self._place
            ]
            scores[[*theirs, *self._excluded.get(person.id, ())], place] = NOBODY
        return scores
