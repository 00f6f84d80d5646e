"""When death came after somebody was last seen: soon, within some months, or after years of living on.

An examiner's interval of years allows for all three, so a pair has the chances of each, and what else depends on them (how far
from where last seen, and what is still with somebody) is weighed by those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import erf, log, log10, sqrt

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.grain import PERIOD
from wayhome.kernels.crossmatch.model import Model
from wayhome.kernels.crossmatch.people import Span, Unidentified
from wayhome.kernels.linkage import dex

DAYS_KEPT = 1826
"""Days of a gap that are told apart; beyond, a gap counts by blocks of thirty days."""
BLOCK = 30


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """When death came, or the find if alive. Days.

    first, last   the span that is stated, or taken where none is
    deaths        spans of the day of death, latest first: the first day, the day after the last, and the chance of it
    """

    first: int
    last: int
    deaths: tuple[tuple[int, int, float], ...]
    span: float
    contradiction: float
    alive: bool


def is_alive(person: Unidentified) -> bool:
    """Whether somebody was found living."""
    return lists.KINDS[person.kind] == "alive" or lists.CONDITIONS[person.condition] == "alive"


def last_day(person: Unidentified) -> int | None:
    """The last day on which death may have come as stated, or of the find; None where neither is known."""
    span = None if is_alive(person) else person.died
    span = person.found if span is None else span
    return None if span is None else span[1]


def time_asked(person: Unidentified, condition: str, model: Model) -> TimeAsked | None:
    """When death came, or the find; None where neither is known."""
    family, alive = model["time"], is_alive(person)
    key = "alive" if alive else condition
    found, died = person.found, None if alive else person.died
    if died is None and found is None:
        return None
    if died is None and found is not None:
        died = found if alive else (found[0] - int(family["before_found"][key]), found[1])
    assert died is not None
    last = died[1] if alive else found[1] if found else died[1] + int(family["pad"][key])
    deaths = ((died[0], died[1] + 1, 1.0),) if alive else _deaths(max(died[1], last), person.died, key, model)
    return TimeAsked(died[0], died[1], deaths, family.one("span"), family.one("contradiction"), alive)


SINCE = (
    0, 1, 2, 3, 4, 6, 9, 14, 20, 30, 45, 68, 100, 150, 230, 340, 500, 760, 1140, 1700, 2500, 3800, 5700, 8600, 13_000, 20_000,
)  # fmt: skip
"""Days before the find by which the day of death is told apart."""


def _deaths(end: int, stated: Span | None, condition: str, model: Model) -> tuple[tuple[int, int, float], ...]:
    """Spans of the day of death, latest first, with their chances: by the condition, and by what the examiner states."""
    chances = _usual(condition, model)
    if stated is not None:
        width = float(model["time"]["interval_error"][condition]) * sqrt(2)
        least = max(0, end - stated[1])
        latest, earliest = log(least + 0.5), log(max(least, end - stated[0]) + 1.5)
        chances = tuple(
            chance * (0.5 * (erf((earliest - middle) / width) - erf((latest - middle) / width)) + LEAST_CHANCE)
            for chance, middle in zip(chances, _MIDDLES, strict=True)
        )
    whole = sum(chances)
    return tuple(
        (end + 1 - high, end + 1 - low, chance / whole)
        for (low, high), chance in zip(pairwise(SINCE), chances, strict=True) if chance > LEAST_CHANCE * whole
    )  # fmt: skip


_MIDDLES = tuple(log(sqrt(max(low, 0.35) * high) + 0.5) for low, high in pairwise(SINCE))
"""The logarithm of the middle of each span before the find, in days."""


@lru_cache(maxsize=64)
def _usual(condition: str, model: Model) -> tuple[float, ...]:
    """The chance of each span before the find, in a condition."""
    family = model["time"]
    usual, spread = log(float(family["since_death"][condition])), float(family["since_death_spread"][condition])
    below = [0.0, *(0.5 * (1 + erf((log(days) - usual) / spread / sqrt(2))) for days in SINCE[1:])]
    return tuple(high - low for low, high in pairwise(below))


LEAST_CHANCE = 1e-4
"""A span of the day of death that is less likely is left out; what is stated is never taken to be surer than that."""


@cache
def gap_curve(model: Model, *, alive: bool) -> tuple[float, ...]:
    """The share of gaps of fewer than so many days, for each number of days from 0 to the last of the table."""
    points = model["time"].by_number("gap_alive" if alive else "gap_dead")
    curve, reached = [], 0
    for day in range(int(points[-1][0]) + 1):
        while day > points[reached + 1][0]:
            reached += 1
        (low, below), (high, above) = points[reached], points[reached + 1]
        curve.append(below + (above - below) * (log10(1 + day) - log10(1 + low)) / (log10(1 + high) - log10(1 + low)))
    return tuple(curve)


@cache
def course_curves(model: Model, *, alive: bool) -> tuple[tuple[float, ...], ...]:
    """The curve of gaps in three: of those who died soon, within some months, and who lived on."""
    curve, ends = gap_curve(model, alive=alive), model["time"]["course"]
    first, second = curve[int(ends["soon"]) + 1], curve[int(ends["within"]) + 1]
    return tuple(
        tuple(min(max(share, low), high) - low for share in curve)
        for low, high in ((0.0, first), (first, second), (second, curve[-1]))
    )


LEVELS = 8
"""The chances of the three courses are told apart by eighths."""
EVERY_COURSE = (LEVELS + 1) ** 2
NO_COURSE = LEVELS + 2
"""Where a date is not known: an eighth each for soon and within, most for later."""


def course_class(soon: float, within: float, later: float) -> int:
    """The class of three chances; of all that lived on where there is none."""
    whole = soon + within + later
    if whole <= 0.0:
        return 0
    first = int(LEVELS * soon / whole + 0.5)
    return first * (LEVELS + 1) + min(int(LEVELS * within / whole + 0.5), LEVELS - first)


def course_mean(course: int, values: Mapping[str, float]) -> float:
    """The mean of a value that differs by course, in a class of courses."""
    soon, within = divmod(course, LEVELS + 1)
    later = max(0, LEVELS - soon - within)
    return (soon * values["soon"] + within * values["within"] + later * values["later"]) / (soon + within + later)


def block(gap: int) -> int:
    """A gap in days as the model tells it apart: each day up to five years, then by blocks of thirty days."""
    return gap if gap <= DAYS_KEPT else DAYS_KEPT + (gap - DAYS_KEPT) // BLOCK * BLOCK


@lru_cache(maxsize=65_536)
def followed(seen: Span | None, asked: TimeAsked | None, model: Model) -> tuple[int, int]:
    """Weigh how death, or being found alive, follows on being last seen; and the class of courses that explain it.

    seen    as `grain.seen_of` has it
    """
    if seen is None or asked is None:
        return 0, NO_COURSE
    end, middle = asked.deaths[0][1], (seen[0] + seen[1]) // 2
    if seen[0] >= end:
        return dex(asked.contradiction, 1.0), 0
    days = (middle,) if seen[0] == seen[1] or end - seen[1] > DAYS_KEPT else (seen[0], middle, seen[1])
    curves = course_curves(model, alive=asked.alive)
    soon = within = later = 0.0
    for day in days:
        chances = courses(end - block(end - day), asked, curves)
        soon, within, later = soon + chances[0], within + chances[1], later + chances[2]
    same = (soon + within + later) / len(days)
    weight = dex((1 - asked.contradiction) * same * asked.span + asked.contradiction, 1.0)
    return weight, course_class(soon, within, later)


def courses(day: int, asked: TimeAsked, curves: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """The chances, a day, of having been last seen on a day: died soon, within some months, and lived on."""
    soon = within = later = 0.0
    most = len(curves[0]) - 1
    for start, stop, chance in asked.deaths:
        if stop > day:
            low, high = min(max(start - day, 0), most), min(stop - day, most)
            daily = chance / (stop - start)
            soon += daily * (curves[0][high] - curves[0][low])
            within += daily * (curves[1][high] - curves[1][low])
            later += daily * (curves[2][high] - curves[2][low])
    return soon, within, later


POINTS = 5
"""Days that stand for the day of death of somebody last seen about a day: each as likely as the others."""


@lru_cache(maxsize=65_536)
def days_of_death(since: int, asked: TimeAsked, model: Model) -> tuple[float, ...] | None:
    """Days of death, latest first, of somebody last seen within `PERIOD` from a day; None where death came before that.

    By the spans of the day of death, and by how death follows on being last seen.
    """
    curves = course_curves(model, alive=asked.alive)
    most = len(curves[0]) - 1
    shares, total = [], 0.0
    for start, stop, chance in asked.deaths:
        share = 0.0
        for sixth in (1, 3, 5):
            day = since + sixth * PERIOD // 6
            if stop > day:
                low, high = min(max(start - day, 0), most), min(stop - day, most)
                gain = 0.0
                for curve in curves:
                    gain += curve[high] - curve[low]
                share += chance / (stop - start) * gain
        shares.append(share)
        total += share
    if total <= 0.0:
        return None
    days, span, before = [], 0, 0.0
    for point in range(POINTS):
        target = total * (point + 0.5) / POINTS
        while span < len(shares) - 1 and before + shares[span] < target:
            before += shares[span]
            span += 1
        start, stop, _ = asked.deaths[span]
        days.append(stop - (stop - max(start, since)) * (target - before) / shares[span])
    return tuple(days)
