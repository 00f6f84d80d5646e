"""Heights, ages, marks, objects, teeth, fingers, implants and holdings as an officer reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wayhome.terms.body import FINGERS, PART_OF, parts_of
from wayhome.terms.codes import BODY_PART, code_list

UNKNOWN = "unknown"
WIDER = frozenset(PART_OF.values())
"""Parts that are nothing beside the finer ones within them."""


def label(name: str, code: str) -> str:
    """The label of a code; the code itself where the list no longer has it."""
    try:
        return code_list(name).label(code, get_language() or "en")
    except ValueError:
        return code


def range_words(value: Mapping[str, Any]) -> str:
    """A number, or a range of numbers, with its unit, and how it was come by."""
    numbers = _numbers(value)
    return _with(f"{numbers} {value.get('unit', '')}".strip(), "stature_method", value.get("method"))


def age_words(value: Mapping[str, Any]) -> str:
    """An estimated age, and how it was estimated."""
    return _with(_numbers(value), "age_method", value.get("method"))


def _numbers(value: Mapping[str, Any]) -> str:
    return str(value["low"]) if value["low"] == value["high"] else f"{value['low']} - {value['high']}"


def _with(said: str, listed: str, code: Any) -> str:
    return f"{said} ({label(listed, code).lower()})" if code and code != UNKNOWN else said


def mark_words(value: Mapping[str, str]) -> str:
    """A scar, tattoo or other mark: what, where, and how it was described."""
    codes = [
        label(name, code)
        for name, code in (("mark_type", value.get("kind", "")), ("body_part", value.get("part", "")))
        if code and code != UNKNOWN
    ]
    return ": ".join(part for part in (", ".join(codes), value.get("words", "")) if part)


def object_words(value: Mapping[str, str]) -> str:
    """An object: what it is, then whatever tells it from others."""
    kind = label("object_type", value["type"])
    told = [value[name] for name in ("colour", "material", "brand", "size") if name in value]
    if "engraving" in value:
        told.append(_("engraved “%(words)s”") % {"words": value["engraving"]})
    if "words" in value:
        told.append(value["words"])
    return f"{kind}: {', '.join(told)}" if told else kind


def is_whole(parts: Iterable[str]) -> bool:
    """Whether every part of the body is named, by itself or by the wider one it lies in."""
    named = frozenset[str]().union(*(parts_of(part) for part in parts))
    return named >= {each.code for each in BODY_PART.codes} - {UNKNOWN} - WIDER


def teeth_words(value: Mapping[str, Any]) -> str:
    """A dental chart in one paragraph: each finding with its teeth, the day of the chart last."""
    teeth = [(_code(said), _tooth(number, said)) for number, said in value["chart"].items()]
    order = [each.code for each in code_list("tooth_code").codes]
    teeth.sort(key=lambda each: order.index(each[0]) if each[0] in order else len(order))
    parts = [
        f"{label('tooth_code', code)}: {' '.join(each for _, each in group)}"
        for code, group in groupby(teeth, key=lambda each: each[0])
    ]
    if "charted_on" in value:
        parts.append(_("charted %(day)s") % {"day": day_words(value["charted_on"])})
    return "; ".join(parts)


def _code(said: Any) -> str:
    return str(said["code"] if isinstance(said, Mapping) else said)


def _tooth(number: str, said: Any) -> str:
    return f"{number} {said['surfaces']}" if isinstance(said, Mapping) and "surfaces" in said else number


def finger_words(value: Mapping[str, str]) -> str:
    """The pattern of each finger that is known."""
    return "; ".join(f"{finger_name(each)}: {label('finger_class', value[each])}" for each in FINGERS if each in value)


def finger_name(finger: str) -> str:
    """What a finger is called."""
    names = {
        "right_thumb": _("Right thumb"), "right_index": _("Right index finger"), "right_middle": _("Right middle finger"),
        "right_ring": _("Right ring finger"), "right_little": _("Right little finger"),
        "left_thumb": _("Left thumb"), "left_index": _("Left index finger"), "left_middle": _("Left middle finger"),
        "left_ring": _("Left ring finger"), "left_little": _("Left little finger"),
    }  # fmt: skip
    return names[finger]


def implant_words(value: Mapping[str, str]) -> str:
    """An implant: what, where, and its serial number."""
    where = value.get("part", UNKNOWN)
    what = ", ".join([label("implant_type", value["type"]), *([label("body_part", where)] if where != UNKNOWN else [])])
    return f"{what}: {value['serial']}" if "serial" in value else what


def holding_words(value: Mapping[str, str]) -> str:
    """What is held, by whom, under what reference, since when."""
    told = [value[name] for name in ("where", "reference") if name in value]
    if "on" in value:
        told.append(day_words(value["on"]))
    return f"{label('holding_kind', value['kind'])}: {', '.join(told)}"


def day_words(day: str) -> str:
    """A day."""
    return date_format(date.fromisoformat(day), "j M Y")
