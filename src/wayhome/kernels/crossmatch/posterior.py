"""From scores to probabilities: each listed person, or none of them; then calibrated by what such claims came to.

The prior: the person found is on the list with a declared chance, by kind and by when found, and is any of the listed with
equal chance. The odds of each candidate are its likelihood ratio times that. What the model claims is then mapped by a rising
line for the condition and for how much is known, fitted on invented nations: **not verified in the field**.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log10
from typing import Any

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.model import Model
from wayhome.kernels.crossmatch.people import Unidentified, day_of

KEPT = 100
"""How many of the best candidates share what is claimed; all others together are taken to be none of it."""
LABEL = "not verified in the field"
CERTAIN = 0.9999


@dataclass(frozen=True, slots=True)
class Line:
    """A rising line from claimed to found: points of log10 odds, and the share that came true."""

    claimed: tuple[float, ...]
    found: tuple[float, ...]

    def __call__(self, claimed: float) -> float:
        """The calibrated probability for a claimed one."""
        at = odds_of(claimed)
        if at <= self.claimed[0]:
            return self.found[0] * 10 ** (at - self.claimed[0]) if self.found[0] else 0.0
        if at >= self.claimed[-1]:
            return self.found[-1]
        place = bisect_right(self.claimed, at)
        low, high = self.claimed[place - 1], self.claimed[place]
        part = (at - low) / (high - low)
        return self.found[place - 1] + part * (self.found[place] - self.found[place - 1])


def odds_of(probability: float) -> float:
    """log10 odds of a probability, kept within 9 dex of even."""
    probability = min(max(probability, 1e-9), 1 - 1e-9)
    return log10(probability / (1 - probability))


def prior_listed(found: Unidentified, model: Model) -> float:
    """The chance, before any comparison, that whoever was found is on the list."""
    family = model["prior"]
    year = day_of(found.found[1]).year if found.found else 9999
    factors = [value for first, value in family.by_number("recent") if first <= year]
    return float(family["listed"][lists.KINDS[found.kind]]) * (factors[-1] if factors else 1.0)


def completeness(found: Unidentified) -> int:
    """How many of sex, age, height, place, time, marks, objects and teeth are known."""
    known = (
        found.sex, found.age, found.stature, found.point, found.died or found.found, found.marks, found.things, found.teeth,
    )  # fmt: skip
    return sum(bool(each) for each in known)


def class_of(found: Unidentified) -> str:
    """The class whose line calibrates an unidentified: flesh, bones or other; and whether much is known."""
    condition = lists.CONDITIONS[found.condition]
    group = {"alive": "flesh", "fresh": "flesh", "skeletal": "bones"}.get(condition, "other")
    return f"{group} {'more' if completeness(found) >= MUCH else 'less'}"


MUCH = 6
CLASSES = tuple(f"{group} {known}" for group in ("flesh", "bones", "other") for known in ("less", "more"))


@cache
def lines(version: str) -> dict[str, Line]:
    """The lines by class that were fitted for a version of the model. A class without one is told as the model claims it."""
    kept = tomllib.loads((resources.files(__package__) / "model" / "calibration.toml").read_text("utf-8"))
    return (
        {name: line_of(entry) for name, entry in kept.get("line", {}).items()} if kept.get("model") == version else {}
    )


def line_of(entry: dict[str, Any]) -> Line:
    """A line as stored."""
    return Line(tuple(map(float, entry["claimed"])), tuple(map(float, entry["found"])))


def claimed(scores: Sequence[int], found: Unidentified, listed: int, model: Model) -> tuple[list[float], float]:
    """What the model claims: the probability of each candidate, and that it is none of the listed. They add up to 1.

    scores    of the best candidates in thousandths of a dex, best first; those beyond `KEPT` are claimed nothing
    listed    how many are on the list
    """
    chance = prior_listed(found, model)
    if not scores or not listed:
        return [0.0] * len(scores), 1.0
    top = max(scores[0], 0)
    each = [10.0 ** ((score - top) / 1000) * chance / listed for score in scores[:KEPT]]
    nobody = (1 - chance) * 10.0 ** (-top / 1000)
    whole = sum(each) + nobody
    return [part / whole for part in each] + [0.0] * (len(scores) - len(each)), nobody / whole


def posterior(scores: Sequence[int], found: Unidentified, listed: int, model: Model) -> tuple[list[float], float]:
    """Calibrated probabilities of each candidate and of none; they add up to 1. The order of the candidates is kept.

    The best candidate's claim is mapped by the class's line, and what is left is shared as claimed.
    """
    each, nobody = claimed(scores, found, listed, model)
    line = lines(model.version).get(class_of(found))
    if line is None or not each or each[0] <= 0:
        return each, nobody
    first = min(line(each[0]), CERTAIN)
    rest = 1 - each[0]
    if len(each) > 1 and rest > 0:
        # The second never passes the first: the order is that of the scores.
        share = min((1 - first) / rest, first / each[1] if each[1] > 0 else (1 - first) / rest)
    else:
        share = (1 - first) / rest if rest > 0 else 0.0
    others = [part * share for part in each[1:]]
    return [first, *others], max(0.0, 1 - first - sum(others))
