from datetime import UTC, datetime, timedelta

import pytest

from wayhome.rules import episode
from wayhome.rules.episode import MOVES, EpisodeStatus, refuse_found, refuse_move

S = EpisodeStatus
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ALLOWED = {
    ("open", "located_unconfirmed"),
    ("open", "found"),
    ("open", "cancelled_error"),
    ("open", "transferred"),
    ("located_unconfirmed", "open"),
    ("located_unconfirmed", "found"),
    ("located_unconfirmed", "cancelled_error"),
    ("located_unconfirmed", "transferred"),
    ("found", "closed"),
    ("found", "open"),
    ("closed", "open"),
    ("cancelled_error", "open"),
    ("transferred", "open"),
}


@pytest.mark.parametrize("now", EpisodeStatus)
@pytest.mark.parametrize("to", EpisodeStatus)
def test_every_pair_of_statuses_was_judged(now: EpisodeStatus, to: EpisodeStatus) -> None:
    refusal = refuse_move(now, to, prevention_done=True, reason="Said why.")
    assert (refusal is None) is ((now.value, to.value) in ALLOWED)
    assert set(MOVES) == set(EpisodeStatus) == set(episode.LABELS)


def test_an_episode_closes_only_after_the_prevention_interview() -> None:
    assert refuse_move(S.FOUND, S.CLOSED, prevention_done=False, reason=" ") == episode.CLOSE_NEEDS_INTERVIEW
    assert refuse_move(S.FOUND, S.CLOSED, prevention_done=True, reason="") is None


def test_or_for_a_recorded_reason() -> None:
    assert refuse_move(S.FOUND, S.CLOSED, prevention_done=False, reason="Child abroad; consul spoke to her.") is None


def test_a_missing_child_cannot_be_closed_whatever_the_reason() -> None:
    assert refuse_move(S.OPEN, S.CLOSED, prevention_done=True, reason="Quiet month.") is not None


@pytest.mark.parametrize(
    ("now", "to"), [(S.FOUND, S.OPEN), (S.CLOSED, S.OPEN), (S.OPEN, S.CANCELLED_ERROR), (S.OPEN, S.TRANSFERRED)]
)
def test_reopening_cancelling_and_transferring_need_a_reason(now: EpisodeStatus, to: EpisodeStatus) -> None:
    assert refuse_move(now, to, prevention_done=True, reason="") is not None


def test_a_false_lead_puts_the_child_back_to_missing_without_delay() -> None:
    assert refuse_move(S.LOCATED_UNCONFIRMED, S.OPEN, prevention_done=False, reason="") is None


def found(**changes: object) -> str | None:
    facts: dict[str, object] = {
        "seen_by": "PC 1234",
        "found_at": NOON,
        "last_seen_at": NOON - timedelta(hours=9),
        "now": NOON,
    }
    return refuse_found(S.OPEN, **(facts | changes))  # type: ignore[arg-type]


def test_a_child_is_found_when_somebody_saw_the_child() -> None:
    assert found() is None
    assert found(last_seen_at=None) is None


def test_nobody_named_is_nobody_seen() -> None:
    assert found(seen_by="  ") == episode.WHO_SAW


def test_the_future_is_refused_beyond_five_minutes() -> None:
    assert found(found_at=NOON + timedelta(minutes=5)) is None
    assert found(found_at=NOON + timedelta(minutes=5, seconds=1)) == episode.FOUND_IN_FUTURE


def test_found_before_last_seen_is_refused() -> None:
    assert found(found_at=NOON - timedelta(hours=10)) == episode.FOUND_BEFORE_SEEN


@pytest.mark.parametrize("status", [S.FOUND, S.CLOSED, S.CANCELLED_ERROR, S.TRANSFERRED])
def test_a_search_that_ended_does_not_end_twice(status: EpisodeStatus) -> None:
    assert refuse_found(status, seen_by="PC 1234", found_at=NOON, last_seen_at=None, now=NOON) == episode.NOT_SEARCHING


def test_a_moment_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        found(found_at=NOON.replace(tzinfo=None))
