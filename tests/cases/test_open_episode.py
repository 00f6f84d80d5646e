"""An officer opens one absence from a report."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from tests import factory
from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode, EpisodeReport, Misper
from wayhome.clocks.queries import running
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import values_of
from wayhome.intake.models import Report
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

HOUR = timedelta(hours=1)


def nothing_opened() -> bool:
    return not (
        Misper.objects.exists()
        or Episode.objects.exists()
        or Fact.objects.exists()
        or Entry.objects.filter(kind="episode.opened").exists()
    )


# Refused


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_may_not_see_reports_learns_nothing(now: datetime, role: Role) -> None:
    taker = factory.officer()
    report = factory.report(taker, at=now)
    who = factory.officer(role, taker.agency)
    for asked in (report.pk, new_id()):
        with pytest.raises(NotFound):
            cases.open_episode(asked, viewer=who.viewer, by=who.actor, at=now)
    assert nothing_opened()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.EDITOR])
def test_who_sees_reports_and_opens_none_is_told_whom_to_ask(now: datetime, role: Role) -> None:
    taker = factory.officer()
    report = factory.report(taker, at=now)
    who = factory.officer(role, taker.agency)
    with pytest.raises(Refused, match="Ask the duty officer"):
        cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
    assert nothing_opened()


@pytest.mark.django_db
def test_another_forces_report_is_as_good_as_absent(now: datetime) -> None:
    report = factory.report(factory.officer(), at=now)
    stranger = factory.officer(Role.SUPERVISOR)
    with pytest.raises(NotFound):
        cases.open_episode(report.pk, viewer=stranger.viewer, by=stranger.actor, at=now)


@pytest.mark.django_db
def test_the_national_intake_desk_opens_no_episodes_itself(now: datetime) -> None:
    taker = factory.officer(Role.SUPERVISOR, Agency.objects.get(pk=NATIONAL_INTAKE))
    report = factory.report(taker, at=now)
    with pytest.raises(Refused):
        cases.open_episode(report.pk, viewer=taker.viewer, by=taker.actor, at=now)


@pytest.mark.django_db
def test_a_report_opens_one_episode_and_the_second_officer_is_told(now: datetime) -> None:
    first = factory.officer()
    second = factory.officer(Role.SUPERVISOR, first.agency)
    report = factory.report(first, at=now)
    cases.open_episode(report.pk, viewer=first.viewer, by=first.actor, at=now)
    before = (Misper.objects.count(), Episode.objects.count(), Fact.objects.count(), Entry.objects.count())
    with pytest.raises(Overtaken, match="already opened"):
        cases.open_episode(report.pk, viewer=second.viewer, by=second.actor, at=now)
    assert (Misper.objects.count(), Episode.objects.count(), Fact.objects.count(), Entry.objects.count()) == before


@pytest.mark.django_db
def test_a_child_who_is_still_missing_gets_no_second_episode(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    second = factory.report(who, at=now)
    with pytest.raises(Refused, match="has an open episode already"):
        cases.open_episode(second.pk, viewer=who.viewer, by=who.actor, at=now, misper_id=episode.misper_id)
    assert Episode.objects.count() == 1
    assert not EpisodeReport.objects.filter(report=second).exists()
    assert not Fact.objects.filter(source=f"report:{second.pk}").exists()


@pytest.mark.django_db
def test_a_record_of_another_agency_cannot_be_continued(now: datetime) -> None:
    mine, theirs = factory.officer(), factory.officer()
    other = factory.open_episode(theirs, at=now).misper
    report = factory.report(mine, at=now)
    for misper in (other.pk, new_id()):
        with pytest.raises(NotFound):
            cases.open_episode(report.pk, viewer=mine.viewer, by=mine.actor, at=now, misper_id=misper)
    assert Episode.objects.filter(agency=mine.agency).count() == 0


def test_of_eight_who_open_one_report_at_once_one_wins(fresh_database: None, now: datetime) -> None:
    taker = factory.officer()
    officers = [factory.officer(Role.OFFICER, taker.agency) for _ in range(8)]
    viewers = [(each.viewer, each.actor) for each in officers]
    report = factory.report(taker, at=now)
    together = Barrier(8)

    def open_it(number: int) -> bool:
        viewer, actor = viewers[number]
        together.wait()
        try:
            cases.open_episode(report.pk, viewer=viewer, by=actor, at=now)
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(open_it, range(8))) == [False] * 7 + [True]
    assert (Misper.objects.count(), Episode.objects.count()) == (1, 1)
    assert Entry.objects.filter(kind="episode.opened").count() == 1


def test_of_eight_reports_of_one_known_child_at_once_one_opens_the_episode(fresh_database: None, now: datetime) -> None:
    who = factory.officer()
    misper = Misper.objects.create(agency=who.agency, created_at=now)
    reports = [factory.report(who, at=now).pk for _ in range(8)]
    viewer, actor, together = who.viewer, who.actor, Barrier(8)

    def open_it(number: int) -> str:
        together.wait()
        try:
            cases.open_episode(reports[number], viewer=viewer, by=actor, at=now, misper_id=misper.pk)
        except Refused as refusal:
            return refusal.words
        finally:
            connections.close_all()
        return "opened"

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(open_it, range(8)))
    assert said == [cases.STILL_MISSING] * 7 + ["opened"]


def test_a_report_that_is_routed_while_an_episode_is_opened_from_it_does_one_or_the_other(
    fresh_database: None, now: datetime
) -> None:
    who = factory.officer(Role.SUPERVISOR)
    other = factory.force()
    viewer, actor = who.viewer, who.actor

    def open_it(report: Report, together: Barrier) -> None:
        together.wait()
        try:
            cases.open_episode(report.pk, viewer=viewer, by=actor, at=now)
        except (NotFound, Overtaken):
            pass
        finally:
            connections.close_all()

    def route_it(report: Report, together: Barrier) -> None:
        together.wait()
        try:
            cases.route_report(report.pk, other.pk, viewer=viewer, by=actor, at=now)
        except (NotFound, Overtaken):
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            report, together = factory.report(who, at=now), Barrier(2)
            for each in [pool.submit(open_it, report, together), pool.submit(route_it, report, together)]:
                each.result()
            report.refresh_from_db()
            link = EpisodeReport.objects.filter(report=report).first()
            assert (report.agency_id, link is None) in {(other.pk, True), (who.agency_id, False)}
            assert (report.taken_up_at is None) == (link is None)
    assert Episode.objects.count() == EpisodeReport.objects.count() == Misper.objects.count()


# Opened


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.DUTY_OFFICER, Role.SUPERVISOR])
def test_an_officer_opens_the_episode_and_owns_it(now: datetime, role: Role) -> None:
    who = factory.officer(role)
    report = factory.report(who, at=now)
    episode = cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now + HOUR)
    assert (episode.status, episode.owner, episode.agency, episode.version) == ("open", who, who.agency, 1)
    assert (episode.missing_since, episode.opened_at, episode.zone) == (now, now + HOUR, "Europe/London")
    assert episode.reports.get().report == report
    entry = Entry.objects.get(kind="episode.opened")
    assert entry.facts == {"misper": str(episode.misper_id), "report": str(report.pk)}


@pytest.mark.django_db
def test_what_the_report_says_becomes_facts_with_the_report_as_source(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, last_seen_at="2026-11-21T15:00/2026-11-21T15:30", sex="female")
    report = episode.reports.get().report
    rows = {row.kind: row for row in Fact.objects.filter(subject=episode.misper_id)}
    assert {kind: value_of(row) for kind, row in rows.items()} == {
        "given_name": "Tamsin",
        "family_name": "Quillfeather",
        "age": "14",
        "sex": "female",
        "last_seen_place": "Saltby Quay",
        "phone": "07700 900123",
        "informant": "Isolde Quillfeather",
        "informant_phone": "01632 960456",
        "why_worried": "She never misses tea.",
        "last_seen_at": {"from": "2026-11-21T15:00:00+00:00", "to": "2026-11-21T15:30:00+00:00"},
    }
    assert {(row.source, row.learned_at, row.agency_id) for row in rows.values()} == {
        (f"report:{report.pk}", now, who.agency_id)
    }
    seen = rows["last_seen_at"]
    assert (seen.happened_from, seen.happened_to, seen.zone) == (
        datetime(2026, 11, 21, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
        "Europe/London",
    )
    assert episode.missing_since == seen.happened_from


@pytest.mark.django_db
def test_words_that_cannot_be_read_as_their_kind_stay_in_the_report_and_block_nothing(now: datetime) -> None:
    episode = factory.open_episode(
        factory.officer(), at=now, age="a teenager", birth_date="spring", sex="girl", last_seen_at="after tea",
        favourite_bus="The 42", why_worried="  ",
    )  # fmt: skip
    kinds = set(Fact.objects.filter(subject=episode.misper_id).values_list("kind", flat=True))
    assert not kinds & {"age", "birth_date", "sex", "last_seen_at", "favourite_bus", "why_worried"}
    assert episode.missing_since == now


@pytest.mark.django_db
def test_unknown_is_kept_as_a_value_whose_certainty_is_unknown(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now, given_name="unknown", sex="unknown")
    rows = Fact.objects.filter(subject=episode.misper_id, kind__in=["given_name", "sex"])
    assert {(row.value, row.certainty) for row in rows} == {("unknown", "unknown")}


@pytest.mark.django_db
def test_a_child_is_missing_since_last_seen_and_never_since_later_than_the_call(now: datetime) -> None:
    who = factory.officer()
    assert factory.open_episode(who, at=now, last_seen_at="2026-11-20T21:00").missing_since == now - timedelta(
        hours=19, minutes=30
    )
    assert factory.open_episode(who, at=now, last_seen_at="2026-11-23T21:00").missing_since == now


@pytest.mark.django_db
def test_an_absence_of_a_child_on_file_continues_the_record(now: datetime) -> None:
    who = factory.officer()
    first = factory.open_episode(who, at=now)
    Episode.objects.filter(pk=first.pk).update(status="closed")
    again = factory.open_episode(who, at=now + HOUR, misper=first.misper_id, alias="Tam")
    assert again.misper == first.misper
    assert again.reference != first.reference
    assert values_of([first.misper_id], ["alias"])[first.misper_id]["alias"] == ["Tam"]


@pytest.mark.django_db
def test_the_first_reader_is_found_and_the_clocks_of_the_case_run(now: datetime) -> None:
    who = factory.officer()
    report = factory.report(who, at=now)
    factory.Follower().follow(now)
    assert {clock.kind for clock in running(report.pk)} == {"first_eyes", "first_grade"}
    episode = cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
    assert {clock.kind for clock in running(report.pk)} == {"first_grade"}
    assert {clock.kind for clock in running(episode.pk)} == {"childrens_services_told", "national_unit_told"}


@pytest.mark.django_db
def test_for_an_adult_no_clock_of_a_child_runs_and_where_the_age_is_not_known_it_does(now: datetime) -> None:
    who = factory.officer()
    for age, runs in (("34", False), ("17", True), ("16-20", True), (None, True)):
        episode = factory.open_episode(who, at=now, age=age)
        kinds = {clock.kind for clock in running(episode.pk)}
        assert ("childrens_services_told" in kinds) == runs, age
