"""From a record as written (a JSON object) to a person the engine can weigh.

A field that cannot be read is left out and flagged with a sentence that names it and the remedy; what was good beside it
is kept. A record that cannot be told from others (no id) is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from sys import intern
from typing import Any, TypeVar

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.people import (
    YEAR,
    Implant,
    Mark,
    Missing,
    Span,
    Thing,
    Unidentified,
    Verified,
    day_number,
)
from wayhome.kernels.names import normalise
from wayhome.terms.body import SURFACES
from wayhome.terms.codes import BODY_PART, FINGER_CLASS, TOOTH_CODE
from wayhome.terms.partial_date import PartialDate

BOTH = ("id", "sex", "ethnicity", "hair_colour", "eye_colour", "stature_cm", "marks", "objects", "teeth", "fingers",
        "blood_group", "implants", "region", "verified")  # fmt: skip
MISSING = (*BOTH, "birth_date", "age", "last_seen_at", "last_seen_point")
UNIDENTIFIED = (
    *BOTH,
    "kind",
    "condition",
    "found_at",
    "died_between",
    "found_point",
    "found_setting",
    "age",
    "examined",
)
YEARS = range(1880, 2200)
TALLEST, SHORTEST, SHORTEST_GROWN = 260.0, 20.0, 100.0
OLDEST = 120
_SMALL = frozenset(
    ["with", "left", "right", "small", "large", "from", "that", "this", "the", "and", "of", "on", "in", "a", "an", "to", "at",
     "not", "clear", "unclear", "described", "known", "seen", "look", "like", "had", "been", "for", "which", "only", "mark", "faded",
     "her", "his", "about", "old", "side", "above", "below", "near", "upper", "lower", "inside", "outside", "one", "two", "no"]
)  # fmt: skip
_NONE = re.compile(r"^(no|none|without|not any)\b", re.IGNORECASE)
T = TypeVar("T")
_plain = lru_cache(200_000)(normalise)


class Unusable(ValueError):
    """A record that cannot be kept at all, with the reason."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A field that was left out, or is doubtful, and why."""

    field: str
    says: str

    def __str__(self) -> str:
        return f"{self.field}: {self.says}"


@dataclass(slots=True)
class _Reader:
    """Reads the fields of one record and gathers what was wrong with them."""

    data: Mapping[str, Any]
    flags: list[Flag] = field(default_factory=list)

    def flag(self, name: str, says: str) -> None:
        self.flags.append(Flag(name, says))

    def read(self, name: str, read: Callable[[Any], T]) -> T | None:
        """A field's value, or None where it is not known or was flagged."""
        value = self.data.get(name)
        if value is None or (isinstance(value, str) and value in {"", "unknown"}):
            return None
        try:
            return read(value)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            self.flag(name, _sentence(problem))
            return None

    def each(self, name: str, read: Callable[[Any], T]) -> list[T]:
        """The entries of a list; those that cannot be read are flagged by their place."""
        values = self.data.get(name)
        if values is None:
            return []
        if not isinstance(values, list):
            self.flag(name, "Write a list.")
            return []
        kept = []
        for place, value in enumerate(values):
            try:
                kept.append(read(value))
            except (ValueError, TypeError, KeyError, AttributeError) as problem:
                self.flag(f"{name}[{place}]", _sentence(problem))
        return kept


def _sentence(problem: Exception) -> str:
    if isinstance(problem, KeyError):
        return f"It lacks “{problem.args[0]}”."
    if isinstance(problem, ValueError):
        return str(problem)
    return "It does not have the form of this field."


def read_missing(data: Any) -> tuple[Missing, tuple[Flag, ...]]:
    """A missing person from a record. Raises Unusable when it has no id."""
    reader, known = _both(data, MISSING)
    seen, certified = _when(reader, "last_seen_at")
    born = reader.read("birth_date", _born)
    if born and seen and born[0] > seen[1]:
        reader.flag("birth_date", "The birth comes after the day last seen. Check both; the birth is left out.")
        born = None
    age = reader.read("age", _years)
    if born is None and age is not None:
        if seen is None:
            reader.flag("age", "An age when last seen needs last_seen_at, or give birth_date.")
        else:
            born = (int(seen[0] - (age[1] + 1) * YEAR) + 1, int(seen[1] - age[0] * YEAR))
    grown = bool(born and seen and (seen[0] - born[1]) / YEAR >= 16)
    person = Missing(
        **known, born=born, seen=seen, certified=certified, stature=_stature(reader, grown=grown),
        point=reader.read("last_seen_point", _point),
    )  # fmt: skip
    return person, tuple(reader.flags)


