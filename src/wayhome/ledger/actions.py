"""Writing the ledger: the last line of every verb, and the first line of every look."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from procrastinate.contrib.django import app as queue

from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor


def write(
    kind: str,
    subject: models.Model,
    /,
    *,
    by: Actor,
    agency: UUID | None,
    at: datetime,
    reason: str = "",
    **facts: object,
) -> Entry:
    """Append one entry and queue its followers, inside the caller's transaction.

    `by` is kept as text, since history must outlive accounts. A trigger tells the open desks, after commit.
    """
    entry = Entry.objects.create(
        kind=kind,
        subject=subject._meta.label,
        key=subject.pk,
        agency=agency,
        by=by.ref,
        by_agency=by.agency,
        origin=by.origin,
        reason=reason,
        facts=facts,
        at=at,
    )
    queue.configure_task("flow.dispatch").defer(entry_id=str(entry.pk), kind=kind)
    return entry


def look(
    kind: str,
    subject: models.Model,
    /,
    *,
    by: Actor,
    agency: UUID | None,
    at: datetime,
    reason: str = "",
    **facts: object,
) -> Entry:
    """Record that a person looked, and why. The page leaves only if this line is written."""
    return look_at(kind, subject._meta.label, subject.pk, by=by, agency=agency, at=at, reason=reason, **facts)


def look_at(
    kind: str,
    subject: str,
    key: UUID,
    *,
    by: Actor,
    agency: UUID | None,
    at: datetime,
    reason: str = "",
    **facts: object,
) -> Entry:
    """Record a look at something that is not one row: a list, a search, an export. `facts` hold counts and hashes."""
    return Entry.objects.create(
        kind=kind, look=True, subject=subject, key=key, agency=agency, by=by.ref, by_agency=by.agency, origin=by.origin,
        reason=reason, facts=facts, at=at,
    )  # fmt: skip
