"""Giving PFIF 1.4 to somebody outside, with a line in the ledger that says who, why and exactly which bytes.

Records whose expiry_date has passed: the standard wants them gone within a day, except for a placeholder of four
elements (person_record_id, source_date, entry_date, expiry_date), and the notes about them gone too. The command brings
everything back whole unless asked for placeholders; then a person whose current version has expired leaves as one, the
notes are left out, and both are counted. A placeholder's source_date is the moment of expiry, so that whoever had the
record takes it as its newest state.
source: zesty.ca/pfif/1.4, "Data expiry"; compared with google/personfinder, app/pfif.py and app/model.py.

Left out: entry_date, since the one that was read tells of another place.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.accounts.models import NATIONAL_INTAKE, Agency, Officer
from wayhome.base.errors import Refused
from wayhome.formats.pfif import PfifNote, PfifPerson, expires_at, pfif_time, source_at, write_pfif
from wayhome.intake.models import ImportedRecord, Report
from wayhome.intake.pfif import NOTE, PERSON, record_of
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

WHO_ASKS = N_("Say who asks for the records, by the name they sign in with.")
WHY_BLANK = N_("Say why the records are given out.")
WHY_LONG = N_("Say why in at most %(limit)d characters, without a child's details.")
NO_OFFICER = N_("No officer signs in as %(login)s.")

LONGEST_WHY = 500
CHUNK = 200
_REASON = Entry._meta.get_field("reason").max_length or 0

Key = tuple[UUID, bytes]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the imported records to give out: the current version of each, unless told otherwise.

    agency         only what was imported for this agency
    every_version  superseded versions too, and those that came too late to be current
    expired        records whose expiry_date has passed come whole
    """

    agency: UUID | None = None
    every_version: bool = False
    expired: bool = False


@dataclass(slots=True)
class Disclosed:
    """What was written: how many persons, placeholders of expired persons among them, and notes, in which bytes."""

    persons: int = 0
    placeholders: int = 0
    notes: int = 0
    notes_left_out: int = 0
    size: int = 0
    sha256: str = ""


@transaction.atomic
def disclose(out: IO[bytes], *, wanted: Wanted, by: str, reason: str, at: datetime) -> Disclosed:
    """Write the wanted records to a file that nobody sees yet, and the disclosure to the ledger.

    The bytes may be handed on once this has returned: then the line is committed. Raises Refused when nobody is named
    who could be asked later, or no reason is given.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_(WHY_BLANK))
    if len(reason) > LONGEST_WHY:
        raise Refused(_(WHY_LONG) % {"limit": LONGEST_WHY})
    actor = _who(by.strip())
    writing = _Writing(wanted, at)
    hashed = _Hashed(out)
    write_pfif(writing.people(), writing.loose_notes(), out=cast("BinaryIO", hashed))
    told = writing.told
    told.size, told.sha256 = hashed.size, hashed.sha256.hexdigest()
    _keep_what_left(writing, recipient={"name": by.strip(), "agency": reason}, sha256=told.sha256, by=actor, at=at)
    ledger.write(
        "disclosure.pfif",
        Agency.objects.get(pk=wanted.agency or actor.agency or NATIONAL_INTAKE),
        by=actor,
        agency=actor.agency,
        at=at,
        reason=reason[:_REASON],
        **({"why": reason} if len(reason) > _REASON else {}),
        of_agency=str(wanted.agency or ""),
        every_version=wanted.every_version,
        expired=wanted.expired,
        persons=told.persons,
        placeholders=told.placeholders,
        notes=told.notes,
        notes_left_out=told.notes_left_out,
        size=told.size,
        sha256=told.sha256,
    )
    return told


def _keep_what_left(writing: _Writing, *, recipient: dict[str, str], sha256: str, by: Actor, at: datetime) -> None:
    """One row for each record that left, under the record where a case has taken the report up; the one line covers them."""
    records = dict(Report.objects.filter(pk__in=list(writing.left)).values_list("pk", "record"))
    left = [
        access.Left(records.get(report) or report, agency, sorted(fields))
        for report, (agency, fields) in writing.left.items()
    ]
    access.keep_exported(left, recipient=recipient, copy_hash=sha256, by=by, at=at)


def _who(login: str) -> Actor:
    """The officer who answers for it. Before the first officer is entered, the name as given: nobody could sign in."""
    if not login:
        raise Refused(_(WHO_ASKS))
    if officer := Officer.objects.filter(login=login, is_active=True).first():
        return officer.actor
    if Officer.objects.exists():
        raise Refused(_(NO_OFFICER) % {"login": login})
    return Actor(f"named:{login}"[:80], None)


class _Hashed:
    """A file to write to, which keeps count and hash of what was written."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.size, self.sha256 = out, 0, hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        self.sha256.update(chunk)
        return self.out.write(chunk)


