"""Fixtures for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import database


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database stands already: tests/database.py made it, as the owner."""


@pytest.fixture(autouse=True)
def behind_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that a test sends through a door is served as the door's own role, as in service."""
    from django.db import connection
    from django.test.client import ClientHandler

    served = ClientHandler.get_response

    def as_the_desk(handler: ClientHandler, request: Any) -> Any:
        if connection.connection is None and not connection.in_atomic_block:
            connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("set role wayhome_app")
        try:
            return served(handler, request)
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("reset role")

    monkeypatch.setattr(ClientHandler, "get_response", as_the_desk)


@pytest.fixture
def fresh_database(django_db_blocker: Any) -> Iterator[None]:
    """A database whose commits are real, for races, processes and the browser; a new copy takes its place afterwards."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
        database.copy()


@pytest.fixture
def now() -> datetime:
    """One winter afternoon, on which most tests happen."""
    return datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
