"""`wayhome seed`: invented people: the demonstration force for a newcomer, or a whole nation as files."""

from __future__ import annotations

import argparse
from typing import Any

from wayhome.base.errors import Refused
from wayhome.console import environment, seed_nation
from wayhome.console.embedded import write_private


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("seed", help="invent people: the demonstration force, or a nation as files")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--demonstration", action="store_true", help="the small cast of the first run")
    seed_nation.add_to(parser, what)
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do the one that was asked for."""
    return plant(options) if options.demonstration else seed_nation.run(options)


def plant(options: argparse.Namespace) -> int:
    """Plant the demonstration once; later runs change nothing. Sign-ins are kept in the data folder's demonstration.txt."""
    with environment.database("console", data=options.data) as embedded:
        from django.conf import settings

        from wayhome.accounts.library import give_demonstration_apps
        from wayhome.base import clock, places
        from wayhome.synthetic.plant import is_planted, plant_demonstration

        if is_planted():
            if settings.DEMONSTRATION:
                give_demonstration_apps()  # to a trial that began before they were needed
            return 0
        if embedded is None and not settings.DEMONSTRATION:
            raise Refused(
                "Invented people do not belong on a service in use. Set WAYHOME_DEMONSTRATION=1 for a trial system."
            )
        said = plant_demonstration(now=clock.now())
        if settings.DEMONSTRATION:
            give_demonstration_apps()
        write_private(places.home() / "demonstration.txt", "\n".join(said))
    return 0
