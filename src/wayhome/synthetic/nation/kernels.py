"""How a true trait comes to be written down: the chance of each answer, by truth, side and condition.

The makers of records draw from these tables and the nation's own ranker integrates over them.
"""

from __future__ import annotations

from math import erf, sqrt

import numpy as np

from wayhome.synthetic.nation.declared import CONDITIONS, Array, Errors
from wayhome.synthetic.nation.draws import shares
from wayhome.synthetic.nation.people import ANCESTRIES, ANCESTRY_SHARES, EYES, HAIRS, NEVER, WHITE_AFTER

HAIR_CODES = (*HAIRS, "grey", "white", "dyed", "none")
GREY, WHITE, DYED, NO_HAIR = 8, 9, 10, 11
EYE_CODES = (*EYES, "black")
STATURE_METHODS = ("told", "licence", "measured")
STATURE_WAYS = ("measured", "bones", "fragment")
AGE_WAYS = ("appearance", "bones", "teeth")
APPEARANCE, BONES, TEETH = range(3)

_TAKEN_FOR = {
    "white": {"mixed": 3, "middle_eastern": 3, "other": 1}, "black": {"mixed": 6, "asian": 2, "other": 1},
    "asian": {"middle_eastern": 4, "mixed": 3, "black": 2, "other": 1, "white": 1}, "east_asian": {"asian": 3, "mixed": 2, "white": 1, "other": 1},
    "middle_eastern": {"white": 4, "asian": 4, "mixed": 2, "other": 1}, "mixed": {"black": 4, "white": 3, "asian": 2, "other": 1},
    "other": {"mixed": 2, "asian": 2, "white": 2, "black": 1, "east_asian": 1},
}  # fmt: skip
TAKEN_FOR = shares([[_TAKEN_FOR[true].get(seen, 0) for seen in ANCESTRIES] for true in ANCESTRIES])
"""Which ancestry is written when a wrong one is (assumed)."""

_HAIR_NEAR = np.zeros((12, 12))
for _a, _b, _w in (
    (0, 1, 6), (0, 2, 1), (1, 0, 3), (1, 2, 6), (2, 1, 4), (2, 3, 4), (2, 0, 1), (3, 2, 5), (3, 4, 4), (3, 5, 2), (4, 5, 5), (4, 3, 4),
    (5, 4, 6), (5, 3, 3), (6, 7, 6), (6, 3, 2), (6, 2, 1), (7, 6, 6), (7, 2, 2), (8, 9, 4), (8, 1, 2), (8, 2, 2), (8, 3, 1), (9, 8, 8), (9, 5, 1),
    (9, 4, 1), (10, 2, 1), (11, 8, 1), (11, 1, 1),
):  # fmt: skip
    _HAIR_NEAR[_a, _b] = _w
HAIR_NEAR = shares(_HAIR_NEAR)
DYED_LOOK = np.array([0.25, 0.25, 0.05, 0.0, 0.05, 0.25, 0.0, 0.15, 0, 0, 0, 0])
DYED_SAID, DYED_OTHER = 0.45, 0.35

_EYE_NEAR = np.array([
    [0, 0, 1, 6, 0, 3], [0, 0, 3, 0, 6, 0], [0, 3, 0, 5, 2, 0], [6, 0, 3, 0, 0, 0], [0, 7, 2, 0, 0, 0]
])  # fmt: skip
EYE_NEAR = shares(_EYE_NEAR)


MOST_WRONG = 0.6
"""However small a group somebody belongs to, they are not taken for another more often (assumed)."""


def ancestry_wrong(errors: Errors, condition: int) -> Array:
    """How often an examiner writes a wrong ancestry (7), by the true one; of everybody together as declared."""
    harder = errors["ancestry_harder"] / (errors["ancestry_harder"] @ ANCESTRY_SHARES)
    return np.asarray(np.minimum(errors["ancestry_wrong"][condition] * harder, MOST_WRONG))


def ancestry_kernel(wrong: Array | float) -> Array:
    """Chance of each ancestry being written (7), by the true one (7); `wrong` is one rate, or one for each true ancestry."""
    rate = np.broadcast_to(wrong, len(ANCESTRIES))[:, None]
    return np.asarray(np.eye(len(ANCESTRIES)) * (1 - rate) + TAKEN_FOR * rate)


def hair_look(natural: Array, grey_from: Array, bald_from: Array, step: Array) -> Array:
    """How hair looks at an age step: a natural colour, GREY, WHITE or NO_HAIR."""
    look = np.where(step >= grey_from, np.where(step >= grey_from + WHITE_AFTER, WHITE, GREY), natural)
    return np.asarray(np.where((step >= bald_from) & (bald_from < NEVER), NO_HAIR, look))


def hair_kernel(wrong: float) -> Array:
    """Chance of each hair code being written (12), by dyed or not (2) and look (12)."""
    plain = np.eye(12) * (1 - wrong) + HAIR_NEAR * wrong
    dyed = plain * (1 - DYED_SAID - DYED_OTHER) + DYED_LOOK * DYED_OTHER
    dyed[:, DYED] += DYED_SAID
    dyed[NO_HAIR] = plain[NO_HAIR]
    return np.stack([plain, dyed])


def eye_kernel(wrong: float, darkened: float = 0.0) -> Array:
    """Chance of each eye code being written (6), by the true colour (5); light eyes may have darkened after death."""
    plain = np.hstack([np.eye(5), np.zeros((5, 1))]) * (1 - wrong) + EYE_NEAR * wrong
    dark = np.array([0.7, 0, 0, 0, 0, 0.3])
    light = np.array([0, 1, 1, 0.5, 1])[:, None] * darkened
    return np.asarray(plain * (1 - light) + dark * light)


