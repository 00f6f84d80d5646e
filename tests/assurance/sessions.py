"""S10: what ends a sign-in ends it at the very next request, on every page and in the push process.

Each end is tried on a fresh sign-in, whose cookie is then replayed at every page that a supervisor may open. Time is the
service's clock, moved by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections
from django.test import Client

from tests import factory
from tests.assurance import officers
from tests.assurance.officers import by_code, by_password, is_in
from tests.assurance.oracle import DESK, MAY
from wayhome.accounts import sessions
from wayhome.accounts.models import Officer
from wayhome.desk import middleware, push
from wayhome.desk.views import keys

PAGES = [
    f"/{pattern}"
    for pattern, route in DESK.items()
    if "<" not in pattern and "GET" in route.methods and route.right != "anyone" and "supervisor" in MAY.get(route.right, ())
]  # fmt: skip
Ends = Callable[[Client, Officer, officers.Clock], None]


def _signed_out(client: Client, _who: Officer, _time: officers.Clock) -> None:
    client.post("/sign-out")


def _changed(**what: Any) -> Ends:
    def end(_client: Client, who: Officer, _time: officers.Clock) -> None:
        changes = {name: value() if callable(value) else value for name, value in what.items()}
        Officer.objects.filter(pk=who.pk).update(**changes)

    return end


def _password_elsewhere(client: Client, who: Officer, time: officers.Clock) -> None:
    other = Client()
    factory.sign_in(other, who)
    other.post("/you/password", {"new_password1": "quay-juniper-north", "new_password2": "quay-juniper-north"})


def _ended_elsewhere(client: Client, who: Officer, _time: officers.Clock) -> None:
    other = Client()
    factory.sign_in(other, who)
    mine = UserSession.objects.get(session_key=client.session.session_key)
    other.post("/you/sign-ins/end", {"which": str(mine.pk)})


def _idle(client: Client, _who: Officer, time: officers.Clock) -> None:
    time.on(minutes=30)


def _refreshed_alone(client: Client, _who: Officer, time: officers.Clock) -> None:
    """An open page fetches what is new, every minute; nobody touches it."""
    for _ in range(30):
        time.on(minutes=1)
        client.get("/rows?refresh=1")


def _half_a_day(client: Client, _who: Officer, time: officers.Clock) -> None:
    """Used without a pause, for twelve hours."""
    for _ in range(12 * 3):
        time.on(minutes=20)
        client.get("/figures")


def _set_back(_client: Client, _who: Officer, time: officers.Clock) -> None:
    time.on(days=-2)


ENDS: dict[str, Ends] = {
    "signed out": _signed_out,
    "disabled": _changed(is_active=False),
    "another role": _changed(role="officer"),
    "another agency": _changed(agency=factory.force),
    "another password": _password_elsewhere,
    "ended from elsewhere": _ended_elsewhere,
    "30 minutes without use": _idle,
    "30 minutes in which a page refreshed itself": _refreshed_alone,
    "12 hours": _half_a_day,
    "the clock set back": _set_back,
}


def replay(pages: list[str]) -> tuple[int, list[str]]:
    """Every end, and the old cookie at every page after it: how many requests, and which were still let in."""
    asked, wrong = 0, []
    for name, end in ENDS.items():
        with officers.stage(cheap=True) as (patch, _):
            who, client = officers.officer(role="supervisor"), officers.browser()
            wrong += [f"{name}: {each}" for each in _sign_in(client, who)]
            time = officers.stopped(patch)
            cookies = client.cookies.copy()
            old = cookies[settings.SESSION_COOKIE_NAME].value
            end(client, who, time)
            asked += 1  # push first: a page that sees that it is over takes the session away
            if _hears(old):
                wrong.append(f"{name}: push goes on")
            for page in pages:
                client.cookies = cookies.copy()
                asked += 1
                answer = client.get(page)
                if not (answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")):
                    wrong.append(f"{name}: {page} answered {answer.status_code}")
                    break
    return asked, wrong


def _sign_in(client: Client, who: Officer) -> list[str]:
    """Both steps; what is wrong with the session afterwards."""
    by_password(client, who.login)
    before = client.session.session_key
    by_code(client, who)
    wrong = [] if is_in(client) else ["did not get in"]
    wrong += ["the session kept its id"] if client.session.session_key == before else []
    wrong += [] if _hears(client.session.session_key or "") else ["push does not hear"]
    return wrong


def _hears(key: str) -> bool:
    """Asked in a thread of its own: an earlier test's browser may have left its loop running in this one."""

    def asked() -> bool:
        try:
            return async_to_sync(push.signed_in)(f"{settings.SESSION_COOKIE_NAME}={key}") is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asked).result()


