"""Taking in what another register gives us in PFIF.

A person becomes a report and a note becomes a sighting, once each: a report counts as one call, however often the
register sends its record again. Whatever differs from what we have is kept as a further version of the imported
record, beside the report, whose own words stay as first received. Which version is current:

- the same content again changes nothing, whichever version it equals (an entry_date alone makes no difference: it
  tells when a copy was stored somewhere, and changes with every hand it passes through);
- a later source_date is a new version, and current from then on. So is a first source_date, and other content where
  neither says when it was written: then the order of arrival is all we know;
- other content with an earlier or the same source_date, or with none where we have one, is kept, but what we have
  stays current. It counts as already known.

A report may have been routed since to the force that must act: its further versions and notes go where it is, while
the imported record stays with the agency for which it was imported.

A note never changes a status. A note about a person we do not have is kept unattached; when the person comes later
the two are joined by the person's id when read, and no row is changed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from wayhome.base import sealing
from wayhome.base.ids import new_id
from wayhome.formats.pfif import PfifNote, PfifPerson, source_at
from wayhome.intake.models import ImportedRecord, Report, ReportDoor, Sighting
from wayhome.intake.pfif_words import report_words, sighting_words
from wayhome.ledger import actions as ledger
from wayhome.terms.actor import Actor

PERSON, NOTE = "person", "note"


class Fate(StrEnum):
    """What became of a record that was read."""

    RECEIVED = auto()
    UPDATED = auto()
    ALREADY_KNOWN = auto()


@dataclass(frozen=True, slots=True)
class Later:
    """What the register said of the same person after the report came in."""

    imported_at: datetime
    source_at: datetime | None
    newest: bool
    words: dict[str, str]


@transaction.atomic
def take_in(record: PfifPerson | PfifNote, *, agency: UUID, by: Actor, at: datetime) -> Fate:
    """Store one record that was read from PFIF, with its ledger line, or nothing when its content is known.

    Imports for one agency take turns, record by record, so that of two at once the second finds what the first stored.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pfif import {agency}"])
    kind = PERSON if isinstance(record, PfifPerson) else NOTE
    key, digest = record_key(kind, record.record_id), content_digest(record)
    versions = ImportedRecord.objects.filter(agency_id=agency, kind=kind, record_key=key)
    known = list(versions.defer("fields").select_related("report", "sighting").order_by("version"))
    if any(bytes(each.digest) == digest for each in known):
        return Fate.ALREADY_KNOWN
    written_at, about = source_at(record.fields).value, _about(record)
    current = next((each for each in reversed(known) if each.newest), None)
    newest = current is None or is_newer(written_at, current.source_at)
    if current and current.source_at == written_at and about and current.person_key is None:
        newest = True  # read before from a file that broke off, so that nobody knew whom the note was about
    subject = known[0].report or known[0].sighting if known else None
    subject = subject or _received(record, agency=agency, by=by, at=at)
    row = ImportedRecord(
        id=new_id(),
        agency_id=agency,
        kind=kind,
        record_key=key,
        person_key=about,
        version=len(known) + 1,
        source_at=written_at,
        newest=newest,
        digest=digest,
        report=subject if isinstance(subject, Report) else None,
        sighting=subject if isinstance(subject, Sighting) else None,
        imported_at=at,
    )
    row.fields = _sealed(record, row, subject=subject.pk)
    row.save(force_insert=True)
    verb = "received" if not known else "updated" if newest else "repeated"
    ledger.write(
        f"{subject._meta.model_name}.{verb}",
        subject,
        by=by,
        agency=subject.agency_id,
        at=at,
        door=ReportDoor.PFIF.value,
        imported=str(row.pk),
        version=row.version,
        digest=digest.hex(),
    )
    return Fate.ALREADY_KNOWN if verb == "repeated" else Fate(verb)


def is_newer(written_at: datetime | None, than: datetime | None) -> bool:
    """Whether a version replaces the current one, by their source dates; the head of this module says why."""
    return than is None or (written_at is not None and written_at > than)


