"""`wayhome kinship power`: what a family can show before the search, and whom to type next."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.base.errors import Refused
from wayhome.console.kinship.files import NO_SUCH, families, frequencies, panel_of
from wayhome.console.kinship.ratios import NOT_AUTOSOMAL, aligned, not_autosomal, read
from wayhome.console.kinship.screening import NO_CHANCE
from wayhome.formats.genotypes.familias import FamFamily
from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.panel import autosomal
from wayhome.kernels.kinship.power import DRAWS, STRANGERS, Before, Gain, Power, gains, power
from wayhome.rules.kinship import Threshold
from wayhome.terms.words import N_

ENOUGH = Threshold(Decimal("0.9"), "ours: below it more than one family in ten would be overlooked")
"""A family whose missing person reaches a ratio of 10,000 less often needs another relative."""
NEXT_TO_NOTHING = 0.005
"""Somebody who adds less than this, in dex, is not asked for."""
SEED = 1
"""Of the drawn missing persons: the same file gives the same answer."""

OWN = N_("%(file)s holds its own frequencies and settings. Leave out %(option)s.")
NOBODY = N_(
    "%(file)s: nobody untyped whose name begins with “Missing” is related to anybody typed. Name the missing person with --missing."
)
IMPOSSIBLE = N_(
    "%(family)s, %(pedigree)s: the relatives' genotypes cannot be together at %(markers)s; left out. For the analyst, not for the family."
)
ODD = N_(
    "%(family)s, %(pedigree)s: the relatives need a mutation among themselves at %(markers)s. For the analyst, not for the family."
)
NO_LOCI = N_("No marker of a relative can be compared.")
IS_ENOUGH = N_("Enough by itself.")
SECOND = N_("Needs a second relative: %(person)s adds most.")
ONE_MORE = N_("Needs one more relative: %(person)s adds most.")
MORE = N_("Needs more relatives, or more markers: even with %(person)s the chance is %(chance).2f.")
NOBODY_LEFT = N_("Needs more relatives than the pedigree names, or more markers.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One missing person of a pedigree, and who else of it is missing.

    spelt   by canonical name: how the file spells a marker
    """

    family: str
    pedigree: str
    before: Before
    away: frozenset[str]
    spelt: Mapping[str, str]


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("power", help="what a family can show before the search, and whom to type next")
    parser.add_argument("file", metavar="F", help="a .fam file of Familias, or a CSV of families")
    parser.add_argument("--frequencies", metavar="P", help="CSV: population, marker, allele, frequency or count")
    parser.add_argument("--population", metavar="NAME", help="one of that file, or one that ships with Wayhome")
    parser.add_argument("--missing", metavar="NAME", help="the missing person's name, where it is not told by the file")
    parser.add_argument("--mutation", type=float, metavar="RATE", help="proportional mutation; 0 unless given")
    parser.add_argument("--json", action="store_true", help="one JSON object, as docs/schemas/kinship-power.json says")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what each family can show. What was assumed goes to the error stream, one sentence a line."""
    remarks: list[str] = []
    try:
        asked = _of_fam(options, remarks) if _is_fam(options.file) else _of_table(options, remarks)
        told = [_told(each, remarks) for each in asked]
    except (TooMuchWork, ValueError) as problem:
        raise Refused(str(problem)) from None
    for remark in dict.fromkeys(remarks):
        print(remark, file=sys.stderr)
    if options.json:
        enough = {"chance": float(ENOUGH.value), "source": ENOUGH.source}
        whole = {"file": options.file, "draws": DRAWS, "strangers": STRANGERS, "enough": enough, "families": told}
        print(json.dumps(whole, ensure_ascii=False, allow_nan=False))
    else:
        print("\n\n".join("\n".join(_shown(each)) for each in told))
    return 0


def _is_fam(file: str) -> bool:
    return Path(file).suffix.lower() == ".fam"


def _of_fam(options: argparse.Namespace, remarks: list[str]) -> list[Asked]:
    """The missing of a `.fam` file, with the frequencies and settings that it holds."""
    for option in ("frequencies", "population", "mutation"):
        if getattr(options, option) is not None:
            raise Refused(OWN % {"file": options.file, "option": f"--{option}"})
    case = read(options.file)
    remarks += case.remarks
    if aside := not_autosomal(case):
        remarks.append(NOT_AUTOSOMAL % {"markers": ", ".join(aside)})
    held = [each for each in case.loci if autosomal(each.name)]
    doubtful = [person.name for person in case.persons if person.dropout and person.profile]
    plain = FamFamily(Path(options.file).stem, case.persons, case.pedigrees)
    asked = []
    for family in case.families if case.dvi else (plain,):
        profiles = {person.name: person.profile for person in family.persons if person.profile}
        drops = {each.locus.name: dict.fromkeys(doubtful, each.dropout) for each in held} if family is plain else {}
        for pedigree in family.weighed():
            away = family.missing(pedigree)
            names = {person.name for person in pedigree.persons}
            sought = away if options.missing is None else tuple(names & {options.missing})
            asked += [
                Asked(
                    family.name,
                    pedigree.name,
                    Before(pedigree, missing, profiles, [each.locus for each in held], case.theta, drops),
                    frozenset(away),
                    {each.locus.name: each.name for each in held},
                )
                for missing in sought
            ]
    if not asked:
        raise Refused(
            (NOBODY if options.missing is None else NO_SUCH) % {"file": options.file, "missing": options.missing}
        )
    return asked


def _of_table(options: argparse.Namespace, remarks: list[str]) -> list[Asked]:
    """The missing of a table of families, with one population."""
    mutation = options.mutation or 0.0
    if not 0 <= mutation < 1:
        raise Refused(NO_CHANCE % {"what": "--mutation"})
    told = families(options.file, options.missing, remarks)
    chosen = frequencies(options.frequencies, options.population, remarks)
    (population,) = chosen.numbers
    profiles = [profile for family in told for profile in family.profiles.values()]
    panel = panel_of(chosen, options.frequencies or population, profiles, mutation, 0.0, remarks)
    asked = []
    for family in told:
        relatives = {name: profile for name, profile in family.profiles.items() if name != family.missing}
        loci = [panel.case(population, at, relatives.values()) for at in range(len(panel.loci))]
        before = Before(family.pedigree, family.missing, relatives, loci)
        away = frozenset(each.missing for each in told if each.pedigree is family.pedigree)
        asked.append(Asked(family.name, family.pedigree.name, before, away, {}))
    return asked


def _told(asked: Asked, remarks: list[str]) -> dict[str, Any]:
    """What one family can show."""
    before = asked.before
    names = {person.name for person in before.pedigree.persons} - {before.missing}
    typed = [name for name, profile in before.profiles.items() if profile and name in names]
    untyped = [
        person.name
        for person in before.pedigree.persons
        if person.name in names - asked.away
        and person.name not in typed
        and not person.name.casefold().startswith("missing")
    ]
    found = power(before, np.random.default_rng(SEED))
    more = gains(before, untyped, np.random.default_rng(SEED))

    def spelt(loci: Sequence[str]) -> list[str]:
        return [asked.spelt.get(name, name) for name in loci]

    for sentence, loci in ((IMPOSSIBLE, found.impossible), (ODD, found.odd)):
        if loci:
            about = {"family": asked.family, "pedigree": asked.pedigree}
            remarks.append(sentence % {**about, "markers": ", ".join(spelt(loci))})
    return {
        "family": asked.family,
        "pedigree": asked.pedigree,
        "missing": before.missing,
        "typed": typed,
        "loci": len(found.loci),
        "impossible": spelt(found.impossible),
        "inconsistent": spelt(found.odd),
        "expected_log10_lr": round(found.expected, 6),
        "unrelated_log10_lr": round(found.stranger, 6) if isfinite(found.stranger) else None,
        "chance_1e4": round(found.strong, 6),
        "chance_1e2": round(found.some, 6),
        "chance_first": round(found.first, 6),
        "exclusion_power": round(found.exclusion, 12),
        "next": [
            {
                "person": each.person,
                "gain_log10_lr": round(each.dex, 6),
                "gain_chance_1e4": round(each.chance, 6),
                "chance_1e4": round(each.strong, 6),
            }
            for each in more
        ],
        "enough": found.strong >= ENOUGH.value,
        "sentence": _sentence(found, more, len(typed)),
    }


def _sentence(found: Power, more: Sequence[Gain], typed: int) -> str:
    """What a family needs."""
    if not found.loci:
        return NO_LOCI
    if found.strong >= ENOUGH.value:
        return IS_ENOUGH
    if not more or more[0].dex < NEXT_TO_NOTHING:
        return NOBODY_LEFT
    best = more[0]
    sentence = MORE if best.strong < ENOUGH.value else SECOND if typed == 1 else ONE_MORE
    return sentence % {"person": best.person, "chance": best.strong}


def _shown(told: Mapping[str, Any]) -> Iterator[str]:
    """The same for a reader."""
    yield f"{told['family']}, {told['pedigree']}: {told['missing']}"
    yield from aligned(
        [
            ("  typed", ", ".join(told["typed"]) or "nobody"),
            ("  loci", str(told["loci"])),
            ("  expected log10 LR", f"{told['expected_log10_lr']:.2f}"),
            ("  chance of LR >= 10,000", f"{told['chance_1e4']:.3f}"),
            ("  chance of LR >= 100", f"{told['chance_1e2']:.3f}"),
            (f"  chance to come first among {STRANGERS:,}", f"{told['chance_first']:.3f}"),
            ("  chance that a stranger is excluded", f"{told['exclusion_power']:.4f}"),
        ]
    )
    if told["next"]:
        rows = [("  type next", "gain in log10 LR", "chance of LR >= 10,000 then")]
        rows += [(f"  {n['person']}", f"{n['gain_log10_lr']:.2f}", f"{n['chance_1e4']:.3f}") for n in told["next"]]
        yield from aligned(rows)
    yield f"  {told['sentence']}"
