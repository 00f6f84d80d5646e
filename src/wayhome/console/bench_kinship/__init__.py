"""`wayhome bench kinship`: how fast a register of families is searched, and whether its ratios keep their promises.

Parts: the screen alone (screen), the whole register and what is new in it (register), tables of families (tables), nothing lost (lost),
strangers (strangers), and the power of families (power). Loci and frequencies are those that NIST published; people are invented.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from wayhome.console.bench_parts import printed

PARTS = ("screen", "register", "tables", "lost", "strangers", "power")


def add_to(kinds: Any) -> None:
    """Declare the command."""
    kinship = kinds.add_parser("kinship", help="DNA kinship: the screen, whole registers, strangers, power")
    kinship.add_argument("--only", choices=PARTS, action="append", help="a part alone; may be said again")
    kinship.add_argument("--seed", type=int, default=1, help="of the invented people")
    for name, value, words in (
        ("--families", 130_000, "of the whole register"),
        ("--bodies", 70_000, "unidentified people of the whole register"),
        ("--pairs", 440_000_000, "of strangers, for each kind of family"),
        ("--checked", 100_000_000, "pairs that are compared one by one, for what is lost"),
        ("--ranked", 100_000, "unidentified people among whom a family's own is ranked"),
    ):
        kinship.add_argument(name, type=int, default=value, help=words)
    kinship.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON line a figure; exit 1 when a bar is missed."""
    return printed(measured(options))


def measured(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures, part by part."""
    from wayhome.console.bench_kinship import chance, speed

    parts = {
        "screen": speed.screen,
        "register": speed.register,
        "tables": speed.tables,
        "lost": chance.lost,
        "strangers": chance.strangers,
        "power": chance.power,
    }
    for name in options.only or PARTS:
        yield from parts[name](options)
