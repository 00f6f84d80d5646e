"""Two forces, one record, and officers who stand differently to it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.base.web import set_viewer
from wayhome.cases.models import Episode, Misper
from wayhome.terms.viewer import Role


@pytest.fixture
def at(db: None) -> datetime:
    """Now, by the clock that the policies go by too."""
    return clock.now()


@pytest.fixture
def ours(at: datetime) -> Agency:
    """The force that owns the record."""
    return factory.force("Northmoor Police")


@pytest.fixture
def theirs(at: datetime) -> Agency:
    """Another force."""
    return factory.force("Westfell Police")


@pytest.fixture
def duty(ours: Agency) -> Officer:
    """The duty officer, who owns the case."""
    return factory.officer(Role.DUTY_OFFICER, ours)


@pytest.fixture
def supervisor(ours: Agency) -> Officer:
    """A supervisor of the owning force."""
    return factory.officer(Role.SUPERVISOR, ours)


@pytest.fixture
def episode(duty: Officer, at: datetime) -> Episode:
    """One child, missing for three hours."""
    return factory.open_episode(duty, at=at - timedelta(hours=3))


@pytest.fixture
def record(episode: Episode) -> Misper:
    """The child's record."""
    return episode.misper


@pytest.fixture
def finder(theirs: Agency) -> Officer:
    """An officer of the other force, with the child in front of them."""
    return factory.officer(Role.OFFICER, theirs)


@pytest.fixture
def boss(theirs: Agency) -> Officer:
    """The finder's supervisor."""
    return factory.officer(Role.SUPERVISOR, theirs)


def seated(officer: Officer) -> Officer:
    """Tell the database who looks, as the desk does at the start of a request."""
    set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
    return officer
