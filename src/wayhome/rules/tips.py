"""The tip desk: who may have a tip in hand, and what may come of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from wayhome.terms.profile import Profile
from wayhome.terms.words import N_

TAKEN = "tip_taken"
"""The clock of one tip of an alert in force."""
DESK = "tip_desk"
"""The clock of an alert at whose tip desk nobody sits."""


class Outcome(StrEnum):
    """What a call-taker made of a tip."""

    NOTHING = "nothing"
    PASSED = "passed"
    TOGETHER = "together"


LABELS = {
    Outcome.PASSED: N_("Passed to the enquiry"),
    Outcome.TOGETHER: N_("Put together with another"),
    Outcome.NOTHING: N_("Nothing in it"),
}
NOT_YOURS = N_("You have not taken this tip. Take it first.")
NOT_TO_GIVE_BACK = N_("Only whoever took it gives it back, or somebody who leads the shift.")
DEALT_WITH = N_("Somebody has dealt with this tip already.")
NAME_THE_OTHER = N_("Choose the tip that it belongs to: another one about the same alert or appeal.")
NO_ENQUIRY = N_("Nobody knows which enquiry this belongs to.")


def refuse_give_back(*, taken_by: UUID | None, officer: UUID, leads: bool) -> str | None:
    """Say why an officer may not give a tip back to the queue; None when they may. Whoever leads may free what lies."""
    return None if taken_by and (leads or taken_by == officer) else NOT_TO_GIVE_BACK


def refuse_dealing(
    outcome: Outcome, *, taken_by: UUID | None, officer: UUID, dealt: bool, has_enquiry: bool, others: bool
) -> str | None:
    """Say why an officer may not deal with a tip so; None when they may.

    others   whether a tip was named to put it together with, and may be
    """
    if dealt:
        return DEALT_WITH
    if taken_by != officer:
        return NOT_YOURS
    if outcome is Outcome.PASSED and not has_enquiry:
        return NO_ENQUIRY
    if (outcome is Outcome.TOGETHER) is not others:
        return NAME_THE_OTHER
    return None


def target(profile: Profile) -> timedelta:
    """How soon somebody should have taken a tip of an alert."""
    return next(term.after for term in profile.clocks if term.kind == TAKEN)
