"""What the engine knows of one person: the codes and whole numbers that every comparison is made from.

Days are counted from 1 January 1900. Codes are places in `lists`; 0, or None, is not known. Coarse on purpose where the
finer would say nothing: the model is defined on these values, so reference and kernel can agree on every pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import cos, radians, sin

FIRST_DAY = date(1900, 1, 1).toordinal()
YEAR = 365.25
GROWN_AT = 18.0
Span = tuple[int, int]


def day_number(day: date) -> int:
    """Days since 1 January 1900; negative before."""
    return day.toordinal() - FIRST_DAY


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + FIRST_DAY)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A mark: kind and part by their places in the lists, and the telling words used for it, sorted, each once."""

    kind: int
    part: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """An object: its type, the answers to colour, material, brand and size ("" not known), engraving, telling words."""

    type: int
    answers: tuple[str, str, str, str] = ("", "", "", "")
    engraving: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Implant:
    """An implant: its type and part by their places in the lists, and its number as letters and digits alone."""

    type: int
    part: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a laboratory found of a pair: a fact, not a score."""

    other: str
    same: bool
    by: str
    method: str
    document: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of either side. Marks, things and implants are sorted, so that the order told never matters."""

    id: str
    sex: int = 0
    ethnicity: int = 0
    hair: int = 0
    eyes: int = 0
    stature: tuple[float, float, int] | None = None
    """Lowest and highest in centimetres, and the method."""
    point: tuple[int, int] | None = None
    """Latitude and longitude in ten-thousandths of a degree."""
    marks: tuple[Mark, ...] = ()
    marks_asked: bool = False
    """Whether marks were asked for, or looked for, even if there are none."""
    things: tuple[Thing, ...] = ()
    teeth: tuple[int, ...] = ()
    """A code for each position of `lists.TEETH`, or empty."""
    charted: int | None = None
    fingers: tuple[int, ...] = ()
    blood: int = 0
    implants: tuple[Implant, ...] = ()
    region: str = ""
    verified: tuple[Verified, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Person):
    """A missing person. `born` and `seen` are spans of days, both ends within."""

    born: Span | None = None
    seen: Span | None = None
    certified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unidentified(Person):
    """A person or remains without a name. `died` is the span in which death lies, as the examiner says."""

    kind: int = 1
    condition: int = 0
    found: Span | None = None
    certified: bool = False
    died: Span | None = None
    setting: int = 0
    age: tuple[float, float, int] | None = None
    """Lowest and highest in years, and the method."""
    examined: frozenset[int] = frozenset()


def unit_vector(point: tuple[int, int]) -> tuple[float, float, float]:
    """A point on the unit sphere, from ten-thousandths of a degree. The square of a chord then orders distances."""
    lat, lon = radians(point[0] / 10_000), radians(point[1] / 10_000)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
