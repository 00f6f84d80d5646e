from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wayhome.rules.clocks import ClockEvent, clocks_for, escalate_to
from wayhome.terms.profile import UK_2011, UK_TODAY
from wayhome.terms.viewer import Role

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def started(
    event: str, *, grade: str | None = None, is_child: bool = True, at: datetime = NOON
) -> dict[str, timedelta]:
    return {
        clock.kind: clock.due_at - at
        for clock in clocks_for(event, grade=grade, is_child=is_child, at=at, profile=UK_TODAY)
    }


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("event", "grade", "is_child", "due"),
    [
        ("report.received", None, True, {"first_eyes": minutes(5), "first_grade": minutes(15)}),
        ("risk.decided", "high", True, {"supervisor_review": minutes(60)}),
        ("risk.decided", "medium", True, {"supervisor_review": minutes(240)}),
        ("risk.decided", "low", False, {"supervisor_review": minutes(720)}),
        ("risk.decided", "nar", True, {"supervisor_review": minutes(120), "no_risk_recheck": minutes(120)}),
        ("risk.decided", "nar", False, {"supervisor_review": minutes(120)}),
        ("risk.decided", None, True, {"supervisor_review": minutes(60)}),
        (
            "episode.found",
            "low",
            True,
            {
                "prevention_interview": timedelta(hours=8),
                "return_interview_offer": timedelta(hours=24),
                "return_interview": timedelta(hours=72),
            },
        ),
        ("episode.found", "low", False, {"prevention_interview": timedelta(hours=8)}),
        ("appeal.published", None, True, {"appeal_end": timedelta(hours=72)}),
        ("sighting.received", None, True, {}),
    ],
)
def test_events_start_their_clocks(event: str, grade: str | None, is_child: bool, due: dict[str, timedelta]) -> None:
    assert started(event, grade=grade, is_child=is_child) == due


def test_every_clock_of_a_profile_starts_on_an_event_we_know() -> None:
    for profile in (UK_2011, UK_TODAY):
        assert {clock.starts_on for clock in profile.clocks} <= set(ClockEvent)


def test_seventy_two_hours_are_real_hours_on_the_night_the_clocks_change() -> None:
    london = ZoneInfo("Europe/London")
    found_at = datetime(2026, 10, 24, 12, tzinfo=london)
    interview = clocks_for("episode.found", grade=None, is_child=True, at=found_at, profile=UK_TODAY)[-1]
    assert interview.due_at == datetime(2026, 10, 27, 11, tzinfo=UTC)
    assert interview.due_at.astimezone(london).hour == 11


def test_soonest_comes_first() -> None:
    due = [clock.due_at for clock in clocks_for("episode.found", grade=None, is_child=True, at=NOON, profile=UK_TODAY)]
    assert due == sorted(due)


# Nothing falls due to those who keep accounts, audit, or only read what others share.
OWES_NOTHING = {
    Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER_READER, Role.NGO_WORKER, Role.CHILDRENS_SERVICES_WORKER
}  # fmt: skip


@pytest.mark.parametrize("role", [each for each in Role if each not in OWES_NOTHING])
def test_a_lapsed_clock_rises_until_nobody_stands_above(role: Role) -> None:
    told: list[Role] = []
    above = escalate_to(role)
    while above is not None:
        assert above not in told
        told.append(above)
        above = escalate_to(above)
    assert (told or [role])[-1] is Role.CENTRE_COORDINATOR
