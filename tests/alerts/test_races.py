"""Many approve, or take a tip, at once, over connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests import factory
from tests.alerts.conftest import approve, submitted
from tests.alerts.test_tips import take, told
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts.actions import outbox
from wayhome.alerts.channels import CHANNELS
from wayhome.alerts.models import Alert, Delivery, Message
from wayhome.alerts.outgoing import Receipt
from wayhome.base.errors import Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.rules import alerting
from wayhome.terms.viewer import Role


def test_of_eight_who_approve_at_once_one_does(
    fresh_database: None, episode: Episode, author: Officer, now: datetime
) -> None:
    approvers = [factory.officer(Role.ALERT_AUTHORISER, author.agency) for _ in range(8)]
    version, ready = submitted(episode, author, at=now), Barrier(8)

    def at_once(who: Officer) -> str:
        ready.wait()
        try:
            return approve(version, who, at=now).step
        except Refused as problem:
            return str(problem)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(at_once, approvers))
    assert said.count("live") == 1
    assert set(said) - {"live"} <= {alerting.NOT_WAITING, alerting.CHANGED}
    assert Message.objects.count() == 1


def test_of_eight_who_take_a_tip_at_once_one_has_it(fresh_database: None, live: Alert, now: datetime) -> None:
    takers, tip = [factory.officer(Role.CALL_TAKER, live.agency) for _ in range(8)], told(live, at=now)
    ready = Barrier(8)

    def at_once(who: Officer) -> str:
        ready.wait()
        try:
            return str(take(tip, who, at=now).taken_by_id)
        except Overtaken as problem:
            return problem.words
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(at_once, takers))
    assert said.count("Somebody else has just taken this tip.") == 7
    tip.refresh_from_db()
    assert said.count(str(tip.taken_by_id)) == 1
    assert Entry.objects.filter(kind="tip.taken").count() == 1


def test_of_two_confirmations_that_come_at_once_one_is_the_last(
    fresh_database: None, live: Alert, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CHANNELS["null"], "DECLARED", replace(CHANNELS["null"].DECLARED, window=8))
    first = Delivery.objects.get(channel="null")
    Delivery.objects.exclude(pk=first.pk).update(state="accepted", confirmed_at=now)
    for turn in range(6):
        rows = [first]
        for number in range(3):
            copy = Delivery.objects.get(pk=first.pk)
            copy.pk, copy.key = new_id(), f"{turn} {number}"
            copy.save(force_insert=True)
            rows.append(copy)
        Delivery.objects.filter(pk__in=[each.pk for each in rows]).update(state="due", tries=0, confirmed_at=None)
        Clock.objects.filter(kind="alert_out").update(met_at=None)
        tries, ready = [outbox.begin(each.pk, at=now) for each in rows], Barrier(4)

        def at_once(begun: Any, ready: Barrier = ready) -> None:
            ready.wait()
            try:
                outbox.finish(begun, Receipt("taken"), at=now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(at_once, tries))
        assert Clock.objects.get(kind="alert_out").met_at == now, turn


def test_found_and_the_end_of_its_time_at_once_are_both_written(
    fresh_database: None, author: Officer, second: Officer, now: datetime
) -> None:
    lead, late = factory.officer(Role.DUTY_OFFICER, author.agency), now + timedelta(hours=4)
    for _ in range(6):
        episode, ready = factory.open_episode(lead, at=now), Barrier(2)
        factory.says_why(author, episode, at=now)
        alert = approve(submitted(episode, author, at=now), second, at=now).alert

        def find(episode: Episode = episode, ready: Barrier = ready) -> None:
            ready.wait()
            found = outcomes.Found(late, "PC Example", "police", "street", "")
            outcomes.record_found(episode.pk, found, version=None, viewer=lead.viewer, by=lead.actor, at=late)

        def expire(ready: Barrier = ready) -> None:
            ready.wait()
            alerts.expire_due(at=late)

        with ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(own(find)), pool.submit(own(expire))]:
                each.result()
        episode.refresh_from_db()
        assert episode.status == "found"
        assert alert.versions.get().step in {"expired", "recalled"}
        assert Message.objects.filter(alert=alert, kind="Cancel").count() <= 1


def own(work: Callable[[], None]) -> Callable[[], None]:
    """On connections of its own."""

    def done() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return done
