"""A year of the nation's reports: who goes missing how often, for how long, how far, and how it ends.

Every share follows a published figure in `facts.csv`; what is divided further, or not published, is assumed and said so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import Array, fact
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares
from wayhome.synthetic.nation.land import land

YEAR_DAYS = 365
FIRST_DAY = int((np.datetime64("2025-04-01") - np.datetime64("1970-01-01")).astype(np.int64))
"""The published years run from April to March."""
CHILD_SHARE = fact("child_incident_share", "incidents under 18, 2019/20 E&W")
BUCKETS = tuple(fact("child_incidents_per_year_bucket", each) for each in ("1", "2-9", "10+"))
BUCKET_MEANS = (
    1.0,
    fact("child_incidents_per_year_mean", "bucket 2-9 (1,562 incidents / 578 children)"),
    fact("child_incidents_per_year_mean", "bucket 10+ (952/59)"),
)
PER_ADULT = fact("incidents_per_individual", "adults UK 2019/20 and 2023/24 (130/100, 118/88)")
REPEAT_SOON = fact("repeat_gap", "share of first repeats within 28 days (over half)")
MONTHS = shares([fact("month_index", f"{month:02d}") for month in range(1, 13)])
BANDS = ("<8h", "8-24h", "24-48h", "2-7 days", "7-28 days", ">28 days")
HOURS = np.array([[0.5, 8], [8, 24], [24, 48], [48, 168], [168, 672], [672, 4_000]])
DURATIONS = np.array([[fact(f"duration_share_{who}", band) for band in BANDS] for who in ("adult", "child")])
RISKS = ("high", "medium", "low", "no_apparent_risk")
RISK_SHARES = tuple(fact("risk_level_share", each) for each in ("high", "medium", "low", "no apparent risk / absent"))
OUTCOMES = ("no_harm", "harm", "sexual_offence", "fatal", "still_missing")
_FATAL_CHILD = fact("fatal_rate", "children (36 / about 180,000, upper bound is 36 / 66,500)")
_FATAL_ADULT = (fact("fatal_rate", "all incidents 2019/20 and 2022/23") - CHILD_SHARE * _FATAL_CHILD) / (
    1 - CHILD_SHARE
)
_STILL = 0.001
_HARM_CHILD = 0.015
_HARM_ADULT = (fact("outcome_share_all", "harm, not sexual") - CHILD_SHARE * _HARM_CHILD) / (1 - CHILD_SHARE)
"""Children come to harm less often than adults (assumed; all together as published)."""
OUTCOME_SHARES = np.array([
    [0, harm, fact("outcome_share_all", "sexual offence"), fatal, _STILL]
    for harm, fatal in ((_HARM_ADULT, _FATAL_ADULT), (_HARM_CHILD, _FATAL_CHILD))
])  # fmt: skip
OUTCOME_SHARES[:, 0] = 1 - OUTCOME_SHARES.sum(axis=1)
FOUND_BY = ("police", "own_accord", "family", "friend", "carer")
FOUND_BY_SHARES = shares([
    [fact("found_by_share_adult", "police"), fact("found_by_share_adult", "self"), 0.11, 0.02, 0.17],
    [fact("found_by_share_child", "police"), fact("found_by_share_child", "self"), fact("found_by_share_child", "family"),
     fact("found_by_share_child", "friend"), 0.205],
])  # fmt: skip
"""Adults' 13 % of family and friends is divided here."""
FATAL, OWN_ACCORD = OUTCOMES.index("fatal"), FOUND_BY.index("own_accord")
KM = np.array([
    [fact("lognormal_mu", "distance km child 12-14"), fact("lognormal_sigma", "distance km child 12-14")],
    [fact("lognormal_mu", "distance km dementia search callouts"), fact("lognormal_sigma", "distance km dementia search callouts")],
])  # fmt: skip
"""Children's numbers are used of everybody under 75 (assumed), those of dementia from there."""
LOOKED_AFTER = fact("looked_after_share", "England child incidents (83,920 CLA incidents / about 200,000)")
CARE_BY_BUCKET = np.array([0.14, 0.36, 0.85])
"""Children in care by how often they go missing (assumed, so that incidents come out as published)."""
_GIRLS = fact("cse_flag_female_share", "of flagged child incidents")
EXPLOITED = fact("cse_flag_share", "child incidents") * np.array(
    [_GIRLS / (1 - p.MALE_CHILD), (1 - _GIRLS) / p.MALE_CHILD]
)
"""Of the incidents of girls, and of boys."""
ETHNICITY_UNKNOWN = fact("ethnicity_unknown_share", "all incidents")


@dataclass(slots=True)
class Reporters:
    """The people of a year's reports, and their families; -1 is no ethnicity on file."""

    sex: Array
    ancestry: Array
    recorded: Array
    birth: Array
    child: Array
    looked_after: Array
    count: Array
    family: Array
    town: Array


@dataclass(slots=True)
class Episodes:
    """One row an absence, in the order of report; `number` counts a person's absences of the year from 1."""

    person: Array
    number: Array
    hour: Array
    hours: Array
    risk: Array
    outcome: Array
    found_by: Array
    km: Array
    exploited: Array


