"""A child was seen face to face: the search ends and everything public comes down, in one transaction or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import Error, connection, connections

from tests import database, factory
from wayhome.appeals.models import Appeal
from wayhome.base import places
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.clocks.queries import running
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview, Outcome
from wayhome.outcomes.queries import interviews_of, outcome_of, seen_by
from wayhome.published import actions as published
from wayhome.published.models import Edition
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

HOUR = timedelta(hours=1)


def found(at: datetime, **changes: Any) -> outcomes.Found:
    how = outcomes.Found(found_at=at, seen_by="PC 57 Example", found_by="police", found_place="street")
    return replace(how, **changes)


def record(
    episode: Episode, how: outcomes.Found, who: factory.Officer, at: datetime, *, version: int | None = None
) -> Outcome:
    return outcomes.record_found(episode.pk, how, viewer=who.viewer, version=version, by=who.actor, at=at)


def everything(episode: Episode) -> list[Any]:
    """All rows that the end of a search touches."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Episode, Outcome, Interview, Appeal, Edition, Clock, Entry)
    ]


# Refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seen_by": ""}, "saw the child face to face"),
        ({"seen_by": " \t"}, "saw the child face to face"),
        ({"found_at": timedelta(minutes=6)}, "in the future"),
        ({"found_at": timedelta(hours=-2)}, "before being last seen"),
        ({"found_by": "ghost"}, "who found the child"),
        ({"found_by": ""}, "who found the child"),
        ({"found_place": "moon"}, "where the child was found"),
    ],
)
def test_a_find_that_cannot_be_is_refused_and_changes_nothing(now: datetime, change: dict[str, Any], says: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now - HOUR)
    before = everything(episode)
    if "found_at" in change:
        change = {"found_at": now + change["found_at"]}
    with pytest.raises(Refused, match=says):
        record(episode, found(now, **change), who, now)
    assert everything(episode) == before


