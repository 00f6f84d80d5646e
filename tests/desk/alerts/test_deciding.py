"""The desk of Child Rescue Alerts: who may open what, what is asked, what stands on both screens, and what one press does."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factory
from tests.alerts.conftest import submitted, written
from tests.desk.alerts.conftest import filled, main_of
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.accounts.sessions import RECORDS
from wayhome.alerts.models import Alert, Delivery, Version
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.ledger.models import Entry
from wayhome.rules.alerting import Mode
from wayhome.terms.six_words import six_words
from wayhome.terms.viewer import Role

# Who may, who may not, and by which method


@pytest.mark.parametrize(
    ("role", "sees", "writes", "decides", "cancels"),
    [
        (Role.CALL_TAKER, 200, 404, 404, 404),
        (Role.OFFICER, 200, 404, 404, 404),
        (Role.EDITOR, 200, 404, 404, 404),
        (Role.ALERT_AUTHOR, 200, 200, 404, 405),
        (Role.DUTY_OFFICER, 200, 200, 404, 405),
        (Role.ALERT_AUTHORISER, 200, 404, 405, 405),
        (Role.SUPERVISOR, 200, 200, 405, 405),
        (Role.ADMINISTRATOR, 404, 404, 404, 404),
        (Role.AUDITOR, 404, 404, 404, 404),
    ],
)
def test_each_role_finds_what_it_may_use(
    waiting: Version, force: Agency, role: Role, sees: int, writes: int, decides: int, cancels: int
) -> None:
    browser = signed_in(factory.officer(role, force), of=waiting.alert.episode)
    page = f"/alerts/{waiting.alert_id}"
    assert [browser.get(path).status_code for path in ("/alerts", page)] == [sees, sees]
    assert browser.get(f"{page}/draft").status_code == writes
    assert browser.get(f"/cases/{waiting.alert.episode_id}/alerts/new").status_code == writes
    assert browser.get(f"{page}/submit").status_code == (405 if writes == 200 else 404)
    assert browser.get(f"{page}/decline").status_code == (405 if writes == 200 else 404)
    assert browser.get(f"{page}/decide").status_code == decides
    assert browser.get(f"{page}/cancel").status_code == cancels


def test_another_force_finds_nothing(waiting: Version) -> None:
    for role in (Role.SUPERVISOR, Role.ALERT_AUTHORISER):
        stranger = signed_in(factory.officer(role, factory.force("Southvale Police")))
        assert stranger.get(f"/alerts/{waiting.alert_id}").status_code == 404
        assert stranger.post(f"/alerts/{waiting.alert_id}/cancel").status_code == 404
        assert str(waiting.alert_id) not in stranger.get("/alerts").content.decode()


def test_an_editor_cannot_approve(waiting: Version, force: Agency) -> None:
    editor = signed_in(factory.officer(Role.EDITOR, force), of=waiting.alert.episode)
    answer = editor.post(f"/alerts/{waiting.alert_id}/decide", {"do": "approve", "digest": waiting.digest})
    assert answer.status_code == 404
    waiting.refresh_from_db()
    assert waiting.step == "submitted"
    assert "Why, and whether it is safe" not in main_of(editor.get(f"/alerts/{waiting.alert_id}"))


def test_whoever_wrote_it_finds_no_button_and_cannot_press_one(episode: Episode, force: Agency) -> None:
    chief = factory.officer(Role.SUPERVISOR, force)
    browser = signed_in(chief, of=episode)
    version = submitted(episode, chief, at=clock.now())
    assert "Send this alert to the public" not in main_of(browser.get(f"/alerts/{version.alert_id}"))
    answer = browser.post(f"/alerts/{version.alert_id}/decide", {"do": "approve", "digest": version.digest})
    assert "A second person, who wrote nothing" in main_of(answer)
    version.refresh_from_db()
    assert version.step == "submitted"


# Deciding


def test_a_draft_is_submitted_and_both_screens_show_the_same_six_words(
    at_author: Client, at_second: Client, author: Officer, episode: Episode
) -> None:
    version = written(episode, author, at=clock.now())
    at_author.post(f"/alerts/{version.alert_id}/submit", {"revision": version.revision})
    version.refresh_from_db()
    assert version.step == "submitted"
    shown = []
    for browser in (at_author, at_second):
        page = browser.get(f"/alerts/{version.alert_id}").content.decode()
        box = re.search(r'class="wh-six__words">(.*?)</p>', page, re.DOTALL)
        assert box
        shown.append(tuple(re.findall(r"<span>(\w+)</span>", box[1])))
    assert shown[0] == shown[1] == six_words(version.digest)


def test_the_second_person_sends_and_the_page_says_how_it_fares(at_second: Client, waiting: Version) -> None:
    page = at_second.get(f"/alerts/{waiting.alert_id}")
    assert "Send this alert to the public" in main_of(page)
    assert "Start the DRILL" not in main_of(page)
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())
    assert digest
    answer = at_second.post(f"/alerts/{waiting.alert_id}/decide", {"do": "approve", "digest": digest[1]}, follow=True)
    waiting.refresh_from_db()
    assert waiting.step == "live"
    assert Delivery.objects.exists()
    assert "What went out, and who has it" in main_of(answer)
    assert "Waits to be tried" in main_of(answer)


def test_a_drill_has_another_word_and_another_button(at_second: Client, author: Officer, episode: Episode) -> None:
    version = submitted(episode, author, at=clock.now(), mode=Mode.DRILL)
    page = at_second.get(f"/alerts/{version.alert_id}").content.decode()
    assert "Start the DRILL" in page
    assert "wh-button--drill" in page
    assert "Send this alert to the public" not in page
    assert "govuk-button--warning" not in page
    assert "Nobody outside is told" in page


def test_a_second_factor_of_six_minutes_ago_is_asked_for_first(at_second: Client, waiting: Version) -> None:
    session = at_second.session
    session[RECORDS] = [each | {"at": each["at"] - 360} for each in session[RECORDS]]
    session.save()
    page = f"/alerts/{waiting.alert_id}"
    answer = at_second.post(f"{page}/decide", {"do": "approve", "digest": waiting.digest})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/again?next=%2Falerts%2F{waiting.alert_id}")
    waiting.refresh_from_db()
    assert waiting.step == "submitted"
    assert "asked for your key or code first" in main_of(at_second.get(page))
    answer = at_second.post(f"{page}/decide", {"do": "return", "reason": "The headline names the street."})
    waiting.refresh_from_db()
    assert waiting.step == "returned"  # saying no needs no key


def test_the_page_is_silent_about_a_tip_desk_at_which_somebody_sits(at_second: Client, waiting: Version) -> None:
    assert "Nobody sits at the tip desk" not in main_of(at_second.get(f"/alerts/{waiting.alert_id}"))


def test_without_anybody_at_the_tip_desk_a_reason_is_asked_for(
    unstaffed: None, at_second: Client, at_author: Client, waiting: Version
) -> None:
    page, press = f"/alerts/{waiting.alert_id}", {"do": "approve", "digest": waiting.digest}
    for browser in (at_second, at_author):
        assert "Nobody sits at the tip desk" in main_of(browser.get(page))
    for said in ("", "...."):
        answer = at_second.post(f"{page}/decide", press | {"unstaffed": said})
        assert list(answer.context["form"].errors) == ["unstaffed"]
    waiting.refresh_from_db()
    assert waiting.step == "submitted"
    at_second.post(f"{page}/decide", press | {"unstaffed": "The call takers are on their way, life is at risk."})
    waiting.refresh_from_db()
    assert waiting.step == "live"
    assert "The call takers are on their way" in main_of(at_author.get(page))


def test_what_was_not_read_is_not_sent(at_second: Client, waiting: Version) -> None:
    answer = at_second.post(f"/alerts/{waiting.alert_id}/decide", {"do": "approve", "digest": "0" * 64})
    assert "not what was shown to you" in main_of(answer)
    waiting.refresh_from_db()
    assert waiting.step == "submitted"


@pytest.mark.parametrize(("do", "step"), [("return", "returned"), ("refuse", "refused")])
def test_saying_no_needs_a_reason_which_is_kept(
    at_second: Client, at_author: Client, waiting: Version, do: str, step: str
) -> None:
    page = f"/alerts/{waiting.alert_id}"
    answer = at_second.post(f"{page}/decide", {"do": do, "reason": "...."})
    assert answer.context["form"].errors["reason"]
    waiting.refresh_from_db()
    assert waiting.step == "submitted"
    at_second.post(f"{page}/decide", {"do": do, "reason": "The headline names the street."})
    waiting.refresh_from_db()
    assert waiting.step == step
    assert "The headline names the street." in main_of(at_author.get(page))


def test_declining_needs_a_reason(at_author: Client, author: Officer, episode: Episode) -> None:
    version = written(episode, author, at=clock.now())
    answer = at_author.post(f"/alerts/{version.alert_id}/decline", {"decline-reason": ""})
    assert answer.context["form"].errors["reason"]
    at_author.post(f"/alerts/{version.alert_id}/decline", {"decline-reason": "Nothing that the public could look for."})
    version.refresh_from_db()
    assert version.step == "refused"


@pytest.mark.parametrize("role", [Role.ALERT_AUTHOR, Role.ALERT_AUTHORISER, Role.DUTY_OFFICER, Role.SUPERVISOR])
def test_one_press_cancels_from_list_and_page(live: Alert, force: Agency, role: Role) -> None:
    browser = signed_in(factory.officer(role, force), of=live.episode)
    for page in ("/alerts", f"/alerts/{live.pk}"):
        assert f'action="/alerts/{live.pk}/cancel"' in browser.get(page).content.decode()
    answer = browser.post(f"/alerts/{live.pk}/cancel", follow=True)
    assert live.versions.get().step == "cancelled"
    assert "is being told that it is over" in main_of(answer)
    assert "/cancel" not in answer.content.decode()


def test_an_update_stands_beside_what_is_in_force(at_author: Client, live: Alert) -> None:
    at_author.post(f"/alerts/{live.pk}/draft", filled(area_how="kept", headline_en="Missing child: now in Didcot"))
    page = main_of(at_author.get(f"/alerts/{live.pk}"))
    assert [each.step for each in live.versions.order_by("number")] == ["live", "draft"]
    for words in ("Version 2: Draft; version 1 is in force", "What the public reads now: version 1", "now in Didcot"):
        assert words in page


def test_a_dead_letter_is_said_in_words(at_author: Client, live: Alert) -> None:
    Delivery.objects.update(state="failed", receipt="not handed over: OSError", tries=7)
    assert "failed and given up" in main_of(at_author.get("/alerts"))
    page = main_of(at_author.get(f"/alerts/{live.pk}"))
    assert "Failed: given up, nobody there was told" in page
    assert "not handed over: OSError" in page


# The list, the case and the ledger


def test_the_list_says_drill_in_words_and_counts_what_waits(
    at_author: Client, at_second: Client, author: Officer, waiting: Version, episode: Episode
) -> None:
    submitted(episode, author, at=clock.now(), mode=Mode.DRILL)
    page = at_second.get("/alerts").content.decode()
    rows = re.findall(r'<tr role="row" class="wh-cases__row[^"]*".*?</tr>', page, re.DOTALL)
    assert [("DRILL" in row, "wh-alerts__row--drill" in row, "LIVE" in row) for row in rows] == [
        (False, False, True), (True, True, False)
    ]  # fmt: skip
    assert re.search(r'Child Rescue Alerts <span class="wh-count">2</span>', page)
    assert not re.search(r"Child Rescue Alerts <span", at_author.get("/alerts").content.decode())


def test_the_case_leads_to_its_alerts(at_author: Client, waiting: Version, episode: Episode) -> None:
    page = at_author.get(f"/cases/{episode.pk}").content.decode()
    assert f"/cases/{episode.pk}/alerts/new" in page
    assert f"/alerts/{waiting.alert_id}" in page
    assert "Second person asked to decide on the alert" in page


def test_a_look_at_an_alert_leaves_one_line(at_author: Client, author: Officer, waiting: Version) -> None:
    before = set(Entry.objects.values_list("pk", flat=True))
    at_author.get(f"/alerts/{waiting.alert_id}")
    at_author.get("/alerts")
    looks = Entry.objects.filter(look=True).exclude(pk__in=before).order_by("at", "id")
    assert [(each.kind, each.by) for each in looks] == [("alert.looked", author.actor.ref), ("alerts.looked", author.actor.ref)]  # fmt: skip
