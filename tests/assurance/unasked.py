"""Whoever has not said why is asked first: the question holds nothing of the record, and no look is taken before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factory
from tests.assurance import walk
from tests.assurance.judging import Fault
from tests.assurance.oracle import DESK, MAY, ROLES
from tests.assurance.walk import Cell
from tests.assurance.world import TOKEN, Seat, World, sign_in
from wayhome.desk import page
from wayhome.terms.viewer import Role

OPEN = frozenset({"own", "unassigned", "shared", "closed"})


def cells(world: World) -> list[Cell]:
    """Every page about a case as a colleague who has opened nothing yet, one for each role."""
    for name in sorted(MAY["police"] | MAY["see case"]):
        role, agency = ROLES[name]
        if f"{name} unasked" not in world.seats:
            officer = factory.officer(Role(role), world.agencies[agency])
            browser = sign_in(officer)
            world.seats[f"{name} unasked"] = Seat(role, agency, officer, browser)
    every = [
        Cell(pattern, route, "GET", seat, target)
        for pattern, route in DESK.items()
        if route.look == "episode.looked" and "GET" in route.methods.split()
        for target in walk.targets(world, pattern, route)
        if target.state in OPEN
        for seat in MAY[route.right]
        if target.letter(seat) not in {".", "g"}
    ]
    return [replace(cell, seat=f"{cell.seat} unasked") for cell in every]


def faults(world: World, asked: list[Cell]) -> list[Fault]:
    """What is shown, or written down, before anybody said why."""
    found = []
    for cell in asked:
        answer = walk.ask(world, cell)
        to = answer.headers.get("Location", "")
        why = (
            []
            if answer.status == 302 and to.startswith("/records/")
            else [f"answers {answer.status}, and asks nothing"]
        )
        question = walk.ask(world, replace(cell, target=walk.Target("", to, lambda _seat: None))) if not why else answer
        why += [] if question.status == 200 else [f"the question answers {question.status}"]
        words = {word.lower() for word in TOKEN.findall(answer.text + question.text)} & set(world.signs)
        why += [f"says {world.signs[word].what} before it is asked why" for word in sorted(words)]
        why += [] if not (answer.looks or question.looks) else ["takes a look before it is asked why"]
        found += [Fault("S1", str(cell), each) for each in why]
    return found


def bites(world: World, asked: list[Cell]) -> dict[str, bool]:
    """A page that no longer asks must be noticed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "purpose_of", lambda *_words, **_more: ("duty", None))
        return {"a case that opens without a reason": bool(faults(world, asked[:20]))}
