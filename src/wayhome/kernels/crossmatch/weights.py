"""The model made into whole numbers: what each finding in a discrete family weighs, in thousandths of a dex.

Compiled once from the declared numbers and the list's own counts; the plain scorer and the kernel read the same tables, so
that only *which* entry applies could ever differ between them, and a test compares that on every pair of a grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import exp, log10

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.belongings import ThingWeights, things_of
from wayhome.kernels.crossmatch.chances import CROWD
from wayhome.kernels.crossmatch.courses import EVERY_COURSE, course_mean
from wayhome.kernels.crossmatch.grain import CELL, STANDINGS, cell_of
from wayhome.kernels.crossmatch.model import Family, Model
from wayhome.kernels.crossmatch.mouths import Mouths
from wayhome.kernels.crossmatch.rarity import Rarity, mixed
from wayhome.kernels.linkage import dex

Table = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MarkWeights:
    """Marks: `kind` [missing][found], `site` [kind][part of the missing][part of the found]; unmatched by condition and kind.

    Who has a tattoo mostly has several: `unnamed` [whether the missing person is known to have one][kind], and `first_tattoo`
    once for any of somebody who is not.
    """

    kind: Table
    site: tuple[Table, ...]
    unseen: Table
    unnamed: Table
    first_tattoo: int
    kept: float
    least_unnamed: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Every discrete table of the model, and the counts it was compiled with."""

    model: Model
    rarity: Rarity
    sex: tuple[Table, ...]
    """[condition][missing][found]"""
    standing: tuple[int, ...]
    """By `grain.STANDINGS`, of somebody found dead."""
    marks: MarkWeights
    things: ThingWeights
    mouths: Mouths
    fingers: Table
    fingers_shrink: int
    blood: Table
    implants: ImplantWeights
    version: str
    """The model's version and that of the counts."""

    def word(self, word: str, kind: int | None = None) -> int:
        """What a telling word in both descriptions weighs: of marks of a kind, or of objects."""
        return _word_weight(self, word, kind)

    def answer(self, question: int, answer: str) -> int:
        """What one answer given on both sides weighs, other than a colour."""
        return _answer_weight(self, question, answer)

    def crowd(self, point: tuple[int, int]) -> int:
        """How dense people are around a find, against an even spread: steps of `CROWD` to a dex."""
        return _crowd(self, *point)

    def region(self, region: str) -> tuple[tuple[int, int], ...]:
        """By class of courses, what a region weighs that is the same as that of the find, and another."""
        return _region(self, region)

    def __hash__(self) -> int:
        """Tables of one version are one."""
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        """Tables of one version are one."""
        return isinstance(other, Weights) and self.version == other.version


@dataclass(frozen=True, slots=True)
class ImplantWeights:
    """Implants: `type` by type when both have one; `part` same and other; serial same and other; unmatched by condition."""

    type: tuple[int, ...]
    part: tuple[int, int]
    serial: tuple[int, int]
    unseen: tuple[int, ...]
    unnamed: int


def make(model: Model, rarity: Rarity) -> Weights:
    """Compile the discrete families of a model with the counts of a list; an empty one leaves the model's own rates."""
    return Weights(
        model=model, rarity=rarity, sex=_sex(model["sex"]), standing=_standing(model["sex"], rarity), marks=_marks(model["marks"], rarity),
        things=things_of(model["objects"], rarity), mouths=Mouths(model["teeth"], rarity), fingers=_fingers(model["fingers"]),
        fingers_shrink=round(1000 * model["fingers"].one("shrink")), blood=_blood(model["blood"]),
        implants=_implants(model["implants"]), version=f"{model.version}-{rarity.version}",
    )  # fmt: skip


def _sex(family: Family) -> tuple[Table, ...]:
    share = family.chances("share")

    def weight(condition: str, missing: str, found: str) -> int:
        agree = family["agree"][condition]
        if missing not in share or found not in share:
            return 0
        other = sum(part * (agree if each == found else 1 - agree) for each, part in share.items())
        return dex(agree if missing == found else 1 - agree, other)

    return tuple(
        tuple(tuple(weight(condition, missing, found) for found in lists.SEXES) for missing in lists.SEXES)
        for condition in lists.CONDITIONS
    )


def _standing(family: Family, rarity: Rarity) -> tuple[int, ...]:
    """How much likelier children, women and men are to be found dead than to be listed."""
    found, usual, weight = family["found_dead"], family["listed"], family.one("fresh_list")
    known = sum(rarity.standings.get(each, 0) for each in found)
    listed = {each: mixed(usual[each], rarity.standings.get(each, 0), known, weight) for each in found}
    return tuple(dex(found[each], listed[each]) if each in found else 0 for each in STANDINGS)


