"""How well an unidentified person, living or dead, fits a missing one: one piece of evidence per trait.

Each trait compares what is recorded on both sides and weighs it by two chances from `tables`: of being so recorded if
the two are one person, and if the missing person is any other of the missing. What is not known weighs nothing.

The weights may be added because each trait is near independent of the others within one person, with three exceptions
that are met here: hair and eye colour are weighed by their frequency within the recorded ethnic appearance, height by
its mean at the age of the unidentified, and age at the time of death by when the person went missing. Left out: build,
clothing, objects, teeth, DNA, and marks that only the unidentified has, since relatives rarely know them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, exp, inf, pi, radians, sin, sqrt

from wayhome.kernels import tables
from wayhome.kernels.linkage import Evidence, evidence, silent
from wayhome.kernels.names import normalise
from wayhome.terms.age_range import OLDEST, AgeRange
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.words import N_

MODEL_VERSION = tables.MODEL_VERSION

DAYS_A_YEAR = 365.25
_NOT_KNOWN = ("unknown", "", None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A scar, tattoo or other mark: its kind and body part by code, and the words used for it."""

    kind: str
    body_part: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of one person, missing or unidentified. Codes are those of the code lists; None is not known."""

    sex: str | None = None
    ethnicity: str | None = None
    hair_colour: str | None = None
    eye_colour: str | None = None
    birth: PartialDate | None = None
    age: AgeRange | None = None
    """Missing: when last seen. Unidentified: at death, or when found if alive; with the bounds the examiner gave."""
    stature_cm: tuple[float, float] | None = None
    marks: tuple[Mark, ...] = ()
    examined: frozenset[str] = frozenset()
    """Body parts of the unidentified on which a mark would have been seen."""
    condition: str | None = None
    when: tuple[date | None, date | None] = (None, None)
    """Missing: last seen, earliest and latest. Unidentified: died, or found if alive, earliest and latest."""
    place: tuple[float, float] | None = None
    """Latitude and longitude in degrees: last seen, or found."""


def score(missing: Description, unidentified: Description) -> tuple[Evidence, ...]:
    """Every comparison of a missing person with an unidentified one, those that say nothing included."""
    traits = tuple(compare(missing, unidentified) for compare in COMPARISONS)
    return traits + compare_marks(missing, unidentified)


def _known(code: str | None) -> str | None:
    return None if code in _NOT_KNOWN else code


def _agreement(table: tables.Agreement, condition: str | None) -> float | None:
    """The chance of agreement; of a condition not known the lowest, of one in which the trait is gone None."""
    if _known(condition) is None:
        return min(table.by_condition.values())
    return table.by_condition.get(str(condition))


# --- traits with a code ---------------------------------------------------------------------------------------------


def recorded_as(
    share: Mapping[str, float], true: str, agree: float, near: tuple[tuple[str, str], ...] = ()
) -> dict[str, float]:
    """The chance of each answer being recorded of a person whose true answer is `true`; adds up to 1."""
    others = [each for each in share if each != true]
    close = [each for each in others if (each, true) in near or (true, each) in near]
    far = [each for each in others if each not in close]
    wrong = 1 - agree
    to_near = wrong if not far else (wrong * tables.NEAR.value["share"] if close else 0.0)
    chances = {true: agree}
    chances |= {each: to_near / len(close) for each in close}
    return chances | {each: (wrong - to_near) / len(far) for each in far}


@lru_cache(maxsize=4096)
def _code_chances(
    name: str, true: str, seen: str, agree: float, near: tuple[tuple[str, str], ...]
) -> tuple[float, float]:
    """The chance of `seen` if the person's true answer is `true`, and if it is anybody's."""
    share = next(each.share for each in tables.SHARES if each.name == name)
    other = sum(part * recorded_as(share, each, agree, near)[seen] for each, part in share.items())
    return recorded_as(share, true, agree, near)[seen], other


_SAME_CODE = N_("{trait}: the same on both sides ({missing})")
_OTHER_CODE = N_("{trait}: {missing} when last seen, {unidentified} when found")
_SILENT_CODE = N_("{trait}: not known on both sides, or says nothing here")


def _compare_code(
    kind: str,
    pair: tuple[str | None, str | None],
    shares: tables.Shares,
    agree: float | None,
    *,
    near: tuple[tuple[str, str], ...] = (),
) -> Evidence:
    true, seen = pair
    if agree is None or true not in shares.share or seen not in shares.share:
        return silent(kind, _SILENT_CODE, trait=kind)
    same, other = _code_chances(shares.name, str(true), str(seen), agree, near)
    return evidence(
        kind, same, other, _SAME_CODE if true == seen else _OTHER_CODE, trait=kind, missing=true, unidentified=seen
    )


def compare_sex(missing: Description, unidentified: Description) -> Evidence:
    """Weigh the sex recorded on both sides by how often an examiner of such remains is right."""
    agree = _agreement(tables.SEX_AGREES, unidentified.condition)
    return _compare_code("sex", (missing.sex, unidentified.sex), tables.SEX_SHARES, agree)


def compare_ethnicity(missing: Description, unidentified: Description) -> Evidence:
    """Weigh ethnic appearance in four broad groups; descriptions of finer groups disagree too often to count."""
    pair = tuple(tables.ETHNIC_GROUPS.get(each.ethnicity or "") for each in (missing, unidentified))
    agree = _agreement(tables.ETHNIC_AGREES, unidentified.condition)
    return _compare_code("ethnicity", (pair[0], pair[1]), tables.ETHNIC_SHARES, agree)


def _is_white(missing: Description) -> bool:
    """Where ethnic appearance is not recorded the larger group's colours are taken: they vary more and weigh more."""
    return tables.ETHNIC_GROUPS.get(missing.ethnicity or "", "white") == "white"


