"""One case, its author, a second person and a staffed tip desk; the form as one would fill it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests import factory
from tests.alerts.conftest import approve, submitted
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.alerts.models import Alert, Version
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.terms.viewer import Role

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def author(force: Agency) -> Officer:
    return factory.officer(Role.ALERT_AUTHOR, force)


@pytest.fixture
def second(force: Agency) -> Officer:
    return factory.officer(Role.ALERT_AUTHORISER, force)


@pytest.fixture
def unstaffed() -> None:
    """Nobody sits at the tip desk."""


@pytest.fixture(autouse=True)
def at_tips(request: pytest.FixtureRequest, force: Agency) -> None:
    """A call taker sits at the tip desk, unless a test says otherwise."""
    if "unstaffed" not in request.fixturenames:
        taker, now = factory.officer(Role.CALL_TAKER, force), clock.now()
        hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=9)}
        Duty.objects.create(agency=force, officer=taker, role=Role.CALL_TAKER, **hours)


@pytest.fixture
def at_author(author: Officer, episode: Episode) -> Client:
    return signed_in(author, of=episode)


@pytest.fixture
def at_second(second: Officer, episode: Episode) -> Client:
    return signed_in(second, of=episode)


@pytest.fixture
def waiting(author: Officer, episode: Episode) -> Version:
    """A live alert that waits for a second person."""
    return submitted(episode, author, at=clock.now())


@pytest.fixture
def live(waiting: Version, second: Officer) -> Alert:
    return approve(waiting, second, at=clock.now()).alert


def filled(**changes: Any) -> dict[str, Any]:
    """Every question of the form answered as one would who wants an alert."""
    ends = clock.now().astimezone(LONDON) + timedelta(hours=4)
    said = {
        "mode": "live", "under_18": "yes", "imminent_danger": "yes", "public_can_help": "yes",
        "why": "Taken into a van by a stranger", "protected_address": "no", "court_order": "no", "abuse": "no",
        "who_asks": "The duty officer", "who_asks_checked": "yes", "family_told": "yes", "neighbours": "Thames Valley",
        "languages": ["en"], "headline_en": "Missing child: Oxford", "description_en": "A girl of 9 in a red coat",
        "instruction_en": "Call 999 if you see her", "ends_on": f"{ends:%Y-%m-%d}", "ends_time": f"{ends:%H:%M}",
        "area_how": "chosen", "chosen": "Oxford",
    }  # fmt: skip
    return said | changes


def main_of(answer: Any) -> str:
    """The words of a page without its marks."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().partition('id="main-content"')[2])
    return " ".join(text.split())
