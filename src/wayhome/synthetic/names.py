"""Names for people who do not exist, of the many origins a nation has.

A short list of common names makes twins of half a register, so the common ones (Faker's en_GB list, MIT) take only
their published share of the population and the long tail is composed here from old name elements.
"""

from __future__ import annotations

import hashlib
import random
from functools import cache
from itertools import accumulate

from faker.providers.person.en_GB import Provider as British

from wayhome.synthetic.origins import BOYS, FIRST_ELEMENT, GIRLS, LAST_ELEMENT, ORIGINS, Origin

_COMMON_SHARE = 0.395
"""The 500 surnames of the published list are borne by this share of the population (sum of its weights)."""

_BY_ETHNICITY: dict[str, tuple[Origin, ...]] = {
    code: tuple(origin for origin in ORIGINS if origin.ethnicity == code)
    for code in dict.fromkeys(origin.ethnicity for origin in ORIGINS)
}

_COMMON = tuple(British.last_names)
_COMMON_WEIGHTS = tuple(accumulate(British.last_names.values()))
_ADULT_F = tuple(British.first_names_female)  # the published list is in order of popularity already
_ADULT_M = tuple(British.first_names_male)


def choose_origin(rng: random.Random, *, ethnicity: str) -> Origin:
    """Where the family of a person of a recorded ethnicity comes from."""
    rows = _BY_ETHNICITY[ethnicity]
    return rng.choices(rows, [row.share for row in rows])[0]


def given_name(rng: random.Random, origin: Origin, *, sex: str, child: bool) -> str:
    """A given name that suits origin, sex and generation."""
    female = sex == "female" or (sex != "male" and rng.random() < 0.5)
    own = origin.female if female else origin.male
    if own and rng.random() < (0.86 if origin.ethnicity != "white" or origin.born_abroad else 0.45):
        return _popular(rng, own)
    if child and rng.random() < 0.78:
        return _popular(rng, GIRLS if female else BOYS)
    return _popular(rng, _ADULT_F if female else _ADULT_M, flat=25 if child else 12)


def family_name(rng: random.Random, origin: Origin, *, sex: str) -> str:
    """A family name that suits the origin."""
    if origin.family and rng.random() < 0.90:
        return _for_a_woman(rng.choice(origin.family)) if sex == "female" else rng.choice(origin.family)
    draw = rng.random()
    if draw < 0.05:
        return f"{_british(rng)}-{_british(rng)}"
    return _british(rng)


def _british(rng: random.Random) -> str:
    if rng.random() < _COMMON_SHARE:
        return rng.choices(_COMMON, cum_weights=_COMMON_WEIGHTS)[0]
    first, last = rng.choice(FIRST_ELEMENT), rng.choice(LAST_ELEMENT)
    if first[-1] == last[0]:
        last = last[1:] if len(last) > 3 else "ley"
    return first + last


def _popular(rng: random.Random, ranked: tuple[str, ...], *, flat: int = 25) -> str:
    """One of the names, the first most often: about 2 % bear the first of 200, as in a cohort of births (OURS)."""
    return rng.choices(ranked, cum_weights=_weights(len(ranked), flat))[0]


@cache
def _weights(count: int, flat: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + flat) for rank in range(count)))


