"""Whether a child seems to be on file already. Advice to the officer: it joins nothing and blocks nothing."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from wayhome.kernels import tables
from wayhome.kernels.linkage import Evidence, evidence, silent
from wayhome.kernels.names import name_similarity, normalise, phonetic
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.words import N_

ADVISE_FROM = 3000
"""From this sum in thousandths of a dex the officer is told: a thousand times likelier one child than two."""

ALIKE, NEARLY = 0.97, 0.88


@dataclass(frozen=True, slots=True)
class ChildBrief:
    """What a report or record says of a child, as far as it helps to know the child again.

    `names` are whole names and aliases; `phones` and `areas` are normalised, or their keyed hashes.
    """

    names: tuple[str, ...] = ()
    birth: PartialDate | None = None
    age: AgeRange | None = None
    phones: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


def weigh_same_child(one: ChildBrief, other: ChildBrief) -> tuple[Evidence, ...]:
    """Evidence that two reports speak of one child; symmetric, and what is not known weighs nothing.

    Names, birth, phone and area are near independent between different children; siblings share phone and area, which
    is why the officer decides.
    """
    return (
        compare_names(one.names, other.names),
        _compare_birth(one, other),
        _compare_shared("phone", one.phones, other.phones, tables.PHONE),
        _compare_shared("area", one.areas, other.areas, tables.SAME_AREA),
    )


def seems_same(parts: Iterable[Evidence]) -> bool:
    """Whether to tell the officer that the child seems to be on file."""
    return sum(part.weight for part in parts) >= ADVISE_FROM


_NAME_SAYS = {
    "alike": N_("name: alike ({one}, {other})"),
    "nearly": N_("name: nearly alike ({one}, {other})"),
    "sounds alike": N_("name: sounds alike ({one}, {other})"),
    "unlike": N_("name: unlike ({one}, {other})"),
}
_ORDER = ("alike", "nearly", "sounds alike", "unlike")


def compare_names(ones: tuple[str, ...], others: tuple[str, ...]) -> Evidence:
    """Weigh the two names of either side that fit best. A given name alone says less than a whole name."""
    pairs = [(a, b) for a in ones for b in others if normalise(a) and normalise(b)]
    if not pairs:
        return silent("name", N_("name: not known on both sides"))
    return max((_compare_name(a, b) for a, b in pairs), key=lambda each: (each.weight, sorted(each.parameters)))


def _compare_name(one: str, other: str) -> Evidence:
    words = [normalise(each).split() for each in (one, other)]
    alone = min(map(len, words)) == 1
    table = tables.GIVEN_NAME if alone else tables.NAME
    if alone:
        pairs = [(a, b) for a in words[0] for b in words[1]]
        level = min((_name_level(a, b) for a, b in pairs), key=_ORDER.index)
    else:
        level = _name_level(one, other)
    return evidence("name", table.same[level], table.other[level], _NAME_SAYS[level], one=one, other=other)


def _name_level(one: str, other: str) -> str:
    alike = name_similarity(one, other)
    if alike >= ALIKE:
        return "alike"
    if alike >= NEARLY:
        return "nearly"
    return "sounds alike" if sorted(phonetic(one).split()) == sorted(phonetic(other).split()) else "unlike"


def _compare_birth(one: ChildBrief, other: ChildBrief) -> Evidence:
    if one.birth is not None and other.birth is not None:
        return compare_births(one.birth, other.birth)
    if one.age is None or other.age is None:
        return silent("birth", N_("birth and age: not known on both sides"))
    level = "fit" if one.age.may_overlap(other.age) else "clash"
    says = {"fit": N_("age: fits ({one}, {other})"), "clash": N_("age: does not fit ({one}, {other})")}[level]
    return evidence("age", tables.AGE_FIT.same[level], tables.AGE_FIT.other[level], says, one=one.age, other=other.age)


_BIRTH_SAYS = {
    "day and month swapped": N_("birth: the same with day and month swapped ({one}, {other})"),
    "two parts of three": N_("birth: one part differs, as by a slip ({one}, {other})"),
    "clash": N_("birth: does not fit ({one}, {other})"),
} | dict.fromkeys(("fit, day known", "fit, month known", "fit"), N_("birth: fits ({one}, {other})"))


def compare_births(one: PartialDate, other: PartialDate) -> Evidence:
    """Weigh two birth dates by the parts known on both sides; symmetric."""
    table, level = _birth_level(one, other)
    return evidence("birth", table.same[level], table.other[level], _BIRTH_SAYS[level], one=one, other=other)


def _birth_level(one: PartialDate, other: PartialDate) -> tuple[tables.Levels, str]:
    if one.day is not None and other.day is not None:
        if one == other:
            return tables.BIRTH, "fit, day known"
        if (one.year, one.month, one.day) == (other.year, other.day, other.month):
            return tables.BIRTH, "day and month swapped"
        agreeing = sum(a == b for a, b in zip(astuple(one), astuple(other), strict=True))
        return tables.BIRTH, "two parts of three" if agreeing == 2 else "clash"
    if one.month is not None and other.month is not None:
        return tables.BIRTH_PARTIAL, "fit, month known" if one.may_equal(other) else "clash"
    return tables.BIRTH_YEAR, "fit" if one.may_equal(other) else "clash"


def _compare_shared(kind: str, ones: frozenset[str], others: frozenset[str], table: tables.Levels) -> Evidence:
    if not ones or not others:
        return silent(kind, _SHARED_SAYS[kind][0])
    shared, apart = table.same.keys()
    level, says = (shared, _SHARED_SAYS[kind][1]) if ones & others else (apart, _SHARED_SAYS[kind][2])
    return evidence(kind, table.same[level], table.other[level], says)


_SHARED_SAYS = {
    "phone": (N_("phone: not known on both sides"), N_("phone: the same"), N_("phone: different")),
    "area": (N_("area: not known on both sides"), N_("area: the same"), N_("area: different")),
}
