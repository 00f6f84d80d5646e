"""The tip desk: one call-taker has a tip, what nobody takes goes to the next rank, and a drill's stand apart."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factory
from tests.alerts.conftest import approve, submitted
from wayhome.access import actions as access
from wayhome.accounts.models import Duty, Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts.models import Alert
from wayhome.alerts.tips import tip_seen_by, tips_waiting
from wayhome.base.errors import NotFound, Overtaken, Refused, Unreadable
from wayhome.base.web import set_viewer
from wayhome.cases.models import Episode
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.rules import tips as rules
from wayhome.rules.alerting import Mode
from wayhome.rules.tips import DESK, TAKEN, Outcome
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def told(alert: Alert, *, at: datetime, **more: bool) -> Sighting:
    """What somebody of the public told of an alert, and what follows."""
    tip = intake.receive_sighting(
        {"words": "A grey van at the quay"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=at,
        agency=alert.agency_id, alert=alert.pk, **more,
    )  # fmt: skip
    with transaction.atomic():
        factory.Follower().follow(at)
    return tip


def take(tip: Sighting, who: Officer, *, at: datetime) -> Sighting:
    return alerts.take(tip.pk, viewer=who.viewer, by=who.actor, at=at)


def deal(tip: Sighting, outcome: Outcome, who: Officer, *, at: datetime, other: Sighting | None = None) -> Sighting:
    together = other.pk if other else None
    return alerts.deal(tip.pk, outcome, together_with=together, viewer=who.viewer, by=who.actor, at=at)


def on_rota(who: Officer, role: Role, *, since: datetime, until: datetime) -> None:
    Duty.objects.create(agency=who.agency, officer=who, role=role, starts_at=since, ends_at=until)


@pytest.fixture
def taker(author: Officer) -> Officer:
    return factory.officer(Role.CALL_TAKER, author.agency)


@pytest.fixture
def short_turn(unstaffed: None, author: Officer, taker: Officer, now: datetime) -> None:
    """The call-taker's turn ends in a minute, and nobody comes after."""
    on_rota(taker, Role.CALL_TAKER, since=now - MINUTE, until=now + MINUTE)


@pytest.fixture
def drill(episode: Episode, author: Officer, second: Officer, now: datetime) -> Alert:
    """An exercise in force."""
    return approve(submitted(episode, author, at=now, mode=Mode.DRILL), second, at=now).alert


# Who may


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ALERT_AUTHOR, Role.ALERT_AUTHORISER, Role.AUDITOR])
def test_a_role_that_takes_no_reports_takes_no_tips(live: Alert, author: Officer, now: datetime, role: Role) -> None:
    tip, who = told(live, at=now), factory.officer(role, author.agency)
    assert not tips_waiting(who.viewer).exists()
    with pytest.raises(NotFound):
        take(tip, who, at=now)


def test_another_agency_sees_no_tip(live: Alert, now: datetime) -> None:
    tip, stranger = told(live, at=now), factory.officer(Role.SUPERVISOR)
    assert not tips_waiting(stranger.viewer).exists()
    with pytest.raises(NotFound):
        tip_seen_by(stranger.viewer, tip.pk)


def test_a_sealed_child_s_tip_is_for_those_on_the_seal(
    live: Alert, episode: Episode, author: Officer, taker: Officer, now: datetime
) -> None:
    tip, lead = told(live, at=now), factory.officer(Role.SUPERVISOR, author.agency)
    named = [factory.officer(Role.DUTY_OFFICER, author.agency), lead]
    access.seal(episode.misper, [each.pk for each in named], "A protected witness", viewer=lead.viewer, by=lead.actor, at=now)  # fmt: skip
    assert not tips_waiting(taker.viewer).exists()
    with pytest.raises(NotFound):
        take(tip, taker, at=now)
    assert tips_waiting(lead.viewer).get() == tip


def test_an_erased_child_s_tip_stands_in_no_queue_and_cannot_be_read(
    live: Alert, episode: Episode, taker: Officer, now: datetime
) -> None:
    tip = told(live, at=now)
    access.erase(episode.misper_id, agency=episode.agency_id, also=(tip.pk,), by=Actor.system("test"), at=now)
    assert not tips_waiting(taker.viewer).exists()
    with pytest.raises(Unreadable):
        take(tip, taker, at=now)


