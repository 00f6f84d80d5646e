"""The case page: what it says, to whom, and what it leaves in the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.risk import actions as risk
from wayhome.terms.viewer import Role


def add(episode: Episode, by: Officer, kind: str, text: str) -> None:
    """One more fact."""
    cases.add_fact(episode.pk, kind, text, viewer=by.viewer, by=by.actor, at=clock.now())


def test_the_page_says_who_how_long_how_grave_what_next_and_who_owns_it(
    desk: Client, duty: Officer, episode: Episode
) -> None:
    page = desk.get(f"/cases/{episode.pk}").content.decode()
    for words in (
        "Tamsin Quillfeather", "14 years old", episode.reference, "Not graded: treat as high", "Grade now", "Saltby Quay", str(duty),
        "Children&#x27;s services are told", "She never misses tea.", "Is there reason to think that someone took the child?", "Episode opened",
    ):  # fmt: skip
        assert words in page, words
    assert "<title>Case " in page  # never a name


def test_a_look_is_one_line_and_the_page_shows_the_look_before_it(
    desk: Client, episode: Episode, force: Agency
) -> None:
    assert "Not looked at" in desk.get(f"/cases/{episode.pk}").content.decode()
    second = factory.officer(Role.SUPERVISOR, force)
    page = signed_in(second, of=episode).get(f"/cases/{episode.pk}").content.decode()
    assert "Last eyes on this case" in page
    assert "Not looked at" not in page
    assert Entry.objects.filter(kind="episode.looked", key=episode.pk).count() == 2


def test_a_refresh_of_an_open_page_is_no_look(desk: Client, episode: Episode) -> None:
    desk.get(f"/cases/{episode.pk}")
    part = desk.get(f"/cases/{episode.pk}/live", {"refresh": 1}).content.decode()
    assert "Tamsin" in part
    assert "<html" not in part
    assert Entry.objects.filter(kind="episode.looked").count() == 1


def test_restricted_facts_are_shown_to_those_whose_role_or_case_it_is(
    force: Agency, episode: Episode, duty: Officer
) -> None:
    add(episode, duty, "home_address", "4 Cinder Lane, ZZ99 1VV")
    add(episode, duty, "medical", "Asthma")

    def sees(officer: Officer) -> bool:
        page = signed_in(officer, of=episode).get(f"/cases/{episode.pk}").content.decode()
        assert "Tamsin" in page
        told = {words in page for words in ("Cinder Lane", "Asthma", "Isolde Quillfeather")}
        assert len(told) == 1  # all or none
        return told.pop()

    assert sees(duty)
    assert not sees(factory.officer(Role.CALL_TAKER, force))
    plain = factory.officer(Role.OFFICER, force)
    assert not sees(plain)
    cases.take_over(episode.pk, viewer=duty.viewer, owner=plain.pk, version=None, by=duty.actor, at=clock.now())
    assert sees(plain)


def test_a_reason_that_rests_on_health_is_held_back_from_a_role_that_sees_no_health(
    force: Agency, episode: Episode, duty: Officer
) -> None:
    answers = {"vulnerable.self_harm": "yes", "asked.taken": "yes"}
    risk.decide(episode.pk, "high", reason="Both.", answers=answers, viewer=duty.viewer, by=duty.actor, at=clock.now())
    whole = signed_in(duty).get(f"/cases/{episode.pk}").content.decode()
    part = signed_in(factory.officer(Role.OFFICER, force), of=episode).get(f"/cases/{episode.pk}").content.decode()
    assert "suicide or self-harm." in whole
    assert "someone took the child." in part
    assert "suicide or self-harm." not in part
    assert "1 more reason rests on facts that your role is not shown." in part
    assert "Self-harm or thoughts of suicide" not in part.partition("Still open")[0]


def test_two_tellings_that_differ_each_name_their_source(desk: Client, duty: Officer, episode: Episode) -> None:
    add(episode, duty, "clothing", "red anorak")
    assert "(Report" not in desk.get(f"/cases/{episode.pk}").content.decode()
    other = factory.report(duty, at=clock.now(), clothing="blue coat")
    cases.add_report(other.pk, episode.pk, viewer=duty.viewer, by=duty.actor, at=clock.now())
    page = desk.get(f"/cases/{episode.pk}").content.decode()
    assert f"red anorak ({duty})" in page
    assert f"blue coat (Report {other.reference})" in page


def test_the_page_costs_as_many_statements_however_much_is_known(
    desk: Client, duty: Officer, episode: Episode, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(38) as little:
        desk.get(f"/cases/{episode.pk}")
    for number in range(12):
        add(episode, duty, "alias", f"Name {number}")
        risk.decide(episode.pk, "high", reason="Again.", answers={}, viewer=duty.viewer, by=duty.actor, at=clock.now())
    second = factory.report(duty, at=clock.now(), photo=factory.face())
    cases.add_report(second.pk, episode.pk, viewer=duty.viewer, by=duty.actor, at=clock.now())
    with django_assert_max_num_queries(38) as much:
        desk.get(f"/cases/{episode.pk}")
    assert len(much) <= len(little) + 1


def test_a_found_child_is_shown_as_found_with_how_it_ended(desk: Client, duty: Officer, episode: Episode) -> None:
    seen = outcomes.Found(found_at=clock.now(), seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
    page = desk.get(f"/cases/{episode.pk}").content.decode()
    assert "How the search ended" in page
    assert "PC Example" in page
    assert "Street or park" in page
    assert "Prevention interview" in page
    assert "Still open" not in page
    assert "Draft an appeal" not in page


def test_actions_are_those_that_the_role_may_take(force: Agency, episode: Episode) -> None:
    page = signed_in(factory.officer(Role.CALL_TAKER, force), of=episode).get(f"/cases/{episode.pk}").content.decode()
    assert "wh-actions" not in page
    assert "/facts/" not in page


def test_every_text_is_escaped(desk: Client, duty: Officer) -> None:
    nasty = "<script>alert(1)</script>"
    episode = factory.open_episode(
        duty, at=clock.now() - timedelta(hours=1), given_name=nasty, why_worried=nasty, clothing=nasty
    )
    report = episode.reports.get().report_id
    for path in (
        "/",
        f"/cases/{episode.pk}",
        f"/reports/{report}",
        f"/cases/{episode.pk}/found",
        f"/cases/{episode.pk}/appeals/new",
    ):
        page = desk.get(path).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page


def test_nothing_that_was_known_before_is_lost_when_a_fact_is_corrected(
    desk: Client, duty: Officer, episode: Episode
) -> None:
    old = Fact.objects.get(subject=episode.misper_id, kind="given_name")
    answer = desk.post(f"/cases/{episode.pk}/facts/{old.pk}", {"value": "Tamsyn"}, follow=True)
    assert "Tamsyn Quillfeather" in answer.content.decode()
    old.refresh_from_db()
    assert old.superseded_at is not None
    late = desk.post(f"/cases/{episode.pk}/facts/{old.pk}", {"value": "Thomasina"}, follow=True)
    assert "Somebody else corrected this fact first" in late.content.decode()
    assert not Fact.objects.filter(value="Thomasina").exists()


def test_an_answer_is_taken_back_as_a_fact_of_its_own(desk: Client, duty: Officer, episode: Episode) -> None:
    sent = {"grade": "high", "reason": "Out of character.", "asked.out_of_character": "yes"}
    desk.post(f"/cases/{episode.pk}/risk", sent)
    answered = Fact.objects.get(kind="asked.out_of_character")
    assert f"/facts/{answered.pk}" in desk.get(f"/cases/{episode.pk}/facts").content.decode()
    back = desk.post(f"/cases/{episode.pk}/facts/{answered.pk}", {"value": "unknown"})
    assert back.status_code == 302, back.content.decode()
    assert Fact.objects.get(kind="asked.out_of_character", superseded_at=None).value == "unknown"
