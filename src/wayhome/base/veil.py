"""Words that travel through an address without standing in it: sealed, for one purpose, for a while.

An address stays in histories and in the logs of proxies, so no name, phone or reference of a report may stand in one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE, TIME = 12, 8


def veil(purpose: str, words: str, *, at: datetime) -> str:
    """The words as they may stand in an address: AES-GCM under a key of this process's kind and this purpose."""
    nonce = os.urandom(NONCE)
    plain = int(at.timestamp()).to_bytes(TIME, "big") + words.encode()
    sealed = AESGCM(_key(purpose)).encrypt(nonce, plain, None)
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def unveil(purpose: str, veiled: str, *, at: datetime, lasts: timedelta) -> str | None:
    """The words again; None when they were not veiled here for this purpose, or too long ago."""
    try:
        raw = base64.b64decode(veiled + "=" * (-len(veiled) % 4), altchars=b"-_", validate=True)
        plain = AESGCM(_key(purpose)).decrypt(raw[:NONCE], raw[NONCE:], None)
    except (ValueError, binascii.Error, InvalidTag):
        return None
    veiled_at = int.from_bytes(plain[:TIME], "big")
    return plain[TIME:].decode() if at.timestamp() - veiled_at < lasts.total_seconds() else None


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"wayhome veil {purpose}".encode(), "sha256")
