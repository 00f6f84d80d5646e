"""Belongings: what people wore and carried, what families tell of it, and what lay with the unidentified.

A person has at most one thing in each slot (something on the feet, a ring ...). At death it is the same thing or, the longer
the absence, another one. Each side describes what it knows in its own words; nothing links the two but the thing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares

CLOTHES, JEWELLERY, CARRIED = range(3)
SLOTS: tuple[tuple[int, float, float, tuple[tuple[str, float, float], ...]], ...] = (
    # group, how many women and men have it, types with weights for women and men (assumed)
    (CLOTHES, 0.70, 0.70, (("jacket", 4, 5), ("coat", 4, 3), ("hoodie", 2, 3))),
    (CLOTHES, 0.96, 0.97, (("t_shirt", 4, 5), ("shirt", 2, 4), ("jumper", 4, 3))),
    (
        CLOTHES,
        0.95,
        0.97,
        (("jeans", 5, 6), ("trousers", 3, 5), ("skirt", 1.2, 0), ("dress", 1.5, 0), ("shorts", 0.5, 1)),
    ),
    (CLOTHES, 0.93, 0.94, (("trainers", 4, 6), ("shoes", 4, 3), ("boots", 3, 2))),
    (CLOTHES, 0.70, 0.70, (("socks", 3, 5), ("tights", 2, 0.05))),
    (CLOTHES, 0.85, 0.85, (("underwear", 5, 5),)),
    (CLOTHES, 0.75, 0.01, (("bra", 5, 5),)),
    (CLOTHES, 0.18, 0.22, (("hat", 5, 8), ("scarf", 4, 1))),
    (CLOTHES, 0.06, 0.06, (("gloves", 5, 5),)),
    (CLOTHES, 0.25, 0.55, (("belt", 5, 5),)),
    (JEWELLERY, 0.55, 0.28, (("ring", 5, 5),)),
    (JEWELLERY, 0.38, 0.14, (("necklace", 5, 5),)),
    (JEWELLERY, 0.25, 0.09, (("bracelet", 5, 5),)),
    (JEWELLERY, 0.48, 0.07, (("earring", 5, 5),)),
    (JEWELLERY, 0.35, 0.42, (("watch", 5, 5),)),
    (CARRIED, 0.45, 0.25, (("bag", 6, 2), ("rucksack", 2, 4))),
    (CARRIED, 0.50, 0.50, (("purse", 5, 0.3), ("wallet", 0.5, 5))),
    (CARRIED, 0.60, 0.60, (("keys", 5, 5),)),
    (CARRIED, 0.55, 0.55, (("phone", 5, 5),)),
    (CARRIED, 0.18, 0.16, (("glasses", 5, 5),)),
    (CARRIED, 0.20, 0.26, (("lighter", 5, 5),)),
    (CARRIED, 0.03, 0.08, (("knife", 5, 5),)),
    (CARRIED, 0.06, 0.03, (("religious", 5, 5),)),
    (CARRIED, 0.12, 0.09, (("medicine", 5, 5),)),
    (CARRIED, 0.05, 0.04, (("book", 5, 5),)),
)
SLOT_GROUP = np.array([slot[0] for slot in SLOTS])
HAVE = np.array([[slot[1], slot[2]] for slot in SLOTS])
_FIRST = [slot[3][0][0] for slot in SLOTS]
_SELDOM_TOLD = {"socks": 0.13, "underwear": 0.13, "bra": 0.13}
_WITH_A_NAME = {"purse": 0.25, "phone": 0.15}
SLOT_TOLD = np.array([_SELDOM_TOLD.get(first, 1.0) for first in _FIRST])
SLOT_SEEN = np.array([_WITH_A_NAME.get(first, 1.0) for first in _FIRST])
"""Few tell of stockings and underwear; who lies beside a wallet or a telephone has a name mostly, and is not here (assumed)."""
TYPES = tuple(kind[0] for slot in SLOTS for kind in slot[3])
TYPE_SLOT = np.array([number for number, slot in enumerate(SLOTS) for _ in slot[3]])
COLOURS = (
    "black",
    "dark blue",
    "blue",
    "grey",
    "white",
    "brown",
    "green",
    "red",
    "beige",
    "pink",
    "purple",
    "yellow",
    "orange",
    "silver",
    "gold",
)
COLOUR_WORDS = {"dark blue": ("dark blue", "navy"), "grey": ("grey", "charcoal"), "red": ("red", "burgundy"), "beige": ("beige", "cream", "sand"),
                "green": ("green", "khaki"), "purple": ("purple", "violet"), "silver": ("silver", "silver-coloured"),
                "gold": ("gold", "gold-coloured", "yellow metal"), "brown": ("brown", "tan")}  # fmt: skip
_CLOTH = [30, 14, 12, 11, 9, 6, 5, 5, 3, 2.5, 1.2, 0.8, 0.5, 0, 0]
_METAL = [2.0, 0, 0.5, 1, 0.5, 1, 0.3, 0.4, 0, 0.3, 0.2, 0.1, 0.1, 55, 39]
_THINGS = [34, 5, 7, 8, 5, 14, 3, 6, 3, 5, 3, 2, 2, 6, 1]
COLOUR_SHARES = shares(np.array([_CLOTH, _METAL, _THINGS], dtype=float))
_NEAR = {
    0: (1, 3), 1: (0, 2, 3), 2: (1, 6, 10), 3: (0, 4, 13), 4: (8, 3), 5: (0, 8, 7), 6: (2, 5, 8), 7: (5, 9, 12), 8: (4, 5), 9: (7, 10, 4),
    10: (9, 1), 11: (12, 14), 12: (7, 11), 13: (3, 4), 14: (11, 13),
}  # fmt: skip
BRANDS = tuple(
    first + last for last in ("line", "by", "wear", "stone", "field", "ex") for first in (
        "Arrow", "Bram", "Calder", "Dunn", "Elver", "Ferrow", "Garth", "Hollin", "Isk", "Jarrow", "Kestle", "Lorn")
)  # fmt: skip
BRAND_SHARES = shares((np.arange(len(BRANDS)) + 2.0) ** -1.0)
BRANDED = np.array([0.75, 0.25, 0.55])
"""Things that bear a brand at all, by group (assumed). The brands are invented."""
NO_COLOUR, NO_BRAND = len(COLOURS), len(BRANDS)
NONE, UNASKED = -1, -2


@dataclass(slots=True)
class Things:
    """One column a slot (n, slots): codes of type, colour, brand; type NONE where there is nothing. `engraving` is 0 or a code."""

    kind: Array
    colour: Array
    brand: Array
    engraving: Array

    def take(self, rows: Array) -> Things:
        """Those of some people."""
        return Things(self.kind[rows], self.colour[rows], self.brand[rows], self.engraving[rows])


@cache
def type_shares() -> Array:
    """Chance of each type, by slot and sex: (slots, 2, types)."""
    table = np.zeros((len(SLOTS), 2, len(TYPES)))
    for number, slot in enumerate(SLOTS):
        for name, woman, man in slot[3]:
            table[number, :, TYPES.index(name)] = woman, man
    return shares(table)


def draw_things(rng: Rng, errors: Errors, sex: Array) -> Things:
    """What n people have about them."""
    n, slots = len(sex), len(SLOTS)
    kind, colour = np.empty((n, slots), dtype=np.int8), np.empty((n, slots), dtype=np.int8)
    brand, engraving = np.empty((n, slots), dtype=np.int8), np.zeros((n, slots), dtype=np.int32)
    for slot in range(slots):
        group = SLOT_GROUP[slot]
        has = happens(rng, HAVE[slot, sex], n)
        kind[:, slot] = np.where(has, choose_rows(rng, type_shares()[slot], sex), NONE)
        colour[:, slot] = choose(rng, COLOUR_SHARES[group], n)
        brand[:, slot] = np.where(happens(rng, BRANDED[group], n), choose(rng, BRAND_SHARES, n), NO_BRAND)
        if group == JEWELLERY:
            engraving[:, slot] = np.where(happens(rng, errors["engraving"][0], n), draw_engraving(rng, n), 0)
    return Things(kind, colour, brand, engraving)


LETTERS, YEARS = "ABCDEFGHJKLMNPRSTW", 60
ENGRAVINGS = len(LETTERS) ** 2 * YEARS


def draw_engraving(rng: Rng, n: int) -> Array:
    """Two initials and a year, as one number from 1."""
    return np.asarray(rng.integers(0, ENGRAVINGS, n) + 1)


def engraved(code: int) -> tuple[str, str, int]:
    """Initials and year of an engraving."""
    rest, year = divmod(code - 1, YEARS)
    first, second = divmod(rest, len(LETTERS))
    return LETTERS[first], LETTERS[second], 1950 + year


def misread(rng: Rng, code: Array) -> Array:
    """Each engraving with its year one off or its second letter another (half and half)."""
    rest, year = np.divmod(code - 1, YEARS)
    first, second = np.divmod(rest, len(LETTERS))
    in_year = rng.random(len(code)) < 0.5
    step, other = rng.choice([1, YEARS - 1], len(code)), rng.integers(1, len(LETTERS), len(code))
    year = np.where(in_year, (year + step) % YEARS, year)
    second = np.where(in_year, second, (second + other) % len(LETTERS))
    return np.asarray((first * len(LETTERS) + second) * YEARS + year + 1)


FAMILY, EXAMINER = 0, 1


@cache
def kind_kernel(variant: str, side: int) -> Array:
    """Chance of each type being written, by the true one: another of its slot at times."""
    from wayhome.synthetic.nation.declared import errors

    wrong = errors(variant)["object_wrong"][side, 0]
    same = TYPE_SLOT[:, None] == TYPE_SLOT[None, :]
    others = same & ~np.eye(len(TYPES), dtype=bool)
    count = others.sum(axis=1, keepdims=True)
    return np.where(
        count > 0, np.eye(len(TYPES)) * (1 - wrong) + others * wrong / np.maximum(count, 1), np.eye(len(TYPES))
    )


@cache
def colour_kernel(variant: str, side: int) -> Array:
    """Chance of each colour, or none, being written, by the true one."""
    from wayhome.synthetic.nation.declared import errors

    near, none = errors(variant)["object_wrong"][side, 1:3]
    table = np.zeros((len(COLOURS), len(COLOURS) + 1))
    for true, others in _NEAR.items():
        table[true, true] = (1 - near) * (1 - none)
        table[true, list(others)] += near / len(others) * (1 - none)
    table[:, NO_COLOUR] = none
    return table


@cache
def brand_kernel(variant: str, side: int) -> Array:
    """Chance of each brand, or none, being written, by the true one or none."""
    from wayhome.synthetic.nation.declared import errors

    none, wrong = errors(variant)["object_wrong"][side, 3], errors(variant)["brand_wrong"][side]
    table = np.zeros((len(BRANDS) + 1, len(BRANDS) + 1))
    table[:-1, :-1] = (np.eye(len(BRANDS)) * (1 - wrong) + BRAND_SHARES[None, :] * wrong) * (1 - none)
    table[:-1, NO_BRAND], table[NO_BRAND, NO_BRAND] = none, 1
    return table


def describe(rng: Rng, errors: Errors, things: Things, kept: Array, side: int) -> Things:
    """The kept ones of the things, in the words of one side."""
    at = np.nonzero(kept & (things.kind != NONE))
    kind, colour = np.full(things.kind.shape, NONE, dtype=np.int8), np.full(things.kind.shape, NO_COLOUR, dtype=np.int8)
    brand, engraving = np.full(things.kind.shape, NO_BRAND, dtype=np.int8), np.zeros(things.kind.shape, dtype=np.int32)
    kind[at] = choose_rows(rng, kind_kernel(errors.variant, side), things.kind[at])
    colour[at] = choose_rows(rng, colour_kernel(errors.variant, side), things.colour[at])
    brand[at] = _brands(rng, brand_kernel(errors.variant, side), things.brand[at])
    _, told, read, wrong_told, wrong_read = errors["engraving"]
    mine, n = things.engraving[at], len(at[0])
    slip = happens(rng, wrong_told if side == FAMILY else wrong_read, n)
    said = np.where(slip, misread(rng, np.maximum(mine, 1)), mine)
    engraving[at] = np.where((mine > 0) & happens(rng, told if side == FAMILY else read, n), said, 0)
    return Things(kind, colour, brand, engraving)


def _brands(rng: Rng, table: Array, rows: Array) -> Array:
    edges = np.cumsum(table, axis=1)
    drawn, found = rng.random(len(rows)), np.empty(len(rows), dtype=np.int8)
    for each in range(len(table)):
        mine = rows == each
        found[mine] = np.searchsorted(edges[each], drawn[mine] * edges[each, -1], side="right")
    return found


def told_chance(errors: Errors) -> Array:
    """Chance that the family tells of what is in each slot."""
    return np.asarray(errors["object_told"][SLOT_GROUP] * SLOT_TOLD)


def seen_chance(errors: Errors) -> Array:
    """Chance that what is there is listed with somebody unidentified (slot, condition)."""
    return np.asarray(errors["object_seen"][SLOT_GROUP] * SLOT_SEEN[:, None])


def told(rng: Rng, errors: Errors, things: Things) -> Things:
    """What families tell of them."""
    chance = told_chance(errors)
    return describe(rng, errors, things, rng.random(things.kind.shape) < chance, FAMILY)


def at_death(rng: Rng, errors: Errors, things: Things, sex: Array, band: Array) -> Things:
    """What they have about them at the end: the same things, or others."""
    same = rng.random(things.kind.shape) < errors["object_kept"][band][:, SLOT_GROUP]
    fresh = draw_things(rng, errors, sex)
    return Things(*(np.where(same, getattr(things, name), getattr(fresh, name)) for name in Things.__slots__))


def noticed(rng: Rng, errors: Errors, things: Things, condition: Array) -> Things:
    """What is listed with the unidentified."""
    chance = seen_chance(errors)[:, condition].T
    return describe(rng, errors, things, rng.random(things.kind.shape) < chance, EXAMINER)
