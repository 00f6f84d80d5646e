"""`wayhome alerts`: partners that are told by webhook, by the operator."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

from wayhome.console import environment


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("alerts", help="whom alerts are told to")
    parts = parser.add_subparsers(dest="part", required=True)
    partner = parts.add_parser("partner", help="add a partner that is told by webhook, and print the secret we share")
    partner.add_argument("--name", required=True)
    partner.add_argument("--url", required=True, help="an address that begins with https")
    partner.add_argument("--mode", required=True, choices=["drill", "live"])
    partner.add_argument("--data", help="folder of the embedded database")
    partner.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the secret once; it signs what the partner is posted."""
    with environment.database("console", data=options.data):
        from wayhome.alerts.actions.partners import add_partner
        from wayhome.base import clock
        from wayhome.rules.alerting import Mode
        from wayhome.terms.actor import Actor

        secret = secrets.token_urlsafe(32)
        add_partner(
            options.name, options.url, mode=Mode(options.mode), secret=secret.encode(), by=Actor.system("operator"),
            at=clock.now(),
        )  # fmt: skip
    print(f"The secret we share with {options.name}, shown once: {secret}")
    return 0
