"""`wayhome invite`: an agency's first administrator, or one more, by the operator."""

from __future__ import annotations

import argparse
from typing import Any

from wayhome.base.errors import Refused
from wayhome.console import environment


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("invite", help="make an account for an officer and print its one-time code")
    parser.add_argument(
        "--agency", required=True, help="the agency's code; it is made when --kind and --agency-name are given"
    )
    parser.add_argument("--kind", help="kind of a new agency, for example police_force")
    parser.add_argument("--agency-name", help="name of a new agency")
    parser.add_argument("--login", required=True, help="sign-in name")
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", default="administrator")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the code once; it is good once, for 24 hours, at the desk's sign-in page."""
    with environment.database("app", data=options.data):
        from django.db import transaction

        from wayhome.accounts import actions as accounts
        from wayhome.accounts.models import Agency
        from wayhome.base import clock
        from wayhome.terms.actor import Actor
        from wayhome.terms.viewer import AgencyKind, Role

        with transaction.atomic():
            agency = Agency.objects.filter(code=options.agency).first()
            if agency is None and options.kind in set(AgencyKind) and options.agency_name:
                agency = Agency.objects.create(code=options.agency, name=options.agency_name, kind=options.kind)
            if agency is None:
                raise Refused("No agency has this code. To make one, give --kind and --agency-name too.")
            if options.role not in set(Role):
                raise Refused(f"There is no such role. Choose one of: {', '.join(Role)}.")
            _, code = accounts.invite_officer(
                agency, login=options.login, name=options.name, number="", role=Role(options.role),
                by=Actor.system("invite"), at=clock.now(),
            )  # fmt: skip
    print(f"One-time code for {options.login}, good once and for 24 hours: {code}")
    return 0
