"""Encrypted fields: AES-GCM under the subject's key, bound to its place in the database."""

from __future__ import annotations

import hmac
import json
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wayhome.base import keystore
from wayhome.base.errors import Unreadable

FORMAT = b"\x01"
SHORTEST = 1 + 16 + 12 + 16  # format, key id, nonce, tag


def seal(plain: bytes, *, subject: UUID, table: str, column: str, row: UUID) -> bytes:
    """Encrypt one value: format, key id, nonce, then AES-GCM with table, column and row bound in.

    A value moved to another row or column no longer opens. The key id is the subject's own id.
    """
    nonce = os.urandom(12)
    key = keystore.data_key_or_new(subject)
    return FORMAT + subject.bytes + nonce + AESGCM(key).encrypt(nonce, plain, _place(subject, table, column, row))


def unseal(sealed: bytes | memoryview, *, table: str, column: str, row: UUID) -> bytes:
    """Decrypt one value. Raises Unreadable when it was moved, changed, or its key destroyed."""
    sealed = bytes(sealed)
    if len(sealed) < SHORTEST or sealed[:1] != FORMAT:
        raise Unreadable("This value is not complete, or of a format that is not known here.")
    subject, nonce = UUID(bytes=sealed[1:17]), sealed[17:29]
    try:
        return AESGCM(keystore.data_key(subject)).decrypt(nonce, sealed[29:], _place(subject, table, column, row))
    except InvalidTag as problem:
        raise Unreadable("This value was changed, or belongs to another row.") from problem


def seal_words(words: object, *, subject: UUID, table: str, column: str, row: UUID) -> bytes:
    """Encrypt anything JSON can hold."""
    plain = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(plain, subject=subject, table=table, column=column, row=row)


def unseal_words(sealed: bytes | memoryview, *, table: str, column: str, row: UUID) -> object:
    """The opposite of `seal_words`."""
    return json.loads(unseal(sealed, table=table, column=column, row=row))


def digest(kind: str, normalised: str) -> bytes:
    """The keyed hash of a normalised value, for exact search without reading it (HMAC-SHA-256, 32 bytes)."""
    return hmac.digest(keystore.search_key(), f"{kind}\0{normalised}".encode(), "sha256")


def _place(subject: UUID, table: str, column: str, row: UUID) -> bytes:
    return b"\0".join((subject.bytes, table.encode(), column.encode(), row.bytes))
