"""Who may be let in again, and by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from wayhome.rules.access import Action, may
from wayhome.rules.moments import between
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

FRESH = timedelta(minutes=5)
"""How long a second factor counts as just used, for grave steps."""
SKEW = timedelta(minutes=1)
"""How far the clocks of two of our machines may differ."""


def is_fresh(proved_at: datetime | None, *, at: datetime) -> bool:
    """Whether a second factor was used just now."""
    return proved_at is not None and -SKEW < between(proved_at, at) <= FRESH


def refuse_recovery(viewer: Viewer, *, officer: UUID, agency: UUID, asked_by: UUID | None = None) -> str | None:
    """Why somebody may not ask for a recovery, or decide one that `asked_by` asked for; None when they may."""
    if not may(viewer, Action.RECOVER_ACCOUNT, row_agency=agency):
        return N_("An administrator or a supervisor of the officer's agency does this.")
    if viewer.officer == officer:
        return N_("Nobody recovers their own account.")
    if viewer.officer == asked_by:
        return N_("A second person decides, not the one who asked.")
    return None
