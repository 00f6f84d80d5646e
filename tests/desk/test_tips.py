"""The tip desk's pages: the queue with its ages, one tip, and what comes of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests import factory
from tests.alerts.conftest import approve, submitted
from tests.desk.alerts.conftest import at_tips, author, second  # noqa: F401 - fixtures
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.alerts.models import Alert
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.clocks import actions as clocks
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.ledger.models import Entry
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

VAN = "A grey van at the quay"


@pytest.fixture
def live(episode: Episode, author: Officer, second: Officer) -> Alert:  # noqa: F811
    return approve(submitted(episode, author, at=clock.now()), second, at=clock.now()).alert


@pytest.fixture
def drill(episode: Episode, author: Officer, second: Officer) -> Alert:  # noqa: F811
    return approve(submitted(episode, author, at=clock.now(), mode=Mode.DRILL), second, at=clock.now()).alert


@pytest.fixture
def taker(force: Agency) -> Officer:
    return factory.officer(Role.CALL_TAKER, force)


@pytest.fixture
def at_desk(taker: Officer, episode: Episode) -> Client:
    """The call-taker's browser."""
    return signed_in(taker, of=episode)


def told(alert: Alert, *, minutes_ago: int = 0, words: str = VAN, drill: bool = False) -> Sighting:
    return intake.receive_sighting(
        {"words": words}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=clock.now() - timedelta(minutes=minutes_ago),
        agency=alert.agency_id, alert=alert.pk, drill=drill,
    )  # fmt: skip


def told_of_appeal(episode: Episode, duty: Officer, *, at: datetime) -> Sighting:
    appeal = factory.approved_appeal(episode, duty, factory.officer(Role.SUPERVISOR, duty.agency), at=at)
    return intake.receive_sighting(
        {"words": "On the 42 bus"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=at, agency=appeal.agency_id,
        edition=appeal.edition,
    )  # fmt: skip


def parts_of(desk: Client) -> dict[str, str]:
    """Each part of the queue by its heading, as words."""
    page = desk.get("/tips").content.decode()
    found = re.findall(r'<h2 class="wh-panel__title" id="part-\d">(.*?)<span class="wh-count">(\d+)</span></h2>(.*?)</section>', page, re.DOTALL)  # fmt: skip
    return {heading.strip(): f"{many} {body}" for heading, many, body in found}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ALERT_AUTHORISER, Role.ANALYST, Role.ADMINISTRATOR])
