"""An officer who opens record after record is slowed, and it is written down; nobody is locked out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[datetime]:
    """Time that stands still until it is moved; five looks an hour."""
    settings.LOOKS_AN_HOUR = 5
    now = [clock.now().replace(minute=10, second=0, microsecond=0)]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


def test_beyond_an_hours_work_a_look_every_two_seconds_goes_on_and_the_ledger_is_told(
    hour: list[datetime], desk: Client, duty: Officer, episode: Episode
) -> None:
    page = f"/cases/{episode.pk}"
    assert [desk.get(page).status_code for _ in range(5)] == [200] * 5
    assert desk.get(page).status_code == 200  # the first one beyond
    slowed = desk.get(page)
    assert slowed.status_code == 429
    assert slowed["Retry-After"] == "2"
    assert slowed["X-Request-Id"] in slowed.content.decode()
    assert "Tamsin" not in slowed.content.decode()
    entry = Entry.objects.get(kind="officer.slowed")
    assert (entry.by, entry.key, entry.facts) == (duty.actor.ref, duty.pk, {"looks": 6})
    assert Entry.objects.filter(kind="episode.looked").count() == 6  # what was refused was not seen
    hour[0] += timedelta(seconds=2)
    assert desk.get(page).status_code == 200
    assert desk.get("/search?q=Tamsin").status_code == 429
    hour[0] += timedelta(hours=1)
    factory.sign_in(desk, duty)  # an hour without use has ended the sign-in
    assert [desk.get(page).status_code for _ in range(3)] == [200] * 3
    assert Entry.objects.filter(kind="officer.slowed").count() == 1


def test_a_screen_that_refreshes_itself_is_not_counted(hour: list[datetime], desk: Client, episode: Episode) -> None:
    page = f"/cases/{episode.pk}"
    assert desk.get(page).status_code == 200
    assert {desk.get(f"{page}/live", headers={"X-Wayhome-Refresh": "1"}).status_code for _ in range(10)} == {200}


def test_asking_for_a_refresh_of_what_was_never_opened_is_counted(
    hour: list[datetime], desk: Client, episode: Episode
) -> None:
    hour[0] += timedelta(minutes=1)
    asked = [desk.get(f"/search?q={number}&refresh=1").status_code for number in range(9)]
    assert 429 in asked
    assert Entry.objects.filter(kind="search.looked").count() == asked.count(200)  # each has its line


def test_a_report_that_is_one_of_many_says_so(desk: Client, duty: Officer) -> None:
    received = intake.Received(factory.report_words(), of_many=True)
    kept = {"door": ReportDoor.PUBLIC_CARER, "by": Actor.public(), "at": clock.now(), "agency": duty.agency_id}
    assert "one of many" not in desk.get("/").content.decode()
    report = intake.receive_report(received, **kept)  # type: ignore[arg-type]
    assert "one of many" in desk.get("/").content.decode()
    assert "one of many" in desk.get(f"/reports/{report.pk}").content.decode()


def test_the_address_of_a_search_holds_nothing_of_what_was_asked(desk: Client, episode: Episode) -> None:
    answer = desk.post("/search", {"q": "Tamsin"})
    assert answer.status_code == 302
    assert "Tamsin" not in answer["Location"]
    found = desk.get(answer["Location"])
    assert 'value="Tamsin"' in found.content.decode()
    assert Entry.objects.filter(kind="search.looked").count() == 1
    assert desk.get("/search?s=forged").status_code == 200


def test_work_that_is_not_looking_goes_on(hour: list[datetime], desk: Client, episode: Episode) -> None:
    for _ in range(8):
        desk.get(f"/cases/{episode.pk}")
    answer = desk.post("/reports/new", {"given_name": "Wren", "last_seen_place": "Larkhill"})
    assert answer.status_code == 302
