"""`wayhome kinship validate`: what a laboratory asks before it relies on ratios, worked out anew, as one HTML page for its file."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.base.errors import Refused
from wayhome.console.bench_kinship import built, chance
from wayhome.console.bench_kinship.stage import CODIS, POPULATION, POWER, RATE
from wayhome.console.kinship.files import UNREADABLE, content
from wayhome.formats.genotypes.nist import read_nist
from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.documented import cases
from wayhome.kernels.kinship.strangers import as_siblings, complete
from wayhome.terms.words import N_

WRITTEN = N_("%(file)s: %(held)d of %(all)d figures hold.")
NUMBER = re.compile(r"[0-9][0-9.,e^-]*")
THETA = 0.01
FAMILIES = 1000
FALSE = ((CODIS, "20 core loci", range(4, 7)), (tuple(populations.counts(POPULATION)), "29 loci", range(1)))
"""Markers, their name, and how many false siblings of 1,000 or more are expected among the people that NIST typed."""
STYLE = (
    "body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#0b0c0c}"
    "table{border-collapse:collapse;margin:1rem 0;width:100%}th,td{border-bottom:1px solid #b1b4b6;padding:.3rem .6rem;text-align:left}"
    "td.n{font-variant-numeric:tabular-nums;text-align:right}.no{font-weight:bold;color:#942514}@media print{h2{break-after:avoid}tr{break-inside:avoid}}"
)
LIMITS = (
    "Autosomal STR loci that are taken as not linked. Sex, mitochondrial and Y results are no part of a ratio.",
    "No mixtures. A third allele leaves its locus out.",
    "Relatives and people are invented but for the last part; true mutation there is one repeat up or down, once in 500 meioses.",
    "A family of a shape that only the exact engine knows is refused with the reason if it is too large for it.",
    "This page shows that the arithmetic does what it says. It does not validate a laboratory's typing, nor its populations.",
)
Row = tuple[str, ...]
Rows = list[tuple[Row, bool | None]]
Part = tuple[str, str, tuple[str, ...], Rows]
"""A heading, a sentence, the columns, and rows with whether their figure holds."""


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser(
        "validate", help="work out anew what ratios promise, as an HTML page for a laboratory's file"
    )
    parser.add_argument(
        "--profiles", metavar="FILE", help="NIST's genotypes of 1,036 people (xlsx), for real strangers"
    )
    parser.add_argument("--out", metavar="FILE", default="kinship-validation.html", help="where the page is written")
    parser.add_argument("--seed", type=int, default=1, help="of the invented people")
    for name, value, words in (
        ("--pairs", 440_000_000, "of strangers, for each kind of family"),
        ("--checked", 100_000_000, "pairs that are compared one by one, for what is lost"),
        ("--ranked", 100_000, "people among whom a family's own is ranked"),
    ):
        parser.add_argument(name, type=int, default=value, help=words)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the page; 1 when a figure does not hold."""
    parts = list(figures(options))
    held = [fine for _, _, _, rows in parts for _, fine in rows if fine is not None]
    try:
        Path(options.out).write_text("\n".join(page(parts)), encoding="utf-8")
    except OSError as problem:
        raise Refused(UNREADABLE % {"file": options.out, "why": problem.strerror or type(problem).__name__}) from None
    print(WRITTEN % {"file": options.out, "held": sum(held), "all": len(held)}, file=sys.stderr)
    return int(not all(held))


def figures(options: argparse.Namespace) -> Iterator[Part]:
    """Part by part. The file is read first: whoever mistyped its name should not wait for it."""
    real = _real(options.profiles)
    yield _documented()
    yield _built(options)
    yield _lost(options)
    yield _strangers(options)
    yield _power(options)
    yield real


def _documented() -> Part:
    rows: Rows = [((c.number, c.words, c.source, c.printed, f"{c.found:.12g}"), c.holds) for c in cases()]
    columns = ("Case", "What", "Source", "Printed there", "Here")
    return "Cases that other software documents", "Each to the precision that was printed.", columns, rows


def _built(options: argparse.Namespace) -> Part:
    worst = built.greatest_difference(FAMILIES, options.seed)
    said = (
        "Families of parents, grandparents, siblings, half-siblings and children, with and without mutation: the quick builder's tables beside "
        "those of the exact engine."
    )
    rows: Rows = [((f"{FAMILIES:,}", f"{worst:.1e}", "1e-10"), worst < 1e-10)]
    return "Two ways to one figure", said, ("Families", "Greatest difference, log10", "At most"), rows


