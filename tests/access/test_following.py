"""What follows broken glass and a report, in the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from tests.access.test_glass import broken
from tests.access.test_keeping import opens, said
from wayhome.access import actions as access
from wayhome.access.models import Trace
from wayhome.accounts.models import Duty, Officer
from wayhome.base.errors import NotFound
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode, Misper
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.intake.queries import report_seen_by
from wayhome.ledger.models import Entry


def test_broken_glass_is_due_for_review_within_a_day_and_rises_when_nobody_does(
    finder: Officer,
    boss: Officer,
    supervisor: Officer,
    record: Misper,
    at: datetime,
) -> None:
    follow = factory.Follower()
    Duty.objects.create(
        agency=supervisor.agency, officer=supervisor, role="supervisor", starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(days=2),
    )  # fmt: skip
    glass = broken(finder, record.reference, at)
    follow.follow(at)
    clock = Clock.objects.get(subject=glass.pk)
    assert (clock.kind, clock.agency_id, clock.owner_id) == ("glass_review", record.agency_id, supervisor.pk)
    assert clock.due_at - glass.at == timedelta(hours=24)
    assert clocks.lapse_due(at=at + timedelta(hours=25)) >= 1
    assert Entry.objects.filter(kind="clock.lapsed", facts__clock="glass_review").exists()
    access.review_glass(glass.pk, "justified", "It was right", **said(boss, at))
    follow.follow(at)
    assert Clock.objects.get(subject=glass.pk).met_at is not None
    assert Clock.objects.filter(subject=glass.pk).count() == 1


def test_a_review_quicker_than_the_worker_leaves_no_clock_running(
    finder: Officer,
    boss: Officer,
    supervisor: Officer,
    record: Misper,
    at: datetime,
) -> None:
    glass = broken(finder, record.reference, at)
    access.review_glass(glass.pk, "justified", "It was right", **said(boss, at))
    factory.Follower().follow(at)
    assert Clock.objects.get(subject=glass.pk).met_at is not None


def test_a_report_that_names_an_officers_phone_is_closed_to_the_officer(duty: Officer, at: datetime) -> None:
    access.tie_officer(duty.pk, address="", phone="07700 900555", **said(duty, at))
    report = factory.report(duty, at=at, informant_phone="+44 7700 900555")
    factory.Follower().follow(at)
    assert Trace.objects.filter(subject=report.pk).exists()
    with pytest.raises(NotFound):
        report_seen_by(duty.viewer, report.pk)


def test_a_fact_added_later_closes_the_record_to_whom_it_names(
    duty: Officer,
    supervisor: Officer,
    episode: Episode,
    at: datetime,
) -> None:
    access.tie_officer(supervisor.pk, address="7 Lantern Row, Saltby", phone="", **said(supervisor, at))
    assert opens(supervisor, episode.misper)
    cases.add_fact(episode.pk, "home_address", "7 Lantern Row, Saltby", **said(duty, at))
    assert not opens(supervisor, episode.misper)
