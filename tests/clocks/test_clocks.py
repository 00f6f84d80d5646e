"""What is due, by whom, and who is told when it lapses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from tests import factory
from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.base.ids import new_id
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.clocks.queries import running
from wayhome.ledger.models import Entry
from wayhome.rules.clocks import ClockStart
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

BY = Actor.system("test")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def on_duty(agency: Agency, role: Role, now: datetime) -> Officer:
    who = factory.officer(role, agency)
    Duty.objects.create(agency=agency, officer=who, role=role, starts_at=now - HOUR, ends_at=now + 100 * HOUR)
    return who


def start(agency: Agency, now: datetime, *, role: Role = Role.DUTY_OFFICER, due: timedelta = 5 * MINUTE) -> Clock:
    subject = new_id()
    clocks.start(
        [ClockStart("first_eyes", "Somebody reads the report", now + due, role)],
        subject=subject,
        subject_kind="report",
        agency=agency.pk,
        at=now,
    )
    return running(subject).get()


def report_received(subject: UUID, agency: Agency, at: datetime) -> None:
    clocks.start_for("report.received", subject=subject, subject_kind="report", agency=agency.pk, is_child=True, at=at)


# Start


@pytest.mark.django_db
def test_a_clock_that_runs_is_not_started_again(now: datetime) -> None:
    agency, subject = factory.force(), new_id()
    report_received(subject, agency, now)
    before = list(running(subject).values())
    report_received(subject, agency, now + MINUTE)
    assert list(running(subject).values()) == before
    assert [row["kind"] for row in before] == ["first_eyes", "first_grade"]
    assert [row["due_at"] - now for row in before] == [5 * MINUTE, 15 * MINUTE]


@pytest.mark.django_db
def test_a_clock_cannot_be_due_before_it_starts_even_by_a_row(now: datetime) -> None:
    clock = start(factory.force(), now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(due_at=clock.started_at - MINUTE)


@pytest.mark.django_db
def test_an_event_that_no_clock_waits_for_starts_none(now: datetime) -> None:
    clocks.start_for(
        "photo.received", subject=(subject := new_id()), subject_kind="photo", agency=factory.force().pk,
        is_child=True, at=now,
    )  # fmt: skip
    assert not running(subject)


@pytest.mark.django_db
def test_a_clock_belongs_to_whoever_is_on_duty_and_to_the_role_when_nobody_is(now: datetime) -> None:
    manned, empty = factory.force(), factory.force()
    who = on_duty(manned, Role.DUTY_OFFICER, now)
    assert start(manned, now).owner == who
    clock = start(empty, now)
    assert (clock.owner, clock.owner_role) == (None, "duty_officer")


# Meet


@pytest.mark.django_db
def test_meeting_stops_the_clocks_named_and_no_others(now: datetime) -> None:
    agency, subject, other = factory.force(), new_id(), new_id()
    report_received(subject, agency, now)
    report_received(other, agency, now)
    clocks.meet(subject, "first_eyes", by=BY, at=now + MINUTE)
    assert [clock.kind for clock in running(subject)] == ["first_grade"]
    assert len(running(other)) == 2
    met = Clock.objects.get(subject=subject, kind="first_eyes")
    assert (met.met_at, met.met_by, met.lapsed_at) == (now + MINUTE, "system:test", None)


@pytest.mark.django_db
def test_meeting_twice_keeps_the_first_time(now: datetime) -> None:
    clock = start(factory.force(), now)
    clocks.meet(clock.subject, "first_eyes", by=BY, at=now + MINUTE)
    clocks.meet(clock.subject, "first_eyes", by=Actor.public(), at=now + 2 * MINUTE)
    clock.refresh_from_db()
    assert (clock.met_at, clock.met_by) == (now + MINUTE, "system:test")


@pytest.mark.django_db
def test_a_clock_that_was_met_may_start_again(now: datetime) -> None:
    agency, subject = factory.force(), new_id()
    report_received(subject, agency, now)
    clocks.meet(subject, "first_eyes", "first_grade", by=BY, at=now)
    report_received(subject, agency, now + HOUR)
    assert len(running(subject)) == 2
    assert Clock.objects.filter(subject=subject).count() == 4


@pytest.mark.django_db
def test_all_clocks_of_a_subject_stop_but_those_that_outlive_it(now: datetime) -> None:
    agency, subject = factory.force(), new_id()
    report_received(subject, agency, now)
    clocks.stop_all(subject, by=BY, at=now, but=("first_grade",))
    assert [clock.kind for clock in running(subject)] == ["first_grade"]


# Lapse


@pytest.mark.django_db
def test_nothing_lapses_before_its_time(now: datetime) -> None:
    clock = start(factory.force(), now)
    assert clocks.lapse_due(at=clock.due_at - timedelta(microseconds=1)) == 0
    assert not Entry.objects.filter(kind="clock.lapsed").exists()


@pytest.mark.django_db
def test_a_clock_that_was_met_never_lapses(now: datetime) -> None:
    clock = start(factory.force(), now)
    clocks.meet(clock.subject, "first_eyes", by=BY, at=now)
    assert clocks.lapse_due(at=now + HOUR) == 0


@pytest.mark.django_db
def test_a_lapsed_clock_is_handed_to_the_next_rank_on_duty(now: datetime) -> None:
    agency = factory.force()
    on_duty(agency, Role.DUTY_OFFICER, now)
    supervisor = on_duty(agency, Role.SUPERVISOR, now)
    clock = start(agency, now)
    assert clocks.lapse_due(at=clock.due_at) == 1
    clock.refresh_from_db()
    assert (clock.lapsed_at, clock.escalated_at, clock.escalated_to) == (clock.due_at, clock.due_at, supervisor)
    assert clock.met_at is None
    assert list(running(clock.subject)) == [clock]  # it is still to be done
    entry = Entry.objects.get(kind="clock.lapsed")
    assert (entry.key, entry.agency, entry.by) == (clock.pk, agency.pk, "system:clocks")
    assert entry.facts == {"clock": "first_eyes", "subject": str(clock.subject), "told": str(supervisor.pk)}


@pytest.mark.django_db
def test_where_the_next_rank_is_not_on_duty_the_one_above_it_is_told(now: datetime) -> None:
    agency = factory.force()
    supervisor = on_duty(agency, Role.SUPERVISOR, now)
    clock = start(agency, now, role=Role.OFFICER)  # above it stands the duty officer, and nobody holds that duty
    clocks.lapse_due(at=clock.due_at)
    clock.refresh_from_db()
    assert clock.escalated_to == supervisor


@pytest.mark.django_db
def test_a_clock_with_nobody_above_lapses_all_the_same_and_says_that_nobody_was_told(now: datetime) -> None:
    clock = start(factory.force(), now)
    assert clocks.lapse_due(at=clock.due_at) == 1
    clock.refresh_from_db()
    assert (clock.lapsed_at, clock.escalated_at, clock.escalated_to) == (clock.due_at, None, None)
    assert Entry.objects.get(kind="clock.lapsed").facts["told"] == ""


@pytest.mark.django_db
def test_lapsing_twice_is_without_effect(now: datetime) -> None:
    clock = start(factory.force(), now)
    clocks.lapse_due(at=clock.due_at)
    assert clocks.lapse_due(at=clock.due_at + HOUR) == 0
    clock.refresh_from_db()
    assert clock.lapsed_at == clock.due_at
    assert Entry.objects.filter(kind="clock.lapsed").count() == 1


@pytest.mark.django_db
def test_what_was_due_first_lapses_first_and_no_more_than_the_limit(now: datetime) -> None:
    agency = factory.force()
    rows = [start(agency, now, due=minutes * MINUTE) for minutes in (9, 3, 6)]
    assert clocks.lapse_due(at=now + HOUR, limit=2) == 2
    assert [Clock.objects.get(pk=row.pk).lapsed_at is not None for row in rows] == [False, True, True]
    assert clocks.lapse_due(at=now + HOUR, limit=2) == 1


def test_two_workers_lapse_each_clock_once(fresh_database: None, now: datetime) -> None:
    agency = factory.force()
    for _ in range(40):
        start(agency, now)
    together = Barrier(4)

    def work(_: int) -> int:
        together.wait()
        try:
            done = 0
            while found := clocks.lapse_due(at=now + HOUR, limit=5):
                done += found
            return done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 40
    assert Entry.objects.filter(kind="clock.lapsed").count() == 40


# Handed over
