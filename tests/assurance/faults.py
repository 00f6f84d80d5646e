"""Faults that somebody could make one day, planted in the running service to see whether the walk finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from tests.assurance.world import Case, World
from wayhome.base import filestore
from wayhome.base.errors import Problem
from wayhome.desk import urls
from wayhome.desk.access import WHO_MAY_SEE, Anyone
from wayhome.ledger import actions as ledger

Change = Callable[[HttpRequest, Callable[[], HttpResponse], Case | None], HttpResponse]
_C = "cases/<uuid:episode>"


@dataclass(frozen=True)
class Plant:
    """One fault: what it is, in which id's figure it must show, where it stands and which method meets it."""

    name: str
    id: str
    pattern: str
    plant: Callable[[World, pytest.MonkeyPatch], None]
    method: str = "GET"


@contextmanager
def planted(world: World, fault: Plant) -> Iterator[None]:
    """The service with one fault in it."""
    with pytest.MonkeyPatch.context() as patch:
        fault.plant(world, patch)
        yield


def page(pattern: str, change: Change) -> Callable[[World, pytest.MonkeyPatch], None]:
    """Put a page of another making in the place of one."""

    def plant(world: World, patch: pytest.MonkeyPatch) -> None:
        route = next(each for each in urls.urlpatterns if isinstance(each, URLPattern) and str(each.pattern) == pattern)
        real = route.callback

        def instead(request: HttpRequest, **keys: Any) -> HttpResponse:
            return change(request, lambda: real(request, **keys), _case_of(world, keys.values()))

        patch.setattr(route, "callback", instead)

    return plant


def _case_of(world: World, keys: Iterable[Any]) -> Case | None:
    signs = [world.ids[str(key)] for key in keys if str(key) in world.ids]
    return world.by_name.get(signs[0].case) if signs else None