def test_who_takes_no_reports_has_no_tip_desk(force: Agency, live: Alert, role: Role) -> None:
    tip, other = told(live), signed_in(factory.officer(role, force))
    answers = [
        other.get("/tips"),
        other.get("/tips/rows"),
        other.get(f"/tips/{tip.pk}"),
        other.post(f"/tips/{tip.pk}/take"),
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_the_queue_shows_alerts_then_appeals_and_drills_apart(
    at_desk: Client, live: Alert, drill: Alert, episode: Episode, duty: Officer
) -> None:
    newer, older = told(live), told(live, minutes_ago=6)
    exercise, seen = told(drill, drill=True), told_of_appeal(episode, duty, at=clock.now())
    parts = parts_of(at_desk)
    assert list(parts) == ["Tips of alerts", "Sightings of appeals", "DRILL: tips of exercises"]
    alerts, appeals, drills = parts.values()
    assert alerts.startswith("2 ")
    assert alerts.index(older.reference) < alerts.index(newer.reference)
    assert alerts.count("overdue by") == 1
    assert "Saltby and Larkhill" in alerts
    assert live.reference in alerts
    assert seen.reference in appeals
    assert exercise.reference in drills
    assert exercise.reference not in alerts + appeals
    for words in (VAN, "Tamsin"):
        assert words not in alerts  # words are read one tip at a time, and each reading is written down


def test_a_call_taker_takes_a_tip_reads_it_and_passes_it_on(
    at_desk: Client, taker: Officer, live: Alert, episode: Episode, desk: Client, duty: Officer
) -> None:
    tip = told(live)
    factory.says_why(duty, episode, at=clock.now())
    page = at_desk.post(f"/tips/{tip.pk}/take", follow=True).content.decode()
    assert VAN in page
    assert "Yours" in page
    assert Entry.objects.filter(kind="tip.looked", key=tip.pk, by=taker.actor.ref).count() == 1
    assert at_desk.post(f"/tips/{tip.pk}/deal", {"outcome": "passed"}).status_code == 302
    assert tip.reference not in at_desk.get("/tips").content.decode()
    case = desk.get(f"/cases/{episode.pk}").content.decode()
    assert "passed on by the tip desk" in case
    assert "Tip passed to the enquiry" in case


@pytest.mark.parametrize(("outcome", "stands"), [("nothing", False), ("passed", True)])
def test_a_case_shows_what_is_in_a_tip_and_never_a_drill_s(
    at_desk: Client, live: Alert, drill: Alert, episode: Episode, outcome: str, stands: bool
) -> None:
    for tip in (told(live), told(drill, drill=True, words="A drill's words")):
        at_desk.post(f"/tips/{tip.pk}/take")
        at_desk.post(f"/tips/{tip.pk}/deal", {"outcome": outcome})
    case = at_desk.get(f"/cases/{episode.pk}").content.decode()
    assert (VAN in case) is stands
    assert "A drill&#x27;s words" not in case


def test_the_second_of_two_is_told_and_can_do_nothing(
    at_desk: Client, force: Agency, live: Alert, episode: Episode
) -> None:
    tip, late = told(live), signed_in(factory.officer(Role.CALL_TAKER, force), of=episode)
    at_desk.post(f"/tips/{tip.pk}/take")
    answer = late.post(f"/tips/{tip.pk}/take")
    assert answer.status_code == 409
    assert "Somebody else has just taken this tip." in answer.content.decode()
    assert late.post(f"/tips/{tip.pk}/deal", {"outcome": "nothing"}).status_code == 200
    assert "Only whoever took it gives it back" in late.post(f"/tips/{tip.pk}/give-back").content.decode()
    tip.refresh_from_db()
    assert tip.outcome == ""


def test_a_tip_given_back_waits_again(at_desk: Client, live: Alert) -> None:
    tip = told(live)
    at_desk.post(f"/tips/{tip.pk}/take")
    at_desk.post(f"/tips/{tip.pk}/give-back")
    assert "to be taken" in parts_of(at_desk)["Tips of alerts"]


def test_two_tips_are_put_together_by_naming_the_other(at_desk: Client, live: Alert) -> None:
    first, again = told(live), told(live)
    at_desk.post(f"/tips/{again.pk}/take")
    asked = at_desk.post(f"/tips/{again.pk}/deal", {"outcome": "together"})
    assert "Choose the tip that it belongs to" in asked.content.decode()
    at_desk.post(f"/tips/{again.pk}/deal", {"outcome": "together", "together_with": str(first.pk)})
    again.refresh_from_db()
    assert again.together_with == first
    assert first.reference in at_desk.get(f"/tips/{again.pk}").content.decode()


def test_the_navigation_counts_what_nobody_has_taken_and_no_drill(at_desk: Client, live: Alert, drill: Alert) -> None:
    tips = [told(live), told(live), told(drill, drill=True)]
    at_desk.post(f"/tips/{tips[0].pk}/take")
    assert re.search(r'href="/tips"[^>]*>\s*Tips\s*<span[^>]*>1<', at_desk.get("/tips").content.decode())


def test_the_queue_says_who_was_told_of_what_nobody_took(at_desk: Client, live: Alert, duty: Officer) -> None:
    at = clock.now()
    Duty.objects.create(
        agency=duty.agency, officer=duty, role=Role.DUTY_OFFICER, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1)
    )  # fmt: skip
    told(live, minutes_ago=6)
    factory.Follower().follow(at)
    assert f"{duty} is told" not in parts_of(at_desk)["Tips of alerts"]
    clocks.lapse_due(at=at)
    assert f"{duty} is told" in parts_of(at_desk)["Tips of alerts"]


@pytest.mark.parametrize("staffed", [True, False])
def test_the_queue_says_who_sits_there(at_desk: Client, live: Alert, staffed: bool) -> None:
    del live
    other = at_desk if staffed else signed_in(factory.officer(Role.CALL_TAKER, factory.force("Southmoor Police")))
    assert ("Nobody sits at the tip desk" in other.get("/tips").content.decode()) is not staffed
