"""The table of `make assurance`: which harness answers for which id, how each is run, and the page that keeps the result.

A harness is a module of this folder with `run(full) -> list[dict]`; each dict is one row of the table:

    id       an id of `IDS`
    figure   what was measured, in words with its numbers
    teeth    how many faults were planted and how many of them the harness found
    passed   whether the figure and the teeth are what they must be

It runs in a process of its own, on a database of its own that it may commit to, with Django set up as the desk.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "assurance.md"

HARNESSES: dict[str, tuple[str, ...]] = {
    "matrix": ("S1", "S2", "S5"),
    "walls": ("S3",),
    "mass_assignment": ("S4",),
    "exports": ("S16",),
    "tampering": ("S6",),
    "audit_down": ("S7",),
    "ransomware": ("S24",),
    "guessing": ("S8",),
    "enumeration": ("S9",),
    "sessions": ("S10",),
    "headers": ("S14",),
    "third_parties": ("S15",),
    "logs_clean": ("S18",),
    "glass": ("S20", "R5"),
}

IDS = {
    "S1": "Access matrix",
    "S2": "Hidden answers as absent",
    "S3": "The database's own wall",
    "S4": "Fields that a form does not offer",
    "S5": "One line for each look",
    "S6": "Tampering with the ledger",
    "S7": "The ledger cannot be written",
    "S8": "Guessing passwords",
    "S9": "Telling who has an account",
    "S10": "Sessions end at once",
    "S14": "Headers",
    "S15": "Third parties",
    "S16": "Exports",
    "S18": "Logs hold no names",
    "S20": "Breaking the glass",
    "S24": "Ransomware's steps",
    "R5": "Races on breaking and unsealing",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    id: str
    figure: str
    teeth: str
    passed: bool


def rows_of(module: str, said: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What a harness said of its ids. One of which it says nothing, or of which it shows no teeth, fails."""
    told: dict[str, Row] = {}
    for each in said:
        row = Row(str(each["id"]), str(each["figure"]), str(each["teeth"]), each["passed"] is True)
        if row.id not in HARNESSES[module] or row.id in told:
            row = Row(row.id, f"{module} may not answer for it, or did so twice", "none", passed=False)
        elif not any(sign.isdigit() for sign in row.teeth):
            row = Row(row.id, row.figure, row.teeth or "none", passed=False)
        told[row.id] = row
    return [*told.values(), *failed(module, "no figure", known=set(told))]


def failed(module: str, why: str, *, known: Iterable[str] = ()) -> list[Row]:
    """A failing row for each id of a harness that gave none."""
    return [Row(each, why, "none", passed=False) for each in HARNESSES[module] if each not in set(known)]


def whole(rows: Iterable[Row]) -> list[Row]:
    """One row for every id, in the order of the list; an id without one fails, and of two the failing one stands."""
    told: dict[str, Row] = {}
    for row in rows:
        if row.id not in told or told[row.id].passed:
            told[row.id] = row
    return [told.get(each, Row(each, "no harness", "none", passed=False)) for each in IDS]


def table(rows: Iterable[Row]) -> list[str]:
    """The table as it is printed and kept."""
    lines = ["| Id | What | Figure | Teeth | Result |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.id, IDS[row.id], row.figure, row.teeth, "pass" if row.passed else "FAIL")
        lines.append("| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells) + " |")
    return lines


def page(rows: Iterable[Row], *, at: datetime, minutes: float) -> str:
    """The page that keeps a run: when, of which commit, on what machine, and the table."""
    return "\n".join(
        [
            "# Assurance",
            "",
            "`make assurance` writes this page; nobody edits it. Each line is a goal with its figure. Teeth: the same",
            "harness was run with planted faults, and found so many of them. A line without both has failed.",
            "",
            f"- When: {at:%Y-%m-%d %H:%M} UTC, in {minutes:.0f} minutes",
            f"- Commit: {commit()}",
            f"- Machine: {machine()}",
            "",
            *table(rows),
            "",
        ]
    )


def commit() -> str:
    """The commit that was run, and whether files differ from it; this page itself apart."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    short = git("rev-parse", "--short=10", "HEAD")
    changed = git("status", "--porcelain", "--", ".", f":!{PAGE.relative_to(ROOT)}")
    return f"{short}{', with changes that are not committed' if changed else ''}" if short else "not known"


def machine() -> str:
    """Cores, memory and versions: what a figure depends on, and nothing that names the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores} cores, {memory:.0f} GiB of memory, {platform.system()}, Python {platform.python_version()}"
