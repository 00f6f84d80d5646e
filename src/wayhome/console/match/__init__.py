"""`wayhome match`: missing people against the unidentified. Scoring files needs no database."""

from __future__ import annotations

from typing import Any

from wayhome.console.match import calibrate, card, everybody, explain, files


def add_to(commands: Any) -> None:
    """Declare the command."""
    verbs = commands.add_parser("match", help="weigh missing people against the unidentified").add_subparsers(
        required=True, metavar="verb"
    )
    files.add_to(verbs)
    everybody.add_to(verbs)
    explain.add_to(verbs)
    card.add_to(verbs)
    calibrate.add_to(verbs)
