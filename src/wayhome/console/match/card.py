"""`wayhome match card`: what the model is, where each number comes from, how it does, and what is not known of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from wayhome.kernels.crossmatch.posterior import Line

GAPS = (
    "Nothing here was counted on real people. Shares of cases with teeth, fingers or implants on both sides are not published.",
    "Rates at which two people describe hair, eyes, marks and clothes otherwise were found nowhere: they are assumed.",
    "Families of evidence are taken as independent within one person, but for those weighed together (see decision 0027).",
    "Drift along a river or at sea is a wide curve, not a direction. Weight, build and gait are not weighed.",
    "A second reading would set fifteen numbers otherwise, mostly so that true pairs differ more: docs/disputed-numbers.md.",
    "The lines that calibrate claims are fitted on invented nations, whose tables and the model's have one country in mind.",
)
SIDE = 240


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser(
        "card", help="print the model card, in Markdown; the plot of calibration is SVG within it"
    )
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Print the card. It needs no database."""
    sys.stdout.write("\n".join(card()) + "\n")
    return 0


def card() -> Iterator[str]:
    """The lines of the card."""
    from wayhome.kernels.crossmatch import model, posterior

    declared = model.load()
    numbers = list(declared.numbers())
    yield f"# Model card: {declared.version}\n"
    yield "Ranks missing people for somebody unidentified, and says why. It identifies nobody: two officers and an authority do.\n"
    yield "## Data\n"
    yield "Declared numbers, and the counts of the list it is run on (marks, words, objects, places), frozen with each full run."
    statuses = {status: sum(each.status == status for each in numbers) for status in model.STATUSES}
    yield f"{len(numbers)} numbers: " + ", ".join(f"{many} {status}" for status, many in statuses.items()) + ".\n"
    yield "## How it does\n"
    yield from _measured(declared.version)
    yield "\n## Calibration\n"
    yield f"Probabilities are **{posterior.LABEL}**.\n"
    lines = posterior.lines(declared.version)
    yield (
        plot(lines)
        if lines
        else "No line has been fitted for this version: probabilities are told as the model claims them."
    )
    yield "\n## Known gaps\n"
    yield from (f"- {each}" for each in GAPS)
    yield "\n## Every number\n"
    for name, family in declared.families.items():
        yield f"### {name}\n\n{family.about}\n\n| table | name | value | status | source | date |\n|---|---|---|---|---|---|"
        for each in family.numbers:
            yield f"| {each.table} | {each.key} | {each.value} | {each.status} | {each.source} | {each.date} |"
        yield ""


def _measured(version: str) -> Iterator[str]:
    """Figures that `wayhome bench match` printed and a release keeps, if they are of this version."""
    kept = resources.files("wayhome.kernels.crossmatch") / "model" / "measured.jsonl"
    rows = [json.loads(each) for each in kept.read_text("utf-8").splitlines()] if kept.is_file() else []
    rows = [each for each in rows if each.get("model") == version]
    if not rows:
        yield "Not measured for this version. `wayhome bench match --only quality` measures it, by group too."
        return
    yield "| figure | value | unit | of | 95 % | beside it |\n|---|---|---|---|---|---|"
    for row in rows:
        beside = f"{row['baseline']['name']}: {row['baseline']['value']}" if row["baseline"] else ""
        within = " to ".join(map(str, row["ci95"])) if row["ci95"] else ""
        yield f"| {row['name']} | {row['value']} | {row['unit']} | {row['n']} | {within} | {beside} |"


def plot(lines: dict[str, Line]) -> str:
    """What was claimed against what came true, for each class, beside the line on which the two are equal."""
    drawn = []
    for name, line in lines.items():
        claims = [10**odds / (1 + 10**odds) for odds in line.claimed]
        points = " ".join(f"{SIDE * x:.1f},{SIDE * (1 - y):.1f}" for x, y in zip(claims, line.found, strict=True))
        drawn.append(
            f'<polyline fill="none" stroke="currentColor" points="{points}"><title>{escape(name)}</title></polyline>'
        )
    even = f'<line x1="0" y1="{SIDE}" x2="{SIDE}" y2="0" stroke="currentColor" stroke-dasharray="4"/>'
    title = f"<title>Claimed (across) and come true (up), by class; {escape(', '.join(lines))}</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}">{title}{even}{"".join(drawn)}</svg>'
