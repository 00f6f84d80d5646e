"""`wayhome match run`: everybody against everybody, from what the register holds now."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from wayhome.console import environment
from wayhome.console.match.files import at_least_one


def add_to(what: Any) -> None:
    """Declare the command."""
    parser = what.add_parser(
        "run", help="rank every list anew, count anew how common things are, and tell what differed"
    )
    parser.add_argument("--data", help="folder of the embedded database")
    parser.add_argument("--top", type=at_least_one, default=0, metavar="K", help="also print the best K of every list")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print counts, faults and the hash of the result as JSON lines; 1 where a list stood otherwise than it should."""
    with environment.database("console", data=options.data):
        from wayhome.base import clock
        from wayhome.matching import actions as matching
        from wayhome.terms.actor import Actor

        found = matching.run_all(by=Actor.system("matching"), at=clock.now())
        for find, best in found.lists.items():
            for rank, (missing, version, score) in enumerate(best[: options.top], start=1):
                _say(unidentified=str(find.subject), rank=rank, missing=missing, version=version, score=score / 1000)
        for fault in found.faults:
            _say(fault="stood otherwise than a full run ranks it; repaired", unidentified=str(fault))
        _say(
            missing=found.run.missing, unidentified=found.run.unidentified, pairs=found.run.missing * found.run.unidentified,
            kept=sum(map(len, found.lists.values())), faults=len(found.faults), waiting=len(found.late),
            renewed=found.renewed, model=found.run.model_version, snapshot=found.run.snapshot, hash=found.run.outcome,
        )  # fmt: skip
    return 1 if found.faults else 0


def _say(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
