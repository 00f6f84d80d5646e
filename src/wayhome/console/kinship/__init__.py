"""`wayhome kinship`: families' DNA profiles against those of people without a name. Nothing here needs a database."""

from __future__ import annotations

from typing import Any

from wayhome.console.kinship import power, ratios, screening, validation


def add_to(commands: Any) -> None:
    """Declare the command."""
    verbs = commands.add_parser("kinship", help="DNA kinship of files; no database").add_subparsers(
        required=True, metavar="verb"
    )
    ratios.add_to(verbs)
    screening.add_to(verbs)
    power.add_to(verbs)
    validation.add_to(verbs)
