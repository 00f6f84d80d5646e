"""Sealing the ledger in batches. What is signed, and how it is written down, stands in docs/decisions/0017-the-sealed-ledger.md."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from wayhome.base.errors import Problem
from wayhome.base.signing import SigningKey
from wayhome.ledger.models import Seal

BATCH = 100
WAIT = timedelta(seconds=60)
ROOT = "0" * 64
ENTRY, SEAL = b"wayhome entry 1\n", b"wayhome seal 1\n"
SCHEME = 1
# Scheme 1: every column, as PostgreSQL prints it with time zone UTC and date style ISO.
COLUMNS = (
    "agency",
    "at",
    "by",
    "by_agency",
    "facts",
    "id",
    "key",
    "kind",
    "look",
    "origin",
    "reason",
    "subject",
    "written_at",
    "xid",
)
TURN = 0x7365616C  # one sealer at a time
_READ = (
    "select "  # noqa: S608 - our own names
    + ", ".join(f'"{name}"::text' for name in COLUMNS)
    + ", coalesce(written_at <= clock_timestamp() - make_interval(secs => %s), true)"
    # Below this horizon every transaction has ended, so no entry can come to stand before one that is read here.
    " from ledger_entry e where (e.xid, e.id) > (%s, %s) and e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " order by e.xid, e.id limit %s"  # the columns, not their texts of the same name
)


class CounterBehind(Problem):
    """The database numbers its transactions lower than its ledger does, as after a restore from a dump: nothing can be sealed."""


def canonical(value: object) -> str:
    """The one way to write something down as JSON: names sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def hash_of(seal: Seal | None) -> str:
    """What the next seal names, and the anchor: the SHA-256 of a seal's statement; zeros before the first."""
    return ROOT if seal is None else hashlib.sha256(SEAL + seal.statement.encode()).hexdigest()


def said(seal: Seal | None) -> dict[str, Any]:
    """The statement of a seal; before the first, that nothing was sealed."""
    return {"number": 0, "total": 0, "until": 0} if seal is None else dict(json.loads(seal.statement))


@transaction.atomic
def seal_next(key: SigningKey, *, at: datetime, wait: timedelta = WAIT) -> Seal | None:
    """Seal the next 100 entries, or those there are when one of them has waited so long; None when nothing is due.

    Raises CounterBehind.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TURN])
        cursor.execute("select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true)")
        last = Seal.objects.order_by("number").last()
        before = said(last)
        after = UUID(bytes=bytes(last.entries)[-16:]) if last else UUID(int=0)
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        if cursor.fetchone()[0] <= before["until"]:
            raise CounterBehind
        cursor.execute(_READ, [wait.total_seconds(), before["until"], after, BATCH])
        rows = cursor.fetchall()
    if not rows or (len(rows) < BATCH and not any(row[-1] for row in rows)):
        return None
    entries = [dict(zip(COLUMNS, row[:-1], strict=True)) for row in rows]
    ids = b"".join(UUID(entry["id"]).bytes for entry in entries)
    digests = b"".join(hashlib.sha256(ENTRY + canonical(entry).encode()).digest() for entry in entries)
    statement = canonical(
        {
            "scheme": SCHEME,
            "number": before["number"] + 1,
            "previous": hash_of(last),
            "count": len(entries),
            "total": before["total"] + len(entries),
            "until": int(entries[-1]["xid"]),
            "entries": hashlib.sha256(ids).hexdigest(),
            "digests": hashlib.sha256(digests).hexdigest(),
            "at": at.isoformat(),
            "key": key.id,
        }
    )
    return Seal.objects.create(
        number=before["number"] + 1,
        statement=statement,
        entries=ids,
        digests=digests,
        signature=key.sign(SEAL + statement.encode()),
    )


def waiting_since() -> datetime | None:
    """When the oldest entry was written that no seal covers yet, be it one that no seal could cover; None when all are."""
    last = Seal.objects.order_by("number").last()
    after = UUID(bytes=bytes(last.entries)[-16:]) if last else UUID(int=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(written_at) from ledger_entry where (xid, id) > (%s, %s)", [said(last)["until"], after]
        )
        row = cursor.fetchone()
    at: datetime | None = row[0] if row else None
    return at
