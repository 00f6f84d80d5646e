"""Taking in what people tell us, exactly as they tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base import filestore, keystore, quarantine, sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id, new_reference
from wayhome.formats.picture import Repainted, repaint_apart
from wayhome.intake.models import Photo, Report, ReportDoor, Sighting
from wayhome.ledger import actions as ledger
from wayhome.rules.report import refuse_report
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

LEFT_BEHIND = timedelta(days=1)
UNWRITABLE = N_("This holds a sign that cannot be kept. Write it again.")

CHOOSE_PICTURE = N_("Choose a picture.")


class Incomplete(Refused):
    """The report cannot be taken as it stands."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True)
class Received:
    """What came in: words by field as given, perhaps a photo, and the token of the form it came on.

    reference   the one already promised to the form; a new one without
    of_many     one of very many from the same address or key: taken like any other, and marked
    """

    words: Mapping[str, str]
    photo: bytes | None = None
    form_token: UUID | None = None
    reference: str = ""
    of_many: bool = False


@transaction.atomic
def receive_report(
    received: Received, *, door: ReportDoor, by: Actor, at: datetime, agency: UUID | None = None
) -> Report:
    """Store a report of a missing person as given. A first name and a place are enough.

    A report that no agency owns yet belongs to the national intake desk. Raises Incomplete naming each field, or for
    a photo that is none.
    """
    if wrong := refuse_report(received.words) or _unwritable(received.words):
        raise Incomplete(wrong)
    photo = _repainted(received.photo)
    report = Report(
        id=new_id(),
        reference=received.reference or new_reference(),
        agency_id=agency or NATIONAL_INTAKE,
        door=door,
        received_at=at,
        received_by=by.ref,
        form_token=received.form_token,
        of_many=received.of_many,
    )
    report.words = sealing.seal_words(
        dict(received.words), subject=report.pk, table="intake_report", column="words", row=report.pk
    )
    report.save(force_insert=True)
    if photo:
        _keep_photo(photo, report, at=at)
    ledger.write("report.received", report, by=by, agency=report.agency_id, at=at, door=report.door, photo=bool(photo))
    return report


def _unwritable(words: Mapping[str, str]) -> dict[str, str]:
    """The fields that hold what no page can show: half a sign, or the sign of nothing. Only a program sends these."""
    wrong = {}
    for field, text in words.items():
        whole = field + text
        if "\0" in whole or whole != whole.encode(errors="replace").decode():
            wrong[field.encode(errors="replace").decode().replace("\0", "?")] = UNWRITABLE
    return wrong


def _repainted(photo: bytes | None) -> Repainted | None:
    if not photo:
        return None
    try:
        return repaint_apart(photo)
    except ValueError as problem:
        raise Incomplete({"photo": str(problem)}) from problem


def _keep_photo(photo: Repainted, report: Report, *, at: datetime) -> Photo:
    row = Photo(
        id=new_id(),
        agency_id=report.agency_id,
        report=report,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        received_at=at,
    )
    filestore.put(photo.blob, file=row.pk, subject=report.pk)
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_photo(report: Report, blob: bytes, *, by: Actor, at: datetime) -> Photo:
    """Add a photo to a report that came without. Raises Incomplete when it is no picture."""
    photo = _repainted(blob)
    if photo is None:
        raise Incomplete({"photo": CHOOSE_PICTURE})
    row = _keep_photo(photo, report, at=at)
    ledger.write("photo.received", row, by=by, agency=report.agency_id, at=at, report=str(report.pk), sha256=row.sha256)
    return row


def take_over(report: Report) -> None:
    """Move a report's key and photos from quarantine to where they belong. May be repeated."""
    keystore.take_over(report.pk)
    for photo in report.photos.all():
        filestore.take_over(photo.pk)


def clear_quarantine(*, at: datetime) -> None:
    """Take over what a follower missed, and remove what belongs to no report: its form was never confirmed."""
    for name in quarantine.left_since(at - LEFT_BEHIND):
        stem, _, kind = name.partition(".")
        row = _named(stem)
        if row and f".{kind}" == quarantine.FILE and Photo.objects.filter(pk=row).exists():
            filestore.take_over(row)
        elif row and f".{kind}" == quarantine.KEY and _is_subject(row):
            keystore.take_over(row)
        else:
            quarantine.forget(name)


def _named(stem: str) -> UUID | None:
    try:
        return UUID(hex=stem)
    except ValueError:
        return None


def _is_subject(row: UUID) -> bool:
    return Report.objects.filter(pk=row).exists() or Sighting.objects.filter(pk=row).exists()


@transaction.atomic
def receive_sighting(
    words: Mapping[str, str],
    *,
    door: ReportDoor,
    by: Actor,
    at: datetime,
    agency: UUID | None = None,
    report: Report | None = None,
    edition: UUID | None = None,
    alert: UUID | None = None,
    drill: bool = False,
    of_many: bool = False,
) -> Sighting:
    """Store a claim to have seen somebody, as given. It changes nothing else. Raises Incomplete.

    One that answers an appeal names its edition, a tip its alert; it belongs to the agency that published it.
    """
    if wrong := _unwritable(words):
        raise Incomplete(wrong)
    sighting = Sighting(
        id=new_id(),
        agency_id=agency or NATIONAL_INTAKE,
        report=report,
        edition=edition,
        alert=alert,
        drill=drill,
        door=door,
        received_at=at,
        received_by=by.ref,
        of_many=of_many,
    )
    sighting.words = sealing.seal_words(
        dict(words), subject=sighting.pk, table="intake_sighting", column="words", row=sighting.pk
    )
    sighting.save(force_insert=True)
    ledger.write("sighting.received", sighting, by=by, agency=sighting.agency_id, at=at, door=sighting.door)
    return sighting


def hand_over(report: UUID, agency: UUID, *, at: datetime) -> bool:
    """Give a report that no case has taken up to another agency, with its photos, sightings and running clocks.

    False when somebody took it up meanwhile. The database does it in one function, since no role may write rows of an
    agency that is not its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("select wayhome_hand_over(%s, %s, %s)", [report, agency, at])
        return bool(cursor.fetchone()[0])
