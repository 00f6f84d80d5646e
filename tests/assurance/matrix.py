"""The access matrix (S1), hidden as absent (S2), and one line for each look (S5): one walk, three figures.

The whole walk asks every cell. The slice asks a part of them that holds every route with every method, every route with
every seat and every route with every state; which part does not change from run to run.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from tests.assurance import judging, public_walk, unasked, walk
from tests.assurance.faults import PLANTS, planted
from tests.assurance.judging import Fault, Key
from tests.assurance.oracle import DESK, MAY, PUBLIC
from tests.assurance.walk import Answer, Cell
from tests.assurance.world import World
from wayhome.api import urls as api
from wayhome.desk import urls as desk
from wayhome.public import urls as public

SAMPLE = 20261121


@dataclass
class Walked:
    """What a walk found, and how much it saw."""

    cells: int = 0
    sights: int = 0
    pairs: int = 0
    faults: list[Fault] = field(default_factory=list)

    def of(self, figure: str) -> list[Fault]:
        """The faults of one id."""
        return [each for each in self.faults if each.id == figure]


def run(*, full: bool) -> list[dict[str, Any]]:
    """Walk, plant the faults, and say what was found."""
    world = World()
    every = walk.cells(world, DESK)
    walked, teeth = measured(world, every, full=full), bitten(world, every)
    report(walked)
    counted = {
        "S1": f"{len(walked.of('S1'))} leaks and wrong codes in {walked.cells:,} cells of {len(every):,} at the desk,"
        f" {len(DESK) + len(PUBLIC)} routes",
        "S2": f"{len(walked.of('S2'))} differences in {walked.pairs:,} pairs of hidden and absent",
        "S5": f"{len(walked.of('S5'))} lines missing, doubled or wrong over {walked.sights:,} sights",
    }
    return [
        {
            "id": which,
            "figure": said,
            "teeth": f"{sum(teeth[which].values())} of {len(teeth[which])} planted faults found",
            "passed": not walked.of(which) and all(teeth[which].values()) and len(teeth[which]) > 0,
        }
        for which, said in counted.items()
    ]


def measured(world: World, every: Sequence[Cell], *, full: bool) -> Walked:
    """Everything that is asked, at the desk, of who said no reason, and of the public site, and what was wrong with it."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    walked = _together(world, every) if full else walk_through(world, part(every))
    of_staff = [*desk.urlpatterns, *api.urlpatterns]
    for door, routes, oracle in (("desk, api", of_staff, DESK), ("public", public.urlpatterns, PUBLIC)):
        walked.faults += [Fault("S1", door, why) for why in walk.unlisted(walk.patterns(routes), oracle)]
    outside, faults = public_walk.walk_public(world)
    not_asked = unasked.cells(world)
    walked.faults += [*faults, *unasked.faults(world, not_asked)]
    walked.cells += outside + len(not_asked)
    return walked


def bitten(world: World, every: Sequence[Cell]) -> dict[str, dict[str, bool]]:
    """Every planted fault by id and name, and whether it was found."""
    teeth = bites(world, every)
    teeth["S1"] |= public_walk.doctored(world) | unasked.bites(world, unasked.cells(world))
    return teeth


def report(walked: Walked) -> None:
    """Name one cell for each way of being wrong, with how often it was met."""
    by_way: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fault in walked.faults:
        by_way[fault.id, fault.why].append(fault.cell)
    for (which, why), where in sorted(by_way.items(), key=lambda each: (each[0][0], -len(each[1]))):
        logging.getLogger(__name__).error("%s, %d times: %s: %s", which, len(where), why, where[0])


def walk_through(world: World, asked: Sequence[Cell]) -> Walked:
    """Ask some cells one after the other."""
    walked = Walked()
    answers: dict[Key, Answer] = {}
    for cell in asked:
        answer = walk.ask(world, cell)
        walked.cells += 1
        walked.sights += len(answer.looks) == 1
        walked.faults += judging.judge(world, cell, answer)
        if judging.is_hidden(cell):
            answers[judging.key_of(cell)] = answer
    pairs = judging.pairs_in(answers, asked)
    walked.pairs = len(pairs)
    walked.faults += judging.told_apart(pairs)
    return walked


