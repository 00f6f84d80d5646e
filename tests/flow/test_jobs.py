"""Entry and job commit together; every job may run twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests import database, factory
from tests.flow.test_wiring import STAGE_OF_KIND
from tests.plane import Plane
from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.base import clock
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.clocks.queries import running
from wayhome.flow import followers, jobs
from wayhome.flow.wiring import WIRING
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.published import actions as published
from wayhome.published.models import Edition
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion
from wayhome.risk import actions as risk
from wayhome.risk.models import Assessment
from wayhome.rules.clocks import ClockStart
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

# The jobs look at their connection first, and drop one in the middle of a test's own transaction.
pytestmark = pytest.mark.usefixtures("fresh_database")


def queued() -> list[tuple[str, dict[str, Any]]]:
    with database.cluster.superuser(database.cluster.name) as superuser:
        return superuser.execute("select task_name, args from procrastinate_jobs order by id").fetchall()


def follow_all(done: set[Any] | None = None) -> None:
    """Run the jobs of every entry not yet done, as the worker does."""
    done = set() if done is None else done
    while fresh := [entry for entry in Entry.objects.order_by("at", "id") if entry.pk not in done]:
        for entry in fresh:
            done.add(entry.pk)
            for each in WIRING.get(entry.kind, ()):
                jobs.follow.func(entry_id=str(entry.pk), kind=entry.kind, follower=each.__name__)
                if each is followers.read_back_edition:  # which queues this
                    jobs.read_back.func(owner=str(entry.key))


def rows_of_ours() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("wayhome.") and may_read(model._meta.db_table)
    }


def may_read(table: str) -> bool:
    """Whether the desk's role may read a table whole; some are for other processes alone."""
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, 'select')", [table])
        return bool(cursor.fetchone()[0])


@pytest.fixture
def tree(plane: Plane, tmp_path: Path) -> Path:
    """A public tree of the test's own, with nginx before it."""
    return tmp_path


# Queued


def test_a_verb_that_is_rolled_back_leaves_no_entry_and_no_job(now: datetime) -> None:
    who = factory.officer()

    def open_and_fail() -> None:
        with transaction.atomic():
            factory.open_episode(who, at=now)
            assert Entry.objects.count() == 2
            raise RuntimeError("the door fell shut")

    with pytest.raises(RuntimeError):
        open_and_fail()
    assert Entry.objects.count() == 0
    assert queued() == []


def test_a_verb_that_commits_queues_one_job_for_each_entry_and_a_look_queues_none(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, given_name="Canary")
    ledger.look("episode.looked", episode, by=who.actor, agency=who.agency_id, at=now)
    entries = Entry.objects.filter(look=False).order_by("at", "id")
    assert queued() == [
        ("flow.dispatch", {"entry_id": str(entry.pk), "kind": entry.kind}) for entry in entries
    ]  # ids and codes, and nothing a child said
    assert [entry.kind for entry in entries] == ["report.received", "episode.opened"]


def test_dispatch_queues_one_job_for_each_follower(now: datetime) -> None:
    factory.open_episode(factory.officer(), at=now)
    entry = Entry.objects.get(kind="episode.opened")
    before = len(queued())
    jobs.dispatch.func(entry_id=str(entry.pk), kind=entry.kind)
    assert queued()[before:] == [
        ("flow.follow", {"entry_id": str(entry.pk), "kind": "episode.opened", "follower": name})
        for name in ("suggest_risk", "publish_record", "begin_alert_asked")
    ]
    jobs.dispatch.func(entry_id=str(entry.pk), kind="a.kind.that.nobody.follows")
    assert len(queued()) == before + 3


