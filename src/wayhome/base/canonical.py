"""One written form of a value, and its hash: what two people approve, and what is frozen, is compared by it."""

from __future__ import annotations

import hashlib
import json


def fingerprint(value: object) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of a value: sorted keys, no spaces, UTF-8."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
