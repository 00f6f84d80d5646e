"""S14: every answer of every door carries the headers that keep a page to itself, errors included.

Routes come from the resolver. Desk and partners' door run here under their middleware; the public site and
push are asked over HTTP. Push is asked for what it answers without a desk's session.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factory
from tests.desk.conftest import signed_in
from tests.public.conftest import Site
from wayhome.base import clock
from wayhome.base.ids import new_reference
from wayhome.base.web import QUOTE_HEADER, has_failed
from wayhome.terms.viewer import Role

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
DIRECTIVES = {
    "default-src": {"'self'", "'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: what was asked, and what came back."""

    asked: str
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()
    behind: bool = False  # a door that asks who one is
    tls: bool = False


def faults(said: Said) -> list[str]:
    """What an answer lacks, or says too much."""
    headers = {name.lower(): value for name, value in said.headers.items()}
    found = [] if headers.get("x-content-type-options") == "nosniff" else ["no nosniff"]
    found += _of_policy(headers.get("content-security-policy", ""))
    if headers.get("x-frame-options") != "DENY":
        found.append("may be framed")
    # A form page must say same-origin: with no-referrer browsers send "Origin: null", which the forgery check refuses.
    if headers.get("referrer-policy") not in {"no-referrer", "same-origin"}:
        found.append("sends a referrer")
    if said.behind and "no-store" not in headers.get("cache-control", ""):
        found.append("may be kept")
    if has_failed(said.status) != (QUOTE_HEADER.lower() in headers):
        found.append("a reference where none belongs, or none where one does")
    if "/" in headers.get("server", "") or "x-powered-by" in headers:
        found.append("says which version serves it")
    for cookie in said.cookies:
        found += _of_cookie(cookie, said)
    return [f"{said.asked}: {fault}" for fault in found]


def _of_policy(policy: str) -> Iterator[str]:
    given = {part.split()[0]: set(part.split()[1:]) for part in policy.split(";") if part.strip()}
    if "default-src" not in given:
        yield "no content security policy"
        return
    elsewhere = {each for allowed in given.values() for each in allowed if "//" in each} - {settings.PUSH_ORIGIN}
    if re.search(r"unsafe|\*", policy) or elsewhere:
        yield "a policy that lets scripts in"
    if "sandbox" in given:  # a picture: nothing of it may run at all
        return
    for name, allowed in DIRECTIVES.items():
        if not given.get(name, given["default-src"] if name.endswith("-src") else set()) or not (
            given.get(name, given["default-src"]) <= allowed
        ):
            yield f"{name} is open"


def _of_cookie(cookie: str, said: Said) -> Iterator[str]:
    name, _, rest = cookie.partition("=")
    lower = rest.lower()
    if "httponly" not in lower or "samesite=strict" not in lower:
        yield f"the cookie {name} can be read or sent from elsewhere"
    if said.tls and not (
        name.startswith("__Host-") and "secure" in lower and "path=/" in lower and "domain" not in lower
    ):
        yield f"the cookie {name} is not kept to TLS and this host"


# The desk and the partners' door


def routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    """Every route of a resolver."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield before + str(each.pattern)


def filled(route: str, keys: Mapping[str, str]) -> str:
    """A route as an address; what `keys` does not name is random."""
    plain = route.replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(\w+):(\w+)>", lambda found: keys.get(found[2], _anything(found[1])), plain)


def _anything(kind: str) -> str:
    return str(uuid4()) if kind == "uuid" else "national_unit_told"


class Desk:
    """The desk with one case, asked as anybody and as a duty officer."""

    def __init__(self) -> None:
        duty = factory.officer(Role.DUTY_OFFICER, factory.force())
        episode = factory.open_episode(duty, at=clock.now(), photo=factory.face())
        report = episode.reports.get().report
        self.keys = {"episode": str(episode.pk), "report": str(report.pk), "photo": str(report.photos.get().pk)}
        self.seats = {"anybody": Client(), "duty": signed_in(duty)}
        for seat in self.seats.values():
            seat.raise_request_exception = False

    def answers(self) -> Iterator[Said]:
        """All routes by all methods as both, about what is there and what is not; each undone."""
        found = [route for door in (None, "wayhome.api.urls") for route in routes(get_resolver(door).url_patterns)]
        for route in [*found, "nowhere", "api/v1/nowhere"]:
            for keys in [self.keys, {}] if "<" in route else [{}]:
                address = filled(route, keys)
                for who in self.seats:
                    for method in METHODS:
                        yield self.ask(who, method, address)
        yield from self.broken()

    def ask(self, who: str, method: str, address: str, **more: Any) -> Said:
        """One question, whose traces are undone."""
        with transaction.atomic():
            answer = self.seats[who].generic(method, address, **more)
            cookies = tuple(
                morsel.OutputString()
                for morsel in answer.cookies.values()
                if "max-age=0" not in morsel.OutputString().lower()
            )
            transaction.set_rollback(True)
        return Said(f"{method} {address} as {who}", answer.status_code, dict(answer.items()), cookies, behind=True)

    def broken(self) -> Iterator[Said]:
        """What goes wrong before, in and behind a page."""
        yield self.ask("duty", "GET", "/", headers={"host": "elsewhere.example.org"})
        with patch("wayhome.desk.views.episodes.lists.counts", side_effect=RuntimeError):
            yield self.ask("duty", "GET", "/")
        with patch("wayhome.base.web.set_viewer", side_effect=RuntimeError):
            yield self.ask("anybody", "GET", "/sign-in")
        forged = Client(enforce_csrf_checks=True)
        forged.raise_request_exception = False
        forged.cookies = self.seats["duty"].cookies
        self.seats["forged"] = forged
        yield self.ask("forged", "POST", "/reports/new")
        del self.seats["forged"]


# The public site


def of_site(site: Site, *, tls: bool) -> Iterator[Said]:
    """All routes of the public site by all methods, and what is not there or broken."""
    visitor, reference = site.visitor(), new_reference()
    found = list(routes(get_resolver("wayhome.public.urls").url_patterns))
    addresses = ["/" + re.sub(r"<[^>]*>", reference, route) for route in found]
    for address in [*addresses, "/nowhere", "/appeals/find/?reference=ABCD", "/%FF", "/report/?a=%00"]:
        for method in METHODS:
            answer = visitor.ask(method, address)
            cookies = tuple(answer.headers.get_all("Set-Cookie") or ())
            yield Said(f"{method} {address}", answer.status, dict(answer.headers), cookies, tls=tls)


@contextmanager
def a_site(**changes: str) -> Iterator[Site]:
    """A public process for a while."""
    site = Site(WAYHOME_ALLOW_UNSAFE="1", **changes)
    try:
        yield site
    finally:
        site.stop()


def measured() -> list[Said]:
    """Every answer, of the desk and of the public site, in the clear and behind TLS."""
    answers = list(Desk().answers())
    with a_site() as site:
        answers += of_site(site, tls=False)
    origin = "https://find.example.org"
    with a_site(WAYHOME_PUBLIC_ORIGIN=origin) as site:
        answers += of_site(site, tls=True)
    return answers


# Planted faults


def without(name: str) -> Callable[[Said], Said]:
    """The same answer with one header fewer."""
    return lambda said: Said(
        said.asked,
        said.status,
        {k: v for k, v in said.headers.items() if k.lower() != name},
        said.cookies,
        said.behind,
        said.tls,
    )


def with_header(name: str, value: str) -> Callable[[Said], Said]:
    """The same answer with one header changed."""
    return lambda said: Said(
        said.asked, said.status, {k: v for k, v in said.headers.items() if k.lower() != name} | {name: value},
        said.cookies, said.behind, said.tls,
    )  # fmt: skip


def with_cookie(cookie: str) -> Callable[[Said], Said]:
    """The same answer, behind TLS, with a careless cookie."""
    return lambda said: Said(said.asked, said.status, said.headers, (cookie,), said.behind, tls=True)


PLANTS: dict[str, Callable[[Said], Said]] = {
    "no policy": without("content-security-policy"),
    "inline scripts": with_header("content-security-policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'"),
    "any origin": with_header("content-security-policy", "default-src *; frame-ancestors 'none'"),
    "frames": with_header("content-security-policy", "default-src 'self'; base-uri 'none'; object-src 'none'"),
    "sniffing": without("x-content-type-options"),
    "old frames": without("x-frame-options"),
    "referrer": with_header("referrer-policy", "unsafe-url"),
    "kept": with_header("cache-control", "max-age=60"),
    "server": with_header("server", "granian/2.7"),
    "reference on what is absent": with_header(QUOTE_HEADER.lower(), "ABCD-EFGH"),
    "cookie for scripts": with_cookie("__Host-x=1; Path=/; Secure; SameSite=Strict"),
    "cookie in the clear": with_cookie("x=1; Path=/; HttpOnly; SameSite=Strict"),
}  # fmt: skip


def teeth() -> dict[str, bool]:
    """Each fault planted, and whether it was found; a page without a policy is really served."""
    sound = Desk().ask("duty", "GET", "/cases/" + str(uuid4()))
    assert faults(sound) == [], faults(sound)
    found = {name: faults(plant(sound)) != [] for name, plant in PLANTS.items()}
    careless = [each for each in settings.MIDDLEWARE if "csp" not in each]
    with patch.object(settings, "MIDDLEWARE", careless):
        found["a door without the middleware"] = faults(Desk().ask("anybody", "GET", "/sign-in")) != []
    return found


def run(full: bool) -> list[dict[str, Any]]:
    """S14, whole in either case: it takes seconds."""
    del full
    answers = measured()
    wrong = [fault for said in answers for fault in faults(said)]
    for each in wrong[:20]:
        sys.stderr.write(each + "\n")
    bites = teeth()
    failing = sum(said.status >= 400 for said in answers)
    return [
        {
            "id": "S14",
            "figure": f"{len(answers) - len({fault.rpartition(': ')[0] for fault in wrong})} of {len(answers)} answers have"
            f" every header, {failing} of them refusals or errors{'; first: ' + wrong[0] if wrong else ''}",
            "teeth": f"{sum(bites.values())} of {len(bites)} planted faults found",
            "passed": not wrong and all(bites.values()) and len(answers) > 700,
        }
    ]
