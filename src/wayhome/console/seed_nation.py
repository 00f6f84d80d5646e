"""`wayhome seed --nation`: an invented nation as JSON lines, to match against; it needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wayhome.base.errors import Refused

MOST_EPISODES = 500_000


def add_to(parser: argparse.ArgumentParser, what: Any) -> None:
    """Declare the words of the nation."""
    what.add_argument("--nation", type=int, metavar="N", help="so many listed people who are still missing, as files")
    what.add_argument(
        "--report", action="store_true", help="how the nation compares with published figures, and how hard it is"
    )
    parser.add_argument("--unidentified", type=int, metavar="M", help="found without a name; a tenth of N unless said")
    parser.add_argument(
        "--episodes", type=int, metavar="E", help="reports of one year; N, and 500,000 at most, unless said"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--variant", choices=("base", "stress", "dental"), default="base")
    parser.add_argument("--out", default="nation", help="folder for the files")


def run(options: argparse.Namespace) -> int:
    """Write the files, and the manifest last; or print the report."""
    return report(options) if options.report else write(options)


def write(options: argparse.Namespace) -> int:
    """Write the files.

    For each person on the long-term list a year brings some 60 reports (323,667 to 5,200, figures of 2022/23). That many would
    bury the list without another share coming out better, so as many reports are drawn as people are listed.
    """
    from wayhome.synthetic.nation.households import write_year
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
    episodes = min(listed, MOST_EPISODES) if options.episodes is None else options.episodes
    written = write_records(nation, folder) | write_year(options.seed, episodes, folder)
    manifest = {
        "synthetic": True, "says": "Everybody in these files is invented.", "version": VERSION, "seed": options.seed,
        "variant": options.variant, "nation": listed, "unidentified": unidentified, "listed_among_them": int((nation.truth >= 0).sum()), "episodes": episodes,
        "files": written,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{folder}: {listed:,} missing, {unidentified:,} unidentified", file=sys.stderr)
    return 0


def report(options: argparse.Namespace) -> int:
    """Print a table: as drawn, as published, source, certainty; then the difficulty on 500,000 listed. Exit 1 when that is off."""
    from wayhome.synthetic.nation.declared import declared, sources
    from wayhome.synthetic.nation.report import assumed, difficulty, rows

    print(f"{'what':<52} {'drawn':>9} {'published':>9}  {'source':<9} certainty")
    cited = []
    for row in rows(seed=options.seed):
        said = "" if row.published is None else f"{row.published:9.4g}"
        print(
            f"{row.what:<52} {row.drawn:9.4g} {said:>9}  {row.source:<9} {row.certainty}{'' if row.near is not False else '  OFF'}"
        )
        cited.append(row.source)
    print(
        f"\nOf {len(declared())} error tables {assumed()} are assumed by this project, since nobody has published them."
    )
    print("\ndifficulty, 500,000 listed and 50,000 unidentified, base")
    hard = difficulty(listed=500_000, unidentified=50_000, seed=options.seed, pairs=2_000)
    for row in hard:
        print(f"{row.what:<52} {row.drawn:9.4g}{'  OFF' if row.near is False else ''}")
    print()
    for name in sorted(set(cited)):
        print(f"{name:<9} {sources()[name]}")
    return int(any(row.near is False for row in hard))
