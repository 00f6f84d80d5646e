"""Who may open which page. The table is written out by hand, so that it judges the code rather than repeats it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.intake.models import Photo
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.registry import actions as registry
from wayhome.terms.viewer import AgencyKind, Role

WORKS = "officer duty_officer supervisor"
SEES = f"call_taker editor {WORKS} alert_author alert_authoriser"
LEADS = "duty_officer supervisor"
RECORD = f"{SEES} analyst"

MAY_OPEN = {
    "/reports/new": f"call_taker {WORKS}",
    "/reports/{report}": SEES,
    "/photos/{photo}": SEES,
    "/cases/{episode}": SEES,
    "/cases/{episode}/live": SEES,
    "/cases/{episode}/risk": WORKS,
    "/cases/{episode}/facts": SEES,
    "/cases/{episode}/matches": SEES,
    "/cases/{episode}/facts/new": WORKS,
    "/cases/{episode}/facts/new?kind=clothing": WORKS,
    "/cases/{episode}/photos/new": WORKS,
    "/cases/{episode}/owner": WORKS,
    "/cases/{episode}/located": WORKS,
    "/cases/{episode}/missing": WORKS,
    "/cases/{episode}/found": WORKS,
    "/cases/{episode}/close": LEADS,
    "/cases/{episode}/same-child": WORKS,
    "/cases/{episode}/appeals/new": f"{WORKS} editor",
    "/appeals/{appeal}": SEES,
    "/appeals/{appeal}/draft": f"{WORKS} editor",
    "/interviews/{interview}": WORKS,
    "/appeals": f"{LEADS} editor",
    "/search?q=Tamsin": RECORD,
    "/unidentified": RECORD,
    "/unidentified/{unidentified}": RECORD,
    "/unidentified/{unidentified}/match/{missing}": RECORD,
    "/unidentified/new": WORKS,
    "/figures": f"{WORKS} editor alert_author alert_authoriser analyst auditor",
    "/officers": "administrator",
    "/officers/new": "administrator",
    "/recovery": "administrator supervisor",
    "/rota": " ".join(Role),
}


@pytest.fixture
def rows(force: Agency, duty: Officer) -> dict[str, Any]:
    """One of everything that a page may be about."""
    at = clock.now() - timedelta(hours=3)
    episode = factory.open_episode(duty, at=at, photo=factory.face())
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    ended = factory.open_episode(duty, at=at, given_name="Corin", phone=None)
    seen = outcomes.Found(found_at=clock.now(), seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(ended.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
    found = {"unidentified_kind": "alive", "found_place": "Saltby Quay"}
    nameless = registry.record_unidentified(found, viewer=duty.viewer, by=duty.actor, at=at)
    factory.Follower().follow(at)
    return {
        "episode": episode.pk,
        "report": episode.reports.get().report_id,
        "photo": Photo.objects.get().pk,
        "appeal": appeal.pk,
        "interview": Interview.objects.filter(kind="prevention").get().pk,
        "unidentified": nameless.pk,
        "missing": episode.misper_id,
    }


def test_each_role_opens_its_own_pages_and_no_other(force: Agency, rows: dict[str, Any]) -> None:
    wrong = []
    for role in Role:
        officer = factory.officer(role, force)
        client = signed_in(officer, of=Episode.objects.get(pk=rows["episode"]))
        factory.says_why(officer, Interview.objects.get(pk=rows["interview"]).episode, at=clock.now())
        for pattern, allowed in MAY_OPEN.items():
            status = client.get(pattern.format(**rows)).status_code
            if status != (200 if role.value in allowed.split() else 404):
                wrong.append((role.value, pattern, status))
    assert not wrong


def test_another_force_sees_no_row_of_this_one(rows: dict[str, Any]) -> None:
    client = signed_in(factory.officer(Role.SUPERVISOR))
    absent = client.get("/cases/01890000-0000-7000-8000-00000000dead").content
    for pattern in MAY_OPEN:
        if "{" in pattern and "{unidentified}" not in pattern:
            answer = client.get(pattern.format(**rows))
            assert (answer.status_code, answer.content) == (404, absent), pattern


def test_another_force_can_do_nothing_to_a_case(rows: dict[str, Any], client: Client) -> None:
    factory.sign_in(client, factory.officer(Role.SUPERVISOR))
    for path in ("located", "found", "owner", "missing", "close", "risk", "same-child"):
        assert client.post(f"/cases/{rows['episode']}/{path}", {"version": 1}).status_code == 404
    for path in ("submit", "approve", "refuse", "withdraw", "renew"):
        assert client.post(f"/appeals/{rows['appeal']}/{path}", {"version": 1}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "role", "first"),
    [
        (AgencyKind.POLICE_FORCE, Role.ANALYST, "/unidentified"),
        (AgencyKind.NATIONAL_CENTRE, Role.CENTRE_COORDINATOR, "/unidentified"),
        (AgencyKind.POLICE_FORCE, Role.AUDITOR, "/glass"),
    ],
)
def test_a_role_without_cases_starts_where_its_work_is(
    client: Client, db: None, kind: AgencyKind, role: Role, first: str
) -> None:
    factory.sign_in(client, factory.officer(role, factory.force(kind=kind)))
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, first)


def test_the_national_intake_desk_sees_reports_and_no_case(client: Client, db: None) -> None:
    factory.sign_in(client, factory.officer(Role.CALL_TAKER, factory.force(kind=AgencyKind.NATIONAL_INTAKE)))
    page = client.get("/?tab=closed").content.decode()
    assert "No report is waiting." in page
    assert "Being searched for" not in page


def test_an_administrator_starts_with_the_accounts(client: Client, db: None) -> None:
    factory.sign_in(client, factory.officer(Role.ADMINISTRATOR))
    assert client.get("/")["Location"] == "/officers"


def test_an_officer_who_was_shut_out_is_signed_out_at_the_next_request(
    desk: Client, duty: Officer, episode: Episode
) -> None:
    duty.is_active = False
    duty.save()
    answer = desk.get(f"/cases/{episode.pk}")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in")
