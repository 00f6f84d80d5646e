"""S15: no page makes a browser ask anybody but us.

A real browser opens every page of desk and public site behind a proxy that writes down whom it is asked for, passes on
what is ours, and refuses everything else. The scripts of the pages run.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_resolver
from playwright.sync_api import Browser, Error, sync_playwright

from tests import database, factory
from tests.alerts.conftest import submitted
from tests.assurance.harness import free_port, until
from tests.assurance.headers import a_site, filled, routes
from tests.desk.conftest import signed_in
from tests.journeys.conftest import QUIET_BROWSER
from wayhome.base import clock
from wayhome.console import environment
from wayhome.console.run import served
from wayhome.published import actions as published
from wayhome.published.models import Edition
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

THROUGH_THE_PROXY = "--proxy-bypass-list=<-loopback>"  # a browser would ask its own machine past any proxy
LEFT_OUT = ("connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length")
# One page each: what a careless template could hold.
PLANTS = {
    "image": '<img src="https://image.example.org/a.png">',
    "script": '<script src="https://script.example.org/a.js"></script>',
    "style": '<link rel="stylesheet" href="https://style.example.org/a.css">',
    "font": "<style>@font-face{font-family:a;src:url(https://font.example.org/a.woff2)}p{font-family:a}</style><p>a</p>",
    "frame": '<iframe src="https://frame.example.org/"></iframe>',
    "fetch": '<script>fetch("https://fetch.example.org/")</script>',
    "beacon": '<script>navigator.sendBeacon("https://beacon.example.org/", "a")</script>',
    "events": '<script>new EventSource("https://events.example.org/")</script>',
    "in the clear": '<img src="http://clear.example.org/a.png">',
}  # fmt: skip


class Proxy(ThreadingHTTPServer):
    """Passes on what is for `ours`; writes down everybody else who was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.ours: set[str] = set()
        self.elsewhere: list[str] = []
        self.passed = 0


class Asked(BaseHTTPRequestHandler):
    """One request of the browser."""

    server: Proxy

    def do_CONNECT(self) -> None:
        """Something over TLS: nothing of ours is."""
        self.server.elsewhere.append(self.path)
        self.send_error(403)

    def do_GET(self) -> None:
        """Pass on, or write down and refuse."""
        url = urlsplit(self.path)
        if url.netloc not in self.server.ours:
            self.server.elsewhere.append(self.path)
            self.send_error(403)
            return
        self.server.passed += 1
        try:
            status, headers, body = self._passed_on(url.netloc, self.path.partition(url.netloc)[2] or "/")
        except (OSError, HTTPException):
            self.send_error(502)
            return
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in LEFT_OUT:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    do_POST = do_HEAD = do_GET  # noqa: N815 - as the server looks for them

    def _passed_on(self, netloc: str, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        host, _, port = netloc.partition(":")
        length = int(self.headers.get("Content-Length") or 0)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in LEFT_OUT[:3]}
        with closing(HTTPConnection("127.0.0.1" if host == "localhost" else host, int(port), timeout=20)) as door:
            door.request(self.command, path, self.rfile.read(length) if length else None, kept)
            answer = door.getresponse()
            return answer.status, answer.getheaders(), answer.read()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


