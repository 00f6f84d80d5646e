"""Whether ratios keep their promises: nothing is lost, strangers seldom reach far, and families show what they can."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import sqrt
from os import cpu_count
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayhome.console.bench_kinship.stage import POWER, RATE, SPEED, UNTYPED, loci, mixed, random_of
from wayhome.console.bench_parts import line, none_of
from wayhome.kernels.kinship import screen, tails
from wayhome.kernels.kinship.invented import FAMILIES, encoded, families, unrelated
from wayhome.kernels.kinship.register import NARROW, Codes, Register
from wayhome.kernels.kinship.rows import Panel

BODIES = 100_000
EDGES = np.arange(1, 8, dtype=np.float32)
EACH = 640
"""Families of a kind whose power is measured."""
POWERS = {
    "both parents": (1.000, 1.0), "mother and a sibling": (0.998, 1.0), "three siblings": (1.000, 1.0), "two siblings": (0.998, 0.998),
    "one parent": (0.994, 1.0), "one sibling": (0.861, 0.884), "a grandparent of each side": (0.547, 0.516), "one grandparent": (0.061, 0.102),
}  # fmt: skip
"""Measured by an earlier programme with the same loci, frequencies and sizes: share with a ratio of 10,000, share that is first."""


def lost(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The screen against every pair reckoned exactly, one by one."""
    random = random_of(options, 4)
    for name, panel, threshold in (("usual", loci(SPEED), 3.0), ("rare", _rare(loci(SPEED), random), 6.0)):
        number = max(1, options.checked // 2 // BODIES)
        invented = mixed(panel, number, random)
        alleles = unrelated(panel, BODIES, random)
        alleles[:number] = invented.missing
        codes = encoded(panel, alleles, untyped=UNTYPED, random=random)
        register = Register(panel, invented.shapes)
        found = register.all(codes, threshold)
        pairs = set(zip(found.family.tolist(), found.body.tolist(), strict=True))
        exact = {
            (f, int(b)) for f in range(number) for b in np.flatnonzero(_products(register, codes, f) >= 10**threshold)
        }
        n = number * BODIES
        wrong = len(exact ^ pairs)
        yield line("G5", f"kinship.lost.{name}", wrong, f"pairs of 10^{threshold:g} or more, of {len(exact)}", n=n,
                   ci95=none_of(wrong, n), gate=wrong == 0, baseline=("families added up in float32", float((register.tables.most > screen.CAP).sum())))  # fmt: skip


def _products(register: Register, codes: Codes, family: int) -> NDArray[np.float64]:
    """Exact ratios of one family with every profile, multiplied: no logarithm, no rounding up, no screen."""
    panel = register.panel
    out = np.empty((len(codes), len(panel.loci)))
    screen.exactly(
        register.quick, family, panel.told, codes, panel.frequencies[0], panel.rates[0], panel.sizes, panel.doubts, out
    )
    product: NDArray[np.float64] = np.nanprod(out, axis=1)
    return product


def _rare(panel: Panel, random: np.random.Generator) -> Panel:
    """The same ladders with alleles of one in ten thousand, so that some loci say more than a small integer holds."""
    held = []
    for locus in panel.loci:
        shares = np.array(locus.frequencies)
        shares[random.permutation(len(shares))[: len(shares) // 2]] = 1e-4
        held.append(replace(locus, frequencies=tuple((shares / shares.sum()).tolist())))
    return Panel({"rare": tuple(held)})


def strangers(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """P(ratio >= x | unrelated) <= 1/x, for every kind of family and seven x."""
    random = random_of(options, 5)
    panel = loci(POWER)
    codes = encoded(panel, unrelated(panel, BODIES, random))
    for kind in FAMILIES:
        number = -(-options.pairs // BODIES)
        register = Register(panel, families(panel, [kind] * number, random, mutation=RATE).shapes)
        counts = _reaching(register, codes)
        n = number * BODIES
        for edge, count in zip(EDGES, counts, strict=True):
            p = 10.0 ** -float(edge)
            most = n * p + NormalDist().inv_cdf(0.999) * sqrt(n * p * (1 - p))
            yield line("G7", f"kinship.strangers.{kind}.{edge:g}", int(count), f"pairs of 10^{edge:g} or more", n=n,
                       gate=bool(count <= most), baseline=("1/x of the pairs", round(n * p, 1)))  # fmt: skip


def _reaching(register: Register, codes: Codes) -> NDArray[np.int64]:
    def some(first: int) -> NDArray[np.int64]:
        which = np.arange(first, min(first + NARROW, len(register)))
        counts = np.zeros(len(EDGES), dtype=np.int64)
        tails.reaching(register.tile(which, np.float32), codes, len(which), EDGES, counts)
        return counts

    with ThreadPoolExecutor(cpu_count()) as pool:
        counted = list(pool.map(some, range(0, len(register), NARROW)))
    total: NDArray[np.int64] = np.sum(counted, axis=0)
    return total


def power(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """How often a family's own missing person reaches 10,000, and is the first of all."""
    random = random_of(options, 6)
    panel = loci(POWER)
    codes = encoded(panel, unrelated(panel, options.ranked - 1, random))
    for kind, (reaches, first) in POWERS.items():
        invented = families(panel, [kind] * EACH, random, mutation=RATE)
        register = Register(panel, invented.shapes)
        own = encoded(panel, invented.missing)
        with np.errstate(divide="ignore"):
            dex = np.array([np.nansum(register.rescored(own[f : f + 1], f)) for f in range(EACH)])
        best = _highest(register, codes)
        for name, share, known in (("reaches", dex >= 4, reaches), ("first", dex >= best, first)):
            value = float(share.mean())
            error = sqrt(max(known * (1 - known), 0.5 / EACH) / EACH)
            yield line("G9", f"kinship.power.{kind}.{name}", round(value, 4), "share of families", n=EACH,
                       ci95=[round(value - 1.96 * error, 4), round(value + 1.96 * error, 4)], gate=abs(value - known) <= 3 * error,
                       baseline=("table of an earlier programme", known))  # fmt: skip


def _highest(register: Register, codes: Codes) -> NDArray[np.float32]:
    best = np.full(-(-len(register) // NARROW) * NARROW, screen.NEVER * len(register.panel.loci), dtype=np.float32)

    def some(first: int) -> None:
        which = np.arange(first, min(first + NARROW, len(register)))
        tails.highest(register.tile(which, np.float32), codes, best[first : first + len(which)])

    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(some, range(0, len(register), NARROW)))
    return best[: len(register)]
