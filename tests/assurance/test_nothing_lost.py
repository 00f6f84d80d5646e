"""An accepted report is never lost and never doubled, whatever is killed.

`kill -9` of PostgreSQL says nothing of a power cut, since the kernel still holds the pages; so it is also measured that
each acceptance was flushed to disk. Both measures are turned on a database that cheats, and must see it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.assurance.harness import CANARY, Ack, Partners, Row, Service, faults, until
from wayhome.base import sealing

POSTS = 2000
CLIENTS = 12
KILLS = (
    ("database", "postmaster"), ("web", "workers"), ("database", "backend"), ("web", "tree"), ("database", "postmaster"),
    ("web", "main"), ("database", "backend"), ("web", "workers"), ("database", "postmaster"), ("web", "tree"),
)  # fmt: skip
CHEATING = ("synchronous_commit=off", "wal_writer_delay=10000", "wal_writer_flush_after=1GB")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A partners' door on a database with the settings of service."""
    running = Service("lost")
    try:
        running.start()
        yield running
    finally:
        running.stop()


def stored(service: Service) -> tuple[list[Row], list[Ack]]:
    """Every report, by the key that its own words name once opened, and every kept answer."""
    with psycopg.connect(service.cluster.url("backup")) as connection:
        reports = connection.execute("select id, reference, words from intake_report").fetchall()
        answers = connection.execute("select key, status, body from intake_keptanswer").fetchall()
    rows = []
    for key, reference, words in reports:
        said = sealing.unseal_words(words, table="intake_report", column="words", row=key)
        assert isinstance(said, dict)
        assert said["given_name"] == CANARY
        rows.append(Row(reference, said["circumstances"]))
    assert {status for _, status, _ in answers} == {201}
    return rows, [Ack(key, json.loads(bytes(body))["reference"]) for key, _, body in answers]


def of(keys: list[str], rows: list[Row], kept: list[Ack]) -> tuple[list[Row], list[Ack]]:
    """What is stored of one run."""
    return [row for row in rows if row.key in keys], [each for each in kept if each.key in keys]


# The comparison itself

WHOLE = [Ack("k1", "R1"), Ack("k2", "R2"), Ack("k2", "R2"), Ack("k3", "R3")]
ROWS = [Row("R1", "k1"), Row("R2", "k2"), Row("R3", "k3")]
SENT = ["k1", "k2", "k3"]
KEPT = list(dict.fromkeys(WHOLE))


def test_the_comparison_passes_what_is_whole() -> None:
    assert faults(SENT, WHOLE, ROWS, KEPT) == []


@pytest.mark.parametrize(
    ("sent", "acks", "rows", "kept", "says"),
    [
        (SENT, WHOLE, ROWS[:-1], KEPT[:-1], "R3 was acknowledged and is lost"),
        (SENT, WHOLE, [*ROWS, Row("R4", "k1")], KEPT, "k1 made 2 rows"),
        (SENT, WHOLE, [*ROWS, Row("R4", "k4")], KEPT, "R4 is a row that nobody was told of"),
        (SENT, WHOLE, [*ROWS, Row("R1", "k1")], KEPT, "2 rows have the reference R1"),
        (SENT, [*WHOLE, Ack("k1", "R2")], ROWS, KEPT, "k1 was given 2 references"),
        (SENT, WHOLE[:-1], ROWS, KEPT, "k3 was sent and never acknowledged"),
        ([*SENT, "k9"], WHOLE, ROWS, KEPT, "k9 was sent and never acknowledged"),
        (SENT[:-1], WHOLE, ROWS, KEPT, "k3 was acknowledged and never sent"),
        (
            SENT,
            [Ack("k1", "R2"), Ack("k2", "R1"), WHOLE[-1]],
            ROWS,
            KEPT,
            "R1 was given to k2 and holds the words of k1",
        ),
        (SENT, WHOLE, ROWS, KEPT[:-1], "k3 has no kept answer"),
        (SENT, WHOLE, ROWS, [*KEPT, KEPT[0]], "k1 has 2 kept answers"),
    ],
)
def test_the_comparison_sees_a_planted_fault(
    sent: list[str], acks: list[Ack], rows: list[Row], kept: list[Ack], says: str
) -> None:
    assert says in faults(sent, acks, rows, kept)


# The service


