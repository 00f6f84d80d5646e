"""`wayhome match`: the missing against the unidentified."""

from __future__ import annotations

from typing import Any

from wayhome.console import match_run


def add_to(commands: Any) -> None:
    """Declare the command and what it can do."""
    what = commands.add_parser("match", help="the missing against the unidentified").add_subparsers(
        required=True, metavar="what"
    )
    match_run.add_to(what)
