"""The area of an alert as an officer gives it: drawn, chosen by name, or grown from where the child was last seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wayhome.kernels import areas
from wayhome.kernels.names import normalise
from wayhome.terms.words import N_

Kept = dict[str, Any]
"""An area as a version holds it; every number in it is whole, so that the same area is the same bytes."""

DRAWN, CHOSEN, GROWN, KEPT = "drawn", "chosen", "grown", "kept"
NO_DRAWING = N_("Draw the area: paste GeoJSON, or write one polygon a line.")
NO_NAME = N_("Name at least one place, district or force.")
NO_POINT = N_("Write latitude and longitude in degrees, such as 50.8225, -0.1372.")
NO_MINUTES = N_("Say how many minutes ago the child was last seen there.")
NO_MODE = N_("Say how the child may be travelling.")
NOT_KNOWN = N_("No place, district or force is called “%(name)s”.")
DID_YOU_MEAN = N_("No place, district or force is called “%(name)s”. Did you mean %(near)s?")
SEVERAL = N_("Several places are called “%(name)s”. Write which one: %(near)s.")
DISTRICT = N_("district")

_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[, ]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")
_IN = re.compile(r"(.*)\(([^()]+)\)\s*")


def area_of(given: Mapping[str, Any], kept: Kept | None) -> Kept | None:
    """The area that was asked for, smoothed, with what it means; None when none is given yet.

    Raises ValidationError with the sentence for the field that is wrong, keyed by it.
    """
    way, said = given.get("area_how") or "", str(given.get("area_words") or "").strip()
    if way == KEPT and kept:
        return kept | {"words": said or kept["words"]}
    if way not in _WAYS:
        return None
    if kept and said == kept["words"]:  # the words of another area, which nobody has touched
        said = ""
    field, make = _WAYS[way]
    try:
        return weighed(make(given), said)
    except areas.Unusable as wrong:
        raise ValidationError({field: _(wrong.words) % wrong.facts}) from None


def weighed(area: areas.Area, said: str = "") -> Kept:
    """An area as a version holds it: rings in whole millionths, the words for people, and what whoever approves must see."""
    seen = areas.preview(area)
    smooth = seen.area
    return areas.pack(smooth) | {
        "words": said or areas.to_words(smooth),
        "people": seen.people_in,
        "likely": seen.people_likely,
        "bleed_m": seen.bleed_m,
        "square_km": round(seen.square_km),
        "districts": [each.name for each in seen.districts],
        "forces": [each.name for each in seen.forces],
        "neighbours": [each.name for each in seen.neighbours],
    }


def _drawn(given: Mapping[str, Any]) -> areas.Area:
    if not given["drawn"].strip():
        raise ValidationError({"drawn": _(NO_DRAWING)})
    return areas.parse_drawing(given["drawn"])


def _chosen(given: Mapping[str, Any]) -> areas.Area:
    lines = [line.strip() for line in re.split(r"[\n;]", given["chosen"]) if line.strip()]
    if not lines:
        raise ValidationError({"chosen": _(NO_NAME)})
    return areas.chosen([code for line in lines for code in _codes(line)])


def _codes(line: str) -> list[str]:
    """A line names one; or several with commas between them, since some districts' own names hold commas."""
    if (code := _code(line)) or "," not in line:
        return [code or _refuse(line)]
    return [_code(part) or _refuse(part) for part in map(str.strip, line.split(",")) if part]


def _code(name: str) -> str | None:
    """The one district, force or place of this name. Where several are called so, none is guessed."""
    asked = normalise(name)
    for force in areas.forces().values():
        if asked in {normalise(force.name), normalise(force.code)}:
            return f"force:{force.code}"
    within = _IN.fullmatch(name)
    bare, beside = (within[1].strip(), normalise(within[2])) if within else (name, "")
    called = [each for each in areas.districts().values() if normalise(each.name) == normalise(bare)]
    places = [each for each in areas.search_places(bare) if normalise(each.name) == normalise(bare)]
    if beside == normalise(_(DISTRICT)):
        places = []
    elif beside:
        called, places = [], [each for each in places if normalise(each.district) == beside]
    elif called:  # a district holds the town that it is called after
        places = [each for each in places if each.district != called[0].name]
    found = [f"district:{each.code}" for each in called] + [f"place:{each.code}" for each in places]
    if len(found) > 1:
        near = [f"{each.name} ({_(DISTRICT)})" for each in called] + [_listed(places)]
        raise ValidationError({"chosen": _(SEVERAL) % {"name": name, "near": "; ".join(near)}})
    return found[0] if found else None


def _refuse(name: str) -> str:
    near = areas.search_places(_IN.sub(r"\1", name), limit=3)
    words = _(DID_YOU_MEAN) % {"name": name, "near": _listed(near)} if near else _(NOT_KNOWN) % {"name": name}
    raise ValidationError({"chosen": words})


def _listed(places: list[areas.Place]) -> str:
    return "; ".join(f"{each.name} ({each.district})" for each in places)


def _grown(given: Mapping[str, Any]) -> areas.Area:
    found = _POINT.fullmatch(given["seen_at_point"])
    wrong = {} if found else {"seen_at_point": _(NO_POINT)}
    wrong |= {} if given.get("minutes") is not None else {"minutes": _(NO_MINUTES)}
    wrong |= {} if given.get("travel") else {"travel": _(NO_MODE)}
    if wrong or not found:
        raise ValidationError(wrong)
    lat, lon = (round(Decimal(part).scaleb(6)) for part in found.groups())
    return areas.grown(
        (lat, lon), uncertainty_m=given.get("uncertainty_m") or 0, elapsed=timedelta(minutes=given["minutes"]),
        mode=given["travel"],
    )  # fmt: skip


_WAYS = {DRAWN: ("drawn", _drawn), CHOSEN: ("chosen", _chosen), GROWN: ("seen_at_point", _grown)}
