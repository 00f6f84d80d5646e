"""Partners that are told by webhook. An operator adds them, since a wrong address would learn of a child."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from wayhome.alerts.models import Partner
from wayhome.base import sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

LEAST_SECRET = 32
NEEDS_TLS = N_("A partner's address begins with https, or lies on this machine, so that nobody on the way reads it.")
SHORT_SECRET = N_("A secret has 32 bytes at the least.")
NAME_TAKEN = N_("There is a partner of this name.")
HERE = {"127.0.0.1", "localhost", "::1"}


@transaction.atomic
def add_partner(name: str, url: str, *, mode: Mode, secret: bytes, by: Actor, at: datetime) -> Partner:
    """Tell a partner of every alert of this mode from now on. Raises Refused."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise Refused(NEEDS_TLS)
    if len(secret) < LEAST_SECRET:
        raise Refused(SHORT_SECRET)
    if Partner.objects.filter(name=name).exists():
        raise Refused(NAME_TAKEN)
    row = Partner(id=new_id(), name=name, url=url, mode=mode.value, made_at=at)
    row.secret = sealing.seal(secret, subject=row.pk, table="alerts_partner", column="secret", row=row.pk)
    row.save(force_insert=True)
    ledger.write("alert.partner_added", row, by=by, agency=None, at=at, mode=mode.value)
    return row
