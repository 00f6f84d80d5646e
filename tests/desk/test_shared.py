"""Search, appeals, unidentified people and figures at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.access import actions as access
from wayhome.accounts.models import Agency, Officer
from wayhome.appeals.models import Appeal
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.ledger.models import Entry
from wayhome.matching.models import Judgement
from wayhome.published.models import Edition
from wayhome.registry.models import Unidentified
from wayhome.terms.viewer import Role

# --- signing in


def test_nobody_is_led_away_from_the_desk_after_signing_in(client: Client, duty: Officer) -> None:
    factory.sign_in(client, duty)
    assert client.get("/sign-in?next=https://example.org/")["Location"] == "/"


def test_signing_out_takes_a_post(desk: Client) -> None:
    assert desk.get("/sign-out").status_code == 405


def test_a_form_from_elsewhere_is_refused(duty: Officer, episode: Episode) -> None:
    strict = Client(enforce_csrf_checks=True)
    factory.sign_in(strict, duty)
    assert strict.post(f"/cases/{episode.pk}/located", {"version": 1}).status_code == 403
    # A browser under "no-referrer" would send "Origin: null" even from our own pages.
    assert strict.get(f"/cases/{episode.pk}")["Referrer-Policy"] == "same-origin"


# --- search


def test_search_finds_a_misspelt_name_and_keeps_the_question_as_a_hash(desk: Client, episode: Episode) -> None:
    factory.Follower().follow(clock.now())
    page = desk.get("/search", {"q": "tamsyn quilfeather"}).content.decode()
    assert f"/cases/{episode.pk}" in page
    entry = Entry.objects.get(kind="search.looked")
    assert entry.facts["found"] == 1
    assert len(entry.facts["query"]) == 64
    assert "tamsyn" not in str(entry.facts)


def test_of_another_forces_child_an_officer_learns_whom_to_ask(episode: Episode) -> None:
    factory.Follower().follow(clock.now())
    page = signed_in(factory.officer(Role.OFFICER)).get("/search", {"q": "tamsin quillfeather"}).content.decode()
    assert "Ask the agency" in page
    assert "Northmoor Police" in page
    assert "Tamsin" not in page.replace('value="tamsin quillfeather"', "")


def test_an_empty_question_is_no_search(desk: Client) -> None:
    assert desk.get("/search").status_code == 200
    assert not Entry.objects.filter(kind="search.looked").exists()


# --- appeals


@pytest.fixture
def second(force: Agency) -> Officer:
    """A second officer, who may approve."""
    return factory.officer(Role.SUPERVISOR, force)


def code_of(appeal: Appeal) -> dict[str, Any]:
    """What the button to approve sends."""
    return {"content_hash": appeal.content_hash, "version": appeal.version}


def test_a_draft_is_filled_from_the_facts_but_never_with_the_place(desk: Client, episode: Episode) -> None:
    form = desk.get(f"/cases/{episode.pk}/appeals/new").context["form"]
    assert (form["given_name"].value(), form["age"].value()) == ("Tamsin", "14")
    assert form["last_seen_area"].value() is None
    assert form["protected_address"].value() == "unknown"


def test_a_draft_says_what_it_lacks_and_offers_no_button(desk: Client, episode: Episode) -> None:
    desk.post(f"/cases/{episode.pk}/appeals/new", {"given_name": "Tamsin", "language": "en"})
    appeal = Appeal.objects.get()
    page = desk.get(f"/appeals/{appeal.pk}").content.decode()
    assert "Is there a protected address?" in page
    assert "Ask a second officer" not in page
    refused = desk.post(f"/appeals/{appeal.pk}/submit", {"version": appeal.version}).content.decode()
    assert "Is there a court order?" in refused
    assert Appeal.objects.get().status == "draft"


def test_the_author_is_offered_no_approval_and_gets_none(desk: Client, duty: Officer, episode: Episode) -> None:
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    page = desk.get(f"/appeals/{appeal.pk}").content.decode()
    assert "Approve and publish" not in page
    assert "another officer must approve it" in page
    refused = desk.post(f"/appeals/{appeal.pk}/approve", code_of(appeal)).content.decode()
    assert "A second officer" in refused
    assert Appeal.objects.get().status == "submitted"


def test_the_second_officer_reads_exactly_what_the_public_gets(
    duty: Officer, second: Officer, episode: Episode
) -> None:
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    approver = signed_in(second, of=episode)
    assert appeal.reference in approver.get("/appeals").content.decode()
    page = approver.get(f"/appeals/{appeal.pk}")
    html = page.content.decode()
    assert page.context["preview"] in html
    assert "Isolde Quillfeather, her mother" in html  # the ground of the decision, for those who decide
    assert " ".join(appeal.content_hash[at : at + 4] for at in (0, 4, 8)) in html
    approver.post(f"/appeals/{appeal.pk}/approve", code_of(appeal))
    factory.Follower().follow(clock.now())
    assert Edition.objects.get().state == "live"
    assert "See the public page" in approver.get(f"/appeals/{appeal.pk}").content.decode()


def test_who_asks_is_not_shown_to_those_who_do_not_decide(force: Agency, duty: Officer, episode: Episode) -> None:
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    page = signed_in(factory.officer(Role.CALL_TAKER, force), of=episode).get(f"/appeals/{appeal.pk}").content.decode()
    assert "Isolde Quillfeather, her mother" not in page


def test_what_was_changed_after_it_was_shown_is_not_approved(duty: Officer, second: Officer, episode: Episode) -> None:
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    approver = signed_in(second, of=episode)
    for sent in (code_of(appeal) | {"content_hash": "0" * 64}, code_of(appeal) | {"version": appeal.version - 1}):
        answer = approver.post(f"/appeals/{appeal.pk}/approve", sent)
        assert answer.status_code == 409
        assert "Read it again." in answer.content.decode()
    assert Appeal.objects.get().status == "submitted"


def test_a_refused_appeal_says_why_to_its_author(
    desk: Client, duty: Officer, second: Officer, episode: Episode
) -> None:
    appeal = factory.submitted_appeal(episode, duty, at=clock.now())
    approver = signed_in(second, of=episode)
    assert "Why is it refused?" in approver.post(f"/appeals/{appeal.pk}/refuse", {"refuse-reason": ""}).content.decode()
    approver.post(f"/appeals/{appeal.pk}/refuse", {"refuse-reason": "Ask the mother first."})
    page = desk.get(f"/appeals/{appeal.pk}").content.decode()
    assert "Ask the mother first." in page
    assert "Change the draft" in page


def test_a_live_appeal_is_renewed_and_withdrawn(desk: Client, duty: Officer, second: Officer, episode: Episode) -> None:
    appeal = factory.approved_appeal(episode, duty, second, at=clock.now())
    until = clock.now() + timedelta(hours=71)
    sent = {"renew-ends_on": f"{until:%Y-%m-%d}", "renew-ends_time": f"{until:%H:%M}"}
    assert desk.post(f"/appeals/{appeal.pk}/renew", sent).status_code == 302
    far = desk.post(f"/appeals/{appeal.pk}/renew", sent | {"renew-ends_on": "2031-01-01"}).content.decode()
    assert "Choose an earlier end." in far
    desk.post(f"/appeals/{appeal.pk}/withdraw", {"withdraw-reason": "Family asks."})
    assert Edition.objects.get().state == "withdrawn"
    assert "Withdraw</button>" not in desk.get(f"/appeals/{appeal.pk}").content.decode()


def test_somebody_who_writes_over_anothers_draft_is_told(desk: Client, duty: Officer, episode: Episode) -> None:
    desk.post(f"/cases/{episode.pk}/appeals/new", {"given_name": "Tamsin", "language": "en"})
    appeal = Appeal.objects.get()
    sent = {"given_name": "Tam", "language": "en", "version": appeal.version}
    desk.post(f"/appeals/{appeal.pk}/draft", sent)
    late = desk.post(f"/appeals/{appeal.pk}/draft", sent | {"given_name": "Thomasina"}, follow=True)
    assert "Somebody else changed this draft while you were writing." in late.content.decode()
    assert Appeal.objects.get().shows["given_name"] == "Tam"


def test_nothing_new_is_published_of_a_located_child(desk: Client, episode: Episode) -> None:
    desk.post(f"/cases/{episode.pk}/located", {"version": 1})
    page = desk.post(f"/cases/{episode.pk}/appeals/new", {"given_name": "Tamsin", "language": "en"}).content.decode()
    assert "nothing new may be published" in page


# --- unidentified people


def test_a_person_without_a_name_is_recorded_and_weighed(desk: Client, force: Agency, duty: Officer) -> None:
    worker = factory.Follower()
    factory.open_episode(
        duty, at=clock.now() - timedelta(hours=30), sex="female", hair_colour="ginger", stature_cm="152", phone=None
    )
    worker.follow(clock.now())
    sent = {
        "unidentified_kind": "alive",
        "found_place": "unknown",
        "sex": "female",
        "hair_colour": "black",
        "stature_cm": "150-154",
        "age": "13-15",
    }
    page = desk.post("/unidentified/new", sent, follow=True)
    row = Unidentified.objects.get()
    assert page.redirect_chain == [(f"/unidentified/{row.pk}/facts/new", 302)]
    worker.follow(clock.now())
    assert row.reference in desk.get("/unidentified").content.decode()
    shown = desk.get(f"/unidentified/{row.pk}")
    html = shown.content.decode()
    assert "Tamsin Quillfeather" in html
    weights = [each["thousandths"] for each in shown.context["candidates"][0]["rows"]]
    assert weights[0] < 0 < weights[-1]  # what speaks against comes first
    missing = shown.context["candidates"][0]["missing"]
    match, judge = f"/unidentified/{row.pk}/match/{missing}", f"/unidentified/{row.pk}/judge/{missing}"
    assert "Tamsin Quillfeather" in desk.get(match).content.decode()
    refused = desk.post(judge, {"judge-verdict": "identified", "judge-reason": "Alike."})
    assert "Propose the two as the same person first." in refused.content.decode()
    desk.post(judge, {"judge-verdict": "proposed_same", "judge-reason": "Her own scar."})
    seen = str(Judgement.objects.get().pk)
    decided = {
        "judge-sees": seen, "judge-verdict": "identified", "judge-reason": "Face to face.", "judge-method": "seen_alive",
        "judge-authority": "police", "judge-document": "NOTE 4", "judge-decided_on": f"{clock.now().date()}",
    }  # fmt: skip
    assert "Identity takes two people" in desk.post(judge, decided).content.decode()
    other = signed_in(factory.officer(Role.SUPERVISOR, force))
    page = other.get(match).content.decode()
    assert "Her own scar." not in page  # the second officer decides before reading why the first did
    assert "It stays proposed. For an identification:" in page
    page = other.post(judge, decided | {"judge-authority": "", "judge-document": ""}).content.decode()
    assert "The pair stays proposed." in page
    assert "Name who decided" in page
    assert "Give the reference of the document" in page
    assert Judgement.objects.get(superseded_at=None).verdict == "proposed_same"
    assert other.post(judge, decided | {"judge-sees": ""}).status_code == 409
    assert other.post(judge, decided).status_code == 302
    assert Judgement.objects.get(superseded_at=None).verdict == "identified"
    page = other.get(match).content.decode()
    assert "Her own scar." in page  # now among the earlier verdicts
    assert "NOTE 4" in page
    assert "Identified as" in desk.get(f"/unidentified/{row.pk}").content.decode()


def test_an_excluded_pair_is_shown_apart_with_its_rule_and_can_be_revoked(desk: Client, duty: Officer) -> None:
    worker = factory.Follower()
    episode = factory.open_episode(duty, at=clock.now() - timedelta(hours=30), phone=None)
    desk.post("/unidentified/new", {"unidentified_kind": "body", "found_place": "unknown"})
    worker.follow(clock.now())
    row = Unidentified.objects.get()
    page, exclude = f"/unidentified/{row.pk}", f"/unidentified/{row.pk}/exclude/{episode.misper_id}"
    sent = {"exclude-rule": "laboratory_dna", "exclude-effect": "exclude", "exclude-reason": "No match"}
    assert "Give the reference of the document that shows it." in desk.post(exclude, sent).content.decode()
    assert desk.post(exclude, sent | {"exclude-document": "LAB 77"}).status_code == 302
    worker.follow(clock.now())
    shown = desk.get(page)
    assert shown.context["candidates"] == []
    html = shown.content.decode()
    for words in ("Tamsin Quillfeather", "Excluded by a laboratory: DNA", "LAB 77", str(duty)):
        assert words in html
    assert "nothing here is sent to anybody" in html
    (rule,) = shown.context["excluded"][0]["rules"]
    revoke = f"/unidentified/{row.pk}/revoke/{rule['pk']}"
    assert "Enter an answer: Why is it revoked?" in desk.post(revoke, {}).content.decode()
    assert desk.post(revoke, {f"{rule['pk'].hex}-because": "Samples swapped"}).status_code == 302
    worker.follow(clock.now())
    shown = desk.get(page)
    assert (len(shown.context["candidates"]), shown.context["excluded"]) == (1, [])


def test_a_match_with_somebody_kept_closely_is_as_no_match(desk: Client, force: Agency, duty: Officer) -> None:
    worker = factory.Follower()
    episode = factory.open_episode(duty, at=clock.now() - timedelta(hours=30), phone=None)
    desk.post("/unidentified/new", {"unidentified_kind": "body", "found_place": "unknown"})
    worker.follow(clock.now())
    row = Unidentified.objects.get()
    match = f"/unidentified/{row.pk}/match/{episode.misper_id}"
    officer = signed_in(factory.officer(Role.OFFICER, force))
    assert "Tamsin Quillfeather" in officer.get(match).content.decode()
    assert b"judge-verdict" not in officer.get(match).content  # who may not judge is offered no form
    at = clock.now()
    head = factory.officer(Role.SUPERVISOR, force)
    access.restrict(episode.misper, "A relative works here", viewer=head.viewer, by=head.actor, at=at)
    absent = officer.get(f"/unidentified/{row.pk}/match/01890000-0000-7000-8000-00000000dead")
    hidden = officer.get(match)
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 404
    assert "Tamsin" not in officer.get(f"/unidentified/{row.pk}").content.decode()


def test_what_was_found_and_where_is_asked(desk: Client) -> None:
    page = desk.post("/unidentified/new", {}).content.decode()
    assert "Choose an answer: What was found?" in page
    assert "Enter an answer: Where?" in page


# --- figures


def test_small_numbers_are_hidden_on_the_page_of_figures(desk: Client, episode: Episode) -> None:
    page = desk.get("/figures").content.decode()
    assert "hidden" in page
    assert "Reports received" in page
    assert desk.get("/figures", {"year": "1999/00"}).status_code == 404
    assert Entry.objects.filter(kind="figures.looked").count() == 1
