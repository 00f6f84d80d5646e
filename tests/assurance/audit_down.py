"""S7: when the ledger cannot be written, no page that is a look leaves the desk, and the public form still takes reports.

Every route of the desk is asked, so that a new page is tried without a line here. A page counts as a look when, with the
ledger up, it shows a child's details or writes a line.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import database, factory
from tests.public.conftest import Site
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.base.web import set_viewer
from wayhome.facts.models import Fact
from wayhome.intake.models import Photo
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.registry import actions as registry
from wayhome.terms.viewer import Role

CANARY = "Kestrelcanary"
TOLD = {
    "given_name": f"{CANARY} Given", "family_name": f"{CANARY} Family", "last_seen_place": f"{CANARY} Quay",
    "informant": f"{CANARY} Informant", "why_worried": f"{CANARY} worried", "phone": "07700 900177",
}  # fmt: skip
SIGNS = (CANARY.encode(), b"07700 900177", b"\xff\xd8\xff")  # the last begins every photo
NOT_ASKED = ("sign-", "you/")  # who signs in, and how: no case is there, and some of them end the sign-in
CLEAN = {500, 503}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str


@dataclass
class Passed:
    """What one pass over all pages gave."""

    looks: set[Ask] = field(default_factory=set)  # showed details, or wrote a line
    shown: set[Ask] = field(default_factory=set)
    status: dict[Ask, int] = field(default_factory=dict)


@dataclass
class Figures:
    """Of which pages what is known."""

    looks: int = 0
    leaked: list[str] = field(default_factory=list)
    not_clean: list[str] = field(default_factory=list)
    reports: int = 0
    up: int = 0
    planted: int = 0


def measure() -> Figures:
    """Ask every page with the ledger down in two ways, with a look that fails open, and with the ledger up."""
    figures = Figures()
    loud = logging.getLogger("django.request")
    before, loud.level = loud.level, logging.CRITICAL + 1
    site = Site(WAYHOME_ALLOW_UNSAFE="1")
    try:
        officers, keys = world()
        clients = [browser(officer) for officer in officers]
        asks = list(every_page(keys))
        with no_right_to_write():
            down = ask_all(clients, asks)
            figures.reports = public_reports(site)
            with looks_that_fail_open():
                figures.planted = len(ask_all(clients, [ask for ask in asks if ask.method == "GET"]).shown)
        with a_trigger_that_refuses_looks():
            blocked = ask_all(clients, [ask for ask in asks if ask.method != "POST"])
        up = ask_all(clients, asks)  # last: its forms change the case
        figures.looks = len(up.looks)
        figures.up = len([ask for ask in up.shown if ask.method == "GET"])
        for passed in (down, blocked):
            figures.leaked += [f"{ask.method} {ask.path}" for ask in passed.shown]
            figures.not_clean += [
                f"{ask.method} {ask.path}: {passed.status[ask]}"
                for ask in up.looks
                if ask in passed.status and passed.status[ask] not in CLEAN
            ]
    finally:
        loud.level = before
        site.stop()
    return figures


def world() -> tuple[list[Officer], dict[str, Any]]:
    """One force, two officers, and one of everything that a page may be about."""
    force = factory.force("Northmoor Police")
    duty, lead = factory.officer(Role.DUTY_OFFICER, force), factory.officer(Role.SUPERVISOR, force)
    at = clock.now() - timedelta(hours=3)
    with acting(duty):
        episode = factory.open_episode(duty, at=at, photo=factory.face(), **TOLD)
        waiting = factory.report(duty, at=at, **TOLD)
        appeal = factory.submitted_appeal(episode, duty, at=clock.now())
        ended = factory.open_episode(duty, at=at, **(TOLD | {"given_name": f"{CANARY} Other"}))
        seen = outcomes.Found(clock.now(), f"{CANARY} Constable", "police", "street", CANARY)
        outcomes.record_found(ended.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=clock.now())
        nameless = registry.record_unidentified(
            {"unidentified_kind": "alive", "found_place": f"{CANARY} Quay"}, viewer=duty.viewer, by=duty.actor, at=at
        )
        factory.Follower().follow(clock.now())
    with acting(lead):
        for case in (episode, ended):
            factory.says_why(lead, case, at=clock.now())
        return [duty, lead], {
            "episode": episode.pk,
            "report": waiting.pk,
            "photo": Photo.objects.earliest("received_at").pk,
            "fact": Fact.objects.filter(subject=episode.misper_id, kind="given_name").get().pk,
            "appeal": appeal.pk,
            "interview": Interview.objects.filter(kind="prevention").get().pk,
            "unidentified": nameless.pk,
            "missing": episode.misper_id,
            "misper": episode.misper_id,
            "officer": duty.pk,
            "clock": "national_unit_told",
        }


@contextmanager
def acting(officer: Officer) -> Iterator[None]:
    """One transaction in which the database knows who it is."""
    with transaction.atomic():
        set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
        yield


def browser(officer: Officer) -> Client:
    """Signed in; a page that breaks is answered as in service."""
    client = Client(raise_request_exception=False)
    factory.sign_in(client, officer)
    return client


def every_page(keys: dict[str, Any]) -> Iterator[Ask]:
    """Each route of the desk with the rows of this world, by each method; and what the search and the tabs take."""
    paths = []
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name and not str(pattern.pattern).startswith(NOT_ASKED):
            wanted = pattern.pattern.converters
            # A share, a seal or a glass that is not there: whoever writes such a row writes to the ledger as well.
            paths.append(reverse(pattern.name, kwargs={name: keys.get(name) or uuid4() for name in wanted}))
    paths += [
        reverse("search") + f"?q={CANARY}",
        reverse("search") + "?q=07700+900177",
        reverse("episodes") + "?tab=reports",
    ]
    for method in ("GET", "HEAD", "POST"):
        for path in paths:
            yield Ask(method, path)


def ask_all(clients: list[Client], asks: list[Ask]) -> Passed:
    """Every request by every officer."""
    passed = Passed()
    for ask in asks:
        for client in clients:
            before = Entry.objects.count()
            answer = client.generic(ask.method, ask.path)
            body = b"".join(answer) if answer.streaming else answer.content
            said = body + repr(sorted(answer.headers.items())).encode()
            if any(sign in said for sign in SIGNS):
                passed.shown.add(ask)
            if ask in passed.shown or Entry.objects.count() > before:
                passed.looks.add(ask)
            passed.status[ask] = answer.status_code
    return passed


# The ledger down


@contextmanager
def no_right_to_write() -> Iterator[None]:
    """The desk's role may not add to the ledger."""
    with database.cluster.superuser(database.cluster.name) as superuser:
        superuser.execute("revoke insert on ledger_entry from wayhome_app")
        try:
            yield
        finally:
            superuser.execute("grant insert on ledger_entry to wayhome_app")


