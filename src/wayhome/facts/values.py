"""Reading what a person wrote into the typed value of a fact, and back into words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wayhome.facts import structured
from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import BODY_PART, MARK_TYPE, code_list
from wayhome.terms.fact_kinds import FactKind, ValueType
from wayhome.terms.partial_date import PartialDate

FLAGS = {"yes", "no", "unknown"}
# Of anybody who may still be missing; outside it a moment may not even be stored.
YEARS = range(1900, 2200)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FUTURE = timedelta(days=1)  # a day begins earlier in the east


def read_value(kind: FactKind, text: str, *, zone: str, at: datetime | None = None) -> Any:
    """The JSON form of a fact's value. Raises ValueError with a sentence when the words do not fit the kind.

    Kinds of several parts are written as a JSON object. `at` is now: given it, a fact of the past that lies after it
    is refused.
    """
    text = text.strip()
    value = _structured(kind, text, zone=zone) if text.startswith("{") else _written(kind, text, zone=zone)
    if at is not None and kind.past and (after := _after(value, at)):
        raise ValueError(f"{after} lies in the future. Check the date.")
    return value


def _written(kind: FactKind, text: str, *, zone: str) -> Any:
    """The value of a kind as people write it in one line."""
    if kind.value_type in _IN_PARTS:
        raise ValueError("Write it as an object of named parts, beginning with {.")
    read = _WRITTEN.get(kind.value_type)
    return read(kind, text, zone) if read else text


def _structured(kind: FactKind, text: str, *, zone: str) -> Any:
    """The value of a kind of several parts, written as a JSON object; of a kind of words, the words."""
    read = _IN_PARTS.get(kind.value_type) or _EITHER.get(kind.value_type)
    if read is None:
        return _written(kind, text, zone=zone)
    try:
        given = json.loads(text)
    except ValueError:
        raise ValueError("This begins like an object of named parts, but cannot be read as one.") from None
    return read(given, kind, zone)


def read_moment(text: str, *, zone: str) -> datetime:
    """A date and time as written; local to `zone` unless an offset stands with it. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        if day := _DAY.match(text.strip()):
            _must_exist(*map(int, day.groups()))
        raise ValueError("Write date and time as 2026-11-21T16:30.") from None
    if moment.year not in YEARS:
        raise ValueError("Check the year.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _must_exist(year: int, month: int, day: int) -> None:
    try:
        date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no such day as {year:04}-{month:02}-{day:02}. Check day and month.") from None


def _span(start: str, end: str, *, zone: str) -> dict[str, Any]:
    first, last = read_moment(start, zone=zone), read_moment(end, zone=zone)
    if last < first:
        raise ValueError("The end cannot lie before the start.")
    return {"from": first.isoformat(), "to": last.isoformat()}


def _days(given: Any, *, zone: str) -> dict[str, Any]:
    """A stretch of time from {"from", "to", "certified"}; a day alone is the whole day. `certified`: a document vouches for it."""
    given = structured.only(given, ("from", "to", "certified"))
    if not isinstance(given.get("certified", False), bool):
        raise structured.NotRead("certified: write true or false.")
    start, end = (str(given.get(part, "")) for part in ("from", "to"))
    if not (start or end):
        raise ValueError("Write from and to.")
    start, end = start or end[:10], end or start
    span = _span(start if "T" in start else f"{start}T00:00", end if "T" in end else f"{end}T23:59", zone=zone)
    return span | ({"certified": True} if given.get("certified") else {})


def _after(value: Any, now: datetime) -> str:
    """The day that a value names and that has not come yet; empty when there is none."""
    latest = (now + _FUTURE).date().isoformat()
    if isinstance(value, dict):
        days = [str(value[part])[:10] for part in ("from", "to", "charted_on", "on") if part in value]
    else:
        days = [str(value)[:10]] if re.match(r"\d{4}", str(value)) else []
    return next((day for day in days if day > latest[: len(day)]), "")


def _code(kind: FactKind, text: str) -> str:
    """A code of the kind's list, or "unknown"."""
    listed = code_list(kind.code_list or "")
    if text == "unknown" or text in listed:
        return text
    raise ValueError(f"“{text}” is not in the list: {', '.join(each.code for each in listed.codes)}.")


def _flag(text: str) -> str:
    if text not in FLAGS:
        raise ValueError("Answer yes, no or unknown.")
    return text


def _mark(text: str) -> dict[str, str]:
    """A mark as "tattoo left_forearm: a swallow"; without codes before a colon it is words alone."""
    codes, colon, words = text.partition(":")
    kind, _, part = codes.strip().partition(" ")
    if colon and kind in MARK_TYPE and part.strip() in BODY_PART:
        return {"kind": kind, "part": part.strip(), "words": words.strip()}
    return {"kind": "", "part": "unknown", "words": text}


def _moments(text: str, zone: str) -> dict[str, Any]:
    start, _, end = text.partition("/")
    return _span(start, end or start, zone=zone)


_WRITTEN: Mapping[ValueType, Callable[[FactKind, str, str], Any]] = {
    ValueType.PARTIAL_DATE: lambda _kind, text, _zone: str(PartialDate.parse(text)),
    ValueType.AGE_RANGE: lambda _kind, text, _zone: str(AgeRange.parse(text)),
    ValueType.AGE_ESTIMATE: lambda _kind, text, _zone: structured.age_estimate(text),
    ValueType.NUMBER_RANGE: lambda kind, text, _zone: structured.height(text, kind.unit or ""),
    ValueType.MOMENT: lambda _kind, text, zone: read_moment(text, zone=zone).isoformat(),
    ValueType.MOMENT_RANGE: lambda _kind, text, zone: _moments(text, zone),
    ValueType.FLAG: lambda _kind, text, _zone: _flag(text),
    ValueType.MARK: lambda _kind, text, _zone: _mark(text),
    ValueType.CODE: lambda kind, text, _zone: _code(kind, text),
    ValueType.CODES: lambda kind, text, _zone: structured.codes(text, kind.code_list or ""),
    ValueType.POINT: lambda _kind, text, _zone: text if text == "unknown" else structured.point(text),
    ValueType.OBJECT: lambda _kind, text, _zone: structured.thing(text),
}
_EITHER: Mapping[ValueType, Callable[[Any, FactKind, str], Any]] = {
    ValueType.NUMBER_RANGE: lambda given, kind, _zone: structured.height_of(given, kind.unit or ""),
    ValueType.AGE_ESTIMATE: lambda given, _kind, _zone: structured.age_estimate(given),
    ValueType.MOMENT_RANGE: lambda given, _kind, zone: _days(given, zone=zone),
    ValueType.MARK: lambda given, _kind, _zone: structured.mark(given),
    ValueType.OBJECT: lambda given, _kind, _zone: structured.thing(given),
    ValueType.POINT: lambda given, _kind, _zone: structured.point_of(given),
}
_IN_PARTS: Mapping[ValueType, Callable[[Any, FactKind, str], Any]] = {
    ValueType.TEETH: lambda given, _kind, _zone: structured.teeth(given),
    ValueType.FINGERS: lambda given, _kind, _zone: structured.fingers(given),
    ValueType.IMPLANT: lambda given, _kind, _zone: structured.implant(given),
    ValueType.HOLDING: lambda given, _kind, _zone: structured.holding(given),
}