def compare_hair(missing: Description, unidentified: Description) -> Evidence:
    """Weigh hair colour by its frequency; a neighbouring colour is a likely slip of the describer."""
    shares = tables.HAIR_SHARES_WHITE if _is_white(missing) else tables.HAIR_SHARES_OTHER
    agree = _agreement(tables.HAIR_AGREES, unidentified.condition)
    pair = (missing.hair_colour, unidentified.hair_colour)
    return _compare_code("hair_colour", pair, shares, agree, near=tables.HAIR_NEAR)


def compare_eyes(missing: Description, unidentified: Description) -> Evidence:
    """Weigh eye colour, but only of the living and the newly dead: irises darken soon after death."""
    shares = tables.EYE_SHARES_WHITE if _is_white(missing) else tables.EYE_SHARES_OTHER
    agree = tables.EYE_AGREES.by_condition.get(unidentified.condition or "")
    pair = (missing.eye_colour, unidentified.eye_colour)
    return _compare_code("eye_colour", pair, shares, agree, near=tables.EYE_NEAR)


# --- time, age, height ----------------------------------------------------------------------------------------------


def delay_days(missing: Description, unidentified: Description) -> tuple[float, float] | None:
    """Shortest and longest time in days from last seen to death (or being found alive); None when last seen is not known.

    Negative when death came first. An end that is not known lies at infinity.
    """
    first = missing.when[0] or missing.when[1]
    last = missing.when[1] or missing.when[0]
    if first is None or last is None:
        return None
    earliest, latest = unidentified.when
    low = -inf if earliest is None else float((earliest - last).days)
    return low, inf if latest is None else float((latest - first).days)


def compare_time(missing: Description, unidentified: Description) -> Evidence:
    """Weigh how death, or being found alive, follows on being last seen. Dates are wrong at times, so never by infinity."""
    delay = delay_days(missing, unidentified)
    if delay is None or unidentified.when == (None, None):
        return silent("time", N_("time: not known on both sides"))
    same, other = _over(tables.TIME, delay, [-inf, 0.0, *tables.TIME_ENDS_DAYS.values(), inf])
    if delay[1] < 0:
        return evidence(
            "time", same, other, N_("time: the unidentified died, or was found, before the missing was last seen")
        )
    if same == other:
        return silent("time", N_("time: the dates leave everything open"))
    says = N_("time: {low} to {high} days after last seen")
    return evidence("time", same, other, says, low=max(0, _whole(delay[0])), high=_whole(delay[1]))


def _whole(days: float) -> int | str:
    return int(days) if abs(days) < inf else ("?" if days > 0 else 0)


def _over(levels: tables.Levels, span: tuple[float, float], ends: list[float]) -> tuple[float, float]:
    """Chances that a comparison falls into one of the levels that a span touches; level i runs from ends[i] to ends[i + 1]."""
    touched = [name for i, name in enumerate(levels.same) if span[0] < ends[i + 1] and (span[1] >= ends[i])]
    if len(touched) == len(levels.same):
        return 1.0, 1.0
    return sum(levels.same[name] for name in touched), sum(levels.other[name] for name in touched)


def age_then(missing: Description, unidentified: Description) -> AgeRange | None:
    """The missing person's age when the unidentified died, or was found alive; None when it cannot be known."""
    earliest, latest = unidentified.when
    seen = missing.when[0] or missing.when[1]
    start, end = earliest or seen or latest, latest or earliest
    if missing.birth is not None and start is not None and end is not None:
        return _born_and_lived(missing.birth, min(start, end), max(start, end))
    if missing.age is None:
        return None
    delay = delay_days(missing, unidentified)
    if delay is None:
        return None
    low, high = (max(0.0, each) / DAYS_A_YEAR for each in delay)
    return AgeRange(min(OLDEST, int(missing.age.low + low)), min(OLDEST, int(min(missing.age.high + high + 1, OLDEST))))


