"""Guessing is slowed, and nobody is locked out.

Every try at a password or a code is counted in one table that all processes share, by account, by address and in all. Who is
over a limit is told how long to wait, known or unknown alike. The officer's own way in stays open meanwhile: a passkey is not
counted, and a browser on which that officer has signed in before counts apart from everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from wayhome.base import sealing


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries within any stretch of time so long."""

    most: int
    within: timedelta


KEPT = timedelta(days=1)
STEP = timedelta(minutes=1)
SPENT = timedelta(minutes=5)
"""Longer than a code is good for, and short enough for the same six digits to come up again."""
ACCOUNT = (Limit(10, timedelta(minutes=5)), Limit(100, KEPT))
ADDRESS = (Limit(100, timedelta(minutes=5)), Limit(1000, KEPT))  # a whole force may stand behind one address
ALL = (Limit(1000, timedelta(minutes=5)),)
SWEEP = 0x77617274
Doors = Mapping[bytes, Sequence[Limit]]


def doors(what: str, account: str, *, address: str, device: str = "") -> Doors:
    """What a try counts towards. `device` is a browser that this account has signed in from, else empty.

    Names are kept as keyed hashes, since people type passwords into the wrong box.
    """
    if device:
        return {_key(what, "device", device): ACCOUNT}
    return {
        _key(what, "account", account): ACCOUNT,
        _key(what, "address", address): ADDRESS,
        _key(what, "all", ""): ALL,
    }


def count_try(counted: Doors, *, at: datetime) -> timedelta | None:
    """Count one try, and return None; or count nothing and return how long to wait.

    Tries at one account queue for a lock until the request ends, so that none slips past the count.
    """
    with connection.cursor() as cursor:
        first = next(iter(counted))
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(first[:8], "big", signed=True)])
        waits = [wait for key, limits in counted.items() for limit in limits if (wait := _wait(key, limit, at))]
        if waits:
            return max(waits)
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SWEEP])
        if cursor.fetchone() == (True,):  # one sweeps at a time, and nobody waits for it
            cursor.execute("delete from accounts_try where at < %s", [at - KEPT])
        cursor.executemany("insert into accounts_try (key, at) values (%s, %s)", [(key, at) for key in counted])
    return None


def spend(whose: str, code: str, *, at: datetime) -> bool:
    """Take a code that is good once. False when it was taken before."""
    with connection.cursor() as cursor:
        key = _key("spent", whose, code)
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], "big", signed=True)])
        if is_spent(whose, code, at=at):
            return False
        cursor.execute("insert into accounts_try (key, at) values (%s, %s)", [key, at])
    return True


def is_spent(whose: str, code: str, *, at: datetime) -> bool:
    """Whether a code was taken lately."""
    with connection.cursor() as cursor:
        cursor.execute("select from accounts_try where key = %s and at > %s", [_key("spent", whose, code), at - SPENT])
        return cursor.fetchone() is not None


def _wait(key: bytes, limit: Limit, at: datetime) -> timedelta | None:
    """How long until the limit lets another try through; None when it does now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select at from accounts_try where key = %s and at > %s and at < %s order by at desc offset %s limit 1",
            # what lies in the future was counted by a clock since set back
            [key, at - limit.within, at + STEP, limit.most - 1],
        )
        row = cursor.fetchone()
    return row[0] + limit.within - at if row else None


def _key(what: str, kind: str, name: str) -> bytes:
    return sealing.digest("sign_in", f"{what}\0{kind}\0{name.strip().casefold()}")