@contextmanager
def a_trigger_that_refuses_looks() -> Iterator[None]:
    """As a full disk or a broken table would: what is done can be written, looks cannot."""
    with database.cluster.superuser(database.cluster.name) as superuser:
        superuser.execute(
            "create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'"
            " using errcode = 'disk_full'; end $$"
        )
        superuser.execute(
            "create trigger broken before insert on ledger_entry for each row when (new.look) execute function broken()"
        )
        try:
            yield
        finally:
            superuser.execute("drop function broken() cascade")


@contextmanager
def looks_that_fail_open() -> Iterator[None]:
    """A planted fault: a look that cannot be written is passed over."""
    written = ledger.look_at

    def look_at(*words: Any, **facts: Any) -> Any:
        try:
            with transaction.atomic():
                return written(*words, **facts)
        except Exception:  # noqa: BLE001 - that is the fault
            return None

    ledger.look_at = look_at  # type: ignore[assignment]
    try:
        yield
    finally:
        ledger.look_at = written


def public_reports(site: Site) -> int:
    """How many of two public forms took a report that is there afterwards."""
    taken = 0
    for path in ("/report/", "/report/professional/"):
        with database.cluster.superuser(database.cluster.name) as superuser:
            count = "select count(*) from intake_report where received_by = 'public'"
            before = superuser.execute(count).fetchone()
            answer = site.visitor().fill(path, given_name="Wren", last_seen_place="Larkhill bus station")
            after = superuser.execute(count).fetchone()
        assert before is not None
        taken += answer.status == 302 and after == (before[0] + 1,)
    return taken


def run(full: bool) -> list[dict[str, Any]]:
    """All pages, in the slice too: it takes seconds."""
    del full
    figures = measure()
    return [
        {
            "id": "S7",
            "figure": f"{len(figures.leaked)} of {figures.looks} looks left with the ledger down, {len(figures.not_clean)} without a"
            f" clean error; {figures.reports} of 2 public forms took a report",
            "teeth": f"with the ledger up {figures.up} pages show details; with a look that fails open {figures.planted} leak",
            "passed": not figures.leaked
            and not figures.not_clean
            and figures.reports == 2
            and figures.planted == figures.up > 15,
        }
    ]
