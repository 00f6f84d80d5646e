"""Breaking the glass at the desk, and what the others see of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.access import actions as access
from wayhome.access.models import Glass
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.ledger.models import Entry
from wayhome.rules.glass import NO_RECORD
from wayhome.terms.viewer import AgencyKind, Role

WHY = "The child stands at our counter and is afraid."


@pytest.fixture
def theirs(db: None) -> Agency:
    return factory.force("Westfell Police")


@pytest.fixture
def boss(theirs: Agency) -> Officer:
    return factory.officer(Role.SUPERVISOR, theirs)


@pytest.fixture
def finder(theirs: Agency, boss: Officer, duty: Officer) -> Client:
    return signed_in(factory.officer(Role.OFFICER, theirs))


def broken(browser: Client, reference: str, **other: str) -> str:
    """What the officer reads after sending the form."""
    said = {"reference": reference, "code": "found", "words": WHY, "hours": "1"} | other
    return browser.post("/glass/break", said, follow=True).content.decode()


def test_the_search_leads_to_the_form_with_the_reference_filled_in(finder: Client, episode: Episode) -> None:
    factory.Follower().follow(clock.now())
    page = finder.get("/search", {"q": "tamsin quillfeather"}).content.decode()
    assert f"/glass/break?reference={episode.misper.reference}" in page
    assert (
        episode.misper.reference in finder.get("/glass/break", {"reference": episode.misper.reference}).content.decode()
    )


def test_a_refusal_tells_nothing_and_is_written_down(
    finder: Client, episode: Episode, duty: Officer, force: Agency
) -> None:
    second = factory.officer(Role.SUPERVISOR, force)
    seal = {"viewer": second.viewer, "by": second.actor, "at": clock.now()}
    access.seal(episode.misper, [second.pk, duty.pk], "The address is a refuge", **seal)
    sealed, absent = broken(finder, episode.reference), broken(finder, "ABCD-EFGH-2345-6789")
    assert NO_RECORD in sealed
    shown = [re.search(r"<form method=.post. novalidate.*?</form>", page, re.DOTALL) for page in (sealed, absent)]
    assert shown[0] and shown[1]
    bare = [re.sub(r'oken" value="\w+"|[A-Z0-9]{4}(-[A-Z0-9]{4}){3}', "", each[0]) for each in shown if each]
    assert bare[0] == bare[1]
    assert Entry.objects.filter(kind="glass.refused", look=True).count() == 2
    assert not Glass.objects.exists()


def test_the_case_opens_with_a_mark_and_without_a_form(finder: Client, episode: Episode) -> None:
    assert finder.get(f"/cases/{episode.pk}").status_code == 404
    page = broken(finder, episode.reference)
    assert "Tamsin" in page
    assert "Open to you until" in page
    assert "because you broke the glass" in page
    body = page[page.index("<main") : page.index("</main")]
    assert body.count("<form") == 1  # the one that closes it again
    assert "Add a fact" not in page
    assert "Who may see this" not in page
    assert "Not looked at" not in page  # who looked is not for them to know, so nothing is said of it
    assert "What happened" not in page
    look = Entry.objects.filter(kind="episode.looked").latest("at")
    glass = Glass.objects.get()
    assert (look.reason, look.facts["purpose"]) == ("glass", str(glass.pk))
    for path in ("risk", "facts/new", "access", "access/assign", "disclose", "found"):
        assert finder.get(f"/cases/{episode.pk}/{path}").status_code == 404, path
    report = episode.reports.get().report_id
    assert "Isolde" in finder.get(f"/reports/{report}").content.decode()
    finder.post(f"/glass/{glass.pk}/end")
    assert finder.get(f"/cases/{episode.pk}").status_code == 404


def test_each_of_the_told_sees_a_banner_on_every_page_until_read(
    finder: Client, episode: Episode, desk: Client, boss: Officer
) -> None:
    broken(finder, episode.reference)
    glass, chief = Glass.objects.get(), signed_in(boss)
    for browser in (desk, chief):
        for path in ("/", "/unidentified", "/reports/new"):
            assert "opened a record of Northmoor Police" in browser.get(path).content.decode(), path
    other = signed_in(factory.officer(Role.SUPERVISOR, boss.agency))
    assert "opened a record of" not in other.get("/").content.decode()
    assert other.post(f"/glass/{glass.pk}/read").status_code == 404
    chief.post(f"/glass/{glass.pk}/read")
    assert "opened a record of" not in chief.get("/").content.decode()
    assert "opened a record of" in desk.get("/glass/told").content.decode()


def test_both_agencies_supervisors_have_it_in_their_queue_and_one_reviews_it(
    finder: Client, episode: Episode, force: Agency, boss: Officer
) -> None:
    broken(finder, episode.reference)
    glass, own = Glass.objects.get(), factory.officer(Role.SUPERVISOR, force)
    for officer in (own, boss):
        assert episode.reference in signed_in(officer).get("/glass").content.decode()
        assert WHY in signed_in(officer).get(f"/glass/{glass.pk}").content.decode()
    stranger = signed_in(factory.officer(Role.SUPERVISOR))
    assert episode.reference not in stranger.get("/glass").content.decode()
    assert stranger.get(f"/glass/{glass.pk}").status_code == 404
    signed_in(boss).post(f"/glass/{glass.pk}", {"verdict": "justified", "words": "The child was there."})
    assert "Nothing waits" in signed_in(own).get("/glass").content.decode()
    assert "The child was there." in signed_in(own).get(f"/glass/{glass.pk}").content.decode()


def test_an_auditor_reads_that_it_was_broken_and_neither_reviews_nor_ends_it(
    finder: Client, episode: Episode, force: Agency, boss: Officer
) -> None:
    broken(finder, episode.reference)
    glass, auditor = Glass.objects.get(), signed_in(factory.officer(Role.AUDITOR, force))
    assert episode.reference in auditor.get("/glass").content.decode()
    page = auditor.get(f"/glass/{glass.pk}").content.decode()
    assert str(glass.officer) in page
    assert WHY not in page
    auditor.post(f"/glass/{glass.pk}", {"verdict": "not_justified", "words": "It was not."})
    assert auditor.post(f"/glass/{glass.pk}/end").status_code == 404
    glass.refresh_from_db()
    assert (glass.verdict, glass.ended_at) == ("", None)
    assert auditor.get("/glass/break").status_code == 404


def test_a_supervisor_whom_the_record_names_reviews_nothing_of_it(
    finder: Client, episode: Episode, force: Agency, boss: Officer
) -> None:
    broken(finder, episode.reference)
    own = factory.officer(Role.SUPERVISOR, force)
    access.name_conflict(episode.misper, boss.pk, viewer=own.viewer, by=own.actor, at=clock.now())
    chief = signed_in(boss)
    assert episode.reference not in chief.get("/glass").content.decode()
    assert chief.get(f"/glass/{Glass.objects.get().pk}").status_code == 404


def test_a_coordinator_of_the_national_centre_opens_the_case_page(episode: Episode, force: Agency) -> None:
    factory.officer(Role.SUPERVISOR, force)
    centre = factory.force("The Centre", kind=AgencyKind.NATIONAL_CENTRE)
    browser = signed_in(factory.officer(Role.CENTRE_COORDINATOR, centre))
    assert "Open to you until" in broken(browser, episode.reference)
