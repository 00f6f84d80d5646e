"""From a frozen record to what the model weighs. What cannot be read is not known, and is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from wayhome.matching.things import things_in
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate

T = TypeVar("T")
_NOT_KNOWN = (None, "", "unknown")


def _by_kind(body: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values of each kind, in the order in which they were entered."""
    known: dict[str, list[Any]] = {}
    for fact in body["facts"]:
        known.setdefault(fact["kind"], []).append(fact["value"])
    return known


def _read(parse: Callable[[Any], T], value: Any) -> T | None:
    if value is None:
        return None
    try:
        return parse(value)
    except (ValueError, KeyError, TypeError):
        return None


def _point(text: str) -> tuple[float, float]:
    latitude, longitude = (float(part) for part in text.split(","))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("Not a place on the earth.")
    return latitude, longitude


def record_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """A record version's body as one record of the format for matching, missing or unidentified. A field not known is left out.

    Facts that were kept before a kind took its present form are read too: a height without its method, an object as words.
    """
    return read_record(body)[0]


def read_record(body: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The record of a body, and the kinds of fact in it that could not be read, each once."""
    missing = "episodes" in body
    record: dict[str, Any] = {"id": body["reference"]}
    unread: dict[str, None] = {}
    known = _by_kind(body)

    def put_each(field: str, kind: str, read: Callable[[Any], Any], values: Iterable[Any]) -> None:
        for value in values:
            if value in _NOT_KNOWN:
                continue
            if (said := _read(read, value)) is None:
                unread[kind] = None
            else:
                record[field] = [*record.get(field, []), *said] if isinstance(said, list) else said

    for field, kind, read in (*_BOTH, *(_MISSING if missing else _UNIDENTIFIED)):
        put_each(field, kind, read, known.get(kind, [])[-1:])
    for field, kind, several in _SEVERAL:
        put_each(field, kind, several, known.get(kind, []))
    if missing and "last_seen_at" not in record and body["episodes"]:
        since = str(body["episodes"][-1]["missing_since"])[:10]
        record["last_seen_at"] = {"from": since, "to": since, "certified": False}
    if "region" not in record and body.get("agency"):
        record["region"] = body["agency"]
    return {field: value for field, value in record.items() if value != []}, tuple(unread)


def _stature(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"low": value["low"], "high": value["high"], "method": value.get("method", "unknown")}


def _age_of(value: Any) -> dict[str, Any]:
    """An age told as "12-15", or an estimate with its method."""
    if isinstance(value, str):
        ages = AgeRange.parse(value)
        return {"low": ages.low, "high": ages.high}
    return {"low": value["low"], "high": value["high"], "method": value.get("method", "unknown")}


def _mark_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A mark told in words alone is of another kind, somewhere."""
    return [{"kind": value["kind"] or "other", "part": value["part"] or "unknown", "words": value["words"]}]


def _objects_of(value: Any) -> list[dict[str, Any]]:
    """An object in its parts; what was told in one sentence, as far as it names objects."""
    return things_in(value) if isinstance(value, str) else [dict(value)]


def _days_of(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"from": _day_of(value["from"]), "to": _day_of(value["to"])}


def _dated(value: Mapping[str, Any]) -> dict[str, Any]:
    return _days_of(value) | {"certified": bool(value.get("certified"))}


def _day_of(moment: str) -> str:
    """The day on the wall of the place where it was written down."""
    return datetime.fromisoformat(moment).date().isoformat()


def _point_of(text: str) -> dict[str, float]:
    latitude, longitude = _point(text)
    return {"latitude": latitude, "longitude": longitude}


def _parts_of(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


Reading = tuple[str, str, Callable[[Any], Any]]

_BOTH: tuple[Reading, ...] = (
    ("sex", "sex", str),
    ("ethnicity", "ethnicity", str),
    ("hair_colour", "hair_colour", str),
    ("eye_colour", "eye_colour", str),
    ("stature_cm", "stature_cm", _stature),
    ("teeth", "teeth", dict),
    ("fingers", "fingers", dict),
    ("blood_group", "blood_group", str),
    ("region", "region", str),
)
_SEVERAL: tuple[tuple[str, str, Callable[[Any], list[dict[str, Any]]]], ...] = (
    ("marks", "mark", _mark_of),
    ("objects", "object", _objects_of),
    ("objects", "clothing", _objects_of),
    ("objects", "carrying", _objects_of),
    ("implants", "implant", lambda value: [dict(value)]),
)
_MISSING: tuple[Reading, ...] = (
    ("birth_date", "birth_date", lambda value: str(PartialDate.parse(value))),
    ("age", "age", _age_of),
    ("last_seen_at", "last_seen_at", _dated),
    ("last_seen_point", "last_seen_point", _point_of),
)
_UNIDENTIFIED: tuple[Reading, ...] = (
    ("kind", "unidentified_kind", str),
    ("condition", "condition", str),
    ("found_at", "found_at", _dated),
    ("died_between", "died_between", _days_of),
    ("found_point", "found_point", _point_of),
    ("found_setting", "found_setting", str),
    ("age", "age", _age_of),
    ("age", "age_estimate", _age_of),  # after what was told before estimates had a kind of their own
    ("examined", "examined", _parts_of),
)