def read_unidentified(data: Any) -> tuple[Unidentified, tuple[Flag, ...]]:
    """An unidentified person or remains from a record. Raises Unusable when it has no id."""
    reader, known = _both(data, UNIDENTIFIED)
    kind = reader.read("kind", lambda text: lists.KINDS.index(_one_of(text, lists.KINDS)))
    if kind is None and not any(flag.field == "kind" for flag in reader.flags):
        reader.flag("kind", f"Say what was found: {', '.join(lists.KINDS)}. It is taken for a body.")
    found, certified = _when(reader, "found_at")
    died, _ = _when(reader, "died_between")
    if died and found and died[0] > found[1]:
        reader.flag("died_between", "Death comes after the find. Check both; the interval of death is left out.")
        died = None
    age = reader.read("age", _estimate)
    person = Unidentified(
        **known, kind=1 if kind is None else kind, condition=_code(reader, "condition", lists.CONDITIONS) or _if_alive(kind),
        found=found, certified=certified, died=died, setting=_code(reader, "found_setting", lists.SETTINGS), age=age,
        stature=_stature(reader, grown=bool(age and age[0] >= 16)), point=reader.read("found_point", _point),
        examined=frozenset(reader.each("examined", lambda text: lists.PARTS.index(_one_of(text, lists.PARTS)))),
    )  # fmt: skip
    return person, tuple(reader.flags)


def _if_alive(kind: int | None) -> int:
    return lists.CONDITIONS.index("alive") if kind == lists.KINDS.index("alive") else 0


def _both(data: Any, fields: Sequence[str]) -> tuple[_Reader, dict[str, Any]]:
    if not isinstance(data, Mapping):
        raise Unusable("A record is a JSON object.")
    if not isinstance(data.get("id"), str) or not data["id"].strip():
        raise Unusable("id: Every record needs an id, as text.")
    reader = _Reader(data)
    for name in data:
        if name not in fields:
            reader.flag(name, "There is no such field. The fields are in docs/schemas.")
    teeth, charted = reader.read("teeth", lambda value: _teeth(reader, value)) or ((), None)
    return reader, {
        "id": data["id"],
        "sex": _code(reader, "sex", lists.SEXES, silent=("other",)),
        "ethnicity": _code(reader, "ethnicity", lists.ETHNICITIES),
        "hair": _code(reader, "hair_colour", lists.HAIRS),
        "eyes": _code(reader, "eye_colour", lists.EYES, silent=("other",)),
        "marks": tuple(sorted(reader.each("marks", lambda value: _mark(reader, value)))),
        "marks_asked": data.get("marks") is not None,
        "things": tuple(sorted(reader.each("objects", _thing))),
        "teeth": teeth,
        "charted": charted,
        "fingers": reader.read("fingers", lambda value: _fingers(reader, value)) or (),
        "blood": _code(reader, "blood_group", lists.BLOOD_GROUPS),
        "implants": tuple(sorted(reader.each("implants", _implant))),
        "region": reader.read("region", _text) or "",
        "verified": tuple(reader.each("verified", _verified)),
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Write text.")
    return value.strip()


def _one_of(value: Any, codes: Iterable[str]) -> str:
    codes = tuple(codes)
    if value not in codes:
        raise ValueError(f"“{value}” is not in the list: {', '.join(codes)}.")
    return str(value)


def _code(reader: _Reader, name: str, codes: tuple[str, ...], *, silent: tuple[str, ...] = ()) -> int:
    """The place of a code; 0 for one that may be recorded and says nothing."""

    def place(value: Any) -> int:
        return 0 if value in silent else codes.index(_one_of(value, (*codes, *silent)))

    return reader.read(name, place) or 0


def _day(value: Any) -> int:
    text = _text(value)
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"“{text}” is no date of the calendar. Write it as 2026-11-21.") from None
    if day.year not in YEARS:
        raise ValueError(f"“{text}”: check the year.")
    return day_number(day)


def _when(reader: _Reader, name: str) -> tuple[Span | None, bool]:
    value = reader.read(name, _span)
    return (value[0], value[1]) if value else (None, False)


def _span(value: Any) -> tuple[Span, bool]:
    if isinstance(value, str):
        value = {"from": value, "to": value}
    if unknown := set(value) - {"from", "to", "certified"}:
        raise ValueError(f"“{min(unknown)}” is not part of it: give from, to, certified.")
    first, last = _day(value.get("from") or value["to"]), _day(value.get("to") or value["from"])
    if first > last:
        raise ValueError("It ends before it begins. Change the two dates over.")
    certified = value.get("certified", False)
    if not isinstance(certified, bool):
        raise ValueError("certified is true or false.")
    return (first, last), certified


