"""The alert's moves: each refusal, and a million moves in random order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wayhome.rules import alerting
from wayhome.rules.alerting import Alert, Event, Move, Person, Step, Version, follow, refuse

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=12)
AUTHOR, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
ROLL = {
    AUTHOR: Person(AUTHOR, writes=True, cancels=True),
    SECOND: Person(SECOND, authorises=True, cancels=True, proved_at=NOON),
    THIRD: Person(THIRD, writes=True, authorises=True, cancels=True, proved_at=NOON),
}


def event(move: Move, by: UUID | None = None, **other: object) -> Event:
    return Event(move, **{"at": NOON, "by": by, "digest": "seen", "expires_at": LATER, **other})  # type: ignore[arg-type]


def after(*moves: Event) -> Alert:
    alert = Alert()
    for each in moves:
        alert = follow(alert, each, ROLL)
    return alert


WRITTEN = after(event(Move.WRITE, AUTHOR))
WAITING = after(event(Move.WRITE, AUTHOR), event(Move.SUBMIT, AUTHOR))
LIVE = follow(WAITING, event(Move.APPROVE, SECOND), ROLL)


def steps(alert: Alert) -> list[Step]:
    return [each.step for each in alert.versions]


def test_two_people_over_one_hash_put_it_in_force() -> None:
    assert steps(LIVE) == [Step.LIVE]
    assert LIVE.live
    assert (LIVE.live.submitted_by, LIVE.live.approved_by) == (AUTHOR, SECOND)


@pytest.mark.parametrize(
    ("alert", "moved", "roll", "sentence"),
    [
        (Alert(), event(Move.WRITE, SECOND), {}, alerting.NOT_AUTHOR),
        (Alert(), event(Move.WRITE, UUID(int=9)), {}, alerting.NOT_AUTHOR),
        (Alert(), event(Move.SUBMIT, AUTHOR), {}, alerting.NOTHING_WRITTEN),
        (WRITTEN, event(Move.SUBMIT, SECOND), {}, alerting.NOT_AUTHOR),
        (WRITTEN, event(Move.SUBMIT, AUTHOR, expires_at=None), {}, alerting.NO_END),
        (WRITTEN, event(Move.SUBMIT, AUTHOR, expires_at=NOON), {}, alerting.PAST),
        (WAITING, event(Move.SUBMIT, AUTHOR), {}, alerting.NOT_DRAFT),
        (WRITTEN, event(Move.APPROVE, SECOND), {}, alerting.NOT_WAITING),
        (WAITING, event(Move.APPROVE, AUTHOR), {}, alerting.NOT_AUTHORISER),
        (
            WAITING,
            event(Move.APPROVE, AUTHOR),
            {AUTHOR: Person(AUTHOR, writes=True, authorises=True, proved_at=NOON)},
            alerting.SECOND_PERSON,
        ),
        (WAITING, event(Move.APPROVE, SECOND, digest="another"), {}, alerting.CHANGED),
        (WAITING, event(Move.APPROVE, SECOND, digest=""), {}, alerting.CHANGED),
        (WAITING, event(Move.APPROVE, SECOND), {SECOND: Person(SECOND, authorises=True)}, alerting.PROVE_AGAIN),
        (WAITING, event(Move.APPROVE, SECOND, at=NOON + timedelta(minutes=6)), {}, alerting.PROVE_AGAIN),
        (WAITING, event(Move.APPROVE, SECOND, at=NOON - timedelta(minutes=1)), {}, alerting.PROVE_AGAIN),
        (WAITING, event(Move.APPROVE, SECOND), {AUTHOR: Person(AUTHOR)}, alerting.AUTHOR_GONE),
        (WAITING, event(Move.RETURN, AUTHOR), {}, alerting.NOT_AUTHORISER),
        (LIVE, event(Move.EXPIRE), {}, alerting.NOT_ENDED_YET),
        (WAITING, event(Move.EXPIRE, at=LATER), {}, alerting.NOT_IN_FORCE),
        (LIVE, event(Move.CANCEL, AUTHOR), {AUTHOR: Person(AUTHOR)}, alerting.NOT_CANCELLER),
        (LIVE, event(Move.APPROVE, SECOND), {}, alerting.NOT_WAITING),
    ],
)
def test_what_may_not_be_is_refused_with_a_sentence(
    alert: Alert, moved: Event, roll: dict[UUID, Person], sentence: str
) -> None:
    assert refuse(alert, moved, ROLL | roll) == sentence
    with pytest.raises(ValueError, match=sentence[:20]):
        follow(alert, moved, ROLL | roll)


def test_an_approval_at_the_very_end_is_too_late() -> None:
    roll = ROLL | {SECOND: Person(SECOND, authorises=True, proved_at=LATER)}
    assert refuse(WAITING, event(Move.APPROVE, SECOND, at=LATER), roll) == alerting.PAST


def test_whoever_edited_it_once_may_not_approve_it_even_after_it_came_back() -> None:
    alert = after(
        event(Move.WRITE, THIRD), event(Move.SUBMIT, AUTHOR), event(Move.RETURN, SECOND), event(Move.WRITE, AUTHOR),
        event(Move.SUBMIT, AUTHOR),
    )  # fmt: skip
    assert refuse(alert, event(Move.APPROVE, THIRD), ROLL) == alerting.SECOND_PERSON


def test_writing_over_what_waits_takes_the_hash_away() -> None:
    alert = follow(WAITING, event(Move.WRITE, AUTHOR), ROLL)
    assert refuse(alert, event(Move.APPROVE, SECOND), ROLL) == alerting.NOT_WAITING


def test_an_update_needs_its_own_two_people_and_replaces_what_was_in_force() -> None:
    alert = follow(LIVE, event(Move.WRITE, AUTHOR), ROLL)
    assert steps(alert) == [Step.LIVE, Step.DRAFT]
    alert = follow(alert, event(Move.SUBMIT, AUTHOR), ROLL)
    assert refuse(alert, event(Move.APPROVE, AUTHOR), ROLL) == alerting.NOT_AUTHORISER
    assert steps(follow(alert, event(Move.APPROVE, SECOND), ROLL)) == [Step.REPLACED, Step.LIVE]


@pytest.mark.parametrize(
    ("move", "step"), [(Move.CANCEL, Step.CANCELLED), (Move.EXPIRE, Step.EXPIRED), (Move.RECALL, Step.RECALLED)]
)
def test_an_end_takes_along_what_was_being_written_and_nothing_comes_after(move: Move, step: Step) -> None:
    alert = follow(LIVE, event(Move.WRITE, AUTHOR), ROLL)
    ended = follow(alert, event(move, AUTHOR, at=LATER), ROLL)
    assert steps(ended) == [step, Step.DROPPED]
    for each in Move:
        assert refuse(ended, event(each, THIRD), ROLL) == alerting.OVER


def _random_roll(rng: random.Random) -> dict[UUID, Person]:
    def coin() -> bool:
        return rng.random() < 0.85

    return {
        key: Person(key, coin(), coin(), coin(), NOON if coin() else None) for key in (AUTHOR, SECOND, THIRD) if coin()
    }


def break_of(versions: tuple[Version, ...], roll: dict[UUID, Person], digest: str) -> str:
    """What is wrong with the version that an approval has just put in force; empty when nothing is."""
    live = [each for each in versions if each.step is Step.LIVE]
    if len(live) != 1:
        return "not one version in force"
    made = live[0]
    if made.approved_by is None or made.submitted_by is None or made.approved_by == made.submitted_by:
        return "not two people"
    if made.approved_by in made.authors or made.submitted_by not in made.authors:
        return "one who wrote it approved it"
    rights = [roll.get(each, Person(each)) for each in (made.approved_by, made.submitted_by)]
    if not rights[0].authorises or not rights[1].writes:
        return "one had no right any more"
    return "" if made.digest == digest else "another hash"


MOVES = list(Move)
OFTEN = [{Move.WRITE: 30, Move.SUBMIT: 60, Move.APPROVE: 90, Move.RETURN: 5}.get(move, 1) for move in MOVES]


def wander(moves: int, seed: int) -> tuple[int, int, int, list[str]]:
    """Random moves by random people whose rights come and go; how many were made, how many approvals, what broke."""
    rng, made, approved, ended = random.Random(seed), 0, 0, 0
    alert, wrong = Alert(), []
    roll = _random_roll(rng)
    for _ in range(moves):
        if rng.random() < 0.2:
            roll = _random_roll(rng)
        at = NOON + timedelta(minutes=rng.choice((*[0] * 12, 4, 6, 900)))
        told = Event(
            rng.choices(MOVES, OFTEN)[0], at, rng.choice((AUTHOR, SECOND, THIRD, None)), rng.choice(("a", "a", "a", "b")),
            rng.choice((LATER, LATER, LATER, LATER, NOON, None)),
        )  # fmt: skip
        was_live = alert.live
        if refuse(alert, told, roll) is None:
            alert, made = follow(alert, told, roll), made + 1
            if told.move is Move.APPROVE:
                approved += 1
                if why := break_of(alert.versions, roll, told.digest):
                    wrong.append(why)
            elif alert.live is not None and alert.live is not was_live:
                wrong.append(f"{told.move} put something in force")
        if alert.over:
            alert, ended = Alert(), ended + 1
    return made, approved, ended, wrong


def test_in_random_orders_nothing_is_in_force_without_two_people_over_one_hash() -> None:
    made, approved, ended, wrong = wander(40_000, seed=20)
    assert wrong == []
    assert min(made, approved, ended) > 100


@pytest.mark.parametrize(
    "gone",
    [
        alerting._refuse_decide,  # all that an approval asks beyond the right to decide
        lambda alert, *_: None if alert.written else "no",
    ],
)
def test_the_walk_finds_a_rule_that_is_gone(monkeypatch: pytest.MonkeyPatch, gone: object) -> None:
    monkeypatch.setitem(alerting._REFUSALS, Move.APPROVE, gone)
    assert wander(5_000, seed=21)[3]