def draw_year(rng: Rng, n: int) -> tuple[Reporters, Episodes]:
    """The people and episodes of a year with n reports."""
    who = _people(rng, n)
    person = np.repeat(np.arange(len(who.sex)), who.count)
    number = np.arange(len(person)) - np.repeat(np.cumsum(who.count) - who.count, who.count) + 1
    hour = _hours(rng, who, person, number)
    keep = np.sort(rng.permutation(len(person))[:n]) if len(person) > n else np.arange(len(person))
    order = keep[np.argsort(hour[keep], kind="stable")]
    person, number, hour = person[order], number[order], hour[order]
    child, m = who.child[person], len(person)
    edges = HOURS[choose_rows(rng, DURATIONS, child.astype(int))]
    outcome = choose_rows(rng, OUTCOME_SHARES, child.astype(int))
    by = choose_rows(rng, FOUND_BY_SHARES, child.astype(int))
    dead = np.flatnonzero((outcome == FATAL) & (by == OWN_ACCORD))
    others = FOUND_BY_SHARES * (np.arange(len(FOUND_BY)) != OWN_ACCORD)
    by[dead] = choose_rows(rng, others, child[dead].astype(int))
    age = (FIRST_DAY + hour // 24 - who.birth[person]) / p.YEAR
    mu, sigma = KM[(age >= 75).astype(int)].T
    return who, Episodes(
        person, number, hour, np.exp(rng.uniform(np.log(edges[:, 0]), np.log(edges[:, 1]))), choose(rng, RISK_SHARES, m), outcome,
        by, np.exp(mu + sigma * rng.normal(0, 1, m)), child & happens(rng, EXPLOITED[who.sex[person]], m),
    )  # fmt: skip


def _people(rng: Rng, n: int) -> Reporters:
    """As many people as a year's reports concern."""
    per_child = float(np.dot(BUCKETS, BUCKET_MEANS))
    children, adults = round(n * CHILD_SHARE / per_child), round(n * (1 - CHILD_SHARE) / PER_ADULT)
    child = rng.permutation(np.repeat([True, False], [children + 5, adults + 5]))
    m = len(child)
    bucket = choose(rng, BUCKETS, m)
    some, many = 1 + rng.geometric(1 / (BUCKET_MEANS[1] - 1), m), 9 + rng.geometric(1 / (BUCKET_MEANS[2] - 9), m)
    count = np.where(
        child, np.select([bucket == 1, bucket == 2], [np.minimum(some, 9), many], 1), rng.geometric(1 / PER_ADULT, m)
    )
    family = np.cumsum(~(child & np.append(False, child[:-1]) & happens(rng, 0.12, m))) - 1
    heads = np.searchsorted(family, np.arange(family[-1] + 1))
    ancestry = choose(rng, p.ANCESTRY_SHARES, len(heads))[family]  # of one family alike
    recorded = np.where(happens(rng, ETHNICITY_UNKNOWN, m), -1, ancestry)
    age = p.draw_age(rng, child)
    sex = np.where(happens(rng, np.where(child, p.MALE_CHILD, _male_adult()), m), p.MALE, p.FEMALE)
    care = child & happens(rng, CARE_BY_BUCKET[bucket], m)
    town = choose(rng, land().share, len(heads))[family]
    return Reporters(
        sex, ancestry, recorded, (FIRST_DAY + 180 - age * p.YEAR).astype(np.int32), child, care, count, family, town
    )


def _male_adult() -> float:
    """So that of all ages as many are male as published."""
    return (fact("male_share", "all ages 2016/17") - CHILD_SHARE * p.MALE_CHILD) / (1 - CHILD_SHARE)


def _hours(rng: Rng, who: Reporters, person: Array, number: Array) -> Array:
    """Hours from the start of the year to each report: more than half of first repeats come within 28 days."""
    gap = np.where(
        happens(rng, REPEAT_SOON, len(person)), rng.uniform(0.5, 28, len(person)), 28 + rng.exponential(75, len(person))
    )
    gap[number == 1] = 0
    gap /= np.where(number > 2, np.maximum(who.count[person] / 6, 1), 1)  # who goes often goes again sooner
    ends = np.cumsum(gap)
    first = np.cumsum(who.count) - who.count
    since = ends - np.repeat(ends[first], who.count)
    span = np.maximum.reduceat(since, first)
    squeezed = since * np.minimum(1, (YEAR_DAYS - 5) / np.maximum(span, 1))[person]
    start = rng.random(len(who.count)) * (YEAR_DAYS - np.minimum(span, YEAR_DAYS - 5))
    # Every part of the year is stretched or shrunk so that months weigh as published.
    months = np.roll(MONTHS, -3)
    edges = np.concatenate([[0], np.cumsum(months)]) * YEAR_DAYS
    days = np.interp(start[person] + squeezed, edges, np.arange(13) * YEAR_DAYS / 12)
    return np.asarray(np.clip(days, 0, YEAR_DAYS - 0.01) * 24).astype(np.int64)
