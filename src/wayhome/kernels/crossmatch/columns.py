"""A side of the register as columns of small whole numbers, as the kernel reads them.

The missing are sorted by when they were last seen, so that those seen only after an early find lie together and are passed
over at once. Values that many share (a life, a build, a look) are kept once, and a row holds their number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.belongings import signs_of
from wayhome.kernels.crossmatch.bounds import IMPLANTS, found_bounds, missing_bounds
from wayhome.kernels.crossmatch.chances import NO_CHART, STEPS, Asked, curve_of, place_table
from wayhome.kernels.crossmatch.courses import EVERY_COURSE, is_alive
from wayhome.kernels.crossmatch.grain import CELL, NEVER, build_of, cell_of, life_of, seen_of, standing_of
from wayhome.kernels.crossmatch.mouths import OLDEST
from wayhome.kernels.crossmatch.people import Missing, Person, Thing, Unidentified, unit_vector
from wayhome.kernels.crossmatch.weights import Weights

Ints = NDArray[Any]
NO_AGE = -1.0
"""An age that neither an estimate nor teeth tell of."""
NOT_KNOWN = -(2**30)
"""A day, an answer or a word that is not known."""


class Findings(NamedTuple):
    """Marks, objects, implants, teeth and fingers of one side. `*_at` says where a row's entries begin."""

    mark_at: Ints
    mark: Ints  # kind, part
    mark_word_at: Ints
    mark_word: Ints  # word, weight if shared (of the missing alone)
    thing_at: Ints
    mark_asked: Ints  # whether marks were asked for
    thing: Ints  # type, place of the colour, engraving, whether any, material, brand, size
    thing_signs: Ints  # engraving, as `belongings.signs_of` has it
    thing_answer: Ints  # weight if shared, of the missing alone: material, brand, size
    thing_word_at: Ints
    thing_word: Ints
    thing_rest_at: Ints
    thing_rest: Ints  # word or answer beside the colour, and what it adds if shared: all that could
    implant_at: Ints
    implant: Ints  # type, part, serial
    teeth_row: Ints
    teeth: Ints
    charted: Ints
    finger_row: Ints
    fingers: Ints


@dataclass(slots=True)
class Words:
    """Numbers for words and answers, the same on both sides of one comparison. Those of `before` stay as they are."""

    number: dict[str, int]
    before: Mapping[str, int] = field(default_factory=dict)

    def of(self, word: str) -> int:
        """The number of a word; a new one for a new word."""
        known = self.before.get(word, self.number.get(word))
        if known is None:
            known = self.number[word] = len(self.before) + len(self.number)
        return known


class MissingColumns(NamedTuple):
    """The missing, sorted by last seen. `order` is each row's place when sorted by id: what breaks ties."""

    look: Ints
    life: Ints
    seen: Ints
    build: Ints
    cell: Ints
    implants: Ints  # the most that implants could weigh
    rest: Ints  # the most that teeth, fingers and implants could weigh together
    has: Ints  # what there is to lay beside the other: see HAS_TEETH .. HAS_THINGS, as bits
    vector: Ints
    seen_to: Ints
    order: Ints


HAS_TEETH, HAS_FINGERS, HAS_IMPLANTS, HAS_MARKS, HAS_THINGS = (1 << bit for bit in range(5))


def _has(person: Missing) -> int:
    there = (person.teeth, person.fingers, person.implants, person.marks or person.marks_asked, person.things)
    return sum(bool(each) << bit for bit, each in enumerate(there))


class Shared(NamedTuple):
    """The values that rows share, by number; entry 0 of each is "not known". Columns lie together where one after another is read."""

    looks: Ints  # sex, look, blood, standing
    lives: Ints  # born, half, since
    spans: Ints  # first and last day seen, and whether objects are told
    builds: Ints  # tall, sex, error, age, born
    cells: Ints  # unit vector of the middle, chord from there to the furthest corner; -1 where the point is not known
    regions: Ints  # number of the region of each cell, -1 where not known


def _encode(values: Sequence[Hashable], key: Callable[[Any], Any] | None = None) -> tuple[Ints, list[Any]]:
    """Numbers for values, and the values in order; None is number 0."""
    kinds: list[Any] = sorted({each for each in values if each is not None}, key=key or (lambda each: each))
    if len(kinds) >= 2**16:
        raise ValueError("More than 65,535 different values in one column.")
    number = {each: place for place, each in enumerate(kinds, start=1)}
    number[None] = 0
    return np.array([number[each] for each in values], np.uint16), [None, *kinds]