# --- marks -------------------------------------------------------------------------------------------------------------


def _marks(family: Family, rarity: Rarity) -> MarkWeights:
    told, weight = family["told"], family["fresh_list"]["people"]
    rate = {
        kind: mixed(family["rate"][kind], rarity.marks.get(kind, 0) / told[kind], rarity.people, weight)
        for kind in lists.MARKS
    }
    near = {kind: str(family["near"].get(kind, "")).split() for kind in lists.MARKS}
    right = family.one("right")

    def kinds(missing: str, found: str) -> int:
        shares = family["kind"]
        if missing == found:
            named = shares["same"]
        elif found in near[missing]:
            named = shares["near"] / len(near[missing])
        else:
            named = shares["other"] / (len(lists.MARKS) - 1)
        return dex(right * named, rate[found])

    tattooed, named = family.one("tattooed"), told["tattoo"]
    each = rate["tattoo"] / tattooed  # tattoos of somebody who has any
    hidden = tattooed * exp(-each * named)
    # Of somebody known to have one another is likelier than of anybody, but never speaks for the pair.
    unnamed_known = {kind: 1 - told[kind] for kind in lists.MARKS} | {"tattoo": min(1.0, (1 - named) / tattooed)}

    def unseen(condition: str, kind: str) -> int:
        seen = family["seen_below" if kind in lists.BELOW_SKIN else "seen"][condition]
        return dex(1 - right * seen, 1.0)

    return MarkWeights(
        kind=tuple(tuple(kinds(missing, found) for found in lists.MARKS) for missing in lists.MARKS),
        site=tuple(_sites(family, rarity, kind) for kind in lists.MARKS),
        unseen=tuple(tuple(unseen(condition, kind) for kind in lists.MARKS) for condition in lists.CONDITIONS),
        unnamed=(
            tuple(dex(1 - told[kind], 1.0) for kind in lists.MARKS), tuple(dex(unnamed_known[kind], 1.0) for kind in lists.MARKS),
        ),
        first_tattoo=dex(hidden / (hidden + 1 - tattooed), tattooed), kept=family["words"]["kept"],
        least_unnamed=int(family.one("unnamed_least")),
    )  # fmt: skip


def _sites(family: Family, rarity: Rarity, kind: str) -> Table:
    """What two parts of the body weigh for a mark of a kind: how likely the one is told as the other, and how usual it is."""
    shares: Mapping[str, float] = family["site"]
    spread: float = family.one("region")
    usual, sited, weight = 1 / (len(lists.PARTS) - 1), rarity.sited.get(kind, 0), family["fresh_list"]["people"]
    beside = {each: _beside(family, each) for each in range(len(lists.PARTS))}

    def told_as(missing: int, found: int) -> float:
        if missing == found:
            return shares["same"]
        if found in beside[missing]:
            return shares["beside"] / len(beside[missing])
        if lists.WHOLE[missing] == lists.WHOLE[found]:
            return shares["region"] / spread
        mirrored = lists.OTHER_SIDE[lists.WHOLE[missing]]
        return shares["mirror"] if mirrored and mirrored == lists.WHOLE[found] else 0.0

    def weighs(missing: int, found: int) -> int:
        if not missing or not found:
            return 0
        share = mixed(usual, rarity.parts.get(f"{kind} {lists.PARTS[found]}", 0), sited, weight)
        return dex(told_as(missing, found) / share + shares["elsewhere"], 1.0)

    parts = range(len(lists.PARTS))
    return tuple(tuple(weighs(missing, found) for found in parts) for missing in parts)


def _beside(family: Family, part: int) -> frozenset[int]:
    """The parts that lie beside one, of its side where it has one."""
    name = lists.PARTS[part]
    side, _, plain = name.partition("_")
    if side not in {"left", "right"}:
        side, plain = "", name
    near = str(family["beside"].get(plain, "")).split()
    both = [
        each
        for name in near
        for each in ((name, f"{side}_{name}") if side else (name, f"left_{name}", f"right_{name}"))
    ]
    return frozenset(lists.PARTS.index(each) for each in both if each in lists.PARTS)


