"""The same answer to the same request, and one report from two requests at once.

A unique key does the work: the second of two at once waits on the index until the first has committed, and then reads
its answer. Partners name a key of their own (`KeptAnswer`); a public form has its token (`FormAnswer`).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wayhome.base.ids import new_id
from wayhome.intake.models import FormAnswer, KeptAnswer

FORMS_KEPT = timedelta(days=30)


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


def first_reference(token: UUID, reference: str, *, at: datetime) -> str:
    """The reference of a public form's report: the one proposed, or that of the form's first sending.

    Inside the caller's transaction, and before the report: of two at once the second waits until the first is stored.
    """
    digest, key = (hashlib.sha256(word + token.bytes).digest() for word in (b"wayhome form row", b"wayhome form key"))
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, reference.encode(), digest)
    FormAnswer.objects.bulk_create([FormAnswer(digest=digest, sealed=sealed, at=at)], ignore_conflicts=True)
    kept = bytes(FormAnswer.objects.get(digest=digest).sealed)
    return AESGCM(key).decrypt(kept[:12], kept[12:], digest).decode()


def forget_old(*, at: datetime) -> int:
    """Remove what forms were answered a month ago."""
    return FormAnswer.objects.filter(at__lt=at - FORMS_KEPT).delete()[0]
