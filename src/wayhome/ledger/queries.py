"""Reading the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from wayhome.ledger.models import Entry


def entries_about(keys: Iterable[UUID]) -> QuerySet[Entry]:
    """What was done to these rows, newest first; looks left out."""
    return Entry.objects.filter(key__in=list(keys), look=False).order_by("-at", "-id")


def last_eyes(key: UUID) -> datetime | None:
    """When a person last looked at this; None when nobody has."""
    at: datetime | None = Entry.objects.filter(key=key, look=True).aggregate(at=Max("at"))["at"]
    return at
