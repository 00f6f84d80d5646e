"""What falls due after what, when, and whose duty it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wayhome.rules.moments import later
from wayhome.terms.profile import ClockTerm, Profile
from wayhome.terms.viewer import Role


class ClockEvent(StrEnum):
    """The ledger kinds that start a clock, and what is found out by looking."""

    REPORT_RECEIVED = "report.received"
    GLASS_BROKEN = "glass.broken"
    EPISODE_OPENED = "episode.opened"
    RISK_DECIDED = "risk.decided"
    APPEAL_PUBLISHED = "appeal.published"
    ALERT_ASKED = "alert.asked"
    ALERT_SUBMITTED = "alert.submitted"
    NOBODY_DECIDES = "alert.nobody_decides"
    TIPS_UNSTAFFED = "alert.tips_unstaffed"
    TIP_RECEIVED = "alert.tip_received"  # of all that is "sighting.received", a live alert's
    ALERT_SENT = "alert.sent"
    ALERT_ENDED = "alert.ended"
    EPISODE_FOUND = "episode.found"
    FILES_WRONG = "files.wrong"  # no kind of the ledger: found by looking, not done by anybody


@dataclass(frozen=True, slots=True)
class ClockStart:
    """One clock to start: what is due, when, who owns it."""

    kind: str
    label: str
    due_at: datetime
    owner_role: Role


def clocks_for(
    event: str, *, grade: str | None, is_child: bool, at: datetime, profile: Profile
) -> tuple[ClockStart, ...]:
    """The clocks that an event starts, soonest first.

    `at` is the time of fact: for "episode.found" it is found_at, not the moment of typing. A child nobody has graded
    is timed as the gravest grade, as `risk.effective_grade` has it. Raises ValueError on a moment without a zone.
    """
    started = [
        ClockStart(term.kind, term.label, later(at, term.after), term.owner)
        for term in profile.clocks
        if term.starts_on == event and _concerns(term, grade, is_child, profile)
    ]
    return tuple(sorted(started, key=lambda clock: (clock.due_at, clock.kind)))


def _concerns(term: ClockTerm, grade: str | None, is_child: bool, profile: Profile) -> bool:
    if term.children_only and not is_child:
        return False
    graded = profile.gravest.code if grade is None and is_child else grade
    return term.grade is None or term.grade == graded


_NEXT = {
    Role.CALL_TAKER: Role.DUTY_OFFICER,
    Role.OFFICER: Role.DUTY_OFFICER,
    Role.EDITOR: Role.SUPERVISOR,
    Role.ANALYST: Role.SUPERVISOR,
    Role.ALERT_AUTHOR: Role.SUPERVISOR,
    Role.ALERT_AUTHORISER: Role.SUPERVISOR,
    Role.DNA_ANALYST: Role.CENTRE_COORDINATOR,
    Role.DUTY_OFFICER: Role.SUPERVISOR,
    Role.SUPERVISOR: Role.CENTRE_COORDINATOR,
}


def escalate_to(role: Role) -> Role | None:
    """Who is told when a clock lapses under a role; None when nobody stands above."""
    return _NEXT.get(role)