def shown_by_the_database(who: Officer) -> int:
    """How many sightings the database itself shows the desk's role in this officer's name, whatever a page asks."""
    with connection.cursor() as cursor:
        set_viewer(officer=str(who.pk), agency=str(who.agency_id))
        cursor.execute("set local role wayhome_app")
        cursor.execute("select count(*) from intake_sighting")
        (many,) = cursor.fetchone()
        cursor.execute("reset role")
    return int(many)


@pytest.mark.parametrize("kept", ["sealed", "restricted", "conflict"])
def test_the_database_shows_what_was_told_to_whom_the_record_is_shown(
    live: Alert, episode: Episode, author: Officer, taker: Officer, now: datetime, kept: str
) -> None:
    told(live, at=now)
    lead, others = factory.officer(Role.SUPERVISOR, author.agency), factory.officer(Role.DUTY_OFFICER, author.agency)
    appeal = factory.approved_appeal(episode, others, lead, at=now)
    intake.receive_sighting(
        {"words": "On the bus"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now, agency=appeal.agency_id, edition=appeal.edition
    )  # fmt: skip
    assert [shown_by_the_database(who) for who in (taker, lead, factory.officer(Role.CALL_TAKER))] == [2, 2, 0]
    acts = {"viewer": factory.seated(lead), "by": lead.actor, "at": now}
    if kept == "sealed":
        access.seal(episode.misper, [lead.pk, others.pk], "A protected witness", **acts)
    elif kept == "restricted":
        access.restrict(episode.misper, "A relative works on this floor", **acts)
    else:
        access.name_conflict(episode.misper, taker.pk, **acts)
    assert [shown_by_the_database(who) for who in (taker, lead)] == [0, 2]


# One has it


def test_only_who_has_it_deals_with_it_and_once(live: Alert, taker: Officer, author: Officer, now: datetime) -> None:
    tip, other = told(live, at=now), factory.officer(Role.CALL_TAKER, author.agency)
    with pytest.raises(Refused, match="Take it first"):
        deal(tip, Outcome.NOTHING, taker, at=now)
    take(tip, taker, at=now)
    with pytest.raises(Refused, match="Take it first"):
        deal(tip, Outcome.NOTHING, other, at=now)
    assert deal(tip, Outcome.NOTHING, taker, at=now).dealt_at == now
    with pytest.raises(Refused, match="already"):
        deal(tip, Outcome.PASSED, taker, at=now)
    with pytest.raises(Overtaken):
        take(tip, other, at=now)
    assert not tips_waiting(taker.viewer).exists()


def test_who_took_it_or_who_leads_gives_it_back(live: Alert, taker: Officer, author: Officer, now: datetime) -> None:
    tip, lead = take(told(live, at=now), taker, at=now), factory.officer(Role.DUTY_OFFICER, author.agency)
    other = factory.officer(Role.CALL_TAKER, author.agency)
    with pytest.raises(Refused, match="Only whoever took it"):
        alerts.give_back(tip.pk, viewer=other.viewer, by=other.actor, at=now)
    assert alerts.give_back(tip.pk, viewer=lead.viewer, by=lead.actor, at=now).taken_by is None
    again = Clock.objects.get(subject=tip.pk, kind=TAKEN, met_at=None)
    assert again.due_at == now + 5 * MINUTE
    take(tip, other, at=now)


def test_two_tips_are_put_together_only_about_one_alert(
    live: Alert, drill: Alert, taker: Officer, now: datetime
) -> None:
    first, second = (take(told(live, at=now), taker, at=now) for _ in range(2))
    with pytest.raises(Refused, match=rules.NAME_THE_OTHER[:20]):
        deal(second, Outcome.TOGETHER, taker, at=now, other=told(drill, at=now, drill=True))
    with pytest.raises(Refused, match=rules.NAME_THE_OTHER[:20]):
        deal(second, Outcome.TOGETHER, taker, at=now, other=second)
    assert deal(second, Outcome.TOGETHER, taker, at=now, other=first).together_with == first
    with pytest.raises(Refused):  # no ring of tips that each lie with another
        deal(first, Outcome.TOGETHER, taker, at=now, other=second)


def test_what_is_passed_on_stands_in_the_case_s_history_and_a_drill_s_does_not(
    live: Alert, drill: Alert, episode: Episode, taker: Officer, now: datetime
) -> None:
    for tip in (told(live, at=now), told(drill, at=now, drill=True)):
        deal(take(tip, taker, at=now), Outcome.PASSED, taker, at=now)
    line = Entry.objects.get(kind="tip.passed")
    assert line.key == episode.pk
    assert line.facts["tip"] == str(Sighting.objects.get(drill=False).pk)


@pytest.mark.parametrize("broken", [{"outcome": "nothing"}, {"taken_at": True}, {"outcome": "together"}])
def test_the_rows_themselves_refuse_what_cannot_be(live: Alert, now: datetime, broken: dict[str, object]) -> None:
    tip = told(live, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sighting.objects.filter(pk=tip.pk).update(
            **{name: now if value is True else value for name, value in broken.items()}
        )


def test_no_drill_is_a_drill_of_nothing(now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        intake.receive_sighting({"words": "A van"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now, drill=True)


# What nobody takes


def test_a_tip_that_nobody_takes_goes_to_the_next_rank_once(live: Alert, author: Officer, now: datetime) -> None:
    duty = factory.officer(Role.DUTY_OFFICER, author.agency)
    on_rota(duty, Role.DUTY_OFFICER, since=now - MINUTE, until=now + 60 * MINUTE)
    tip = told(live, at=now)
    clocks.lapse_due(at=now + 4 * MINUTE)
    assert lapses(TAKEN) == 0
    for _ in range(2):
        clocks.lapse_due(at=now + 5 * MINUTE)
    clock = Clock.objects.get(subject=tip.pk, kind=TAKEN)
    assert clock.escalated_to == duty
    assert lapses(TAKEN) == 1


def lapses(kind: str) -> int:
    """How often somebody was told that a clock of this kind ran out."""
    return Entry.objects.filter(kind="clock.lapsed", facts__clock=kind).count()


def test_a_tip_that_is_taken_pages_nobody(live: Alert, taker: Officer, now: datetime) -> None:
    tip = told(live, at=now)
    take(tip, taker, at=now + MINUTE)
    clocks.lapse_due(at=now + 9 * MINUTE)
    assert lapses(TAKEN) == 0
    assert Clock.objects.get(subject=tip.pk).met_by == taker.actor.ref


def test_whoever_takes_a_tip_before_its_clock_starts_is_not_waited_for(
    live: Alert, taker: Officer, now: datetime
) -> None:
    tip = intake.receive_sighting(
        {"words": "A grey van"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now, agency=live.agency_id, alert=live.pk
    )  # fmt: skip
    take(tip, taker, at=now)
    factory.Follower().follow(now)
    assert not Clock.objects.filter(subject=tip.pk).exists()


def test_tips_of_drills_and_of_what_is_over_have_no_clock(
    live: Alert, drill: Alert, author: Officer, now: datetime
) -> None:
    told(drill, at=now, drill=True)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    late = told(live, at=now + MINUTE)
    assert not Clock.objects.filter(kind=TAKEN).exists()
    assert Sighting.objects.filter(pk=late.pk, dealt_at=None).exists()


def test_when_the_child_is_found_nobody_is_told_of_tips_that_were_not_taken(
    live: Alert, episode: Episode, author: Officer, now: datetime
) -> None:
    tip, lead = told(live, at=now), factory.officer(Role.DUTY_OFFICER, author.agency)
    alerts.mind_tips(at=now + MINUTE)
    assert Clock.objects.filter(subject=tip.pk, met_at=None).exists()
    found = outcomes.Found(now, "PC Example", "police", "street", "")
    outcomes.record_found(episode.pk, found, version=None, viewer=lead.viewer, by=lead.actor, at=now + MINUTE)
    alerts.mind_tips(at=now + 2 * MINUTE)
    assert not Clock.objects.filter(subject=tip.pk, met_at=None).exists()


def test_a_tip_of_an_alert_that_was_cancelled_is_waited_for_until_the_child_is_found(
    live: Alert, episode: Episode, author: Officer, now: datetime
) -> None:
    tip, lead = told(live, at=now), factory.officer(Role.DUTY_OFFICER, author.agency)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    alerts.mind_tips(at=now + MINUTE)
    assert Clock.objects.filter(subject=tip.pk, met_at=None).exists()
    found = outcomes.Found(now, "PC Example", "police", "street", "")
    outcomes.record_found(episode.pk, found, version=None, viewer=lead.viewer, by=lead.actor, at=now + MINUTE)
    alerts.mind_tips(at=now + 2 * MINUTE)
    assert not Clock.objects.filter(subject=tip.pk, met_at=None).exists()


# Nobody at the desk


def desks(alert: Alert) -> list[bool]:
    """Of each time the rota was paged for an alert, whether that is over."""
    rows = Clock.objects.filter(kind=DESK, subject=alert.pk).order_by("started_at")
    return [each.met_at is not None for each in rows]


def test_a_desk_that_becomes_unstaffed_pages_the_rota_once_and_waits_until_somebody_comes(
    short_turn: None, live: Alert, author: Officer, taker: Officer, now: datetime
) -> None:
    supervisor = factory.officer(Role.SUPERVISOR, author.agency)
    on_rota(supervisor, Role.SUPERVISOR, since=now, until=now + 600 * MINUTE)
    alerts.mind_tips(at=now)
    assert desks(live) == []
    for minutes in (2, 3, 4):
        alerts.mind_tips(at=now + minutes * MINUTE)
        clocks.lapse_due(at=now + minutes * MINUTE)
    assert desks(live) == [False]
    assert Clock.objects.get(kind=DESK, subject=live.pk).escalated_to == supervisor
    assert lapses(DESK) == 1
    on_rota(taker, Role.CALL_TAKER, since=now + 5 * MINUTE, until=now + 7 * MINUTE)
    alerts.mind_tips(at=now + 6 * MINUTE)
    assert desks(live) == [True]
    alerts.mind_tips(at=now + 8 * MINUTE)
    assert desks(live) == [True, False]


@pytest.mark.parametrize("ends", ["cancelled", "by its time"])
def test_nobody_is_waited_for_once_no_alert_is_in_force(
    short_turn: None, live: Alert, author: Officer, now: datetime, ends: str
) -> None:
    alerts.mind_tips(at=now + 2 * MINUTE)
    assert desks(live) == [False]
    later = now + (timedelta(hours=5) if ends == "by its time" else 3 * MINUTE)
    if ends == "cancelled":
        alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=later)
    alerts.mind_tips(at=later)
    assert desks(live) == [True]


def test_a_drill_s_tip_desk_may_stay_empty(short_turn: None, drill: Alert, now: datetime) -> None:
    alerts.mind_tips(at=now + 2 * MINUTE)
    assert desks(drill) == []


@pytest.mark.usefixtures("unstaffed")
def test_what_waits_for_a_second_person_is_waited_for_until_somebody_sits_there(
    episode: Episode, author: Officer, taker: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    alerts.mind_tips(at=now + MINUTE)
    assert Clock.objects.get(subject=version.alert_id, kind=DESK).met_at is None
    on_rota(taker, Role.CALL_TAKER, since=now, until=now + 60 * MINUTE)
    alerts.mind_tips(at=now + 2 * MINUTE)
    assert Clock.objects.get(subject=version.alert_id, kind=DESK).met_at == now + 2 * MINUTE


# The queue


def test_the_oldest_stands_first_and_what_somebody_has_below(live: Alert, taker: Officer, now: datetime) -> None:
    third, first, second = (told(live, at=now + n * MINUTE) for n in (0, 1, 2))
    take(third, taker, at=now + 3 * MINUTE)
    assert list(tips_waiting(taker.viewer)) == [first, second, third]
