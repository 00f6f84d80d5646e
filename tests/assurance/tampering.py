"""S6: whoever passes every wall of the database changes its ledger in seven ways, and an outsider's verifier must name where.

The verifier runs where nothing of Wayhome can be imported. The last two ways, and an eighth for comparison, write the seals
anew: in the seven with the signing key itself, in the eighth with a key of the attacker's own.
"""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests import database
from tests.sealer import Sealed, add, as_app, as_superuser
from tests.verifier import Verifier
from wayhome.base import signing
from wayhome.base.ids import new_id
from wayhome_verify.entries import COLUMNS, read_entries

BATCHES = (100, 37, 100, 4, 100, 100, 61, 100)
UNSEALED = 9
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What a fault must name: an entry by its id, or a position (from 1) that lies within its span."""

    position: int
    id: str = ""

    def named_by(self, fault: dict[str, Any]) -> bool:
        """Whether this fault leads to the place."""
        first, last = fault.get("span", (0, 0))
        return first <= self.position <= last or (self.id != "" and fault.get("entry") == self.id)


@dataclass
class Attack:
    """One attacker on one ledger, with every wall behind them."""

    connection: Connection
    chance: random.Random
    key: signing.SigningKey

    def entries(self) -> list[dict[str, Any]]:
        """The sealed entries in their order."""
        cursor = self.connection.execute("select * from ledger_entry e order by e.xid, e.id limit %s", [sum(BATCHES)])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    # The seven, and the eighth

    def change_a_field(self) -> Target:
        """Any column of any entry."""
        position, entry = self._some(self.entries())
        column = self.chance.choice(COLUMNS)
        other = {
            "agency": "case when agency is null then gen_random_uuid() end", "at": "at + interval '1 microsecond'",
            "by": "by || '0'", "facts": """facts || '{"hits": 1000}'""", "id": "gen_random_uuid()",
            "key": "gen_random_uuid()", "kind": "kind || 's'", "look": "not look", "reason": "'duty'",
            "subject": "lower(subject)", "by_agency": "gen_random_uuid()", "origin": "origin || '9'", "written_at": "written_at - interval '1 day'", "xid": "xid + 1",
        }  # fmt: skip
        self._run(f'update ledger_entry set "{column}" = {other[column]} where id = %s', entry["id"])
        return Target(position, str(entry["id"]))

    def delete_in_the_middle(self) -> Target:
        """One entry goes."""
        position, entry = self._some(self.entries())
        self._run("delete from ledger_entry where id = %s", entry["id"])
        return Target(position, str(entry["id"]))

    def insert_a_forged_one(self) -> Target:
        """One that nobody wrote, in the transaction of one that somebody did."""
        _, entry = self._some(self.entries())
        forged = new_id()
        self._copy(entry["id"], {"id": forged, "by": "officer:forged"})
        return Target(-1, str(forged))

    def swap_two(self) -> Target:
        """Two entries change places, or what they say changes places."""
        entries = self.entries()
        position, one = self._some(entries)
        other = self.chance.choice([entry for entry in entries if entry["xid"] != one["xid"]])
        if self.chance.random() < 0.5:
            self._set(one["id"], {"xid": other["xid"]})
            self._set(other["id"], {"xid": one["xid"]})
        else:
            said = [name for name in COLUMNS if name not in {"id", "xid"}]
            self._set(one["id"], {name: other[name] for name in said})
            self._set(other["id"], {name: one[name] for name in said})
        return Target(position, str(one["id"]))

    def cut_the_end(self) -> Target:
        """The last seals go, with all that they cover and what came after."""
        keep = self.chance.randrange(0, len(BATCHES))
        kept = [entry["id"] for entry in self.entries()[: sum(BATCHES[:keep])]]
        self.connection.execute("delete from ledger_entry where not id = any(%s)", [kept])
        self._run("delete from ledger_seal where number > %s", keep)
        return Target(sum(BATCHES[:keep]) + 1)

    def edit_and_rechain(self) -> Target:
        """An entry says something else, and every seal from there on is made anew."""
        target = self.change_a_field()
        self._rechain(self.key)
        return target

    def delete_and_rechain(self) -> Target:
        """An entry goes, and every seal from there on is made anew."""
        target = self.delete_in_the_middle()
        self._rechain(self.key)
        return target

    def rechain_with_another_key(self) -> Target:
        """The same without the signing key."""
        target = self.change_a_field() if self.chance.random() < 0.5 else self.delete_in_the_middle()
        self._rechain(signing.SigningKey(signing.Ed25519PrivateKey.generate()))
        return target

    # How

    def _some(self, entries: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        place = self.chance.randrange(1, len(entries) - 1)
        return place + 1, entries[place]

    def _run(self, words: str, value: object) -> None:
        done = self.connection.execute(words, [value])  # type: ignore[call-overload]
        assert done.rowcount > 0, words

    def _set(self, key: UUID, values: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}" = %s' for name in values)
        given = [json.dumps(value) if name == "facts" else value for name, value in values.items()]
        self.connection.execute(f"update ledger_entry set {names} where id = %s", [*given, key])  # type: ignore[call-overload]

    def _copy(self, key: UUID, values: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        taken = ", ".join("%s" if name in values else f'"{name}"' for name in COLUMNS)
        given = [values[name] for name in COLUMNS if name in values]
        words = f"insert into ledger_entry ({names}) select {taken} from ledger_entry where id = %s"
        self.connection.execute(words, [*given, key])  # type: ignore[call-overload]

    def _rechain(self, key: signing.SigningKey) -> None:
        """Make every seal anew, as the seal process would; those before the first change come out as they were."""
        old = self.connection.execute("select statement, signature from ledger_seal order by number").fetchall()
        with self.connection.transaction():
            self.connection.execute("set local timezone to 'UTC'")
            entries = list(read_entries(self.connection))
        self.connection.execute("delete from ledger_seal")
        previous, total, same = "0" * 64, 0, True
        for number, (statement, signature) in enumerate(old, start=1):
            said = json.loads(statement)
            under = entries[total : total + said["count"]]
            total += len(under)
            ids, digests = b"".join(each.id for each in under), b"".join(each.digest for each in under)
            new = said | {"count": len(under), "total": total, "until": under[-1].xid, "previous": previous,
                          "entries": hashlib.sha256(ids).hexdigest(), "digests": hashlib.sha256(digests).hexdigest()}  # fmt: skip
            same = same and new == said
            text = json.dumps(new if same else new | {"key": key.id}, sort_keys=True, separators=(",", ":"))
            message = b"wayhome seal 1\n" + text.encode()
            self.connection.execute(
                "insert into ledger_seal (id, number, statement, entries, digests, signature) values (%s, %s, %s, %s, %s, %s)",
                [new_id(), number, text, ids, digests, signature if same else key.sign(message)],
            )
            previous = hashlib.sha256(message).hexdigest()


SEVEN: dict[str, Callable[[Attack], Target]] = {
    "a field changed": Attack.change_a_field,
    "an entry deleted": Attack.delete_in_the_middle,
    "an entry inserted": Attack.insert_a_forged_one,
    "two swapped": Attack.swap_two,
    "the end cut off": Attack.cut_the_end,
    "edited and chained anew": Attack.edit_and_rechain,
    "deleted and chained anew": Attack.delete_and_rechain,
}


@dataclass
class Figures:
    """How many of each way were found and named, with the anchors and without."""

    tries: int
    named: Counter[str]
    without_anchors: Counter[str]
    other_key: int
    wolf: int  # faults found in the ledger as it was


def tamper(tries: int, *, seed: int = 20261121) -> Figures:
    """Build one sealed ledger, attack it so often in each way, verify with and without anchors, and put it back each time."""
    with tempfile.TemporaryDirectory(prefix="wayhome-tampering-") as folder:
        sealed = Sealed(Path(folder))
        build(sealed)
        verifier = Verifier(Path(folder, "verifier"), database.cluster.url("seal"))
        alone = sealed.words[2:]
        figures = Figures(tries, Counter(), Counter(), 0, 0)
        try:
            with as_superuser() as connection:
                keep(connection)
                chance, key = random.Random(seed), signing.load(sealed.keys)
                ways = SEVEN | {"": Attack.rechain_with_another_key}
                for name, way in ways.items():
                    for _ in range(tries):
                        target = way(Attack(connection, chance, key))
                        said, bare = verifier.ask(*sealed.words), verifier.ask(*alone)
                        if not name:
                            figures.other_key += names(bare, target)
                        else:
                            figures.named[name] += names(said, target)
                            figures.without_anchors[name] += names(bare, target)
                        put_back(connection)
                    code, found, _ = verifier.ask(*sealed.words)
                    figures.wolf += found["faults_in_all"] + (code != 0)
        finally:
            verifier.close()
    return figures


def names(said: tuple[int, dict[str, Any], str], target: Target) -> bool:
    """Whether the verifier failed, and one of its faults leads to the place."""
    code, found, errors = said
    assert code in {0, 1}, errors
    return code == 1 and any(target.named_by(fault) for fault in found["faults"])


def build(sealed: Sealed) -> None:
    """Seals over several transactions each, and a few entries that have none yet."""
    for count in BATCHES:
        with as_app() as app:
            for done in range(0, count, 3):
                add(app, min(count - done, 3))
                app.commit()
        sealed.here()
    with as_app() as app:
        add(app, UNSEALED)


def keep(connection: Connection) -> None:
    """A copy of the ledger as it is."""
    for table in ("ledger_entry", "ledger_seal"):
        connection.execute(f"create table kept_{table} as select * from {table}")  # type: ignore[call-overload]


def put_back(connection: Connection) -> None:
    """Whatever was done, the ledger is as it was."""
    for table in ("ledger_entry", "ledger_seal"):
        connection.execute(f"delete from {table}")  # type: ignore[call-overload]
        connection.execute(f"insert into {table} select * from kept_{table}")  # type: ignore[call-overload]


def run(full: bool) -> list[dict[str, Any]]:
    """Seven ways, 100 times each; 10 in the slice."""
    tries = 100 if full else 10
    figures = tamper(tries)
    most, found, bare = 7 * tries, figures.named.total(), figures.without_anchors.total()
    missed = [name for name in SEVEN if figures.without_anchors[name] < tries]
    return [
        {
            "id": "S6",
            "figure": f"{found} of {most} named by a verifier without app code; {figures.other_key} of {tries} more"
            " rewritten with a strange key",
            "teeth": f"without anchors {bare} of {most} (missed: {', '.join(missed)}); {figures.wolf} faults in the ledger as it was",
            "passed": (found, bare, figures.other_key, figures.wolf) == (most, 4 * tries, tries, 0)
            and len(missed) == 3,
        }
    ]
