"""The nation as a whole: the list, the unidentified, and which of them are one person.

Whoever lies unidentified was drawn from the people by one process, on the list or not, shuffled, and only then described: so
nothing in a record tells which it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import body, ends, marks, objects, seen, teeth, told
from wayhome.synthetic.nation.declared import Array, Errors, errors
from wayhome.synthetic.nation.draws import Rng, happens, streams
from wayhome.synthetic.nation.land import region_of
from wayhome.synthetic.nation.people import YEAR, People, draw_people

FATE_ROOM = 6
"""People drawn for each of the unlisted, most of whom were found alive or never."""


@dataclass(slots=True)
class True_:  # noqa: N801 - True is taken
    """People with all that is true of them."""

    people: People
    child: Array
    marks: marks.Marks
    things: objects.Things
    mouths: teeth.Mouths
    body: body.Body


@dataclass(slots=True)
class Listed:
    """The missing side as written: what was asked, and what was told."""

    told: told.Told
    marks_asked: Array
    marks: marks.Marks
    things_asked: Array
    things: objects.Things
    charts: teeth.Charts
    notes: body.BodyNotes


@dataclass(slots=True)
class Found:
    """The unidentified side as written."""

    seen: seen.Seen
    looked: Array
    examined: Array
    marks: marks.Marks
    things_listed: Array
    things: objects.Things
    charts: teeth.Charts
    notes: body.BodyNotes


@dataclass(slots=True)
class Nation:
    """All of it. `truth` holds the row of the listed person for each unidentified, or -1; `died` the day, which no record says."""

    variant: str
    seed: int
    people: People
    listed: Listed
    found: Found
    truth: Array
    died: Array


def make_nation(*, listed: int, unidentified: int, seed: int, variant: str) -> Nation:
    """Draw it. Raises ValueError for a variant that is not known, or more unidentified than such a list can hold."""
    tables = errors(variant)
    known = round(unidentified * tables.rate("listed"))
    a, b, c, d, e, f = streams(seed, "people", "told", "ends", "others", "shuffle", "found")
    true = draw_true(a, tables, draw_people(a, listed))
    charted = _chart_rows(b, tables, true)
    written = _tell(b, tables, true, charted)
    order = c.permutation(listed)
    ours = ends.draw_ends(c, tables, true.people.take(order), known)
    ours.rows = order[ours.rows]
    strangers = draw_people(d, (unidentified - known) * FATE_ROOM + 1_000)
    theirs = ends.draw_ends(d, tables, strangers, unidentified - known)
    others = draw_true(d, tables, strangers.take(theirs.rows))
    shuffled = e.permutation(unidentified)
    truth = np.concatenate([ours.rows, np.full(len(theirs.rows), -1)])[shuffled]
    both = _joined(_of(true, ours.rows), others, shuffled)
    ending = ends.Ends(
        *(np.concatenate([getattr(ours, name), getattr(theirs, name)])[shuffled] for name in ends.Ends.__slots__)
    )
    before = _earlier(charted, truth)
    return Nation(variant, seed, true.people, written, _examine(f, tables, both, ending, before), truth, ending.died)


def draw_true(rng: Rng, tables: Errors, people: People) -> True_:
    """People with their marks, belongings, teeth and body."""
    child = people.age_at(people.seen) < 18
    fond = marks.draw_fond(rng, tables, child, people.birth)
    return True_(
        people, child, marks.draw_marks(rng, fond, child), objects.draw_things(rng, tables, people.sex),
        teeth.draw_mouths(rng, people.birth), body.draw_body(rng, people),
    )  # fmt: skip


@dataclass(slots=True)
class _OnFile:
    """The dental charts on file: rows, days, steps of age, true states."""

    rows: Array
    day: Array
    step: Array
    state: Array


def _chart_rows(rng: Rng, tables: Errors, true: True_) -> _OnFile:
    people = true.people
    day = people.seen - rng.exponential(teeth.CHARTED_BEFORE * YEAR, len(people)).astype(np.int32)
    rows = np.flatnonzero(
        happens(rng, tables["teeth_on_file"][0], len(people)) & (people.age_at(day) >= teeth.YOUNGEST)
    )
    step = teeth.grid_step(people.age_at(day))[rows]
    return _OnFile(
        rows, day[rows], step, teeth.grow(rng, true.mouths.take(rows), None, np.zeros(len(rows), dtype=int), step)
    )


def _tell(rng: Rng, tables: Errors, true: True_, charted: _OnFile) -> Listed:
    people, n = true.people, len(true.people)
    marks_asked, things_asked = (
        happens(rng, tables.rate("marks_asked"), n),
        happens(rng, tables.rate("objects_asked"), n),
    )
    marked = marks.told(rng, tables, true.marks)
    things = objects.told(rng, tables, true.things)
    things.kind[~things_asked] = objects.NONE
    code, surface = teeth.chart(rng, tables, true.mouths.take(charted.rows), charted.state, teeth.MISSING_SIDE)
    chances = tuple(np.full(n, tables.rate(name)) for name in ("fingers_on_file", "blood_on_file", "implants_on_file"))
    return Listed(
        told.draw_told(rng, tables, people, region_of(people.latitude, people.longitude)),
        marks_asked, marked.take(marks_asked[marked.owner]), things_asked, things, teeth.Charts(charted.rows, charted.day, code, surface),
        body.note(rng, tables, true.body, 0, (chances[0], chances[1], chances[2])),
    )  # fmt: skip


def _of(true: True_, rows: Array) -> True_:
    place = np.full(len(true.people), -1)
    place[rows] = np.arange(len(rows))
    mine = true.marks.take(place[true.marks.owner] >= 0)
    mine.owner = place[mine.owner].astype(np.int32)
    return True_(
        true.people.take(rows),
        true.child[rows],
        mine,
        true.things.take(rows),
        true.mouths.take(rows),
        true.body.take(rows),
    )


def _joined(one: True_, two: True_, order: Array) -> True_:
    """Both, in a new order."""
    place = np.argsort(order)
    owner = place[np.concatenate([one.marks.owner, two.marks.owner + len(one.people)])]

    def both(a: object, b: object) -> list[Array]:
        return [np.concatenate([getattr(a, name), getattr(b, name)])[order] for name in a.__slots__]  # type: ignore[attr-defined]

    return True_(
        People(*both(one.people, two.people)), np.concatenate([one.child, two.child])[order],
        marks.Marks(owner.astype(np.int32), np.concatenate([one.marks.site, two.marks.site]), np.concatenate([one.marks.word, two.marks.word])),
        objects.Things(*both(one.things, two.things)), teeth.Mouths(*both(one.mouths, two.mouths)), body.Body(*both(one.body, two.body)),
    )  # fmt: skip


def _earlier(charted: _OnFile, truth: Array) -> tuple[Array, Array]:
    """For each unidentified the age step and states of the chart on file of the same person; step -1 where there is none."""
    place = np.full(max(int(truth.max()), int(charted.rows.max(initial=0))) + 1, -1)
    place[charted.rows] = np.arange(len(charted.rows))
    at = np.where(truth >= 0, place[truth], -1)
    step, state = np.full(len(truth), -1), np.zeros((len(truth), 32), dtype=np.int8)
    step[at >= 0], state[at >= 0] = charted.step[at[at >= 0]], charted.state[at[at >= 0]]
    return step, state


def _examine(rng: Rng, tables: Errors, true: True_, ending: ends.Ends, before: tuple[Array, Array]) -> Found:
    people, condition, n = true.people, ending.condition, len(true.people)
    looked, examined = marks.draw_examined(rng, tables, condition)
    listed = happens(rng, tables["objects_listed"][condition], n)
    things = objects.noticed(
        rng, tables, objects.at_death(rng, tables, true.things, people.sex, ending.band), condition
    )
    things.kind[~listed] = objects.NONE
    charted = np.flatnonzero(
        happens(rng, tables["teeth_on_file"][1] * teeth.TEETH_THERE[condition], n)
        & (people.age_at(ending.died) >= teeth.YOUNGEST)
    )
    step = teeth.grid_step(people.age_at(ending.died))[charted]
    mouths, start = true.mouths.take(charted), np.maximum(before[0][charted], 0)
    state = teeth.grow(rng, mouths, before[1][charted], start, step)
    code, surface = teeth.chart(
        rng, tables, mouths, state, teeth.FOUND_SIDE, tables["tooth_lost"][:, condition[charted]].T
    )
    chances = (
        tables["fingers_taken"][condition],
        tables["blood_taken"][condition],
        tables["implants_looked_for"][condition],
    )
    return Found(
        seen.draw_seen(rng, tables, people, ending), looked, examined, marks.noticed(rng, tables, true.marks, condition, examined),
        listed, things, teeth.Charts(charted, ending.found[charted] + 3, code, surface), body.note(rng, tables, true.body, 1, chances),
    )  # fmt: skip
