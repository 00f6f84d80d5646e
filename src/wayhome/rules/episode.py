"""What may happen next to an episode.

No move is named after a sighting or a note, because neither ever changes where an episode stands.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from wayhome.rules.moments import between
from wayhome.terms.words import N_

FUTURE_GRACE = timedelta(minutes=5)
"""Two agencies' watches may differ by this much."""


class EpisodeStatus(StrEnum):
    """Where the search for one missing child stands."""

    OPEN = "open"
    LOCATED_UNCONFIRMED = "located_unconfirmed"
    FOUND = "found"
    CLOSED = "closed"
    CANCELLED_ERROR = "cancelled_error"
    TRANSFERRED = "transferred"


S = EpisodeStatus

MOVES: dict[EpisodeStatus, frozenset[EpisodeStatus]] = {
    S.OPEN: frozenset({S.LOCATED_UNCONFIRMED, S.FOUND, S.CANCELLED_ERROR, S.TRANSFERRED}),
    S.LOCATED_UNCONFIRMED: frozenset({S.OPEN, S.FOUND, S.CANCELLED_ERROR, S.TRANSFERRED}),
    S.FOUND: frozenset({S.CLOSED, S.OPEN}),
    S.CLOSED: frozenset({S.OPEN}),
    S.CANCELLED_ERROR: frozenset({S.OPEN}),
    S.TRANSFERRED: frozenset({S.OPEN}),
}

SEARCHING = frozenset({S.OPEN, S.LOCATED_UNCONFIRMED})
"""The child is not yet seen safe: the search goes on."""

LABELS = {
    S.OPEN: N_("Missing"),
    S.LOCATED_UNCONFIRMED: N_("Located, unconfirmed"),
    S.FOUND: N_("Found"),
    S.CLOSED: N_("Closed"),
    S.CANCELLED_ERROR: N_("Recorded in error"),
    S.TRANSFERRED: N_("Transferred"),
}

_NO_SUCH_MOVE = {
    S.OPEN: N_("The child is still missing. Record the child as found before closing the episode."),
    S.LOCATED_UNCONFIRMED: N_(
        "Nobody has seen the child face to face yet. Record the child as found, or still missing."
    ),
    S.FOUND: N_("The child has been found. The episode can be closed, or reopened if the child is missing after all."),
    S.CLOSED: N_("The episode is closed. Reopen it first, or open a new episode for a new absence."),
    S.CANCELLED_ERROR: N_("The episode was recorded in error. Reopen it first if the child is missing after all."),
    S.TRANSFERRED: N_("The episode was transferred to another agency. Reopen it first if it has come back."),
}
CLOSE_NEEDS_INTERVIEW = N_("Hold the prevention interview before closing, or record why it will not be held.")
REOPEN_NEEDS_REASON = N_("Say why the episode is reopened.")
CANCEL_NEEDS_REASON = N_("Say why the episode was recorded in error.")
TRANSFER_NEEDS_REASON = N_("Say why, and to whom, the episode is transferred.")
NOT_SEARCHING = N_("The search has already ended. Reopen the episode before recording the child as found again.")
WHO_SAW = N_("Name the person who saw the child face to face. A call or a message does not end a search.")
FOUND_IN_FUTURE = N_("The child cannot have been found in the future. Check the date and time.")
FOUND_BEFORE_SEEN = N_("The child cannot have been found before being last seen. Check both times.")


def refuse_move(now: EpisodeStatus, to: EpisodeStatus, *, prevention_done: bool, reason: str) -> str | None:
    """Say why an episode may not move from `now` to `to`; None when it may."""
    if to not in MOVES[now]:
        return _NO_SUCH_MOVE[now]
    if reason.strip():
        return None
    if to is S.CLOSED:
        return None if prevention_done else CLOSE_NEEDS_INTERVIEW
    if to is S.OPEN and now not in SEARCHING:
        return REOPEN_NEEDS_REASON
    return {S.CANCELLED_ERROR: CANCEL_NEEDS_REASON, S.TRANSFERRED: TRANSFER_NEEDS_REASON}.get(to)


def refuse_found(
    status: EpisodeStatus, *, seen_by: str, found_at: datetime, last_seen_at: datetime | None, now: datetime
) -> str | None:
    """Say why a child may not be recorded as found; None when it may.

    `last_seen_at` is the earliest moment of the last sighting when that is a range. Raises ValueError on a moment
    without a zone.
    """
    if S.FOUND not in MOVES[status]:
        return NOT_SEARCHING
    if not seen_by.strip():
        return WHO_SAW
    if between(now, found_at) > FUTURE_GRACE:
        return FOUND_IN_FUTURE
    if last_seen_at is not None and between(last_seen_at, found_at) < timedelta(0):
        return FOUND_BEFORE_SEEN
    return None
