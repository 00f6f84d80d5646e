"""A desk with one force, one case and an officer for each role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import factory
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.terms.viewer import Role


@pytest.fixture
def force(db: None) -> Agency:
    """The force whose desk this is."""
    return factory.force("Northmoor Police")


@pytest.fixture
def duty(force: Agency) -> Officer:
    """The duty officer, who owns the case."""
    return factory.officer(Role.DUTY_OFFICER, force)


@pytest.fixture
def episode(duty: Officer) -> Episode:
    """One child, missing for three hours."""
    return factory.open_episode(duty, at=clock.now() - timedelta(hours=3))


@pytest.fixture
def desk(client: Client, duty: Officer) -> Client:
    """The duty officer's browser."""
    factory.sign_in(client, duty)
    return client


def signed_in(officer: Officer, *, of: Episode | None = None) -> Client:
    """Another officer's browser; the officer has said why they open the record `of` which the test speaks."""
    other = Client()
    factory.sign_in(other, officer)
    if of:
        factory.says_why(officer, of, at=clock.now())
    return other
