"""`wayhome kinship lr`: the likelihood ratios of one `.fam` file, with the frequencies and settings that it holds and no others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import exp, inf, isfinite, log
from pathlib import Path
from typing import Any

from wayhome.base.errors import Refused
from wayhome.formats.genotypes.familias import FamCase, FamLocus, without_reference
from wayhome.formats.genotypes.familias_reader import read_fam
from wayhome.formats.genotypes.reading import Unread
from wayhome.kernels.kinship.compare import AsMissing, genotypes_at
from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.mutation import NONE
from wayhome.kernels.kinship.panel import autosomal, mutating
from wayhome.kernels.kinship.pedigree import Pedigree, Profile
from wayhome.kernels.kinship.peel import likelihood
from wayhome.terms.words import N_

UNREADABLE = N_("%(file)s cannot be read: %(why)s.")
NOT_AUTOSOMAL = N_("%(markers)s: not on the autosomes, so no part of these ratios.")
NOBODY_MISSING = N_(
    "%(family)s, %(pedigree)s: nobody untyped whose name begins with “Missing” is related to anybody typed; no sample is weighed in it."
)
AMONG_THEM = N_("%(family)s, %(pedigree)s: without mutation the family is impossible by itself at %(markers)s.")
NO_RATIO = N_("%(what)s: no ratio, since what it is weighed against is impossible with the file's settings.")


TOO_LARGE = N_("%(what)s: the ratio is too large for a number; the logarithms tell it.")
LARGEST = 709
"""Natural logarithm of about the largest number that a computer keeps."""


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("lr", help="likelihood ratios of a .fam file of Familias, plain or DVI")
    parser.add_argument("file", metavar="FILE.fam")
    parser.add_argument("--json", action="store_true", help="one JSON object, as docs/schemas/kinship-lr.json says")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the ratios. What was assumed goes to the error stream, one sentence a line."""
    case = read(options.file)
    try:
        told, remarks = weighed(case)
    except TooMuchWork as problem:
        raise Refused(str(problem)) from None
    for remark in (*case.remarks, *remarks):
        print(remark, file=sys.stderr)
    told = {"file": options.file} | told
    if options.json:
        print(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_table(told)))
    return 0


def read(file: str) -> FamCase:
    """The case in a file. Raises Refused with the file, the line and the reason."""
    try:
        return read_fam(Path(file).read_bytes(), file=file)
    except OSError as problem:
        raise Refused(UNREADABLE % {"file": file, "why": problem.strerror or type(problem).__name__}) from None
    except Unread as problem:
        raise Refused(str(problem)) from None


def weighed(case: FamCase) -> tuple[dict[str, Any], list[str]]:
    """The pairs of a DVI file, the pedigrees of a plain one, and what was left out."""
    remarks: list[str] = []
    loci = [held for held in case.loci if autosomal(held.name)]
    if aside := not_autosomal(case):
        remarks.append(NOT_AUTOSOMAL % {"markers": ", ".join(aside)})
    pairs = list(_pairs(case, loci, remarks))
    pedigrees = _pedigrees(case, loci, remarks)
    return {"kind": "dvi" if case.dvi else "pedigrees", "pairs": pairs, "pedigrees": pedigrees}, remarks


def not_autosomal(case: FamCase) -> list[str]:
    """Markers on the sex chromosomes, as a file spells them."""
    people = [*case.persons, *case.samples, *(person for family in case.families for person in family.persons)]
    names = {marker: marker for person in people for marker in person.profile} | {
        each.locus.name: each.name for each in case.loci
    }
    return [name for name in names.values() if not autosomal(name)]


