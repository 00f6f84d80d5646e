"""`wayhome cap check`: whether files hold valid CAP messages, one line of JSON a file. It needs no database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayhome.base.errors import Refused
from wayhome.terms.words import N_

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from wayhome.formats.cap import Finding, Found, Profile

UNREADABLE = N_("The file cannot be read: %(why)s.")
CUT_SHORT = N_("Standard output was closed before its end.")
NO_CERTIFICATE = N_("%(file)s holds no certificate that can be read.")


def add_to(commands: Any) -> None:
    """Declare the command."""
    verbs = commands.add_parser("cap", help="messages of the Common Alerting Protocol").add_subparsers(
        required=True, metavar="verb"
    )
    check = verbs.add_parser("check", help="judge CAP files; prints one line of JSON a file, exit 1 when one is bad")
    check.add_argument("files", nargs="+", metavar="FILE", help="an alert, a feed that carries alerts, or EDXL-DE")
    check.add_argument(
        "--profile", default="plain", type=profile_of, metavar="P", help="plain, google, uk, ipaws or cap-cp"
    )
    check.add_argument(
        "--trust", action="append", default=[], metavar="CERT", help="certificates whose signatures are trusted"
    )
    check.set_defaults(run=run)


def profile_of(name: str) -> Profile:
    """A profile by its name, however its letters and dashes are written."""
    from wayhome.formats.cap import Profile  # with lxml behind it, which the other commands need not wait for

    for profile in Profile:
        if profile.replace("-", "") == name.lower().replace("-", "").replace("_", ""):
            return profile
    raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(Profile)}")


def run(options: argparse.Namespace) -> int:
    """Judge every file. Exit 1 when one was refused or a message in it is not valid, else 0."""
    trusted = [certificate for file in options.trust for certificate in certificates_in(file)]
    bad = False
    for file in options.files:
        line = check(file, profile=options.profile, trusted=trusted)
        bad |= line["refused"] is not None or any(alert["valid"] is False for alert in line["alerts"])
        try:
            print(json.dumps(line), flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more as it ends
            raise Refused(CUT_SHORT) from None
    return int(bad)


def check(file: str, *, profile: Profile, trusted: Sequence[Certificate]) -> dict[str, Any]:
    """What is to be said of one file."""
    from wayhome.formats.cap import find_alerts
    from wayhome.formats.cap.finder import BIGGEST

    try:
        with Path(file).open("rb") as stream:
            document = stream.read(BIGGEST + 1)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        return {"file": file, "alerts": [], "refused": UNREADABLE % {"why": why}}
    reading = find_alerts(document)
    alerts = [verdict(found, profile=profile, trusted=trusted) for found in reading.alerts]
    return {"file": file, "alerts": alerts, "refused": reading.refused and reading.refused.text}


def verdict(found: Found, *, profile: Profile, trusted: Sequence[Certificate]) -> dict[str, Any]:
    """What is to be said of one message. Its signature has no say in whether it is valid."""
    from wayhome.formats.cap import judge
    from wayhome.formats.cap.raw import XMLDSIG, text

    said = judge(found.element, found.version, profile=profile)
    warnings = [as_json(each) for each in said.warnings]
    signature: dict[str, Any] = {"signature": "absent", "signer": None, "trusted": False}
    if next(found.element.iter(f"{{{XMLDSIG}}}Signature"), None) is not None:
        from wayhome.formats.cap.verifying import verify  # most alerts are not signed, and cryptography is slow to load

        signed = verify(found.element, trusted=trusted)
        signature = {"signature": signed.state.value, "signer": signed.signer, "trusted": signed.trusted}
        warnings += [as_json(signed.why)] if signed.why else []
    return {
        "identifier": text(found.element, "identifier") or "",
        "version": found.version,
        "valid": said.valid,
        "errors": [as_json(each) for each in said.errors],
        "warnings": warnings,
        **signature,
    }


def as_json(finding: Finding) -> dict[str, str]:
    """A finding as the line has it."""
    return {"rule": finding.rule, "text": finding.text}


def certificates_in(file: str) -> list[Certificate]:
    """The certificates of a file that is named as trusted."""
    from wayhome.formats.cap.verifying import load_certificates

    try:
        return load_certificates(Path(file).read_bytes())
    except (OSError, ValueError):
        raise Refused(NO_CERTIFICATE % {"file": file}) from None
