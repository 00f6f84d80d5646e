"""When the public may be asked for help, with what, and until when.

The list of fields is a list of what is allowed: health, care, school, address, family and immigration have no name
here, so no form and no slip can publish them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wayhome.rules.episode import EpisodeStatus
from wayhome.rules.moments import between
from wayhome.terms.flag import Flag
from wayhome.terms.profile import Profile
from wayhome.terms.words import N_


class AppealStatus(StrEnum):
    """Where an appeal stands. A live one ends by being withdrawn or by its end date, and never comes back."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"


A = AppealStatus

MOVES: dict[AppealStatus, frozenset[AppealStatus]] = {
    A.DRAFT: frozenset({A.SUBMITTED, A.WITHDRAWN}),
    A.SUBMITTED: frozenset({A.LIVE, A.REFUSED, A.DRAFT, A.WITHDRAWN}),
    A.LIVE: frozenset({A.WITHDRAWN, A.EXPIRED}),
    A.WITHDRAWN: frozenset(),
    A.EXPIRED: frozenset(),
    A.REFUSED: frozenset({A.DRAFT, A.WITHDRAWN}),
}

LABELS = {
    A.DRAFT: N_("Draft"),
    A.SUBMITTED: N_("Waiting for a second officer"),
    A.LIVE: N_("Live"),
    A.WITHDRAWN: N_("Withdrawn"),
    A.EXPIRED: N_("Ended"),
    A.REFUSED: N_("Refused"),
}

ALLOWED_FIELDS = (
    "given_name",
    "age",
    "sex",
    "stature_cm",
    "build",
    "hair_colour",
    "eye_colour",
    "clothing",
    "last_seen_area",
    "last_seen_on",
    "photo",
)


class Consent(StrEnum):
    """What the parent or guardian says to publicity."""

    UNANSWERED = "unanswered"
    GIVEN = "given"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class AppealDraft:
    """What an officer has written before asking a second officer. An empty text is a question not answered."""

    fields: frozenset[str]
    protected_address: Flag
    court_order: Flag
    protected_ground: str
    """Why publicity is safe although an address is protected or a court has made an order."""
    who_asks: str
    who_asks_checked: Flag
    consent: Consent
    consent_given_by: str
    child_view: str
    overriding_ground: str
    purpose: str
    necessity: str
    risk_to_child: str
    ends_at: datetime | None


NO_SUCH_MOVE = {
    A.DRAFT: N_("This appeal is a draft. Submit it to a second officer first."),
    A.SUBMITTED: N_("This appeal waits for a second officer."),
    A.LIVE: N_("This appeal is live. It can only be withdrawn, renewed, or left to end."),
    A.WITHDRAWN: N_("This appeal was withdrawn and cannot come back. Draft a new one."),
    A.EXPIRED: N_("This appeal has ended and cannot come back. Draft a new one."),
    A.REFUSED: N_("This appeal was refused. Change the draft and submit it again."),
}
FIELD_NOT_ALLOWED = N_(
    "This appeal names something that may never be published, such as health, care, school or address."
)
NO_FIELDS = N_("Choose what the appeal shows of the child.")
ASK_PROTECTED_ADDRESS = N_('Answer the question "Is there a protected address?" before submitting.')
ASK_COURT_ORDER = N_('Answer the question "Is there a court order?" before submitting.')
ASK_WHO_ASKS = N_('Answer the question "Who asks?" before submitting.')
ASK_WHO_ASKS_CHECKED = N_('Answer the question "Who asks?" in full: check that this person may ask for publicity.')
ASK_PROTECTED_GROUND = N_(
    "An address is protected or a court has made an order. Say why publicity will not lead anyone to the child."
)
ASK_CONSENT = N_("Say whether the parent or guardian agrees, refuses or could not be reached.")
ASK_CONSENT_BY = N_("Say who gave consent.")
ASK_OVERRIDING_GROUND = N_("Without consent an appeal needs a ground that overrides it. Say what it is.")
ASK_CHILD_VIEW = N_("Say what is known of the child's own view, even if nothing is.")
ASK_PURPOSE = N_("Say what the appeal is for.")
ASK_NECESSITY = N_("Say why an appeal is necessary and what was tried before.")
ASK_RISK = N_("Say what risk the appeal brings to the child.")
ASK_END = N_("Give the date and time when the appeal ends.")
END_PAST = N_("The end of the appeal must lie in the future.")
END_TOO_FAR = N_("The appeal runs longer than is allowed without being renewed. Choose an earlier end.")
SECOND_OFFICER = N_("A second officer, who did not write or change this appeal, must approve it.")
SEARCH_UNCONFIRMED = N_("The child may have been located. What is published stays; nothing new may be published.")
SEARCH_OVER = N_("The search has ended. Nothing may be published about the child.")


