"""A year's figures, counted by hand first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.figures.queries import Table, count_year, year_tables
from wayhome.outcomes import actions as outcomes
from wayhome.rules.counting import CALLS, INCIDENTS, INDIVIDUALS
from wayhome.terms.profile import UK_TODAY
from wayhome.terms.viewer import AgencyKind, Role

pytestmark = pytest.mark.django_db
OPEN_BOOK = replace(UK_TODAY, suppression_threshold=1)  # hides nothing, so that the counting itself can be seen
HOUR = timedelta(hours=1)
JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)


def count(who: Officer, label: str = "2026/27", *, hidden: bool = False) -> dict[str, Table]:
    year = count_year(label, profile=UK_TODAY if hidden else OPEN_BOOK, agency=who.agency_id)
    return {table.code: table for table in year.tables}


def totals(who: Officer, label: str = "2026/27") -> tuple[int | None, ...]:
    tables = count(who, label)
    return tuple(tables[code].total.value for code in ("calls", "incidents", "individuals", "found_by", "time_missing"))


def lines(table: Table) -> dict[str, int | None]:
    return {line.code: line.cell.value for line in table.lines if line.cell.value != 0}


def find(episode: Episode, who: Officer, *, after: timedelta, by: str = "police") -> None:
    at = episode.missing_since + after
    how = outcomes.Found(found_at=at, seen_by="PC Example", found_by=by, found_place="street")
    outcomes.record_found(episode.pk, how, viewer=who.viewer, version=None, by=who.actor, at=at)


def join(one: Episode, other: Episode, kind: str, who: Officer) -> None:
    cases.join(
        one.misper_id, other.misper_id, kind, viewer=who.viewer, reason="Same scar", by=who.actor, at=JUNE + HOUR
    )


# Who may, and which year


def test_a_role_without_figures_is_shown_none_and_a_year_that_is_none_is_refused() -> None:
    assert year_tables(factory.officer(Role.CALL_TAKER).viewer, "2026/27") is None
    charity = factory.officer(Role.OFFICER, factory.force(kind=AgencyKind.CHARITY))
    assert year_tables(charity.viewer, "2026/27") is None
    for label in ("2026", "2026/28", "26/27", "next", ""):
        with pytest.raises(ValueError, match="Write a year as 2026/27"):
            year_tables(factory.officer().viewer, label)


def test_a_force_counts_its_own_and_the_national_centre_counts_all() -> None:
    one, other = factory.officer(), factory.officer()
    for who in (one, other):
        for _ in range(5):
            factory.open_episode(who, at=JUNE)
    centre = factory.officer(Role.ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    for who, expected in ((one, 5), (centre, 10)):
        year = year_tables(who.viewer, "2026/27")
        assert year is not None
        assert [table.total.value for table in year.tables[:3]] == [expected] * 3


@pytest.mark.parametrize(
    ("at", "label"),
    [
        # Summer time began on 29 March 2026, so 1 April began in London at 23:00 UTC on 31 March.
        (datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), "2025/26"),
        (datetime(2026, 3, 31, 23, 0, 0, tzinfo=UTC), "2026/27"),
        (datetime(2027, 3, 31, 22, 59, 59, tzinfo=UTC), "2026/27"),
        (datetime(2027, 3, 31, 23, 0, 0, tzinfo=UTC), "2027/28"),
        # Easter of 2024 fell on 31 March: summer time began on the year's last day.
        (datetime(2024, 3, 31, 22, 59, 59, tzinfo=UTC), "2023/24"),
        (datetime(2024, 3, 31, 23, 0, 0, tzinfo=UTC), "2024/25"),
    ],
)
def test_the_year_begins_on_the_first_of_april_in_london(at: datetime, label: str) -> None:
    who = factory.officer()
    factory.open_episode(who, at=at)
    counted = {each: totals(who, each)[:3] for each in ("2023/24", "2024/25", "2025/26", "2026/27", "2027/28")}
    assert counted.pop(label) == (1, 1, 1)
    assert set(counted.values()) == {(0, 0, 0)}


# Counted


def test_calls_incidents_and_individuals_are_three_counts() -> None:
    who = factory.officer()
    first = factory.open_episode(who, at=JUNE)  # call 1, incident 1, child A
    second_call = factory.report(who, at=JUNE)  # call 2, of the same absence
    cases.add_report(second_call.pk, first.pk, viewer=who.viewer, by=who.actor, at=JUNE)
    factory.report(who, at=JUNE)  # call 3, never taken up
    find(first, who, after=HOUR)
    factory.open_episode(who, at=JUNE + 3 * HOUR, misper=first.misper_id)  # call 4, incident 2, child A again
    factory.open_episode(who, at=JUNE)  # call 5, incident 3, child B
    assert totals(who)[:3] == (5, 3, 2)


def test_an_absence_counts_in_the_year_it_was_opened_and_its_end_with_it() -> None:
    who = factory.officer()
    march = datetime(2026, 3, 20, 12, tzinfo=UTC)
    episode = factory.open_episode(who, at=march)
    find(episode, who, after=timedelta(days=20))  # on 9 April
    assert totals(who, "2025/26") == (1, 1, 1, 1, 1)
    assert totals(who, "2026/27") == (0, 0, 0, 0, 0)


def test_an_episode_recorded_in_error_is_no_incident() -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=JUNE)
    Episode.objects.filter(pk=episode.pk).update(status="cancelled_error")
    assert totals(who)[:3] == (1, 0, 0)


def test_records_joined_by_edges_are_one_child_once_a_year() -> None:
    who = factory.officer()
    a, b, c, d, e = (factory.open_episode(who, at=JUNE) for _ in range(5))
    earlier = factory.open_episode(who, at=JUNE - timedelta(days=365))
    assert totals(who)[2] == 5
    join(a, b, "same", who)
    assert totals(who)[2] == 4
    join(b, earlier, "same", who)  # through a record of the year before
    join(earlier, c, "same", who)
    assert totals(who)[2] == 3
    assert totals(who, "2025/26")[2] == 1
    join(c, d, "not_same", who)
    join(d, e, "unsure", who)
    assert totals(who)[2] == 3
    assert totals(who)[1] == 5  # an absence stays an absence


def test_an_edge_that_was_undone_joins_nobody() -> None:
    who = factory.officer()
    a, b = (factory.open_episode(who, at=JUNE) for _ in range(2))
    join(a, b, "same", who)
    assert totals(who)[2] == 1
    join(a, b, "not_same", who)
    assert totals(who)[2] == 2


def test_found_by_and_time_missing_are_counted_by_hand() -> None:
    who = factory.officer()
    for hours, by in (
        (7.99, "police"),
        (8, "police"),
        (15.5, "family"),
        (24, "own_accord"),
        (47, "police"),
        (24 * 30, "police"),
    ):
        find(factory.open_episode(who, at=JUNE), who, after=hours * HOUR, by=by)
    factory.open_episode(who, at=JUNE)  # still missing: in no table of what has ended
    tables = count(who)
    by_hand = {"police": 4, "family": 1, "own_accord": 1}
    assert lines(tables["found_by"]) == by_hand
    assert lines(tables["time_missing"]) == {"under_8h": 1, "8_16h": 2, "24_48h": 2, "over_28d": 1}
    assert tables["found_by"].total == tables["time_missing"].total
    assert tables["found_by"].total.value == 6
    assert tables["incidents"].total.value == 7


def test_time_missing_is_real_time_on_the_night_the_clocks_change() -> None:
    who = factory.officer()
    evening = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 22:30 in London; clocks go back an hour in the night
    for after in (timedelta(hours=7, minutes=59), timedelta(hours=8)):
        find(factory.open_episode(who, at=evening), who, after=after)
    assert lines(count(who)["time_missing"]) == {"under_8h": 1, "8_16h": 1}


def test_a_search_that_was_reopened_has_not_ended_and_the_later_end_counts_once() -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=JUNE)
    find(episode, who, after=HOUR)
    outcomes.reopen_episode(
        episode.pk, viewer=who.viewer, reason="Not her", version=None, by=who.actor, at=JUNE + 2 * HOUR
    )
    assert totals(who) == (1, 1, 1, 0, 0)
    find(episode, who, after=30 * HOUR, by="family")
    assert totals(who) == (1, 1, 1, 1, 1)
    assert lines(count(who)["found_by"]) == {"family": 1}
    assert lines(count(who)["time_missing"]) == {"24_48h": 1}


# Shown


def test_units_are_never_mixed_in_a_table() -> None:
    tables = count(factory.officer())
    assert {code: table.unit for code, table in tables.items()} == {
        "calls": CALLS,
        "incidents": INCIDENTS,
        "individuals": INDIVIDUALS,
        "found_by": INCIDENTS,
        "time_missing": INCIDENTS,
    }
    assert all(len(tables[code].lines) == 1 for code in ("calls", "incidents", "individuals"))


def test_nothing_is_shown_as_nothing_one_to_four_hidden_and_five_shown() -> None:
    who = factory.officer()
    assert [table.total.value for table in count(who, hidden=True).values()] == [0] * 5
    for number in range(1, 6):
        factory.open_episode(who, at=JUNE)
        shown = [count(who, hidden=True)[code].total.value for code in ("calls", "incidents", "individuals")]
        assert shown == ([None] * 3 if number < 5 else [5] * 3)


def test_a_lone_hidden_number_hides_a_second_and_what_would_give_it_away() -> None:
    who = factory.officer()
    for number, by in ((6, "police"), (5, "family"), (2, "own_accord")):
        for _ in range(number):
            find(factory.open_episode(who, at=JUNE), who, after=HOUR, by=by)
    found_by = {line.code: line.cell.value for line in count(who, hidden=True)["found_by"].lines}
    assert found_by["own_accord"] is None  # 2 of 13
    assert found_by["family"] is None  # or 13 - 6 - 5 would say 2
    assert found_by["police"] == 6
    assert {value for code, value in found_by.items() if code not in {"own_accord", "family", "police"}} == {0}
    assert count(who, hidden=True)["found_by"].total.value == 13


def test_a_total_hidden_in_one_table_is_not_shown_in_its_neighbour() -> None:
    who = factory.officer()
    for by in ("police", "family", "own_accord"):
        find(factory.open_episode(who, at=JUNE), who, after=HOUR, by=by)
    tables = count(who, hidden=True)
    assert tables["found_by"].total.value is tables["time_missing"].total.value is None
    assert all(line.cell.value in {None, 0} for line in tables["time_missing"].lines)
