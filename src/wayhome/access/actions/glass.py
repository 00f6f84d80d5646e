"""Breaking the glass: opening for a few hours a record that is not open, while two others are told at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from wayhome.access.models import Glass, GlassTold
from wayhome.access.queries import glass_seen_by
from wayhome.base import sealing
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id, read_reference
from wayhome.ledger import actions as ledger
from wayhome.rules.access import MAY, Action
from wayhome.rules.glass import (
    BROKEN_ALREADY,
    CHOOSE_HOURS,
    CHOOSE_REASON,
    CHOOSE_VERDICT,
    MOST_HOURS,
    NO_RECORD,
    NOBODY_TO_TELL,
    NOT_YOUR_OWN,
    OPEN_ALREADY,
    REASONS,
    REVIEWED_ALREADY,
    SAY_WHY,
    VERDICTS,
    Verdict,
)
from wayhome.rules.keeping import NOT_YOURS
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer

REFUSALS = {"open": OPEN_ALREADY, "again": BROKEN_ALREADY, "nobody": NOBODY_TO_TELL}


@transaction.atomic
def break_glass(reference: str, code: str, words: str, hours: int, *, viewer: Viewer, by: Actor, at: datetime) -> Glass:
    """Open one record by its reference, to read, for some hours; two others are told in the same transaction.

    The database decides and writes, in one function, since whoever is shut out can neither find the record nor write a
    row for another agency. A record that is sealed, that names the officer, or that is not there is refused in one
    sentence. Raises Refused.
    """
    if Action.BREAK_GLASS not in MAY.get((viewer.agency_kind, viewer.role), frozenset()):
        raise Refused(NOT_YOURS)
    if code not in REASONS:
        raise Refused(CHOOSE_REASON)
    if refuse_reason(words):
        raise Refused(SAY_WHY)
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(CHOOSE_HOURS)
    called = read_reference(reference) or ""
    subject, why = _breakable(called)
    if subject is None:
        raise Refused(NO_RECORD)
    if why in REFUSALS:
        raise Refused(REFUSALS[why])
    key = new_id()
    sealed = sealing.seal_words(words.strip(), subject=subject, table="access_glass", column="words", row=key)
    answer = _broken(called, key, code, sealed, hours)
    if answer != "broken":
        raise Refused(REFUSALS.get(answer, NO_RECORD))
    glass = Glass.objects.get(pk=key)
    told = list(GlassTold.objects.filter(glass=glass).select_related("officer"))
    ledger.write(
        "glass.broken", glass, by=by, agency=glass.owner_id, at=at, reason=code, subject=str(subject), hours=hours,
        told=[str(each.officer_id) for each in told],
    )  # fmt: skip
    for each in told:
        ledger.write(
            "glass.told", glass, by=by, agency=each.officer.agency_id, at=at, reason=code, officer=str(each.officer_id)
        )
    return glass


def _breakable(called: str) -> tuple[UUID | None, str]:
    with connection.cursor() as cursor:
        cursor.execute("select subject, why from wayhome_breakable(%s)", [called])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (None, "absent")


def _broken(called: str, key: UUID, code: str, words: bytes, hours: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select wayhome_break_glass(%s, %s, %s, %s, %s)", [called, key, code, words, hours])
        return str(cursor.fetchone()[0])


@transaction.atomic
def read_told(glass: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Say that one has read what one was told. Raises NotFound when one was not told."""
    told = GlassTold.objects.filter(glass=glass, officer=viewer.officer).select_related("glass").first()
    if told is None:
        raise NotFound
    if GlassTold.objects.filter(pk=told.pk, read_at=None).update(read_at=at):
        ledger.write("glass.read", told.glass, by=by, agency=viewer.agency, at=at)


@transaction.atomic
def end_glass(glass: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Close what broken glass opened, before its time: by the officer, or by a reviewer. Raises Overtaken, NotFound."""
    row = Glass.objects.filter(pk=glass, officer=viewer.officer).first() or glass_seen_by(
        viewer, glass, Action.REVIEW_GLASS
    )
    if not Glass.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at):
        raise Overtaken
    ledger.write("glass.ended", row, by=by, agency=row.owner_id, at=at, subject=str(row.subject))


@transaction.atomic
def review_glass(glass: UUID, verdict: str, words: str, *, viewer: Viewer, by: Actor, at: datetime) -> Glass:
    """Say what one makes of broken glass, as a supervisor of either agency who did not break it.

    Raises Refused without a verdict or words, or for one's own; Overtaken when somebody was quicker; NotFound.
    """
    row = glass_seen_by(viewer, glass, Action.REVIEW_GLASS)
    if row.officer_id == viewer.officer:
        raise Refused(NOT_YOUR_OWN)
    if verdict not in VERDICTS:
        raise Refused(CHOOSE_VERDICT)
    if why := refuse_reason(words):
        raise Refused(why)
    sealed = sealing.seal_words(words.strip(), subject=row.subject, table="access_glass", column="review", row=row.pk)
    mine = Glass.objects.filter(pk=row.pk, reviewed_by=None).exclude(officer=viewer.officer)
    if not mine.update(verdict=verdict, review=sealed, reviewed_by=viewer.officer, reviewed_at=at):
        raise Overtaken(REVIEWED_ALREADY)
    if verdict == Verdict.NOT_JUSTIFIED:
        Glass.objects.filter(pk=row.pk, ended_at=None, until__gt=at).update(ended_at=at)
    ledger.write("glass.reviewed", row, by=by, agency=row.owner_id, at=at, verdict=verdict, officer=str(row.officer_id))
    row.refresh_from_db()
    return row


def words_of_glass(row: Glass, column: str = "words") -> str:
    """Why the glass was broken, or with `review` what the reviewer wrote."""
    sealed = getattr(row, column)
    return str(sealing.unseal_words(sealed, table="access_glass", column=column, row=row.pk)) if sealed else ""
