"""The panel and the families that the benchmarks share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import process_time

import numpy as np

from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.invented import Invented, families
from wayhome.kernels.kinship.mutation import Mutation
from wayhome.kernels.kinship.rows import Panel, panel

CODIS = (
    "CSF1PO", "D10S1248", "D12S391", "D13S317", "D16S539", "D18S51", "D19S433", "D1S1656", "D21S11", "D22S1045", "D2S1338", "D2S441",
    "D3S1358", "D5S818", "D7S820", "D8S1179", "FGA", "TH01", "TPOX", "vWA",
)  # fmt: skip
"""The 20 core loci of the FBI's index."""
POWER = (*CODIS, "SE33", "Penta D", "Penta E")
SPEED = (*POWER, "D6S1043")
POPULATION = "US Caucasian"
RATE = 0.002
"""Mutation a meiosis: in families by one repeat, in the ratios proportional."""
MIX = {"one parent": 0.4, "one sibling": 0.3, "two siblings": 0.2, "mother and a sibling": 0.1}
UNTYPED = 0.2


def loci(markers: tuple[str, ...], rate: float = RATE) -> Panel:
    """NIST's frequencies as they were counted, none raised: what is simulated is what is reckoned with."""
    counts = populations.counts(POPULATION)
    shares = {m: {label: n / sum(counts[m].values()) for label, n in counts[m].items()} for m in markers}
    return panel(
        {POPULATION: shares}, {POPULATION: dict.fromkeys(markers, 0.0)}, [], mutation=Mutation("proportional", rate)
    )


def mixed(of: Panel, number: int, random: np.random.Generator) -> Invented:
    """Families as a country's register may have them, a fifth of the loci not typed."""
    kinds = random.choice(list(MIX), number, p=list(MIX.values()))
    return families(of, list(kinds), random, mutation=RATE, untyped=UNTYPED)


def random_of(options: argparse.Namespace, part: int) -> np.random.Generator:
    """Each part has numbers of its own."""
    return np.random.default_rng([options.seed, part])


def least_time(work: Callable[[], object], turns: int = 7) -> float:
    """Seconds of one core: the least of some turns, after one that compiles."""
    work()
    times = []
    for _ in range(turns):
        began = process_time()
        work()
        times.append(process_time() - began)
    return min(times)