def _pairs(case: FamCase, held: Sequence[FamLocus], remarks: list[str]) -> Iterator[dict[str, Any]]:
    spelt = {each.locus.name: each.name for each in held}
    for family in case.families:
        typed = {person.name: person.profile for person in family.persons if person.profile}
        for pedigree in family.weighed():
            plain = [(each.name, mutating(each.locus, NONE, NONE)) for each in held]
            odd = [
                name
                for name, locus in plain
                if likelihood(pedigree, locus, genotypes_at(locus, typed), theta=case.theta) == 0
            ]
            if odd:
                remarks.append(
                    AMONG_THEM % {"family": family.name, "pedigree": pedigree.name, "markers": ", ".join(odd)}
                )
            if not (sought := family.missing(pedigree)):
                remarks.append(NOBODY_MISSING % {"family": family.name, "pedigree": pedigree.name})
            for missing in sought:
                wanted = AsMissing(pedigree, missing, [each.locus for each in held], typed, theta=case.theta)
                for sample in case.samples:
                    found = wanted.weigh(sample.profile)
                    if not isfinite(found.ratio):
                        remarks.append(NO_RATIO % {"what": f"{family.name}, {pedigree.name}, {missing}, {sample.name}"})
                    yield {
                        "family": family.name,
                        "pedigree": pedigree.name,
                        "missing": missing,
                        "sample": sample.name,
                        "lr": found.ratio if isfinite(found.ratio) else None,
                        "log10_lr": found.dex if isfinite(found.dex) else None,
                        "loci": len(found.ratios),
                        "inconsistent": [spelt[name] for name in found.inconsistent],
                    }


def _pedigrees(case: FamCase, held: Sequence[FamLocus], remarks: list[str]) -> list[dict[str, Any]]:
    profiles = {person.name: person.profile for person in case.persons if person.profile}
    drops = [person.name for person in case.persons if person.dropout]
    chosen = without_reference(case.pedigrees)
    known = [_loglik(each, held, profiles, drops, case.theta) for each in chosen]
    if impossible := bool(known) and known[-1] == -inf:
        remarks.append(NO_RATIO % {"what": f"Against {chosen[-1].name}"})
    else:
        remarks += [
            TOO_LARGE % {"what": each.name}
            for each, loglik in zip(chosen, known, strict=True)
            if loglik - known[-1] > LARGEST
        ]
    return [
        {
            "name": pedigree.name,
            "loglik": loglik if isfinite(loglik) else None,
            "lr": None if impossible or loglik - known[-1] > LARGEST else exp(loglik - known[-1]),
        }
        for pedigree, loglik in zip(chosen, known, strict=True)
    ]


def _loglik(
    pedigree: Pedigree, held: Sequence[FamLocus], profiles: Mapping[str, Profile], drops: Sequence[str], theta: float
) -> float:
    """Natural logarithm of how likely all profiles are in a pedigree."""
    total = 0.0
    for each in held:
        genotypes = genotypes_at(each.locus, profiles)
        if genotypes:
            chance = likelihood(
                pedigree, each.locus, genotypes, theta=theta, dropout=dict.fromkeys(drops, each.dropout)
            )
            total += log(chance) if chance > 0 else -inf
    return total


def _table(told: Mapping[str, Any]) -> Iterator[str]:
    """The same for a reader: columns with spaces between."""
    if told["pairs"]:
        rows = [("family", "pedigree", "missing", "sample", "LR", "log10 LR", "loci", "inconsistent")]
        rows += [
            (
                each["family"], each["pedigree"], each["missing"], each["sample"], _shown(each["lr"], ".6g"),
                _shown(each["log10_lr"], ".3f"), str(each["loci"]), ", ".join(each["inconsistent"]),
            )
            for each in told["pairs"]
        ]  # fmt: skip
        yield from aligned(rows)
    if told["pedigrees"]:
        rows_of = [("pedigree", "ln likelihood", "LR against the last")]
        rows_of += [
            (each["name"], _shown(each["loglik"], ".6f"), _shown(each["lr"], ".6g")) for each in told["pedigrees"]
        ]
        yield from aligned(rows_of)
    if not told["pairs"] and not told["pedigrees"]:
        yield N_("The file holds no pedigree to weigh.")


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines, columns one above the other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
