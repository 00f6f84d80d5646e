"""The `wayhome` command: one line per word it knows."""

from __future__ import annotations

import argparse
import importlib
import sys

from wayhome.base.errors import Problem

COMMANDS = (
    "alerts", "audit", "bench", "cap", "check", "figures", "invite", "kinship", "match", "migrate", "pfif", "published", "run", "seal", "seed",
    "unidentified", "worker",
)  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Run one command. A problem that a person can mend is one sentence on the error stream, and exit 2."""
    parser = argparse.ArgumentParser(prog="wayhome", description="Wayhome brings missing children home.")
    commands = parser.add_subparsers(required=True, metavar="command")
    words = sys.argv[1:] if words is None else words
    # A command that is named needs no other's module, nor what that takes along.
    for name in words[:1] if set(words[:1]) & set(COMMANDS) else COMMANDS:
        importlib.import_module(f"wayhome.console.{name}").add_to(commands)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except Problem as problem:
        print(problem.words, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
