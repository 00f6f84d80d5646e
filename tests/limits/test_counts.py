"""Counts that all processes share: exact, hidden, and gone after a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tests import database
from wayhome.limits import actions as limits
from wayhome.limits.models import Count

WHO = b"0123456789abcdef"


@pytest.mark.django_db
def test_each_use_counts_within_its_window_door_and_person(now: datetime) -> None:
    def count(door: str = "report", who: bytes = WHO, at: datetime = now) -> int:
        return limits.count(door, who, at=at, window=limits.HOUR)

    assert [count(), count(), count()] == [1, 2, 3]
    assert count(door="sighting") == 1
    assert count(who=b"fedcba9876543210") == 1
    assert count(at=now + timedelta(hours=1)) == 1
    assert count(at=now + timedelta(minutes=1)) == 4


def test_of_many_at_once_none_is_missed(fresh_database: None, now: datetime) -> None:
    def one(_: int) -> int:
        try:
            return limits.count("report", WHO, at=now, window=limits.HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert sorted(crowd.map(one, range(80))) == list(range(1, 81))


def test_an_address_is_kept_hidden_and_under_another_hash_each_day(now: datetime) -> None:
    kept = limits.hidden("192.0.2.7", at=now)
    assert len(kept) == 16
    assert b"192.0.2.7" not in kept
    assert kept == limits.hidden("192.0.2.7", at=now + timedelta(minutes=5))
    assert kept != limits.hidden("192.0.2.8", at=now)
    assert kept != limits.hidden("192.0.2.7", at=now + timedelta(days=1))


def test_one_household_of_the_newer_addresses_counts_as_one(now: datetime) -> None:
    one, same, other = (limits.hidden(each, at=now) for each in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"))
    assert one == same != other
    assert limits.hidden("no address", at=now)


@pytest.mark.django_db
def test_what_is_older_than_a_day_goes(now: datetime) -> None:
    limits.count("report", WHO, at=now - timedelta(hours=26), window=limits.HOUR)
    limits.count("report", WHO, at=now, window=limits.HOUR)
    assert set(Count.objects.values_list("n", "window_at")) > {(1, now.replace(minute=0))}
    with psycopg.connect(database.cluster.url("worker")) as worker:  # the one role that may
        assert worker.execute("select has_table_privilege('limits_count', 'delete')").fetchone() == (True,)


def test_the_table_is_unlogged() -> None:
    with database.cluster.superuser(database.cluster.name) as root:
        assert root.execute("select relpersistence from pg_class where relname = 'limits_count'").fetchone() == ("u",)
