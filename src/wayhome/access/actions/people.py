"""Who works on a record, and who is shut out of it because the record names them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from wayhome.access.actions.standing import colleague, stand
from wayhome.access.models import Assignment, Conflict
from wayhome.access.queries import Record
from wayhome.accounts.models import Officer
from wayhome.base.errors import Overtaken, Refused
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action
from wayhome.rules.keeping import ASSIGNED_ALREADY, CHOOSE_OFFICER, NAMED_ALREADY
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer


@transaction.atomic
def assign(record: Record, officer: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Assignment:
    """Let an officer work on a record beside the owner of the case. Raises Refused, NotFound."""
    stand(viewer, record, Action.ASSIGN)
    row = colleague(officer, record)
    assignment = Assignment(agency_id=record.agency_id, subject=record.pk, officer=row, by=by.ref, at=at)
    _keep(assignment, ASSIGNED_ALREADY)
    ledger.write(
        "record.assigned",
        assignment,
        by=by,
        agency=record.agency_id,
        at=at,
        subject=str(record.pk),
        officer=str(row.pk),
    )
    return assignment


@transaction.atomic
def unassign(record: Record, officer: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """End an officer's work on a record. Raises Overtaken when it has ended."""
    stand(viewer, record, Action.ASSIGN)
    standing = Assignment.objects.filter(subject=record.pk, officer=officer, ended_at=None).first()
    if standing is None or not Assignment.objects.filter(pk=standing.pk, ended_at=None).update(ended_at=at):
        raise Overtaken
    ledger.write(
        "record.unassigned",
        standing,
        by=by,
        agency=record.agency_id,
        at=at,
        subject=str(record.pk),
        officer=str(officer),
    )


@transaction.atomic
def name_conflict(record: Record, officer: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Conflict:
    """Say that an officer, of whatever agency, is a person named in the case: shut out from now on, and not told."""
    stand(viewer, record, Action.KEEP_CLOSELY)
    row = Officer.objects.filter(pk=officer).first()
    if row is None:
        raise Refused(CHOOSE_OFFICER)
    conflict = Conflict(agency_id=record.agency_id, subject=record.pk, officer=row, by=by.ref, at=at)
    _keep(conflict, NAMED_ALREADY)
    _changed(conflict, "conflict_named", record, row.pk, by=by, at=at)
    return conflict


@transaction.atomic
def end_conflict(record: Record, conflict: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Say that an officer is not, or no longer, a person named in the case. Raises Overtaken when that was said."""
    stand(viewer, record, Action.KEEP_CLOSELY)
    standing = Conflict.objects.filter(pk=conflict, subject=record.pk).first()
    if standing is None or not Conflict.objects.filter(pk=conflict, ended_at=None).update(ended_at=at):
        raise Overtaken
    _changed(standing, "conflict_ended", record, standing.officer_id, by=by, at=at)


def _changed(row: Conflict, what: str, record: Record, officer: UUID, *, by: Actor, at: datetime) -> None:
    # Open desks are told kinds: this one does not say that somebody was shut out.
    ledger.write(
        "access.changed",
        row,
        by=by,
        agency=record.agency_id,
        at=at,
        what=what,
        subject=str(record.pk),
        officer=str(officer),
    )


def _keep(row: Assignment | Conflict, already: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(already) from None