def _born_and_lived(birth: PartialDate, start: date, end: date) -> AgeRange | None:
    if end < birth.earliest():
        return None
    oldest = birth.age_on(end).high
    youngest = birth.age_on(max(start, birth.earliest())).low
    return AgeRange(min(youngest, OLDEST), min(oldest, OLDEST)) if oldest <= OLDEST else None


def _normal(x: float, mean: float, sd: float) -> float:
    return exp(-((x - mean) ** 2) / (2 * sd * sd)) / (sd * sqrt(2 * pi))


def _error_years(age: float, condition: str | None, width: float) -> float:
    """Standard deviation of an age estimate; an interval is read as one sd to each side when that is wider."""
    values = tables.AGE_ERROR_YEARS.value
    known = condition if _known(condition) in tables.CONDITIONS else "partial"
    return max(values[f"{known} base"] + values[f"{known} slope"] * age, width / 2)


@lru_cache(maxsize=8192)
def _chance_of_estimate(middle: float, width: float, age: int, condition: str | None) -> float:
    return _normal(middle, age, _error_years(age, condition, width))


@lru_cache(maxsize=4096)
def _chance_of_estimate_for_anybody(middle: float, width: float, condition: str | None) -> float:
    total = 0.0
    for band, share in tables.AGE_SHARES.share.items():
        ages = range(int(band), tables.AGE_BAND_ENDS[band] + 1)
        total += share * sum(_chance_of_estimate(middle, width, age, condition) for age in ages) / len(ages)
    slips = tables.MISTAKES.value
    return (1 - slips["age"]) * total + slips["age"] / slips["age range"]


def compare_age(missing: Description, unidentified: Description) -> Evidence:
    """Weigh the estimated age of the unidentified against the missing person's age at that time."""
    then, estimate = age_then(missing, unidentified), unidentified.age
    if then is None or estimate is None:
        return silent("age", N_("age: not known on both sides"))
    middle, width = (estimate.low + estimate.high) / 2, float(estimate.high - estimate.low)
    ages = range(then.low, then.high + 1)
    condition = unidentified.condition
    fit = sum(_chance_of_estimate(middle, width, age, condition) for age in ages) / len(ages)
    anybody = _chance_of_estimate_for_anybody(middle, width, condition)
    slip = tables.MISTAKES.value["age"]
    says = N_("age: {missing} at the time, estimated as {unidentified}")
    return evidence("age", (1 - slip) * fit + slip * anybody, anybody, says, missing=then, unidentified=estimate)


def mean_stature_cm(age: float) -> float:
    """Mean height at an age, straight lines between the ages of the table."""
    points = [(float(each), height) for each, height in tables.STATURE_BY_AGE_CM.value.items()]
    for (low, shorter), (high, taller) in pairwise(points):
        if age <= high:
            return shorter + (taller - shorter) * (max(age, low) - low) / (high - low)
    return points[-1][1]


def compare_stature(missing: Description, unidentified: Description) -> Evidence:
    """Weigh height, with the errors of report and measurement, and growth since a child was last seen."""
    if missing.stature_cm is None or unidentified.stature_cm is None:
        return silent("stature_cm", N_("height: not known on both sides"))
    errors = tables.STATURE_ERROR_CM.value
    known = unidentified.condition if _known(unidentified.condition) in tables.CONDITIONS else "partial"
    seen, seen_spread = _middle(unidentified.stature_cm)
    told, told_spread = _middle(missing.stature_cm)
    grown = _growth_cm(missing, unidentified)
    measured = errors[str(known)] ** 2 + seen_spread
    if_same = sqrt(measured + errors["report"] ** 2 + told_spread + (errors["share of growth"] * grown) ** 2)
    age = unidentified.age
    typical = mean_stature_cm((age.low + age.high) / 2 if age else 18.0)
    slip, span = tables.MISTAKES.value["stature"], tables.MISTAKES.value["stature range"]
    anybody = (1 - slip) * _normal(seen, typical, sqrt(measured + errors["people"] ** 2)) + slip / span
    same = (1 - slip) * _normal(seen, told + grown, if_same) + slip * anybody
    says = N_("height: {missing} cm when last seen, {unidentified} cm when found, {grown} cm of growth expected")
    return evidence(
        "stature_cm", same, anybody, says, missing=round(told), unidentified=round(seen), grown=round(grown)
    )


