"""The prevention interview, the return interview, closing, and being missing after all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests import factory
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview, Outcome
from wayhome.outcomes.queries import interview_seen_by, interviews_of, outcome_of, said_in
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def find(episode: Episode, who: factory.Officer, at: datetime) -> None:
    how = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, how, viewer=who.viewer, version=None, by=who.actor, at=at)


@pytest.fixture
def who() -> factory.Officer:
    """A duty officer."""
    return factory.officer()


@pytest.fixture
def episode(who: factory.Officer, now: datetime) -> Episode:
    """A child who was found an hour ago."""
    opened = factory.open_episode(who, at=now - 5 * HOUR)
    find(opened, who, now - HOUR)
    return opened


def interview(episode: Episode, kind: str) -> Interview:
    return next(each for each in interviews_of(episode.pk) if each.kind == kind)


def hold(which: Interview, who: factory.Officer, at: datetime, *, version: int | None = None, **held: Any) -> Interview:
    given = outcomes.Held(**({"status": "done", "held_at": at} | held))
    return outcomes.record_interview(which.pk, given, viewer=who.viewer, version=version, by=who.actor, at=at)


def close(episode: Episode, who: factory.Officer, at: datetime, reason: str = "") -> Episode:
    return outcomes.close_episode(episode.pk, viewer=who.viewer, reason=reason, version=None, by=who.actor, at=at)


def reopen(episode: Episode, who: factory.Officer, at: datetime, reason: str = "Gone again") -> Episode:
    return outcomes.reopen_episode(episode.pk, viewer=who.viewer, reason=reason, version=None, by=who.actor, at=at)


# Refused


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({"status": "forgotten"}, "what became of the interview"),
        ({"status": ""}, "what became of the interview"),
        ({"held_at": None}, "when the interview was held"),
        ({"held_at": -2 * HOUR}, "before the child was found, or in the future"),
        ({"held_at": timedelta(minutes=6)}, "before the child was found, or in the future"),
        ({"harm": "bored"}, "Choose from the lists"),
        ({"why": ["bored"]}, "Choose from the lists"),
    ],
)
def test_an_interview_that_cannot_be_is_refused(
    now: datetime, who: factory.Officer, episode: Episode, held: dict[str, Any], says: str
) -> None:
    if held.get("held_at"):
        held = {"held_at": now + held["held_at"]}
    with pytest.raises(Refused, match=says):
        hold(interview(episode, "return"), who, now, **held)
    assert interview(episode, "return").status == "due"


def test_hidden_and_absent_are_one_answer(now: datetime, episode: Episode) -> None:
    stranger = factory.officer(Role.SUPERVISOR)
    row = interview(episode, "return")
    with pytest.raises(NotFound):
        hold(row, stranger, now)
    for asked in (row.pk, new_id()):
        with pytest.raises(NotFound):
            interview_seen_by(stranger.viewer, asked)


def test_an_older_page_and_an_interview_of_an_earlier_return_are_told(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    row = interview(episode, "return")
    hold(row, who, now, version=1, status="offered", held_at=None)
    with pytest.raises(Overtaken):
        hold(row, who, now, version=1)
    reopen(episode, who, now)
    find(episode, who, now + HOUR)
    with pytest.raises(Overtaken):
        hold(row, who, now + HOUR)
    assert running(episode.pk).filter(kind="return_interview").exists()


def test_while_the_child_is_missing_no_interview_is_recorded(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    row = interview(episode, "prevention")
    Episode.objects.filter(pk=episode.pk).update(status="open", search_ended_at=None)
    with pytest.raises(Refused, match="once the child has been found"):
        hold(row, who, now)


# Held


def test_an_offer_stops_the_clock_of_the_offer_and_the_interview_stays_due(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    hold(interview(episode, "return"), who, now, status="offered", held_at=None)
    assert {clock.kind for clock in running(episode.pk)} == {"prevention_interview", "return_interview"}


@pytest.mark.parametrize("status", ["done", "declined", "gone_again", "not_offered"])
def test_what_ends_an_interview_stops_its_clocks(
    now: datetime, who: factory.Officer, episode: Episode, status: str
) -> None:
    hold(interview(episode, "return"), who, now, status=status, held_at=now if status == "done" else None)
    assert {clock.kind for clock in running(episode.pk)} == {"prevention_interview"}


def test_the_childs_words_are_sealed_and_come_back(now: datetime, who: factory.Officer, episode: Episode) -> None:
    row = hold(interview(episode, "return"), who, now, words="Canary words", harm="none", why=("conflict", "school"))
    assert said_in(row) == {"words": "Canary words", "harm": "none", "why": ["conflict", "school"]}
    with connection.cursor() as cursor:
        cursor.execute("select i::text from outcomes_interview i union all select e::text from ledger_entry e")
        assert not [line for line in cursor.fetchall() if "Canary" in line[0] or "conflict" in line[0]]
    entry = Entry.objects.get(kind="interview.return")
    assert entry.facts == {"status": "done", "episode": str(episode.pk)}


# Closed


def test_an_episode_is_not_closed_before_the_child_is_found(now: datetime, who: factory.Officer) -> None:
    missing = factory.open_episode(who, at=now)
    with pytest.raises(Refused, match="still missing"):
        close(missing, who, now, reason="Tidy up")


@pytest.mark.parametrize("status", ["due", "offered", "declined", "no_contact"])
def test_without_the_prevention_interview_closing_needs_a_reason(
    now: datetime, who: factory.Officer, episode: Episode, status: str
) -> None:
    if status != "due":
        hold(interview(episode, "prevention"), who, now, status=status, held_at=None)
    hold(interview(episode, "return"), who, now)  # the other interview does not count
    for reason in ("", "   "):
        with pytest.raises(Refused, match="Hold the prevention interview before closing, or record why"):
            close(episode, who, now, reason=reason)
    closed = close(episode, who, now, reason="She lives abroad.")
    assert closed.status == "closed"
    (why,) = Fact.objects.filter(subject=episode.misper_id, kind="why_closed")
    assert (why.value, value_of(why)) == (None, "She lives abroad.")


def test_a_role_that_does_not_close_is_refused(now: datetime, who: factory.Officer, episode: Episode) -> None:
    officer = factory.officer(Role.OFFICER, who.agency)
    hold(interview(episode, "prevention"), officer, now)
    with pytest.raises(Refused, match="Ask the duty officer"):
        close(episode, officer, now)


def test_with_the_prevention_interview_held_it_closes_and_the_return_interview_stays_due(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    hold(interview(episode, "prevention"), who, now)
    closed = close(episode, who, now)
    assert (closed.status, closed.closed_at) == ("closed", now)
    assert not Fact.objects.filter(kind="why_closed").exists()
    assert {clock.kind for clock in running(episode.pk)} == {"return_interview", "return_interview_offer"}
    assert Entry.objects.get(kind="episode.closed").facts == {"prevention": True}
    hold(interview(episode, "return"), who, now)
    assert not running(episode.pk)


# Missing after all, and found again


def test_a_reopened_search_has_no_outcome_in_force_and_its_interviews_are_due_no_longer(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    with pytest.raises(Refused, match="Say why"):
        reopen(episode, who, now, reason=" ")
    again = reopen(episode, who, now)
    assert (again.status, again.search_ended_at, again.closed_at) == ("open", None, None)
    assert outcome_of(episode.pk) is None
    assert interviews_of(episode.pk) == []
    assert {clock.kind for clock in running(episode.pk)} == {"childrens_services_told", "national_unit_told"}
    assert Outcome.objects.get().superseded_at == now  # kept


def test_found_again_makes_a_new_outcome_and_new_interviews_and_keeps_the_old(
    now: datetime, who: factory.Officer, episode: Episode
) -> None:
    hold(interview(episode, "prevention"), who, now)
    close(episode, who, now)
    reopen(episode, who, now + HOUR)
    find(episode, who, now + 2 * HOUR)
    assert Outcome.objects.filter(episode=episode).count() == 2
    outcome = outcome_of(episode.pk)
    assert outcome is not None
    assert outcome.found_at == now + 2 * HOUR
    assert Interview.objects.filter(episode=episode).count() == 5  # the prevention interview of the first return twice
    assert [(each.kind, each.status) for each in interviews_of(episode.pk)] == [
        ("prevention", "due"),
        ("return", "due"),
    ]
    assert {clock.kind: clock.due_at for clock in running(episode.pk)}["return_interview"] == now + 74 * HOUR
    with pytest.raises(Refused, match="prevention interview"):  # the one held after the earlier return does not count
        close(episode, who, now + 2 * HOUR)


def test_what_a_child_said_once_is_never_written_over(now: datetime, who: factory.Officer, episode: Episode) -> None:
    first = interview(episode, "prevention")
    hold(first, who, now, words="He hurt me.")
    again = interview(episode, "prevention")
    with pytest.raises(Refused, match="cannot fall due again"):
        hold(again, who, now, status="due", held_at=None, words="")
    hold(again, who, now, words="")
    rows = Interview.objects.filter(episode=episode, kind="prevention").order_by("version")
    assert [said_in(row)["words"] for row in rows] == ["", "He hurt me.", ""]
    assert [row.superseded_at is None for row in rows] == [False, False, True]
