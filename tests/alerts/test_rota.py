"""Who is asked to decide, and who when nobody answers: never one person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from tests.alerts.conftest import approve, submitted
from wayhome.accounts.models import Duty
from wayhome.alerts.models import Version
from wayhome.cases.models import Episode
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def on_rota(
    who: factory.Officer, role: Role, at: datetime, *, since: timedelta = timedelta(hours=1)
) -> factory.Officer:
    Duty.objects.create(
        agency=who.agency, officer=who, role=role, starts_at=at - since, ends_at=at + timedelta(hours=9)
    )
    return who


def decision(version: Version) -> Clock:
    """What the rota is asked."""
    return Clock.objects.get(subject=version.alert_id, kind="alert_decision", met_at=None)


def told(version: Version) -> list[str]:
    """Everybody who was told that nobody decided, in turn."""
    lapsed = Entry.objects.filter(kind="clock.lapsed", key=decision(version).pk).order_by("at")
    return [str(each.facts["told"]) for each in lapsed]


def pass_time(at: datetime, minutes: int) -> None:
    """As the worker does, every few seconds."""
    for turn in range(minutes * 4 + 1):
        moment = at + turn * MINUTE / 4
        clocks.lapse_due(at=moment)
        clocks.hand_on_due(at=moment)


def test_each_rank_is_told_in_turn_until_somebody_decides(
    episode: Episode, author: factory.Officer, second: factory.Officer, now: datetime
) -> None:
    on_rota(second, Role.ALERT_AUTHORISER, now)
    supervisor = on_rota(factory.officer(Role.SUPERVISOR, author.agency), Role.SUPERVISOR, now)
    above = on_rota(factory.officer(Role.CENTRE_COORDINATOR, author.agency), Role.CENTRE_COORDINATOR, now)
    version = submitted(episode, author, at=now)
    assert (decision(version).owner, decision(version).due_at) == (second, now + 3 * MINUTE)
    pass_time(now, 2)
    assert told(version) == []
    pass_time(now, 5)
    assert told(version) == [str(supervisor.pk)]
    pass_time(now, 7)
    assert told(version) == [str(supervisor.pk), str(above.pk)]
    pass_time(now, 60)
    assert len(told(version)) == 2  # nobody stands above; the clock runs on
    approve(version, supervisor, at=now + 61 * MINUTE)
    assert not Clock.objects.filter(kind="alert_decision", met_at=None).exists()


def test_where_nobody_is_on_the_rota_the_rank_above_is_told_at_once(
    episode: Episode, author: factory.Officer, now: datetime
) -> None:
    supervisor = on_rota(factory.officer(Role.SUPERVISOR, author.agency), Role.SUPERVISOR, now)
    version = submitted(episode, author, at=now)
    assert decision(version).due_at == now
    pass_time(now, 0)
    assert told(version) == [str(supervisor.pk)]


def test_whoever_wrote_it_is_never_asked_to_decide_about_it(
    episode: Episode, second: factory.Officer, author: factory.Officer, now: datetime
) -> None:
    writes = on_rota(factory.officer(Role.SUPERVISOR, author.agency), Role.SUPERVISOR, now)
    on_rota(writes, Role.ALERT_AUTHORISER, now, since=MINUTE)  # the latest to start
    on_rota(second, Role.ALERT_AUTHORISER, now)
    above = on_rota(factory.officer(Role.CENTRE_COORDINATOR, author.agency), Role.CENTRE_COORDINATOR, now)
    factory.says_why(writes, episode, at=now)
    version = submitted(episode, writes, at=now)
    assert decision(version).owner == second
    pass_time(now, 4)
    assert told(version) == [str(above.pk)]  # the supervisor on duty wrote it


def test_whoever_comes_on_duty_later_is_told_then(episode: Episode, author: factory.Officer, now: datetime) -> None:
    version = submitted(episode, author, at=now)
    pass_time(now, 5)
    assert told(version) == [""]
    late = on_rota(factory.officer(Role.SUPERVISOR, author.agency), Role.SUPERVISOR, now + 6 * MINUTE, since=MINUTE)
    pass_time(now + 6 * MINUTE, 0)
    assert told(version) == ["", str(late.pk)]


def test_an_answer_stops_it(episode: Episode, author: factory.Officer, second: factory.Officer, now: datetime) -> None:
    on_rota(second, Role.ALERT_AUTHORISER, now)
    on_rota(factory.officer(Role.SUPERVISOR, author.agency), Role.SUPERVISOR, now)
    version = submitted(episode, author, at=now)
    approve(version, second, at=now + MINUTE)
    pass_time(now, 20)
    assert not Entry.objects.filter(kind="clock.lapsed", facts__clock="alert_decision").exists()
