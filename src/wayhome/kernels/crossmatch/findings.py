"""Marks, objects, implants, teeth and fingers of two people, laid beside each other in plain Python.

What may be one thing on both sides is paired, the strongest pair first; what is left counts a little against, where it
would have been seen. Marks and objects are few, so strongest first is as good as best.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.belongings import ANOTHER, NO_MATCH, mix_step, one_sign_wrong, signs_of
from wayhome.kernels.crossmatch.courses import TimeAsked, followed
from wayhome.kernels.crossmatch.grain import seen_of
from wayhome.kernels.crossmatch.mouths import AGE_BANDS
from wayhome.kernels.crossmatch.people import Implant, Mark, Missing, Thing, Unidentified
from wayhome.kernels.crossmatch.weights import Weights
from wayhome.kernels.linkage import dex

AGE_NOT_KNOWN = 3
YEARS_NOT_KNOWN = 1
CHART_LEAST = -1000
"""One chart in ten is another person's, or as good as: however many teeth clash, no more is said against a pair."""


@dataclass(slots=True)
class Paired:
    """What was paired, by places in the two lists with its weight, and what was left on either side."""

    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    missing_left: list[tuple[int, int]] = field(default_factory=list)
    found_left: list[tuple[int, int]] = field(default_factory=list)
    left: int = 0
    """What all that was left weighs together."""

    @property
    def weight(self) -> int:
        """The weight of the family."""
        return sum(weight for _, _, weight in self.pairs) + self.left


def pair(
    weights: Sequence[Sequence[int]],
    missing_alone: Sequence[int],
    found_alone: Sequence[int],
    least: tuple[int, int],
    held: Callable[[int, int], bool] | None = None,
) -> Paired:
    """Pair things of two lists, the greatest gain over leaving both alone first; ties by place in the sorted lists.

    least     the least that what is left on either side may weigh together
    held      whether two are held against each other though they had better be left alone
    """  # fmt: skip
    gains = [
        (weights[i][j] - missing_alone[i] - found_alone[j], i, j)
        for i in range(len(missing_alone)) for j in range(len(found_alone)) if weights[i][j] > NO_MATCH // 2
    ]  # fmt: skip
    result, used_i, used_j = Paired(), set[int](), set[int]()
    for gain, i, j in sorted(gains, key=lambda each: (-each[0], each[1], each[2])):
        if i not in used_i and j not in used_j and (gain > 0 or (held is not None and held(i, j))):
            used_i.add(i)
            used_j.add(j)
            result.pairs.append((i, j, weights[i][j]))
    result.missing_left = [(i, alone) for i, alone in enumerate(missing_alone) if i not in used_i]
    result.found_left = [(j, alone) for j, alone in enumerate(found_alone) if j not in used_j]
    result.left = max(sum(alone for _, alone in result.missing_left), least[0])
    result.left += max(sum(alone for _, alone in result.found_left), least[1])
    return result


def words_weight(missing: tuple[str, ...], found: tuple[str, ...], weights: Weights, kind: int | None = None) -> int:
    """Weigh two descriptions by the rarest telling word that they share; 0 where either has none.

    One word alone: those of one description come together, and to count each would count one thing twice.

    kind    of the missing person's mark; None for objects
    """
    if not missing or not found:
        return 0
    family = weights.things if kind is None else weights.marks
    shared = [weights.word(word, kind) for word in found if word in missing]
    return max(shared, default=dex(1 - family.kept, 1.0))


# --- marks -------------------------------------------------------------------------------------------------------------

LEAST_OF_ALL = -9000


def was_examined(part: int, examined: frozenset[int]) -> bool:
    """Whether somebody looked at a part of the body, or at the wider one it lies in."""
    return part != 0 and (part in examined or lists.WHOLE[part] in examined)


def mark_weight(missing: Mark, found: Mark, weights: Weights) -> int:
    """What two marks weigh if they are one mark."""
    table = weights.marks
    said = words_weight(missing.words, found.words, weights, missing.kind)
    return table.kind[missing.kind][found.kind] + table.site[found.kind][missing.part][found.part] + said


def compare_marks(missing: Missing, found: Unidentified, weights: Weights) -> Paired:
    """Lay the marks of two people beside each other. Of a missing person whose marks nobody asked for nothing is said."""
    table = weights.marks
    if not missing.marks and not missing.marks_asked:
        return Paired()
    tattooed = any(mark.kind == TATTOO for mark in missing.marks)
    unseen = [
        table.unseen[found.condition][mark.kind] if was_examined(mark.part, found.examined) else 0
        for mark in missing.marks
    ]
    unnamed = [table.unnamed[tattooed][mark.kind] for mark in found.marks]
    pairs = [[mark_weight(mine, theirs, weights) for theirs in found.marks] for mine in missing.marks]
    laid = pair(pairs, unseen, unnamed, (LEAST_OF_ALL, table.least_unnamed))
    if not tattooed and any(found.marks[j].kind == TATTOO for j, _ in laid.found_left):
        laid.left += table.first_tattoo
    return laid


TATTOO = lists.MARKS.index("tattoo")


# --- objects and implants ----------------------------------------------------------------------------------------------


def thing_weight(missing: Thing, found: Thing, sex: int, course: int, weights: Weights) -> int:
    """What two objects weigh if they are one object; `NO_MATCH` where they cannot be. `sex` is of the find."""
    table = weights.things
    total = table.type[sex][missing.type][found.type]
    if total == NO_MATCH:
        return NO_MATCH
    group = table.group[missing.type]
    for question, (mine, theirs) in enumerate(zip(missing.answers, found.answers, strict=True)):
        if mine and theirs and question:
            total += weights.answer(question, theirs) if mine == theirs else table.disagree[question - 1]
    total += table.colours[group][colour_of(missing, weights)][colour_of(found, weights)]
    if missing.engraving and found.engraving:
        total += table.engraving[engraved_alike(missing.engraving, found.engraving)]
    total += words_weight(missing.words, found.words, weights)
    return table.mix[course][group][mix_step(total)]


