"""Facts of several parts: heights, spans of time, marks, objects, teeth, fingers, implants, and where something is held.

Each function takes what was written and gives the JSON form of the value. Each raises ValueError with a sentence that
says what to write instead. Nothing is guessed: an unknown code, a tooth that no jaw has, or a mark without a place on
the body is refused, because a fact that nobody can weigh would look like a fact that says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from wayhome.rules.description import in_cm
from wayhome.terms.age_range import AgeRange
from wayhome.terms.body import FINGERS, SURFACES, TEETH
from wayhome.terms.codes import code_list

LONGEST = 400
LOWEST_CM, HIGHEST_CM = 20, 250
_NUMBER = r"(\d{1,4})"
_RANGE = re.compile(rf"{_NUMBER}(?:\s*(?:-|–|to)\s*{_NUMBER})?\s*(?:cm)?")
_METRES = re.compile(r"([12])[.,](\d{1,2})\s*(?:m|metres?)?", re.IGNORECASE)
_FEET = re.compile(r"([3-7])\s*(?:'|’|ft|feet|foot)\s*(?:(\d{1,2})\s*(?:\"|”|''|in|inch|inches)?)?", re.IGNORECASE)
_IN_INCHES = re.compile(r"(\d{2})\s*(?:\"|”|''|in|inch|inches)", re.IGNORECASE)


class NotRead(ValueError):
    """What was written does not fit the kind of fact."""


def only(given: Any, fields: tuple[str, ...]) -> Mapping[str, Any]:
    """The parts given, when none is there that the fact does not have. Parts that are empty or null are left out."""
    if not isinstance(given, Mapping):
        raise NotRead(f"Write it as an object with {', '.join(fields)}.")
    for name in given:
        if name not in fields:
            raise NotRead(f"There is no part “{name}” here; the parts are {', '.join(fields)}.")
    return {name: value for name, value in given.items() if value not in (None, "")}


def code(given: Any, listed: str, *, what: str) -> str:
    """A code of a list."""
    codes = code_list(listed)
    if isinstance(given, str) and given in codes:
        return given
    shown = "nothing" if given in (None, "") else f"“{given}”"
    raise NotRead(f"{what}: {shown} is no code of {listed}. The codes are {', '.join(c.code for c in codes.codes)}.")


def words(given: Any, *, what: str) -> str:
    """Words of one line or two."""
    if not isinstance(given, str):
        raise NotRead(f"{what}: write words.")
    if len(given) > LONGEST:
        raise NotRead(f"{what}: write at most {LONGEST} signs.")
    return given.strip()


def day(given: Any, *, what: str) -> str:
    """A day as 2026-11-21."""
    try:
        return date.fromisoformat(str(given).strip().partition("T")[0]).isoformat()
    except ValueError:
        raise NotRead(f"{what}: {given} is no day. Write it as 2026-11-21.") from None


# -- height -----------------------------------------------------------------------------------------------------


def height(text: str, unit: str) -> dict[str, object]:
    """A height in whole centimetres, or a range, as "172" or "168-172"."""
    text = text.strip()
    if metres := _METRES.fullmatch(text):
        raise NotRead(f"{text} looks like metres: write {int(metres[1]) * 100 + int(metres[2].ljust(2, '0'))}.")
    if feet := _FEET.fullmatch(text):
        raise NotRead(f"{text} looks like feet: write {in_cm(int(feet[1]) * 12 + int(feet[2] or 0))}, in cm.")
    if inches := _IN_INCHES.fullmatch(text):
        raise NotRead(f"{text} looks like inches: write {in_cm(int(inches[1]))}, in cm.")
    found = _RANGE.fullmatch(text)
    if found is None:
        raise NotRead("Write a number as 152, or a range as 150-155.")
    return _height(int(found[1]), int(found[2] or found[1]), unit)


def _height(one: int, other: int, unit: str) -> dict[str, object]:
    low, high = sorted((one, other))
    for each in (low, high):
        if LOWEST_CM * 10 * 5 <= each <= HIGHEST_CM * 10:
            raise NotRead(f"{each} looks like millimetres: write {each // 10}.")
        if not LOWEST_CM <= each <= HIGHEST_CM:
            raise NotRead(f"{each} is no height in cm: it lies between {LOWEST_CM} and {HIGHEST_CM}.")
    return {"low": low, "high": high, "unit": unit}


def height_of(given: Mapping[str, Any], unit: str) -> dict[str, object]:
    """A height with the way it was come by: {"low", "high", "method"}."""
    given = only(given, ("low", "high", "method", "unit"))
    ends = [given.get("low", given.get("high")), given.get("high", given.get("low"))]
    for end in ends:
        if isinstance(end, float) and end < 3:
            raise NotRead(f"{end} looks like metres: write {round(end * 100)}.")
        if isinstance(end, bool) or not isinstance(end, int):
            raise NotRead("Write low and high as whole centimetres.")
    method = {"method": code(given["method"], "stature_method", what="method")} if "method" in given else {}
    return _height(ends[0], ends[1], unit) | method


# -- age --------------------------------------------------------------------------------------------------------


def age_estimate(given: str | Mapping[str, Any]) -> dict[str, object]:
    """An estimated age and how it was estimated: {"low", "high", "method"}, or "30-45"."""
    if isinstance(given, str):
        ages = AgeRange.parse(given)
        return {"low": ages.low, "high": ages.high}
    given = only(given, ("low", "high", "method"))
    ends = [given.get("low", given.get("high")), given.get("high", given.get("low"))]
    if not all(isinstance(end, int) and not isinstance(end, bool) for end in ends):
        raise NotRead("Write low and high as whole years.")
    ages = AgeRange(ends[0], ends[1])
    method = {"method": code(given["method"], "age_method", what="method")} if "method" in given else {}
    return {"low": ages.low, "high": ages.high, **method}


# -- marks, objects, implants, holdings -------------------------------------------------------------------------


def mark(given: Mapping[str, Any]) -> dict[str, str]:
    """A mark: what kind, where on the body, and what it looks like."""
    given = only(given, ("kind", "part", "words"))
    if "part" not in given:
        raise NotRead("A mark needs its place on the body: part, a code of body_part.")
    return {
        "kind": code(given.get("kind"), "mark_type", what="kind"),
        "part": code(given["part"], "body_part", what="part"),
        "words": words(given.get("words", ""), what="words"),
    }


OBJECT = ("type", "colour", "material", "brand", "size", "engraving", "words")


def thing(given: str | Mapping[str, Any]) -> dict[str, str]:
    """An object worn or carried; words alone are an object of another type."""
    if isinstance(given, str):
        return {"type": "other", "words": words(given, what="words")}
    given = only(given, OBJECT)
    kind = code(given.get("type"), "object_type", what="type")
    return {"type": kind} | {
        name: said for name in OBJECT[1:] if name in given and (said := words(given[name], what=name))
    }


def implant(given: Mapping[str, Any]) -> dict[str, str]:
    """Something that surgeons left in the body."""
    given = only(given, ("type", "part", "serial"))
    read = {"type": code(given.get("type"), "implant_type", what="type")}
    if "part" in given:
        read["part"] = code(given["part"], "body_part", what="part")
    if "serial" in given:
        read["serial"] = words(given["serial"], what="serial")
    return read


def holding(given: Mapping[str, Any]) -> dict[str, str]:
    """Where something forensic is held, and under what reference; never the thing itself."""
    given = only(given, ("kind", "where", "reference", "on"))
    read = {"kind": code(given.get("kind"), "holding_kind", what="kind")}
    if "where" not in given:
        raise NotRead("Say where it is held: where.")
    for name in ("where", "reference"):
        if name in given:
            read[name] = words(given[name], what=name)
    if "on" in given:
        read["on"] = day(given["on"], what="on")
    return read


# -- teeth and fingers ------------------------------------------------------------------------------------------


def teeth(given: Mapping[str, Any]) -> dict[str, Any]:
    """A dental chart: {"charted_on": day, "chart": {tooth: code or {"code", "surfaces"}}}. A tooth not known is left out."""
    given = only(given, ("charted_on", "chart"))
    chart = given.get("chart")
    if not isinstance(chart, Mapping):
        raise NotRead("chart: write the teeth by their FDI number, as {“11”: “sound”}.")
    read = {number: _tooth(number, said) for number, said in chart.items()}
    known = {number: read[number] for number in sorted(read) if read[number] != "unknown"}
    if not known:
        raise NotRead("chart: say of at least one tooth how it is.")
    when = {"charted_on": day(given["charted_on"], what="charted_on")} if "charted_on" in given else {}
    return {**when, "chart": known}


def _tooth(number: str, said: Any) -> str | dict[str, str]:
    if number not in TEETH:
        raise NotRead(
            f"There is no tooth {number}: FDI numbers are 11-18, 21-28, 31-38, 41-48,"
            " and 51-55, 61-65, 71-75, 81-85 for first teeth."
        )
    if not isinstance(said, Mapping):
        return code(said, "tooth_code", what=f"tooth {number}")
    said = only(said, ("code", "surfaces"))
    found = code(said.get("code"), "tooth_code", what=f"tooth {number}")
    surfaces = str(said.get("surfaces", "")).upper()
    if wrong := set(surfaces) - set(SURFACES):
        raise NotRead(f"tooth {number}: {min(wrong)} is no surface; the surfaces are {', '.join(SURFACES)}.")
    if not surfaces:
        return found
    return {"code": found, "surfaces": "".join(each for each in SURFACES if each in surfaces)}


def fingers(given: Mapping[str, Any]) -> dict[str, str]:
    """The pattern of each finger that is known."""
    given = only(given, FINGERS)
    read = {
        finger: code(given[finger], "finger_class", what=finger.replace("_", " "))
        for finger in FINGERS
        if finger in given
    }
    if not (known := {finger: pattern for finger, pattern in read.items() if pattern != "unknown"}):
        raise NotRead("Say of at least one finger which pattern it has.")
    return known


def point(text: str) -> str:
    """A place on the earth as "54.05,-2.8", latitude before longitude."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise NotRead("Write latitude and longitude as 54.05, -2.80.") from None
    if not -90 <= latitude <= 90:
        raise NotRead(f"{latitude:g} is no latitude: it lies between -90 and 90.")
    if not -180 <= longitude <= 180:
        raise NotRead(f"{longitude:g} is no longitude: it lies between -180 and 180.")
    return f"{latitude},{longitude}"


def point_of(given: Mapping[str, Any]) -> str:
    """A place on the earth from {"latitude", "longitude"}."""
    given = only(given, ("latitude", "longitude"))
    if set(given) != {"latitude", "longitude"}:
        raise NotRead("Write both latitude and longitude.")
    return point(f"{given['latitude']},{given['longitude']}")


def codes(text: str, listed: str) -> str:
    """Several codes of one list as "head, face"; each once, in the order given."""
    given = [part.strip() for part in text.split(",") if part.strip()]
    return ", ".join(dict.fromkeys(code(each, listed, what="part") for each in given))
