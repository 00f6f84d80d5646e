"""The job of a worker that was killed is done by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import AlreadyEnqueued

from tests import database, factory
from wayhome.console import environment
from wayhome.flow import jobs
from wayhome.flow.worker import EXIT
from wayhome.ledger.models import Entry
from wayhome.registry.models import RecordVersion
from wayhome.risk.models import Assessment

PATIENCE = 30.0


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A real worker, as `wayhome run` starts it; killed at the end if it still runs."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("WAYHOME_")}
    env |= environment.for_role(database.cluster, "worker") | {"WAYHOME_ALLOW_UNSAFE": "1"}
    process = subprocess.Popen([sys.executable, "-m", "wayhome.console", "worker"], env=env)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(true: Callable[[], Any]) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


@pytest.fixture
def superuser(fresh_database: None) -> Iterator[psycopg.Connection[Any]]:
    with database.cluster.superuser(database.cluster.name) as connection:
        yield connection


def test_a_job_in_hand_when_its_worker_was_killed_is_done_once_by_another(
    superuser: psycopg.Connection[Any], now: datetime
) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    lock = episode.misper_id.int & 0x7FFFFFFFFFFFFFFF  # the one that publishing this record takes
    doing = "select id from procrastinate_jobs where status = 'doing' and args->>'follower' = 'publish_record'"
    waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
    superuser.execute("select pg_advisory_lock(%s)", [lock])
    with worker() as killed:
        until(lambda: superuser.execute(doing).fetchone() and superuser.execute(waiting).fetchone())
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    superuser.execute("select pg_advisory_unlock(%s)", [lock])
    until(lambda: not superuser.execute("select 1 from pg_locks where locktype = 'advisory'").fetchone())
    assert not RecordVersion.objects.exists()
    (job,) = superuser.execute(doing).fetchone()  # type: ignore[misc]
    # So that nobody need wait for it: half a minute without a word.
    superuser.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    with suppress(AlreadyEnqueued):  # a worker asked for it when the minute was full
        jobs.rescue.defer(timestamp=0)
    with worker() as second:
        until(RecordVersion.objects.exists)
        until(lambda: superuser.execute("select count(*) from procrastinate_jobs where task_name like 'flow.%%'"
                                        " and task_name in ('flow.dispatch', 'flow.follow')").fetchone() == (0,))  # fmt: skip
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=PATIENCE) == 0
    assert superuser.execute("select 1 from procrastinate_jobs where id = %s", [job]).fetchone() is None
    assert RecordVersion.objects.count() == 1
    assert Entry.objects.filter(kind="record.published").count() == 1
    assert Assessment.objects.count() == 1


LISTENS = "select 1 from pg_stat_activity where usename = 'wayhome_worker' and query ilike 'listen %%'"


def test_a_worker_whose_database_went_away_leaves_and_the_next_waits_for_it(
    superuser: psycopg.Connection[Any], now: datetime
) -> None:
    with worker() as first:
        until(lambda: superuser.execute(LISTENS).fetchone())
        superuser.execute("alter role wayhome_worker nologin")
        try:
            superuser.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'wayhome_worker'")
            assert first.wait(timeout=PATIENCE) == EXIT
            with worker() as second:
                factory.open_episode(factory.officer(), at=now)
                refused = len(database_log().split('role "wayhome_worker" is not permitted'))
                until(lambda: len(database_log().split('role "wayhome_worker" is not permitted')) > refused + 2)
                assert second.poll() is None
                superuser.execute("alter role wayhome_worker login")
                until(RecordVersion.objects.exists)
                second.send_signal(signal.SIGTERM)
                assert second.wait(timeout=PATIENCE) == 0
        finally:
            superuser.execute("alter role wayhome_worker login")


def database_log() -> str:
    return (database.cluster.data / "postgres.log").read_text(errors="replace")
