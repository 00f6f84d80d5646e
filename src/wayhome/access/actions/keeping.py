"""Keeping a record more closely: restricted, sealed, and unsealed by two people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from wayhome.access.actions.standing import colleague, stand
from wayhome.access.models import Restriction, SealName, Unseal
from wayhome.access.queries import Record, can
from wayhome.base import sealing
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action, may
from wayhome.rules.keeping import (
    ANOTHER_AGREES,
    ASKED_ALREADY,
    FEWEST_NAMES,
    NOT_SEALED,
    OPEN_ALREADY,
    RESTRICTED_ALREADY,
    SAY_AUTHORITY,
    SEALED_ALREADY,
    TWO_NAMES,
)
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.actor import Actor
from wayhome.terms.standing import Closeness, Standing
from wayhome.terms.viewer import Viewer


@transaction.atomic
def restrict(record: Record, reason: str, *, viewer: Viewer, by: Actor, at: datetime) -> Restriction:
    """Keep a record to the people assigned, supervisors and duty officers. Raises Refused, NotFound."""
    standing = stand(viewer, record, Action.KEEP_CLOSELY)
    if why := refuse_reason(reason):
        raise Refused(why)
    if standing.closeness is not Closeness.OPEN:
        raise Refused(SEALED_ALREADY if standing.closeness is Closeness.SEALED else RESTRICTED_ALREADY)
    row = _keep(record, Closeness.RESTRICTED, reason, by=by, at=at)
    ledger.write("record.restricted", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk))
    return row


@transaction.atomic
def lift(record: Record, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """End a restriction. A seal is not lifted, it is ended by two people. Raises Refused, Overtaken, NotFound."""
    standing = stand(viewer, record, Action.KEEP_CLOSELY)
    if standing.closeness is not Closeness.RESTRICTED:
        raise Refused(SEALED_ALREADY if standing.closeness is Closeness.SEALED else OPEN_ALREADY)
    row = Restriction.objects.filter(subject=record.pk, ended_at=None).first()
    if row is None:
        raise Overtaken
    _end(row, closeness=Closeness.RESTRICTED, by=by, at=at)
    ledger.write("record.lifted", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk))


@transaction.atomic
def seal(
    record: Record, names: Collection[UUID], reason: str, *, viewer: Viewer, by: Actor, at: datetime
) -> Restriction:
    """Keep a record to the people named alone: no search finds it and no broken glass opens it.

    At least two of them may unseal it again, the sealer among those named. A sealed record is sealed anew only once
    fewer than two of its people are left, by one who is named. Raises Refused, Overtaken, NotFound.
    """
    standing = stand(viewer, record, Action.KEEP_CLOSELY)
    if why := refuse_reason(reason):
        raise Refused(why)
    named = [colleague(each, record) for each in dict.fromkeys(names)]
    if viewer.officer not in set(names) or sum(can(each, Action.UNSEAL) for each in named) < FEWEST_NAMES:
        raise Refused(TWO_NAMES)
    before = Restriction.objects.filter(subject=record.pk, ended_at=None).first()
    if before is not None:
        if standing.closeness is Closeness.SEALED and len(_still_there(before)) >= FEWEST_NAMES:
            raise Refused(SEALED_ALREADY)
        _end(before, closeness=Closeness(before.closeness), by=by, at=at)
    row = _keep(record, Closeness.SEALED, reason, by=by, at=at)
    SealName.objects.bulk_create(
        [SealName(agency_id=record.agency_id, restriction=row, officer=each) for each in named]
    )
    ledger.write("record.sealed", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk), names=len(named))
    return row


@transaction.atomic
def ask_unseal(record: Record, *, authority: str, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Unseal:
    """Ask, on a named authority, that the seal end; another person on the seal decides. Raises Refused, NotFound."""
    _sealed(viewer, record)
    if refuse_reason(authority):
        raise Refused(SAY_AUTHORITY)
    if why := refuse_reason(reason):
        raise Refused(why)
    standing = Restriction.objects.filter(subject=record.pk, ended_at=None).first()
    if standing is None:
        raise Refused(NOT_SEALED)
    row = Unseal(
        id=new_id(), agency_id=record.agency_id, restriction=standing, subject=record.pk,
        asked_by_id=viewer.officer, asked_at=at, state="pending",
    )  # fmt: skip
    said = {"authority": authority.strip(), "reason": reason.strip()}
    row.words = sealing.seal_words(said, subject=record.pk, table="access_unseal", column="words", row=row.pk)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(ASKED_ALREADY) from None
    ledger.write("unseal.asked", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk))
    return row


@transaction.atomic
def agree_unseal(record: Record, unseal: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Restriction:
    """End the seal, as the second person on it. The record becomes restricted, not open: that is another's decision.

    Raises Refused for whoever asked, Overtaken when somebody was quicker, NotFound.
    """
    row = _decided(record, unseal, "agreed", viewer=viewer, at=at)
    _end(row.restriction, closeness=Closeness.SEALED, by=by, at=at)
    said = words_of_unseal(row)
    after = _keep(record, Closeness.RESTRICTED, said.get("reason", ""), by=by, at=at)
    ledger.write("unseal.agreed", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk))
    return after


@transaction.atomic
def refuse_unseal(record: Record, unseal: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Leave the seal as it is, as another person on it. Raises as `agree_unseal` does."""
    row = _decided(record, unseal, "refused", viewer=viewer, at=at)
    ledger.write("unseal.refused", row, by=by, agency=record.agency_id, at=at, subject=str(record.pk))


