"""How fast: the screen alone, a whole register, what is new in it, and the tables of families."""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator
from functools import partial
from math import inf
from random import Random
from time import perf_counter
from typing import Any

import numpy as np

from wayhome.console.bench_kinship.probe import read
from wayhome.console.bench_kinship.stage import SPEED, UNTYPED, least_time, loci, mixed, random_of
from wayhome.console.bench_parts import line, quantile, quantile_range
from wayhome.kernels.kinship import screen as loops
from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.invented import Alleles, encoded, unrelated
from wayhome.kernels.kinship.mutation import Mutation
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Pedigree, Person
from wayhome.kernels.kinship.peel import likelihood, of_missing
from wayhome.kernels.kinship.register import NARROW, WIDE, Codes, Register
from wayhome.kernels.kinship.rows import Panel
from wayhome.kernels.kinship.shapes import Family, Shapes
from wayhome.kernels.kinship.simulate import dropped

BODIES = 20_000
PLACES = 8
LOOP_FREE = 100
TURNS = 40
THRESHOLD = 4.0


def screen(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Pairs a second of one core, beside what the second cache gives and a plain gather of numpy."""
    random = random_of(options, 1)
    panel = loci(SPEED)
    register = Register(panel, mixed(panel, WIDE, random).shapes, threads=1)
    codes = encoded(panel, unrelated(panel, BODIES, random), untyped=UNTYPED, random=random)
    body, column = np.empty(BODIES, np.int32), np.empty(BODIES, np.int32)
    one = register.tile(np.arange(NARROW), np.float32)[:, 0].copy()
    some = codes[:2000]
    gather = len(some) / least_time(lambda: one[some].sum(axis=1))
    for kind, width, name, bar in ((np.int16, WIDE, "int16", 1e9), (np.float32, NARROW, "float32", 5e8)):
        tile = register.tile(np.arange(width), kind)
        least = kind(THRESHOLD * (register.scale if kind is np.int16 else 1))
        # Where a buffer's pages come to lie decides how well it fits the cache: the best of some, for the screen and the probe alike.
        taken, reading = inf, inf
        for _ in range(PLACES):
            taken = min(taken, least_time(partial(loops.sums, tile.copy(), codes, least, body, column), 5))
            reading = min(reading, least_time(partial(read, np.ones(tile.nbytes // 64 * 8, dtype=np.int64), 100), 5))
        cache = tile.nbytes // 64 * 64 * 100 / reading
        pairs = BODIES * width / taken
        bytes_read = pairs * codes.shape[1] * tile.itemsize
        n = BODIES * width
        yield line("G2", f"kinship.screen.{name}", round(pairs), "pairs a second a core", n=n, gate=pairs >= bar,
                   baseline=("numpy, a gather and a sum for each family", round(gather)))  # fmt: skip
        yield line("G2", f"kinship.screen.{name}.against_numpy", round(pairs / gather, 2), "times", n=n, gate=pairs >= 8 * gather,
                   baseline=("numpy", 1.0))  # fmt: skip
        yield line("G2", f"kinship.screen.{name}.read", round(bytes_read / 1e9, 1), "GB a second a core", n=n,
                   gate=bytes_read >= 0.6 * cache, baseline=("second cache, by a probe", round(cache / 1e9, 1)))  # fmt: skip


def register(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A whole register built and searched; then one new body, and one new family."""
    random = random_of(options, 2)
    panel = loci(SPEED)
    invented = mixed(panel, options.families, random)
    codes = _with_theirs(panel, invented.missing, options.bodies, random)
    _warm(panel, invented.shapes, codes)
    began = perf_counter()
    whole = Register(panel, invented.shapes)
    built = perf_counter() - began
    found = whole.all(codes, THRESHOLD)
    taken = perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    pairs = len(whole) * len(codes)
    yield line(
        "G3",
        "kinship.register.whole",
        round(taken, 2),
        "s",
        n=pairs,
        gate=taken <= 30,
        baseline=("tables", round(built, 2)),
    )
    yield line("G3", "kinship.register.found", len(found.dex), "pairs of 10,000 or more", n=pairs)
    yield line(
        "G3", "kinship.register.memory", round(memory, 2), "GB", n=pairs, gate=memory <= 2, baseline=("bar", 2.0)
    )
    times, differ = [], 0
    for b in range(60):
        began = perf_counter()
        alone = whole.body(codes[b], THRESHOLD)
        times.append(1000 * (perf_counter() - began))
        differ += alone.family.tolist() != found.family[found.body == b].tolist()
    p95 = quantile(times, 0.95)
    yield line("G4", "kinship.register.new_body", round(p95, 1), "ms, p95", n=len(times), ci95=quantile_range(times, 0.95),
               gate=p95 <= 50, baseline=("bar", 50.0))  # fmt: skip
    times = []
    for f in range(60):
        own = _one(invented.shapes, f)
        began = perf_counter()
        alone = Register(panel, own).all(codes, THRESHOLD)
        times.append(1000 * (perf_counter() - began))
        differ += set(alone.body.tolist()) != set(found.body[found.family == f].tolist())
    p95 = quantile(times, 0.95)
    yield line("G4", "kinship.register.new_family", round(p95, 1), "ms, p95", n=len(times), ci95=quantile_range(times, 0.95),
               gate=p95 <= 20, baseline=("bar", 20.0))  # fmt: skip
    yield line(
        "G4", "kinship.register.differs", differ, "new ones that find otherwise than the whole", n=120, gate=differ == 0
    )


def tables(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Families' tables a second of one core: the usual ones, and such as only the exact engine works out."""
    random = random_of(options, 3)
    panel = loci(SPEED)
    usual = mixed(panel, 4096, random).shapes
    pace = 4096 / least_time(lambda: Register(panel, usual, threads=1), 3)
    yield line(
        "G6",
        "kinship.tables.usual",
        round(pace),
        "families a second a core",
        n=4096,
        gate=pace >= 10_000,
        baseline=("bar", 10_000),
    )
    stepwise, eight = _eight(random)
    exact = least_time(lambda: Register.of(stepwise, [eight], threads=1), TURNS)
    yield line("G6", "kinship.tables.stepwise", round(1 / exact, 1), "families a second a core", n=TURNS, gate=1 / exact >= 200,
               baseline=("bar", 200.0))  # fmt: skip
    yield _slowest(options)


def _slowest(options: argparse.Namespace) -> dict[str, Any]:
    """The slowest of some loop-free families of 8 to 20 people at one locus of 30 alleles, by steps, and with theta; or its refusal."""
    random, drawn = Random(options.seed), random_of(options, 7)
    labels, shares = tuple(str(each) for each in range(5, 35)), tuple(drawn.dirichlet(np.full(30, 3.0)).tolist())
    models = (Mutation("stepwise", 0.002, 0.1), Mutation("proportional", 0.002))
    steps, drawn_anew = (Locus("D1", labels, shares, model, model) for model in models)
    times, refused = [], 0
    for _ in range(LOOP_FREE):
        pedigree = _loop_free(random)
        names = [person.name for person in pedigree.persons]
        typed = random.sample(names, random.randint(2, len(names) // 2))
        missing = random.choice([name for name in names if name not in typed])
        genotypes = {
            name: profile["D1"] for name, profile in dropped(pedigree, [steps], drawn).items() if name in typed
        }
        for work in (
            partial(of_missing, pedigree, steps, genotypes, missing),
            partial(likelihood, pedigree, drawn_anew, genotypes, theta=0.01),
        ):
            began = perf_counter()
            try:
                work()
            except TooMuchWork:
                refused += 1
            times.append(perf_counter() - began)
    return line("G6", "kinship.tables.loop_free", round(max(times), 3), f"s, the slowest; {refused} refused", n=len(times), gate=max(times) < 0.5,
                baseline=("bar", 0.5))  # fmt: skip


def _loop_free(random: Random) -> Pedigree:
    """A family that grows by marriages with strangers, one to three children each."""
    persons, born = [Person("p0")], ["p0"]
    most = random.randint(8, 20)
    while len(persons) < most - 1:
        partner = Person(f"p{len(persons)}")
        parent = random.choice(born)
        persons.append(partner)
        for _ in range(min(random.randint(1, 3), most - len(persons))):
            persons.append(Person(f"p{len(persons)}", parent, partner.name))
            born.append(persons[-1].name)
    return Pedigree("loop-free", tuple(persons))


def _eight(random: np.random.Generator) -> tuple[Panel, Family]:
    """Eight people over three generations, five of them typed, at loci of 30 alleles or fewer that mutate by steps on whole ladders."""
    counted = [each for each in loci(SPEED).loci if len(each.alleles) <= 30]
    mutation = Mutation("extended", 0.002, 0.1, 1e-5)
    held = tuple(Locus(each.name, each.alleles, each.frequencies, mutation, mutation) for each in counted)
    persons = [Person("gf"), Person("gm"), Person("father", "gf", "gm"), Person("uncle", "gf", "gm"), Person("mother")]
    persons += [Person(name, "father", "mother") for name in ("missing", "sister", "brother")]
    pedigree = Pedigree("eight", tuple(persons))
    profiles = dropped(pedigree, held, random)
    typed = {name: profiles[name] for name in ("gf", "uncle", "mother", "sister", "brother")}
    return Panel({"one": held}), Family("eight", pedigree, "missing", typed)


def _with_theirs(panel: Panel, missing: Alleles, number: int, random: np.random.Generator) -> Codes:
    """Unidentified people, one in fifty of them the missing person of a family."""
    alleles = unrelated(panel, number, random)
    own = min(number // 50, len(missing))
    alleles[:own] = missing[:own]
    return encoded(panel, alleles, untyped=UNTYPED, random=random)


def _one(shapes: Shapes, f: int) -> Shapes:
    """One family of many."""
    first, last = shapes.other_at[f], shapes.other_at[f + 1]
    at = np.array([0, last - first], dtype=np.int32)
    return shapes._replace(
        who=shapes.who[f : f + 1],
        other_at=at,
        other=shapes.other[first:last],
        kind=shapes.kind[first:last],
        male=shapes.male[f : f + 1],
    )


def _warm(panel: Panel, shapes: Shapes, codes: Codes) -> None:
    """Compile everything on a little."""
    little = Register(panel, _one(shapes, 0))
    little.all(codes[:64], -100.0)
    little.body(codes[0], -100.0)
    with np.errstate(divide="ignore"):
        little.tile(np.arange(1), np.float32)
