"""Reading what a person wrote into the typed value of a fact, and back into words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import BODY_PART, MARK_TYPE, code_list
from wayhome.terms.fact_kinds import FactKind, ValueType
from wayhome.terms.partial_date import PartialDate

_RANGE = re.compile(r"(\d{1,4})(?:\s*(?:-|–|to)\s*(\d{1,4}))?\s*(?:cm)?")
FLAGS = {"yes", "no", "unknown"}
# Of anybody who may still be missing; outside it a moment may not even be stored.
YEARS = range(1900, 2200)


def read_value(kind: FactKind, text: str, *, zone: str) -> Any:
    """The JSON form of a fact's value. Raises ValueError with a sentence when the words do not fit the kind."""
    text = text.strip()
    match kind.value_type:
        case ValueType.PARTIAL_DATE:
            return str(PartialDate.parse(text))
        case ValueType.AGE_RANGE:
            return str(AgeRange.parse(text))
        case ValueType.NUMBER_RANGE:
            return _number_range(text, kind.unit or "")
        case ValueType.MOMENT:
            return read_moment(text, zone=zone).isoformat()
        case ValueType.MOMENT_RANGE:
            start, _, end = text.partition("/")
            first = read_moment(start, zone=zone)
            return {
                "from": first.isoformat(),
                "to": read_moment(end, zone=zone).isoformat() if end else first.isoformat(),
            }
        case ValueType.FLAG:
            if text not in FLAGS:
                raise ValueError("Answer yes, no or unknown.")
            return text
        case ValueType.MARK:
            return _mark(text)
        case ValueType.CODE:
            return _code(kind, text)
        case _:
            return text


def read_moment(text: str, *, zone: str) -> datetime:
    """A date and time as written; local to `zone` unless an offset stands with it. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("Write date and time as 2026-11-21T16:30.") from None
    if moment.year not in YEARS:
        raise ValueError("Check the year.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _code(kind: FactKind, text: str) -> str:
    """A code of the kind's list, or "unknown"."""
    if text == "unknown" or text in code_list(kind.code_list or ""):
        return text
    raise ValueError("Choose from the list.")


def _mark(text: str) -> dict[str, str]:
    """A mark as "tattoo left_forearm: a swallow"; without codes before a colon it is words alone."""
    codes, colon, words = text.partition(":")
    kind, _, part = codes.strip().partition(" ")
    if colon and kind in MARK_TYPE and part.strip() in BODY_PART:
        return {"kind": kind, "part": part.strip(), "words": words.strip()}
    return {"kind": "", "part": "unknown", "words": text}


def _number_range(text: str, unit: str) -> dict[str, object]:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError("Write a number as 152, or a range as 150-155.")
    low, high = sorted((int(found[1]), int(found[2] or found[1])))
    return {"low": low, "high": high, "unit": unit}