def test_of_2000_accepted_reports_none_is_lost_and_none_doubled_under_ten_kills(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYHOME_KEYS", str(service.folder / "keys"))
    monkeypatch.setenv("WAYHOME_QUARANTINE", str(service.folder / "quarantine"))
    keys = [f"post-{number}" for number in range(POSTS)]
    partners, waiting = Partners(service, keys), list(KILLS)

    def meanwhile(acknowledged: int) -> None:
        service.tend()
        if waiting and acknowledged >= (len(KILLS) + 1 - len(waiting)) * POSTS // (len(KILLS) + 1):
            what, which = waiting.pop(0)
            (service.kill_database if what == "database" else service.kill_web)(which)

    began = time.monotonic()
    partners.run(CLIENTS, meanwhile=meanwhile)
    took = time.monotonic() - began
    rows, kept = stored(service)
    sys.stderr.write(
        f"\n{len(rows)} accepted in {took:.1f} s under {dict(service.kills)}; {partners.retries} tries failed, the longest"
        f" report was acknowledged after {partners.longest:.1f} s\n"
    )
    assert partners.wrong == []
    assert sum(service.kills.values()) == len(KILLS)
    assert partners.retries > 0
    assert len(partners.acks) > POSTS  # some were asked again after they were answered
    assert faults(keys, partners.acks, rows, kept) == []

    # The same log and the same rows, with a loss and a double planted, must fail.
    assert faults(keys, partners.acks, rows[1:], kept) != []
    assert faults(keys, partners.acks, [*rows, Row("PLANTED", keys[0])], kept) != []

    with psycopg.connect(service.cluster.url("backup")) as connection:
        lines = connection.execute(
            "select count(*), count(distinct key), count(*) filter (where exists"
            " (select from intake_report r where r.id = e.key)) from ledger_entry e where kind = 'report.received'"
        ).fetchone()
    assert lines == (POSTS, POSTS, POSTS)  # each report has its line, and no line tells of a report that is not there
    with service.cluster.superuser(service.cluster.name) as connection:
        jobs = connection.execute(
            "select count(distinct args->>'entry_id') from procrastinate_jobs where task_name = 'flow.dispatch'"
        ).fetchone()
    assert jobs == (POSTS,)  # and its job, which no worker has taken
    assert not [each for each in service.left_behind if each.is_running()]
    # What was said went into no log, however hard the processes died.
    for log in (service.log, service.cluster.data / "postgres.log"):
        assert CANARY not in log.read_text(errors="replace"), log


def flushes(service: Service, posts: int) -> int:
    """How often the log of the database was flushed while one client sent some reports, one after the other."""

    def counted() -> int:
        with service.cluster.superuser() as connection:
            # A connection tells its counts when it ends; the door makes new ones.
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'wayhome_api'")
            still = "select 1 from pg_stat_activity where usename = 'wayhome_api'"
            until(lambda: connection.execute(still).fetchone() is None)
            if connection.info.server_version >= 180000:
                words = "select sum(fsyncs)::int from pg_stat_io where object = 'wal'"
            else:
                words = "select wal_sync::int from pg_stat_wal"
            row = connection.execute(words).fetchone()
            assert row is not None
            return int(row[0])

    before = counted()
    partners = Partners(service, [f"flush-{before}-{number}" for number in range(posts)])
    partners.run(1, meanwhile=lambda _: service.tend())
    assert partners.wrong == []
    return counted() - before


def test_every_acceptance_is_flushed_to_disk_first(service: Service) -> None:
    assert flushes(service, 50) >= 50


def test_a_database_that_cheats_is_seen_to_flush_less_and_to_lose(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYHOME_KEYS", str(service.folder / "keys"))
    monkeypatch.setenv("WAYHOME_QUARANTINE", str(service.folder / "quarantine"))
    service.restart_database(*CHEATING)
    assert flushes(service, 50) < 50
    keys = [f"cheat-{number}" for number in range(150)]
    partners, killed = Partners(service, keys), False

    def meanwhile(acknowledged: int) -> None:
        nonlocal killed
        service.tend()
        if acknowledged >= 100 and not killed:
            killed = True
            service.kill_database("postmaster")

    partners.run(CLIENTS, meanwhile=meanwhile)
    assert partners.wrong == []
    found = faults(keys, partners.acks, *of(keys, *stored(service)))
    assert sum(fault.endswith("is lost") for fault in found) > 0
