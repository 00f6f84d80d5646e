"""The rules suggest, an officer decides and says why, and nothing is lowered by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests import factory
from wayhome.base.errors import NotFound, Refused
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.risk import actions as risk
from wayhome.risk.models import Assessment
from wayhome.risk.queries import basis_of, decisions_of, latest_decisions, reason_of
from wayhome.rules.risk import RULES_VERSION, effective_grade
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def decide(
    episode: Episode, grade: str, who: factory.Officer, at: datetime, *, reason: str = "As told", **answers: str
) -> Assessment:
    named = {code.replace("__", "."): answer for code, answer in answers.items()}
    return risk.decide(episode.pk, grade, reason=reason, answers=named, viewer=who.viewer, by=who.actor, at=at)


def answers_now(episode: Episode) -> dict[str, list[str]]:
    rows = Fact.objects.filter(subject=episode.misper_id, kind__in=risk.QUESTIONS, superseded_at=None)
    return {row.kind: sorted(value_of(each) for each in rows if each.kind == row.kind) for row in rows}


# Refused


def test_hidden_and_absent_are_one_answer_and_a_role_that_only_looks_is_told(now: datetime) -> None:
    owner = factory.officer()
    episode = factory.open_episode(owner, at=now)
    with pytest.raises(NotFound):
        decide(episode, "high", factory.officer(Role.SUPERVISOR), now)
    for role in (Role.CALL_TAKER, Role.EDITOR):
        with pytest.raises(Refused, match="Ask the duty officer"):
            decide(episode, "high", factory.officer(role, owner.agency), now)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("grade", "reason", "role", "says"),
    [
        ("", "As told", Role.SUPERVISOR, "not in use"),
        ("severe", "As told", Role.SUPERVISOR, "not in use"),
        ("high", "", Role.SUPERVISOR, "Say why"),
        ("high", " \n", Role.OFFICER, "Say why"),
        ("nar", "As told", Role.DUTY_OFFICER, "only by a supervisor"),
        ("nar", "As told", Role.OFFICER, "only by a supervisor"),
        ("low", "As told", Role.DUTY_OFFICER, "two steps below"),
    ],
)
def test_a_decision_is_refused_and_leaves_no_answer_behind(
    now: datetime, grade: str, reason: str, role: Role, says: str
) -> None:
    who = factory.officer(role)
    episode = factory.open_episode(who, at=now)
    with pytest.raises(Refused, match=says):
        decide(episode, grade, who, now, reason=reason, asked__suicidal="yes")
    assert answers_now(episode) == {}
    assert not Assessment.objects.exists()
    assert not Entry.objects.filter(kind="risk.decided").exists()


def test_a_supervisor_may_go_far_below_the_suggestion_and_says_why(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(who, at=now)
    kept = decide(episode, "nar", who, now, reason="She is at her aunt's, and answers.", asked__suicidal="yes")
    assert (kept.suggested, kept.decided) == ("high", "nar")


def test_an_adult_may_be_graded_low_by_an_officer(now: datetime) -> None:
    who = factory.officer(Role.OFFICER)
    episode = factory.open_episode(who, at=now, age="41")
    assert decide(episode, "nar", who, now, asked__suicidal="yes").decided == "nar"


# Suggested


def test_an_empty_form_suggests_nothing_and_never_low(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    kept = risk.keep_suggestion(episode, by=factory.officer().actor, at=now)
    assert (kept.suggested, kept.decided, kept.rules_version) == ("", "", RULES_VERSION)
    assert {"asked.suicidal", "vulnerable.sexual_exploitation", "asked.manages_alone"} <= set(kept.open_questions)


def test_a_child_nobody_has_graded_counts_as_high_and_a_suggestion_is_no_grade(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now, **{"asked.out_of_character": "yes"})
    kept = risk.keep_suggestion(episode, by=factory.officer().actor, at=now)
    assert kept.suggested == "medium"
    assert latest_decisions([episode.pk]) == {}
    assert effective_grade(None, is_child=True) == "high"


def test_what_the_caller_said_fires_the_rules_with_their_reasons(now: datetime) -> None:
    words = {"vulnerable.self_harm": "yes", "asked.out_of_character": "yes"}
    episode = factory.open_episode(factory.officer(), at=now, age="9", **words)
    suggestion, weighed = risk.suggestion_for(episode, at=now)
    assert suggestion.grade == "high"
    assert [reason.rule for reason in suggestion.reasons] == ["very_young", "self_harm", "out_of_character"]
    assert weighed.answers == {"vulnerable.self_harm": Flag.YES, "asked.out_of_character": Flag.YES}


def test_time_raises_the_suggestion(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    for hours, grade in ((23.9, None), (24, "high")):
        assert risk.suggestion_for(episode, at=now + hours * HOUR)[0].grade == grade


def test_medicine_due_within_hours_raises_the_suggestion(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now, medicine_deadline="2026-11-21T22:00")
    for hours, grade in ((0, None), (1.5, "high"), (6, "high")):
        assert risk.suggestion_for(episode, at=now + hours * HOUR)[0].grade == grade


def test_three_times_in_ninety_days_is_a_pattern_of_harm(now: datetime) -> None:
    who = factory.officer()
    first = factory.open_episode(who, at=now - timedelta(days=91))
    grades = []
    for days in (89, 30, 0):
        Episode.objects.update(status="closed")
        episode = factory.open_episode(who, at=now - timedelta(days=days), misper=first.misper_id)
        grades.append(risk.suggestion_for(episode, at=now)[1].times_missing_90_days)
    assert grades == [1, 2, 3]
    assert "often_missing" in {reason.rule for reason in risk.suggestion_for(episode, at=now)[0].reasons}


@pytest.mark.parametrize("second", ["unknown", "no", None])
def test_a_second_caller_lowers_nothing_that_the_first_one_said(now: datetime, second: str | None) -> None:
    who = factory.officer()
    grave = {"asked.suicidal": "yes", "asked.manages_alone": "no", "asked.severe_weather": "yes"}
    episode = factory.open_episode(who, at=now, **grave)
    before = [reason.rule for reason in risk.suggestion_for(episode, at=now)[0].reasons]
    other = {
        code: second and ("yes" if second == "no" and answer == "no" else second) for code, answer in grave.items()
    }
    report = factory.report(who, at=now + HOUR, **other)
    cases.add_report(report.pk, episode.pk, viewer=who.viewer, by=who.actor, at=now + HOUR)
    assert [reason.rule for reason in risk.suggestion_for(episode, at=now + HOUR)[0].reasons] == before
    assert before == ["self_harm", "exposed", "cannot_manage_alone", "harsh_weather"]


def test_an_officers_answer_settles_what_callers_said_differently(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, **{"asked.suicidal": "yes"})
    report = factory.report(who, at=now, **{"asked.suicidal": "no"})
    cases.add_report(report.pk, episode.pk, viewer=who.viewer, by=who.actor, at=now)
    assert answers_now(episode) == {"asked.suicidal": ["no", "yes"]}
    decide(episode, "medium", who, now, reason="The first caller meant her brother.", asked__suicidal="no")
    assert answers_now(episode) == {"asked.suicidal": ["no"]}
    assert risk.suggestion_for(episode, at=now)[0].grade is None
    assert Fact.objects.filter(subject=episode.misper_id, kind="asked.suicidal").count() == 3


# Decided


def test_a_decision_keeps_suggestion_reasons_answers_and_open_questions(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    kept = decide(episode, "high", who, now, reason="Out of character.", asked__out_of_character="yes")
    assert (kept.suggested, kept.decided, kept.by, kept.profile) == ("medium", "high", who.actor.ref, "uk-today")
    assert reason_of(kept) == "Out of character."
    basis = basis_of(kept)
    assert (basis["age"], basis["answers"]) == ("14", {"asked.out_of_character": "yes"})
    assert [reason["rule"] for reason in basis["reasons"]] == ["out_of_character"]
    assert "asked.out_of_character" not in kept.open_questions
    entry = Entry.objects.get(kind="risk.decided")
    assert entry.facts == {"grade": "high", "suggested": "medium", "rules": RULES_VERSION}
    with connection.cursor() as cursor:
        cursor.execute("select t::text from risk_assessment t")
        assert "character." not in cursor.fetchone()[0]


def test_answers_become_facts_and_an_answer_already_held_or_not_known_is_no_news(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    decide(episode, "high", who, now, asked__suicidal="yes", asked__taken="unknown")
    assert answers_now(episode) == {"asked.suicidal": ["yes"]}
    decide(episode, "high", who, now + HOUR, asked__suicidal="yes")
    assert Fact.objects.filter(kind="asked.suicidal").count() == 1
    decide(episode, "high", who, now + HOUR, asked__suicidal="unknown")  # a page drawn before the answer came
    assert answers_now(episode) == {"asked.suicidal": ["yes"]}
    decide(episode, "high", who, now + HOUR, asked__suicidal="no")
    assert answers_now(episode) == {"asked.suicidal": ["no"]}
    row = Fact.objects.get(kind="asked.suicidal", superseded_at=None)
    assert (row.source, row.sealed is not None, row.value) == (who.actor.ref, True, None)


def test_a_later_suggestion_changes_no_decision(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    decided = decide(episode, "high", who, now)
    risk.keep_suggestion(episode, by=who.actor, at=now + HOUR)
    assert latest_decisions([episode.pk]) == {episode.pk: decided}
    assert [row.decided for row in decisions_of(episode.pk)] == ["", "high"]


def test_the_latest_decision_is_in_force_and_the_earlier_stays(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    decide(episode, "high", who, now)
    second = decide(episode, "medium", who, now + HOUR)
    assert latest_decisions([episode.pk])[episode.pk] == second
    assert len(decisions_of(episode.pk)) == 2


@pytest.mark.parametrize(("grade", "hours"), [("high", 1), ("medium", 4), ("low", 12)])
def test_a_decision_ends_the_wait_for_one_and_starts_the_supervisors_review(
    now: datetime, grade: str, hours: int
) -> None:
    who = factory.officer()
    report = factory.report(who, at=now)
    factory.Follower().follow(now)
    episode = cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
    decide(episode, grade, who, now)
    assert not running(report.pk)
    review = running(episode.pk).get(kind="supervisor_review")
    assert review.due_at == now + hours * HOUR


def test_a_supervisors_own_decision_is_the_review(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    decide(episode, "high", who, now)
    supervisor = factory.officer(Role.SUPERVISOR, who.agency)
    decide(episode, "high", supervisor, now + HOUR)
    assert not running(episode.pk).filter(kind="supervisor_review").exists()


def test_a_grade_given_after_the_search_starts_no_review(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    how = outcomes.Found(found_at=now, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, how, viewer=who.viewer, version=None, by=who.actor, at=now)
    before = {clock.kind for clock in running(episode.pk)}
    decide(episode, "high", who, now + HOUR)
    assert {clock.kind for clock in running(episode.pk)} == before