def _for_a_woman(name: str) -> str:
    """The feminine form where a language has one."""
    for ending, feminine in (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")):
        if name.endswith(ending):
            return name.removesuffix(ending) + feminine
    return name


_SHORT = {
    "Alexander": "Alex", "Alexandra": "Lexi", "Amelia": "Millie", "Andrew": "Andy", "Benjamin": "Ben", "Bethany": "Beth",
    "Cameron": "Cam", "Catherine": "Cath", "Charlotte": "Lottie", "Christopher": "Chris", "Daniel": "Danny",
    "Eleanor": "Ellie", "Elizabeth": "Lizzie", "Emmanuel": "Manny", "Florence": "Flo", "Frederick": "Fred",
    "Gabriella": "Gabby", "Harrison": "Harry", "Isabella": "Bella", "Jacob": "Jake", "James": "Jimmy", "Jessica": "Jess",
    "Jonathan": "Jonny", "Joseph": "Joey", "Joshua": "Josh", "Katherine": "Kat", "Matilda": "Tilly", "Matthew": "Matt",
    "Michael": "Mikey", "Mohammed": "Mo", "Nathaniel": "Nate", "Nicholas": "Nico", "Olivia": "Liv", "Rebecca": "Becky",
    "Robert": "Rob", "Samantha": "Sam", "Samuel": "Sam", "Sebastian": "Seb", "Theodore": "Teddy", "Thomas": "Tommy",
    "Victoria": "Tori", "Wilfred": "Wilf", "William": "Billy", "Zachary": "Zac",
}  # fmt: skip
_STREET_NAMES = ("Ace", "Bean", "Biscuit", "Chip", "Dizzy", "Dot", "Fizz", "Goose", "Jinx", "Kes", "Mouse", "Pip", "Roo",
                 "Sparky", "Titch", "Ziggy")  # fmt: skip


def alias(rng: random.Random, given: str) -> str:
    """What friends say, or an empty string; about a quarter have a name of that kind on record."""
    draw = rng.random()
    if draw > 0.26:
        return ""
    if draw < 0.06:
        return rng.choice(_STREET_NAMES)
    if given in _SHORT:
        return _SHORT[given]
    stem = given.split("-", maxsplit=1)[0]
    cut = stem[:4].rstrip("aeiouy") if len(stem) > 4 else stem
    return cut if 2 < len(cut) < len(stem) else f"{stem[0]}-Jay"


# No invented person bears the full name of somebody from a widely known real case. Only digests stand here.
_NEVER = frozenset((
    "03272a8f59380c4b", "0496981783916a41", "04c456546757af4d", "080f053342092c90", "13dc7655205aff78",
    "1ae26652fce06a69", "1dd7435cb8aeb68c", "2e834732919bda9d", "34682c2a75943819", "39240fdde4f34365",
    "39d80222a858bdeb", "40eb62ab764335e1", "43b3676c07cdfd0a", "492eb9e9f275b680", "4bbcd882ecd44588",
    "4d5f49cd2b9ae531", "543ecc6c0af00ff8", "560afb6fbc86dd50", "5cb04d2ecab8a861", "6902130554206beb",
    "6d8f6abd8c2ae209", "71983f769eb77641", "751766edd9776e9a", "7908a2a1d96710f7", "7a508176b3659d68",
    "7bcbe2218b17fc38", "7bd9c46893c75aa3", "7d3a1c2b0845fcc7", "7e52b7e3c97a7b09", "7f5ee0ab3bfb2fb2",
    "8653611e6cd93bcd", "89acff005b50de96", "95ed6920c13e270a", "96640bf72d5c3517", "984e4093bb9b4fcd",
    "9d37fc7acd6cb5e4", "9e7bd85f3545cead", "ab5fef41aa818c8c", "b1992a17e6f3a810", "b7cbbfa8c0a4ff47",
    "b8dbcc992ad9e70d", "bda8bf232783b5df", "c25f15a6ac954eb1", "c404a3c95a9dcc0e", "cc0c470d46eb74fc",
    "d5e7eb7a2866af0d", "dac549212e60c884", "dc514627c7bfebdb", "e242b7c15c67f022", "e46f877cdb27b6f4",
    "e75427785daf46ff", "e7eb42801b7ca64c", "f388087ab1552136", "f48a37eb972bfa4f", "f571aefd4bf36670",
    "f878892c4507a26c", "fd8452f228cc1502", "ff295b7e02e31542", "ff982d7653ccea81",
))  # fmt: skip


def belongs_to_a_known_case(full_name: str) -> bool:
    """True when the name is one that the public knows from a real case."""
    return hashlib.sha256(full_name.casefold().encode()).hexdigest()[:16] in _NEVER
