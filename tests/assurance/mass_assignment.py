"""Fields that a form does not offer (S4): every form is sent with every field of every table beside its own.

Each form is sent twice by everybody who may send it: as it is, and with the fields planted. Both are undone. What was
planted may then stand in no row, and every count by status, class, role, number or flag must be the same in both.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse

from tests import factory
from tests.assurance import walk
from tests.assurance.faults import Change, page
from tests.assurance.oracle import DESK, MAY, standing
from tests.assurance.public_walk import put_up_the_alert
from tests.assurance.walk import Cell, Target
from tests.assurance.world import Case, Seat, World
from tests.public.conftest import Site
from wayhome.alerts.models import Delivery, Version
from wayhome.appeals.models import Appeal
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.facts.models import Fact
from wayhome.intake.models import Sighting

log = logging.getLogger(__name__)
WORD = "zqplantedwordx"
KEY = "01890000-0000-7000-8000-0000000f00d5"
NUMBER = "98765"
MOMENT = "2031-07-09 03:04:05"
NOT_A_FORM = {"sign-in", "sign-out", "sign-in/passkey", "sign-in/second-step", "sign-in/first-time"}
"""These write no row of a stage; what they write is the session's."""

REFUSED = {
    "sign-in/again", "you/keys/passkey", "you/keys/app", "you/keys/remove", "you/password", "my-address",
    "cases/<uuid:episode>/access/unseal", "cases/<uuid:episode>/access/unseal/<uuid:unseal>",
    "cases/<uuid:episode>/access/shares/<uuid:share>/end", "cases/<uuid:episode>/access/conflicts/<uuid:conflict>/end",
    "cases/<uuid:episode>/access/assigned/<uuid:officer>/end", "officers/<uuid:officer>/address",
    "glass/<uuid:glass>", "glass/<uuid:glass>/end", "glass/<uuid:glass>/read", "recovery", "recovery/decide", "rota",
    "officers/new",
}  # fmt: skip
"""Forms that ask for a key, a password, a seal or a share that is not there, or that answer with a page as an invitation
does: what is planted must change nothing.
"""
BESIDE = {"officers/change": {"subject"}}
"""What else a page asks for in a second form of its own, which the walk does not open."""

# A value that a careless page would take for the status, the class or the role of something.
CHOSEN = {"status": "closed", "field_class": "public", "role": "administrator", "state": "withdrawn", "closeness": "open",
          "kind": "police_force", "door": "pfif", "certainty": "certain", "verdict": "identified", "decided": "standard",
          "subject_kind": "unidentified", "ceiling": "case", "medium": "api"}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One form, sent once: what came back, and what the tables then held."""

    status: int
    counted: dict[str, Counter[Any]]
    holding: frozenset[str]


def run(*, full: bool) -> list[dict[str, Any]]:
    """Send every form, and plant the pages that take too much."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    world = World()
    asked = forms(world) if full else [cell for cell in forms(world) if cell.seat in {"supervisor", "api_client"}]
    fields, accepted, unsent = 0, [], []
    for cell in asked:
        planted, wrong = compare(world, cell)
        fields += planted
        accepted += wrong
        unsent += [] if planted else [str(cell)]
    posts, planted, wrong = public_forms(world)
    fields, accepted = fields + planted, accepted + wrong
    bitten = {name: _bites(world, pattern, plant) for name, pattern, plant in PLANTS}
    for words in (*accepted, *unsent, *(name for name, seen in bitten.items() if not seen)):
        log.error("S4: %s", words)
    routes = {cell.pattern for cell in asked}
    return [
        {
            "id": "S4",
            "figure": f"{len(accepted)} of {fields:,} planted fields accepted, in {len(asked) + posts} posts to {len(routes) + posts} routes"
            + (f"; {len(unsent)} forms were refused as they are" if unsent else ""),
            "teeth": f"{sum(bitten.values())} of {len(bitten)} planted faults found",
            "passed": not accepted and not unsent and all(bitten.values()),
        }
    ]


