"""Children's services and the national unit are told, and it is written down who took the message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests import factory
from wayhome.base.errors import NotFound, Refused
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def tell(episode: Episode, officer: factory.Officer, at: datetime, **changes: Any) -> Episode:
    told = {"clock_kind": "childrens_services_told", "who": "Ms Marlstone, duty desk", "told_at": at} | changes
    return cases.record_told(episode.pk, told.pop("clock_kind"), viewer=officer.viewer, by=officer.actor, at=at, **told)


def test_who_took_the_message_and_when_must_be_said(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    for changes, says in (({"who": "  "}, "who took the message"), ({"told_at": now + 6 * MINUTE}, "in the future")):
        with pytest.raises(Refused, match=says):
            tell(episode, who, now, **changes)
    with pytest.raises(NotFound):
        tell(episode, who, now, clock_kind="first_eyes")
    assert len(running(episode.pk)) == 2
    assert not Entry.objects.filter(kind="agency.told").exists()


def test_who_may_not_change_the_case_tells_nobody(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    with pytest.raises(Refused):
        tell(episode, factory.officer(Role.CALL_TAKER, who.agency), now)
    with pytest.raises(NotFound):
        tell(episode, factory.officer(), now)


def test_telling_stops_its_clock_alone_and_the_name_is_sealed(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    tell(episode, who, now + MINUTE, told_at=now)
    assert {clock.kind for clock in running(episode.pk)} == {"national_unit_told"}
    row = Fact.objects.get(subject=episode.misper_id, kind="told")
    assert value_of(row) == "childrens_services_told: Ms Marlstone, duty desk"
    assert (row.happened_from, row.zone, row.certainty) == (now, "Europe/London", "certain")
    assert Entry.objects.get(kind="agency.told").facts == {
        "clock": "childrens_services_told",
        "told_at": now.isoformat(),
    }
    with connection.cursor() as cursor:
        cursor.execute("select f::text from facts_fact f union all select e::text from ledger_entry e")
        assert not [line for line in cursor.fetchall() if "Marlstone" in line[0]]
