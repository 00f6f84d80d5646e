"""The model made into whole numbers: what each finding in a discrete family weighs, in thousandths of a dex.

Compiled once from the declared numbers and the list's own counts; the plain scorer and the kernel read the same tables, so
that only *which* entry applies could ever differ between them, and a test compares that on every pair of a grid.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.grain import cell_of
from wayhome.kernels.crossmatch.model import Family, Model
from wayhome.kernels.crossmatch.mouths import Mouths
from wayhome.kernels.crossmatch.rarity import Rarity
from wayhome.kernels.linkage import dex

GAPS = (3, 30, 365, 3653)
"""Days from last seen to death up to which what somebody carried is told apart; beyond is one more."""
SAME, REGION, MIRROR, ELSEWHERE = range(4)
Table = tuple[tuple[int, ...], ...]
LEAST_RATE = 1e-9


@dataclass(frozen=True, slots=True)
class MarkWeights:
    """Marks: `kind` [missing][found], `site` by relation, `part` each part's own rarity; unmatched by condition and kind."""

    kind: Table
    site: tuple[int, ...]
    part: tuple[int, ...]
    unseen: Table
    unnamed: tuple[int, ...]
    kept: float
    least_unnamed: int


@dataclass(frozen=True, slots=True)
class ThingWeights:
    """Objects: `type` [gap][missing][found] if they are one object, `NO_MATCH` where they cannot be; unmatched by gap and type.

    What two objects weigh as one is mixed with the chance that they are not one, though the people are: `mix`.
    """

    type: tuple[Table, ...]
    lasting: tuple[int, ...]
    mix: tuple[tuple[tuple[int, ...], ...], ...]
    """[gap][clothes, lasting][step of the weight as one object]"""
    disagree: tuple[int, ...]
    agree: tuple[float, ...]
    engraving: tuple[int, int]
    gone: Table
    unnamed: Table
    kept: float
    least: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """Every discrete table of the model, and the counts it was compiled with."""

    model: Model
    rarity: Rarity
    sex: tuple[Table, ...]
    """[condition][missing][found]"""
    marks: MarkWeights
    things: ThingWeights
    mouths: Mouths
    fingers: Table
    fingers_shrink: int
    blood: Table
    implants: ImplantWeights
    version: str
    """The model's version and that of the counts."""

    def word(self, word: str, *, of_things: bool = False) -> int:
        """What a telling word in both descriptions weighs."""
        return _word_weight(self, word, of_things)

    def answer(self, question: int, answer: str) -> int:
        """What one answer given on both sides weighs."""
        return _answer_weight(self, question, answer)

    def around(self, point: tuple[int, int] | None) -> int:
        """What is taken from every place weight since the list is denser, or thinner, around the place of a find."""
        return 0 if point is None else _around(self, *cell_of(point))

    def region(self, region: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """What a region weighs that is the same as that of the find, and another: who died soon, and who lived on."""
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
        model=model, rarity=rarity, sex=_sex(model["sex"]), marks=_marks(model["marks"], rarity),
        things=_things(model["objects"], rarity), mouths=Mouths(model["teeth"]), fingers=_fingers(model["fingers"]),
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


# --- marks -------------------------------------------------------------------------------------------------------------


def _mixed(prior: float, counted: float, people: float, weight: float) -> float:
    """A rate assumed, with what was counted among so many people taking over as they grow."""
    return max((prior * weight + counted) / (weight + people), LEAST_RATE)


def _marks(family: Family, rarity: Rarity) -> MarkWeights:
    told, weight = family["told"], family["fresh_list"]["people"]
    rate = {
        kind: _mixed(family["rate"][kind], rarity.marks.get(kind, 0) / told[kind], rarity.people, weight)
        for kind in lists.MARKS
    }
    near = {kind: str(family["near"].get(kind, "")).split() for kind in lists.MARKS}
    site, spread, right = family["site"], family["spread"], family.one("right")

    def kinds(missing: str, found: str) -> int:
        shares = family["kind"]
        if missing == found:
            named = shares["same"]
        elif found in near[missing]:
            named = shares["near"] / len(near[missing])
        else:
            named = shares["other"] / (len(lists.MARKS) - 1)
        return dex(right * named, rate[found])

    placed = sum(count for part, count in rarity.parts.items() if part != lists.UNKNOWN)
    usual = 1 / spread["elsewhere"]
    part = tuple(
        0 if each == lists.UNKNOWN else -dex(_mixed(usual, rarity.parts.get(each, 0), placed, weight), 1.0)
        for each in lists.PARTS
    )
    sites = (site["same"], site["region"] / spread["region"], site["mirror"], site["elsewhere"] / spread["elsewhere"])

    def unseen(condition: str, kind: str) -> int:
        seen = family["seen_below" if kind in lists.BELOW_SKIN else "seen"][condition]
        return dex(1 - right * seen, 1.0)

    return MarkWeights(
        kind=tuple(tuple(kinds(missing, found) for found in lists.MARKS) for missing in lists.MARKS),
        site=tuple(dex(each, 1.0) for each in sites), part=part,
        unseen=tuple(tuple(unseen(condition, kind) for kind in lists.MARKS) for condition in lists.CONDITIONS),
        unnamed=tuple(dex(1 - told[kind], 1.0) for kind in lists.MARKS), kept=family["words"]["kept"], least_unnamed=int(family.one("unnamed_least")),
    )  # fmt: skip


@lru_cache(maxsize=500_000)
def _word_weight(weights: Weights, word: str, of_things: bool) -> int:
    rarity, family = weights.rarity, weights.model["objects" if of_things else "marks"]
    counts, described = (
        (rarity.thing_words, rarity.things_described) if of_things else (rarity.mark_words, rarity.described)
    )
    usual = family["answer"]["word"] if of_things else family["fresh_list"]["word"]
    share = _mixed(usual, counts.get(word, 0), described, family["fresh_list"]["people"])
    kept = weights.things.kept if of_things else weights.marks.kept
    return dex(kept / share + 1 - kept, 1.0)


# --- objects -----------------------------------------------------------------------------------------------------------


def _things(family: Family, rarity: Rarity) -> ThingWeights:
    weight, told = family["fresh_list"]["people"], family.one("told")
    rate = {
        code: _mixed(family["rate"][code], rarity.things.get(code, 0) / told, rarity.people, weight)
        for code in lists.OBJECTS
    }
    near = {code: str(family["near"].get(code, "")).split() for code in lists.OBJECTS}

    def kept(code: str, gap: int) -> float:
        table = family["lasting_kept" if family["lasting"].get(code) else "clothes_kept"]
        return float(tuple(table.values())[gap])

    def types(gap: int, missing: str, found: str) -> int:
        if missing == found:
            named = family["type"]["same"]
        elif found in near[missing]:
            named = family["type"]["near"] / len(near[missing])
        else:
            return NO_MATCH
        return dex(kept(missing, gap) * named, rate[found])

    def mixed(gap: int, lasting: int) -> tuple[int, ...]:
        chance = float(tuple(family["lasting_kept" if lasting else "clothes_kept"].values())[gap])
        middles = (MIX_FROM + MIX_STEP * (step + 0.5) for step in range(MIX_STEPS))
        return tuple(dex(10 ** (middle / 1000) + 1 - chance, 1.0) for middle in middles)

    gaps = range(len(GAPS) + 1)
    return ThingWeights(
        lasting=tuple(int(bool(family["lasting"].get(code))) for code in lists.OBJECTS),
        mix=tuple(tuple(mixed(gap, lasting) for lasting in (0, 1)) for gap in gaps),
        type=tuple(tuple(tuple(types(gap, m, f) for f in lists.OBJECTS) for m in lists.OBJECTS) for gap in gaps),
        disagree=tuple(int(family["disagree"][each]) for each in lists.ANSWERS),
        agree=tuple(float(family["agree"][each]) for each in lists.ANSWERS),
        engraving=(int(family["engraving"]["same"]), int(family["engraving"]["other"])),
        gone=tuple(tuple(dex(1 - 0.6 * kept(code, gap), 1.0) for code in lists.OBJECTS) for gap in gaps),
        unnamed=tuple(tuple(dex(1 - told * kept(code, gap), 1.0) for code in lists.OBJECTS) for gap in gaps),
        kept=family["words"]["kept"],
        least=(int(family["least"]["missing"]), int(family["least"]["found"])),
    )  # fmt: skip


NO_MATCH = -30_000
MIX_FROM, MIX_STEP, MIX_STEPS = -6000, 10, 2000
"""The scale on which weights of one object are mixed: thousandths of a dex in steps of ten."""


def mix_step(weight: int) -> int:
    """The step of the scale that a weight falls into."""
    return min(max((weight - MIX_FROM) // MIX_STEP, 0), MIX_STEPS - 1)


@lru_cache(maxsize=500_000)
def _answer_weight(weights: Weights, question: int, answer: str) -> int:
    family, name = weights.model["objects"], lists.ANSWERS[question]
    counts = weights.rarity.answers
    share = _mixed(
        family["answer"][name], counts.get(f"{name} {answer}", 0), counts.get(name, 0), family["fresh_list"]["people"]
    )
    agree = weights.things.agree[question]
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
def _around(weights: Weights, row: int, column: int) -> int:
    """The list's density in the nine cells around a place, against an even spread, counted by the declared share."""
    family, cells = weights.model["place"], weights.rarity.cells
    near = sum(cells.get(f"{row + y} {column + x}", 0) for y in (-1, 0, 1) for x in (-1, 0, 1))
    ground = 9 * 11.1 * 10.3
    even = ground / family.one("background")
    share = _mixed(even, near, weights.rarity.placed, 200.0)
    part = family.one("local")
    return dex(part * share / even + 1 - part, 1.0)


@lru_cache(maxsize=10_000)
def _region(weights: Weights, region: str) -> tuple[tuple[int, int], tuple[int, int]]:
    family, counts = weights.model["place"], weights.rarity.regions
    share = min(0.9, _mixed(family.one("region"), counts.get(region, 0), sum(counts.values()), 200.0))
    soon, later = (
        (dex(same, share), dex(1 - same, 1 - share))
        for same in (family["same_region"][each] for each in ("soon", "later"))
    )
    return soon, later


def gap_class(gap: int | None) -> int:
    """Which class of `GAPS` a gap in days belongs to; not known counts as years, and seen after death as longest."""
    if gap is None:
        return 3
    return len(GAPS) if gap < -GAPS[0] else bisect_left(GAPS, gap)
