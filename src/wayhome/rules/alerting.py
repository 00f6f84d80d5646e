"""Who may move a Child Rescue Alert, and to where: two people decide, one ends it.

An alert is a row of versions. The first is the alert itself, each later one an update; one at a time is written, and at
most one is in force. Nothing here reads a clock or a row, so that every order of events can be tried.

Source: this project's own reading of the false alert of Hawaii in 2018 and of the two-person rule of ASVS 5.0, 2.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wayhome.rules.accounts import is_fresh
from wayhome.rules.moments import between, later
from wayhome.terms.words import N_


class Mode(StrEnum):
    """Whether the public hears of it. A drill never becomes live, nor the other way round."""

    LIVE = "live"
    DRILL = "drill"


class Step(StrEnum):
    """Where one version stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REFUSED = "refused"
    LIVE = "live"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RECALLED = "recalled"
    DROPPED = "dropped"


class Move(StrEnum):
    """What is done to an alert."""

    PROPOSE = "propose"
    WRITE = "write"
    SUBMIT = "submit"
    RETURN = "return"
    REFUSE = "refuse"
    DECLINE = "decline"
    APPROVE = "approve"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RECALL = "recall"


LABELS = {
    Step.DRAFT: N_("Draft"),
    Step.SUBMITTED: N_("Waits for a second officer"),
    Step.RETURNED: N_("Sent back"),
    Step.REFUSED: N_("Refused"),
    Step.LIVE: N_("In force"),
    Step.REPLACED: N_("Replaced by an update"),
    Step.CANCELLED: N_("Cancelled"),
    Step.EXPIRED: N_("Ended"),
    Step.RECALLED: N_("Called back"),
    Step.DROPPED: N_("Given up"),
}
OPEN = frozenset({Step.DRAFT, Step.SUBMITTED, Step.RETURNED})
WENT_OUT = frozenset({Step.LIVE, Step.REPLACED, Step.CANCELLED, Step.EXPIRED, Step.RECALLED})
ENDS = {Move.CANCEL: Step.CANCELLED, Move.EXPIRE: Step.EXPIRED, Move.RECALL: Step.RECALLED}

UP_WITHIN = timedelta(seconds=10)
"""So long before its end an alert can still be updated."""

OVER = N_("This alert has ended and cannot come back. Draft a new one.")
NOTHING_WRITTEN = N_("Nothing of this alert waits to be decided.")
NOT_FIRST = N_("There is an alert about this already.")
NOT_DRAFT = N_("This waits for a second officer already.")
NOT_WAITING = N_("This does not wait for a second officer. It may have been changed, or decided by somebody else.")
NOT_IN_FORCE = N_("This alert is not in force.")
NOT_ENDED_YET = N_("The end of this alert has not come yet.")
TIME_UP = N_("The time of this alert is up. Draft a new one.")
CHANGED = N_("What waits is not what was shown to you. Read it again.")
NO_END = N_("Give the time when the alert ends.")
PAST = N_("The end of the alert lies in the past. Change the draft.")
NOT_AUTHOR = N_("You may not write alerts.")
NOT_AUTHORISER = N_("You may not decide on alerts.")
NOT_CANCELLER = N_("You may not cancel alerts.")
SECOND_PERSON = N_("A second person, who wrote nothing of this alert, must approve it.")
PROVE_AGAIN = N_("Prove once more that it is you, then decide.")
AUTHOR_GONE = N_("Whoever submitted this may no longer write alerts. Somebody who may must submit it again.")


@dataclass(frozen=True, slots=True)
class Person:
    """An officer's rights at the moment of a move. `proved_at` is when the second factor was last taken."""

    officer: UUID
    writes: bool = False
    authorises: bool = False
    cancels: bool = False
    proved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version. `digest` is the hash of what was frozen when it was submitted; empty before."""

    step: Step
    digest: str = ""
    authors: frozenset[UUID] = frozenset()
    submitted_by: UUID | None = None
    approved_by: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """The versions of one alert, oldest first."""

    versions: tuple[Version, ...] = ()

    @property
    def written(self) -> Version | None:
        """The version that is being written or waits for a decision."""
        return self.versions[-1] if self.versions and self.versions[-1].step in OPEN else None

    @property
    def live(self) -> Version | None:
        """The version that went out and has not been ended. Whether its time is up is for `in_force` to say."""
        return next((each for each in self.versions if each.step is Step.LIVE), None)

    @property
    def over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return bool(self.versions) and not self.written and not self.live


@dataclass(frozen=True, slots=True)
class Event:
    """A move: when, by whom (nobody for an end by time), over which hash, until when."""

    move: Move
    at: datetime
    by: UUID | None = None
    digest: str = ""
    expires_at: datetime | None = None


Roll = Mapping[UUID, Person]
"""Everybody's rights now. Whoever is not on it has none."""


def in_force(expires_at: datetime | None, *, at: datetime) -> bool:
    """Whether what ends at `expires_at` still stands: the one comparison with an alert's end."""
    return expires_at is not None and between(at, expires_at) > timedelta(0)


def refuse(alert: Alert, event: Event, roll: Roll) -> str | None:
    """Say why a move may not be made; None when it may."""
    if alert.over:
        return OVER
    person = roll.get(event.by, Person(event.by)) if event.by else None
    return _REFUSALS[event.move](alert, event, person, roll)


