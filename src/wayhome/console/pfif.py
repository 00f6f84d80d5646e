"""`wayhome import pfif` and `wayhome export pfif`: records of other registers in, and out again."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wayhome.base import clock
from wayhome.base.errors import Refused
from wayhome.console import environment
from wayhome.formats.pfif import PfifNote, PfifPerson, Refusal, read_pfif
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

if TYPE_CHECKING:
    from wayhome.intake.pfif_export import Disclosed, Wanted

MAX_BYTES = 256_000_000
HELD_IN_MEMORY = 64_000_000
UNREADABLE = N_("The file cannot be read: %(why)s.")
NO_AGENCY = N_("There is no agency with the code %(code)s.")
UNWRITABLE = N_("%(file)s cannot be written: %(why)s.")
CUT_SHORT = N_("Standard output was closed before its end. The ledger says that all of it was given out.")
WROTE = N_("%(persons)d persons (%(placeholders)d of them expired) and %(notes)d notes; SHA-256 %(sha256)s")


def add_to(commands: Any) -> None:
    """Declare both commands."""
    taking = commands.add_parser("import", help="take in another register's records").add_subparsers(
        required=True, metavar="format"
    )
    parser = taking.add_parser("pfif", help="PFIF 1.1 to 1.4; prints one JSON object")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--agency", metavar="CODE", help="the agency that owns the records (default: national intake)")
    parser.add_argument("--max-bytes", type=int, default=MAX_BYTES, metavar="N", help="refuse larger files")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run_import)
    giving = commands.add_parser("export", help="give records to somebody outside").add_subparsers(
        required=True, metavar="format"
    )
    parser = giving.add_parser("pfif", help="PFIF 1.4 of what was imported, and a disclosure line in the ledger")
    parser.add_argument("--by", required=True, metavar="WHO", help="the sign-in name of the officer who asks")
    parser.add_argument("--reason", required=True, metavar="WHY", help="why; without a child's details")
    parser.add_argument("--out", metavar="FILE", help="write here (default: standard output)")
    parser.add_argument("--agency", metavar="CODE", help="only what was imported for this agency")
    parser.add_argument("--all", action="store_true", help="superseded versions too")
    parser.add_argument(
        "--placeholders", action="store_true", help="records past their expiry date as empty placeholders"
    )
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Take in every file. Exit 0 when nothing was refused, else 1."""
    with environment.database("console", data=options.data):
        from django.utils.translation import gettext as _  # needs Django to be set up

        from wayhome.intake.pfif import Fate, take_in

        agency, by = agency_of(options.agency), Actor.system("pfif")
        counts, refused = dict.fromkeys(Fate, 0), []
        for record in records_of(options.files, max_bytes=options.max_bytes):
            if isinstance(record, Refusal):
                reason = _(record.words) % record.facts
                refused.append({"file": record.file, "line": record.line, "reason": reason})
            else:
                counts[take_in(record, agency=agency, by=by, at=clock.now())] += 1
        read = sum(counts.values()) + len(refused)
        print(json.dumps({"read": read} | {fate.value: n for fate, n in counts.items()} | {"refused": refused}))
    return 1 if refused else 0


def records_of(files: list[str], *, max_bytes: int) -> Iterator[PfifPerson | PfifNote | Refusal]:
    """The records of every file, and a refusal for each file that cannot be read, or not to its end."""
    for file in files:
        try:
            with Path(file).open("rb") as stream:
                yield from read_pfif(stream, file=file, max_bytes=max_bytes)
        except OSError as problem:
            yield Refusal(file, 1, UNREADABLE, {"why": problem.strerror or type(problem).__name__})


def agency_of(code: str | None) -> UUID:
    """The id of an agency by its code; the national intake desk when none is named."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    from wayhome.accounts.models import NATIONAL_INTAKE, Agency

    if code is None:
        return NATIONAL_INTAKE
    if (agency := Agency.objects.filter(code=code).first()) is None:
        raise Refused(_(NO_AGENCY) % {"code": code})
    return agency.pk


def run_export(options: argparse.Namespace) -> int:
    """Write the records and the disclosure. Nothing leaves before the ledger has its line."""
    with environment.database("console", data=options.data):
        from django.utils.translation import gettext as _  # needs Django to be set up

        from wayhome.intake.pfif_export import Wanted

        agency = agency_of(options.agency) if options.agency else None
        wanted = Wanted(agency, every_version=options.all, expired=not options.placeholders)
        told = to_file(options, wanted) if options.out else to_standard_output(options, wanted)
        facts = {"persons": told.persons, "placeholders": told.placeholders, "notes": told.notes, "sha256": told.sha256}
        print(_(WROTE) % facts, file=sys.stderr)
    return 0


def to_standard_output(options: argparse.Namespace, wanted: Wanted) -> Disclosed:
    """Hold everything back until the disclosure is on record, then let it go."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    from wayhome.intake.pfif_export import disclose  # needs Django to be set up

    with tempfile.SpooledTemporaryFile(HELD_IN_MEMORY) as held:
        told = disclose(held, wanted=wanted, by=options.by, reason=options.reason, at=clock.now())
        held.seek(0)
        try:
            shutil.copyfileobj(held, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more as it ends
            raise Refused(_(CUT_SHORT)) from None
    return told


def to_file(options: argparse.Namespace, wanted: Wanted) -> Disclosed:
    """Write beside the file, for this account's eyes only, and put it in place once the disclosure is on record."""
    from django.utils.translation import gettext as _  # needs Django to be set up

    from wayhome.intake.pfif_export import disclose

    path = Path(options.out)
    try:
        beside = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as problem:
        raise Refused(_(UNWRITABLE) % {"file": path, "why": problem.strerror}) from None
    try:
        with beside:
            told = disclose(beside, wanted=wanted, by=options.by, reason=options.reason, at=clock.now())
            beside.flush()
            os.fsync(beside.fileno())
        Path(beside.name).replace(path)
    except OSError as problem:
        raise Refused(_(UNWRITABLE) % {"file": path, "why": problem.strerror}) from None
    finally:
        Path(beside.name).unlink(missing_ok=True)
    return told
