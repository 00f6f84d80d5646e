"""The push process: tells open desks that something happened, by id; the desk then fetches it under its own policy.

A bare ASGI application: one listener on PostgreSQL, one queue per open desk. It holds no rules and no rows. Who is
signed in is read from the desk's own session, at the start and every half minute; an agency's officers hear of their
own agency's rows alone.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from wayhome.base.service import begin

begin("wayhome.settings.push")

import psycopg  # noqa: E402
from asgiref.sync import sync_to_async  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import close_old_connections, transaction  # noqa: E402
from django.utils.crypto import constant_time_compare  # noqa: E402

from wayhome.accounts import sessions  # noqa: E402
from wayhome.accounts.models import Officer  # noqa: E402
from wayhome.base import clock  # noqa: E402
from wayhome.base.web import set_viewer  # noqa: E402
from wayhome.rules.access import Action, may  # noqa: E402
from wayhome.terms.viewer import Viewer  # noqa: E402

log = logging.getLogger(__name__)
Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

CHECK_SECONDS = 30.0
BEAT_SECONDS = 15.0
MOST_WAITING = 500
NOBODY = UUID(int=0)


@dataclass(eq=False)
class Desk:
    """One open desk."""

    viewer: Viewer
    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))


class Hub:
    """All open desks, and the one connection that listens for them."""

    def __init__(self) -> None:
        self.desks: set[Desk] = set()
        self.listener: asyncio.Task[None] | None = None

    def open(self, desk: Desk) -> None:
        """Add a desk; the first one starts the listener."""
        self.desks.add(desk)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())

    def close(self, desk: Desk) -> None:
        """Remove a desk."""
        self.desks.discard(desk)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_conninfo(), autocommit=True) as connection:
                    await connection.execute("listen wayhome")
                    # Whatever happened while nobody listened: every desk reads again.
                    self._tell({"kind": "connected", "id": None, "agency": None})
                    async for notice in connection.notifies():
                        self._tell(json.loads(notice.payload))
            except psycopg.Error:
                log.warning("the listener lost the database; trying again")
            await asyncio.sleep(1)

    def _tell(self, notice: dict[str, Any]) -> None:
        line = json.dumps({"kind": notice["kind"], "id": notice["id"]})
        for desk in list(self.desks):
            if notice["agency"] is not None and not hears(desk.viewer, notice["agency"]):
                continue
            try:
                desk.waiting.put_nowait(line)
            except asyncio.QueueFull:
                self.close(desk)  # it no longer reads; its browser will connect again


def hears(viewer: Viewer, agency: str) -> bool:
    """Whether the viewer may know that something of this agency changed."""
    return agency == str(viewer.agency) and may(viewer, Action.SEE_REPORT, row_agency=viewer.agency)


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer /events with a stream, anything else with a word."""
    if scope["type"] != "http":
        return
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] != "/events":
        alive = scope["path"] in {"/", "/alive"}
        await _answer(send, 200 if alive else 404, b"Wayhome push: used by the desk.\n" if alive else b"Not here.\n")
        return
    if headers.get("origin") not in {None, settings.DESK_ORIGIN}:
        await _answer(send, 403, b"Open this from the desk.\n")
        return
    viewer = await signed_in(headers.get("cookie", ""))
    if viewer is None:
        await _answer(send, 401, b"Sign in at the desk.\n")
        return
    desk = Desk(viewer)
    hub.open(desk)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _stream(desk, headers.get("cookie", ""), gone, send)
    finally:
        hub.close(desk)
        gone.cancel()


async def _stream(desk: Desk, cookie: str, gone: asyncio.Task[None], send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream")})
    await _say(send, "retry: 2000\n: here\n\n")
    loop = asyncio.get_running_loop()
    checked = loop.time()
    while not gone.done():
        try:
            line = await asyncio.wait_for(desk.waiting.get(), BEAT_SECONDS)
            await _say(send, f"data: {line}\n\n")
        except TimeoutError:
            await _say(send, ": still here\n\n")
        if desk not in hub.desks:
            return
        if loop.time() - checked > CHECK_SECONDS:
            viewer = await signed_in(cookie)
            if viewer is None:
                return
            desk.viewer, checked = viewer, loop.time()


async def _say(send: Send, words: str) -> None:
    await send({"type": "http.response.body", "body": words.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(b"text/plain; charset=utf-8")})
    await send({"type": "http.response.body", "body": body})


def _headers(content_type: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", content_type),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"access-control-allow-origin", settings.DESK_ORIGIN.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


@sync_to_async
def signed_in(cookie: str) -> Viewer | None:
    """The officer whose desk this cookie belongs to; None when signed out, gone or changed."""
    close_old_connections()
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    with transaction.atomic():
        set_viewer(officer="", agency="")
        session = SessionStore(session_key=morsel.value)
        officer = (
            Officer.objects.select_related("agency")
            .filter(pk=str(session.get(SESSION_KEY) or NOBODY), is_active=True)
            .first()
        )
        if officer is None or not constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), officer.get_session_auth_hash()
        ):
            return None
        at = clock.now()
        if sessions.is_over(session, officer, at=at) or not sessions.has_second_factor(session, officer):
            return None
        return officer.viewer


def _conninfo() -> str:
    database = settings.DATABASES["default"]
    return psycopg.conninfo.make_conninfo(
        host=database["HOST"], port=database["PORT"] or None, dbname=database["NAME"], user=database["USER"],
        password=database["PASSWORD"], application_name="wayhome push",
    )  # fmt: skip
