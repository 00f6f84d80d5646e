"""Verbs about agencies and their people."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from wayhome.accounts.models import Agency, ApiKey, Officer
from wayhome.ledger import actions as ledger
from wayhome.terms.actor import Actor


@transaction.atomic
def make_api_key(agency: Agency, *, name: str, by: Actor, at: datetime) -> str:
    """Give an agency a key for the partners' door. The key itself is returned once and never stored."""
    secret = f"wayhome_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(agency=agency, name=name, digest=digest_of(secret), created_at=at)
    ledger.write("api_key.made", key, by=by, agency=agency.pk, at=at)
    return secret


@transaction.atomic
def note_many_looks(officer: Officer, *, looks: int, at: datetime) -> None:
    """Write down that an officer opens more records than a shift's work takes, and is slowed."""
    ledger.write("officer.slowed", officer, by=officer.actor, agency=officer.agency_id, at=at, looks=looks)


def digest_of(secret: str) -> bytes:
    """How a key is stored. The key is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()
