"""`wayhome worker`: run queued jobs until told to stop."""

from __future__ import annotations

import argparse
from typing import Any

from wayhome.console import environment


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("worker", help="run queued jobs and clocks")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Work until interrupted."""
    with environment.database("worker", data=options.data):
        from wayhome.base.service import refuse_unready
        from wayhome.flow.worker import work

        refuse_unready()
        work()
    return 0
