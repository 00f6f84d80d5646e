"""`wayhome bench desk`: how fast the desk answers, over HTTP, beside the same SQL without the desk.

Four closed-loop clients, each with its own connection and officer, ask real pages of a real desk process with 20,000
invented episodes behind it. Every page writes its ledger line. The baseline is the SQL that those very pages sent, run
again by psycopg from four processes in the same run, transactions and all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wayhome.console import bench_alert, bench_area, bench_kinship, bench_match, bench_site, environment
from wayhome.console.bench_parts import free_port, quantile, signed_in
from wayhome.console.embedded import Embedded

CLIENTS = 4
WARM = 60
CAPTURED = 48
SHOWN = 20
ENTRY_ID = re.compile(r'(INSERT INTO "ledger_entry" .*? VALUES \(\')([0-9a-f-]{32,36})')


@dataclass(frozen=True, slots=True)
class Ask:
    """One request and what must be on the page, if anything."""

    path: str
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Timed:
    """How long each request took, in milliseconds, and how many pages held what was expected."""

    milliseconds: tuple[float, ...]
    held: int

    def summary(self) -> dict[str, float | int]:
        """Count, median and 95th percentile."""
        ordered = sorted(self.milliseconds)
        return {"n": len(ordered), "p50": round(quantile(ordered, 0.5), 1), "p95": round(quantile(ordered, 0.95), 1)}


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("bench", help="measure against a baseline in the same run")
    kinds = parser.add_subparsers(required=True, metavar="what")
    desk = kinds.add_parser("desk", help="the desk's pages over HTTP, beside the same SQL by psycopg")
    desk.add_argument("--episodes", type=int, default=20_000)
    desk.add_argument("--requests", type=int, default=1_200, help="for each kind of page")
    desk.add_argument("--seed", type=int, default=1)
    desk.add_argument("--data", default="var/bench", help="folder kept for the next run")
    desk.set_defaults(run=run)
    plant = kinds.add_parser("plant", help="only invent the episodes; `bench desk` does so first, by itself")
    for name, value in (("--episodes", 20_000), ("--seed", 1)):
        plant.add_argument(name, type=int, default=value)
    plant.add_argument("--data", default="var/bench")
    plant.set_defaults(run=run_plant)
    bench_alert.add_to(kinds)
    bench_area.add_to(kinds)
    bench_kinship.add_to(kinds)
    bench_match.add_to(kinds)
    bench_site.add_to(kinds)


def run(options: argparse.Namespace) -> int:
    """Plant, start a desk, ask, replay, and print one JSON list."""
    given = ["--episodes", str(options.episodes), "--seed", str(options.seed), "--data", options.data]
    # In a process of its own, with the rights of the operator's commands: the desk's role may not write search keys.
    subprocess.run([sys.executable, "-m", "wayhome.console", "bench", "plant", *given], check=True)
    os.environ["WAYHOME_LOOKS_AN_HOUR"] = "1000000"  # nobody is slowed who opens a case each tenth of a second
    with environment.database("app", data=options.data) as embedded:
        if embedded is None:
            raise SystemExit("The benchmark works on a database of its own. Unset WAYHOME_APP_DATABASE_URL.")
        officers = _officers()
        cookies = [signed_in(officer) for officer in officers]
        asks = _asks(officers, options)
        with _desk(embedded) as port:
            timed = {name: _in_parallel(_over_http, [(port, cookie, part) for cookie, part in zip(cookies, _dealt(each), strict=True)])
                     for name, each in asks.items()}  # fmt: skip
        replayed = {}
        for name, each in asks.items():
            pages = _sql_of(each[:CAPTURED], cookies[0])
            rounds = -(-len(each) // len(pages))
            replayed[name] = _in_parallel(_by_psycopg, [(embedded.url("app"), part, rounds) for part in _dealt(pages)])
    print(json.dumps(list(_lines(timed, replayed, options)), indent=1))
    return 0


def run_plant(options: argparse.Namespace) -> int:
    """Invent the episodes, unless they are there."""
    with environment.database("console", data=options.data):
        _plant(options)
    return 0


def _lines(
    timed: dict[str, Timed], replayed: dict[str, Timed], options: argparse.Namespace
) -> Iterable[dict[str, Any]]:
    for name, each in timed.items():
        baseline = {"name": "the same SQL by psycopg", "unit": "ms", **replayed[name].summary()}
        yield {
            "name": f"desk.{name}",
            "unit": "ms",
            "episodes": options.episodes,
            "clients": CLIENTS,
            **each.summary(),
            "baseline": baseline,
        }
    search = timed["search"]
    yield {"name": f"desk.search.recall@{SHOWN}", "unit": "share", "n": len(search.milliseconds),
           "value": round(search.held / len(search.milliseconds), 4)}  # fmt: skip


def _plant(options: argparse.Namespace) -> None:
    """The drill force with at least so many episodes; made on the first run and kept."""
    from wayhome.accounts.models import Agency, Officer
    from wayhome.base import clock
    from wayhome.cases.models import Episode
    from wayhome.synthetic.crowd import plant_crowd, plant_force

    now = clock.now()
    agency = Agency.objects.filter(code="bench").first()
    if agency is None:
        agency, _ = plant_force("bench", password=os.urandom(12).hex(), now=now)
    officers = list(Officer.objects.filter(agency=agency))
    missing = options.episodes - Episode.objects.filter(agency=agency).count()
    if missing > 0:
        for done in plant_crowd(missing, agency=agency, officers=officers, now=now, seed=options.seed + missing):
            print(f"\rinventing episodes: {done} of {missing}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        _analyse(options.data)


def _analyse(data: str) -> None:
    """What autovacuum would do within minutes of such a load."""
    embedded = Embedded(environment.home(data))
    words = [sys.executable, "-m", "wayhome.console", "migrate", "--quiet", "--analyse"]
    subprocess.run(words, env=os.environ | environment.for_role(embedded, "owner"), check=True)


def _officers() -> list[Any]:
    """Those in whose name the pages are asked for."""
    from wayhome.accounts.models import Officer

    return list(Officer.objects.filter(agency__code="bench").order_by("login")[:CLIENTS])


def _asks(officers: list[Any], options: argparse.Namespace) -> dict[str, list[Ask]]:
    """What is asked: the list, cases at random, and names with one slip of the pen. Why, each officer has said."""
    from datetime import timedelta
    from urllib.parse import quote

    from django.db import transaction
    from django.urls import reverse

    from wayhome.access.models import Purpose
    from wayhome.base import clock
    from wayhome.base.web import set_viewer
    from wayhome.cases.models import Episode
    from wayhome.facts.queries import values_of
    from wayhome.registry.queries import name_in
    from wayhome.synthetic.errors import misspell

    rng = random.Random(options.seed)
    at = clock.now()
    for officer in officers:
        with transaction.atomic():
            set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
            if officer is officers[0]:
                episodes = list(Episode.objects.values_list("pk", "misper", "misper__reference"))
                drawn = [rng.choice(episodes) for _ in range(options.requests)]
                known = values_of({misper for _, misper, _ in drawn}, ("given_name", "family_name"))
            said = {
                "agency_id": officer.agency_id,
                "officer": officer,
                "code": "duty",
                "at": at,
                "until": at + timedelta(hours=12),
            }
            Purpose.objects.bulk_create([Purpose(subject=misper, **said) for _, misper, _ in drawn])
    search = reverse("search")
    return {
        "list": [Ask(reverse("episodes")) for _ in drawn],
        "case": [Ask(reverse("episode", args=[pk])) for pk, _, _ in drawn],
        "search": [
            Ask(f"{search}?q={quote(misspell(rng, name_in(known[misper])))}", expect=reference)
            for _, misper, reference in drawn
        ],
    }


class _desk:  # noqa: N801 - used as a function
    """A desk process on a free port, as `wayhome run` starts it."""

    def __init__(self, embedded: Embedded) -> None:
        self.embedded = embedded

    def __enter__(self) -> int:
        from wayhome.console.run import Program, Supervisor, desk_words, wait_until_answering

        port = free_port()
        env = (
            os.environ
            | environment.for_role(self.embedded, "app")
            | {"DJANGO_SETTINGS_MODULE": "wayhome.settings.desk"}
        )
        self.supervisor = Supervisor([Program("desk", desk_words(port), env)])
        self.supervisor.start()
        wait_until_answering({"desk": port}, self.supervisor)
        return port

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()


def _dealt(rows: Sequence[Any]) -> list[list[Any]]:
    return [list(rows[number::CLIENTS]) for number in range(CLIENTS)]


def _in_parallel(work: Callable[..., Timed], tasks: list[tuple[Any, ...]]) -> Timed:
    """Run one task in each of the client processes at once."""
    with multiprocessing.get_context("spawn").Pool(len(tasks)) as pool:
        parts = pool.starmap(work, tasks)
    return Timed(tuple(ms for part in parts for ms in part.milliseconds), sum(part.held for part in parts))


def _over_http(port: int, cookie: str, asks: list[Ask]) -> Timed:
    """Ask pages one after another over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took, held = [], 0
    for number, ask in enumerate([*asks[:WARM], *asks]):
        started = time.perf_counter()
        connection.request("GET", ask.path, headers={"Cookie": cookie, "Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read()
        spent = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise SystemExit(f"{ask.path} answered {answer.status}")
        if number >= min(WARM, len(asks)):
            took.append(spent)
            held += ask.expect.encode() in body if ask.expect else 1
    return Timed(tuple(took), held)


def _sql_of(asks: list[Ask], cookie: str) -> list[list[str]]:
    """The statements that each page sends, taken from the same pages run in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    # To be sent again each statement must hold its values, which serving processes send apart.
    connection.settings_dict["OPTIONS"]["server_side_binding"] = False
    connection.features.__dict__.pop("uses_server_side_binding", None)
    connection.close()
    name, _, value = cookie.partition("=")
    client = Client()
    client.cookies[name] = value
    pages = []
    for ask in asks:
        with CaptureQueriesContext(connection) as captured:
            client.get(ask.path)
        pages.append([str(query["sql"]) for query in captured.captured_queries])
    return pages


def _by_psycopg(url: str, pages: list[list[str]], rounds: int) -> Timed:
    """Send the same statements, each page in one transaction, with a ledger id of its own."""
    import psycopg

    from wayhome.base.ids import new_id

    took = []
    with psycopg.connect(url) as connection:
        for number in range(rounds + 1):
            for page in pages:
                fresh: UUID = new_id()
                statements = [ENTRY_ID.sub(rf"\g<1>{fresh}", sql) for sql in page if not _is_control(sql)]
                started = time.perf_counter()
                for sql in statements:
                    answer = connection.execute(sql.encode())
                    if answer.description:
                        answer.fetchall()
                connection.commit()
                if number:
                    took.append((time.perf_counter() - started) * 1000)
    return Timed(tuple(took), len(took))


def _is_control(sql: str) -> bool:
    return sql.split(" ", 1)[0].upper().rstrip(";") in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