@lru_cache(maxsize=500_000)
def _word_weight(weights: Weights, word: str, kind: int | None) -> int:
    rarity, family = weights.rarity, weights.model["objects" if kind is None else "marks"]
    if kind is None:
        count, described, usual = rarity.thing_words.get(word, 0), rarity.things_described, family["answer"]["word"]
    else:
        name, usual = lists.MARKS[kind], family["fresh_list"]["word"]
        count, described = rarity.mark_words.get(f"{name} {word}", 0), rarity.described.get(name, 0)
    share = mixed(usual, count, described, family["fresh_list"]["people"])
    kept = weights.things.kept if kind is None else weights.marks.kept
    return dex(kept / share + 1 - kept, 1.0)


# --- objects -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=500_000)
def _answer_weight(weights: Weights, question: int, answer: str) -> int:
    family, name = weights.model["objects"], lists.ANSWERS[question]
    counts = weights.rarity.answers
    share = mixed(
        family["answer"][name], counts.get(f"{name} {answer}", 0), counts.get(name, 0), family["fresh_list"]["people"]
    )
    agree = weights.things.agree[question - 1]
    return dex((agree + (1 - agree) * share) / share, 1.0)


# --- fingers, blood, implants -----------------------------------------------------------------------------------


def _fingers(family: Family) -> Table:
    share, agree, codes = family.chances("share"), family.one("agree"), lists.FINGER_CLASSES

    def weight(missing: str, found: str) -> int:
        if lists.UNKNOWN in (missing, found):
            return 0
        wrong = (1 - agree) * share[found] / (1 - share[missing])
        return dex(agree if missing == found else wrong, share[found])

    return tuple(tuple(weight(missing, found) for found in codes) for missing in codes)


def _blood(family: Family) -> Table:
    share, agree = family.chances("share"), family.one("agree")

    def fits(code: str, group: str) -> bool:
        return group == code or group.rstrip("+-") == code

    def weight(missing: str, found: str) -> int:
        if lists.UNKNOWN in (missing, found):
            return 0
        other = sum(part for group, part in share.items() if fits(found, group))
        mine = {group: part for group, part in share.items() if fits(missing, group)}
        right = sum(part for group, part in mine.items() if fits(found, group)) / sum(mine.values())
        return dex(agree * right + (1 - agree) * other, other)

    return tuple(tuple(weight(missing, found) for found in lists.BLOOD_GROUPS) for missing in lists.BLOOD_GROUPS)


def _implants(family: Family) -> ImplantWeights:
    told, agrees, parts = family.one("told"), family.one("part_agrees"), family.one("parts")
    return ImplantWeights(
        type=tuple(dex(0.9, family["rate"][each]) for each in lists.IMPLANTS),
        part=(dex(agrees, 1 / parts), dex((1 - agrees) / (parts - 1), 1 / parts)),
        serial=(int(family["serial"]["same"]), int(family["serial"]["other"])),
        unseen=tuple(dex(1 - 0.95 * family["seen"][each], 1.0) for each in lists.CONDITIONS), unnamed=dex(1 - told, 1.0),
    )  # fmt: skip


# --- place -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def _crowd(weights: Weights, latitude: int, longitude: int) -> int:
    """The list's density around a point, by nearness in the nine cells around it, against an even spread."""
    family, cells = weights.model["place"], weights.rarity.cells
    row, column = cell_of((latitude, longitude))
    north, east = latitude / CELL[0] - row - 0.5, longitude / CELL[1] - column - 0.5
    near, whole = 0.0, 0.0
    for y, x in product((-1, 0, 1), repeat=2):
        share = exp(-((y - north) ** 2 + (x - east) ** 2) / (2 * family.one("near") ** 2))
        near += share * cells.get(f"{row + y} {column + x}", 0)
        whole += share
    even = CELL_KM2 / family.one("background")
    local, part = mixed(even, near / whole, weights.rarity.placed, FEW_PLACES), family.one("local")
    return round(CROWD * log10(part * local / even + 1 - part))


CELL_KM2 = 11.1 * 10.3
FEW_PLACES = 200.0
"""With so many people's worth of an even spread the list's own places are mixed."""


@lru_cache(maxsize=10_000)
def _region(weights: Weights, region: str) -> tuple[tuple[int, int], ...]:
    family, counts = weights.model["place"], weights.rarity.regions
    share = min(0.9, mixed(family.one("region"), counts.get(region, 0), sum(counts.values()), FEW_PLACES))
    table = []
    for course in range(EVERY_COURSE):
        far = course_mean(course, family["far"])
        same = (1 - far) * family.one("same_region") + far * share
        table.append((dex(same, share), dex(1 - same, 1 - share)))
    return tuple(table)
