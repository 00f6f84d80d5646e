"""How an absence ends among the unidentified: when death came, when and where who was found, in what condition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from wayhome.synthetic.nation import land
from wayhome.synthetic.nation.declared import ALIVE, CONDITIONS, PARTIAL, SKELETAL, UNKNOWN, Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares
from wayhome.synthetic.nation.people import MALE, TODAY, YEAR, People

KINDS = ("alive", "body", "part", "article")
SETTINGS = ("land", "building", "river", "coast", "sea", "vehicle", "buried", "unknown")
BURIED = SETTINGS.index("buried")
SOON, WITHIN = 7, 182
"""Days from last seen to death that bound the three bands of time: a week, half a year, longer."""
LONGEST = 20_200
_BY_CONDITION = shares([
    [30, 45, 0, 4, 0, 1, 0, 20],   # alive
    [30, 35, 10, 10, 1, 10, 0, 4],
    [40, 40, 4, 3, 0, 5, 3, 5],
    [66, 9, 2, 3, 0, 1, 14, 5],
    [15, 45, 0, 0, 0, 35, 0, 5],
    [0, 0, 45, 35, 20, 0, 0, 0],
    [50, 4, 14, 18, 4, 0, 6, 4],
    [60, 10, 8, 15, 2, 3, 0, 2],
])  # fmt: skip
"""Where they lie, by condition (assumed)."""
FARTHEST_KM = 450.0
"""Nobody drifts further than this, so that nobody comes ashore where people live."""


@dataclass(slots=True)
class Ends:
    """Columns, one row a person: band of time, days counted from 1970, codes of the tuples above, degrees."""

    rows: Array
    kind: Array
    condition: Array
    band: Array
    died: Array
    found: Array
    setting: Array
    latitude: Array
    longitude: Array


@cache
def gap_chances(errors_variant: str, alive: bool) -> Array:
    """Chance of each number of days from last seen to death (to the find, of the living), 0 to LONGEST."""
    from wayhome.synthetic.nation.declared import errors

    soon, within, later, days, years = errors(errors_variant)["gap_alive" if alive else "gap"]
    at = np.arange(LONGEST + 1.0)
    parts = (
        np.exp(-at / days) * (at <= SOON),
        (at > SOON) / (at + 10) * (at <= WITHIN),
        np.exp(-at / (years * YEAR)) * (at > WITHIN),
    )
    return np.asarray(sum(share * part / part.sum() for share, part in zip((soon, within, later), parts, strict=True)))


def distances(errors: Errors, setting: int) -> list[tuple[float, float, float]]:
    """From where last seen to where found: shares of log-normal distances, each with mean and spread of ln km."""
    usual = float(errors["distance_mu"][setting]), float(errors["distance_sigma"][setting])
    share, mu, sigma = errors["on_the_spot"].tolist()
    return [(1 - share, *usual), (share, mu, sigma)] if setting == BURIED else [(1.0, *usual)]


def band_of(gap: Array) -> Array:
    """0, 1 or 2."""
    return np.asarray((gap > SOON).astype(np.int8) + (gap > WITHIN))


def fate(errors: Errors, people: People, alive: Array) -> Array:
    """The chance, up to a constant, that somebody missing comes to be among the unidentified: the dead, or those found alive."""
    who = np.where(people.age_at(people.seen) < 18, 0, np.where(people.sex == MALE, 2, 1))
    return np.asarray(np.where(alive, errors["fate_alive"][who], errors["fate"][who]))


def draw_ends(rng: Rng, errors: Errors, people: People, count: int) -> Ends:
    """The ends of `count` of the people, in the order in which they stand. Raises ValueError when there are too few."""
    n = len(people)
    kind = choose(rng, errors["kind"], n)
    condition = np.select(
        [kind == 0, kind == 2, kind == 3], [ALIVE, PARTIAL, UNKNOWN], choose(rng, errors["condition"], n)
    )
    living = kind == 0
    gap = np.where(
        living,
        choose(rng, gap_chances(errors.variant, alive=True), n),
        choose(rng, gap_chances(errors.variant, alive=False), n),
    ).astype(np.int32)
    median, spread = errors["since_death"]
    with np.errstate(divide="ignore"):
        since = np.where(living, 0, np.exp(np.log(median)[condition] + spread[condition] * rng.normal(0, 1, n)))
    found = people.seen + gap + np.minimum(since, 40_000).astype(np.int32)
    comes = happens(rng, fate(errors, people, living), n) & (found <= TODAY)
    rows = np.flatnonzero(comes)[:count]
    if len(rows) < count:
        raise ValueError(f"Of {n} people only {len(rows)} came to be found without a name, not {count}; list more.")
    kept = people.take(rows)
    band, setting = band_of(gap[rows]), choose_rows(rng, _BY_CONDITION, condition[rows])
    latitude, longitude = _place(rng, errors, kept, band, setting)
    return Ends(
        rows,
        kind[rows].astype(np.int8),
        condition[rows].astype(np.int8),
        band,
        people.seen[rows] + gap[rows],
        found[rows],
        setting.astype(np.int8),
        latitude,
        longitude,
    )


def _place(rng: Rng, errors: Errors, people: People, band: Array, setting: Array) -> tuple[Array, Array]:
    """Near where last seen, by the setting's distances, or where anybody might be."""
    n = len(people)
    drawn = rng.normal(0, 1, n)
    mu, sigma = errors["distance_mu"][setting], errors["distance_sigma"][setting]
    share, *at = errors["on_the_spot"]
    spot = (setting == BURIED) & happens(rng, share, n)
    mu, sigma = np.where(spot, at[0], mu), np.where(spot, at[1], sigma)
    while (beyond := np.flatnonzero(mu + sigma * drawn > np.log(FARTHEST_KM))).size:
        drawn[beyond] = rng.normal(0, 1, len(beyond))
    km = np.exp(mu + sigma * drawn)
    turn = rng.uniform(0, 2 * np.pi, n)
    latitude, longitude = land.moved(people.latitude, people.longitude, km * np.cos(turn), km * np.sin(turn))
    anywhere = land.somewhere(rng, n)
    far = happens(rng, errors["far"][band], n)
    return np.round(np.where(far, anywhere[0], latitude), 5), np.round(np.where(far, anywhere[1], longitude), 5)


# --- what the examiner says of the time of death ----------------------------------------------------------------------

WIDTHS = np.array([[0.5, 0.9], [0.5, 0.9], [0.6, 1.1], [0.7, 1.3], [0.6, 1.1], [0.6, 1.1], [0.8, 1.4], [1.0, 1.5]])
"""Half the stated interval in natural logarithms, two habits by condition: the error of the day is not in it."""


def draw_interval(rng: Rng, errors: Errors, ends: Ends) -> tuple[Array, Array, Array]:
    """Whether an interval is stated, and the days before the find at which it begins and ends."""
    n = len(ends.rows)
    known = happens(rng, errors["since_death_stated"][ends.condition], n)
    estimate = (ends.found - ends.died + 0.5) * np.exp(
        errors["since_death_error"][ends.condition] * rng.normal(0, 1, n)
    )
    width = WIDTHS[ends.condition, choose(rng, [1, 1], n)]
    estimate = np.minimum(estimate, LONGEST * np.exp(-width))
    return known, (estimate * np.exp(width)).astype(np.int32), (estimate * np.exp(-width)).astype(np.int32)


__all__ = ["CONDITIONS", "KINDS", "SETTINGS", "SKELETAL", "Ends", "draw_ends", "draw_interval", "fate", "gap_chances"]
