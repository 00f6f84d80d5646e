"""Fixtures for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import database
from tests.plane import Plane


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database stands already: tests/database.py made it, as the owner."""


@pytest.fixture(autouse=True)
def behind_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that a test sends through a door is served as the door's own role, as in service."""
    database.behind_the_wall(monkeypatch)


@pytest.fixture
def fresh_database(django_db_blocker: Any) -> Iterator[None]:
    """A database whose commits are real, for races, processes and the browser; a new copy takes its place afterwards."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
        database.copy()


@pytest.fixture(scope="session")
def web() -> Iterator[Plane]:
    """Nginx alone, with nothing behind it."""
    running = Plane()
    yield running
    running.stop()


@pytest.fixture
def plane(web: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Plane:
    """Nginx before a tree that nobody else writes to."""
    monkeypatch.setenv("WAYHOME_PUBLISHED", str(tmp_path))
    settings.PLANE_ORIGIN = web.origin
    web.show(tmp_path)
    from wayhome.published import shared

    shared.refresh_all()
    return web


@pytest.fixture
def now() -> datetime:
    """One winter afternoon, on which most tests happen."""
    return datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