def opens(what: str) -> Change:
    """A page that forgot to ask whose record it is."""

    def change(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
        try:
            return real()
        except Problem:
            return HttpResponse(case.signs[what] if case else "", status=200 if case else 404)

    return change


def adds(what: str) -> Change:
    """A page that shows one thing more than its reader may know."""

    def change(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
        answer = real()
        if case:
            answer.write(f"<p>{case.signs[what]}</p>")
        return answer

    return change


def answers_hidden(make: Callable[[Case], HttpResponse]) -> Change:
    """A page with an answer of its own for what is hidden."""

    def change(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
        try:
            return real()
        except Problem:
            if case is None:
                raise
            return make(case)

    return change


def header(name: str, of: Callable[[Case], str]) -> Change:
    """A page that says in a header what it may not say."""

    def change(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
        try:
            answer = real()
        except Problem:
            answer = HttpResponse(status=404)
        if case:
            answer[name] = of(case)
        return answer

    return change


def lists(pattern: str, what: str) -> Callable[[World, pytest.MonkeyPatch], None]:
    """A list that holds a record of another agency."""

    def plant(world: World, patch: pytest.MonkeyPatch) -> None:
        case = world.cases["other searching"]
        said = case.signs.get(what) or case.keys[what]

        def change(_request: HttpRequest, real: Callable[[], HttpResponse], _case: Case | None) -> HttpResponse:
            answer = real()
            answer.write(f'<tr data-key="x"><td>{said}</td></tr>')
            return answer

        page(pattern, change)(world, patch)

    return plant


def tells(pattern: str, what: str) -> Callable[[World, pytest.MonkeyPatch], None]:
    """A page about somebody without a name that shows one thing more than its reader may know."""

    def plant(world: World, patch: pytest.MonkeyPatch) -> None:
        said = next(word for word, sign in world.signs.items() if (sign.case, sign.what) == ("nameless north", what))

        def change(_request: HttpRequest, real: Callable[[], HttpResponse], _case: Case | None) -> HttpResponse:
            answer = real()
            answer.write(f"<p>{said}</p>")
            return answer

        page(pattern, change)(world, patch)

    return plant


def lets(name: str, who: Any) -> Callable[[World, pytest.MonkeyPatch], None]:
    """A line of the desk's table that lets too many in."""
    return lambda _world, patch: patch.setitem(WHO_MAY_SEE, name, who)


def _counts_more(_request: HttpRequest, real: Callable[[], HttpResponse], _case: Case | None) -> HttpResponse:
    import re

    answer = real()
    answer.content = re.sub(rb'(tab=searching[^>]*>[^<]*<span class="wh-count">)(\d+)', rb"\g<1>99", answer.content)
    return answer


def _takes_everything(request: HttpRequest, real: Callable[[], HttpResponse], _case: Case | None) -> HttpResponse:
    return HttpResponse("Done.") if request.method in {"PUT", "DELETE"} else real()


def _says_where_to(request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
    answer = real()
    if answer.status_code == 302 and case:
        answer["Location"] += f"?child={case.signs['given_name']}"
    return answer


def _shows_the_picture(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
    try:
        return real()
    except Problem:
        if case is None:
            raise
        return HttpResponse(filestore.get(case.keys["photo"]), content_type="image/jpeg")


def _asks_once_more(_request: HttpRequest, real: Callable[[], HttpResponse], case: Case | None) -> HttpResponse:
    try:
        return real()
    except Problem:
        if case:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        raise


def _looks(change: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Callable[[World, pytest.MonkeyPatch], None]:
    return lambda _world, patch: patch.setattr(ledger, "look_at", change(ledger.look_at))


def _twice(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *words, **more: (real(*words, **more), real(*words, **more))[0]


def _somebody_else(real: Callable[..., Any]) -> Callable[..., Any]:
    from wayhome.terms.actor import Actor

    return lambda *words, **more: real(*words, **more | {"by": Actor.system("somebody")})


def _another_kind(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _kind, *words, **more: real("page.looked", *words, **more)


def _another_row(real: Callable[..., Any]) -> Callable[..., Any]:
    from wayhome.base.ids import new_id

    return lambda kind, subject, _key, **more: real(kind, subject, new_id(), **more)


def _without(**left_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda real: lambda *words, **more: real(*words, **more | left_out)


def _from_nowhere(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *words, by, **more: real(*words, by=replace(by, origin=""), **more)


PLANTS = (
    Plant("a case page that does not ask whose case it is", "S1", _C, page(_C, opens("given_name"))),
    Plant("a live page that does not ask either", "S1", f"{_C}/live", page(f"{_C}/live", opens("family_name"))),
    Plant("a form that opens for another agency", "S1", f"{_C}/close", page(f"{_C}/close", opens("given_name"))),
    Plant("a restricted fact on the case page", "S1", _C, page(_C, adds("medical"))),
    Plant("who told us, on the list of facts", "S1", f"{_C}/facts", page(f"{_C}/facts", adds("informant"))),
    Plant("a sealed fact on the list of facts", "S1", f"{_C}/facts", page(f"{_C}/facts", adds("fact_sealed"))),
    Plant("a reason for a grade on the wrong page", "S1", f"{_C}/owner", page(f"{_C}/owner", adds("risk"))),
    Plant("the decision on an appeal on the case page", "S1", _C, page(_C, adds("decision"))),
    Plant("an interview's words on another form", "S1", f"{_C}/close", page(f"{_C}/close", adds("interview"))),
    Plant("a name in a header", "S1", _C, page(_C, header("X-Case", lambda case: case.signs["given_name"]))),
    Plant("a reference in the ETag of what is hidden", "S1", "reports/<uuid:report>",
          page("reports/<uuid:report>", header("ETag", lambda case: case.references["report"]))),
    Plant("a name in a cookie", "S1", f"{_C}/risk", page(f"{_C}/risk", header("Set-Cookie", lambda case: f"last={case.signs['alias']}"))),
    Plant("a name in a redirect", "S1", f"{_C}/owner", page(f"{_C}/owner", _says_where_to), "POST"),
    Plant("403 for what is hidden", "S1", _C, page(_C, answers_hidden(lambda _case: HttpResponse(status=403)))),
    Plant("an empty page for what is hidden", "S1", f"{_C}/facts", page(f"{_C}/facts", answers_hidden(lambda _case: HttpResponse("")))),
    Plant("why there may be an alert, on the case page", "S1", _C, page(_C, adds("alert_decision"))),
    Plant("another agency's child in the list of alerts", "S1", "alerts", lists("alerts", "given_name")),
    Plant("an error page that quotes the row", "S1", "appeals/<uuid:appeal>",
          page("appeals/<uuid:appeal>", answers_hidden(lambda case: HttpResponse(case.signs["shows"], status=404)))),
    Plant("a reference in a comment of the error page", "S1", "interviews/<uuid:interview>",
          page("interviews/<uuid:interview>", answers_hidden(lambda case: HttpResponse(f"<!-- {case.references['episode']} -->", status=404)))),
    Plant("a picture without a question", "S1", "photos/<uuid:photo>", page("photos/<uuid:photo>", _shows_the_picture)),
    Plant("another agency's child on the list", "S1", "", lists("", "given_name")),
    Plant("another agency's id in the lines of the list", "S1", "rows", lists("rows", "episode")),
    Plant("another agency's child in the search", "S1", "search", lists("search", "family_name")),
    Plant("another agency's appeal in the list of appeals", "S1", "appeals", lists("appeals", "given_name")),
    Plant("more than a partner may know beside a match", "S1", "unidentified/<uuid:unidentified>",
          lists("unidentified/<uuid:unidentified>", "circumstances")),
    Plant("a laboratory's kinship result before whoever sees the pair", "S1", "unidentified/<uuid:unidentified>/match/<uuid:missing>",
          tells("unidentified/<uuid:unidentified>/match/<uuid:missing>", "kinship")),
    Plant("a count that includes what is hidden", "S1", "", page("", _counts_more)),
    Plant("a page that takes every method", "S1", f"{_C}/facts", page(f"{_C}/facts", _takes_everything), "DELETE"),
    Plant("a table that lets every role in", "S1", f"{_C}/risk", lets("risk", Anyone.SIGNED_IN)),
    Plant("a table that lets anybody in", "S1", "unidentified", lets("unidentified_list", Anyone.OPEN)),
    Plant("one statement more for what is hidden", "S2", _C, page(_C, _asks_once_more)),
    Plant("one byte more for what is hidden", "S2", "photos/<uuid:photo>",
          page("photos/<uuid:photo>", answers_hidden(lambda _case: HttpResponse(" ", status=404)))),
    Plant("a header for what is hidden", "S2", f"{_C}/risk",
          page(f"{_C}/risk", header("X-Known", lambda _case: "1"))),
    Plant("410 for what is hidden", "S2", "reports/<uuid:report>",
          page("reports/<uuid:report>", answers_hidden(lambda _case: HttpResponse(status=410)))),
    Plant("a look without its line", "S5", _C, _looks(lambda _real: lambda *_words, **_more: None)),
    Plant("a search without its line", "S5", "search", _looks(lambda _real: lambda *_words, **_more: None)),
    Plant("two lines for one look", "S5", "photos/<uuid:photo>", _looks(_twice)),
    Plant("a line that does not say who", "S5", "reports/<uuid:report>", _looks(_somebody_else)),
    Plant("a line that does not say why", "S5", f"{_C}/live", _looks(_without(reason=""))),
    Plant("a line that does not say from where", "S5", "reports/<uuid:report>", _looks(_from_nowhere)),
    Plant("a line of the wrong kind", "S5", "figures", _looks(_another_kind)),
    Plant("a line that names another record", "S5", f"{_C}/facts", _looks(_another_row)),
)  # fmt: skip