def forms(world: World) -> list[Cell]:
    """Every form with everybody who may send it, about a record that may be changed so."""
    made = []
    for pattern, route in DESK.items():
        if "POST" not in route.methods.split() or pattern in NOT_A_FORM:
            continue
        fit = [each for each in walk.targets(world, pattern, route) if _fits(pattern, route.about, each.state)]
        made += [
            Cell(pattern, route, "POST", seat, fit[0])
            for seat in world.seats
            if _may_send(pattern, route.right, seat, fit[0].case) and not _of_others(fit[0], route.about, seat)
        ]
    return made


def _fits(pattern: str, about: str, state: str) -> bool:
    if about in {"glass", "officer"} or pattern == "search":
        return state == "absent"
    if pattern.endswith(("/open", "/route")) and pattern.startswith("reports/"):
        return state == "waiting north"
    if pattern.endswith(("/renew", "/told/<uuid:delivery>")):  # of what is public
        return state == "unassigned"
    return state in {"", "own", "nameless north"}


def _may_send(pattern: str, right: str, seat: str, case: Case | None) -> bool:
    if seat not in MAY[right] or (
        case and case.state.startswith("waiting") and not right.startswith("route") and right != "work"
    ):
        return False
    if case and case.state.startswith("waiting"):
        return seat in {"officer", "duty_officer", "supervisor"}
    letter = case and standing(seat, case.state, case.force)
    return letter not in {".", "g"} and (pattern != "interviews/<uuid:interview>" or letter in {"r", "s"})


def _of_others(target: Target, about: str, seat: str) -> bool:
    """Whether somebody without a name is another agency's, for a form that only their own may send."""
    return about == "nameless" and target.letter(seat) == "."


