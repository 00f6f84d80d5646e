"""Objects and clothing, compiled: how usual each is, what two descriptions of one weigh, and what it says that one is gone.

Clothes, what is worn always, and what is carried stay with somebody for different times, and come in colours of their own: gold
is rare among coats and common among rings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.courses import EVERY_COURSE, course_mean
from wayhome.kernels.crossmatch.model import Family
from wayhome.kernels.crossmatch.rarity import Rarity, mixed
from wayhome.kernels.linkage import dex

Table = tuple[tuple[int, ...], ...]
GROUPS = ("clothes", "worn", "carried")
NO_MATCH = -30_000
MIX_FROM, MIX_STEP, MIX_STEPS = -6000, 10, 2000
"""The scale on which weights of one object are mixed: thousandths of a dex in steps of ten."""
NOT_SAID, ANOTHER = 0, 1
"""Places of a colour that is not said, and of a word that neither the model nor the list knows."""
SIGNS, SIGN_BITS = 10, 6
"""So many signs of an engraving are looked at for one that is wrong, and the bits of a sign."""


@dataclass(frozen=True, slots=True)
class ThingWeights:
    """Objects. `type` [sex found][missing][found] if they are one object, `NO_MATCH` where they cannot be.

    What two objects weigh as one is mixed with the chance that they are not one, though the people are: `mix`. Alone on one
    side, by sex and class of courses: `gone` by condition and type, `unnamed` by type; `absent` by condition and place, where
    neither side has any. Places are those of `at`.
    """

    type: tuple[Table, ...]
    group: tuple[int, ...]
    """By type, its place in `GROUPS`."""
    at: tuple[int, ...]
    """By type, where on somebody it is; types that share it come one at a time."""
    single: tuple[bool, ...]
    """By type, whether it comes one at a time."""
    mix: tuple[Table, ...]
    """[class of courses][group][step of the weight as one object]"""
    colour: Mapping[str, int]
    """The place of each word for a colour; 0 is not said, and 1 a word that is not known."""
    colours: tuple[Table, ...]
    """[group][place of the colour of the missing][of the found]"""
    disagree: tuple[int, ...]
    agree: tuple[float, ...]
    engraving: tuple[int, int, int]
    """The same, one sign wrong, another."""
    gone: tuple[tuple[Table, ...], ...]
    unnamed: tuple[Table, ...]
    absent: tuple[tuple[Table, ...], ...]
    kept: float


def things_of(family: Family, rarity: Rarity) -> ThingWeights:
    """Compile the objects with the counts of a list."""
    codes, told, part = lists.OBJECTS, family.one("told"), family.one("absent")
    near = {code: str(family["near"].get(code, "")).split() for code in codes}
    declared: Mapping[str, str] = family["at"]
    place = [declared.get(code, code) for code in codes]
    places = list(dict.fromkeys(place))
    group = tuple(GROUPS.index(family["group"].get(code, "clothes")) for code in codes)
    group_at = [group[place.index(each)] for each in places]
    kept = [tuple(course_mean(course, family[f"{each}_kept"]) for each in GROUPS) for course in range(EVERY_COURSE)]
    stays = {each: number for number, each in enumerate(dict.fromkeys(kept))}
    rates = [_rates(family, rarity, sex) for sex in lists.SEXES]
    has = [
        [min(MOST_HAVE, sum(r for r, at in zip(each, place, strict=True) if at == p)) for p in places] for each in rates
    ]

    def types(rate: Sequence[float], missing: int, found: int) -> int:
        mine, theirs = codes[missing], codes[found]
        if mine == theirs:
            named = family["type"]["same"]
        elif theirs in near[mine]:
            named = family["type"]["near"] / len(near[mine])
        elif place[missing] == place[found]:
            named = family["type"]["other"] / place.count(place[missing])
        else:
            return NO_MATCH
        return dex(named, rate[found])

    def by_course(weigh: Callable[[tuple[float, ...]], tuple[int, ...]]) -> Table:
        each = [weigh(stay) for stay in stays]
        return tuple(each[stays[stay]] for stay in kept)

    def gone(seen: float, have: Sequence[float]) -> Table:
        return by_course(lambda stay: tuple(
            dex(1 - seen * (stay[g] + (1 - stay[g]) * have[places.index(p)]), 1 - seen * have[places.index(p)])
            for p, g in zip(place, group, strict=True)
        ))  # fmt: skip

    def unnamed(have: Sequence[float]) -> Table:
        return by_course(lambda stay: tuple(
            dex(stay[g] * _untold(have[places.index(p)], told) + 1 - stay[g], 1.0) for p, g in zip(place, group, strict=True)
        ))  # fmt: skip

    def absent(seen: float, have: Sequence[float]) -> Table:
        return by_course(lambda stay: tuple(
            round(part * dex(1 - seen * h * (stay[g] * _untold(h, told) + 1 - stay[g]), 1 - seen * h))
            for h, g in zip(have, group_at, strict=True)
        ))  # fmt: skip

    seen = [float(family["seen"][condition]) for condition in lists.CONDITIONS]
    colours, tables = _colours(family, rarity)
    return ThingWeights(
        type=tuple(tuple(tuple(types(rate, m, f) for f in range(len(codes))) for m in range(len(codes))) for rate in rates),
        group=group, at=tuple(places.index(each) for each in place), single=tuple(code in declared for code in codes),
        mix=tuple(tuple(_mix(chance) for chance in each) for each in kept), colour=colours, colours=tables,
        disagree=tuple(int(family["disagree"][each]) for each in lists.ANSWERS if each != "colour"),
        agree=tuple(float(family["agree"][each]) for each in lists.ANSWERS if each != "colour"),
        engraving=(int(family["engraving"]["same"]), int(family["engraving"]["near"]), int(family["engraving"]["other"])),
        gone=tuple(tuple(gone(each, have) for each in seen) for have in has), unnamed=tuple(unnamed(have) for have in has),
        absent=tuple(tuple(absent(each, have) for each in seen) for have in has), kept=family["words"]["kept"],
    )  # fmt: skip


def _rates(family: Family, rarity: Rarity, sex: str) -> list[float]:
    """How many people of a sex have an object of each type; of all where it is not known."""
    told, weight = family.one("told"), family["fresh_list"]["people"]
    asked = rarity.equipped or rarity.people  # counts of a run from before do not say

    def rate(code: str) -> float:
        everybody = mixed(family["rate"][code], rarity.things.get(code, 0) / told, asked, weight)
        if sex == lists.UNKNOWN:
            return everybody
        counted = rarity.things_by_sex.get(f"{sex} {code}", 0) / told
        return mixed(everybody, counted, rarity.things_by_sex.get(sex, 0), weight)

    return [min(MOST_HAVE, rate(code)) for code in lists.OBJECTS]


def _untold(have: float, told: float) -> float:
    """How much rarer a thing is among those whose family tells of other things and not of it."""
    return (1 - told) / (1 - have * told)


MOST_HAVE = 0.95
"""However often the list tells of a type, so many people have one at the most."""


@lru_cache(maxsize=1024)
def _mix(chance: float) -> tuple[int, ...]:
    middles = (MIX_FROM + MIX_STEP * (step + 0.5) for step in range(MIX_STEPS))
    return tuple(dex(chance * 10 ** (middle / 1000) + 1 - chance, 1.0) for middle in middles)


def mix_step(weight: int) -> int:
    """The step of the scale that a weight falls into."""
    return min(max((weight - MIX_FROM) // MIX_STEP, 0), MIX_STEPS - 1)


# --- colours -----------------------------------------------------------------------------------------------------------


def _colours(family: Family, rarity: Rarity) -> tuple[Mapping[str, int], tuple[Table, ...]]:
    """Places of all words for colours, and by group what two of them weigh: the chance that one is told as the other."""
    usual: Mapping[str, str] = family["colour_word"]
    base: Mapping[str, str] = family["colour_family"]
    counted: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}
    for said, count in rarity.colours.items():
        kind, _, colour = said.partition(" ")
        counted[family["group"].get(kind, "clothes")][usual.get(colour, colour)] += count
    words = sorted(
        {*base, *base.values(), *family["colour_near"], *(word for each in counted.values() for word in each)}
    )
    place = {word: number for number, word in enumerate(words, start=2)}
    of = {word: base.get(word, word) for word in words}
    near = {each: str(others).split(", ") for each, others in family["colour_near"].items()}
    told = family["colour"]
    tables = []
    for group in GROUPS:
        counts = counted[group]
        whole, weight = sum(counts.values()), family["fresh_list"]["people"]
        share = {word: mixed(family["answer"]["colour"], counts[word], whole, weight) for word in words}
        basic: Counter[str] = Counter()
        for word in words:
            basic[of[word]] += share[word]  # type: ignore[assignment]

        def weighs(
            mine: str, theirs: str, share: Mapping[str, float] = share, basic: Mapping[str, float] = basic
        ) -> int:
            times, beside = told["any"], near.get(of[mine], [])
            if of[mine] == of[theirs]:
                times += told["family"] / basic[of[mine]]
            elif of[theirs] in beside:
                times += told["near"] / len(beside) / basic[of[theirs]]
            if mine == theirs:
                times += told["same"] / share[mine]
            return dex(times, 1.0)

        other = dex(told["any"], 1.0)
        rows = [[0] * (len(words) + 2), [0, 0, *([other] * len(words))]]
        rows += [[0, other, *(weighs(mine, theirs) for theirs in words)] for mine in words]
        tables.append(tuple(tuple(row) for row in rows))
    return place | {word: place[known] for word, known in usual.items() if known in place}, tuple(tables)


# --- engravings --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def signs_of(engraving: str) -> int:
    """The first signs of an engraving as one number, six bits a sign; 0 for a short one, which is near to none."""
    if len(engraving) < SHORT:
        return 0
    packed = 0
    for number, sign in enumerate(engraving[:SIGNS]):
        code = (
            ord(sign) - ord("a") + 1
            if "a" <= sign <= "z"
            else 27 + int(sign)
            if "0" <= sign <= "9"
            else 37 + ord(sign) % 27
        )
        packed |= code << SIGN_BITS * number
    return packed


SHORT = 4
"""Engravings of fewer signs are the same or others."""


def one_sign_wrong(mine: int, theirs: int) -> bool:
    """Whether two engravings, as `signs_of` has them, differ in no more than one sign of those looked at."""
    apart = mine ^ theirs
    if mine == 0 or theirs == 0:
        return False
    while apart and apart & SIGN == 0:
        apart >>= SIGN_BITS
    return apart <= SIGN


SIGN = (1 << SIGN_BITS) - 1
