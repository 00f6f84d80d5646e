"""A ledger of entries that mean nothing, and the seal process as it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from tests import database
from wayhome.base import clock, signing
from wayhome.base.ids import new_id
from wayhome.console import environment

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ADD = (
    "insert into ledger_entry (id, kind, look, subject, key, agency, by, reason, facts, at)"
    " values (%s, %s, %s, 'cases.Episode', %s, %s, %s, %s, %s, %s)"
)


@dataclass
class Sealed:
    """The seal process's key and anchors below one folder, on the tests' database."""

    folder: Path

    def __post_init__(self) -> None:
        signing.create(self.keys)

    @property
    def keys(self) -> Path:
        """The folder of the signing key."""
        return self.folder / "seal"

    @property
    def anchors(self) -> Path:
        """The folder outside."""
        return self.folder / "anchors"

    @property
    def env(self) -> dict[str, str]:
        """What the seal process is given."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
        bare["WAYHOME_ALLOW_UNSAFE"] = "1"
        places = {"WAYHOME_SEAL_KEYS": str(self.keys), "WAYHOME_ANCHORS": str(self.anchors)}
        return bare | environment.for_role(database.cluster, "seal") | places

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `wayhome seal`."""
        command = [sys.executable, "-m", "wayhome.console", "seal", *words]
        return subprocess.Popen(command, env=self.env, stderr=subprocess.PIPE, text=True)

    def once(self, *words: str) -> tuple[int, str]:
        """Seal all there is: exit code and what was said."""
        running = self.start("--once", *words)
        _, said = running.communicate(timeout=60)
        return running.returncode, said

    def here(self) -> None:
        """The same in this process, which is quicker."""
        from wayhome.ledger import anchors, sealing

        key = signing.load(self.keys)
        with as_seal():
            while sealing.seal_next(key, at=clock.now(), wait=timedelta(0)):
                pass
            anchors.catch_up(self.anchors, key, at=clock.now())

    @property
    def words(self) -> list[str | Path]:
        """What the verifier is told."""
        return ["--anchors", self.anchors, "--public-key", self.keys / signing.PUBLIC]


def add(connection: psycopg.Connection[Any], count: int = 1) -> list[UUID]:
    """Add entries in the transaction that is open, as the desk does; their ids."""
    made = [new_id() for _ in range(count)]
    for place, key in enumerate(made):
        agency = UUID(int=7) if place % 3 else None
        facts = Jsonb({"hits": place, "words": "Northmoor – é", "weight": 1.10, "none": None})
        at = NOON + timedelta(seconds=place, microseconds=place * 7)
        connection.execute(
            ADD,
            [
                key,
                f"episode.kind{place % 5}",
                place % 4 == 0,
                UUID(int=place),
                agency,
                f"officer:{place}",
                "",
                facts,
                at,
            ],
        )
    return made


def as_app() -> psycopg.Connection[Any]:
    """The desk's own way in."""
    return psycopg.connect(database.cluster.url("app"))


@contextmanager
def as_seal() -> Iterator[None]:
    """Django's connection with the rights of the seal process."""
    from django.db import connection

    own = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"USER": "wayhome_seal", "PASSWORD": database.cluster.secrets["seal"]}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= own


def as_superuser() -> psycopg.Connection[Any]:
    """Somebody who passes every wall, triggers included."""
    connection = database.cluster.superuser(database.cluster.name)
    connection.execute("set session_replication_role = replica")
    return connection
