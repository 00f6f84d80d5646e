"""The verifier, as an outsider runs it: what it names, what it passes over, and when it says that it could not look."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tests import database
from tests.sealer import Sealed, add, as_app, as_superuser
from tests.verifier import Verifier
from wayhome.base import signing
from wayhome.ledger.anchors import Contradicted

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    """Three seals, over 3, 4 and 5 entries."""
    made = Sealed(tmp_path)
    for count in (3, 4, 5):
        with as_app() as app:
            add(app, count)
        made.here()
    return made


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    running = Verifier(tmp_path_factory.mktemp("verifier"), database.cluster.url("seal"))
    yield running
    running.close()


def faults(verifier: Verifier, sealed: Sealed) -> list[tuple[str, Any]]:
    """What each fault is, and its span or seal."""
    code, found, _ = verifier.ask(*sealed.words)
    assert found["ok"] == (code == 0) == (found["faults"] == [])
    return [(fault["what"], fault.get("span") or fault.get("seal") or fault.get("entry")) for fault in found["faults"]]


def change(words: str, *values: object) -> None:
    with as_superuser() as connection:
        assert connection.execute(words, values).rowcount > 0  # type: ignore[call-overload]


def rewrite_anchors(sealed: Sealed, edit: Any) -> None:
    path = sealed.anchors / "anchors.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(line) + "\n" for line in edit(lines)))


# Whole


def test_a_whole_ledger_has_no_fault_and_says_what_was_counted(verifier: Verifier, sealed: Sealed) -> None:
    with as_app() as app:
        add(app, 2)
    code, found, _ = verifier.ask(*sealed.words)
    assert code == 0
    assert {name: found[name] for name in ("ok", "entries", "unsealed", "seals", "anchors", "unanchored", "faults")} == {
        "ok": True, "entries": 14, "unsealed": 2, "seals": 3, "anchors": 3, "unanchored": 0, "faults": []
    }  # fmt: skip


def test_without_anchors_it_says_that_none_were_compared(verifier: Verifier, sealed: Sealed) -> None:
    code, found, _ = verifier.ask(*sealed.words[2:])
    assert (code, found["anchors"], found["unanchored"]) == (0, None, None)


def test_an_empty_ledger_is_whole(verifier: Verifier, tmp_path: Path) -> None:
    code, found, _ = verifier.ask("--anchors", tmp_path / "none")
    assert (code, found["entries"], found["seals"], found["anchors"]) == (0, 0, 0, 0)


# Nothing was checked


def test_it_says_when_it_could_not_look(verifier: Verifier, sealed: Sealed, tmp_path: Path) -> None:
    wrong = database.cluster.url("seal").replace(database.cluster.secrets["seal"], "wrong")
    other = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "other.pem").write_bytes(
        other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "anchors-that-are-a-folder" / "anchors.jsonl").mkdir(parents=True)
    for words in (
        ["--database", wrong],
        ["--database", database.cluster.url("public")],  # may not read it all
        ["--public-key", tmp_path / "none.pem"],
        ["--public-key", tmp_path / "other.pem"],
        ["--anchors", tmp_path / "anchors-that-are-a-folder"],
        ["--strange"],
    ):
        code, found, errors = verifier.ask(*words)
        assert (code, found) == (2, {}), words
        assert errors.startswith(("Nothing was verified: ", "usage: ")), words
        assert "Traceback" not in errors
        assert "wrong@" not in errors


# Seals


def test_a_key_that_was_not_named_signs_nothing(verifier: Verifier, sealed: Sealed, tmp_path: Path) -> None:
    signing.create(tmp_path / "other")
    code, found, _ = verifier.ask("--public-key", tmp_path / "other" / "public.pem")
    assert code == 1
    assert [fault["span"] for fault in found["faults"]] == [[1, 3], [4, 7], [8, 12]]
    assert all("which is none of those named" in fault["sentence"] for fault in found["faults"])


def test_after_a_change_of_keys_both_are_named(verifier: Verifier, sealed: Sealed) -> None:
    first = (sealed.keys / "public.pem").read_bytes()
    for name in ("private.pem", "public.pem"):
        (sealed.keys / name).unlink()
    signing.create(sealed.keys)
    with as_app() as app:
        add(app)
    sealed.here()
    assert (sealed.anchors / "keys.pem").read_bytes() == first + (sealed.keys / "public.pem").read_bytes()
    assert verifier.ask("--anchors", sealed.anchors, "--public-key", sealed.anchors / "keys.pem")[0] == 0
    assert ("seal", [1, 3]) in faults(verifier, sealed)  # the new one alone does not open the old


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "update ledger_seal set statement = replace(statement, '\"count\":4', '\"count\":3') where number = 2",
            [4, 7],
        ),
        ("update ledger_seal set statement = 'nothing' where number = 2", [4, 7]),
        ("update ledger_seal set statement = '[]' where number = 2", [4, 7]),
        ('update ledger_seal set statement = replace(statement, \'"at":"\', \'"at":"x\') where number = 2', [4, 7]),
        ("update ledger_seal set signature = '' where number = 2", [4, 7]),
        ("update ledger_seal set digests = set_byte(digests, 40, get_byte(digests, 40) # 1) where number = 2", [4, 7]),
        ("update ledger_seal set entries = substring(entries for 48) where number = 2", [4, 7]),
        ("update ledger_seal set entries = '', digests = '' where number = 2", [4, 7]),
        ("update ledger_seal set number = 9 where number = 3", [8, 12]),
        ("update ledger_seal set number = 0 where number = 1", [1, 3]),
        ("delete from ledger_seal where number = 2", [4, 7]),
        ("delete from ledger_seal where number = 1", [1, 3]),
    ],
)
def test_a_changed_seal_is_named_with_its_entries(
    verifier: Verifier, sealed: Sealed, words: str, expected: list[int]
) -> None:
    change(words)
    named = faults(verifier, sealed)
    assert any(isinstance(place, list) and place[0] <= expected[1] and expected[0] <= place[1] for _, place in named)
    assert {what for what, _ in named} & {"seal", "seal_missing"}


def test_entries_of_a_missing_seal_are_not_called_added(verifier: Verifier, sealed: Sealed) -> None:
    change("delete from ledger_seal where number = 2")
    assert faults(verifier, sealed) == [("seal_missing", [4, 7])]


def test_two_seals_that_changed_places_are_both_named(verifier: Verifier, sealed: Sealed) -> None:
    for old, new in ((1, 9), (2, 1), (9, 2)):
        change("update ledger_seal set number = %s where number = %s", new, old)
    about = [place for what, place in faults(verifier, sealed) if what == "seal"]
    assert {(1, 3), (4, 7)} <= {tuple(place) for place in about}


# Entries


def test_an_entry_of_a_transaction_that_has_not_begun_is_named(verifier: Verifier, sealed: Sealed) -> None:
    with as_app() as app:
        (key,) = add(app)
    change("update ledger_entry set xid = 1000000000000 where id = %s", key)
    assert faults(verifier, sealed) == [("not_yet", str(key))]
    sealed.here()
    assert faults(verifier, sealed) == [("not_yet", str(key))]  # and is never sealed


def test_an_entry_that_is_there_twice_is_named(verifier: Verifier, sealed: Sealed) -> None:
    with as_superuser() as connection:
        connection.execute("alter table ledger_entry drop constraint ledger_entry_pkey")
    change("insert into ledger_entry select * from ledger_entry"
           " where id = (select id from ledger_entry e order by e.xid, e.id offset 5 limit 1)")  # fmt: skip
    assert [what for what, _ in faults(verifier, sealed)] == ["added"]


def test_an_entry_moved_to_the_end_is_named_by_its_place(verifier: Verifier, sealed: Sealed) -> None:
    change("update ledger_entry set xid = (select max(xid) + 1 from ledger_entry) where id ="
           " (select id from ledger_entry e order by e.xid, e.id offset 5 limit 1)")  # fmt: skip
    assert faults(verifier, sealed) == [("moved", [6, 6])]


def test_entries_that_follow_one_another_are_named_as_a_span(verifier: Verifier, sealed: Sealed) -> None:
    change("delete from ledger_entry where id in (select id from ledger_entry e order by e.xid, e.id offset 1 limit 8)")
    assert faults(verifier, sealed) == [("gone", [2, 9])]


@pytest.mark.parametrize(
    "words",
    [
        "update ledger_entry set facts = replace(facts::text, '1.1', '1.10')::jsonb",
        "update ledger_entry set at = at - interval '4051 years'",  # 2026 before Christ
        "update ledger_entry set reason = ' '",
        "update ledger_entry set agency = '00000000-0000-0000-0000-000000000000' where agency is null",
    ],
)
def test_what_looks_alike_is_not_the_same(verifier: Verifier, sealed: Sealed, words: str) -> None:
    change(words)
    assert {what for what, _ in faults(verifier, sealed)} == {"changed"}


# What the verifier is shown


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("alter table ledger_entry enable row level security; create policy a on ledger_entry to wayhome_seal using (true)", False),
        ("alter table ledger_entry enable row level security; create policy a on ledger_entry using (true)", False),
        ("alter table ledger_entry enable row level security; create policy a on ledger_entry using (by <> 'x')", True),
        ("alter table ledger_seal enable row level security; create policy a on ledger_seal using (number > 0)", True),
        (("alter table ledger_entry enable row level security; create policy a on ledger_entry using (true);"
         " create policy b on ledger_entry as restrictive to wayhome_seal using (by <> 'x')"), True),
        (("alter table ledger_entry enable row level security; create policy a on ledger_entry to wayhome_app using (true);"
         " create policy b on ledger_entry to wayhome_seal using (by <> 'x')"), True),
        (("alter table ledger_entry rename to kept; create view ledger_entry as select * from kept;"
         " grant select on ledger_entry to wayhome_seal"), True),
    ],
)  # fmt: skip
def test_a_database_that_may_hide_rows_from_the_verifier_is_named(
    verifier: Verifier, sealed: Sealed, words: str, hidden: bool
) -> None:
    with as_superuser() as connection:
        for table, policy in connection.execute(  # whatever stands there by itself
            "select polrelid::regclass::text, polname from pg_policy where polrelid in"
            " ('ledger_entry'::regclass, 'ledger_seal'::regclass)"
        ).fetchall():
            connection.execute(f'drop policy "{policy}" on {table}')  # type: ignore[call-overload]
        connection.execute(words)  # type: ignore[call-overload]
    assert ("hidden" in {what for what, _ in faults(verifier, sealed)}) == hidden


# Anchors


def test_a_changed_anchor_is_named(verifier: Verifier, sealed: Sealed) -> None:
    rewrite_anchors(sealed, lambda lines: [lines[0], lines[1] | {"entries": 6}, lines[2]])
    named = faults(verifier, sealed)
    assert named[0] == ("anchor", 2)
    assert {what for what, _ in named} == {"anchor"}


def test_an_anchor_that_is_missing_between_others_is_named(verifier: Verifier, sealed: Sealed) -> None:
    rewrite_anchors(sealed, lambda lines: [lines[0], lines[2]])
    assert faults(verifier, sealed) == [("anchor", 2)]


def test_an_anchor_signed_by_a_stranger_is_named(verifier: Verifier, sealed: Sealed) -> None:
    signature = base64.b64encode(bytes(64)).decode()
    rewrite_anchors(sealed, lambda lines: [*lines, lines[2] | {"seal": 4, "signature": signature}])
    assert faults(verifier, sealed) == [("anchor", 4)]


def test_the_same_anchor_twice_is_no_fault(verifier: Verifier, sealed: Sealed) -> None:
    rewrite_anchors(sealed, lambda lines: [*lines, lines[2]])
    assert faults(verifier, sealed) == []


def test_several_seals_without_anchors_are_a_fault_after_an_hour(verifier: Verifier, sealed: Sealed) -> None:
    rewrite_anchors(sealed, lambda lines: lines[:1])
    assert faults(verifier, sealed) == []  # the disk may have been away for a moment
    rewrite_anchors(sealed, lambda _: [])
    assert faults(verifier, sealed) == [("not_anchored", [1, 12])]  # but some must be there


def test_a_new_end_that_another_sealer_made_is_named(verifier: Verifier, sealed: Sealed) -> None:
    change("delete from ledger_seal where number = 3")
    change("delete from ledger_entry where id in (select id from ledger_entry e order by e.xid, e.id offset 9)")
    whole = (sealed.anchors / "anchors.jsonl").read_text()
    with pytest.raises(Contradicted):
        sealed.here()  # seals what is left anew, with the true key, and dares not anchor it
    assert (sealed.anchors / "anchors.jsonl").read_text() == whole
    assert faults(verifier, sealed) == [("rewritten", [8, 12])]