class Careless(BaseHTTPRequestHandler):
    """A page of ours as it must never be: one planted fault, and no policy to stop it."""

    def do_GET(self) -> None:
        """Serve the fault that the address names."""
        body = PLANTS.get(self.path[1:].replace("%20", " "), "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[int]:
    """A small server for a while; its port."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def a_desk() -> Iterator[int]:
    """A desk process on the database of this run; its port."""
    port = free_port()
    env = (
        os.environ | environment.for_role(database.cluster, "app") | {"DJANGO_SETTINGS_MODULE": "wayhome.settings.desk"}
    )
    with subprocess.Popen(served("wayhome.desk.wsgi:application", port), env=env) as process:
        try:
            until(lambda: _answers(port))
            yield port
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as door:
        door.request("GET", "/sign-in")
        return door.getresponse().status == 200
    return False


def opened(browser: Browser, addresses: list[str], cookie: dict[str, Any] | None = None) -> int:
    """Open each address and let its scripts begin; how many were shown."""
    context = browser.new_context(service_workers="block")
    if cookie:
        context.add_cookies([cookie])  # type: ignore[list-item]
    page, shown = context.new_page(), 0
    for address in addresses:
        with suppress(Error):  # a download, or a page that leads away
            page.goto(address, wait_until="load")
            page.wait_for_timeout(20)
        shown += 1
    context.close()
    return shown


def of_desk(port: int) -> tuple[list[str], dict[str, Any]]:
    """The address of every page of the desk about one case with a photo and an appeal, and an officer's cookie."""
    force = factory.force()
    duty, second = factory.officer(Role.DUTY_OFFICER, force), factory.officer(Role.SUPERVISOR, force)
    episode = factory.open_episode(duty, at=clock.now(), photo=factory.face())
    appeal = factory.submitted_appeal(episode, second, at=clock.now())
    alert = submitted(episode, duty, at=clock.now())
    report = episode.reports.get().report
    keys = {"episode": str(episode.pk), "report": str(report.pk), "appeal": str(appeal.pk),
            "alert": str(alert.alert_id), "photo": str(report.photos.get().pk)}  # fmt: skip
    found = [filled(route, keys) for route in routes(get_resolver().url_patterns) if not route.startswith("api/")]
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": signed_in(duty).cookies[name].value, "url": f"http://127.0.0.1:{port}"}
    return [f"http://127.0.0.1:{port}{path}" for path in [*found, "/search?q=Tamsin", "/nowhere"]], cookie


def a_live_appeal() -> str:
    """The reference of an appeal with a photo that is out."""
    force, at = factory.force(), clock.now()
    by, second = factory.officer(Role.DUTY_OFFICER, force), factory.officer(Role.SUPERVISOR, force)
    episode = factory.open_episode(by, at=at, photo=factory.face())
    photo = episode.reports.get().report.photos.get().pk
    appeal = factory.approved_appeal(episode, by, second, at=at, photo=photo)
    assert appeal.edition
    assert published.release(appeal.edition, by=Actor.system("test"), at=at)
    return str(Edition.objects.get(pk=appeal.edition).reference)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the proxy was asked for."""

    elsewhere: list[str]
    passed: int
    shown: int
    found: int


def browsed(proxy: Proxy, door: int, desk: tuple[list[str], dict[str, Any]], public: list[str], careless: int) -> Seen:
    """Open every page, then each planted fault. In a thread of its own: a browser's loop must not meet the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[*QUIET_BROWSER, THROUGH_THE_PROXY],
            proxy={"server": f"http://127.0.0.1:{door}"},
        )
        shown = opened(browser, *desk) + opened(browser, public)
        elsewhere, passed, found = list(proxy.elsewhere), proxy.passed, 0
        for name in PLANTS:
            proxy.elsewhere.clear()
            opened(browser, [f"http://127.0.0.1:{careless}/{name}"])
            found += any("example.org" in each for each in proxy.elsewhere)
        browser.close()
    return Seen(elsewhere, passed, shown, found)


def run(full: bool) -> list[dict[str, Any]]:
    """S15, whole in either case."""
    del full
    proxy, plants = Proxy(), ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    with serving(proxy) as door, serving(plants) as careless, a_desk() as desk, a_site() as site:
        proxy.ours = {f"127.0.0.1:{desk}", f"127.0.0.1:{site.port}", f"127.0.0.1:{careless}", "localhost:8001"}
        live, found = a_live_appeal(), routes(get_resolver("wayhome.public.urls").url_patterns)
        paths = ["/" + re.sub(r"<[^>]*>", live, each) for each in found]
        public = [site.origin + path for path in [*paths, "/nowhere", "/appeals/find/?reference=A"]]
        with ThreadPoolExecutor(1) as apart:
            seen = apart.submit(browsed, proxy, door, of_desk(desk), public, careless).result()
    return [
        {
            "id": "S15",
            "figure": f"{len(seen.elsewhere)} requests elsewhere, {seen.passed} to us, over {seen.shown} pages"
            + (f"; first: {seen.elsewhere[0]}" if seen.elsewhere else ""),
            "teeth": f"{seen.found} of {len(PLANTS)} planted faults found",
            "passed": not seen.elsewhere and seen.found == len(PLANTS) and seen.shown > 60 and seen.passed > seen.shown,
        }
    ]
