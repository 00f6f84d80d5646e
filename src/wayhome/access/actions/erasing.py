"""Destroying the keys of a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.access.models import Erasure
from wayhome.base import keystore
from wayhome.ledger import actions as ledger
from wayhome.terms.actor import Actor


@transaction.atomic
def erase(subject: UUID, *, agency: UUID, also: Iterable[UUID] = (), by: Actor, at: datetime) -> Erasure:
    """Destroy the keys of a record, and of what hangs on it, and set a stone that says so. There is no way back."""
    stone = Erasure.objects.create(subject=subject, agency_id=agency, by=by.ref, at=at)
    ledger.write("record.erased", stone, by=by, agency=agency, at=at, subject=str(subject))
    for key in (subject, *also):
        keystore.destroy(key)
    return stone
