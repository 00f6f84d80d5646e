"""`wayhome check`: Django's own checks, and that no migration is missing. Needs no database."""

from __future__ import annotations

import argparse
import os
import warnings
from typing import Any


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="check settings and migrations; needs no database")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Exit 1 with Django's words when something is missing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "wayhome.settings.checks"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it looks for a database and may do without
        try:
            call_command("makemigrations", check=True, dry_run=True)
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0
