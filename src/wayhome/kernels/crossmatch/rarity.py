"""How common marks, objects, words and places are on the list of the missing: counted once, and frozen with a run.

A full run counts anew; what is scored between two runs uses the counts of the last, so that a score does not move
because somebody else was listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.grain import STANDINGS, cell_of, standing_of
from wayhome.kernels.crossmatch.people import Missing


@dataclass(frozen=True, slots=True)
class Rarity:
    """Counts over a list of `people`. Keys are codes or words; `cells` are those of the grid, as "latitude longitude".

    What is usual differs by kind of mark, so parts and words are counted by kind: "scar face", "scar dog".
    """

    people: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    mark_words: Mapping[str, int] = field(default_factory=dict)
    described: Mapping[str, int] = field(default_factory=dict)
    """Marks of each kind that have telling words."""
    sited: Mapping[str, int] = field(default_factory=dict)
    """Marks of each kind whose part of the body is known."""
    standings: Mapping[str, int] = field(default_factory=dict)
    """Children, women and men."""
    things: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    """By answer, as "colour red"; the totals by question, as "colour"."""
    thing_words: Mapping[str, int] = field(default_factory=dict)
    things_described: int = 0
    cells: Mapping[str, int] = field(default_factory=dict)
    placed: int = 0
    regions: Mapping[str, int] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """A hash of every count."""
        return sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:12]

    def as_json(self) -> dict[str, Any]:
        """The counts, for storing."""
        return {name: getattr(self, name) for name in self.__slots__}


def count(people: Iterable[Missing]) -> Rarity:
    """Count a list."""
    marks: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    things: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    thing_words: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    described: Counter[str] = Counter()
    sited: Counter[str] = Counter()
    standings: Counter[str] = Counter()
    many = things_described = 0
    for person in people:
        many += 1
        standings[STANDINGS[standing_of(person)]] += 1
        if person.region:
            regions[person.region] += 1
        if person.point is not None:
            cells["{} {}".format(*cell_of(person.point))] += 1
        for mark in person.marks:
            kind = lists.MARKS[mark.kind]
            marks[kind] += 1
            if mark.part:
                parts[f"{kind} {lists.PARTS[mark.part]}"] += 1
                sited[kind] += 1
            words.update(f"{kind} {word}" for word in mark.words)
            described[kind] += bool(mark.words)
        for thing in person.things:
            things[lists.OBJECTS[thing.type]] += 1
            for question, answer in zip(lists.ANSWERS, thing.answers, strict=True):
                if answer:
                    answers.update((question, f"{question} {answer}"))
            thing_words.update(thing.words)
            things_described += bool(thing.words)

    def ordered(counts: Counter[str]) -> dict[str, int]:
        return dict(sorted(counts.items()))

    return Rarity(
        people=many, marks=ordered(marks), parts=ordered(parts), mark_words=ordered(words), described=ordered(described),
        sited=ordered(sited), standings=ordered(standings),
        things=ordered(things), answers=ordered(answers), thing_words=ordered(thing_words), things_described=things_described,
        cells=ordered(cells), placed=sum(cells.values()), regions=ordered(regions),
    )  # fmt: skip
