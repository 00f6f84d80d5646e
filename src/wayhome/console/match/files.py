"""`wayhome match score`: two files of JSON lines, weighed against each other. It needs no database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wayhome.base import clock
from wayhome.base.errors import Refused
from wayhome.console import json_lines
from wayhome.terms.words import N_

if TYPE_CHECKING:
    from wayhome.kernels.crossmatch.engine import Hit
    from wayhome.kernels.crossmatch.people import Missing, Person, Unidentified
    from wayhome.kernels.crossmatch.records import Flag
    from wayhome.kernels.crossmatch.weights import Weights

UNREADABLE = N_("%(file)s cannot be read: %(why)s.")
TWICE = N_(
    "id: The id stands in line %(line)d already, and the record there is kept. Give each record an id of its own."
)
TO_COME = N_("%(day)s lies in the future. Check the date; it is weighed as it stands.")
NO_RECORD = N_("The file holds no record.")
READER_GONE = 141  # as a shell has it: 128 and the number of SIGPIPE
P = TypeVar("P", bound="Person")


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("score", help="rank missing people for each unidentified, from two files of JSON lines")
    parser.add_argument("--missing", required=True, metavar="FILE", help="JSON lines; see docs/schemas/missing.json")
    parser.add_argument("--unidentified", required=True, metavar="FILE", help="see docs/schemas/unidentified.json")
    parser.add_argument("--top", type=at_least_one, default=20, metavar="K", help="how many for each unidentified (20)")
    parser.set_defaults(run=score)


def at_least_one(text: str) -> int:
    """How many rows of a list are asked for."""
    if not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("give a whole number of 1 or more")
    return int(text)


def score(options: argparse.Namespace) -> int:
    """Print the lists. Problems of the input go to standard error; exit 1 when a line of it could not be kept at all."""
    from wayhome.kernels.crossmatch import model, rarity, records, weights
    from wayhome.kernels.crossmatch.engine import Register
    from wayhome.kernels.crossmatch.posterior import KEPT

    missing, missing_flags, lost = read(options.missing, records.read_missing)
    found, found_flags, lost_too = read(options.unidentified, records.read_unidentified)
    compiled = weights.make(model.load(), rarity.count(missing))
    lists = Register(missing, compiled).best(found, min(max(options.top, KEPT), max(1, len(missing))))
    try:
        for person, hits in zip(found, lists, strict=True):
            for line in lines_of(person, hits, missing, compiled, missing_flags, found_flags, top=options.top):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except (
        BrokenPipeError
    ):  # whoever read has read enough, as `head` does; nothing is left to be written when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return int(lost or lost_too)


def read(file: str, reader: Callable[[Any], tuple[P, tuple[Flag, ...]]]) -> tuple[list[P], dict[str, list[str]], bool]:
    """People of a file, what was flagged of each by id, and whether a line was lost. Raises Refused for no such file."""
    people: dict[str, P] = {}
    stood: dict[str, int] = {}
    flags: dict[str, list[str]] = {}
    lost, number, today = False, 0, clock.now().date()
    try:
        with Path(file).open(encoding=json_lines.ENCODING, errors=json_lines.ERRORS) as lines:
            for number, data, unread in json_lines.numbered(lines):
                try:
                    if unread:
                        raise unread
                    person, flagged = reader(data)
                    if person.id in people:
                        raise ValueError(TWICE % {"line": stood[person.id]})
                except ValueError as problem:
                    lost = True
                    about, found, says = str(problem).partition("id: ")
                    of_id = bool(found) and not about
                    tell(file, number, identity(data), "id" if of_id else None, says if of_id else str(problem))
                    continue
                people[person.id], stood[person.id] = person, number
                for each in (*flagged, *doubted(person, today)):
                    tell(file, number, person.id, each.field, each.says)
                    flags.setdefault(person.id, []).append(str(each))
    except OSError as problem:
        raise Refused(UNREADABLE % {"file": file, "why": problem.strerror}) from None
    if not number:
        tell(file, None, None, None, NO_RECORD)
    return list(people.values()), flags, lost


def doubted(person: Person, today: date) -> Iterator[Flag]:
    """Days that nobody can know of yet. They are weighed as they stand, since a clock may be wrong as well."""
    from wayhome.kernels.crossmatch.people import day_number, day_of
    from wayhome.kernels.crossmatch.records import Flag

    for name, field in (
        ("seen", "last_seen_at"),
        ("found", "found_at"),
        ("died", "died_between"),
        ("born", "birth_date"),
    ):
        span = getattr(person, name, None)
        if span and span[0] > day_number(today):
            yield Flag(field, TO_COME % {"day": day_of(span[0])})
            return  # a birth may be reckoned from the day last seen


def identity(data: Any) -> Any:
    """The id of a record, as far as it has one."""
    return data.get("id") if isinstance(data, Mapping) else None


def tell(file: str, line: int | None, name: object, field: str | None, says: str) -> None:
    """One problem of the input, as a line of JSON on standard error; of the whole file where no line is named."""
    told = {"file": file, "line": line, "id": name, "field": field, "says": says}
    sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")


def lines_of(
    person: Unidentified, hits: list[Hit], missing: list[Missing], compiled: Weights,
    missing_flags: Mapping[str, list[str]], found_flags: Mapping[str, list[str]], *, top: int,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The rows of one list: its candidates, then nobody."""
    from wayhome.kernels.crossmatch import reference
    from wayhome.kernels.crossmatch.posterior import posterior

    chances, nobody = posterior([score for _, score in hits], person, len(missing), compiled.model)
    own = found_flags.get(person.id, [])
    for rank, ((at, score), chance) in enumerate(zip(hits[:top], chances, strict=False), start=1):
        each = missing[at]
        parts = [
            {"family": part.kind, "weight": part.weight / 1000, "words": part.words}
            for part in reference.parts(each, person, compiled) if part.weight
        ]  # fmt: skip
        line = {
            "unidentified": person.id, "rank": rank, "missing": each.id, "score": score / 1000, "posterior": round(chance, 6),
            "parts": parts,
        }  # fmt: skip
        if reference.verified_same(each, person):
            line["verified"] = "same"
        if flags := [*own, *missing_flags.get(each.id, [])]:
            line["flags"] = flags
        yield line
    line = {
        "unidentified": person.id, "rank": None, "missing": None, "score": 0, "posterior": round(nobody, 6), "parts": [],
        "model": compiled.version,
    }  # fmt: skip
    yield line | ({"flags": own} if own else {})
