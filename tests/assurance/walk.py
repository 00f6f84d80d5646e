"""Walking the matrix: every door, method, seat and state is one cell; each is asked once, and judged by the oracle.

A question to the desk runs in a transaction that is undone, so that the world stays as it is. In it are counted the
statements and the ledger's looks, which S2 and S5 read from the same walk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver

from tests.assurance import bodies
from tests.assurance.oracle import ROLES, Route, beside_a_find, column, standing
from tests.assurance.world import Case, Seat, World
from wayhome.base import clock
from wayhome.ledger.models import Entry
from wayhome.matching.models import Candidate

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
ABSENT = UUID("01890000-0000-7000-8000-00000000dead")
RANDOM = re.compile(rb'csrfmiddlewaretoken" value="\w+"|name="form_token" value="[\w-]+"|nonce="[^"]+"|nonce-[\w+/=-]+')


@dataclass(frozen=True, eq=False)
class Target:
    """What a question is about: a record in a state, or none. `letter` says how far each seat may open it.

    `twin` is the address of what is absent, and must answer as this does where it is hidden.
    """

    state: str
    path: str
    letter: Callable[[str], str | None]
    case: Case | None = None
    body: dict[str, Any] = field(default_factory=dict)
    twin: str = ""


@dataclass(frozen=True, eq=False)
class Cell:
    """One question."""

    pattern: str
    route: Route
    method: str
    seat: str
    target: Target

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern} as {self.seat}, {self.target.state or 'no record'}"


@dataclass
class Answer:
    """What came back, and what it left behind."""

    status: int
    body: bytes
    headers: dict[str, str]
    statements: int = 0
    looks: list[Entry] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Body and headers, in which nothing may stand that is not for this seat."""
        return self.body.decode(errors="replace") + "\n" + "\n".join(f"{k}: {v}" for k, v in self.headers.items())

    def alike(self) -> tuple[int, bytes, tuple[tuple[str, str], ...], int]:
        """What must be the same for what is hidden and what is absent."""
        kept = tuple(
            sorted((k, RANDOM.sub(b"", v.encode()).decode().partition("?next=")[0]) for k, v in self.headers.items())
        )
        return self.status, RANDOM.sub(b"", self.body), kept, self.statements