def looks_of(person: Person) -> tuple[int, int, int, int]:
    """Sex, look, blood group and standing as they share a column; only the missing have a standing."""
    look = (person.ethnicity * len(lists.HAIRS) + person.hair) * len(lists.EYES) + person.eyes
    return person.sex, look, person.blood, standing_of(person) if isinstance(person, Missing) else 0


def missing_columns(
    people: Sequence[Missing], weights: Weights, words: Words
) -> tuple[list[Missing], MissingColumns, Shared, Findings]:
    """Columns of a list. Returns the people in the order of the rows too."""
    rows = sorted(
        people, key=lambda each: (NEVER, 0, False) if (seen := seen_of(each)) is None else (seen[1], seen[0], bool(each.things))
    )  # fmt: skip
    place = {each: number for number, each in enumerate(sorted(each.id for each in rows))}
    look, looks = _encode([looks_of(each) for each in rows])
    life, lives = _encode([life_of(each) for each in rows], key=lambda each: (each.since, each.born, each.half))
    seen, spans = _encode(
        [None if (span := seen_of(each)) is None else (*span, bool(each.things)) for each in rows],
        key=lambda each: (each[1], each[0], each[2]),
    )
    build, builds = _encode(
        [build_of(each, weights.model) for each in rows],
        key=lambda each: (each.age >= 0, each.born, each[1:], each.tall),
    )
    cell, cells = _encode([_where(each) for each in rows])
    found = findings_of(rows, weights, words, missing=True)
    bounds = missing_bounds(rows, weights)
    columns = MissingColumns(
        look=look, life=life, seen=seen, build=build, cell=cell,
        implants=bounds[:, IMPLANTS].copy(), rest=bounds.sum(axis=1, dtype=np.int32), has=np.array([_has(each) for each in rows], np.uint8),
        vector=np.array([unit_vector(each.point) if each.point else (0.0, 0.0, 0.0) for each in rows]).reshape(-1, 3),
        seen_to=np.array([NOT_KNOWN if (span := seen_of(each)) is None else span[1] for each in rows], np.int32),
        order=np.array([place[each.id] for each in rows], np.int64),
    )  # fmt: skip
    shared = Shared(
        looks=np.array([(0,) * 4, *looks[1:]], np.int32, order="F"),
        lives=np.array([(0, 0, 0), *lives[1:]], np.int64),
        spans=np.array([(0, 0, 0), *spans[1:]], np.int64, order="F"),
        builds=np.array([(0,) * 5, *builds[1:]], np.int64),
        cells=np.array([(0.0, 0.0, 0.0, -1.0), *(_middle_of(each[:2]) for each in cells[1:])]),
        regions=np.array([-1, *(words.of(f"region {each[2]}") if each[2] else -1 for each in cells[1:])], np.int32),
    )
    return rows, columns, shared, found


def _where(person: Person) -> tuple[int, int, str] | None:
    """Cell and region; the cell is far outside the grid where the point is not known."""
    if person.point is None:
        return (NOT_KNOWN, NOT_KNOWN, person.region) if person.region else None
    return (*cell_of(person.point), person.region)