def columns() -> dict[str, models.Field[Any, Any]]:
    """Every field of every table of ours, by the names that a form could call it."""
    found: dict[str, models.Field[Any, Any]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("wayhome."):
            for field in model._meta.concrete_fields:
                found |= {field.name: field, field.attname: field}
    return found


def planted_beside(own: set[str], prefixes: set[str]) -> dict[str, Any]:
    """A value for each field that the form has not itself."""
    extra: dict[str, Any] = {}
    for name, field in columns().items():
        for written in (name, *(f"{prefix}-{name}" for prefix in prefixes)):
            if written not in own:
                extra[written] = _value(name, field)
    return extra


def _value(name: str, field: models.Field[Any, Any]) -> Any:
    if name in CHOSEN:
        return CHOSEN[name]
    if isinstance(field, models.UUIDField | models.ForeignKey):
        return KEY
    if isinstance(field, models.BooleanField):
        return "true"
    if isinstance(field, models.DateTimeField | models.DateField):
        return MOMENT
    return NUMBER if isinstance(field, models.IntegerField) else WORD


def compare(world: World, cell: Cell) -> tuple[int, list[str]]:
    """Send a form as it is and with the fields planted: how many were planted, and what of them was taken."""
    body = cell.target.body
    own = _own_fields(world, cell)
    prefixes = set() if isinstance(body, str) else {name.rpartition("-")[0] for name in body if "-" in name}
    extra = planted_beside(own, prefixes)
    plain, full = send(world, cell, body), send(world, cell, _with(body, extra))
    if plain.status not in {201, 302} and cell.pattern not in REFUSED:
        return 0, []
    wrong = [f"{cell}: {table} holds what was planted" for table in sorted(full.holding)]
    wrong += [f"{cell}: {table} differs" for table in plain.counted if plain.counted[table] != full.counted[table]]
    wrong += [] if plain.status == full.status else [f"{cell}: answers {full.status}, not {plain.status}"]
    return len(extra), wrong


def public_forms(world: World) -> tuple[int, int, list[str]]:
    """The public site's forms, sent to its own process: how many, how many fields were planted, and what was taken."""
    live = world.cases["unassigned searching"].references["appeal"]
    said = {
        "given_name": "Corin",
        "last_seen_place": "Saltby Quay",
        "informant": "Isolde",
        "informant_phone": "07700 900123",
    }
    alert = world.cases["unassigned searching"].references["alert"]
    put_up_the_alert(world.cases["unassigned searching"], world.agencies)
    saw = {"place": "Saltby Quay"}
    paths = {
        "/report/": said, "/report/professional/": said, f"/appeals/{live}/sighting/": saw, f"/alerts/{alert}/sighting/": saw,
    }  # fmt: skip
    site, fields, wrong = Site(WAYHOME_ALLOW_UNSAFE="1"), 0, []
    try:
        for path, body in paths.items():
            visitor = site.visitor()
            own = set(re.findall(r'name="([^"]+)"', visitor.get(path).text)) | set(body)
            extra = {name: str(value) for name, value in planted_beside(own, set()).items()}
            fields += len(extra)
            tables, statuses, deltas = [_counted()], [], []
            for sent in (body, body | extra):
                statuses.append(visitor.fill(path, **sent).status)
                tables.append(_counted())
                deltas.append({label: tables[-1][label] - tables[-2][label] for label in tables[-1]})
            if statuses != [302, 302]:
                wrong.append(f"POST {path} answers {statuses}")
            stages = [label for label in deltas[0] if not label.startswith("limits.")]  # what counts senders
            wrong += [f"POST {path}: {label} differs" for label in stages if deltas[0][label] != deltas[1][label]]
            wrong += [f"POST {path}: {label} holds what was planted" for label in sorted(_holding())]
    finally:
        site.stop()
    return len(paths), fields, wrong


def _with(body: Any, extra: dict[str, Any]) -> Any:
    return json.dumps(extra | json.loads(body)) if isinstance(body, str) else extra | body


def _own_fields(world: World, cell: Cell) -> set[str]:
    """What the form asks for itself: every field that its page names, and what was sent."""
    body = cell.target.body
    named = set(json.loads(body) if isinstance(body, str) else body)
    with transaction.atomic():
        seat = _ready(world, cell)
        shown = seat.client.get(
            OF_PAGE.get(cell.pattern, lambda path: path)(cell.target.path) + QUERY.get(cell.pattern, "")
        ).content.decode()
        transaction.set_rollback(True)
    return named | BESIDE.get(cell.pattern, set()) | set(re.findall(r'name="([^"]+)"', shown))


QUERY = dict.fromkeys(
    ("cases/<uuid:episode>/facts/new", "unidentified/<uuid:unidentified>/facts/new"), "?kind=clothing"
)
OF_PAGE: dict[str, Callable[[str], str]] = {
    pattern: lambda path: path.rpartition("/")[0] for pattern in DESK if pattern.endswith(("/open", "/submit", "/approve", "/refuse", "/renew", "/withdraw", "/decide", "/decline", "/cancel", "/take", "/give-back", "/deal")) and not pattern.startswith("recovery")
} | {
    "unidentified/<uuid:unidentified>/judge/<uuid:missing>": lambda path: path.replace("/judge/", "/match/"),
    "unidentified/<uuid:unidentified>/exclude/<uuid:missing>": lambda path: path.replace("/exclude/", "/match/"),
    "unidentified/<uuid:unidentified>/revoke/<uuid:exclusion>": lambda path: path.partition("/revoke")[0],
    "unidentified/<uuid:unidentified>/revoke-kinship/<uuid:kinship>": lambda path: path.partition("/revoke")[0],
    "alerts/<uuid:alert>/told/<uuid:delivery>": lambda path: path.partition("/told")[0],
}  # fmt: skip


def _ready(world: World, cell: Cell) -> Seat:
    seat = world.seats[cell.seat]
    seat.client.cookies = seat.cookies.copy()
    return seat


def send(world: World, cell: Cell, body: Any) -> Sent:
    """Send one form, read the tables, and undo it."""
    seat = _ready(world, cell)
    with transaction.atomic():
        _prepare(world, cell)
        if isinstance(body, str):
            headers = seat.headers | {"Idempotency-Key": "planted"}
            answer = seat.client.post(cell.target.path, body, content_type="application/json", headers=headers)
        else:
            answer = seat.client.post(
                cell.target.path + QUERY.get(cell.pattern, ""),
                {k: v for k, v in body.items() if v is not None} | _file(cell),
            )
        sent = Sent(answer.status_code, _counted(), _holding())
        transaction.set_rollback(True)
    return sent


def _prepare(world: World, cell: Cell) -> None:
    """Bring the record to where this form can be taken, inside the transaction that is undone."""
    case = cell.target.case
    if case is None or "appeal" not in case.keys:
        return
    if cell.pattern in {"tips/<uuid:tip>/give-back", "tips/<uuid:tip>/deal"}:
        who = world.officer_of(cell.seat)
        Sighting.objects.filter(pk=case.keys["tip"]).update(taken_by=who, taken_at=clock.now())
    if cell.pattern.endswith("/told/<uuid:delivery>"):
        Delivery.objects.filter(pk=case.keys["delivery"]).update(tries=1, state="failed", confirmed_at=None)
    if cell.pattern == "alerts/<uuid:alert>/submit":
        Version.objects.filter(alert=case.keys["alert"]).update(step="draft")
    elif cell.pattern.endswith("/submit"):
        Appeal.objects.filter(pk=case.keys["appeal"]).update(
            status="draft", manifest=None, content_hash="", submitted_by=""
        )


def _file(cell: Cell) -> dict[str, Any]:
    if cell.pattern != "cases/<uuid:episode>/photos/new":
        return {}
    return {"photo": SimpleUploadedFile("picture.jpg", factory.face(3), content_type="image/jpeg")}


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("wayhome.") and model._meta.managed:
            yield model


def _counted() -> dict[str, Counter[Any]]:
    """How many rows of each table have which flags, numbers and codes: what can be told without their ids and times."""
    counted = {}
    for model in _tables():
        kinds = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.BooleanField | models.IntegerField) or field.choices
            if field.attname != "xid"
        ]
        if kinds and _may_read(model):
            counted[model._meta.label] = Counter(model._default_manager.values_list(*kinds))
    return counted