def _middle(span: tuple[float, float]) -> tuple[float, float]:
    """Middle of a span, and the variance of not knowing where in it."""
    return (span[0] + span[1]) / 2, (span[1] - span[0]) ** 2 / 12


def _growth_cm(missing: Description, unidentified: Description) -> float:
    """How much a child may be expected to have grown since last seen."""
    then, seen = age_then(missing, unidentified), missing.when[0] or missing.when[1]
    before = missing.age
    if missing.birth is not None and seen is not None and seen >= missing.birth.earliest():
        before = missing.birth.age_on(seen)
    if then is None or before is None:
        return 0.0
    start, end = (before.low + before.high) / 2, (then.low + then.high) / 2
    return max(0.0, mean_stature_cm(end) - mean_stature_cm(start))


# --- place and marks ------------------------------------------------------------------------------------------------


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance along the ground between two points given as latitude and longitude in degrees, by the haversine rule."""
    (lat, lon), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def compare_place(missing: Description, unidentified: Description) -> Evidence:
    """Weigh the distance from where the missing person was last seen to where the unidentified was found."""
    if missing.place is None or unidentified.place is None:
        return silent("place", N_("place: not known on both sides"))
    km = distance_km(missing.place, unidentified.place)
    same, other = _over(tables.PLACE, (km, km), [0.0, *tables.PLACE_ENDS_KM.values(), inf])
    return evidence("place", same, other, N_("place: {km} km from where last seen"), km=round(km))


COMPARISONS: tuple[Callable[[Description, Description], Evidence], ...] = (
    compare_sex,
    compare_age,
    compare_stature,
    compare_ethnicity,
    compare_hair,
    compare_eyes,
    compare_time,
    compare_place,
)

_MARK_SAYS = {
    "described alike": N_("mark: {mark} on both, described alike"),
    "there": N_("mark: {mark} on both"),
    "other side": N_("mark: {mark} on the missing, the same on the other side of the body of the unidentified"),
    "not there": N_("mark: {mark} on the missing, none seen where it should be"),
}


def compare_marks(missing: Description, unidentified: Description) -> tuple[Evidence, ...]:
    """Weigh each mark of the missing person. That it was not seen counts only where somebody could have seen it."""
    if not missing.marks:
        return (silent("mark", N_("mark: none known of the missing")),)
    return tuple(_compare_mark(mark, unidentified) for mark in missing.marks)


def mark_chances(frequency: float) -> dict[str, tuple[float, float]]:
    """For each level the chance if one person, and if two, of whom `frequency` carry such a mark; both add up to 1."""
    alike = tables.MARK_ALIKE_BY_CHANCE.value["share"]
    other = {
        "described alike": frequency * alike,
        "there": frequency * (1 - alike),
        "other side": frequency,
        "not there": 1 - 2 * frequency,
    }
    return {level: (same, other[level]) for level, same in tables.MARK_SEEN.share.items()}


def _compare_mark(mark: Mark, unidentified: Description) -> Evidence:
    words = (mark.kind + " " + mark.body_part).replace("_", " ")
    level = _mark_level(mark, unidentified)
    if level is None or mark.kind not in tables.MARK_FREQUENCY.value:
        return silent(
            "mark", N_("mark: {mark} on the missing, nobody could have seen it on the unidentified"), mark=words
        )
    same, other = mark_chances(tables.MARK_FREQUENCY.value[mark.kind])[level]
    return evidence("mark", same, other, _MARK_SAYS[level], mark=words)


def _mark_level(mark: Mark, unidentified: Description) -> str | None:
    alike = [each for each in unidentified.marks if each.kind == mark.kind]
    here = [each for each in alike if each.body_part == mark.body_part]
    if here and mark.body_part != "unknown":
        return "described alike" if any(_described_alike(mark, each) for each in here) else "there"
    if any(each.body_part == _other_side(mark.body_part) for each in alike):
        return "other side"
    lasts = mark.kind in tables.MARK_BELOW_THE_SKIN or unidentified.condition in tables.SKIN_SPEAKS
    return "not there" if lasts and mark.body_part in unidentified.examined else None


def _other_side(body_part: str) -> str | None:
    side, _, part = body_part.partition("_")
    return {"left": f"right_{part}", "right": f"left_{part}"}.get(side)


def _described_alike(one: Mark, other: Mark) -> bool:
    """Two descriptions share a telling word: not the kind, not the body part, not a small one."""
    plain = set(f"{one.kind}_{one.body_part}_{other.body_part}".split("_")) | {
        "left",
        "right",
        "small",
        "large",
        "with",
    }
    first, second = ({word for word in normalise(each.says).split() if len(word) > 3} - plain for each in (one, other))
    return bool(first & second)