# Planted faults: each takes away one check, and the end that rests on it must be seen to fail.

Plant = Callable[[pytest.MonkeyPatch], None]


def _without(**limits: Any) -> Plant:
    """One check of `is_over` gone."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for name, value in limits.items():
            patch.setattr(sessions, name, value)

    return plant


def _same_place(patch: pytest.MonkeyPatch) -> None:
    real = sessions.is_over

    def is_over(session: SessionBase, who: Officer, *, at: Any) -> bool:
        if session.get(sessions.BEGAN):
            session[sessions.ROLE], session[sessions.AGENCY] = who.role, str(who.agency_id)
        return real(session, who, at=at)

    patch.setattr(sessions, "is_over", is_over)


def _refreshing_is_use(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(middleware, "refreshing", lambda _: False)


def _same_id(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SessionBase, "cycle_key", lambda _: None)


def _nobody_is_disabled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("django.contrib.auth.backends.ModelBackend.user_can_authenticate", lambda *_: True)


def _passwords_do_not_matter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Officer, "get_session_auth_hash", lambda _: "x")
    patch.setattr(Officer, "get_session_auth_fallback_hash", lambda _: iter(()))
    patch.setattr(keys, "end_others", lambda *_: 0)


def _ends_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keys, "_ended", lambda _: 1)


def _sign_out_forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("wayhome.desk.views.sign_in.logout", lambda _: None)


def _push_lags(patch: pytest.MonkeyPatch) -> None:
    """The push process trusts a session that the desk no longer does."""

    class Blind:
        """The same module, without its judgement."""

        is_over = staticmethod(lambda *_, **__: False)
        has_second_factor = staticmethod(sessions.has_second_factor)

    patch.setattr(push, "sessions", Blind)


LONG = sessions.WHOLE * 100
PLANTS: dict[str, Plant] = {
    "idle is not looked at": _without(IDLE=LONG),
    "a sign-in lasts for ever": _without(WHOLE=LONG),
    "a clock set back revives": _without(STEP=LONG),
    "role and agency are read once": _same_place,
    "a refresh counts as use": _refreshing_is_use,
    "the id stays": _same_id,
    "the disabled go on": _nobody_is_disabled,
    "a new password ends nothing": _passwords_do_not_matter,
    "ending from elsewhere ends nothing": _ends_nothing,
    "signing out forgets nothing": _sign_out_forgets,
    "push does not ask": _push_lags,
}


def found(name: str) -> bool:
    """Whether one planted fault shows, at one page."""
    with pytest.MonkeyPatch.context() as patch:
        PLANTS[name](patch)
        return bool(replay(PAGES[:1])[1])


def run(full: bool) -> list[dict[str, Any]]:
    """Every end at every page, and each fault."""
    asked, wrong = replay(PAGES if full else PAGES[:3])
    seen = {name: found(name) for name in PLANTS}
    missed = "".join(f"; missed: {name}" for name, bit in seen.items() if not bit)
    return [
        {
            "id": "S10",
            "figure": f"{len(ENDS)} ways to end a sign-in, {asked} requests with the old cookie: {len(wrong)} let in"
            + "".join(f"; {each}" for each in wrong),
            "teeth": f"{sum(seen.values())} of {len(seen)}{missed}",
            "passed": not wrong and all(seen.values()),
        }
    ]