def record_key(kind: str, record_id: str) -> bytes:
    """The keyed hash by which a record of another register is found again."""
    return sealing.digest(f"pfif {kind}", record_id)


def content_digest(record: PfifPerson | PfifNote) -> bytes:
    """The keyed hash of all that a record says, whatever PFIF version and order of elements it came in."""
    said: dict[str, Any] = {
        "fields": {name: text for name, text in record.fields.items() if name != "entry_date"},
        "repeats": {name: texts for name, texts in record.repeats.items() if name != "entry_date"},
    }
    if isinstance(record, PfifNote):
        said["about"] = record.person_record_id
        said["fields"].pop("person_record_id", None)  # a note inside its person may say so or leave it unsaid
    return sealing.digest("pfif content", json.dumps(said, sort_keys=True))


def _about(record: PfifPerson | PfifNote) -> bytes | None:
    if isinstance(record, PfifPerson) or record.person_record_id is None:
        return None
    return record_key(PERSON, record.person_record_id)


def _received(record: PfifPerson | PfifNote, *, agency: UUID, by: Actor, at: datetime) -> Report | Sighting:
    if isinstance(record, PfifPerson):
        report = Report(id=new_id(), agency_id=agency, door=ReportDoor.PFIF, received_at=at, received_by=by.ref)
        report.words = sealing.seal_words(
            report_words(record), subject=report.pk, table="intake_report", column="words", row=report.pk
        )
        report.save(force_insert=True)
        return report
    sighting = Sighting(id=new_id(), agency_id=agency, door=ReportDoor.PFIF, received_at=at, received_by=by.ref)
    if key := _about(record):
        of_person = {"agency_id": agency, "kind": PERSON, "record_key": key}
        about = Report.objects.filter(pk__in=ImportedRecord.objects.filter(**of_person).values("report")).first()
        if about is not None:
            sighting.report, sighting.agency_id = about, about.agency_id
    sighting.words = sealing.seal_words(
        sighting_words(record), subject=sighting.pk, table="intake_sighting", column="words", row=sighting.pk
    )
    sighting.save(force_insert=True)
    return sighting


def _sealed(record: PfifPerson | PfifNote, row: ImportedRecord, *, subject: UUID) -> bytes:
    """The whole record, under the key of its report or sighting, so that both become unreadable together."""
    said = {name: value for name, value in asdict(record).items() if name != "line"}
    return sealing.seal_words(said, subject=subject, table="intake_importedrecord", column="fields", row=row.pk)


# -- reading back -----------------------------------------------------------------------------------------------


def record_of(row: ImportedRecord) -> PfifPerson | PfifNote:
    """The record as it was read, without its line in the file."""
    said: Any = sealing.unseal_words(row.fields, table="intake_importedrecord", column="fields", row=row.pk)
    said["repeats"] = {name: tuple(texts) for name, texts in said["repeats"].items()}
    return PfifPerson(**said) if row.kind == PERSON else PfifNote(**said)


def told_since(report: Report) -> list[Later]:
    """What the register said of this person after the report, in the order of arrival."""
    later = ImportedRecord.objects.filter(report=report, version__gt=1).order_by("version")
    return [Later(row.imported_at, row.source_at, row.newest, _person_words(row)) for row in later]


def _person_words(row: ImportedRecord) -> dict[str, str]:
    person = record_of(row)
    return report_words(person) if isinstance(person, PfifPerson) else {}


def sightings_about(report: Report) -> QuerySet[Sighting]:
    """The sightings of a report's person, those included that came before the person did."""
    about = Q(report=report)
    if person := ImportedRecord.objects.filter(report=report).first():
        notes = ImportedRecord.objects.filter(agency_id=person.agency_id, kind=NOTE, person_key=person.record_key)
        about |= Q(pk__in=notes.values("sighting"))
    return Sighting.objects.filter(about).order_by("received_at", "pk")
