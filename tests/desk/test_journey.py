"""One child's case through the desk alone: two officers, from the phone report to the closed case."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests import factory
from wayhome.appeals.models import Appeal
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.intake.models import Report
from wayhome.outcomes.models import Interview
from wayhome.published.models import Edition
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of a page, as a browser would send them."""
    return {
        name: value
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
        if name != "csrfmiddlewaretoken"
    }


def local(at: datetime) -> tuple[str, str]:
    """A moment as the two boxes of a form take it."""
    here = at.astimezone(ZoneInfo("Europe/London"))
    return f"{here:%Y-%m-%d}", f"{here:%H:%M}"


def post(client: Client, url: str, given: dict[str, Any], *, taken: bool = True) -> str:
    """Send a form that must be taken, or refused, and return the page it leads to."""
    answer = client.post(url, given, follow=True)
    assert bool(answer.redirect_chain) is taken, answer.content.decode()
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_child_from_the_call_to_the_closed_case(client: Client) -> None:
    force = factory.force()
    first, second = factory.officer(Role.DUTY_OFFICER, force), factory.officer(Role.SUPERVISOR, force)
    approver = Client()
    factory.sign_in(client, first)
    factory.sign_in(approver, second)
    worker = factory.Follower()

    page = post(
        client,
        "/reports/new",
        {"given_name": "Tamsin", "last_seen_place": "Saltby Quay", "age": "14", "why_worried": "She never misses tea."},
    )
    assert "She never misses tea." in page
    worker.follow(clock.now())
    report = Report.objects.get()
    assert report.reference in client.get("/").content.decode()

    page = post(client, f"/reports/{report.pk}/open", {"whose": "new"})
    worker.follow(clock.now())
    episode = Episode.objects.get()
    case = f"/cases/{episode.pk}"
    page = client.get(case).content.decode()
    assert "Tamsin" in page
    assert "treat as high" in page

    page = post(
        client, f"{case}/risk", {"grade": "high", "reason": "Out of character.", "asked.out_of_character": "yes"}
    )
    worker.follow(clock.now())
    assert "Out of character." in client.get(case).content.decode()
    assert "Tamsin" in client.get("/search", {"q": "tamsyn"}).content.decode()

    day, hour = local(clock.now() + timedelta(hours=71))
    draft = {
        "given_name": "Tamsin",
        "age": "14",
        "last_seen_area": "Saltby",
        "language": "en",
        "ends_on": day,
        "ends_time": hour,
    }
    page = post(client, f"{case}/appeals/new", draft)
    assert "protected address" in page
    appeal = Appeal.objects.get()
    whole = draft | {
        "protected_address": "no", "court_order": "no", "who_asks": "Mother", "who_asks_checked": "yes", "consent": "given",
        "consent_given_by": "Mother", "child_view": "Not known", "purpose": "Find her", "necessity": "Enquiries failed", "risk_to_child": "Low",
        "version": str(appeal.version),
    }  # fmt: skip
    page = post(client, f"/appeals/{appeal.pk}/draft", whole)
    page = post(client, f"/appeals/{appeal.pk}/submit", fields_of(page))
    worker.follow(clock.now())
    assert "another officer must approve" in page
    assert appeal.reference in approver.get("/appeals").content.decode()
    asked = approver.get(f"/appeals/{appeal.pk}")
    assert "Tamsin" not in post(approver, asked["Location"], {"code": "other", "words": "..."}, taken=False)
    page = post(approver, asked["Location"], {"code": "duty"})
    page = post(approver, f"/appeals/{appeal.pk}/approve", fields_of(page))
    worker.follow(clock.now())
    assert Edition.objects.get().state == "live"

    page = client.get(f"{case}/found").content.decode()
    day, hour = local(clock.now() + timedelta(minutes=1))  # the boxes hold whole minutes
    seen = {"seen_by": "PC Example", "found_on": day, "found_time": hour, "found_by": "police", "found_place": "street"}
    page = post(client, f"{case}/found", fields_of(page) | seen)
    worker.follow(clock.now())
    assert Edition.objects.get().state == "withdrawn"
    assert "Prevention interview" in page

    refused = client.post(f"{case}/close", {"version": Episode.objects.get().version, "reason": ""})
    assert "Hold the prevention interview before closing" in refused.content.decode()
    for kind in ("prevention", "return"):
        interview = Interview.objects.get(kind=kind)
        held = {
            "version": interview.version,
            "status": "done",
            "held_on": day,
            "held_time": hour,
            "words": "Safe.",
            "why": ["lost"],
        }
        post(client, f"/interviews/{interview.pk}", held)
    worker.follow(clock.now())
    page = client.get(f"{case}/close").content.decode()
    page = post(client, f"{case}/close", fields_of(page))
    assert "The case is closed." in page
    assert Episode.objects.get().status == "closed"
