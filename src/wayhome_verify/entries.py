"""The entries: how one is written down as bytes, and how they are compared with what was sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from wayhome_verify.faults import Faults, span
from wayhome_verify.seals import Batch

DOMAIN = b"wayhome entry 1\n"
# Scheme 1: every column, as PostgreSQL prints it with time zone UTC and date style ISO, in a JSON object with sorted names.
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: where it stands, which it is, and the digest of all it says."""

    xid: int
    id: bytes
    digest: bytes

    @property
    def place(self) -> tuple[int, bytes]:
        """Entries stand in the order of their transactions, within one of their ids."""
        return self.xid, self.id


def read_entries(connection: psycopg.Connection[Any]) -> Iterator[Entry]:
    """Every entry in its order."""
    listed = ", ".join(f'"{name}"::text' for name in COLUMNS)
    with connection.cursor("entries") as cursor:
        cursor.itersize = 2000
        # e.xid is the column; xid alone would be its text, in which 1000 comes before 999.
        cursor.execute(f"select {listed} from ledger_entry e order by e.xid, e.id")  # noqa: S608 - our own names
        for row in cursor:
            said = dict(zip(COLUMNS, row, strict=True))
            text = json.dumps(said, sort_keys=True, separators=(",", ":"))
            yield Entry(int(said["xid"]), UUID(said["id"]).bytes, hashlib.sha256(DOMAIN + text.encode()).digest())


def columns_no_seal_covers(connection: psycopg.Connection[Any]) -> set[str]:
    """Columns of the table of which this scheme knows nothing."""
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = 'ledger_entry'::regclass and attnum > 0 and not attisdropped"
    ).fetchall()
    return {name for (name,) in rows} - set(COLUMNS)


@dataclass
class Compared:
    """The outcome: how many stand under seals and after them, and which are gone, added or moved."""

    entries: int = 0
    unsealed: int = 0
    gone: dict[bytes, int] = field(default_factory=dict)
    added: list[Entry] = field(default_factory=list)


def compare(entries: Iterator[Entry], batches: Iterable[Batch], faults: Faults, *, horizon: int) -> Compared:
    """Walk entries and seals side by side; memory is needed for one batch and for the faults alone.

    `horizon` is the number of the first transaction that has not begun: an entry from there on was not written by one.
    """
    compared = Compared()
    waiting = next(entries, None)
    open_batches: list[Batch] = []
    for batch in batches:
        open_batches.append(batch)
        if batch.until is None:
            continue  # where it ends is not known, so it is compared together with the next
        under = []
        while waiting and waiting.place <= batch.until:
            under.append(waiting)
            waiting = next(entries, None)
        _compare_batches(open_batches, under, compared, faults)
        open_batches = []
    rest = []
    while waiting:
        rest.append(waiting)
        waiting = next(entries, None)
    if open_batches:
        listed = {each for batch in open_batches for each, _ in batch.entries}
        _compare_batches(open_batches, [entry for entry in rest if entry.id in listed], compared, faults)
        rest = [entry for entry in rest if entry.id not in listed]
    compared.entries += len(rest)
    for entry in rest:
        if entry.id in compared.gone:
            compared.added.append(entry)
        elif entry.xid >= horizon:
            faults.add("not_yet", f"Entry {UUID(bytes=entry.id)} names the transaction {entry.xid}, which has not begun.",
                       entry=str(UUID(bytes=entry.id)))  # fmt: skip
        else:
            compared.unsealed += 1
    _report(compared, faults)
    return compared


def _compare_batches(batches: list[Batch], under: list[Entry], compared: Compared, faults: Faults) -> None:
    compared.entries += len(under)
    sealed = {
        key: (batch.first + place, digest) for batch in batches for place, (key, digest) in enumerate(batch.entries)
    }
    if [(entry.id, entry.digest) for entry in under] == [(key, digest) for key, (_, digest) in sealed.items()]:
        return
    seen: set[bytes] = set()
    strange: list[Entry] = []
    for entry in under:
        if entry.id not in sealed or entry.id in seen:
            strange.append(entry)
            continue
        seen.add(entry.id)
        position, digest = sealed[entry.id]
        if digest != entry.digest:
            name = str(UUID(bytes=entry.id))
            faults.add("changed", f"Entry {position} ({name}) is not what was sealed.", entry=name, span=[position] * 2)
    compared.gone |= {key: position for key, (position, _) in sealed.items() if key not in seen}
    if len(strange) != sum(batch.lost for batch in batches):  # else they are those of the seals that are missing
        compared.added += strange
    order = [key for key in sealed if key in seen]
    stands = [entry.id for entry in under if entry.id in seen]
    if len(order) == len(stands) and order != stands:
        moved = [sealed[key][0] for key, other in zip(order, stands, strict=True) if key != other]
        faults.add(
            "moved",
            f"The order of {span(min(moved), max(moved))} is not the sealed one.",
            span=[min(moved), max(moved)],
        )


def _report(compared: Compared, faults: Faults) -> None:
    for entry in compared.added:
        name = str(UUID(bytes=entry.id))
        if entry.id in compared.gone:
            position = compared.gone.pop(entry.id)
            faults.add("moved", f"Entry {position} ({name}) stands in another place than the sealed one.", entry=name,
                       span=[position] * 2)  # fmt: skip
        else:
            faults.add("added", f"Entry {name} was put among entries that were sealed without it.", entry=name)
    runs: list[list[tuple[int, bytes]]] = []
    for position, key in sorted((position, key) for key, position in compared.gone.items()):
        if runs and runs[-1][-1][0] == position - 1:
            runs[-1].append((position, key))
        else:
            runs.append([(position, key)])
    for run in runs:
        (first, key), last = run[0], run[-1][0]
        name = str(UUID(bytes=key))
        words = (
            f"Entry {first} ({name}) is gone."
            if first == last
            else f"Entries {first} to {last} are gone, from {name} on."
        )
        faults.add("gone", words, entry=name, span=[first, last])
