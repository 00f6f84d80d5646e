"""`wayhome bench match`: how well the missing are matched against the unidentified, on an invented nation.

Parts: how well (quality), against the nation's own ranker, which no matcher can beat; and how fast (speed), against numpy and SQL.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from wayhome.console.bench_parts import printed

PARTS = ("quality", "speed")


def add_to(kinds: Any) -> None:
    """Declare the command."""
    match = kinds.add_parser(
        "match", help="matching: how well, beside the best that could be done and a usual filter; and how fast"
    )
    match.add_argument("--only", choices=PARTS, action="append", help="a part alone; may be said again")
    match.add_argument("--seed", type=int, default=101, help="of the nation; calibration was fitted on others")
    match.add_argument("--variant", choices=("base", "stress", "dental"), action="append", help="all three unless said")
    for name, value, words in (
        ("--nation", 500_000, "listed people"), ("--unidentified", 50_000, "found without a name"),
        ("--pairs", 5_000, "true pairs that are judged, with as many who are on no list"),
        ("--ranked", 1_000, "of these also ranked by the nation's own tables"),
    ):  # fmt: skip
        match.add_argument(name, type=int, default=value, help=words)
    match.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON line a figure; exit 1 when a bar is missed."""
    return printed(measured(options))


def measured(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures, part by part."""
    if "quality" in (options.only or PARTS):
        from wayhome.console.bench_match import quality

        for variant in options.variant or ("base", "dental", "stress"):
            yield from quality.lines(options, variant)
    if "speed" in (options.only or PARTS):
        from wayhome.console.bench_match import speed

        yield from speed.lines(options, (options.variant or ("base",))[0])