def patterns(resolver: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every route of a resolver, as it is written."""
    for each in resolver:
        written = before + str(each.pattern).lstrip("^").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, written)
        else:
            yield written


def unlisted(found: Iterable[str], oracle: Iterable[str]) -> list[str]:
    """Routes that the oracle does not know, and lines of the oracle that are no route."""
    there, known = set(found), set(oracle)
    return [f"{each} is not in the oracle" for each in sorted(there - known)] + [
        f"{each} is no route" for each in sorted(known - there)
    ]


# What there is to ask


def targets(world: World, pattern: str, route: Route) -> list[Target]:
    """Everything that a route can be asked about: a record in each state, and one that never was."""
    if "<" not in pattern or route.about in NO_CASE or "<slug:provider_id>" in pattern:
        return _of_no_case(world, pattern, route)
    wanted = next(
        (kind for kind in ("interview", "appeal", "delivery", "alert", "tip") if f"<uuid:{kind}>" in pattern), ""
    )
    absent = dict.fromkeys(
        ["episode", "report", "photo", "appeal", "alert", "delivery", "tip", "interview", "fact"], ABSENT
    )
    none = _path(pattern, absent)
    made: list[Target] = []
    for case in world.cases.values():
        if wanted not in {"", *case.keys} or (case.ended != (pattern in bodies.OF_ENDED) and case.state != "closed"):
            continue
        for variant in ("fact", "fact_restricted", "fact_sealed") if "<uuid:fact>" in pattern else ("",):
            keys = case.keys | ({"fact": case.keys[variant]} if variant else {})
            state = f"{case.state}{' ' + variant if variant not in {'', 'fact'} else ''}"
            twin = none if variant in {"", "fact"} else _path(pattern, keys | {"fact": ABSENT})
            made.append(
                Target(
                    state,
                    _path(pattern, keys),
                    _letter(route, case, variant),
                    case,
                    bodies.body(pattern, world, case),
                    twin,
                )
            )
            if twin not in {"", none, *(each.path for each in made)}:
                made.append(Target(f"{case.state} no fact", twin, _letter(route, case, "no fact"), case, made[-1].body))
    if "<uuid:report>" in pattern or "<uuid:photo>" in pattern:
        made += [
            Target(
                case.state,
                _path(pattern, case.keys),
                _letter_of_waiting(agency),
                case,
                bodies.body(pattern, world, case),
                none,
            )
            for agency, case in world.waiting.items()
        ]
    some = world.cases["own searching"]
    return [*made, Target("absent", none, lambda _seat: ".", None, bodies.body(pattern, world, some))]


NO_CASE = frozenset({"nameless", "glass", "officer"})


def _of_no_case(world: World, pattern: str, route: Route) -> list[Target]:
    """What a route without a case can be asked about."""
    if "<slug:provider_id>" in pattern:  # no agency of this world signs in by itself: tests/desk/test_agency_sign_in.py
        return []
    if pattern == "search":
        return _searches(world)
    if route.about == "nameless":
        return _nameless(world, pattern)
    if "<" in pattern:  # broken glass, of which there is none here; its own harness breaks it
        return [Target("absent", _path(pattern, {}), lambda _seat: ".", body=bodies.body(pattern, world, None))]
    return [Target("", f"/{pattern}", lambda _seat: None, body=bodies.body(pattern, world, None))]


def _letter(route: Route, case: Case, variant: str) -> Callable[[str], str]:
    def letter(seat: str) -> str:
        found = standing(seat, case.state, case.force)
        if column(seat, case.state, case.force) == "shared" and route.right != "see case":
            return "."
        closed = {"fact_restricted": "rs", "fact_sealed": "s", "no fact": "-"}.get(variant)
        return "." if closed and found not in {*closed, "g"} else found

    return letter


def _letter_of_waiting(agency: str) -> Callable[[str], str]:
    return lambda seat: "r" if ROLES[seat][1] == agency else "."


def _path(pattern: str, keys: dict[str, UUID]) -> str:
    def key(found: re.Match[str]) -> str:
        return "childrens_services_told" if found[1] == "clock" else str(keys.get(found[1], ABSENT))

    return "/" + re.sub(r"<\w+:(\w+)>", key, pattern)


def _nameless(world: World, pattern: str) -> list[Target]:
    """Everybody who reads the shared record reads of people without a name; only who recorded them says more."""
    made = []
    for force, keys in world.unidentified.items():

        def letter(seat: str, force: str = force) -> str:
            return "p" if "/facts/" not in pattern or ROLES[seat][1] == force else "."

        made.append(Target(f"nameless {force}", _path(pattern, keys), letter, body=bodies.body(pattern, world, None)))
    none = _path(pattern, {})
    made.append(Target("absent", none, lambda _seat: ".", body=bodies.body(pattern, world, None)))
    if "<uuid:missing>" in pattern:
        made += _pairs(world, pattern)
    return made


def _pairs(world: World, pattern: str) -> list[Target]:
    """Each missing person who stands in a nameless person's list, beside a pair that was never weighed."""
    some, own = (world.unidentified["north"][key] for key in ("unidentified", "missing"))
    weighed = set(Candidate.objects.filter(unidentified=some, superseded_at=None).values_list("missing", flat=True))

    def letter(case: Case) -> Callable[[str], str]:
        return lambda seat: beside_a_find(seat, case.state, case.force)

    none = _path(pattern, {"unidentified": some})
    return [
        Target(
            f"beside {case.name}", _path(pattern, {"unidentified": some, "missing": case.keys["misper"]}), letter(case),
            body=bodies.body(pattern, world, None), twin=none,
        )
        for case in world.cases.values()
        if case.keys["misper"] in weighed - {own}
    ] + [Target("absent beside", none, lambda _seat: ".", body=bodies.body(pattern, world, None))]  # fmt: skip


def _searches(world: World) -> list[Target]:
    made = []
    for case in world.cases.values():
        words = {"name": case.signs["given_name"], "alias": case.signs["alias"], "place": case.signs["last_seen_place"],
                 "phone": case.phone, "reference": case.references["misper"], "case": case.references["episode"]}  # fmt: skip
        made += [
            Target(f"{case.name} by {by}", f"/search?q={quote(text)}", lambda _seat: None, case)
            for by, text in words.items()
        ]
    return [*made, Target("absent", "/search?q=Zqnobodyatallx", lambda _seat: None)]


def cells(world: World, routes: dict[str, Route]) -> list[Cell]:
    """The whole matrix of the desk."""
    return [
        Cell(pattern, route, method, seat, target)
        for pattern, route in routes.items()
        for target in targets(world, pattern, route)
        for seat in world.seats
        for method in METHODS
    ]


# Asking


def ask(world: World, cell: Cell) -> Answer:
    """Put one question, and undo whatever it did."""
    seat = world.seats[cell.seat]
    seat.stay_signed_in()
    seat.client.cookies = seat.cookies.copy()
    statements = 0

    def count(execute: Any, *words: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*words)

    started = clock.now()
    with transaction.atomic():
        with connection.execute_wrapper(count):
            response = _sent(seat, cell)
        looks = list(Entry.objects.filter(look=True, at__gte=started)) if _could_look(response) else []
        transaction.set_rollback(True)
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return Answer(response.status_code, response.getvalue(), headers, statements, looks)


def _could_look(response: HttpResponse) -> bool:
    return response.status_code < 500


def _sent(seat: Seat, cell: Cell) -> HttpResponse:
    path, send = cell.target.path, getattr(seat.client, cell.method.lower())
    options: dict[str, Any] = {"headers": seat.headers}
    if cell.method == "POST" and cell.pattern.startswith("api/"):
        options |= {"content_type": "application/json", "headers": seat.headers | {"Idempotency-Key": "walk"}}
        return send(path, cell.target.body, **options)
    if cell.method == "POST":
        return send(
            path, urlencode(cell.target.body, doseq=True), content_type="application/x-www-form-urlencoded", **options
        )
    return send(path, **options)