@dataclass
class _Writing:
    """One pass over the imported records. `done` holds the notes that a person has taken along."""

    wanted: Wanted
    at: datetime
    told: Disclosed = field(default_factory=Disclosed)
    done: set[UUID] = field(default_factory=set)
    # What left of each report, with the agency that owns it; a placeholder holds nothing of anybody.
    left: dict[UUID, tuple[UUID, set[str]]] = field(default_factory=dict)

    def people(self) -> Iterator[tuple[PfifPerson, Sequence[PfifNote]]]:
        rows = self._current(PERSON).iterator(chunk_size=CHUNK)
        while some := list(islice(rows, CHUNK)):
            notes = self._notes_about(some)
            older = self._older(some)
            for row in some:
                yield from self._person(row, older[_key(row)], notes[row.agency_id, bytes(row.record_key)])

    def loose_notes(self) -> Iterator[PfifNote]:
        for row in self._wanted(NOTE).iterator(chunk_size=CHUNK):
            if row.pk not in self.done:
                self.told.notes += 1
                yield cast("PfifNote", record_of(row))

    def _person(
        self, row: ImportedRecord, older: list[ImportedRecord], notes: list[ImportedRecord]
    ) -> Iterator[tuple[PfifPerson, Sequence[PfifNote]]]:
        person = cast("PfifPerson", record_of(row))
        ends_at = expires_at(person.fields).value
        if ends_at is not None and ends_at <= self.at and not self.wanted.expired:
            self.done |= {each.pk for each in notes}
            self.told.persons += 1
            self.told.placeholders += 1
            self.told.notes_left_out += len(notes)
            yield placeholder(person, ends_at), ()
            return
        if row.report_id:
            self.left.setdefault(row.report_id, (row.agency_id, set()))[1].update(person.fields)
        inside = []
        for each in notes:
            note = cast("PfifNote", record_of(each))
            if note.inside_person:
                self.done.add(each.pk)
                inside.append(note)
        self.told.persons += 1 + len(older)
        self.told.notes += len(inside)
        yield person, inside
        for each in older:
            yield cast("PfifPerson", record_of(each)), ()

    def _of_agency(self, kind: str) -> QuerySet[ImportedRecord]:
        rows = ImportedRecord.objects.filter(kind=kind).order_by("imported_at", "pk")
        return rows.filter(agency_id=self.wanted.agency) if self.wanted.agency else rows

    def _current(self, kind: str) -> QuerySet[ImportedRecord]:
        later = ImportedRecord.objects.filter(
            agency_id=OuterRef("agency_id"),
            kind=kind,
            record_key=OuterRef("record_key"),
            version__gt=OuterRef("version"),
            newest=True,
        )
        return self._of_agency(kind).filter(~Exists(later), newest=True)

    def _wanted(self, kind: str) -> QuerySet[ImportedRecord]:
        return self._of_agency(kind) if self.wanted.every_version else self._current(kind)

    def _notes_about(self, persons: list[ImportedRecord]) -> defaultdict[Key, list[ImportedRecord]]:
        about: defaultdict[Key, list[ImportedRecord]] = defaultdict(list)
        for note in self._wanted(NOTE).filter(person_key__in=[row.record_key for row in persons]):
            about[note.agency_id, bytes(note.person_key or b"")].append(note)
        return about

    def _older(self, persons: list[ImportedRecord]) -> defaultdict[Key, list[ImportedRecord]]:
        older: defaultdict[Key, list[ImportedRecord]] = defaultdict(list)
        if self.wanted.every_version:
            others = self._of_agency(PERSON).filter(record_key__in=[row.record_key for row in persons])
            for row in others.exclude(pk__in=[row.pk for row in persons]):
                older[_key(row)].append(row)
        return older


def _key(row: ImportedRecord) -> Key:
    return row.agency_id, bytes(row.record_key)


def placeholder(person: PfifPerson, ends_at: datetime) -> PfifPerson:
    """What the standard leaves of a person after the expiry_date."""
    since = max(ends_at, source_at(person.fields).value or ends_at)
    fields = {
        "person_record_id": person.record_id,
        "expiry_date": person.fields["expiry_date"],
        "source_date": pfif_time(since),
    }
    return PfifPerson(person.record_id, fields)
