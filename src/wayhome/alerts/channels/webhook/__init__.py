"""Partners that are told by webhook: a signed POST, and a receipt in the answer."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

import requests

from wayhome.alerts import messages
from wayhome.alerts.models import Partner
from wayhome.alerts.outgoing import Declared, Failed, Outgoing, Receipt
from wayhome.base import sealing
from wayhome.rules.alerting import Mode

DECLARED = Declared(
    per_second=50, window=8, most_bytes=256 * 1024, receipt="the partner's answer 2xx", deletes=True, keyed=True
)
CONNECT_SECONDS, READ_SECONDS = 3, 5
RECEIPT_MOST = 180


def recipients(mode: Mode) -> list[UUID | None]:
    """Every partner for this mode; a drill never reaches a partner for live alerts, nor the other way round."""
    return list(Partner.objects.filter(mode=mode.value, ended_at=None).order_by("name").values_list("pk", flat=True))


def send(outgoing: Outgoing, *, at: datetime) -> Receipt:
    """Post one message. Raises Failed; for good where the partner says that it will never take it."""
    del at
    partner = outgoing.partner
    if partner is None or partner.mode != outgoing.mode or partner.ended_at:
        raise Failed("the partner is not told of such alerts", for_good=True)
    body = messages.webhook_body(outgoing)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": outgoing.key,
        "Wayhome-Signature": signature(body, outgoing.key, secret_of(partner)),
        "Wayhome-Mode": outgoing.mode.value,
        **({"Wayhome-Repeat": "1"} if outgoing.repeat else {}),
    }
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy of the environment learns of a child
            answer = session.post(
                partner.url, data=body, headers=headers, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False,
                stream=True,
            )  # fmt: skip
            said = answer.raw.read(RECEIPT_MOST, decode_content=True).decode("utf-8", "replace")
    except requests.RequestException as problem:
        raise Failed(f"no answer: {type(problem).__name__}") from None
    if 200 <= answer.status_code < 300:
        return Receipt(f"{answer.status_code} {' '.join(said.split())}".strip(), hashlib.sha256(body).hexdigest())
    worth_another = answer.status_code in {408, 425, 429} or answer.status_code >= 500
    raise Failed(f"answered {answer.status_code}", for_good=not worth_another)


def signature(body: bytes, key: str, secret: bytes) -> str:
    """HMAC-SHA256 over key and body, so that neither can be put with another."""
    return "v1=" + hmac.new(secret, key.encode() + b"." + body, hashlib.sha256).hexdigest()


def secret_of(partner: Partner) -> bytes:
    """The secret that the partner shares with us."""
    return sealing.unseal(partner.secret, table="alerts_partner", column="secret", row=partner.pk)