def part(every: Sequence[Cell]) -> list[Cell]:
    """Cells that hold each pair of route and method, route and seat, route and state, with what is absent beside each."""
    shuffled = random.Random(SAMPLE).sample(every, len(every))
    chosen: dict[Key, Cell] = {}
    by_key = {judging.key_of(cell): cell for cell in every}
    met: set[tuple[str, str, str]] = set()
    # Who may open a page first: what is refused to everybody else is seen beside it anyway.
    for cell in sorted(
        shuffled, key=lambda each: each.seat not in MAY[each.route.right] or each.method not in {"GET", "POST"}
    ):
        state, letter = cell.target.state.partition(" by ")[0], cell.target.letter(cell.seat)
        pairs = {
            (cell.pattern, "method", f"{cell.method} {cell.seat in MAY[cell.route.right]}"),
            (cell.pattern, "seat", cell.seat),
            (cell.pattern, "state", f"{cell.target.state} {letter == '.'}"),
            (cell.seat, "state", f"{cell.route.about} {state}"),
        }
        if pairs <= met:
            continue
        met |= pairs
        for each in (cell, by_key.get(judging.key_of(cell, cell.target.twin))):
            if each:
                chosen[judging.key_of(each)] = each
    return list(chosen.values())


def bites(world: World, every: Sequence[Cell]) -> dict[str, dict[str, bool]]:
    """Whether each planted fault is found, by id and name: by the same walk, which found nothing of it before."""
    before: dict[tuple[str, str], set[Fault]] = {}
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for plant in PLANTS:
        some = _some([cell for cell in every if (cell.pattern, cell.method) == (plant.pattern, plant.method)])
        if (plant.pattern, plant.method) not in before:
            before[plant.pattern, plant.method] = set(walk_through(world, some).faults)
        with planted(world, plant):
            after = walk_through(world, some).of(plant.id)
        found[plant.id][plant.name] = bool(set(after) - before[plant.pattern, plant.method])
    return found


def _some(about: Sequence[Cell]) -> list[Cell]:
    """A handful of cells: seats that may open the page with several states, some that may not, and what is absent."""
    by_seat: dict[str, list[Cell]] = defaultdict(list)
    for cell in random.Random(SAMPLE).sample(about, len(about)):
        by_seat[cell.seat].append(cell)
    seats = sorted(by_seat, key=lambda seat: seat not in MAY[about[0].route.right])
    chosen = [cell for seat in seats[:4] for cell in by_seat[seat][:8]] + [by_seat[seat][0] for seat in seats[-8:]]
    twins = {judging.key_of(cell): cell for cell in about}
    return list(dict.fromkeys([*chosen, *(twins.get(judging.key_of(cell, cell.target.twin), cell) for cell in chosen)]))


def _together(world: World, asked: Sequence[Cell]) -> Walked:
    """Ask all cells, each core its share: a route with all its cells stays with one, since hidden and absent are compared."""
    shares: list[list[Cell]] = [[] for _ in range(len(os.sched_getaffinity(0)))]
    by_question: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in asked:
        by_question[cell.pattern, cell.method].append(cell)
    for question in sorted(by_question.values(), key=len, reverse=True):
        min(shares, key=len).extend(question)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    ends = []
    for share in shares:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_share, args=(world, share, there))
        process.start()
        there.close()
        ends.append((process, here))
    return _sum(_received(process, here) for process, here in ends)


def _received(process: Any, here: Any) -> Walked:
    try:
        told: Walked = here.recv()
    except EOFError:
        raise RuntimeError("a part of the walk fell") from None
    finally:
        process.join()
    return told


def _share(world: World, share: list[Cell], there: Any) -> None:
    connections.close_all()
    there.send(walk_through(world, share))
    connections.close_all()


def _sum(parts: Iterable[Walked]) -> Walked:
    whole = Walked()
    for each in parts:
        whole.cells, whole.sights, whole.pairs = (
            whole.cells + each.cells, whole.sights + each.sights, whole.pairs + each.pairs,
        )  # fmt: skip
        whole.faults += each.faults
    return whole