@pytest.mark.django_db
def test_who_may_not_is_refused_and_hidden_is_absent(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    for role in (Role.CALL_TAKER, Role.EDITOR):
        with pytest.raises(Refused, match="Ask the duty officer"):
            record(episode, found(now), factory.officer(role, who.agency), now)
    stranger = factory.officer(Role.SUPERVISOR)
    for asked in (episode.pk, new_id()):
        with pytest.raises(NotFound):
            outcomes.record_found(asked, found(now), viewer=stranger.viewer, version=None, by=stranger.actor, at=now)


@pytest.mark.django_db
def test_a_child_is_found_once_and_an_older_page_is_told(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    with pytest.raises(Overtaken):
        record(episode, found(now), who, now, version=2)
    record(episode, found(now), who, now, version=1)
    with pytest.raises(Refused, match="search has already ended"):
        record(episode, found(now), who, now)
    assert Outcome.objects.count() == 1


# Done


@pytest.mark.django_db
@pytest.mark.parametrize("located", [False, True])
def test_the_search_ends_at_the_time_of_fact_and_the_time_of_entry_is_kept_beside_it(
    now: datetime, located: bool
) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now - 5 * HOUR)
    if located:
        cases.locate(episode.pk, viewer=who.viewer, version=None, by=who.actor, at=now - HOUR)
    outcome = record(episode, found(now - 2 * HOUR, words="Under the quay stairs, cold."), who, now)
    episode.refresh_from_db()
    assert (episode.status, episode.search_ended_at) == ("found", now - 2 * HOUR)
    assert (outcome.found_at, outcome.entered_at, outcome.zone) == (now - 2 * HOUR, now, "Europe/London")
    assert seen_by(outcome) == "PC 57 Example"
    assert outcome_of(episode.pk) == outcome
    with connection.cursor() as cursor:
        cursor.execute("select o::text from outcomes_outcome o union all select e::text from ledger_entry e")
        assert not [row for row in cursor.fetchall() if "PC 57" in row[0] or "quay stairs" in row[0]]


@pytest.mark.django_db
def test_five_minutes_of_another_watch_are_forgiven(now: datetime) -> None:
    who = factory.officer()
    record(factory.open_episode(who, at=now), found(now + timedelta(minutes=5)), who, now)


@pytest.mark.django_db
def test_everything_public_comes_down_with_the_search(now: datetime) -> None:
    who = factory.officer()
    second = factory.officer(Role.SUPERVISOR, who.agency)
    episode = factory.open_episode(who, at=now)
    live = factory.approved_appeal(episode, who, second, at=now)
    waiting = factory.submitted_appeal(episode, who, at=now)
    other = factory.approved_appeal(factory.open_episode(who, at=now), who, second, at=now)
    record(episode, found(now), who, now)
    assert {row.pk: row.status for row in Appeal.objects.all()} == {
        live.pk: "withdrawn",
        waiting.pk: "withdrawn",
        other.pk: "live",
    }
    edition = Edition.objects.get(pk=live.edition)
    assert (edition.state, edition.manifest, edition.photo) == ("withdrawn", {}, None)
    assert Edition.objects.get(pk=other.edition).state == "due"


@pytest.mark.django_db
def test_both_interviews_fall_due_from_the_time_of_fact_and_nothing_else_runs(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now - 5 * HOUR)
    factory.Follower().follow(now - 5 * HOUR)
    report = episode.reports.get().report_id
    assert running(report)
    at = now - 3 * HOUR
    record(episode, found(at), who, now)
    assert {clock.kind: clock.due_at - at for clock in running(episode.pk)} == {
        "prevention_interview": 8 * HOUR,
        "return_interview_offer": 24 * HOUR,
        "return_interview": 72 * HOUR,
    }
    assert [(each.kind, each.status, each.due_at - at) for each in interviews_of(episode.pk)] == [
        ("prevention", "due", 8 * HOUR),
        ("return", "due", 72 * HOUR),
    ]
    assert not running(report)  # nobody is paged for a child who is back


@pytest.mark.django_db
def test_an_adult_is_owed_the_prevention_interview_alone(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, age="44")
    record(episode, found(now), who, now)
    assert [each.kind for each in interviews_of(episode.pk)] == ["prevention"]


@pytest.mark.django_db
def test_72_hours_are_real_hours_on_the_night_the_clocks_change(now: datetime) -> None:
    who = factory.officer()
    night = datetime.fromisoformat("2026-10-24T22:00:00+00:00")  # clocks go back at 01:00 UTC on the 25th
    episode = factory.open_episode(who, at=night)
    record(episode, found(night), who, night)
    due = {each.kind: each.due_at for each in interviews_of(episode.pk)}
    assert due["return"] == datetime.fromisoformat("2026-10-27T22:00:00+00:00")


@pytest.fixture
def broken(fresh_database: None) -> None:
    """The last rows of the verb cannot be written: a trigger of the test's own stands in the way."""
    wall = """
        create function test_wall() returns trigger language plpgsql as $$ begin raise exception 'wall'; end $$;
        create trigger test_wall before insert on outcomes_interview execute function test_wall();
    """
    with database.cluster.superuser(database.cluster.name) as superuser:
        superuser.execute(wall)


def test_when_a_later_step_fails_nothing_has_changed_and_everything_is_still_public(
    broken: None, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYHOME_PUBLISHED", str(tmp_path))
    who = factory.officer()
    episode = factory.open_episode(who, at=now, photo=factory.face())
    photo = episode.reports.get().report.photos.get()
    appeal = factory.approved_appeal(episode, who, factory.officer(Role.SUPERVISOR, who.agency), at=now, photo=photo.pk)
    assert published.release(appeal.edition, by=Actor.system("test"), at=now)  # type: ignore[arg-type]
    before = everything(episode)
    files = {path: path.read_bytes() for path in places.published().rglob("*") if path.is_file()}
    assert {"index.html", "photo.jpg", "poster.pdf"} <= {path.name for path in files}
    with pytest.raises(Error, match="wall"):
        record(episode, found(now), who, now)
    assert everything(episode) == before
    assert {path: path.read_bytes() for path in places.published().rglob("*") if path.is_file()} == files


def test_of_eight_who_record_the_find_at_once_one_wins(fresh_database: None, now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    viewer, actor, together = who.viewer, who.actor, Barrier(8)

    def work(_: int) -> bool:
        together.wait()
        try:
            outcomes.record_found(episode.pk, found(now), viewer=viewer, version=None, by=actor, at=now)
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, range(8))) == [False] * 7 + [True]
    assert Outcome.objects.count() == Entry.objects.filter(kind="episode.found").count() == 1
    assert Interview.objects.count() == 2
