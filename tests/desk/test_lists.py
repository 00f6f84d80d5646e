"""The list of cases: its order, what it costs, and the line it writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.desk import lists
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.registry import actions as registry
from wayhome.risk import actions as risk
from wayhome.rules.risk import effective_grade
from wayhome.terms.profile import UK_TODAY
from wayhome.terms.viewer import Role


def opened(by: Officer, name: str, *, hours: float, grade: str = "") -> Episode:
    """One case, missing for so long, graded or not."""
    episode = factory.open_episode(
        by, at=clock.now() - timedelta(hours=hours), given_name=name, family_name=None, phone=None
    )
    if grade:
        risk.decide(episode.pk, grade, reason="Known.", answers={}, viewer=by.viewer, by=by.actor, at=clock.now())
    return episode


def shown(client: Client, **asked: Any) -> list[str]:
    """The first names on the list, from above."""
    return [row.name for row in client.get("/", asked).context["cases"]]


@pytest.fixture
def supervisor(force: Agency) -> Officer:
    """Somebody who may give any grade."""
    return factory.officer(Role.SUPERVISOR, force)


def test_the_gravest_come_first_and_of_those_the_longest_missing(desk: Client, supervisor: Officer) -> None:
    opened(supervisor, "Low", hours=90, grade="low")
    opened(supervisor, "Short", hours=1, grade="high")
    opened(supervisor, "Medium", hours=80, grade="medium")
    opened(supervisor, "Long", hours=20, grade="high")
    opened(supervisor, "None", hours=95, grade="nar")
    assert shown(desk) == ["Long", "Short", "Medium", "Low", "None"]


def test_an_ungraded_child_stands_with_the_gravest(desk: Client, supervisor: Officer) -> None:
    opened(supervisor, "Medium", hours=80, grade="medium")
    opened(supervisor, "Ungraded", hours=2)
    opened(supervisor, "High", hours=1, grade="high")
    page = desk.get("/")
    assert [row.name for row in page.context["cases"]] == ["Ungraded", "High", "Medium"]
    assert "Not graded: treat as high" in page.content.decode()


def test_the_order_in_sql_is_the_rule_of_the_effective_grade(desk: Client, supervisor: Officer) -> None:
    for number, grade in enumerate(["low", "", "medium", "high", "", "nar", "medium"]):
        opened(supervisor, f"Child {number}", hours=number + 1, grade=grade)
    lines = lists.case_list(supervisor.viewer, "searching", page=1, at=clock.now()).lines

    def by_rule(line: lists.Line) -> tuple[int, Any]:
        return -UK_TODAY.rank(str(effective_grade(line.decided, True, UK_TODAY))), line.missing_since

    assert lines == sorted(lines, key=by_rule)


def test_the_latest_decision_counts(desk: Client, supervisor: Officer) -> None:
    first = opened(supervisor, "Raised", hours=1, grade="low")
    opened(supervisor, "Medium", hours=9, grade="medium")
    risk.decide(
        first.pk, "high", reason="New.", answers={}, viewer=supervisor.viewer, by=supervisor.actor, at=clock.now()
    )
    assert shown(desk) == ["Raised", "Medium"]


def test_each_part_holds_its_cases(desk: Client, duty: Officer) -> None:
    opened(duty, "Open", hours=3)
    located = opened(duty, "Located", hours=3)
    cases.locate(located.pk, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
    for name in ("Found", "Closed"):
        episode = opened(duty, name, hours=3)
        seen = outcomes.Found(found_at=clock.now(), seen_by="PC Example", found_by="police", found_place="street")
        outcomes.record_found(episode.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
    outcomes.close_episode(
        episode.pk, viewer=duty.viewer, reason="Abroad.", version=None, by=duty.actor, at=clock.now()
    )
    assert shown(desk) == ["Open", "Located"]
    assert shown(desk, tab="located") == ["Located"]
    # A closed case whose return interview is still to come stays in the queue of interviews.
    assert shown(desk, tab="interviews") == ["Closed", "Found"]
    assert shown(desk, tab="closed") == ["Closed"]
    assert [tab.count for tab in desk.get("/").context["tabs"]] == [0, 2, 1, 2, 1]
    talk = Interview.objects.get(episode=episode, kind="return")
    held = outcomes.Held("done", clock.now())
    outcomes.record_interview(talk.pk, held, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
    assert shown(desk, tab="interviews") == ["Found"]


def test_a_new_report_waits_above_the_cases_until_it_is_taken_up(desk: Client, duty: Officer) -> None:
    report = factory.report(duty, at=clock.now())
    assert report.reference in desk.get("/").content.decode()
    cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=clock.now())
    assert report.reference not in desk.get("/").content.decode()


def test_the_child_of_a_waiting_report_is_not_named_on_the_list(desk: Client, duty: Officer) -> None:
    factory.report(duty, at=clock.now())
    assert "Tamsin" not in desk.get("/").content.decode()


def test_cases_of_another_force_are_not_listed(desk: Client, episode: Episode) -> None:
    other = signed_in(factory.officer(Role.SUPERVISOR))
    assert shown(desk) == ["Tamsin Quillfeather"]
    assert shown(other) == []
    assert [tab.count for tab in other.get("/").context["tabs"]] == [0, 0, 0, 0, 0]


def test_the_list_costs_as_many_statements_for_fifty_cases_as_for_one(
    desk: Client, duty: Officer, django_assert_max_num_queries: Any
) -> None:
    opened(duty, "One", hours=1)
    with django_assert_max_num_queries(24) as alone:
        desk.get("/")
    for number in range(12):
        opened(duty, f"Child {number}", hours=number)
        factory.report(duty, at=clock.now())
    with django_assert_max_num_queries(24) as many:
        desk.get("/")
    assert len(many) <= len(alone) + 1  # the count of reports that stand further down


def test_a_look_at_the_list_is_one_line(desk: Client, duty: Officer, episode: Episode) -> None:
    desk.get("/")
    entry = Entry.objects.get(kind="list.looked")
    assert (entry.key, entry.by, entry.facts["shown"]) == (duty.agency_id, duty.actor.ref, 1)


def test_a_screen_that_refreshes_itself_goes_on_with_the_look(desk: Client, episode: Episode) -> None:
    desk.get("/")
    assert desk.get("/rows", {"refresh": 1}).status_code == 200
    desk.get("/", {"refresh": 1})
    assert Entry.objects.filter(kind="list.looked").count() == 1


def test_nobody_looks_unseen_by_asking_for_a_refresh(desk: Client, episode: Episode) -> None:
    desk.get("/rows", {"refresh": 1})
    assert Entry.objects.filter(kind="list.looked").count() == 1
    desk.get(f"/cases/{episode.pk}/live", {"refresh": 1})
    assert Entry.objects.filter(kind="episode.looked").count() == 1


def test_pages_of_fifty(desk: Client, duty: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LINES", 2)
    for number in range(3):
        opened(duty, f"Child {number}", hours=10 - number)
    assert shown(desk) == ["Child 0", "Child 1"]
    assert shown(desk, page=2) == ["Child 2"]
    assert shown(desk, page="x") == ["Child 0", "Child 1"]
    assert "Page 2 of 2" in desk.get("/", {"page": 2}).content.decode()


def test_the_next_clock_may_be_that_of_the_report(desk: Client, duty: Officer, force: Agency) -> None:
    worker = factory.Follower()
    report = factory.report(duty, at=clock.now())
    worker.follow(clock.now())
    cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=clock.now())
    assert "An officer grades the risk" in desk.get("/").content.decode()


def test_without_scripts_the_page_reloads_itself_as_a_refresh(desk: Client, episode: Episode) -> None:
    assert (
        'http-equiv="refresh" content="30; url=/?tab=searching&amp;page=1&amp;refresh=1"'
        in desk.get("/").content.decode()
    )


def test_another_part_of_the_list_is_a_look_of_its_own_though_it_says_refresh(desk: Client, episode: Episode) -> None:
    looks = Entry.objects.filter(kind="list.looked")
    desk.get("/?tab=searching")
    desk.get("/rows?tab=searching&refresh=1")
    assert looks.count() == 1
    desk.get("/rows?tab=closed&refresh=1")
    desk.get("/?tab=searching&page=2&refresh=1")
    assert looks.count() == 3


def test_the_unidentified_are_told_apart_by_an_estimated_age(desk: Client, duty: Officer) -> None:
    age = '{"low": 30, "high": 45, "method": "bones"}'
    said = {"unidentified_kind": "body", "found_place": "Grebe Mere", "sex": "female", "age_estimate": age}
    registry.record_unidentified(said, viewer=duty.viewer, by=duty.actor, at=clock.now())
    assert "Body: Female, 30 - 45 (from bones)" in desk.get("/unidentified").content.decode()