def test_a_follower_that_no_longer_follows_is_passed_over(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    factory.open_episode(factory.officer(), at=now)
    entry = Entry.objects.get(kind="episode.opened")
    jobs.follow.func(entry_id=str(entry.pk), kind=entry.kind, follower="find_candidates")
    assert "no longer follows" in caplog.text
    assert not RecordVersion.objects.exists()


# Twice


def test_every_follower_of_a_whole_case_run_twice_changes_nothing_more(tree: Path) -> None:
    at = clock.now() - timedelta(hours=1)
    who = factory.officer()
    second = factory.officer(Role.SUPERVISOR, who.agency)
    done: set[Any] = set()
    episode = factory.open_episode(who, at=at, sex="female", hair_colour="red", **{"asked.suicidal": "yes"})
    words = {"unidentified_kind": "body", "found_place": "Grebe Mere", "sex": "female", "hair_colour": "red"}
    registry.record_unidentified(words, viewer=who.viewer, by=who.actor, at=at)
    follow_all(done)
    late = factory.report(who, at=at)
    cases.add_report(late.pk, episode.pk, viewer=who.viewer, by=who.actor, at=at)
    risk.decide(episode.pk, "high", reason="As told", answers={}, viewer=who.viewer, by=who.actor, at=at)
    factory.approved_appeal(episode, who, second, at=at)
    taken_down = factory.approved_appeal(factory.open_episode(who, at=at), who, second, at=at)
    follow_all(done)
    assert Edition.objects.filter(state="live").count() == 2
    gone = taken_down.episode
    how = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(gone.pk, how, viewer=who.viewer, version=None, by=who.actor, at=at)
    follow_all(done)
    assert {entry.kind for entry in Entry.objects.all()} >= {
        "record.published", "candidates.ranked", "edition.live", "edition.removed", "risk.suggested"
    }  # fmt: skip
    told = {entry.kind: entry.subject.split(".")[0] for entry in Entry.objects.all()}
    assert {kind: stage for kind, stage in told.items() if kind in STAGE_OF_KIND}.items() <= STAGE_OF_KIND.items()
    before, files = rows_of_ours(), {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    follow_all()
    after = rows_of_ours()
    for model, rows in before.items():
        assert after[model] == rows, model
    # What is live may be rendered again; what is gone stays gone, and nothing else appears.
    assert {path for path in tree.rglob("*") if path.is_file()} == set(files)


# Quicker than the worker


def test_a_report_read_before_its_clocks_started_pages_nobody(now: datetime) -> None:
    who = factory.officer()
    report = factory.report(who, at=now)
    read_at = now + timedelta(seconds=20)
    cases.acknowledge_report(report, viewer=who.viewer, by=who.actor, at=read_at)
    ledger.look("report.looked", report, by=who.actor, agency=who.agency_id, at=read_at)
    follow_all()
    assert [clock.kind for clock in running(report.pk)] == ["first_grade"]
    assert Clock.objects.get(kind="first_eyes").met_at == read_at


def test_an_episode_opened_before_the_clocks_started_is_still_to_be_graded_in_time(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    follow_all()
    report = episode.reports.get().report_id
    (clock_of_grade,) = running(report)
    assert (clock_of_grade.kind, clock_of_grade.due_at) == ("first_grade", now + timedelta(minutes=15))
    risk.decide(episode.pk, "high", reason="As told", answers={}, viewer=who.viewer, by=who.actor, at=now)
    assert not running(report)


def test_an_episode_graded_or_a_report_joined_before_the_clocks_started_is_not_due_again(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    risk.decide(episode.pk, "high", reason="As told", answers={}, viewer=who.viewer, by=who.actor, at=now)
    joined = factory.report(who, at=now)
    cases.add_report(joined.pk, episode.pk, viewer=who.viewer, by=who.actor, at=now + timedelta(minutes=1))
    follow_all()
    assert not running(episode.reports.first().report_id, joined.pk)  # type: ignore[union-attr]


def test_a_grade_makes_the_next_version_where_its_answers_changed_the_record(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    done: set[Any] = set()
    follow_all(done)
    decide = {"viewer": who.viewer, "by": who.actor, "at": now}
    risk.decide(episode.pk, "high", reason="As told", answers={}, **decide)
    follow_all(done)
    assert RecordVersion.objects.count() == 1
    risk.decide(episode.pk, "high", reason="As told", answers={"asked.out_of_character": "yes"}, **decide)
    follow_all(done)
    assert RecordVersion.objects.count() == 2
    assert Assessment.objects.filter(decided="high").count() == 2


# By the clock


def test_clocks_that_ran_out_are_handed_on_and_more_than_one_batch_of_them(now: datetime) -> None:
    past = clock.now() - timedelta(hours=1)
    starts = [ClockStart("first_eyes", "x", past, Role.DUTY_OFFICER)]
    for _ in range(205):
        clocks.start(starts, subject=new_id(), subject_kind="report", agency=NATIONAL_INTAKE, at=past)
    jobs.lapse_clocks.func(timestamp=0)
    assert Entry.objects.filter(kind="clock.lapsed").count() == 205
    jobs.lapse_clocks.func(timestamp=0)
    assert Entry.objects.filter(kind="clock.lapsed").count() == 205


def test_an_appeal_past_its_end_is_ended_and_a_stray_path_becomes_a_tombstone(tree: Path) -> None:
    at = clock.now() - timedelta(hours=80)
    who = factory.officer()
    second = factory.officer(Role.SUPERVISOR, who.agency)
    appeal = factory.approved_appeal(factory.open_episode(who, at=at), who, second, at=at)
    assert published.release(appeal.edition, by=Actor.system("test"), at=at)  # type: ignore[arg-type]
    stray = tree / "appeals" / "STRAY"
    stray.mkdir()
    (stray / "index.html").write_text("somebody")
    jobs.end_appeals.func(timestamp=0)
    appeal.refresh_from_db()
    assert appeal.status == "expired"
    assert Edition.objects.get().state == "withdrawn"
    assert not stray.exists()
    assert Agency.objects.exists()
