"""`wayhome seed --nation`: an invented nation as JSON lines, to match against; it needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wayhome.base.errors import Refused


def add_to(parser: argparse.ArgumentParser, what: Any) -> None:
    """Declare the words of the nation."""
    what.add_argument("--nation", type=int, metavar="N", help="so many listed people who are still missing, as files")
    parser.add_argument("--unidentified", type=int, metavar="M", help="found without a name; a tenth of N unless said")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--variant", choices=("base", "stress", "dental"), default="base")
    parser.add_argument("--out", default="nation", help="folder for the files")


def run(options: argparse.Namespace) -> int:
    """Write the files, and the manifest last."""
    from wayhome.synthetic.nation.whole import make_nation
    from wayhome.synthetic.nation.writing import VERSION, write_records

    listed = options.nation
    unidentified = listed // 10 if options.unidentified is None else options.unidentified
    if listed < 1 or unidentified < 1:
        raise Refused("A nation needs at least one listed person and one unidentified.")
    try:
        nation = make_nation(listed=listed, unidentified=unidentified, seed=options.seed, variant=options.variant)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    written = write_records(nation, folder)
    manifest = {
        "synthetic": True, "says": "Everybody in these files is invented.", "version": VERSION, "seed": options.seed,
        "variant": options.variant, "nation": listed, "unidentified": unidentified, "listed_among_them": int((nation.truth >= 0).sum()),
        "files": written,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{folder}: {listed:,} missing, {unidentified:,} unidentified", file=sys.stderr)
    return 0
