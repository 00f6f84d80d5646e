"""Partners that are told by webhook: a signed POST, and a receipt in the answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Timer
from urllib.parse import urlsplit
from uuid import UUID

from wayhome.alerts import messages
from wayhome.alerts.models import Partner
from wayhome.alerts.outgoing import Declared, Failed, Outgoing, Receipt
from wayhome.base import sealing
from wayhome.rules.alerting import Mode

DECLARED = Declared(
    per_second=50, window=8, most_bytes=256 * 1024, receipt="the partner's answer 2xx", deletes=True, keyed=True
)
SECONDS, WHOLE_SECONDS = 5, 12
RECEIPT_MOST = 180


def recipients(mode: Mode) -> list[UUID | None]:
    """Every partner for this mode; a drill never reaches a partner for live alerts, nor the other way round."""
    return list(Partner.objects.filter(mode=mode.value, ended_at=None).order_by("name").values_list("pk", flat=True))


def send(outgoing: Outgoing, *, at: datetime) -> Receipt:
    """Post one message. Raises Failed; for good where the partner says that it will never take it."""
    del at
    partner = outgoing.partner
    if partner is None or partner.mode != outgoing.mode or (partner.ended_at and outgoing.kind != "Cancel"):
        raise Failed("the partner is not told of such alerts", for_good=True)
    body = messages.webhook_body(outgoing)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": outgoing.key,
        "Wayhome-Signature": signature(body, outgoing.key, secret_of(partner)),
        "Wayhome-Mode": outgoing.mode.value,
        **({"Wayhome-Repeat": "1"} if outgoing.repeat else {}),
    }
    status, said = _posted(partner.url, body, headers)
    if 200 <= status < 300:
        return Receipt(f"{status} {' '.join(said.split())}".strip(), hashlib.sha256(body).hexdigest())
    worth_another = status in {408, 425, 429} or status >= 500
    raise Failed(f"answered {status}", for_good=not worth_another)


def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Status and first words of the answer. Raises Failed.

    However slowly the answer drips, it ends before the try counts as dead; no proxy of the environment learns of a child,
    and nobody is led elsewhere.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        connection.connect()
        with _hung_up(connection.sock):
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(RECEIPT_MOST).decode("utf-8", "replace")
    except (OSError, HTTPException) as problem:
        raise Failed(f"no answer: {type(problem).__name__}") from None
    finally:
        connection.close()


@contextmanager
def _hung_up(line: socket) -> Iterator[None]:
    """End a connection that is used for longer than a try may take. The library forgets its socket before the answer is read."""

    def hang_up() -> None:
        with suppress(OSError):  # it has just ended by itself
            line.shutdown(SHUT_RDWR)

    too_long = Timer(WHOLE_SECONDS, hang_up)
    too_long.start()
    try:
        yield
    finally:
        too_long.cancel()


def signature(body: bytes, key: str, secret: bytes) -> str:
    """HMAC-SHA256 over key and body, so that neither can be put with another."""
    return "v1=" + hmac.new(secret, key.encode() + b"." + body, hashlib.sha256).hexdigest()


def secret_of(partner: Partner) -> bytes:
    """The secret that the partner shares with us."""
    return sealing.unseal(partner.secret, table="alerts_partner", column="secret", row=partner.pk)
