"""`wayhome match explain`: one pair, every part with its sentence; of the register, or of two files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from wayhome.base.errors import Refused
from wayhome.console import environment
from wayhome.console.match.files import read
from wayhome.terms.words import N_

if TYPE_CHECKING:
    from wayhome.kernels.crossmatch.people import Missing, Person, Unidentified
    from wayhome.kernels.crossmatch.weights import Weights

P = TypeVar("P", bound="Person")
NOT_IN = N_("%(file)s has no record with the id %(name)s.")
NO_RECORD = N_(
    "The register has no record of %(name)s. Give a reference or an id, of somebody whose record has been frozen."
)
BOTH_FILES = N_("Give both files, or neither for the register's own records.")


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("explain", help="what speaks for and against one pair, strongest against first")
    parser.add_argument("one", metavar="MISSING", help="reference or id of the missing person")
    parser.add_argument("other", metavar="UNIDENTIFIED", help="reference or id of the unidentified")
    parser.add_argument("--missing", metavar="FILE", help="JSON lines to look in, in place of the register")
    parser.add_argument("--unidentified", metavar="FILE")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the pair as one line of JSON. Raises Refused for a record that is not there."""
    if bool(options.missing) != bool(options.unidentified):
        raise Refused(BOTH_FILES)
    if options.missing:
        line = _of_files(options)
    else:
        with environment.database("console", data=options.data):
            line = _of_register(options.one, options.other)
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


def told(missing: Missing, found: Unidentified, compiled: Weights) -> dict[str, Any]:
    """The pair: its score, its parts with what speaks against first, the next facts worth obtaining, and what a laboratory found."""
    from wayhome.kernels.crossmatch import reference, wanted
    from wayhome.kernels.linkage import contrary_first

    parts = contrary_first(reference.parts(missing, found, compiled))
    return {
        "missing": missing.id, "unidentified": found.id, "model": compiled.version,
        "score": sum(part.weight for part in parts) / 1000,
        "parts": [{"family": part.kind, "weight": part.weight / 1000, "words": part.words} for part in parts],
        "next": [
            {"family": each.family, "of": each.of, "if_they_agree": each.gain / 1000}
            for each in wanted.next_facts(missing, found, compiled)
        ],
        "verified": "not_same" if reference.excluded(missing, found)
        else "same" if reference.verified_same(missing, found) else None,
    }  # fmt: skip


def _of_files(options: argparse.Namespace) -> dict[str, Any]:
    from wayhome.kernels.crossmatch import model, rarity, records, weights

    people, _, _ = read(options.missing, records.read_missing)
    finds, _, _ = read(options.unidentified, records.read_unidentified)
    compiled = weights.make(model.load(), rarity.count(people))
    missing = _named({each.id: each for each in people}, options.one, options.missing)
    return told(missing, _named({each.id: each for each in finds}, options.other, options.unidentified), compiled)


def _named(people: Mapping[str, P], name: str, file: str) -> P:
    if name not in people:
        raise Refused(NOT_IN % {"file": file, "name": name})
    return people[name]


def _of_register(one: str, other: str) -> dict[str, Any]:
    from wayhome.kernels.crossmatch.people import Missing, Unidentified
    from wayhome.matching import engine

    compiled, _ = engine.weights_in_force()
    missing, found = _frozen(one, "misper"), _frozen(other, "unidentified")
    assert isinstance(missing, Missing)
    assert isinstance(found, Unidentified)
    return told(missing, found, compiled)


def _frozen(name: str, kind: str) -> Person:
    from wayhome.matching import engine
    from wayhome.registry.models import RecordVersion

    versions = RecordVersion.objects.filter(subject_kind=kind).order_by("-number")
    version = versions.filter(body__reference=name).first()
    if version is None:
        with suppress(ValueError):
            version = versions.filter(subject=UUID(name)).first()
    if version is None:
        raise Refused(NO_RECORD % {"name": name})
    return engine.read(version).person