def colour_of(thing: Thing, weights: Weights) -> int:
    """The place of an object's colour in the tables."""
    return weights.things.colour.get(thing.answers[0], ANOTHER) if thing.answers[0] else 0


def engraved_alike(missing: str, found: str) -> int:
    """0 for the same letters and digits, 1 for one sign wrong, 2 for others."""
    return 0 if missing == found else 1 if one_sign_wrong(signs_of(missing), signs_of(found)) else 2


def compare_things(missing: Missing, found: Unidentified, time: TimeAsked | None, weights: Weights) -> Paired:
    """Lay what two people had with them beside each other."""
    if not missing.things or not found.things:
        return Paired()
    table, (_, course) = weights.things, followed(seen_of(missing), time, weights.model)
    absent, away = table.absent[found.sex][found.condition][course], absent_at(missing, found, time, weights)
    gone = [
        table.gone[found.sex][found.condition][course][each] - (absent[table.at[each]] if table.at[each] in away else 0)
        for each in (thing.type for thing in missing.things)
    ]
    unnamed = [table.unnamed[found.sex][course][thing.type] for thing in found.things]
    pairs = [
        [thing_weight(mine, theirs, found.sex, course, weights) for theirs in found.things] for mine in missing.things
    ]

    def held(i: int, j: int) -> bool:
        mine, theirs = missing.things[i].type, found.things[j].type
        return table.single[mine] and table.single[theirs] and table.at[mine] == table.at[theirs]

    return pair(pairs, gone, unnamed, (LEAST_OF_ALL, LEAST_OF_ALL), held)


def absent_at(missing: Missing, found: Unidentified, time: TimeAsked | None, weights: Weights) -> frozenset[int]:
    """The places of which nothing was found, where that may be told of: of people whose dates are known."""
    if missing.seen is None or time is None:
        return frozenset()
    at = weights.things.at
    return frozenset(at) - {at[thing.type] for thing in found.things}


def neither_has(missing: Missing, found: Unidentified, time: TimeAsked | None, weights: Weights) -> int:
    """What it says that objects of some kinds are neither named nor found; what was named of them is told in `gone`."""
    if not missing.things or not found.things:
        return 0
    _, course = followed(seen_of(missing), time, weights.model)
    absent = weights.things.absent[found.sex][found.condition][course]
    return sum(absent[each] for each in absent_at(missing, found, time, weights))


def implant_weight(missing: Implant, found: Implant, weights: Weights) -> int:
    """What two implants weigh if they are one; `NO_MATCH` for two types."""
    table = weights.implants
    if missing.type != found.type:
        return NO_MATCH
    total = table.type[missing.type]
    if missing.part and found.part:
        total += table.part[lists.WHOLE[missing.part] != lists.WHOLE[found.part]]
    if missing.serial and found.serial:
        total += table.serial[missing.serial != found.serial]
    return total


def compare_implants(missing: Missing, found: Unidentified, weights: Weights) -> Paired:
    """Lay the implants of two people beside each other."""
    table = weights.implants
    unseen = [table.unseen[found.condition] for _ in missing.implants]
    unnamed = [table.unnamed if missing.implants else 0 for _ in found.implants]
    pairs = [[implant_weight(mine, theirs, weights) for theirs in found.implants] for mine in missing.implants]
    if found.condition == 0 and not found.examined and not found.implants:
        unseen = [0 for _ in unseen]
    return pair(pairs, unseen, unnamed, (LEAST_OF_ALL, LEAST_OF_ALL))


# --- teeth and fingers -------------------------------------------------------------------------------------------------


def age_band(found: Unidentified) -> int:
    """The band of ages whose teeth the chart of the found is held against."""
    return AGE_NOT_KNOWN if found.age is None else bisect_right(AGE_BANDS, (found.age[0] + found.age[1]) / 2) - 1


def chart_years(missing: Missing, time: TimeAsked | None, weights: Weights) -> int:
    """The class of years between the missing person's chart and death."""
    if missing.charted is None or time is None:
        return YEARS_NOT_KNOWN
    years = max(0, (time.first + time.last) // 2 - missing.charted) // 365
    return next((place for place, upto in enumerate(weights.mouths.years) if years <= upto), len(weights.mouths.years))


def compare_teeth(missing: Missing, found: Unidentified, time: TimeAsked | None, weights: Weights) -> list[int]:
    """The weight of each tooth, 0 where either chart does not say."""
    if not missing.teeth or not found.teeth:
        return []
    table = weights.mouths.table(found.teeth, age_band(found))[chart_years(missing, time, weights)]
    return [int(table[place][mine]) for place, mine in enumerate(missing.teeth)]


def together(parts: Sequence[int], shrink: int) -> int:
    """The sum of parts that are alike within one person: what speaks for counts in part, what speaks against in full."""
    total = sum(parts)
    return total * shrink // 1000 if total > 0 else max(total, CHART_LEAST)


def compare_fingers(missing: Missing, found: Unidentified, weights: Weights) -> list[int]:
    """The weight of each finger, 0 where either class is not known."""
    if not missing.fingers or not found.fingers:
        return []
    return [weights.fingers[mine][theirs] for mine, theirs in zip(missing.fingers, found.fingers, strict=True)]
