"""`wayhome figures`: counts and published results, as tables."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wayhome.base import clock
from wayhome.console import environment
from wayhome.formats.refusal import Refusal
from wayhome.formats.statement_csv import read_statements
from wayhome.rules.statements import (
    COUNTING_RULE,
    CheckKind,
    Qualifier,
    Scope,
    Statement,
    SumCheck,
    Table,
    check_sums,
    tables,
)
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

UNREADABLE = N_("The file cannot be read: %(why)s.")
HEADINGS = {
    Scope.YEAR: N_("%(series)s: in each year"),
    Scope.CUMULATIVE: N_("%(series)s: running total to the end of each year"),
    Scope.OTHER: N_("%(series)s: stated otherwise, never added up"),
}
RULE = N_("Published statements, read by the rule %(rule)s. None of them is an event of this register.")
COUNTS = N_("%(read)d rows: %(added)d loaded, %(known)d already known, %(refused)d refused.")
HOLDS = N_("%(year)s %(series)s: %(before)s + %(added)s = %(total)s")
CHECKS = N_("Checks: running total of the year before + the year = running total, where all three were stated exactly")
NO_CHECKS = N_("nothing to check")
REFUSED = N_("Refused")
HOLDING = N_("holds")
FAILING = N_("FAILS")
REFUSED_ROW = N_("row %(line)d: %(reason)s")


def add_to(commands: Any) -> None:
    """Declare the command and what it can show."""
    kinds = commands.add_parser("figures", help="counts and published results").add_subparsers(
        required=True, metavar="figure"
    )
    _add_outcomes(kinds)


def _add_outcomes(kinds: Any) -> None:
    parser = kinds.add_parser(
        "outcomes", help="load a national centre's published yearly results, and check their sums"
    )
    parser.add_argument(
        "--csv", required=True, metavar="FILE", help="columns year, measure, breakdown, value, source, certainty"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=outcomes)


def outcomes(options: argparse.Namespace) -> int:
    """Load, print and check. Exit 1 when a row was refused or a check fails."""
    with environment.database("console", data=options.data):
        from wayhome.figures.actions import load_statements  # needs Django to be set up

        said, refused = read_file(options.csv)
        checks = check_sums(said)
        held_back = rows_at_fault(checks)
        sound = [each for each in said if each.line not in held_back]
        loaded = load_statements(sound, file=options.csv, by=Actor.system("figures"), at=clock.now())
        refused = sorted([*refused, *loaded.refused], key=lambda one: one.line)
        lines = {refusal.line for refusal in refused}
        found = tables(each for each in said if each.line not in lines)
        counts = {
            "read": loaded.added + loaded.already_known + len(held_back) + len(refused),
            "added": loaded.added,
            "known": loaded.already_known,
            "held_back": len(held_back),
            "refused": len(refused),
        }
        print(
            "\n".join(
                as_json(found, checks, refused, counts) if options.json else as_text(found, checks, refused, counts)
            )
        )
    return 0 if not refused and all(check.ok for check in checks) else 1


def rows_at_fault(checks: Sequence[SumCheck]) -> set[int]:
    """The rows that a failed check names. They are shown but not kept, so that a corrected table can take their place."""
    failed = [check for check in checks if not check.ok]
    return {line for check in failed for line in (check.lines[-1:] if check.kind is CheckKind.SUM else check.lines)}


def read_file(path: str) -> tuple[list[Statement], list[Refusal]]:
    """The statements of a file and the rows that are none; a file that cannot be opened is one refusal."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            return read_statements(stream, file=path)
    except OSError as problem:
        return [], [Refusal(path, 1, UNREADABLE, {"why": problem.strerror or type(problem).__name__})]


def as_json(
    found: Sequence[Table], checks: Sequence[SumCheck], refused: Sequence[Refusal], counts: dict[str, int]
) -> Iterable[str]:
    """One JSON object: what was loaded, the tables, the checks, the refused rows."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    yield json.dumps(
        {
            "counting_rule": COUNTING_RULE,
            "read": counts["read"],
            "loaded": counts["added"],
            "already_known": counts["known"],
            "refused": [
                {"file": each.file, "line": each.line, "reason": _(each.words) % each.facts} for each in refused
            ],
            "tables": [asdict(table) for table in found],
            "checks": [asdict(check) | {"words": sentence(check), "facts": dict(check.facts)} for check in checks],
        },
        default=float,  # Decimal
    )


def as_text(
    found: Sequence[Table], checks: Sequence[SumCheck], refused: Sequence[Refusal], counts: dict[str, int]
) -> Iterable[str]:
    """The same for people: a table for each series, then the checks, then the refused rows."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    yield _(RULE) % {"rule": COUNTING_RULE}
    yield _(COUNTS) % counts
    for table in found:
        yield ""
        named = f"{table.measure} ({table.sub_scope})" if table.sub_scope else table.measure
        yield _(HEADINGS[table.scope]) % {"series": named}
        yield from aligned([_cells(row) for row in table.rows])
    yield ""
    yield _(CHECKS)
    yield from aligned([[_(HOLDING) if check.ok else _(FAILING), sentence(check)] for check in checks])
    if not checks:
        yield "  " + _(NO_CHECKS)
    if refused:
        yield ""
        yield _(REFUSED)
        for each in refused:
            yield "  " + _(REFUSED_ROW) % {"line": each.line, "reason": _(each.words) % each.facts}


def sentence(check: SumCheck) -> str:
    """What a check found. A sum that holds is written in the order of time: before, then the year."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    facts = dict(check.facts)
    if check.ok and check.kind is CheckKind.SUM:
        return _(HOLDS) % facts
    return _(check.words) % facts


def aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Rows of cells in columns; cells that hold a number stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if cell[:1].isdigit() and "/" not in cell else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        yield ("  " + "  ".join(cells)).rstrip()


def _cells(row: Statement) -> list[str]:
    qualifier = "" if row.qualifier is Qualifier.EXACT else row.qualifier.value
    return [row.year, f"{row.value:,}", qualifier, row.certainty.value, row.source, row.breakdown]
