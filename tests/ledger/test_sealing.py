"""Entries come under a seal in batches, in an order that nobody can choose, and the seals are told to the outside."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests import database
from tests.sealer import Sealed, add, as_app, as_superuser
from tests.verifier import Verifier
from wayhome.base.ids import new_id
from wayhome.ledger import sealing
from wayhome.ledger.models import Entry
from wayhome_verify import entries as theirs

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    return Sealed(tmp_path)


@pytest.fixture
def verifier(tmp_path: Path) -> Iterator[Verifier]:
    running = Verifier(tmp_path / "verifier", database.cluster.url("seal"))
    yield running
    running.close()


@pytest.fixture
def app() -> Iterator[psycopg.Connection[Any]]:
    with as_app() as connection:
        yield connection
        connection.rollback()


def seals() -> list[dict[str, Any]]:
    with psycopg.connect(database.cluster.url("seal")) as connection:
        rows = connection.execute("select statement from ledger_seal order by number").fetchall()
    return [json.loads(statement) for (statement,) in rows]


def lines(sealed: Sealed) -> list[str]:
    return (sealed.anchors / "anchors.jsonl").read_text().splitlines()


def until(true: Any) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


# The order


def test_an_entry_cannot_choose_its_place_nor_when_it_was_written(app: psycopg.Connection[Any]) -> None:
    row = app.execute(
        "insert into ledger_entry (id, kind, look, subject, key, by, reason, facts, at, xid, written_at)"
        " values (%s, 'x', false, 's', %s, 'b', '', '{}', now(), 3, '2020-01-01') returning"
        " xid = pg_current_xact_id()::text::bigint, written_at > now() - interval '1 hour'",
        [new_id(), new_id()],
    ).fetchone()
    assert row == (True, True)


def test_a_late_commit_cannot_slip_in_behind_a_seal(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    add(app, 3)
    app.commit()
    (late,) = add(app)  # not committed yet
    with as_app() as other:
        (early,) = add(other)
    assert sealed.once() == (0, "")
    assert [seal["total"] for seal in seals()] == [3]
    assert verifier.ask(*sealed.words)[1]["unsealed"] == 1
    app.commit()
    assert sealed.once() == (0, "")
    with psycopg.connect(database.cluster.url("seal")) as connection:
        order = [key for (key,) in connection.execute("select id from ledger_entry order by xid, id").fetchall()]
    assert order[-2:] == [late, early]
    assert [seal["total"] for seal in seals()] == [3, 5]
    code, found, _ = verifier.ask(*sealed.words)
    assert (code, found["entries"], found["unsealed"], found["faults"]) == (0, 5, 0, [])


def test_the_numbers_of_transactions_are_compared_as_numbers(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    add(app, 4)
    app.commit()
    with as_superuser() as connection:  # as on a young database, where 1000 follows 999
        for place, (key,) in enumerate(connection.execute("select id from ledger_entry order by id").fetchall()):
            connection.execute("update ledger_entry set xid = %s where id = %s", [8 + place, key])
    assert sealed.once() == (0, "")
    assert [seal["until"] for seal in seals()] == [11]
    assert verifier.ask(*sealed.words)[0] == 0


# The batches


def test_a_batch_has_100_entries_or_those_that_waited_a_minute(sealed: Sealed, app: psycopg.Connection[Any]) -> None:
    running = sealed.start()
    try:
        add(app, 230)
        app.commit()
        until(lambda: len(seals()) == 2)
        until(lambda: len(lines(sealed)) == 2)
        assert [seal["count"] for seal in seals()] == [100, 100]
        with as_superuser() as connection:  # the last thirty have waited
            connection.execute("update ledger_entry set written_at = written_at - interval '60 seconds'")
        until(lambda: len(seals()) == 3)
        add(app, 2)
        app.commit()
    finally:
        running.terminate()
        _, said = running.communicate(timeout=30)
    assert running.returncode == 0
    assert said == ""
    assert [seal["count"] for seal in seals()] == [100, 100, 30, 2]  # what is there at the end is sealed
    assert len(lines(sealed)) == 4


def test_what_is_sealed_is_every_column() -> None:
    columns = {field.column for field in Entry._meta.concrete_fields}
    assert set(sealing.COLUMNS) == columns
    assert set(theirs.COLUMNS) == columns


def test_a_column_that_no_seal_covers_is_a_fault(sealed: Sealed, verifier: Verifier) -> None:
    with as_superuser() as connection:
        connection.execute("alter table ledger_entry add column more text")
    code, found, _ = verifier.ask(*sealed.words)
    assert (code, [fault["what"] for fault in found["faults"]]) == (1, ["column"])


# The role


@pytest.mark.parametrize("role", ["app", "worker", "push", "public"])
def test_no_other_process_may_seal_or_read_seals(role: str) -> None:
    with psycopg.connect(database.cluster.url(role)) as connection:
        for attempt in (
            "select 1 from ledger_seal",
            (
                "insert into ledger_seal (id, number, statement, entries, digests, signature) values"
                " (gen_random_uuid(), 1, '{}', '', '', '')"
            ),
            "delete from ledger_seal",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(attempt)


def test_a_seal_is_never_changed_not_even_by_the_owner(sealed: Sealed, app: psycopg.Connection[Any]) -> None:
    add(app)
    app.commit()
    sealed.once()
    with psycopg.connect(database.cluster.url("owner")) as owner:
        for verb in ("update ledger_seal set statement = ''", "delete from ledger_seal", "truncate ledger_seal"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), owner.transaction():
                owner.execute(verb)


@pytest.mark.parametrize(
    "attempt",
    ["select 1 from intake_report", "select 1 from accounts_officer", "update ledger_entry set by = ''",
     "insert into ledger_entry (id) values (gen_random_uuid())", "delete from ledger_seal", "update ledger_seal set number = 1"],
)  # fmt: skip
def test_the_seal_process_may_do_nothing_else(attempt: str) -> None:
    with (
        psycopg.connect(database.cluster.url("seal")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attempt)


# Hindered


def test_seals_go_on_without_the_anchors_and_the_anchors_catch_up(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    add(app)
    app.commit()
    sealed.anchors.write_text("not a folder")
    code, said = sealed.once()
    assert code == 1
    assert f"The anchors cannot be written (File exists: {sealed.anchors})" in said
    assert len(seals()) == 1
    sealed.anchors.unlink()
    add(app)
    app.commit()
    assert sealed.once() == (0, "")
    assert len(lines(sealed)) == 2
    assert verifier.ask(*sealed.words)[1]["unanchored"] == 0


def test_an_empty_folder_is_taken_for_a_disk_that_is_not_mounted(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    for _ in range(2):
        add(app)
        app.commit()
        assert sealed.once() == (0, "")
    sealed.anchors.rename(sealed.folder / "kept elsewhere")
    code, said = sealed.once()
    assert code == 1
    assert "Is it mounted?" in said
    assert not sealed.anchors.exists()
    assert verifier.ask(*sealed.words)[1]["faults"][0]["what"] == "not_anchored"
    assert sealed.once("--new-anchors") == (0, "")
    assert [json.loads(line)["seal"] for line in lines(sealed)] == [1, 2]
    assert verifier.ask(*sealed.words)[0] == 0


def test_anchors_of_another_ledger_are_not_written_on(sealed: Sealed, app: psycopg.Connection[Any]) -> None:
    add(app, 2)
    app.commit()
    sealed.once()
    before = lines(sealed)
    with as_superuser() as connection:  # restored to an earlier moment
        connection.execute("truncate ledger_seal")
        connection.execute("delete from ledger_entry where id = (select id from ledger_entry order by id limit 1)")
    code, said = sealed.once()
    assert code == 1
    assert "is not of the seal in this ledger" in said
    assert lines(sealed) == before
    assert len(seals()) == 1


def test_a_counter_behind_its_ledger_is_said_aloud(sealed: Sealed, app: psycopg.Connection[Any]) -> None:
    add(app)
    app.commit()
    with psycopg.connect(database.cluster.url("seal")) as connection:
        connection.execute(
            "insert into ledger_seal (id, number, statement, entries, digests, signature) values (%s, 1, %s, %s, '', '')",
            [new_id(), json.dumps({"number": 1, "total": 1, "until": 10**15}), UUID(int=1).bytes],
        )
    code, said = sealed.once()
    assert code == 1
    assert "numbers its transactions lower than its ledger does" in said


# Killed


def test_killed_between_a_seal_and_its_anchor_nothing_is_wrong_and_the_anchor_follows(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    for _ in range(2):
        add(app)
        app.commit()
        sealed.once()
    whole = lines(sealed)
    (sealed.anchors / "anchors.jsonl").write_text(whole[0] + "\n")
    code, found, _ = verifier.ask(*sealed.words)
    assert (code, found["unanchored"]) == (0, 1)
    (sealed.anchors / "anchors.jsonl").write_text(whole[0] + "\n" + whole[1][:40])  # torn by a power cut
    assert verifier.ask(*sealed.words)[0] == 0
    add(app)
    app.commit()
    assert sealed.once() == (0, "")
    assert len(lines(sealed)) == 4  # the torn one has become a line, which is passed over
    code, found, _ = verifier.ask(*sealed.words)
    assert (code, found["anchors"], found["unanchored"]) == (0, 3, 0)


def test_killed_again_and_again_while_it_seals_the_verifier_never_cries_wolf(
    sealed: Sealed, verifier: Verifier, app: psycopg.Connection[Any]
) -> None:
    killed_at = set()
    for round_ in range(6):
        running = sealed.start()
        before = len(seals())
        add(app, 2500)
        app.commit()
        until(lambda before=before: len(seals()) > before)
        time.sleep(0.003 * round_)
        running.kill()
        running.communicate()
        code, found, _ = verifier.ask(*sealed.words)
        assert (code, found["faults"]) == (0, [])
        assert found["unanchored"] <= 1
        killed_at.add(found["seals"])
    assert len(killed_at) == 6
    assert sealed.once() == (0, "")
    code, found, _ = verifier.ask(*sealed.words)
    assert (code, found["unsealed"], found["unanchored"], found["entries"]) == (0, 0, 0, 15000)
