"""Sharing a part of one record with one agency, on a stated ground, until a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from wayhome.access.actions.standing import stand
from wayhome.access.models import Share
from wayhome.access.queries import Record
from wayhome.accounts.models import Agency
from wayhome.base import sealing
from wayhome.base.errors import Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action, reads_cases
from wayhome.rules.keeping import (
    CHOOSE_AGENCY,
    CHOOSE_CEILING,
    CHOOSE_GROUND,
    SEALED_IS_NOT_SHARED,
    SHARED_ALREADY,
    refuse_share_end,
)
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.actor import Actor
from wayhome.terms.field_class import FieldClass
from wayhome.terms.profile import profile_of
from wayhome.terms.standing import Closeness
from wayhome.terms.viewer import AgencyKind, Viewer

CEILINGS = (FieldClass.PARTNER, FieldClass.CASE)


def grounds() -> dict[str, str]:
    """The legal grounds that the country's profile lets an officer name, by code."""
    return {note.code: note.label for note in profile_of(settings.COUNTRY_PROFILE).legal}


@transaction.atomic
def share(
    record: Record, to: UUID, *, ceiling: str, ground: str, words: str, until: datetime,
    viewer: Viewer, by: Actor, at: datetime,
) -> Share:  # fmt: skip
    """Let another agency read status and facts of one record, up to a ceiling. Raises Refused, NotFound."""
    standing = stand(viewer, record, Action.SHARE_CASE)
    if standing.closeness is Closeness.SEALED:
        raise Refused(SEALED_IS_NOT_SHARED)
    agency = Agency.objects.filter(pk=to).exclude(pk=record.agency_id).first()
    if agency is None or not reads_cases(AgencyKind(agency.kind)):
        raise Refused(CHOOSE_AGENCY)
    if ceiling not in {each.value for each in CEILINGS}:
        raise Refused(CHOOSE_CEILING)
    if ground not in grounds():
        raise Refused(CHOOSE_GROUND)
    if why := refuse_share_end(until, at=at) or refuse_reason(words):
        raise Refused(why)
    # One that ran out by itself makes room for the next.
    Share.objects.filter(subject=record.pk, to=agency, ended_at=None, until__lte=at).update(
        ended_at=at, ended_by=by.ref
    )
    row = Share(
        id=new_id(), agency_id=record.agency_id, subject=record.pk, to=agency, ceiling=ceiling, ground=ground,
        by=by.ref, at=at, until=until,
    )  # fmt: skip
    row.words = sealing.seal_words(words.strip(), subject=record.pk, table="access_share", column="words", row=row.pk)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(SHARED_ALREADY) from None
    ledger.write(
        "record.shared", row, by=by, agency=record.agency_id, at=at, reason=ground, subject=str(record.pk),
        to=str(agency.pk), ceiling=ceiling, until=until.isoformat(),
    )  # fmt: skip
    return row


@transaction.atomic
def end_share(record: Record, share: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Take a share back at once. Raises Overtaken when it has ended."""
    stand(viewer, record, Action.SHARE_CASE)
    row = Share.objects.filter(pk=share, subject=record.pk).first()
    if row is None or not Share.objects.filter(pk=share, ended_at=None).update(ended_at=at, ended_by=by.ref):
        raise Overtaken
    ledger.write("share.ended", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk), to=str(row.to_id))
