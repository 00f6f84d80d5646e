"""Taking in records of the unidentified that another system gives us.

A record is known again by its agency and its own id. The same record again changes nothing. A later one adds what it says
more and replaces what it says otherwise, as far as the earlier came from it; what an officer wrote stays, and so does an
officer's correction of what was imported, until the record itself says something new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wayhome.base.ids import new_id
from wayhome.facts import actions as facts
from wayhome.facts.models import Fact
from wayhome.facts.values import read_value
from wayhome.ledger import actions as ledger
from wayhome.registry.actions.nameless import Values, found_by, subject_of, told_of, zone
from wayhome.registry.models import Unidentified
from wayhome.registry.reading import NO_ID, NO_RECORD, Wrong, fields_of
from wayhome.rules.description import LIVING, refuse_together
from wayhome.terms.actor import Actor
from wayhome.terms.codes import UNIDENTIFIED_KIND
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.words import N_

NO_KIND = N_("Say what was found: alive, body, part or article. The record is refused without it.")
LONGEST_ID = 80


class Fate(StrEnum):
    """What became of a record."""

    ADDED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that was refused, and what to do about it."""

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as far as it could be read. Without an id, or a kind, nothing of it is taken in."""

    their_id: str
    values: Values
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether it can be taken in at all."""
        return bool(self.their_id) and any(code == "unidentified_kind" for code, _ in self.values)


def read_record(record: Any, *, at: datetime) -> Record:
    """Read one record; nothing is written. What is good beside a refused field is kept."""
    if not isinstance(record, Mapping):
        return Record("", [], (Problem("", _(NO_RECORD)),))
    their_id = record.get("id")
    if not isinstance(their_id, str) or not 0 < len(their_id.strip()) <= LONGEST_ID:
        return Record("", [], (Problem("id", _(NO_ID)),))
    if record.get("kind") not in UNIDENTIFIED_KIND:
        return Record(their_id, [], (Problem("kind", _(NO_KIND)),))
    values: Values = []
    fields: dict[str, str] = {}
    problems = []
    for each in fields_of(record):
        if isinstance(each, Wrong):
            problems.append(Problem(each.field, _(each.says) % each.facts))
            continue
        fields.setdefault(each.kind, each.field)
        try:
            values.append((each.kind, read_value(FACT_KINDS[each.kind], each.text, zone=zone(), at=at)))
        except ValueError as problem:
            problems.append(Problem(each.field, str(problem)))
    together = refuse_together(found_by(values))
    problems += [Problem(fields[code], sentence) for code, sentence in together.items()]
    kept = [(code, value) for code, value in values if code not in together and value != "unknown"]
    region = next((value for code, value in kept if code == "region"), "unknown")
    return Record(their_id.strip(), [*kept, ("found_place", region)], tuple(problems))


@transaction.atomic
def take_in(record: Record, *, agency: UUID, by: Actor, at: datetime) -> Fate:
    """Store what a record says, with its ledger line, or nothing when all of it was said before."""
    if not record.usable:
        return Fate.REFUSED
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"unidentified import {agency}"])
    row = Unidentified.objects.filter(agency_id=agency, their_id=record.their_id).first()
    dead = dict(record.values)["unidentified_kind"] != LIVING
    if row is None:
        row = Unidentified.objects.create(
            id=new_id(), agency_id=agency, their_id=record.their_id, recorded_at=at, recorded_by=by.ref
        )
        whole = [*record.values, ("reference", record.their_id)]
        facts.record(subject_of(row), told_of(whole, dead=dead, by=by, at=at), by=by, at=at)
        ledger.write("unidentified.recorded", row, by=by, agency=agency, at=at)
        return Fate.ADDED
    changed = list(_changes(row, record.values, by=by))
    for (code, value), instead in changed:
        (told,) = told_of([(code, value)], dead=dead, by=by, at=at)
        if instead:
            facts.replace(instead, told, subject=subject_of(row), by=by, at=at)
        else:
            facts.record(subject_of(row), [told], by=by, at=at)
    if not changed:
        return Fate.UNCHANGED
    ledger.write("unidentified.described", row, by=by, agency=agency, at=at, facts=len(changed))
    return Fate.UPDATED


def _changes(row: Unidentified, values: Values, *, by: Actor) -> Iterator[tuple[tuple[str, Any], UUID | None]]:
    """What is newly said, each with the fact that it replaces, if any."""
    before: dict[str, list[Fact]] = {}
    for fact in Fact.objects.filter(subject=row.pk, source=by.ref).order_by("entered_at", "id"):
        before.setdefault(fact.kind, []).append(fact)
    for code, value in values:
        said = before.get(code, [])
        if FACT_KINDS[code].many:
            if value not in [fact.value for fact in said]:
                yield (code, value), None
        elif not said or said[-1].value != value:
            yield (code, value), said[-1].pk if said and said[-1].superseded_at is None else None
