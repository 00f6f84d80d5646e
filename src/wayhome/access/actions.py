"""Changing who stands how to a record, and saying why one is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.access.models import Erasure, Purpose, Trace
from wayhome.base import keystore, sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.purpose import LASTS, refuse_purpose
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer

NAMING = ("home_address", "phone", "informant_phone")
"""Fields that name where somebody lives or is called: by these an officer who is concerned is known."""


@transaction.atomic
def state_purpose(subject: UUID, code: str, words: str, *, viewer: Viewer, by: Actor, at: datetime) -> Purpose:
    """Say why a record is opened; it holds for one shift. Raises Refused when the reason is none."""
    if why := refuse_purpose(code, words):
        raise Refused(why)
    purpose = Purpose(
        id=new_id(),
        agency_id=viewer.agency,
        officer_id=viewer.officer,
        subject=subject,
        code=code,
        at=at,
        until=at + LASTS,
    )
    if words.strip():
        purpose.words = sealing.seal_words(
            words.strip(), subject=subject, table="access_purpose", column="words", row=purpose.pk
        )
    purpose.save(force_insert=True)
    ledger.write("purpose.stated", purpose, by=by, agency=viewer.agency, at=at, subject=str(subject), code=code)
    return purpose


@transaction.atomic
def erase(subject: UUID, *, agency: UUID, also: Iterable[UUID] = (), by: Actor, at: datetime) -> Erasure:
    """Destroy the keys of a record, and of what hangs on it, and set a stone that says so. There is no way back."""
    stone = Erasure.objects.create(subject=subject, agency_id=agency, by=by.ref, at=at)
    ledger.write("record.erased", stone, by=by, agency=agency, at=at, subject=str(subject))
    for key in (subject, *also):
        keystore.destroy(key)
    return stone


def trace(subject: UUID, words: Mapping[str, object], *, agency: UUID) -> None:
    """Keep the hashes of the addresses and phones that a record or report names."""
    Trace.objects.bulk_create(
        [Trace(subject=subject, agency_id=agency, digest=each) for each in digests(words)], ignore_conflicts=True
    )


def digests(words: Mapping[str, object]) -> set[bytes]:
    """The keyed hashes of the addresses and phones in some words."""
    return {each for field in NAMING if (text := str(words.get(field) or "")) for each in _digests(field, text)}


def _digests(field: str, text: str) -> Iterable[bytes]:
    if field == "home_address":
        signs = "".join(sign for sign in text.casefold() if sign.isalnum())
        return [sealing.digest("address", signs)] if len(signs) >= 6 else []
    number = "".join(sign for sign in text if sign.isdigit())
    return [sealing.digest("tie phone", number[-10:])] if len(number) >= 6 else []
