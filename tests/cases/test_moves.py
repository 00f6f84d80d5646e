"""Who owns the case and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

Verb = Callable[..., Any]


def take_over(episode: Any, who: Officer, at: datetime, version: int | None = None) -> Any:
    return cases.take_over(episode, viewer=who.viewer, owner=who.pk, version=version, by=who.actor, at=at)


def locate(episode: Any, who: Officer, at: datetime, version: int | None = None) -> Any:
    return cases.locate(episode, viewer=who.viewer, version=version, by=who.actor, at=at)


def reopen(episode: Any, who: Officer, at: datetime, version: int | None = None, reason: str = "Not there") -> Any:
    return cases.reopen(episode, viewer=who.viewer, reason=reason, version=version, by=who.actor, at=at)


def close(episode: Any, who: Officer, at: datetime, version: int | None = None, reason: str = "No interview") -> Any:
    return cases.close(
        episode, viewer=who.viewer, prevention_done=False, reason=reason, version=version, by=who.actor, at=at
    )


VERBS = [take_over, locate, reopen, close]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_hidden_and_absent_are_one_answer(now: datetime, verb: Verb) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    stranger = factory.officer(Role.SUPERVISOR)
    for asked in (episode.pk, new_id()):
        with pytest.raises(NotFound):
            verb(asked, stranger, now)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_a_role_that_only_looks_changes_nothing(now: datetime, verb: Verb) -> None:
    owner = factory.officer()
    episode = factory.open_episode(owner, at=now)
    before = Episode.objects.filter(pk=episode.pk).values().get()
    for role in (Role.CALL_TAKER, Role.EDITOR):
        with pytest.raises(Refused, match="Ask the duty officer"):
            verb(episode.pk, factory.officer(role, owner.agency), now)
    assert Episode.objects.filter(pk=episode.pk).values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_a_page_drawn_from_an_older_version_is_told_to_read_again(now: datetime, verb: Verb) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    take_over(episode.pk, who, now, version=1)
    before = Episode.objects.filter(pk=episode.pk).values().get()
    with pytest.raises(Overtaken):
        verb(episode.pk, who, now, version=1)
    assert Episode.objects.filter(pk=episode.pk).values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "verb"),
    [
        ("open", reopen), ("open", close), ("located_unconfirmed", locate), ("located_unconfirmed", close),
        ("found", locate), ("closed", locate), ("closed", close), ("cancelled_error", locate), ("transferred", close),
    ],
)  # fmt: skip
def test_a_move_that_is_not_in_the_table_is_refused(now: datetime, status: str, verb: Verb) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    Episode.objects.filter(pk=episode.pk).update(status=status)
    with pytest.raises(Refused):
        verb(episode.pk, who, now)
    assert Episode.objects.get(pk=episode.pk).status == status


@pytest.mark.django_db
def test_an_episode_is_given_to_active_officers_of_its_agency_alone(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    retired = factory.officer(Role.OFFICER, who.agency)
    Officer.objects.filter(pk=retired.pk).update(is_active=False)
    for owner in (retired.pk, factory.officer().pk, new_id()):
        with pytest.raises(NotFound):
            cases.take_over(episode.pk, viewer=who.viewer, owner=owner, version=None, by=who.actor, at=now)
    colleague = factory.officer(Role.OFFICER, who.agency)
    moved = cases.take_over(episode.pk, viewer=who.viewer, owner=colleague.pk, version=1, by=who.actor, at=now)
    assert (moved.owner, moved.version) == (colleague, 2)
    assert Entry.objects.get(kind="episode.owned").facts == {"owner": str(colleague.pk)}


@pytest.mark.django_db
def test_a_child_said_to_be_somewhere_is_still_missing(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    located = locate(episode.pk, who, now)
    assert (located.status, located.located_at, located.search_ended_at) == ("located_unconfirmed", now, None)
    assert {clock.kind for clock in running(episode.pk)} == {"childrens_services_told", "national_unit_told"}
    back = reopen(episode.pk, who, now, reason="")
    assert (back.status, back.located_at) == ("open", None)


@pytest.mark.django_db
def test_going_back_to_searching_after_the_end_needs_a_reason(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    Episode.objects.filter(pk=episode.pk).update(status="found", search_ended_at=now)
    with pytest.raises(Refused, match="Say why the episode is reopened"):
        reopen(episode.pk, who, now, reason="  ")
    assert reopen(episode.pk, who, now).search_ended_at is None


@pytest.mark.django_db
def test_an_old_episode_is_not_reopened_beside_a_new_search_for_the_same_child(now: datetime) -> None:
    who = factory.officer()
    old = factory.open_episode(who, at=now)
    Episode.objects.filter(pk=old.pk).update(status="closed", closed_at=now)
    factory.open_episode(who, at=now, misper=old.misper_id)
    with pytest.raises(Refused, match="open episode already"):
        reopen(old.pk, who, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Episode.objects.filter(pk=old.pk).update(status="open")


def test_of_eight_who_take_over_from_one_page_one_wins(fresh_database: None, now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    officers = [factory.officer(Role.OFFICER, who.agency) for _ in range(8)]
    people = [(each, each.viewer) for each in officers]
    together = Barrier(8)

    def take(number: int) -> bool:
        officer, viewer = people[number]
        together.wait()
        try:
            cases.take_over(
                episode.pk, viewer=viewer, owner=officer.pk, version=1, by=officer.actor, at=now + timedelta(hours=1)
            )
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [False] * 7 + [True]
    assert Episode.objects.get().version == 2
