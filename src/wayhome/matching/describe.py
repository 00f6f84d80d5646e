"""From a frozen record to the description that the model weighs. What cannot be read is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from wayhome.kernels.traits import Description, Mark
from wayhome.terms.age_range import AgeRange
from wayhome.terms.body import whole_of
from wayhome.terms.partial_date import PartialDate

T = TypeVar("T")


def describe(body: Mapping[str, Any]) -> Description:
    """The description in a record version's body, missing or unidentified."""
    known: dict[str, list[Any]] = {}
    for fact in body["facts"]:
        known.setdefault(fact["kind"], []).append(fact["value"])

    def last(kind: str) -> Any:
        return known[kind][-1] if kind in known else None

    missing = "episodes" in body
    return Description(
        sex=last("sex"),
        ethnicity=last("ethnicity"),
        hair_colour=last("hair_colour"),
        eye_colour=last("eye_colour"),
        birth=_read(PartialDate.parse, last("birth_date")),
        age=_read(AgeRange.parse, last("age")),
        stature_cm=_read(lambda span: (float(span["low"]), float(span["high"])), last("stature_cm")),
        # Whole limbs: the comparison asks whether two parts are the same, and one side may have said it more finely.
        marks=tuple(Mark(each["kind"], whole_of(each["part"]), each["words"]) for each in known.get("mark", [])),
        examined=frozenset(part.strip() for each in known.get("examined", []) for part in str(each).split(",")),
        condition=last("condition"),
        when=_last_seen(body, last("last_seen_at")) if missing else _span(last("died_between") or last("found_at")),
        place=_read(_point, last("last_seen_point" if missing else "found_point")),
    )


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


def _span(value: Any) -> tuple[date | None, date | None]:
    if not isinstance(value, dict):
        return (None, None)
    return datetime.fromisoformat(value["from"]).date(), datetime.fromisoformat(value["to"]).date()


def _last_seen(body: Mapping[str, Any], value: Any) -> tuple[date | None, date | None]:
    """As told; else since when the last episode counts."""
    if isinstance(value, dict):
        return _span(value)
    if not body["episodes"]:
        return (None, None)
    since = datetime.fromisoformat(body["episodes"][-1]["missing_since"]).date()
    return since, since