def _born(value: Any) -> Span:
    born = PartialDate.parse(_text(value))
    if born.year not in YEARS:
        raise ValueError(f"“{value}”: check the year.")
    return day_number(born.earliest()), day_number(born.latest())


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("Write a number.")
    if not isfinite(value):
        raise ValueError("Write a number that ends.")
    return float(value)


def _range(value: Any) -> tuple[float, float]:
    if not isinstance(value, Mapping):
        number = _number(value)
        return number, number
    if unknown := set(value) - {"low", "high", "method", "unit"}:
        raise ValueError(f"“{min(unknown)}” is not part of it: give low, high, method.")
    low = value.get("low", value.get("high"))
    low, high = _number(low), _number(value.get("high", low))
    if low > high:
        raise ValueError("The lower end is above the upper. Change the two over.")
    return low, high


def _years(value: Any) -> tuple[float, float]:
    low, high = _range(value)
    if not 0 <= low <= high <= OLDEST:
        raise ValueError(f"An age lies between 0 and {OLDEST} years.")
    return low, high


def _method(value: Any, codes: tuple[str, ...]) -> int:
    method = value.get("method") if isinstance(value, Mapping) else None
    return 0 if method is None else codes.index(_one_of(method, codes))


def _estimate(value: Any) -> tuple[float, float, int]:
    return (*_years(value), _method(value, lists.AGE_METHODS))


def _stature(reader: _Reader, *, grown: bool) -> tuple[float, float, int] | None:
    def read(value: Any) -> tuple[float, float, int]:
        low, high = _range(value)
        if isinstance(value, Mapping) and value.get("unit", "cm") != "cm":
            raise ValueError("Heights are in centimetres.")
        if low >= 0.3 and high <= 2.6:
            raise ValueError(f"{low:g} looks like metres. Write centimetres: {low * 100:g}.")
        if high <= 8:
            raise ValueError(f"{low:g} looks like feet. Write centimetres: {low * 30.48:.0f}.")
        if grown and low >= 45 and high < SHORTEST_GROWN:
            raise ValueError(f"{low:g} looks like inches for somebody grown. Write centimetres: {low * 2.54:.0f}.")
        if low >= 10 * SHORTEST_GROWN:
            raise ValueError(f"{low:g} looks like millimetres. Write centimetres: {low / 10:g}.")
        if low < SHORTEST or high > TALLEST:
            raise ValueError(f"A height lies between {SHORTEST:g} and {TALLEST:g} cm.")
        return low, high, _method(value, lists.STATURE_METHODS)

    return reader.read("stature_cm", read)


