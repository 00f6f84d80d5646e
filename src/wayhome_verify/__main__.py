"""`python -m wayhome_verify`: check everything, print JSON, exit 0 when all is whole, 1 when not, 2 when it could not look."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from wayhome_verify.anchors import read_anchors
from wayhome_verify.keys import read_keys
from wayhome_verify.verify import verify

VARIABLE = "WAYHOME_SEAL_DATABASE_URL"


def main(words: list[str] | None = None) -> int:
    """Exit 0: every entry under a seal is as it was sealed. 1: the faults are named. 2: nothing was checked."""
    parser = argparse.ArgumentParser(prog="wayhome_verify", description="Verify the ledger of Wayhome.")
    parser.add_argument(
        "--database",
        default=os.environ.get(VARIABLE),
        help=f"its URL; without it {VARIABLE}, which keeps the password out of the list of processes",
    )
    parser.add_argument(
        "--anchors", type=Path, help="the folder of the anchors; without it a cut or new end is not seen"
    )
    parser.add_argument(
        "--public-key", type=Path, action="append", default=[], help="a PEM file of public keys; repeatable"
    )
    options = parser.parse_args(words)
    if not options.database:
        parser.error(f"name the database with --database, or in {VARIABLE}")
    try:
        keys = read_keys(options.public_key)
        anchors = (
            read_anchors(options.anchors) if options.anchors else None
        )  # before the database: it may only be ahead
        with psycopg.connect(options.database) as connection:
            found = verify(connection, anchors, keys, at=datetime.now(UTC))  # noqa: TID251 - its own clock
    except (OSError, ValueError, psycopg.Error) as problem:
        print(f"Nothing was verified: {str(problem).strip() or type(problem).__name__}", file=sys.stderr)
        return 2
    print(printed(found))
    return 0 if found["ok"] else 1


def printed(found: dict[str, Any]) -> str:
    """JSON with one line for each fault."""
    head = json.dumps({name: each for name, each in found.items() if name != "faults"})
    faults = ",\n".join("  " + json.dumps(fault) for fault in found["faults"])
    return head[:-1] + ', "faults": [' + (f"\n{faults}\n" if faults else "") + "]}"


if __name__ == "__main__":
    sys.exit(main())
