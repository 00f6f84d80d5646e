"""Telling the seals to the outside: a file in a folder that should be another organisation's, and that only ever grows.

An anchor is written after its seal was saved. Killed in between, the process writes it when it comes back; the other way
round, an anchor without its seal would look like a ledger that was cut.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from wayhome.base import disk
from wayhome.base.errors import Problem
from wayhome.base.signing import SigningKey
from wayhome.ledger.models import Seal
from wayhome.ledger.sealing import canonical, hash_of, said

FILE, KEYS = "anchors.jsonl", "keys.pem"
DOMAIN = b"wayhome anchor 1\n"
TOGETHER = 500
LONGEST_LINE = 1024


class NotOurs(Problem):
    """The folder of the anchors holds no anchor of this ledger."""


class Contradicted(Problem):
    """The anchors tell of seals that this ledger does not have."""


def catch_up(folder: Path, key: SigningKey, *, at: datetime, begin: bool = False) -> int:
    """Write an anchor for every seal that has none; how many.

    `begin` allows a folder in which nothing is yet. Without it only a ledger with one seal begins one: an empty folder later
    on is a disk that is not mounted. Raises NotOurs, Contradicted, OSError.
    """
    newest = Seal.objects.order_by("number").last()
    if newest is None:
        return 0
    if not (folder / KEYS).exists():
        if not begin and newest.number > 1:
            raise NotOurs(
                f"{folder} has no {KEYS}. Is it mounted? A new folder is begun with `wayhome seal --new-anchors`."
            )
        disk.make_folder(folder)
    register(folder, key)
    last = last_anchor(folder / FILE)
    done = last["seal"] if last else 0
    if last and hash_of(Seal.objects.filter(number=done).first()) != last["hash"]:
        raise Contradicted(
            f"The anchor of seal {done} in {folder} is not of the seal in this ledger. Either the ledger was changed, or it was"
            " restored to an earlier moment. See the runbook on a ledger that does not verify."
        )
    written = 0
    while seals := list(Seal.objects.filter(number__gt=done).order_by("number")[:TOGETHER]):
        _append(folder / FILE, (_line(seal, key, at) for seal in seals))
        done, written = seals[-1].number, written + len(seals)
    return written


def register(folder: Path, key: SigningKey) -> None:
    """Put the public key beside the anchors, once."""
    path = folder / KEYS
    if not path.exists() or key.public_pem not in path.read_bytes():
        _append(path, [key.public_pem])


def last_anchor(path: Path) -> dict[str, Any] | None:
    """The newest whole line; one that was torn when the power failed is passed over."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4 * LONGEST_LINE))
        tail = file.read()
    for line in reversed(tail.split(b"\n")):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "signature" in found:
            return found
    return None


def _line(seal: Seal, key: SigningKey, at: datetime) -> bytes:
    line = {
        "seal": seal.number,
        "hash": hash_of(seal),
        "entries": said(seal)["total"],
        "at": at.isoformat(),
        "key": key.id,
    }
    signature = base64.b64encode(key.sign(DOMAIN + canonical(line).encode())).decode()
    return canonical(line | {"signature": signature}).encode() + b"\n"


def _append(path: Path, lines: Iterable[bytes]) -> None:
    """Add whole lines and put them on disk; a torn line before them is ended first."""
    new = not path.exists()
    out = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(out).st_size
        torn = size > 0 and os.pread(out, 1, size - 1) != b"\n"
        left = memoryview((b"\n" if torn else b"") + b"".join(lines))
        while left:
            left = left[os.write(out, left) :]
        os.fsync(out)
    finally:
        os.close(out)
    if new:
        disk.flush_folder(path.parent)
