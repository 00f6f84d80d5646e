"""The seals: each signs a statement about a batch of entries and about the seal before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from wayhome_verify.faults import Faults, span
from wayhome_verify.keys import Keys, why_unsigned

DOMAIN = b"wayhome seal 1\n"
ROOT = "0" * 64
ID, DIGEST = 16, 32
SAYS = {"at": str, "count": int, "digests": str, "entries": str, "key": str, "number": int, "previous": str,
        "scheme": int, "total": int, "until": int}  # fmt: skip


@dataclass
class Checked:
    """What is known of the seals read so far, by number."""

    hashes: dict[int, str] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)
    times: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries under one seal, in their order: ids and digests. `until` is the transaction of the last, None if unreadable.

    `lost` counts the entries of seals that are missing right before this one.
    """

    number: int
    first: int
    entries: list[tuple[bytes, bytes]]
    until: tuple[int, bytes] | None
    lost: int


def read_seals(connection: psycopg.Connection[Any], keys: Keys, faults: Faults, sealed: Checked) -> Iterator[Batch]:
    """Every seal in its order, checked by itself and against the one before."""
    last, previous, total = 0, ROOT, 0
    with connection.cursor("seals") as cursor:
        cursor.itersize = 200
        cursor.execute("select number, statement, entries, digests, signature from ledger_seal order by number")
        for number, statement, ids, digests, signature in cursor:
            message = DOMAIN + statement.encode()
            sealed.hashes[number] = hashlib.sha256(message).hexdigest()
            said = _read(statement)
            lines = [
                (bytes(ids[ID * place : ID * place + ID]), bytes(digests[DIGEST * place : DIGEST * place + DIGEST]))
                for place in range(len(ids) // ID)
            ]
            if said is None:
                faults.add("seal", f"The statement of seal {number} cannot be read; it was over {len(lines)} entries from"
                           f" {total + 1} on.", seal=number, span=[total + 1, total + len(lines)])  # fmt: skip
                yield Batch(number, total + 1, lines, None, 0)
                last, previous, total = number, sealed.hashes[number], total + len(lines)
                sealed.totals[number] = total
                continue
            first = said["total"] - said["count"] + 1
            here = {"seal": number, "span": [first, said["total"]]}
            about = f"Seal {number}, over {span(first, said['total'])},"
            if why := why_unsigned(keys, said["key"], bytes(signature), message):
                faults.add("seal", f"{about} {why}.", **here)
            if said["number"] != number:
                faults.add("seal", f"{about} says that it is number {said['number']}.", **here)
            if (
                (hashlib.sha256(ids).hexdigest(), hashlib.sha256(digests).hexdigest())
                != (said["entries"], said["digests"])
                or len(lines) != said["count"]
                or len(digests) != DIGEST * len(lines)
            ):
                faults.add("seal", f"{about} does not hold the list that it signs.", **here)
            lost = 0
            if number != last + 1:
                lost = max(0, first - 1 - total)
                faults.add("seal_missing", f"Before seal {number} others are missing; they were over {span(total + 1, first - 1)}.",
                           seal=last + 1, span=[total + 1, first - 1])  # fmt: skip
            elif said["previous"] != previous or first != total + 1:
                faults.add("seal", f"{about} does not follow on seal {last}.", **here)
            yield Batch(number, first, lines, (said["until"], lines[-1][0]) if lines else None, lost)
            last, previous, total = number, sealed.hashes[number], said["total"]
            sealed.totals[number] = total
            sealed.times[number] = datetime.fromisoformat(said["at"])


def _read(statement: str) -> dict[str, Any] | None:
    try:
        said = json.loads(statement)
        if any(type(said[name]) is not kind for name, kind in SAYS.items()) or said["scheme"] != 1:
            return None
        if datetime.fromisoformat(said["at"]).tzinfo is None:
            return None
    except (ValueError, KeyError, TypeError):
        return None
    return dict(said)
