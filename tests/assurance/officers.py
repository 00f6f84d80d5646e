"""What the three harnesses of signing in share: officers with every means, their browsers, and a clock that is set."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests import factory
from tests.passkey import Passkey
from wayhome.accounts.library import demonstration_code, give_demonstration_apps
from wayhome.accounts.models import Officer
from wayhome.base import clock

PASSWORD = "north-juniper-quay"
PROXY = "127.0.0.1"


@dataclass
class Clock:
    """The service's clock, stopped; it goes on when told."""

    at: datetime

    def seconds(self) -> float:
        """The same as `time.time` says it."""
        return self.at.timestamp()

    def on(self, **time: float) -> None:
        """Let time pass."""
        self.at += timedelta(**time)


@dataclass
class Hasher:
    """How often a password was hashed, and when by the service's clock."""

    at: list[datetime] = field(default_factory=list)

    def most_within(self, stretch: timedelta) -> int:
        """The most in any stretch of time so long."""
        ends, first, most = sorted(self.at), 0, 0
        for last, end in enumerate(ends):
            while end - ends[first] >= stretch:
                first += 1
            most = max(most, last - first + 1)
        return most


@contextmanager
def stage(*, cheap: bool) -> Iterator[tuple[pytest.MonkeyPatch, Hasher]]:
    """Every hash counted; with `cheap`, hashing as quick as it goes, so that thousands of tries take minutes.

    The proxy's word about addresses is believed, and invented phones show their codes.
    """
    with pytest.MonkeyPatch.context() as patch:
        with connection.cursor() as cursor:
            cursor.execute("delete from accounts_try")  # what an earlier stage tried
        counted = Hasher()
        real = Argon2PasswordHasher.encode

        def encode(self: Any, *words: Any, **more: Any) -> str:
            counted.at.append(clock.now())
            return str(real(self, *words, **more))

        def verify(self: Any, password: str, encoded: str) -> bool:
            counted.at.append(clock.now())
            return bool(verified(self, password, encoded))

        verified = Argon2PasswordHasher.verify
        patch.setattr(Argon2PasswordHasher, "encode", encode)
        patch.setattr(Argon2PasswordHasher, "verify", verify)
        if cheap:
            for name, value in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
                patch.setattr(Argon2PasswordHasher, name, value)
        patch.setattr(settings, "DEMONSTRATION", True)
        patch.setattr(settings, "TRUSTED_PROXY", PROXY)
        yield patch, counted


def stopped(patch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is moved, for the service and for the phones' codes alike."""
    mine = Clock(clock.now())
    patch.setattr(clock, "now", lambda: mine.at)
    patch.setattr(totp, "time", SimpleNamespace(time=mine.seconds))
    return mine


def officer(**changes: Any) -> Officer:
    """An officer with a password and an invented phone."""
    made = factory.officer()
    Officer.objects.filter(pk=made.pk).update(password=make_password(PASSWORD), **changes)
    give_demonstration_apps()
    return Officer.objects.select_related("agency").get(pk=made.pk)


def browser(address: str = "127.0.7.7") -> Client:
    """A browser somewhere, behind the proxy."""
    return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address)


def by_password(client: Client, login: str, password: str = PASSWORD) -> Any:
    """The first step."""
    return client.post("/sign-in", {"username": login, "password": password})


def by_code(client: Client, who: Officer) -> Any:
    """The second step, with the code of the invented phone."""
    cache.clear()  # the library remembers codes by the real clock too
    return client.post("/sign-in/second-step", {"code": demonstration_code(who)})


def give_passkey(who: Officer) -> Passkey:
    """A passkey for an officer."""
    client, mine = browser(), Passkey()
    factory.sign_in(client, who)
    page = client.get("/you/keys/passkey").content.decode()
    options = json.loads(html.unescape(re.search(r'data-options="([^"]*)"', page)[1]))  # type: ignore[index]
    assert client.post("/you/keys/passkey", {"credential": mine.make(options)}).status_code == 302
    client.post("/sign-out")
    return mine


def by_passkey(client: Client, mine: Passkey) -> Any:
    """One step."""
    return client.post("/sign-in/passkey", {"credential": mine.use(client.get("/sign-in/passkey").json())})


def is_in(client: Client) -> bool:
    """Whether the desk opens."""
    return client.get("/?tab=closed").status_code == 200
