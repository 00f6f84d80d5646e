"""`wayhome unidentified import`: records of people and remains without a name, from another system."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wayhome.base import clock
from wayhome.base.errors import Refused
from wayhome.console import environment, json_lines
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

MAX_BYTES = 256_000_000
NEEDS_AGENCY = N_(
    "Name the agency that owns the records: --agency CODE. To read without keeping anything, use --check."
)
UNREADABLE = N_("%(file)s cannot be read: %(why)s.")
TOO_LARGE = N_("%(file)s is larger than %(bytes)d bytes.")
TWICE = N_("The id stands in line %(line)d already. Give each record an id of its own.")
NO_HEAD = N_("The first line must name the columns, with commas between them, and one of them must be id.")
SAME_COLUMN = N_("The column “%(name)s” says the same as another. Keep one of the two.")
MORE_CELLS = N_("The line has more cells than there are columns. Put a cell with a comma in it in quotation marks.")
NO_CSV = N_("From this line on the table cannot be read (%(why)s). Look for a quotation mark that is not closed.")


def add_to(commands: Any) -> None:
    """Declare the command."""
    words = commands.add_parser("unidentified", help="people and remains without a name").add_subparsers(
        required=True, metavar="word"
    )
    parser = words.add_parser("import", help="take in JSON lines, or a CSV with named columns; prints one JSON object")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--agency", metavar="CODE", help="the agency that owns the records")
    parser.add_argument("--check", action="store_true", help="read and say what would be refused; keep nothing")
    parser.add_argument("--max-bytes", type=int, default=MAX_BYTES, metavar="N", help="refuse larger files")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take in every file. What is refused goes to the error stream, one JSON object a line; exit 1 when anything was."""
    with environment.database("console", data=options.data):
        from django.utils.translation import gettext as _  # needs Django to be set up

        from wayhome.console.pfif import agency_of
        from wayhome.registry.actions import Fate, Problem, Record, read_record, take_in

        if not options.agency and not options.check:
            raise Refused(_(NEEDS_AGENCY))
        agency = agency_of(options.agency)
        by, counts, refused = Actor.system("import"), dict.fromkeys(Fate, 0), 0
        for file in options.files:
            ids: dict[str, int] = {}
            for line, given, wrong in lines_of(file, max_bytes=options.max_bytes):
                at = clock.now()
                record = Record("", [], (Problem("", wrong),)) if wrong else read_record(given, at=at)
                if record.their_id and ids.setdefault(record.their_id, line) != line:
                    record = Record("", [], (Problem("id", _(TWICE) % {"line": ids[record.their_id]}),))
                for problem in record.problems:
                    told = {"file": file, "line": line, "id": identity(given), **asdict(problem)}
                    print(json.dumps(told, ensure_ascii=False), file=sys.stderr)
                refused += len(record.problems)
                if options.check:
                    counts[Fate.UNCHANGED if record.usable else Fate.REFUSED] += 1
                else:
                    counts[take_in(record, agency=agency, by=by, at=at)] += 1
        said = {fate.value: many for fate, many in counts.items()}
        print(json.dumps({"read": sum(counts.values())} | said | {"problems": refused}))
    return 1 if refused else 0


def identity(given: Any) -> str:
    """The id of a record, as far as it has one."""
    return str(given.get("id", "")) if isinstance(given, dict) else ""


def lines_of(file: str, *, max_bytes: int) -> Iterator[tuple[int, Any, str]]:
    """Line number, record, and why the line cannot be read, of each line that is not empty."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    text, wrong = text_of(file, max_bytes=max_bytes)
    if wrong:
        yield 1, None, wrong
        return
    if file.lower().endswith(".csv"):
        yield from rows_of(text)
        return
    for number, given, unread in json_lines.numbered(text.split("\n")):
        yield number, given, _(unread.says) % unread.facts if unread else ""


def text_of(file: str, *, max_bytes: int) -> tuple[str, str]:
    """What a file holds, or why it cannot be read."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    try:
        with Path(file).open("rb") as stream:
            content = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            return "", _(TOO_LARGE) % {"file": file, "bytes": max_bytes}
        return content.decode(json_lines.ENCODING, json_lines.ERRORS), ""
    except OSError as problem:
        return "", _(UNREADABLE) % {"file": file, "why": problem.strerror or type(problem).__name__}


def rows_of(text: str) -> Iterator[tuple[int, Any, str]]:
    """The flat fields of a CSV: parts of a field are named as "stature_cm.low", several codes stand as "head; face"."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    reader = csv.DictReader(io.StringIO(text), strict=True)
    done = 0
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        if wrong := _head(names):
            yield 1, None, wrong
            return
        done = reader.line_num
        for row in reader:
            done = reader.line_num
            try:
                record = _record_of(row)
            except json_lines.Unread as problem:
                yield done, None, _(problem.says) % problem.facts
            else:
                yield done, record, ""
    except csv.Error as problem:
        yield done + 1, None, _(NO_CSV) % {"why": str(problem)}


def _head(names: list[str]) -> str:
    """Why the columns of a CSV cannot be told apart; empty when they can."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    if "id" not in names:
        return _(NO_HEAD)
    for place, name in enumerate(names):
        whole = name.partition(".")[0]
        if name and (name in names[:place] or (whole != name and whole in names)):
            return _(SAME_COLUMN) % {"name": name}
    return ""


def _record_of(row: Mapping[str | None, Any]) -> dict[str, Any]:
    """One row. Raises Unread where it has more cells than there are columns, or a sign that is no text."""
    if any(cell.strip() for cell in row.get(None) or ()):
        raise json_lines.Unread(MORE_CELLS)
    record: dict[str, Any] = {}
    for name, cell in row.items():
        said = cell.strip() if isinstance(cell, str) else ""
        if not said or name is None:
            continue
        if json_lines.not_utf8(said):
            raise json_lines.Unread(json_lines.NOT_UTF8)
        field, _dot, part = name.strip().partition(".")
        if part:
            record.setdefault(field, {})[part] = _read(said)
        else:
            record[field] = [each.strip() for each in said.split(";")] if field == "examined" else said
    json_lines.refuse_signs(record)
    return record


def _read(cell: str) -> Any:
    """A whole number, a decimal, true or false; else the words."""
    if cell in {"true", "false"}:
        return cell == "true"
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell
