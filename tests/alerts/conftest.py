"""One child, one alert, and the people who decide about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import factory
from tests.alerts.receiver import Receiver, receiver
from wayhome.accounts.models import Duty
from wayhome.alerts import actions as alerts
from wayhome.alerts import keys
from wayhome.alerts.actions.partners import add_partner
from wayhome.alerts.models import Alert, Delivery, Partner, Version
from wayhome.alerts.outgoing import Outgoing
from wayhome.cases.models import Episode
from wayhome.rules.alert_draft import AlertDraft, Text
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

WORDS = Text("Missing child: Saltby", "Marigold, 9, red coat, seen at the quay at 11.", "Call 999 if you see her.")
SECRET = b"a secret that only two know 1234"
AREA = {
    "rings": [[[53200000, 400000], [53300000, 400000], [53300000, 600000], [53200000, 400000]]],
    "words": "Saltby and Larkhill",
}


def draft(at: datetime, **changes: Any) -> alerts.Draft:
    """A draft that lacks nothing."""
    answers = AlertDraft(
        under_18=Flag.YES, imminent_danger=Flag.YES, public_can_help=Flag.YES, why="Taken into a van by a stranger",
        protected_address=Flag.NO, court_order=Flag.NO, abuse=Flag.NO, who_asks="The duty officer",
        who_asks_checked=Flag.YES, family_told=Flag.YES, neighbours="Westfell", texts={"en": WORDS}, has_area=True,
        expires_at=at + timedelta(hours=4),
    )  # fmt: skip
    return alerts.Draft(replace(answers, **changes), AREA)


def written(episode: Episode, who: factory.Officer, *, at: datetime, **more: Any) -> Version:
    """A draft of a new alert."""
    return alerts.write(draft(at), episode_id=episode.pk, viewer=who.viewer, by=who.actor, at=at, **more)


def submitted(episode: Episode, who: factory.Officer, *, at: datetime, **more: Any) -> Version:
    """An alert that waits for a second person."""
    version = written(episode, who, at=at, **more)
    return alerts.submit(version.alert_id, revision=None, viewer=who.viewer, by=who.actor, at=at)


def approve(version: Version, who: factory.Officer, *, at: datetime, **more: Any) -> Version:
    """The second person's word."""
    given = {"digest": version.digest, "proved_at": at} | more
    return alerts.approve(version.alert_id, viewer=who.viewer, by=who.actor, at=at, **given)


@pytest.fixture
def author() -> factory.Officer:
    return factory.officer(Role.ALERT_AUTHOR)


@pytest.fixture
def second(author: factory.Officer) -> factory.Officer:
    return factory.officer(Role.ALERT_AUTHORISER, author.agency)


@pytest.fixture
def unstaffed() -> None:
    """Nobody sits at the tip desk."""


@pytest.fixture(autouse=True)
def call_taker(request: pytest.FixtureRequest, now: datetime) -> None:
    """Somebody sits at the tip desk, unless a test says otherwise."""
    if "unstaffed" in request.fixturenames or "author" not in request.fixturenames:
        return
    if "fresh_database" in request.fixturenames:
        request.getfixturevalue("fresh_database")
    author = request.getfixturevalue("author")
    sits = factory.officer(Role.CALL_TAKER, author.agency)
    Duty.objects.create(
        agency=author.agency,
        officer=sits,
        role=Role.CALL_TAKER,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=9),
    )


@pytest.fixture
def episode(author: factory.Officer, now: datetime) -> Episode:
    return factory.open_episode(factory.officer(Role.DUTY_OFFICER, author.agency), at=now)


@pytest.fixture
def live(episode: Episode, author: factory.Officer, second: factory.Officer, now: datetime) -> Alert:
    """An alert in force."""
    return approve(submitted(episode, author, at=now), second, at=now).alert


def outgoing_of(delivery: Delivery) -> Outgoing:
    message = delivery.message
    return Outgoing(
        message.kind, message.version.manifest or {}, message.identifier, message.sent_at,
        tuple(tuple(each) for each in message.chain), delivery.key, False, message.version_id, delivery.partner,
    )  # fmt: skip


@pytest.fixture
def partner_desk() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def partner(partner_desk: Receiver, now: datetime) -> Partner:
    return add_partner(
        "Motorway signs", partner_desk.url, mode=Mode.LIVE, secret=SECRET, by=Actor.system("test"), at=now
    )


@pytest.fixture
def signing_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setenv("WAYHOME_ALERT_KEYS", str(tmp_path / "alert-keys"))
    monkeypatch.setenv("WAYHOME_GATEWAY", str(tmp_path / "gateway"))
    keys.create(at=now)


@pytest.fixture
def sent(partner: Partner, live: Alert) -> Delivery:
    """The delivery to the partner of an alert that was approved just now."""
    return Delivery.objects.get(channel="webhook", partner=partner)