def refuse_move(now: AppealStatus, to: AppealStatus) -> str | None:
    """Say why an appeal may not move from `now` to `to`; None when it may."""
    return None if to in MOVES[now] else NO_SUCH_MOVE[now]


def refuse_submit(draft: AppealDraft, *, now: datetime, profile: Profile) -> str | None:
    """Say what a draft still lacks before a second officer may be asked; None when it lacks nothing."""
    return next(iter(lacking(draft, now=now, profile=profile)), None)


def lacking(draft: AppealDraft, *, now: datetime, profile: Profile) -> tuple[str, ...]:
    """Everything a draft still lacks, one sentence each."""
    consents = draft.consent is Consent.GIVEN
    closed = Flag.YES in (draft.protected_address, draft.court_order)
    checks = (
        (not draft.fields, NO_FIELDS),
        (not draft.fields <= set(ALLOWED_FIELDS), FIELD_NOT_ALLOWED),
        (draft.protected_address is Flag.UNKNOWN, ASK_PROTECTED_ADDRESS),
        (draft.court_order is Flag.UNKNOWN, ASK_COURT_ORDER),
        (_empty(draft.who_asks) or draft.who_asks == "unknown", ASK_WHO_ASKS),
        (draft.who_asks_checked is not Flag.YES, ASK_WHO_ASKS_CHECKED),
        (closed and _empty(draft.protected_ground), ASK_PROTECTED_GROUND),
        (draft.consent is Consent.UNANSWERED, ASK_CONSENT),
        (consents and _empty(draft.consent_given_by), ASK_CONSENT_BY),
        (
            not consents and draft.consent is not Consent.UNANSWERED and _empty(draft.overriding_ground),
            ASK_OVERRIDING_GROUND,
        ),
        (_empty(draft.child_view), ASK_CHILD_VIEW),
        (_empty(draft.purpose), ASK_PURPOSE),
        (_empty(draft.necessity), ASK_NECESSITY),
        (_empty(draft.risk_to_child), ASK_RISK),
    )
    end = refuse_end(draft.ends_at, now=now, profile=profile)
    return (*(sentence for missing, sentence in checks if missing), *([end] if end else []))


def _empty(text: str) -> bool:
    return not text.strip()


def refuse_end(ends_at: datetime | None, *, now: datetime, profile: Profile) -> str | None:
    """Say why an appeal may not run until `ends_at`; None when it may."""
    if ends_at is None:
        return ASK_END
    if between(now, ends_at) <= timedelta(0):
        return END_PAST
    if between(now, ends_at) > timedelta(hours=profile.appeal_hours):
        return END_TOO_FAR
    return None


def refuse_approve(
    status: AppealStatus,
    *,
    author: UUID | None,
    approver: UUID,
    editors: Collection[UUID | None],
    ends_at: datetime,
    now: datetime,
) -> str | None:
    """Say why an officer may not approve an appeal; None when the officer may."""
    if A.LIVE not in MOVES[status]:
        return NO_SUCH_MOVE[status]
    if approver == author or approver in editors:
        return SECOND_OFFICER
    return END_PAST if between(now, ends_at) <= timedelta(0) else None


def refuse_renew(
    status: AppealStatus, *, episode: EpisodeStatus, ends_at: datetime | None, now: datetime, profile: Profile
) -> str | None:
    """Say why a live appeal may not run on until `ends_at`; None when it may."""
    if status is not A.LIVE:
        return NO_SUCH_MOVE[status]
    return refuse_new_publicity(episode) or refuse_end(ends_at, now=now, profile=profile)


def refuse_new_publicity(episode: EpisodeStatus) -> str | None:
    """Say why nothing new may be published about a child; None when something may."""
    if episode is EpisodeStatus.OPEN:
        return None
    return SEARCH_UNCONFIRMED if episode is EpisodeStatus.LOCATED_UNCONFIRMED else SEARCH_OVER
