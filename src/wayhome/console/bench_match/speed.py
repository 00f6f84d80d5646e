"""How fast every pair is weighed: the kernel against the same evidence by numpy, and its look-ups by numpy and SQL, in one run.

`by_numpy` comes to the very scores of the kernel. The look-ups alone are the five of a pair: they are spared marks, objects,
teeth, fingers and the exact place, which the kernel weighs as well, so those ratios flatter them.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numba
import numpy as np

from wayhome.console.bench_match.by_numpy import scores as same_by_numpy
from wayhome.console.bench_match.judged import say
from wayhome.console.bench_match.quality import line
from wayhome.kernels.crossmatch import model, rarity, records, weights
from wayhome.kernels.crossmatch.engine import Finds, Register
from wayhome.kernels.crossmatch.machine import Evidence, Machine
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.synthetic.nation.whole import make_nation
from wayhome.synthetic.nation.writing import records as written

TOP = 100
PAIRS_A_SECOND, RATIO, WHOLE_SECONDS, BOTH_WAYS, GIGABYTES, ONE_MS = 100e6, 5.0, 150.0, 1.5, 2.0, 20.0
PACE = "pairs a second a core"
ALONE, SAME, BY_SQL = 200, 8, 4
"""Unidentified who are asked one by one; by numpy with all evidence; and by SQL."""


def lines(options: argparse.Namespace, variant: str) -> Iterator[dict[str, Any]]:
    """The figures, on one nation."""
    say(f"speed: drawing {options.nation:,} and {options.unidentified:,}")
    missing, found = _drawn(options, variant)
    started = time.monotonic()
    register = Register(missing, weights.make(model.load(), rarity.count(missing)), plainly=False)
    machine = register.machine
    prepared = time.monotonic() - started
    # A list of the missing is as long for these as one of the best hundred is for fifty thousand: what gets into one depends on that.
    most = max(1, round(TOP * len(found) / 50_000))
    register.best(found[:64], TOP)  # compiles, as does the next
    register.best_both(found[:64], TOP, most)
    # Python goes through all it holds whenever that has grown by a quarter: the records that were drawn are no part of weighing.
    gc.collect()
    gc.freeze()
    machine.second = 0
    say("speed: one way")
    seconds = _seconds(lambda: register.best(found, TOP))
    laid_out = machine.second
    say("speed: both ways, and one way again")
    both_ways = _seconds(lambda: register.best_both(found, TOP, most))
    again = _seconds(lambda: register.best(found, TOP))  # some of what both asked for was remembered
    register.best_both(found[:64], TOP, TOP)  # lists of the missing as long as they get
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # before others, which need their own, have run
    say("speed: one by one, by numpy, by SQL")
    alone = np.array([_seconds(lambda each=each: register.best([each], TOP)) for each in found[:ALONE]]) * 1000  # type: ignore[misc]
    cores = numba.get_num_threads()
    by_numpy = _pace(machine, found[:SAME], lambda each: _best(same_by_numpy(each)))
    by_look_ups = _pace(machine, found[:20], lambda each: _best(_look_ups(each)))
    by_sql = _pace(machine, found[:BY_SQL], _sql(machine))
    pairs = len(missing) * len(found)
    pace = pairs / seconds / cores
    n = len(found)
    numpy_named, looked_up, sql_named = (
        ("numpy, the same evidence, one core", by_numpy),
        ("numpy, the look-ups alone, one core", by_look_ups),
        ("DuckDB SQL, the look-ups alone, a core", by_sql),
    )
    yield line("S1", "match.speed.pace", pace, PACE, n, gate=pace >= PAIRS_A_SECOND, baseline=numpy_named)
    yield line(
        "S1",
        "match.speed.against_numpy",
        pace / by_numpy,
        "times",
        n,
        gate=pace >= RATIO * by_numpy,
        baseline=(numpy_named[0], 1.0),
    )
    yield line("S1", "match.speed.against_look_ups", pace / by_look_ups, "times", n, baseline=(looked_up[0], 1.0))
    yield line("S1", "match.speed.against_sql", pace / by_sql, "times", n, baseline=(sql_named[0], 1.0))
    by_numpy_whole = pairs / by_numpy / cores
    whole = seconds <= WHOLE_SECONDS if pairs >= 25_000_000_000 else None
    yield line(
        "S1",
        "match.speed.whole",
        seconds,
        "s",
        n,
        gate=whole,
        baseline=("numpy, reckoned from its pace", by_numpy_whole),
    )
    yield line("S1", "match.speed.prepare", prepared, "s", len(missing), baseline=("the whole pass", seconds))
    share = laid_out / pairs
    yield line("S1", "match.speed.laid_out", share, "share of pairs", n, baseline=("every pair", 1.0))
    yield line(
        "S1", "match.speed.both_ways", both_ways, "s", n, gate=both_ways <= BOTH_WAYS * again, baseline=("one way", again)
    )  # fmt: skip
    yield line(
        "S1",
        "match.speed.memory",
        memory,
        "GB both ways, the nation's records with it",
        n,
        gate=memory <= GIGABYTES if len(missing) >= 500_000 else None,
        baseline=("bar", GIGABYTES),
    )
    took = float(np.percentile(alone, 95))
    look = 1000 * len(missing) / by_look_ups
    yield line(
        "S2",
        "match.speed.one.p95",
        took,
        "ms",
        len(alone),
        gate=took <= ONE_MS,
        baseline=("numpy, the look-ups alone", look),
    )
    say("speed: one of the missing against all unidentified")
    yield _one_missing(missing, found, register)


def _one_missing(missing: list[Missing], found: list[Unidentified], register: Register) -> dict[str, Any]:
    """One of the missing against every unidentified, whose columns stand; beside it, columns that are made for each anew."""
    finds = Finds(found, register.weights, plainly=False)
    finds.scores(missing[:1])  # compiles
    few = missing[:: max(1, len(missing) // ALONE)][:ALONE]
    took = np.array([_seconds(lambda each=each: finds.scores([each])) for each in few]) * 1000  # type: ignore[misc]
    anew = 1000 * _seconds(lambda: Register(missing[:1], register.weights, plainly=False).best(found, 1))
    p95 = float(np.percentile(took, 95))
    return line(
        "S2", "match.speed.one_missing.p95", p95, "ms", len(few), gate=p95 <= ONE_MS, baseline=("all unidentified read anew", anew)
    )  # fmt: skip


def _drawn(options: argparse.Namespace, variant: str) -> tuple[list[Missing], list[Unidentified]]:
    nation = make_nation(listed=options.nation, unidentified=options.unidentified, seed=options.seed, variant=variant)
    sides = written(nation)
    return [records.read_missing(each)[0] for each in sides.missing], [
        records.read_unidentified(each)[0] for each in sides.found
    ]


def _seconds(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _pace(machine: Machine, found: Sequence[Unidentified], run: Callable[[Evidence], Any]) -> float:
    """Pairs a second when each unidentified's pairs are weighed by `run`; making the tables is not counted."""
    asked = [machine.evidence(each) for each in found]
    run(asked[0])
    return len(machine.people) * len(asked) / _seconds(lambda: [run(each) for each in asked])


