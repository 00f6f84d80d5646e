"""How long a sign-in lasts, and what it rests on. Desk and push ask the same questions of the same session.

What is kept in the session: when it began, when somebody last did something, and the role and agency of that moment. The
library writes down beside it by what means the officer signed in. Nothing here needs the library to be loaded.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from wayhome.accounts.models import Officer

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
SETTING_UP = timedelta(minutes=30)
STEP = timedelta(minutes=1)
"""Use is noted once a minute, so that not every page writes; a sign-in never outlives 30 idle minutes by that."""
BEGAN, SEEN, ROLE, AGENCY = "wayhome_began", "wayhome_seen", "wayhome_role", "wayhome_agency"
# Where allauth writes down by what means somebody signed in; a test compares.
RECORDS, RECORDS_OF = "account_authentication_methods", "account_authentication_methods_user"


def begin(session: SessionBase, officer: Officer, *, at: datetime) -> None:
    """Note who this is, and when it began."""
    session[BEGAN] = session[SEEN] = at.timestamp()
    session[ROLE], session[AGENCY] = officer.role, str(officer.agency_id)


def is_over(session: SessionBase, officer: Officer, *, at: datetime) -> bool:
    """Whether this sign-in no longer counts: idle for 30 minutes, 12 hours old, or the officer's role or agency changed.

    A session that lies in the future, because a clock was set back, is over too.
    """
    began, seen = _moment(session, BEGAN), _moment(session, SEEN)
    if began is None or seen is None:
        return True
    if (session.get(ROLE), session.get(AGENCY)) != (officer.role, str(officer.agency_id)):
        return True
    whole = WHOLE if has_second_factor(session, officer) else SETTING_UP
    return not (-STEP < at - began < whole and -STEP < at - seen < IDLE)


def note_use(session: SessionBase, *, at: datetime) -> None:
    """Somebody did something. Not for what an open page fetches by itself."""
    seen = _moment(session, SEEN)
    if seen is not None and at - seen >= STEP:
        session[SEEN] = at.timestamp()


def last_seen(session: SessionBase) -> datetime | None:
    """When somebody last did something in a session; None when it is not one of ours."""
    return _moment(session, SEEN)


def has_second_factor(session: SessionBase, officer: Officer) -> bool:
    """Whether a passkey or a code was used since this sign-in."""
    return proved_at(session, officer) is not None


def proved_at(session: SessionBase, officer: Officer) -> datetime | None:
    """When a second factor was last used since this sign-in; None when none was."""
    records: Any = session.get(RECORDS)
    if session.get(RECORDS_OF) != str(officer.pk) or not isinstance(records, list):
        return None
    used = (datetime.fromtimestamp(each["at"], UTC) for each in records if each.get("method") == "mfa")
    return max(used, default=None)


def _moment(session: SessionBase, name: str) -> datetime | None:
    value = session.get(name)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else None