def by_condition(make: str, errors: Errors) -> Array:
    """The examiner's tables of one trait, stacked by condition."""
    each = range(len(CONDITIONS))
    if make == "ancestry":
        return np.stack([ancestry_kernel(ancestry_wrong(errors, c)) for c in each])
    if make == "hair":
        return np.stack([hair_kernel(errors["hair_wrong"][c]) for c in each])
    return np.stack([eye_kernel(errors["eyes_wrong"][c], errors["eyes_darkened"][c]) for c in each])


# --- age ------------------------------------------------------------------------------------------------------------

TAIL, TAIL_WIDER = 0.07, 2.2
"""Now and then an estimate is far out (assumed)."""
TO_FIVE = 0.3
"""How often an adult's estimate is rounded to five years (assumed)."""
HALVES = {APPEARANCE: (8, 10, 12, 15), BONES: (12, 15, 18, 20), TEETH: (10, 12, 15, 18)}
HALVES_CHILD = {APPEARANCE: (3, 4, 5), BONES: (2, 3), TEETH: (2, 3)}
"""Years either side that an examiner states, out of habit: they say nothing of the error of the day."""
CHILD_UNTIL, NOT_BELOW = 18, 12
"""Nobody who takes somebody for grown says "from" an age below that."""
OLDEST_STATED = 100


def age_error(errors: Errors, way: int, age: Array) -> tuple[Array, Array]:
    """Bias and standard deviation in years of an estimate at true ages, by way of estimating."""
    child, slope = errors.rate("age_sd_child"), 1 - errors["age_slope"][way]
    young, old = errors[("age_sd_look", "age_sd_bones", "age_sd_teeth")[way]]
    bias = np.interp(age, [0, 17, 22, 42, 92], [0.04, 0.04, 20 * slope, 0, -50 * slope])
    if way == APPEARANCE:
        return bias, np.interp(age, [0, 10, 18, 22, 80], [0.8, 1.8, 2.8, young, old])
    return bias, np.interp(age, [0, 8, 17, 22, 80], [child * 0.6, child, child, young, old])


def age_chance(errors: Errors, way: int, stated: float, ages: Array) -> Array:
    """Chance that whole years `stated` are the estimate's middle, at each of the true ages."""
    bias, sd = age_error(errors, way, ages)

    def within(low: float, high: float) -> Array:
        plain = normal((high - ages - bias) / sd) - normal((low - ages - bias) / sd)
        wide = normal((high - ages - bias) / sd / TAIL_WIDER) - normal((low - ages - bias) / sd / TAIL_WIDER)
        return np.asarray(plain * (1 - TAIL) + wide * TAIL)

    low = -np.inf if stated <= 0 else stated - 0.5
    if stated < CHILD_UNTIL + 2:  # below twenty nobody rounds to five
        return within(low, stated + 0.5)
    oldest = stated >= OLDEST_STATED
    to_one = within(low, np.inf if oldest else stated + 0.5) * (1 - TO_FIVE)
    return to_one + (
        within(max(stated - 2.5, 19.5), np.inf if oldest else stated + 2.5) * TO_FIVE if stated % 5 == 0 else 0.0
    )


_GRID = np.linspace(-9, 9, 18_001)
_CUMULATIVE = np.array([0.5 * (1 + erf(x / sqrt(2))) for x in _GRID.tolist()])


def normal(x: Array) -> Array:
    """The normal distribution function, to eight places or so."""
    return np.asarray(np.interp(x, _GRID, _CUMULATIVE))


def inverse_normal(chance: Array) -> Array:
    """How many standard deviations above the mean each share of a normal distribution ends."""
    return np.asarray(np.interp(chance, _CUMULATIVE, _GRID))


# --- stature --------------------------------------------------------------------------------------------------------

TOLD_HALVES, MEASURED_HALVES, BONE_HALVES, FRAGMENT_HALVES = (0, 1, 2, 3, 5), (1, 2, 3, 5), (4, 5, 6, 8), (7, 8, 10)
GROWN_AT = 17
TOLD_OF_A_CHILD = 16
INCH = 2.54


def told_error(errors: Errors) -> tuple[Array, Array]:
    """Bias (method, sex) and standard deviation (method) in cm of a stated height of a missing person.

    A fourth method is what is told of somebody under TOLD_OF_A_CHILD.
    """
    man, woman = errors["stature_told_over"]
    grown, child = errors["stature_told_sd"]
    bias = np.array([[woman, man], [woman, man], [0, 0], [woman, man]])
    return bias, np.array([grown, errors.rate("stature_licence_sd"), 1.0, child])


def told_way(method: Array, age: Array) -> Array:
    """The row of `told_error` for each stated height, by method and age when last seen."""
    return np.where((method == 0) & (age < TOLD_OF_A_CHILD), 3, method)


def found_error(errors: Errors) -> tuple[Array, Array]:
    """Bias and standard deviation in cm of an examiner's height, by condition: measured, bones, fragment, and a child's bones."""
    n = len(CONDITIONS)
    under, spread = errors["stature_under_child"]
    bias, sd = np.zeros((n, 4)), np.empty((n, 4))
    bias[:, 0], bias[:, 3] = errors["stature_over_measured"], -under
    for way, name in enumerate(STATURE_WAYS):
        sd[:, way] = errors[f"stature_sd_{name}"]
    sd[:, 3] = spread
    return bias, sd
