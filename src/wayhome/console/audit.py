"""`wayhome audit verify`: hand the ledger to the verifier, a package of its own that shares no code with this one."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from wayhome.base import places
from wayhome.console import environment


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("audit", help="verify the ledger against its seals and anchors")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    verify = verbs.add_parser("verify", help="check everything, print JSON; exit 1 names what is wrong")
    verify.add_argument("--data", help="folder of the embedded database")
    verify.add_argument("--anchors", type=Path, help="the anchors' folder; theirs, or a copy they keep")
    verify.add_argument(
        "--public-key", type=Path, action="append", help="PEM files; without it, the keys beside the anchors"
    )
    verify.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """The verifier's own exit code. The URL reaches it by the environment, since others see a process's words."""
    with environment.database("seal", data=options.data):
        anchors = options.anchors or places.anchors()
        keys = options.public_key or [path for path in (anchors / "keys.pem",) if path.exists()]
        words = [sys.executable, "-m", "wayhome_verify", "--anchors", str(anchors)]
        for path in keys:
            words += ["--public-key", str(path)]
        return subprocess.run(words, check=False).returncode