def _point(value: Any) -> tuple[int, int]:
    if unknown := set(value) - {"latitude", "longitude"}:
        raise ValueError(f"“{min(unknown)}” is not part of it: give latitude and longitude.")
    lat, lon = _number(value["latitude"]), _number(value["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("Latitude lies within 90 degrees and longitude within 180.")
    return round(lat * 10_000), round(lon * 10_000)


def telling_words(text: str, *plain: str) -> tuple[str, ...]:
    """The words of a description that tell something: each once, sorted; small words and those of `plain` left out.

    A plural counts as its singular. A word is one string, however many use it: a nation's take tens of megabytes.
    """
    dull = _SMALL.union(*(set(each.split("_")) for each in plain))
    return tuple(sorted({intern(_singular(word)) for word in normalise(text).split() if len(word) > 2} - dull))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_OF_ENGRAVING = frozenset(
    ["engraved", "engraving", "inscribed", "inscription", "initial", "initials", "letter", "letters", "and", "the", "year", "date",
     "dated", "with", "marked", "reads", "reading", "saying", "says"]
)  # fmt: skip


def _engraving(text: str) -> str:
    """What is engraved, as letters and digits alone, without the words by which it is told."""
    words = re.findall(r"[^\W_]+", text.lower())
    return "".join(word for word in words if word not in _OF_ENGRAVING) or "".join(words)


def _entry(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("It does not have the form of this field: write an object with its names and values.")
    return value


def _mark(reader: _Reader, value: Any) -> Mark:
    value = _entry(value)
    kind = _one_of(value["kind"], lists.MARKS)
    words = _text(value.get("words") or "")
    if _NONE.match(words):
        raise ValueError("It says that there is none. Leave it out, and name the part under examined.")
    part = value.get("part")
    if part is None or part == "":
        reader.flag(
            "marks", f"The {kind.replace('_', ' ')} “{words}” has no site: name a part of the body, or “unknown”."
        )
        part = "unknown"
    part = _one_of(part, (each.code for each in BODY_PART.codes))
    return Mark(lists.MARKS.index(kind), lists.PARTS.index(part), telling_words(words, kind, part))


def _thing(value: Any) -> Thing:
    value = _entry(value)
    if unknown := set(value) - {"type", *lists.ANSWERS, "engraving", "words"}:
        raise ValueError(f"“{min(unknown)}” is not part of it.")
    code = _one_of(value["type"], lists.OBJECTS)
    colour, material, brand, size = (_plain(_text(value[each])) if value.get(each) else "" for each in lists.ANSWERS)
    engraving = _engraving(_text(value.get("engraving") or ""))
    words = telling_words(_text(value["words"]), code) if value.get("words") else ()
    return Thing(lists.OBJECTS.index(code), _shared(colour, material, brand, size), engraving, words)


@lru_cache(4096)
def _shared(colour: str, material: str, brand: str, size: str) -> tuple[str, str, str, str]:
    """The same answers as one object: most are usual, and a nation has two million objects."""
    return colour, material, brand, size


def _teeth(reader: _Reader, value: Any) -> tuple[tuple[int, ...], int | None]:
    chart = value["chart"]
    if unknown := set(value) - {"chart", "charted_on"}:
        raise ValueError(f"“{min(unknown)}” is not part of it: give chart and charted_on.")
    known = {each.code for each in TOOTH_CODE.codes}
    codes = [0] * len(lists.TEETH)
    for tooth, said in chart.items():
        code = said.get("code") if isinstance(said, Mapping) else said
        surfaces = said.get("surfaces", "") if isinstance(said, Mapping) else ""
        if tooth not in lists.TEETH:
            reader.flag("teeth", f"“{tooth}” is no tooth of the FDI notation: 11 to 48, or 51 to 85 for milk teeth.")
        elif code not in known:
            reader.flag("teeth", f"{tooth}: “{code}” is not in the list: {', '.join(sorted(known))}.")
        else:
            if not isinstance(surfaces, str) or set(surfaces) - set(SURFACES):
                reader.flag("teeth", f"{tooth}: surfaces are letters of {SURFACES}.")
                surfaces = ""
            codes[lists.TEETH.index(tooth)] = _tooth(code, surfaces)
    try:
        charted = _day(value["charted_on"]) if value.get("charted_on") else None
    except ValueError as problem:
        reader.flag("teeth", str(problem))
        charted = None
    return (tuple(codes) if any(codes) else ()), charted


def _tooth(code: str, surfaces: str) -> int:
    if code == "filled":
        return lists.filling(surfaces)
    return lists.TOOTH_CODES.index(code) if code in lists.TOOTH_CODES else 0


def _fingers(reader: _Reader, value: Any) -> tuple[int, ...]:
    classes = [0] * len(lists.FINGERS)
    for finger, said in value.items():
        if finger not in lists.FINGERS:
            reader.flag("fingers", f"“{finger}” is no finger: {', '.join(lists.FINGERS)}.")
        elif said not in {each.code for each in FINGER_CLASS.codes}:
            reader.flag("fingers", f"{finger}: “{said}” is not in the list.")
        elif said in lists.FINGER_CLASSES:
            classes[lists.FINGERS.index(finger)] = lists.FINGER_CLASSES.index(said)
    return tuple(classes) if any(classes) else ()


def _implant(value: Any) -> Implant:
    value = _entry(value)
    if unknown := set(value) - {"type", "part", "serial", "words"}:
        raise ValueError(f"“{min(unknown)}” is not part of it: give type, part, serial.")
    code = lists.IMPLANTS.index(_one_of(value["type"], lists.IMPLANTS))
    part = lists.PARTS.index(_one_of(value.get("part") or "unknown", lists.PARTS))
    return Implant(code, part, "".join(sign for sign in _text(value.get("serial") or "").lower() if sign.isalnum()))


def _verified(value: Any) -> Verified:
    value = _entry(value)
    finding = _one_of(value["finding"], ("same", "not_same"))
    day = _text(value["on"])[:10] if value.get("on") else ""
    if day:
        _day(day)
    return Verified(
        _text(value["other"]), finding == "same", _text(value.get("by") or ""), _text(value.get("method") or ""),
        _text(value.get("document") or ""), date.fromisoformat(day) if day else None,
    )  # fmt: skip
