"""Saying why a record is opened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.access.models import Purpose
from wayhome.base import sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.purpose import LASTS, refuse_purpose
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer


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
