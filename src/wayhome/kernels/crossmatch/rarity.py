"""How common marks, objects, words and places are on the list of the missing: counted once, and frozen with a run.

A full run counts anew; what is scored between two runs uses the counts of the last, so that a score does not move
because somebody else was listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
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
    """By answer, as "brand acme"; the totals by question, as "brand"."""
    colours: Mapping[str, int] = field(default_factory=dict)
    """By type of object, as "ring gold"."""
    equipped: int = 0
    """People of whom any object is told."""
    things_by_sex: Mapping[str, int] = field(default_factory=dict)
    """Objects by sex and type, as "female ring"; people of whom any is told by sex, as "female"."""
    thing_words: Mapping[str, int] = field(default_factory=dict)
    things_described: int = 0
    surfaces: Mapping[str, int] = field(default_factory=dict)
    """Fillings of front and back teeth by their surfaces as bits, as "back 3"."""
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


LEAST_RATE = 1e-9


def mixed(prior: float, counted: float, people: float, weight: float) -> float:
    """A rate assumed, with what was counted among so many people taking over as they grow."""
    return max((prior * weight + counted) / (weight + people), LEAST_RATE)


def front_or_back(place: int) -> str:
    """Which side of the mouth a tooth lies on, by its place in the list."""
    return "front" if lists.TEETH[place][1] in "123" else "back"


FRONT_OR_BACK = tuple(front_or_back(place) for place in range(len(lists.TEETH)))


def count(people: Iterable[Missing]) -> Rarity:
    """Count a list."""
    counts: dict[str, Counter[str]] = {name: Counter() for name, value in asdict(Rarity()).items() if value == {}}
    many = things_described = equipped = 0
    for person in people:
        many += 1
        counts["standings"][STANDINGS[standing_of(person)]] += 1
        if person.region:
            counts["regions"][person.region] += 1
        if person.point is not None:
            counts["cells"]["{} {}".format(*cell_of(person.point))] += 1
        for place, value in enumerate(person.teeth):
            if value >= len(lists.TOOTH_CODES):
                counts["surfaces"][f"{FRONT_OR_BACK[place]} {lists.surfaces_of(value)}"] += 1
        _count_marks(person, counts)
        if person.things:
            equipped += 1
            _count_things(person, counts)
            things_described += sum(bool(thing.words) for thing in person.things)
    ordered = {name: dict(sorted(each.items())) for name, each in counts.items()}
    return Rarity(
        people=many, things_described=things_described, equipped=equipped, placed=counts["cells"].total(), **ordered
    )  # fmt: skip


def _count_marks(person: Missing, counts: Mapping[str, Counter[str]]) -> None:
    for mark in person.marks:
        kind = lists.MARKS[mark.kind]
        counts["marks"][kind] += 1
        if mark.part:
            counts["parts"][f"{kind} {lists.PARTS[mark.part]}"] += 1
            counts["sited"][kind] += 1
        counts["mark_words"].update(f"{kind} {word}" for word in mark.words)
        counts["described"][kind] += bool(mark.words)


def _count_things(person: Missing, counts: Mapping[str, Counter[str]]) -> None:
    sex = lists.SEXES[person.sex]
    counts["things_by_sex"][sex] += 1
    for thing in person.things:
        kind = lists.OBJECTS[thing.type]
        counts["things"][kind] += 1
        counts["things_by_sex"][f"{sex} {kind}"] += 1
        for question, answer in zip(lists.ANSWERS, thing.answers, strict=True):
            if answer and question == "colour":
                counts["colours"][f"{kind} {answer}"] += 1
            elif answer:
                counts["answers"].update((question, f"{question} {answer}"))
        counts["thing_words"].update(thing.words)
