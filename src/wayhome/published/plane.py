"""Asking the web server that stands before the public what it hands out: the only proof that counts."""

from __future__ import annotations

import hashlib
import http.client
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 5.0
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: its status, and the SHA-256 of its bytes. Status 0: nobody answered."""

    status: int
    digest: str = ""


def said_of(path: Path) -> Said:
    """What the web server should answer for a file as it lies in the tree."""
    return Said(200, hashlib.sha256(path.read_bytes()).hexdigest())


def ask(paths: Iterable[str]) -> dict[str, Said]:
    """What the web server answers to each path, asked on one connection; no answer is an answer too."""
    origin = urlsplit(settings.PLANE_ORIGIN)
    kind = http.client.HTTPSConnection if origin.scheme == "https" else http.client.HTTPConnection
    connection = kind(origin.hostname or "localhost", origin.port, timeout=SECONDS)
    said: dict[str, Said] = {}
    try:
        for path in paths:
            said[path] = _one(connection, path)
    finally:
        connection.close()
    return said


def _one(connection: http.client.HTTPConnection, path: str) -> Said:
    try:
        connection.request("GET", f"/{path}", headers={"Cache-Control": "no-cache"})
        answer = connection.getresponse()
        return Said(answer.status, hashlib.sha256(answer.read(LONGEST)).hexdigest())
    except (OSError, http.client.HTTPException):
        connection.close()
        return Said(0)
