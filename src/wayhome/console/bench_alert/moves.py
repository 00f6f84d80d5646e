"""Random sequences of moves on the pure machine, on every core; and a few on a machine that forgot the second person."""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from functools import reduce
from operator import add
from types import SimpleNamespace
from typing import Any

from wayhome.console.alert_moves import Tally, unguarded, walk
from wayhome.console.bench_parts import line, none_of
from wayhome.rules import alerting

CHUNK = 5_000


def _chunk(given: tuple[int, int]) -> Tally:
    return walk(*given)


def forgetful(sequences: int, seed: int) -> Tally:
    """The same on a machine by which whoever wrote an alert may approve it."""

    def lax(*asked: Any) -> str | None:
        why = alerting.refuse(*asked)
        return None if why == alerting.SECOND_PERSON else why

    return walk(sequences, seed, machine=SimpleNamespace(refuse=lax, follow=unguarded))


def lines(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What the judge found, and that it finds something where there is something."""
    shares = [CHUNK] * (options.sequences // CHUNK) + [options.sequences % CHUNK] * (options.sequences % CHUNK > 0)
    given = [(share, options.seed + number) for number, share in enumerate(shares)]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        tally = reduce(add, pool.imap_unordered(_chunk, given), Tally())
    wrong, few = sum(tally.wrong.values()), forgetful(CHUNK, options.seed)
    yield line(
        "alert", "random sequences in which one went out without two people of now over one manifest", wrong, "sequences",
        n=tally.sequences, ci95=none_of(wrong, tally.sequences), gate=not wrong,
        baseline=(f"of {CHUNK} on a machine without the second person", sum(few.wrong.values())),
    )  # fmt: skip
    yield line("alert", "approvals among them", tally.approved, "approvals", n=tally.made)
