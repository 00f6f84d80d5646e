"""Random moves on the pure machine of alerts, judged by somebody else's few lines: for `wayhome bench alert` and the tests.

The judge keeps books of its own of who touched what and who asked for what. It never asks `rules.alerting` who may: a rule that is
lost there is found here.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from wayhome.rules import alerting
from wayhome.rules.alerting import Alert, Event, Move, Person, Step

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=12)
PEOPLE = tuple(UUID(int=number) for number in (1, 2, 3))
PROOF_LASTS = timedelta(minutes=5)
LONGEST = 20
# How often each is tried of a hundred times or so, so that a fair share of sequences comes to something.
OFTEN = {Move.WRITE: 26, Move.SUBMIT: 32, Move.APPROVE: 34}
TRIED = tuple(move for move in Move for _ in range(OFTEN.get(move, 2)))
MOMENTS = tuple(NOON + timedelta(minutes=late) for late in (*[0] * 12, 4, 6, 900))
BY = (*PEOPLE, *PEOPLE, None)
DIGESTS = (*["a"] * 10, "b", "")
ENDS = (*[EVENING] * 12, NOON, None)
ENDED = (Move.CANCEL, Move.EXPIRE, Move.RECALL)


@dataclass
class Tally:
    """What came of some sequences, and what the judge found wrong: the words, each with how often."""

    sequences: int = 0
    tried: int = 0
    made: int = 0
    approved: int = 0
    ended: int = 0
    wrong: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        wrong = {words: self.wrong.get(words, 0) + other.wrong.get(words, 0) for words in {**self.wrong, **other.wrong}}
        return Tally(
            self.sequences + other.sequences, self.tried + other.tried, self.made + other.made,
            self.approved + other.approved, self.ended + other.ended, wrong,
        )  # fmt: skip


@dataclass(slots=True)
class Judge:
    """What somebody notes who stands beside and sees each move that was let through, and nothing of why."""

    touched: set[UUID | None] = field(default_factory=set)
    asked: Event | None = None
    over: bool = False

    def fault(self, told: Event, roll: Mapping[UUID, Person], before: Alert, after: Alert) -> str:
        """What is wrong with a move that was let through; empty when nothing is."""
        was, live = _in_force(before), _in_force(after)
        words = ""
        if len(live) > 1:
            words = "two versions in force"
        elif live and live != was:
            words = self._unauthorised(told, roll, live[0])
        self._note(told, ends=told.move in ENDED and bool(before.versions))
        return words

    def _unauthorised(self, told: Event, roll: Mapping[UUID, Person], made: alerting.Version) -> str:
        """Why what came into force just now should not have."""
        asked, second = self.asked, roll.get(told.by) if told.by else None
        if self.over:
            return "in force after the end"
        if told.move is not Move.APPROVE or asked is None:
            return "nobody asked, or nobody approved"
        first = roll.get(asked.by) if asked.by else None
        if second is None or not second.authorises or first is None or not first.writes:
            return "one of the two had no right any more"
        if told.by == asked.by or told.by in self.touched:
            return "no second person"
        if second.proved_at is None or not timedelta(0) <= told.at - second.proved_at <= PROOF_LASTS:
            return "no fresh proof"
        if not asked.digest or told.digest != asked.digest or made.digest != asked.digest:
            return "another manifest"
        if asked.expires_at is None or asked.expires_at <= told.at:
            return "its end lies in the past"
        return "" if (made.submitted_by, made.approved_by) == (asked.by, told.by) else "other people are written down"

    def _note(self, told: Event, *, ends: bool) -> None:
        if told.move is Move.WRITE:
            self.touched.add(told.by)
            self.asked = None
        elif told.move is Move.SUBMIT:
            self.touched.add(told.by)
            self.asked = told
        elif told.move is Move.RETURN:
            self.asked = None
        else:  # the version is settled one way or another: whoever writes next begins anew
            self.touched, self.asked = set(), None
            self.over = self.over or ends


def _in_force(alert: Alert) -> list[alerting.Version]:
    return [each for each in alert.versions if each.step is Step.LIVE]


def unguarded(alert: Alert, told: Event, _roll: Mapping[UUID, Person]) -> Alert:
    """The machine's own moves, whatever it would refuse."""
    return alerting.moved(alert, told)


def walk(sequences: int, seed: int, machine: Any = alerting) -> Tally:
    """So many sequences of random moves by three people whose rights come and go.

    machine   what has `refuse` and `follow`; tests give one that lost a rule
    """
    rng, tally = random.Random(seed), Tally(sequences)
    rolls = [_roll(rng) for _ in range(2_000)]
    pick = rng.choice
    for _ in range(sequences):
        alert, judge, roll = Alert(), Judge(), pick(rolls)
        for _ in range(LONGEST):
            if rng.random() < 0.2:
                roll = pick(rolls)
            told = Event(pick(TRIED), pick(MOMENTS), pick(BY), pick(DIGESTS), pick(ENDS))
            tally.tried += 1
            if machine.refuse(alert, told, roll) is not None:
                continue
            before, alert = alert, machine.follow(alert, told, roll)
            tally.made += 1
            tally.approved += told.move is Move.APPROVE
            if words := judge.fault(told, roll, before, alert):
                tally.wrong[words] = tally.wrong.get(words, 0) + 1
            if alert.over:
                tally.ended += 1
                break
    return tally


def _roll(rng: random.Random) -> dict[UUID, Person]:
    def mostly() -> bool:
        return rng.random() < 0.9

    def proof() -> datetime | None:
        return rng.choice((NOON, NOON, NOON, NOON, NOON + timedelta(minutes=4), NOON + timedelta(minutes=900), None))

    return {key: Person(key, mostly(), mostly(), mostly(), proof()) for key in PEOPLE if mostly()}
