"""S8: a stranger guesses, from 200 addresses; the count holds, nothing opens, and the officer still gets in.

The stranger is patient: a guess that was told to wait is tried again later. The right password is the 101st guess, so a
day's limit that lets one more through is found by it. Time is the service's clock, moved by hand; who hashes is counted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.assurance import officers
from tests.assurance.officers import PASSWORD, Hasher, by_code, by_passkey, by_password, is_in
from wayhome.accounts import throttle
from wayhome.accounts.models import Officer
from wayhome.desk import known
from wayhome.desk.views import sign_in

ADDRESSES = [f"127.0.{20 + number // 100}.{number % 100 + 1}" for number in range(200)]
RIGHT = 100
"""Where the right password stands among the guesses, counted from nought."""
AT_ONCE = 12


@dataclass
class Siege:
    """What came of one attack."""

    tries: int
    in_five_minutes: int
    in_a_day: int
    found: int
    opened: int
    came: int
    got_in: int
    at_once: int

    @property
    def holds(self) -> bool:
        """Whether this is what the goal says."""
        return (
            self.in_five_minutes <= 10
            and self.in_a_day <= 100
            and self.found == self.opened == 0
            and self.got_in == self.came
            and self.at_once <= 10
        )


def besiege(tries: int, *, plant: Callable[[pytest.MonkeyPatch], Any] | None = None) -> Siege:
    """One attack over a day: names and passwords, then codes, then all at once; now and again the officer comes."""
    with officers.stage(cheap=True) as (patch, hashes):
        victim, second = officers.officer(), officers.officer()
        mine, own = officers.give_passkey(victim), officers.browser()
        by_password(own, victim.login)
        by_code(own, victim)
        with pytest.MonkeyPatch.context() as planted, plant(planted) if plant else _nothing():
            at_once = _at_once(second, hashes)
            time = officers.stopped(patch)
            siege = Siege(tries, 0, 0, 0, 0, 0, 0, at_once)
            hashes.at.clear()
            _passwords(siege, victim, time, lambda: _come(siege, victim, mine, own, hashes))
            siege.in_five_minutes = hashes.most_within(timedelta(minutes=5))
            siege.in_a_day = hashes.most_within(timedelta(days=1))
            _codes(siege, second, time)
    return siege


def _passwords(siege: Siege, victim: Officer, time: officers.Clock, come: Callable[[], None]) -> None:
    clients = [officers.browser(address) for address in ADDRESSES]
    guess, every, quick = 0, siege.tries // 24, timedelta(days=1) / 20_000
    slow = (timedelta(days=1) - quick * (siege.tries // 2)) / (siege.tries - siege.tries // 2)
    for number in range(siege.tries):
        client = clients[number % len(clients)]
        answer = by_password(client, victim.login, PASSWORD if guess == RIGHT else f"guess number {guess}")
        guess += answer.status_code != 429
        siege.found += answer.status_code == 302
        siege.opened += answer.status_code == 302 and is_in(client)
        time.at += quick if number < siege.tries // 2 else slow  # as fast as 20,000 a day, then over the rest of it
        if number % every == every // 2:
            come()


def _come(siege: Siege, victim: Officer, mine: Any, own: Any, hashes: Hasher) -> None:
    """The officer signs in with the passkey at a strange browser, and with password and code at the own one."""
    before, strange = list(hashes.at), officers.browser(ADDRESSES[0])
    by_passkey(strange, mine)
    own.post("/sign-out")
    by_password(own, victim.login)
    by_code(own, victim)
    siege.came += 2
    siege.got_in += is_in(strange) + is_in(own)
    hashes.at[:] = before  # the officer's own are not the stranger's


def _codes(siege: Siege, victim: Officer, time: officers.Clock) -> None:
    """Somebody who knows the password guesses codes, and is asked to wait after ten."""
    time.on(days=2)
    client, judged = officers.browser(ADDRESSES[1]), 0
    by_password(client, victim.login)
    wrong = ("000000", "000001")
    for number in range(40):
        answer = client.post("/sign-in/second-step", {"code": wrong[number % 2]})
        judged += answer.status_code == 200
        siege.opened += answer.status_code == 302
        time.on(seconds=1)
    siege.in_five_minutes = max(siege.in_five_minutes, judged)


def _at_once(victim: Officer, hashes: Hasher) -> int:
    """Tries at one account in the same moment, each over a connection of its own: how many were let through."""
    before, ready = len(hashes.at), threading.Barrier(AT_ONCE)

    def guess(number: int) -> None:
        client = officers.browser(ADDRESSES[number])
        ready.wait()
        for each in range(3):
            by_password(client, victim.login, f"at once {each}")
        connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(hashes.at) - before


@contextmanager
def _nothing() -> Iterator[None]:
    yield


# Planted faults: each takes one thing away that the figure rests on.


@contextmanager
def _no_count(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(throttle, "count_try", lambda *_, **__: None)
    yield


@contextmanager
def _by_address_alone(patch: pytest.MonkeyPatch) -> Iterator[None]:
    real = throttle.doors
    patch.setattr(throttle, "doors", lambda what, _, **more: real(what, more["address"], **more))
    yield


@contextmanager
def _twenty(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(throttle, "ACCOUNT", (throttle.Limit(20, timedelta(minutes=5)), throttle.Limit(100, throttle.KEPT)))
    yield


@contextmanager
def _no_day(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(throttle, "ACCOUNT", throttle.ACCOUNT[:1])
    yield


@contextmanager
def _fixed_windows(patch: pytest.MonkeyPatch) -> Iterator[None]:
    real = throttle._wait

    def wait(key: bytes, limit: Any, at: Any) -> Any:
        since = timedelta(seconds=at.timestamp() % limit.within.total_seconds())
        return real(key, throttle.Limit(limit.most, since), at) if since else None

    patch.setattr(throttle, "_wait", wait)
    yield


@contextmanager
def _no_lock(patch: pytest.MonkeyPatch) -> Iterator[None]:
    real = throttle.connection

    class Unlocked:
        def cursor(self) -> Any:
            cursor = real.cursor()
            execute = cursor.execute
            cursor.execute = lambda sql, words=None: (
                execute("select pg_sleep(0.02)") if "xact_lock" in sql and "try" not in sql else execute(sql, words)
            )
            return cursor

    patch.setattr(throttle, "connection", Unlocked())
    yield


@contextmanager
def _locks_out(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(known, "browser_of", lambda *_: "")
    yield


@contextmanager
def _counts_passkeys(patch: pytest.MonkeyPatch) -> Iterator[None]:
    real = sign_in.PasskeySignInForm.is_valid

    def is_valid(self: Any) -> bool:
        if not real(self):
            return False
        login = self.cleaned_data["credential"].user.login
        return throttle.count_try(throttle.doors("password", login, address="::"), at=sign_in.clock.now()) is None

    patch.setattr(sign_in.PasskeySignInForm, "is_valid", is_valid)
    yield


PLANTS: dict[str, Callable[[pytest.MonkeyPatch], Any]] = {
    "no count": _no_count,
    "counted by address alone": _by_address_alone,
    "twenty in five minutes": _twenty,
    "no limit for a day": _no_day,
    "windows that begin anew": _fixed_windows,
    "no lock": _no_lock,
    "the officer's own browser is a stranger's": _locks_out,
    "passkeys are counted too": _counts_passkeys,
}


def run(full: bool) -> list[dict[str, Any]]:
    """The attack of a day, and the same with each fault in the service."""
    siege = besiege(20_000 if full else 240)
    seen = {name: not besiege(240, plant=plant).holds for name, plant in PLANTS.items()}
    figure = (
        f"{siege.tries:,} tries at one account from {len(ADDRESSES)} addresses in a day: at most {siege.in_five_minutes} in"
        f" five minutes and {siege.in_a_day} a day were judged; {AT_ONCE * 3} at once: {siege.at_once}; {siege.found} found"
        f" the password, {siege.opened} opened the desk; the officer got in {siege.got_in} of {siege.came} times"
    )
    found = sum(seen.values())
    missed = "".join(f"; missed: {name}" for name, bit in seen.items() if not bit)
    return [
        {
            "id": "S8",
            "figure": figure,
            "teeth": f"{found} of {len(seen)}{missed}",
            "passed": siege.holds and found == len(seen),
        }
    ]