def _look_ups(evidence: Evidence) -> Any:
    tables = (*evidence.look_ups, evidence.cell)
    return sum((table[codes].astype(np.int32) for codes, table in tables), np.zeros(1, np.int32))


def _best(scores: Any) -> Any:
    return np.argpartition(scores, -TOP)[-TOP:]


def _sql(machine: Machine) -> Callable[[Evidence], Any]:
    import duckdb

    names = ("look", "life", "seen", "build", "cell")
    connection = duckdb.connect(config={"threads": 1})
    nobody = machine.evidence(_nobody())
    columns = {
        name: codes.astype(np.int32) for name, (codes, _) in zip(names, (*nobody.look_ups, nobody.cell), strict=True)
    }
    connection.register("arrays", {"missing": np.arange(len(machine.people)), **columns})
    connection.execute("create table missing as select * from arrays")
    joins = " ".join(f"join t_{name} on t_{name}.code = missing.{name}" for name in names)
    total = " + ".join(f"t_{name}.weight" for name in names)

    def run(evidence: Evidence) -> Any:
        for name, (_, table) in zip(names, (*evidence.look_ups, evidence.cell), strict=True):
            connection.register(f"t_{name}", {"code": np.arange(len(table)), "weight": table.astype(np.int32)})
        query = f"select missing, {total} as score from missing {joins} order by score desc, missing limit {TOP}"  # noqa: S608
        return connection.execute(query).fetchall()

    return run


def _nobody() -> Unidentified:
    return records.read_unidentified({"id": f"nobody-{os.getpid()}", "kind": "body"})[0]
