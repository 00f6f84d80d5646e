"""Public keys, each under its id: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\n?", re.DOTALL)
Keys = Mapping[str, Ed25519PublicKey]


def read_keys(files: Iterable[Path]) -> Keys:
    """Every Ed25519 key of these PEM files. Raises ValueError for a key of another kind, OSError for a file that is not there."""
    keys = {}
    for file in files:
        for pem in PEM.findall(file.read_bytes()):
            key = serialization.load_pem_public_key(pem)
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError(f"{file} holds a key that is not Ed25519")  # noqa: TRY004 - a wrong file, not a wrong call
            raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            keys[hashlib.sha256(raw).hexdigest()[:16]] = key
    return keys


def why_unsigned(keys: Keys, key: object, signature: str | bytes, message: bytes) -> str | None:
    """Why this message does not count as signed; None when it does. A signature in text is base64."""
    if not isinstance(key, str) or key not in keys:
        return f"is signed with the key {key}, which is none of those named"
    try:
        raw = base64.b64decode(signature, validate=True) if isinstance(signature, str) else signature
        keys[key].verify(raw, message)
    except (InvalidSignature, binascii.Error, ValueError):
        return "bears a signature that is not its own"
    return None