def words_of_unseal(row: Unseal) -> dict[str, str]:
    """On whose authority, and why, somebody asked."""
    said = sealing.unseal_words(row.words, table="access_unseal", column="words", row=row.pk)
    return dict(said) if isinstance(said, dict) else {}


def _decided(record: Record, unseal: UUID, state: str, *, viewer: Viewer, at: datetime) -> Unseal:
    # One statement decides, so that of several who agree at once one does, and never the one who asked.
    _sealed(viewer, record)
    pending = Unseal.objects.filter(pk=unseal, subject=record.pk, state="pending", restriction__ended_at=None)
    decided = pending.exclude(asked_by_id=viewer.officer)
    won = decided.update(state=state, decided_by_id=viewer.officer, decided_at=at)
    row = Unseal.objects.select_related("restriction").filter(pk=unseal, subject=record.pk).first()
    if row is None:
        raise NotFound
    if not won:
        raise Refused(ANOTHER_AGREES) if row.asked_by_id == viewer.officer else Overtaken
    return row


def _sealed(viewer: Viewer, record: Record) -> Standing:
    standing = stand(viewer, record, Action.UNSEAL)
    if standing.closeness is not Closeness.SEALED or not may(viewer, Action.UNSEAL, standing=standing):
        raise Refused(NOT_SEALED)
    return standing


def _still_there(restriction: Restriction) -> list[UUID]:
    named = SealName.objects.select_related("officer__agency").filter(
        restriction=restriction, officer__is_active=True, officer__agency_id=restriction.agency_id
    )
    return [each.officer_id for each in named if can(each.officer, Action.UNSEAL)]


def _keep(record: Record, closeness: Closeness, reason: str, *, by: Actor, at: datetime) -> Restriction:
    row = Restriction(
        id=new_id(), agency_id=record.agency_id, subject=record.pk, closeness=closeness.value, by=by.ref, at=at
    )
    row.reason = sealing.seal_words(
        reason.strip(), subject=record.pk, table="access_restriction", column="reason", row=row.pk
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Overtaken from None
    return row


def _end(row: Restriction, *, closeness: Closeness, by: Actor, at: datetime) -> None:
    standing = Restriction.objects.filter(pk=row.pk, closeness=closeness.value, ended_at=None)
    if not standing.update(ended_at=at, ended_by=by.ref):
        raise Overtaken
