"""The same answer to the same request, and one report from two requests at once.

The unique key (agency, key) does the work: the second of two at once waits on the index until the first has committed,
and then reads its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.base.ids import new_id
from wayhome.intake.models import KeptAnswer


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was sent."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A key that this request holds, or the answer that another request got under it."""

    row: UUID
    given: Given | None = None
    other_request: bool = False


def hold(agency: UUID, key: str, request_digest: bytes, *, at: datetime) -> Held:
    """Claim a key inside the caller's transaction, or find what was answered under it."""
    mine = KeptAnswer(id=new_id(), agency_id=agency, key=key, request_digest=request_digest, at=at)
    KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    kept = KeptAnswer.objects.get(agency_id=agency, key=key)
    if kept.pk == mine.pk:
        return Held(mine.pk)
    if bytes(kept.request_digest) != request_digest:
        return Held(kept.pk, other_request=True)
    return Held(kept.pk, given=Given(kept.status or 500, bytes(kept.body or b"")))


def keep(held: Held, *, status: int, body: bytes) -> None:
    """Keep the answer for the next time, in the same transaction as what it says."""
    KeptAnswer.objects.filter(pk=held.row).update(status=status, body=body)
