"""Broken glass: for which reasons, for how long, and what a reviewer may say of it.

source  the reasons are this project's own, and so are the hours; a review within a day by decision
"""

from __future__ import annotations

from enum import StrEnum

from wayhome.terms.words import N_

MOST_HOURS = 8
HOURS = (1, 2, 4, MOST_HOURS)

REASONS = {
    "life": N_("Somebody's life or safety is at risk now"),
    "found": N_("The child is here, or somebody says so"),
    "asked": N_("The agency that owns the record cannot be reached"),
    "other": N_("Another reason"),
}

CHOOSE_REASON = N_("Choose why you break the glass.")
SAY_WHY = N_("Say in words what is happening, and why it cannot wait.")
CHOOSE_HOURS = N_("Choose for how long: eight hours at most.")
NO_RECORD = N_("No record that you may open this way has this reference. Check each sign, or phone the agency.")
OPEN_ALREADY = N_("This record is open to you already. Search for its reference.")
BROKEN_ALREADY = N_("You have broken this glass already, and it is still open to you.")
NOBODY_TO_TELL = N_(
    "Two others must be told at once, and there are not two. Phone the agency that owns the record; the search names it."
)
NOT_YOUR_OWN = N_("Somebody else must review what you did.")
REVIEWED_ALREADY = N_("Somebody else has reviewed this already.")
CHOOSE_VERDICT = N_("Choose what you make of it.")


class Verdict(StrEnum):
    """What a reviewer makes of broken glass."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    NEEDS_ACTION = "needs_action"


VERDICTS = {
    Verdict.JUSTIFIED: N_("Justified"),
    Verdict.NOT_JUSTIFIED: N_("Not justified"),
    Verdict.NEEDS_ACTION: N_("Justified or not, something must be done about it"),
}
