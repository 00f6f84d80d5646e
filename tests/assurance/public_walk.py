"""The public site in the matrix: its own process, as its own role, asked by every method for every edition there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http.client import HTTPMessage

from tests.assurance.judging import IDS, REFERENCES, Fault
from tests.assurance.oracle import PUBLIC
from tests.assurance.walk import METHODS
from tests.assurance.world import TOKEN, Case, World
from tests.public.conftest import Answer, Site
from wayhome.accounts.models import Agency
from wayhome.base import clock
from wayhome.published import files as published

ABSENT = "7K3M-Q9TD-7K3M-Q9TD"
LIVE, WITHDRAWN, NEVER = "unassigned searching", ("own ended", "closed ended"), "own searching"
FEED_SAYS = frozenset({"last_seen_area"})
"""A list of appeals names areas, and nobody."""
LISTS = frozenset({"appeals/", "feed.atom", "feed.json"})


def questions(world: World) -> Iterator[tuple[str, str, str, Case | None]]:
    """Each route with each edition or receipt: pattern, address, the class of its answer, and the case it may speak of."""
    live, never = world.cases[LIVE], world.cases[NEVER]
    for pattern, route in PUBLIC.items():
        if route.about == "edition":
            for case, answer in [(live, "page"), *((world.cases[each], "410") for each in WITHDRAWN), (never, "404")]:
                yield pattern, _path(pattern, case.references["appeal"]), answer, case
            yield pattern, _path(pattern, ABSENT), "404", None
        elif route.about == "alert":  # its form outlives it, and says nothing of anybody
            stood = "page" if pattern.startswith("alerts/") else "404"
            for case, answer in [*((world.cases[each], stood) for each in (LIVE, *WITHDRAWN)), (never, "404")]:
                yield pattern, _path(pattern, case.references["alert"]), answer, case
            yield pattern, _path(pattern, ABSENT), "404", None
        elif route.about == "receipt":
            for reference in (ABSENT, live.references["misper"], live.references["episode"]):
                yield pattern, _path(pattern, reference), "404", None
        elif pattern == "appeals/find/":
            for case in (live, never):
                yield pattern, f"/{pattern}?reference={case.references['appeal']}", "page", case
        else:
            yield pattern, f"/{pattern}", "page", None


def _path(pattern: str, reference: str) -> str:
    return "/" + re.sub(r"<str:\w+>", reference, pattern)


def walk_public(world: World) -> tuple[int, list[Fault]]:
    """Ask the public site everything: how many cells, and what is wrong."""
    site, cells, faults = Site(WAYHOME_ALLOW_UNSAFE="1"), 0, []
    put_up_the_alert(world.cases[LIVE], world.agencies)
    try:
        for pattern, path, answer, case in questions(world):
            for method in METHODS:
                got = _sent(site, method, path)
                cells += 1
                faults += [
                    Fault("S1", f"{method} /{pattern} of the public site, {case.name if case else 'nobody'}", why)
                    for why in wrong(world, pattern, method, answer, got, path=path, case=case)
                ]
    finally:
        site.stop()
    return cells, faults


def put_up_the_alert(case: Case, agencies: Mapping[str, Agency]) -> None:
    """No delivery runs in the world, so its page is put where the channel would put it."""
    spot, agency = f"alerts/{case.references['alert']}", agencies[case.force].pk
    published.publish(case.keys["alert"], spot, {"index.html": b"An alert"}, agency=agency, at=clock.now())


def _sent(site: Site, method: str, path: str) -> Answer:
    """Ask as somebody who has a form of this site open, so that it is the page that answers and not the check before it."""
    visitor = site.visitor()
    if method in {"GET", "HEAD"}:
        return visitor.ask(method, path)
    return visitor.ask(method, path, X_CSRFToken=visitor.hidden("/report/")["csrfmiddlewaretoken"])


def wrong(
    world: World, pattern: str, method: str, answer: str, got: Answer, *, path: str, case: Case | None
) -> list[str]:
    """What is wrong with one answer of the public site."""
    taken = {*PUBLIC[pattern].methods.split(), "HEAD"}
    # An empty form is refused; a tip that was begun before the end is taken after it.
    wanted = "405" if method not in taken else "422" if method == "POST" and answer in {"page", "410"} else answer
    status = "page" if got.status in {200, 302} or (got.status, pattern) == (400, "appeals/find/") else str(got.status)
    faults = [] if status == wanted else [f"answers {got.status}, not {wanted}"]
    text = got.body.decode(errors="replace") + str(got.headers)
    may = _may_say(world, pattern, answer == "page", case)
    for word in {found.lower() for found in TOKEN.findall(text)} - may:
        sign = world.signs.get(word)
        faults.append(f"leaks {sign.what} of {sign.case}" if sign else "says what nobody wrote")
    known = {*IDS.findall(text), *REFERENCES.findall(text)} & set(world.ids)
    live = world.cases[LIVE].references["appeal"]
    faults += [f"leaks the {world.ids[each].what} {each}" for each in known if each not in path and each != live]
    return faults


def _may_say(world: World, pattern: str, live: bool, case: Case | None) -> set[str]:
    if pattern in LISTS:
        return {world.cases[LIVE].shows[what].lower() for what in FEED_SAYS}
    if case and live and "shows" in PUBLIC[pattern].shows:
        return {found.lower() for words in case.shows.values() for found in re.findall(TOKEN, words)}
    return set()


def doctored(world: World) -> dict[str, bool]:
    """Answers that the public site must never give, and whether each is noticed."""
    live, ended, never = world.cases[LIVE], world.cases[WITHDRAWN[0]], world.cases[NEVER]
    page, plain = "appeals/<str:reference>/", HTTPMessage()
    named = HTTPMessage()
    named["ETag"] = live.signs["family_name"]
    answers = {
        "a name in the list of appeals": ("appeals/", "page", _answer(200, plain, live.shows["given_name"].encode()), None),
        "a name in the feed": ("feed.json", "page", _answer(200, plain, live.shows["given_name"].encode()), None),
        "a family name on the appeal": (page, "page", _answer(200, plain, live.signs["family_name"].encode()), live),
        "a name in a header of the appeal": (page, "page", _answer(200, named, b""), live),
        "an appeal that was withdrawn": (page, "410", _answer(200, plain, b"Gone"), ended),
        "a name on the page of what is gone": (page, "410", _answer(410, plain, ended.shows["given_name"].encode()), ended),
        "410 for what was never published": (page, "404", _answer(410, plain, b""), never),
        "a record's reference in the feed": ("feed.atom", "page", _answer(200, plain, never.references["episode"].encode()), None),
    }  # fmt: skip
    return {
        name: bool(wrong(world, pattern, "GET", answer, got, path="/", case=case))
        for name, (pattern, answer, got, case) in answers.items()
    }


def _answer(status: int, headers: HTTPMessage, body: bytes) -> Answer:
    return Answer(status, headers, body, port=0)
