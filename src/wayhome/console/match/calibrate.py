"""`wayhome match calibrate`: draw invented nations, see what claims of the matcher came to, and print the lines that mend them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
EACH = 120
"""Claims to a point of a line, at the least."""
POINTS = 14


def add_to(verbs: Any) -> None:
    """Declare the verb."""
    parser = verbs.add_parser("calibrate", help="fit the lines that calibrate claims, on invented nations; prints TOML")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="never those of a bench: 101")
    parser.add_argument("--variants", nargs="+", default=["base", "base", "stress", "dental"], help="one for each seed")
    parser.add_argument("--nation", type=int, default=500_000, help="how many are listed")
    parser.add_argument("--unidentified", type=int, default=50_000)
    parser.add_argument(
        "--pairs", type=int, default=2_000, help="of each nation, so many who are listed and as many who are not"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what belongs into model/calibration.toml. It needs no database."""
    if len(options.seeds) != len(options.variants):
        raise SystemExit(
            f"--variants names {len(options.variants)} for {len(options.seeds)} seeds: name one for each seed."
        )
    classes: list[str] = []
    claimed: list[float] = []
    came: list[bool] = []
    for seed, variant in zip(options.seeds, options.variants, strict=True):
        for name, claim, true in _claims(options, seed, variant):
            classes.append(name)
            claimed.append(claim)
            came.append(true)
    sys.stdout.write("\n".join(_toml(options, np.array(classes), np.array(claimed), np.array(came))) + "\n")
    return 0


def _claims(options: argparse.Namespace, seed: int, variant: str) -> Iterator[tuple[str, float, bool]]:
    """Of one nation: the class of each unidentified judged, what was claimed of the first of its list, whether it came true."""
    from wayhome.console.bench_match.judged import TOP, read, say
    from wayhome.kernels.crossmatch import model, posterior, rarity, weights
    from wayhome.kernels.crossmatch.engine import Register
    from wayhome.synthetic.nation.draws import streams
    from wayhome.synthetic.nation.whole import make_nation

    nation = make_nation(listed=options.nation, unidentified=options.unidentified, seed=seed, variant=variant)
    (rng,) = streams(seed, "calibrated")
    rows = np.concatenate(
        [rng.permutation(np.flatnonzero(each))[: options.pairs] for each in (nation.truth >= 0, nation.truth < 0)]
    )
    say(f"{variant} {seed}: weighing {len(rows):,}")
    missing, found = read(nation, set(rows.tolist()))
    people = [found[row] for row in rows.tolist()]
    compiled = weights.make(model.load(), rarity.count(missing))
    lists = Register(missing, compiled).best(people, TOP)
    for row, person, hits in zip(rows.tolist(), people, lists, strict=True):
        if hits:
            each, _ = posterior.claimed([hit.score for hit in hits], person, len(missing), compiled.model)
            yield posterior.class_of(person), each[0], hits[0].at == nation.truth[row]


def _toml(options: argparse.Namespace, classes: Array, claimed: Array, came: Array) -> Iterator[str]:
    from wayhome.kernels.crossmatch import model, posterior

    drawn = ", ".join(f"{variant} {seed}" for variant, seed in zip(options.variants, options.seeds, strict=True))
    yield "# What claims came to, by class: log10 odds claimed of the first of a list, and the share that came true."
    yield f"# Printed by `wayhome match calibrate`: {options.nation:,} listed, {len(came):,} lists, of the invented nations {drawn}."
    yield "# Not verified in the field. A line holds for the version of the model that it was fitted for."
    yield f'\nmodel = "{model.load().version}"'
    for name in posterior.CLASSES:
        chosen = classes == name
        if not chosen.any():
            continue
        claims, found = line([posterior.odds_of(claim) for claim in claimed[chosen].tolist()], came[chosen])
        yield f'\n[line."{name}"]  # of {int(chosen.sum()):,}'
        yield f"claimed = [{', '.join(f'{each:.3f}' for each in claims)}]"
        yield f"found = [{', '.join(f'{each:.4f}' for each in found)}]"


def line(odds: Sequence[float], came: Array) -> tuple[list[float], list[float]]:
    """A rising line through claims: log10 odds at its points, and the shares that came true there.

    Claims are taken together by equal number, then neighbours whose shares fall are pooled until none does.

    odds    log10 odds claimed, one each
    came    whether each came true
    """
    order = np.argsort(odds, kind="stable")
    parts = np.array_split(order, max(1, min(POINTS, len(order) // EACH))) if len(order) else []
    pools: list[tuple[float, float, int]] = []  # sum of odds, how many came true, of how many
    for part in parts:
        pools.append((float(np.take(odds, part).sum()), float(came[part].sum()), len(part)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last, before = pools.pop(), pools.pop()
            pools.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    return [each[0] / each[2] for each in pools], [_share(each) for each in pools]


def _share(pool: tuple[float, float, int]) -> float:
    """The share that came true; of few never none, nor all."""
    return (pool[1] + 0.5) / (pool[2] + 1)