def _holding() -> frozenset[str]:
    """The tables of which a row says what was planted."""
    held = set()
    with connection.cursor() as cursor:
        for model in _tables():
            if not _may_read(model):
                continue
            cursor.execute(
                f'select exists (select from "{model._meta.db_table}" t where t::text ilike any(%s))',
                [[f"%{WORD}%", f"%{KEY}%", f"%{MOMENT[:10]}%"]],
            )
            held |= {model._meta.label} if cursor.fetchone()[0] else set()
    return frozenset(held)


def _may_read(model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, 'select')", [model._meta.db_table])
        return bool(cursor.fetchone()[0])


# Planted pages


def takes(model: type[models.Model], key: str, name: str) -> Change:
    """A page that saves a field which was sent, though its form did not ask for it."""

    def instead(request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
        answer = real()
        if case and answer.status_code == 302 and name in request.POST:
            value = request.POST[name]
            zoned = f"{value}Z" if value == MOMENT else value
            model._default_manager.filter(pk=case.keys[key]).update(**{name: zoned})
        return answer

    return instead


_C = "cases/<uuid:episode>"
_TAKEN: tuple[tuple[str, type[models.Model], str, str], ...] = (
    (f"{_C}/owner", Episode, "episode", "status"),
    (f"{_C}/same-child", Episode, "episode", "version"),
    (f"{_C}/located", Episode, "episode", "opened_at"),
    ("appeals/<uuid:appeal>/refuse", Appeal, "appeal", "approved_by"),
    (f"{_C}/risk", Episode, "episode", "closed_at"),
    (f"{_C}/found", Appeal, "appeal", "edition"),
    (f"{_C}/told/<slug:clock>", Fact, "fact", "superseded_at"),
)
PLANTS = tuple(
    (f"{name} taken from the form", pattern, page(pattern, takes(model, key, name)))
    for pattern, model, key, name in _TAKEN
)


def _bites(world: World, pattern: str, plant: Callable[[World, pytest.MonkeyPatch], None]) -> bool:
    cell = next(each for each in forms(world) if each.pattern == pattern and each.seat == "supervisor")
    with pytest.MonkeyPatch.context() as patch:
        plant(world, patch)
        return bool(compare(world, cell)[1])
