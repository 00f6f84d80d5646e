"""S18: nothing that anybody told us stands in a log, an address, a statement that others can see, or an error page.

A journey through public site, partners' door, desk and worker as real processes: reports by three doors, each with words
that stand nowhere else, searched for, opened as cases, and then broken on purpose at every door, where errors of the
database quote whole rows. The words, the references that were given out and the tokens are then looked for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings

from tests import database, factory
from tests.assurance.harness import free_port, until
from tests.desk.conftest import signed_in
from tests.plane import Plane
from tests.public.conftest import Answer, Visitor
from wayhome.accounts import actions as accounts
from wayhome.base import clock, places
from wayhome.console import environment
from wayhome.console.run import served
from wayhome.intake.models import Report
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

TOLD = ("given_name", "family_name", "alias", "last_seen_place", "circumstances", "clothing", "why_worried",
        "must_not_be_told", "known_places", "informant", "online_account", "mark")  # fmt: skip
PHONES = ("phone", "informant_phone")
# A row that no table takes any more: the error's own words quote it whole.
BROKEN = ("facts_fact", "intake_report", "registry_recordversion", "registry_searchkey", "cases_misper")
OF_OURS = {400, 404, 500}  # pages that are ours alone; a form shown again shows its writer's words, as it must


@dataclass
class Gathered:
    """Everything that could give something away, and what must not stand in it."""

    canaries: set[str] = field(default_factory=set)
    logs: str = ""
    addresses: list[str] = field(default_factory=list)
    statements: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)

    def found(self) -> list[str]:
        """Where a canary was seen; the canary itself is not repeated."""
        places = {
            "a log": [self.logs],
            "an address": self.addresses,
            "a statement": self.statements,
            "an error page": self.pages,
        }
        return [
            f"{where} holds a canary"
            for where, texts in places.items()
            for text in texts
            for canary in self.canaries
            if canary in text or quote(canary) in text
        ]


@dataclass
class Journey:
    """Somebody at each door, who keeps every address and every error page."""

    desk: Visitor
    public: Visitor
    partner: Visitor
    key: str
    seen: Gathered
    many: int = 0

    def told(self) -> dict[str, str]:
        """A report in words that stand nowhere else."""
        self.many += 1
        words = {name: f"Zq{name.replace('_', '')}{self.many:05}x" for name in TOLD}
        words |= {name: f"07700 900{(2 * self.many + place) % 1000:03}" for place, name in enumerate(PHONES)}
        self.seen.canaries |= set(words.values()) | {words[name].replace(" ", "") for name in PHONES}
        return words

    def keep(self, answer: Answer, address: str) -> Answer:
        """Remember where we asked and were led, and what an error page said."""
        self.seen.addresses += [address, answer.headers["Location"] or ""]
        if answer.status in OF_OURS:
            self.seen.pages.append(answer.text)
        return answer

    def by_public(self) -> Answer:
        """The public form; its token is nobody's business either."""
        filled = self.public.hidden("/report/") | self.told()
        self.seen.canaries |= {filled["form_token"], filled["csrfmiddlewaretoken"]}
        return self.keep(self.public.post("/report/", filled), "/report/")

    def by_partner(self) -> Answer:
        """The partners' door."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency_Key": f"Zqkey{self.many:05}x",
            "Content_Type": "application/json",
        }
        self.seen.canaries.add(headers["Idempotency_Key"])
        body = json.dumps(self.told()).encode()
        return self.keep(self.partner.ask("POST", "/api/v1/reports", body, **headers), "/api/v1/reports")

    def by_phone(self) -> Answer:
        """The desk's phone form."""
        return self.keep(self.desk.fill("/reports/new", **self.told()), "/reports/new")

    def open(self, report: Report) -> Answer:
        """Search for the child by name and phone, then open a case."""
        for words in (f"Zqgivenname{self.many:05}x", f"07700 900{2 * self.many % 1000:03}", report.reference):
            answer = self.keep(self.desk.post("/search", self.desk.hidden("/") | {"q": words}), "/search")
            if answer.headers["Location"]:
                self.keep(self.desk.get(answer.headers["Location"]), answer.headers["Location"])
        page = f"/reports/{report.pk}"
        address = f"{page}/open"
        return self.keep(self.desk.post(address, self.desk.hidden(page) | {"whose": "new"}), address)

    def odd(self) -> None:
        """What cannot be read, is not there, or comes from elsewhere."""
        secret = self.told()["given_name"]
        for who in (self.desk, self.public, self.partner):
            self.keep(who.get("/nowhere-to-be-found"), "/nowhere-to-be-found")
            self.keep(who.get("/", Host=f"{secret}.example.org"), "/")
            self.keep(who.post("/report/", {f"box{number}": secret for number in range(1001)}), "/report/")


@contextmanager
def process(name: str, words: list[str], role: str, folder: Path) -> Iterator[None]:
    """One process of the service, whose every word goes into a file."""
    env = os.environ | environment.for_role(database.cluster, role) | {"WAYHOME_LOG": "INFO"}
    env["DJANGO_SETTINGS_MODULE"] = environment.settings_of(role)
    with (folder / f"{name}.log").open("w") as log, subprocess.Popen(words, env=env, stdout=log, stderr=log) as running:
        try:
            yield
        finally:
            running.terminate()


def answers(port: int, path: str, status: int = 200) -> bool:
    """Whether a process takes requests."""
    with suppress(OSError):
        return Visitor(port).get(path).status == status
    return False


