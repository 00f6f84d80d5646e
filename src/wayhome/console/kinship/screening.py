"""`wayhome kinship screen`: every family against every sample, and those pairs whose ratio reaches a threshold."""

from __future__ import annotations

import argparse
import json
import sys
from math import isfinite, log10

from wayhome.base.errors import Refused
from wayhome.console.kinship.files import families, loci, samples
from wayhome.kernels.kinship.eliminate import TooMuchWork
from wayhome.kernels.kinship.register import Register
from wayhome.terms.words import N_

NO_THRESHOLD = N_("The threshold should be a ratio above 0, such as 10000.")
NO_CHANCE = N_("%(what)s should be a chance from 0 to below 1.")
NOTHING = N_("There is nothing to compare: %(families)d missing people in families, %(samples)d samples.")
COMPARED = N_("%(families)d missing people and %(samples)d samples, %(loci)d loci, least ratio of: %(populations)s.")


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("screen", help="every family against every sample; JSON lines, the greatest ratio first")
    parser.add_argument(
        "--families",
        required=True,
        metavar="F",
        help="CSV: family, person, father, mother, sex, marker, allele1, allele2",
    )
    parser.add_argument(
        "--samples", required=True, metavar="S", help="CSV: sample, marker, allele1, allele2; or GeneMapper text"
    )
    parser.add_argument(
        "--frequencies", required=True, metavar="P", help="CSV: population, marker, allele, frequency or count"
    )
    parser.add_argument("--threshold", required=True, type=float, metavar="T", help="least ratio, such as 10000")
    parser.add_argument("--missing", metavar="NAME", help="the missing person's name, where it is not told by the file")
    parser.add_argument(
        "--mutation", type=float, default=0.0, metavar="RATE", help="proportional mutation; 0 unless given"
    )
    parser.add_argument("--dropout", type=float, default=0.0, metavar="D", help="of every sample; 0 unless given")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the pairs. What was assumed goes to the error stream, one sentence a line."""
    if not (options.threshold > 0 and isfinite(options.threshold)):
        raise Refused(NO_THRESHOLD)
    for what, chance in (("--mutation", options.mutation), ("--dropout", options.dropout)):
        if not 0 <= chance < 1:
            raise Refused(NO_CHANCE % {"what": what})
    remarks: list[str] = []
    told = families(options.families, options.missing, remarks)
    found = samples(options.samples, remarks)
    if not told or not found:
        raise Refused(NOTHING % {"families": len(told), "samples": len(found)})
    profiles = [*(profile for family in told for profile in family.profiles.values()), *found.values()]
    try:
        panel = loci(options.frequencies, profiles, options.mutation, options.dropout, remarks)
        register, order = Register.of(panel, told)
        codes = panel.encode(list(found.values()), [options.dropout] * len(found))
        pairs = register.all(codes, log10(options.threshold))
    except TooMuchWork as problem:
        raise Refused(str(problem)) from None
    except ValueError as problem:
        raise Refused(str(problem)) from None
    about = {"families": len(told), "samples": len(found), "loci": len(panel.loci)}
    remarks.append(COMPARED % {**about, "populations": ", ".join(panel.populations)})
    for remark in remarks:
        print(remark, file=sys.stderr)
    names = list(found)
    for rank, (family, body, dex) in enumerate(zip(pairs.family, pairs.body, pairs.dex, strict=True), start=1):
        row = {
            "family": order[family].name,
            "missing": order[family].missing,
            "sample": names[body],
            "log10_lr": round(float(dex), 12),
            "rank": rank,
        }
        print(json.dumps(row, ensure_ascii=False, allow_nan=False))
    return 0