def _lost(options: argparse.Namespace) -> Part:
    rows: Rows = [
        ((_told(row["name"]), f"{row['n']:,}", str(row["unit"]), f"{row['value']:,}"), row["gate"])
        for row in chance.lost(options)
    ]
    said = (
        "The screen adds up small integers, rounded up. Here every pair is reckoned exactly besides: of those that reach the threshold none may be "
        "missing, and none may be one too many."
    )
    return "Nothing is lost", said, ("Frequencies", "Pairs", "Reaching", "Missing or too many"), rows


def _strangers(options: argparse.Namespace) -> Part:
    rows: Rows = []
    for row in chance.strangers(options):
        kind, _, edge = _told(row["name"]).rpartition(".")
        told = (kind, f"10^{edge}", f"{row['n']:,}", f"{row['value']:,}", f"{row['baseline']['value']:,}")
        rows.append((told, row["gate"]))
    said = "Among people who are unrelated, a ratio of x or more may come up once in x pairs at most (one-sided test, 99.9 %)."
    return (
        "Strangers seldom reach far",
        said,
        ("Typed relatives", "Ratio", "Pairs", "Reached it", "At most, about"),
        rows,
    )


def _power(options: argparse.Namespace) -> Part:
    rows: Rows = []
    for row in chance.power(options):
        told = (_told(row["name"]).replace(".", ": "), f"{row['value']:.3f}", f"{row['baseline']['value']:.3f}")
        rows.append((told, row["gate"]))
    said = (
        f"{len(POWER)} loci, {POPULATION}. Of {chance.EACH} families each: the share whose own missing person reaches 10,000, and the share of whom "
        f"they are the first of {options.ranked:,}; beside an earlier programme, within three standard errors."
    )
    return "What families can show", said, ("Typed relatives", "Share", "Earlier"), rows


def _real(file: str | None) -> Part:
    title, columns = (
        "Real strangers",
        ("Loci", "People", "Pairs", "100 or more", "1,000 or more", "10,000 or more", "Greatest, log10"),
    )
    if file is None:
        return title, "Left out: no file of real profiles was given (--profiles).", columns, []
    typed = list(content(file, lambda held: read_nist(held, file=file)).profiles.values())
    among = [name for name in populations.populations() if name.startswith("US ")]
    rows: Rows = []
    for markers, name, expected in FALSE:
        # The same people for both: whole at the most loci.
        people = complete(typed, FALSE[-1][0])
        if len(people) < 2:
            raise Refused(
                UNREADABLE % {"file": file, "why": "nobody in it is typed whole at the loci that are compared"}
            )
        dex = as_siblings(people, markers, among, THETA)[np.triu_indices(len(people), 1)]
        counts = [int((dex >= edge).sum()) for edge in (2, 3, 4)]
        told = (name, f"{len(people):,}", f"{len(dex):,}", *(f"{each:,}" for each in counts), f"{dex.max():.2f}")
        rows.append((told, counts[1] in expected))
    said = (
        f"Every two people of the file as full siblings: the least ratio of {', '.join(among)}, theta {THETA}, no allele of theirs rarer than 5/2N. "
        "None of them are siblings as far as is known. Of the file that NIST published, 4 to 6 pairs reach 1,000 at 20 loci and none at 29."
    )
    return title, said, columns, rows


def _told(name: str) -> str:
    """A figure's name without the first two words."""
    return ".".join(name.split(".")[2:])


def page(parts: Sequence[Part]) -> Iterator[str]:
    """The lines of the page: no script, no font, nothing from elsewhere."""
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f"<title>Kinship ratios: validation</title><style>{STYLE}</style></head><body>"
    yield "<h1>Kinship ratios: validation</h1>"
    yield f"<p>Wayhome {escape(version('wayhome'))}. {POPULATION} frequencies of NIST (Steffen et al. 2017), proportional mutation {RATE}.</p>"
    faults = [(title, row) for title, _, _, rows in parts for row, fine in rows if fine is False]
    yield f"<p><strong>{'Every figure holds.' if not faults else f'{len(faults)} figures do not hold; they are marked.'}</strong></p>"
    for title, said, columns, rows in parts:
        yield f"<h2>{escape(title)}</h2><p>{escape(said)}</p>"
        if rows:
            yield "<table><thead><tr>" + _cells(columns, "th") + "<th>Holds</th></tr></thead><tbody>"
            yield from (
                f"<tr>{_cells(row, 'td')}<td{'' if fine else ' class=no'}>{'yes' if fine else 'no'}</td></tr>"
                for row, fine in rows
            )
            yield "</tbody></table>"
    yield (
        "<h2>What this does not show</h2><ul>"
        + "".join(f"<li>{escape(each)}</li>" for each in LIMITS)
        + "</ul></body></html>"
    )


def _cells(row: Iterable[str], tag: str) -> str:
    """Cells of a row; numbers stand to the right."""
    return "".join(f"<{tag}{' class=n' if NUMBER.fullmatch(each) else ''}>{escape(each)}</{tag}>" for each in row)