def _refuse_propose(alert: Alert, event: Event, _person: Person | None, _roll: Roll) -> str | None:
    """An agency's own system may begin an alert, and nothing more: it is none of the two people."""
    return NOT_FIRST if alert.versions or event.by else None


def _refuse_write(alert: Alert, event: Event, person: Person | None, _roll: Roll) -> str | None:
    if not person or not person.writes:
        return NOT_AUTHOR
    return TIME_UP if _is_ending(alert, event) else None


def _is_ending(alert: Alert, event: Event) -> bool:
    """Whether what is in force ends before an update of it could be up: its page is gone then, for ever."""
    return alert.live is not None and not in_force(alert.live.expires_at, at=later(event.at, UP_WITHIN))


def _refuse_submit(alert: Alert, event: Event, person: Person | None, _roll: Roll) -> str | None:
    written = alert.written
    if not person or not person.writes:
        return NOT_AUTHOR
    if written is None:
        return NOTHING_WRITTEN
    if written.step is not Step.DRAFT:
        return NOT_DRAFT
    if _is_ending(alert, event):
        return TIME_UP
    if event.expires_at is None:
        return NO_END
    return None if in_force(event.expires_at, at=event.at) else PAST


def _refuse_decline(alert: Alert, _event: Event, person: Person | None, _roll: Roll) -> str | None:
    if not person or not person.writes:
        return NOT_AUTHOR
    return None if alert.written else NOTHING_WRITTEN


def _refuse_decide(alert: Alert, _event: Event, person: Person | None, _roll: Roll) -> str | None:
    written = alert.written
    if not person or not person.authorises:
        return NOT_AUTHORISER
    return None if written and written.step is Step.SUBMITTED else NOT_WAITING


def _refuse_approve(alert: Alert, event: Event, person: Person | None, roll: Roll) -> str | None:
    if why := _refuse_decide(alert, event, person, roll):
        return why
    written = alert.written
    assert written
    assert person
    if person.officer == written.submitted_by or person.officer in written.authors:
        return SECOND_PERSON
    author = roll.get(written.submitted_by) if written.submitted_by else None
    if author is None or not author.writes:
        return AUTHOR_GONE
    if not written.digest or event.digest != written.digest:
        return CHANGED
    if not is_fresh(person.proved_at, at=event.at):
        return PROVE_AGAIN
    if _is_ending(alert, event):
        return TIME_UP
    return None if in_force(written.expires_at, at=event.at) else PAST


def _refuse_cancel(_alert: Alert, _event: Event, person: Person | None, _roll: Roll) -> str | None:
    return None if person and person.cancels else NOT_CANCELLER


def _refuse_expire(alert: Alert, event: Event, _person: Person | None, _roll: Roll) -> str | None:
    if alert.live is None:
        return NOT_IN_FORCE
    return NOT_ENDED_YET if in_force(alert.live.expires_at, at=event.at) else None


def _refuse_recall(_alert: Alert, _event: Event, _person: Person | None, _roll: Roll) -> str | None:
    return None  # the child is found: whoever may record that has been asked already


_REFUSALS = {
    Move.PROPOSE: _refuse_propose,
    Move.WRITE: _refuse_write,
    Move.SUBMIT: _refuse_submit,
    Move.RETURN: _refuse_decide,
    Move.REFUSE: _refuse_decide,
    Move.DECLINE: _refuse_decline,
    Move.APPROVE: _refuse_approve,
    Move.CANCEL: _refuse_cancel,
    Move.EXPIRE: _refuse_expire,
    Move.RECALL: _refuse_recall,
}


def follow(alert: Alert, event: Event, roll: Roll) -> Alert:
    """The alert after a move. Raises ValueError with the refusal when the move may not be made."""
    if why := refuse(alert, event, roll):
        raise ValueError(why)
    return moved(alert, event)


def moved(alert: Alert, event: Event) -> Alert:
    """The same for a move that `refuse` was asked about."""
    if event.move in ENDS:
        return _ended(alert, ENDS[event.move])
    if event.move is Move.PROPOSE:
        return Alert((Version(Step.DRAFT),))
    written = alert.written
    if event.move is Move.WRITE:
        kept = written.authors if written else frozenset()
        fresh = Version(Step.DRAFT, authors=kept | {_known(event.by)})
        return Alert((*(alert.versions[:-1] if written else alert.versions), fresh))
    assert written
    before = alert.versions[:-1]
    if event.move is Move.SUBMIT:
        by = _known(event.by)
        asked = replace(
            written, step=Step.SUBMITTED, digest=event.digest, authors=written.authors | {by}, submitted_by=by,
            expires_at=event.expires_at,
        )  # fmt: skip
        return Alert((*before, asked))
    if event.move is Move.APPROVE:
        replaced = tuple(replace(each, step=Step.REPLACED) if each.step is Step.LIVE else each for each in before)
        return Alert((*replaced, replace(written, step=Step.LIVE, approved_by=event.by)))
    to = Step.RETURNED if event.move is Move.RETURN else Step.REFUSED
    return Alert((*before, replace(written, step=to)))


def _ended(alert: Alert, to: Step) -> Alert:
    """What is in force ends so; what is being written is given up with it."""

    def after(each: Version) -> Version:
        if each.step is Step.LIVE:
            return replace(each, step=to)
        return replace(each, step=Step.DROPPED) if each.step in OPEN else each

    return Alert(tuple(after(each) for each in alert.versions))


def _known(officer: UUID | None) -> UUID:
    assert officer is not None
    return officer