@contextmanager
def watched(seen: Gathered) -> Iterator[None]:
    """Sample, as somebody who watches the database would, every statement that can be seen."""
    done = threading.Event()

    def look() -> None:
        with database.cluster.superuser() as root:
            while not done.wait(0.003):
                rows = root.execute("select query from pg_stat_activity where pid <> pg_backend_pid()").fetchall()
                seen.statements |= {str(query) for (query,) in rows}

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def journey(reports: int, folder: Path) -> Gathered:
    """The whole of it; `reports` by each door."""
    seen, force = Gathered(), factory.force()
    duty = factory.officer(Role.DUTY_OFFICER, force)
    key = accounts.make_api_key(force, name="control room", by=Actor.system("test"), at=clock.now())
    session = signed_in(duty).cookies[settings.SESSION_COOKIE_NAME].value
    seen.canaries |= {key, session}
    desk, public, api = free_port(), free_port(), free_port()
    with ExitStack() as service:
        service.enter_context(process("desk", served("wayhome.desk.wsgi:application", desk), "app", folder))
        door = folder / "public.sock"
        service.enter_context(process("public", served("wayhome.public.wsgi:application", door), "public", folder))
        plane = Plane(door=door, tree=places.published(), port=public)
        service.callback(plane.stop)
        service.enter_context(process("api", served("wayhome.api.wsgi:application", api, static=False), "api", folder))
        service.enter_context(process("worker", [sys.executable, "-m", "wayhome.console", "worker"], "worker", folder))
        until(lambda: answers(desk, "/sign-in") and answers(public, "/") and answers(api, "/", 404))
        service.enter_context(watched(seen))
        who = Journey(Visitor(desk, {settings.SESSION_COOKIE_NAME: session}), Visitor(public), Visitor(api), key, seen)
        for _ in range(reports):
            assert who.by_public().status == 302
            assert who.by_partner().status == 201
            assert who.open(Report.objects.filter(door="partner_api").latest("received_at")).status == 302
            assert who.by_phone().status == 302
        who.odd()
        waiting = list(Report.objects.filter(taken_up_at=None, agency=force)[:2])
        _break(who, waiting, seen)
        references = Report.objects.values_list("reference", flat=True)
        seen.canaries |= set(references)
        for each in (plane.folder / "access.log", plane.said):
            (folder / f"nginx-{each.name}.log").write_bytes(each.read_bytes())
    seen.logs = "\n".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
    seen.logs += (database.cluster.data / "postgres.log").read_text(errors="replace")
    return seen


def _break(who: Journey, waiting: list[Report], seen: Gathered) -> None:
    """Let tables refuse every row, and send words at each door once more."""
    before = sum(answer.startswith("<!doctype html>") for answer in seen.pages)
    with database.cluster.superuser(database.cluster.name) as root:
        for table in BROKEN[:1]:
            root.execute(f"alter table {table} add constraint broken check (false) not valid")  # type: ignore[call-overload]
        assert who.open(waiting[0]).status == 500
        for table in BROKEN[1:]:
            root.execute(f"alter table {table} add constraint broken check (false) not valid")  # type: ignore[call-overload]
        assert who.by_public().status == 500
        assert who.by_partner().status == 500
        assert who.by_phone().status == 500
        assert len(seen.pages) > before + 2
        for table in BROKEN:
            root.execute(f"alter table {table} drop constraint broken")  # type: ignore[call-overload]


def teeth(clean: Gathered) -> dict[str, bool]:
    """A canary planted in each place, by something that really puts it there; whether it is found."""
    canary = "Zqplanted00000x"
    found = {}

    def one(name: str, **more: Any) -> None:
        planted = Gathered({canary}, clean.logs, clean.addresses, clean.statements, clean.pages)
        assert planted.found() == []
        for place, what in more.items():
            setattr(planted, place, what)
        found[name] = planted.found() != []

    careless = (
        "import logging, sys\ntry:\n  int(sys.argv[1])\nexcept ValueError:\n  logging.exception('a report failed')"
    )
    said = subprocess.run([sys.executable, "-c", careless, canary], capture_output=True, text=True, check=True).stderr
    one("a log that keeps the words of an error", logs=clean.logs + said)
    one("an address with a name", addresses=[*clean.addresses, f"/search?q={canary}"])
    one("an error page with a name", pages=[*clean.pages, f"<p>ValueError: {canary}</p>"])
    watcher = Gathered()
    with watched(watcher), psycopg.connect(database.cluster.url("app")) as careless_client:
        careless_client.execute(f"select pg_sleep(0.3), '{canary}'")  # type: ignore[call-overload]
    one("a statement with its values in it", statements=clean.statements | watcher.statements)
    return found


def run(full: bool) -> list[dict[str, Any]]:
    """S18. Whole: 100 reports by each door, more than 5,000 canaries; a slice takes three."""
    with tempfile.TemporaryDirectory(prefix="wayhome-logs-") as named:
        seen = journey(100 if full else 3, Path(named))
        wrong, bites = seen.found(), teeth(seen)
    errors = seen.logs.count(" ERROR ")
    return [
        {
            "id": "S18",
            "figure": f"{len(wrong)} of {len(seen.canaries)} canaries in {len(seen.logs.splitlines())} lines of log ({errors} errors),"
            f" {len(seen.addresses)} addresses, {len(seen.statements)} statements, {len(seen.pages)} error pages"
            + (f"; {sorted(set(wrong))}" if wrong else ""),
            "teeth": f"{sum(bites.values())} of {len(bites)} planted canaries found",
            "passed": not wrong and all(bites.values()) and errors > 2 and len(seen.statements) > 20
            and len(seen.canaries) > (5000 if full else 150),
        }
    ]  # fmt: skip