def _middle_of(cell: tuple[int, int]) -> tuple[float, float, float, float]:
    """The middle of a cell, and the chord from it to the furthest corner (not squared)."""
    if cell[0] == NOT_KNOWN:
        return 0.0, 0.0, 0.0, -1.0
    south, west = cell[0] * CELL[0], cell[1] * CELL[1]
    middle = unit_vector((south + CELL[0] // 2, west + CELL[1] // 2))
    corners = [unit_vector((south + y * CELL[0], west + x * CELL[1])) for y in (0, 1) for x in (0, 1)]
    chord = max(sum((a - b) ** 2 for a, b in zip(middle, corner, strict=True)) for corner in corners)
    return *middle, chord**0.5


# --- findings ----------------------------------------------------------------------------------------------------------


def _at(counts: Sequence[int]) -> Ints:
    return np.array([0, *accumulate(counts)], np.int32)


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.array(rows, np.int32).reshape(-1, width)


def findings_of(people: Sequence[Person], weights: Weights, words: Words, *, missing: bool) -> Findings:
    """Marks, objects, implants, teeth and fingers of one side as columns."""
    marks = [mark for each in people for mark in each.marks]
    things = [thing for each in people for thing in each.things]
    implants = [implant for each in people for implant in each.implants]
    charts = [each.teeth for each in people if each.teeth]
    hands = [each.fingers for each in people if each.fingers]

    def weighed(word: str, kind: int | None = None) -> int:
        return weights.word(word, kind) if missing else 0

    def answers(thing: Thing) -> list[int]:
        return [weights.answer(q, a) if a and missing else 0 for q, a in enumerate(thing.answers) if q]

    def said(thing: Thing) -> list[int]:
        given = (number(a, q) for q, a in zip(lists.ANSWERS, thing.answers, strict=True) if q != "colour")
        any_said = words.of("engraved") if signs_of(thing.engraving) else NOT_KNOWN
        return [findings.colour_of(thing, weights), number(thing.engraving, "engraving"), any_said, *given]

    def number(text: str, prefix: str) -> int:
        return words.of(f"{prefix} {text}") if text else NOT_KNOWN

    def rest(thing: Thing) -> list[tuple[int, int]]:
        given = [(number(a, lists.ANSWERS[q]), weights.answer(q, a)) for q, a in enumerate(thing.answers) if q and a]
        (same, near, _), any_said = weights.things.engraving, bool(signs_of(thing.engraving))
        engraved = [(number(thing.engraving, "engraving"), same - near * any_said)] if thing.engraving else []
        engraved += [(words.of("engraved"), near)] if any_said else []
        told = [(words.of(w), weighed(w)) for w in thing.words]
        return [(word, weight) for word, weight in (*given, *engraved, *told) if weight > 0]

    each_thing: dict[Thing, tuple[list[int], list[int], list[tuple[int, int]]]] = {}
    for t in things:
        if t not in each_thing:
            each_thing[t] = (
                [t.type, *said(t)],
                answers(t),
                rest(t) if missing else [],
            )

    return Findings(
        mark_at=_at([len(each.marks) for each in people]),
        mark=_table([(each.kind, each.part) for each in marks], 2),
        mark_word_at=_at([len(each.words) for each in marks]),
        mark_word=_table([(words.of(w), weighed(w, m.kind)) for m in marks for w in m.words], 2),
        mark_asked=np.array([each.marks_asked for each in people], np.bool_),
        thing_at=_at([len(each.things) for each in people]),
        thing=_table([each_thing[t][0] for t in things], 7),
        thing_signs=np.array([signs_of(t.engraving) for t in things], np.int64),
        thing_answer=_table([each_thing[t][1] for t in things], 3),
        thing_word_at=_at([len(each.words) for each in things]),
        thing_word=_table([(words.of(w), weighed(w)) for t in things for w in t.words], 2),
        thing_rest_at=_at([len(each_thing[t][2]) for t in things]),
        thing_rest=_table([pair for t in things for pair in each_thing[t][2]], 2),
        implant_at=_at([len(each.implants) for each in people]),
        implant=_table([(each.type, each.part, number(each.serial, "serial")) for each in implants], 3),
        teeth_row=_rows([bool(each.teeth) for each in people]),
        teeth=np.array(charts, np.uint8).reshape(-1, len(lists.TEETH)),
        charted=np.array([NOT_KNOWN if each.charted is None else each.charted for each in people], np.int32),
        finger_row=_rows([bool(each.fingers) for each in people]),
        fingers=np.array(hands, np.uint8).reshape(-1, len(lists.FINGERS)),
    )  # fmt: skip


def _rows(has: Sequence[bool]) -> Ints:
    numbers = np.cumsum(np.array(has, np.int32)) - 1
    return np.where(np.array(has, bool), numbers, -1).astype(np.int32)


# --- places ------------------------------------------------------------------------------------------------------------


class PlaceTables(NamedTuple):
    """Weights of places and regions. `*_most` the most of any class.

    points   [table][class of courses][step of distance]
    regions  [table][class of courses][the same, another]
    """

    points: Ints
    regions: Ints
    points_most: Ints
    regions_most: Ints


class Places:
    """The tables of places and regions that unidentified people need, each kept once."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._points: dict[tuple[int, int], int] = {}
        self._regions: dict[str, int] = {}
        self.tables = PlaceTables(
            np.zeros((0, EVERY_COURSE, STEPS + 1), np.int16), np.zeros((0, EVERY_COURSE, 2), np.int16),
            np.zeros((0, STEPS + 1), np.int16), np.zeros((0, 2), np.int16),
        )  # fmt: skip
        """Those that were needed so far. More make new tables of it: whoever holds these may go on reading them."""

    def of_point(self, person: Person) -> int:
        """Which table weighs the distance from where somebody was found; -1 where the point is not known."""
        if person.point is None or not isinstance(person, Unidentified):
            return -1
        key = curve_of(person, self._weights.model), self._weights.crowd(person.point)
        if key not in self._points:
            self._points[key] = len(self._points)
            table = place_table(self._weights.model, *key)[None]
            self.tables = self.tables._replace(
                points=np.concatenate([self.tables.points, table]),
                points_most=np.concatenate([self.tables.points_most, table.max(axis=1)]),
            )
        return self._points[key]

    def of_region(self, person: Person, words: Words) -> tuple[int, int]:
        """Number of the region that somebody was found in, and which table weighs it; -1 where not known."""
        if not person.region:
            return -1, -1
        if person.region not in self._regions:
            self._regions[person.region] = len(self._regions)
            table = np.array([self._weights.region(person.region)], np.int16)
            self.tables = self.tables._replace(
                regions=np.concatenate([self.tables.regions, table]),
                regions_most=np.concatenate([self.tables.regions_most, table.max(axis=1)]),
            )
        return words.of(f"region {person.region}"), self._regions[person.region]


# --- the unidentified --------------------------------------------------------------------------------------------------


class FoundColumns(NamedTuple):
    """The unidentified, in the order given."""

    condition: Ints
    look: Ints  # sex, look, blood
    age: Ints  # as `AgeAsked`, but for the two that go by year; the first is NO_AGE where not known
    age_spread: Ints
    by_year: Ints
    alive: Ints
    time: Ints  # first, last, alive; first is NOT_KNOWN where not known
    odds: Ints  # span, contradiction
    death_at: Ints  # where the spans of the day of death begin
    death: Ints  # first day, day after the last
    death_chance: Ints
    height: Ints  # middle (-1 not known), spread, bones, died (NOT_KNOWN), slip, density, anybody
    vector: Ints
    place: Ints  # which of the place tables; -1 where the point is not known
    region: Ints  # number, which of the region tables; -1 where not known
    band: Ints
    bounds: Ints
    unseen: Ints  # examined parts as bits
    absent: Ints  # as `findings.absent_at`, as bits; none where no objects were found
    order: Ints


def found_columns(
    asked: Sequence[Asked], weights: Weights, words: Words, order: Sequence[int], places: Places
) -> FoundColumns:
    """Columns of the unidentified."""
    people = [each.person for each in asked]

    def age(each: Asked) -> tuple[float, ...]:
        return (
            (NO_AGE,) * 7
            if each.age is None
            else tuple(
                float(getattr(each.age, name)) for name in each.age.__slots__ if name not in {"spread", "by_year"}
            )
        )

    def time(each: Asked) -> tuple[int, ...]:
        t = each.time
        return (NOT_KNOWN,) * 3 if t is None else (t.first, t.last, int(t.alive))

    def height(each: Asked) -> tuple[float, ...]:
        h = each.height
        if h is None:
            return (-1.0,) * 7
        died = NOT_KNOWN if h.time is None else (h.time.first + h.time.last) / 2
        return h.middle, h.spread, float(h.bones), died, h.slip, h.slip_density, h.anybody

    deaths = [() if each.time is None else each.time.deaths for each in asked]
    return FoundColumns(
        condition=np.array([each.condition for each in people], np.int32),
        look=_table([looks_of(each) for each in people], 4),
        age=np.array([age(each) for each in asked]).reshape(-1, 7),
        age_spread=np.array([NO_CHART if each.age is None else each.age.spread for each in asked]).reshape(-1, OLDEST),
        by_year=np.array([NO_CHART if each.age is None else each.age.by_year for each in asked]).reshape(-1, OLDEST),
        alive=np.array([is_alive(each) for each in people], np.bool_),
        time=np.array([time(each) for each in asked], np.int64).reshape(-1, 3),
        odds=np.array(
            [(0, 0) if t is None else (t.span, t.contradiction) for t in (each.time for each in asked)], float
        ).reshape(-1, 2),
        death_at=_at([len(each) for each in deaths]),
        death=np.array([span[:2] for each in deaths for span in each], np.int64).reshape(-1, 2),
        death_chance=np.array([span[2] for each in deaths for span in each], float),
        height=np.array([height(each) for each in asked]).reshape(-1, 7),
        vector=np.array([unit_vector(each.point) if each.point else (0.0, 0.0, 0.0) for each in people]).reshape(-1, 3),
        place=np.array([places.of_point(each) for each in people], np.int32),
        region=_table([places.of_region(each, words) for each in people], 2),
        band=np.array([findings.age_band(each) for each in people], np.int32),
        bounds=found_bounds(people, weights),
        unseen=np.array([_examined(each) for each in people], np.int64),
        absent=np.array([_absent(each, weights) for each in asked], np.int64),
        order=np.array(order, np.int64),
    )  # fmt: skip


def _absent(asked: Asked, weights: Weights) -> int:
    at, found = weights.things.at, {weights.things.at[thing.type] for thing in asked.person.things}
    return sum(1 << place for place in set(at) - found) if found and asked.time else 0


def _examined(person: Unidentified) -> int:
    return sum(1 << part for part in range(len(lists.PARTS)) if findings.was_examined(part, person.examined))
