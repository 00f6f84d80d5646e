"""Facts of several parts as fields: a mark, an object, teeth, fingers, an implant, and what is held elsewhere.

Each shape says which fields it asks and how their answers are written for `facts/values.py`, which reads and refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wayhome.desk.body_words import finger_name
from wayhome.desk.forms.base import DayField, codes, words
from wayhome.terms.body import DECIDUOUS, FINGERS, PERMANENT, TEETH
from wayhome.terms.fact_kinds import ValueType
from wayhome.terms.words import N_

Fields = dict[str, forms.Field]
Given = Mapping[str, Any]
LONGEST = 400
WISDOM = {"18", "28", "38", "48"}
EVERY_OTHER = {
    "most": [number for number in PERMANENT if number not in WISDOM],
    "permanent": list(PERMANENT),
    "deciduous": list(DECIDUOUS),
}
QUADRANTS = tuple(
    (label, tuple(f"{quadrant}{place}" for place in places))
    for quadrant, label, places in (
        (1, N_("Upper right"), range(8, 0, -1)),
        (2, N_("Upper left"), range(1, 9)),
        (4, N_("Lower right"), range(8, 0, -1)),
        (3, N_("Lower left"), range(1, 9)),
        (5, N_("First teeth, upper right"), range(5, 0, -1)),
        (6, N_("First teeth, upper left"), range(1, 6)),
        (8, N_("First teeth, lower right"), range(5, 0, -1)),
        (7, N_("First teeth, lower left"), range(1, 6)),
    )
)
"""As a chart shows them to somebody who faces the person."""
_SURFACES = re.compile(r"(\d\d)\s*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of value is asked for. `fields` takes what is held until now, `written` the answers."""

    fields: Callable[[Any], Fields]
    written: Callable[[Given], dict[str, Any]]
    template: str = "desk/fields/plain.html"


def choice(label: str, listed: str, initial: Any, *, required: bool = False, blank: str = "") -> forms.ChoiceField:
    """One answer of a code list."""
    offered = codes(listed, blank=blank or (_("Choose") if required else _("Not known")))
    return forms.ChoiceField(label=label, choices=offered, initial=initial, required=required)


def _line(label: str, initial: Any, **kwargs: Any) -> forms.CharField:
    field = words(label, wide=False, initial=initial, **kwargs)
    field.max_length = LONGEST
    field.widget.attrs["maxlength"] = str(LONGEST)
    return field


def _said(given: Given, *names: str) -> dict[str, Any]:
    """The answers that say something, under their own names."""
    return {name: str(given[name]) for name in names if given.get(name)}


# -- marks, objects, implants, holdings -------------------------------------------------------------------------


def _mark(value: Any) -> Fields:
    value = value or {}
    return {
        "body_part": choice(_("Where on the body"), "body_part", value.get("part"), required=True),
        "mark_type": choice(_("What kind"), "mark_type", value.get("kind"), required=True),
        "value": words(
            _("What it looks like"),
            initial=value.get("words"),
            help_text=_("Words, names, size, colour: whatever would tell it from others"),
        ),
    }


def _mark_written(given: Given) -> dict[str, Any]:
    return {"kind": given["mark_type"], "part": given["body_part"], "words": given["value"]}


def _object(value: Any) -> Fields:
    value = {"type": "other", "words": value} if isinstance(value, str) else value or {}
    return {
        "type": choice(_("What is it"), "object_type", value.get("type"), required=True),
        "colour": _line(_("Colour"), value.get("colour")),
        "material": _line(_("Material"), value.get("material")),
        "brand": _line(_("Brand"), value.get("brand")),
        "size": _line(_("Size"), value.get("size")),
        "engraving": words(
            _("Engraving, label or number, letter by letter"),
            initial=value.get("engraving"),
        ),
        "words": words(_("Anything else about it"), initial=value.get("words")),
    }


def _implant(value: Any) -> Fields:
    value = value or {}
    return {
        "type": choice(_("What is it"), "implant_type", value.get("type"), required=True),
        "part": choice(_("Where in the body"), "body_part", value.get("part")),
        "serial": _line(_("Serial number"), value.get("serial"), help_text=_("The maker's, letter by letter")),
    }


def _holding(value: Any) -> Fields:
    value = value or {}
    return {
        "kind": choice(_("What is held"), "holding_kind", value.get("kind"), required=True),
        "where": words(
            _("Who holds it"),
            required=True,
            initial=value.get("where"),
            help_text=_("A laboratory, a surgery, a store. Never write the profile, print or record itself here."),
        ),
        "reference": _line(_("Under what reference"), value.get("reference")),
        "on": DayField(label=_("Since"), required=False, initial=value.get("on")),
    }


# -- teeth and fingers ------------------------------------------------------------------------------------------


def _teeth(value: Any) -> Fields:
    value = value or {"chart": {}}
    chart = {number: said if isinstance(said, Mapping) else {"code": said} for number, said in value["chart"].items()}
    surfaces = ", ".join(f"{number} {said['surfaces']}" for number, said in chart.items() if "surfaces" in said)
    return {
        "charted_on": DayField(label=_("Charted on"), required=False, initial=value.get("charted_on")),
        "every_other": forms.ChoiceField(
            label=_("Every tooth that is left empty below"),
            required=False,
            choices=[
                ("", _("Not known")),
                ("most", _("Sound: all permanent teeth but the wisdom teeth")),
                ("permanent", _("Sound: all permanent teeth")),
                ("deciduous", _("Sound: all first teeth")),
            ],
        ),
        **{
            f"t{number}": choice(number, "tooth_code", chart.get(number, {}).get("code"), blank="–")
            for number in (*PERMANENT, *DECIDUOUS)
        },
        "surfaces": words(
            _("Surfaces of fillings"),
            initial=surfaces,
            help_text=_("16 MOD, 26 O. M mesial, O occlusal, D distal, B buccal, L lingual, I incisal"),
        ),
    }


def _teeth_written(given: Given) -> dict[str, Any]:
    chart: dict[str, Any] = dict.fromkeys(EVERY_OTHER.get(given.get("every_other") or "", []), "sound")
    chart |= {number: given[f"t{number}"] for number in (*PERMANENT, *DECIDUOUS) if given.get(f"t{number}")}
    for number, surfaces in _surfaces(given.get("surfaces") or ""):
        if number not in chart:
            raise ValidationError({"surfaces": _("Say how tooth %(number)s is as well.") % {"number": number}})
        chart[number] = {"code": chart[number], "surfaces": surfaces}
    if not chart:
        raise ValidationError(_("Say of at least one tooth how it is."))
    return {"chart": chart, **({"charted_on": str(given["charted_on"])} if given.get("charted_on") else {})}


def _surfaces(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (each.strip() for each in re.split("[,;\n]", text))):
        found = _SURFACES.fullmatch(part)
        if found is None or found[1] not in TEETH:
            raise ValidationError({"surfaces": _("“%(part)s” cannot be read. Write 16 MOD, 26 O.") % {"part": part}})
        yield found[1], found[2]


def _fingers(value: Any) -> Fields:
    value = value or {}
    return {finger: choice(finger_name(finger), "finger_class", value.get(finger)) for finger in FINGERS}


def _fingers_written(given: Given) -> dict[str, Any]:
    if not (said := _said(given, *FINGERS)):
        raise ValidationError(_("Say of at least one finger which pattern it has."))
    return said


SHAPES: Mapping[ValueType, Shape] = {
    ValueType.MARK: Shape(_mark, _mark_written, "desk/fields/mark.html"),
    ValueType.OBJECT: Shape(
        _object,
        lambda given: _said(given, "type", "colour", "material", "brand", "size", "engraving", "words"),
        "desk/fields/pairs.html",
    ),
    ValueType.TEETH: Shape(_teeth, _teeth_written, "desk/fields/teeth.html"),
    ValueType.FINGERS: Shape(_fingers, _fingers_written, "desk/fields/pairs.html"),
    ValueType.IMPLANT: Shape(_implant, lambda given: _said(given, "type", "part", "serial")),
    ValueType.HOLDING: Shape(_holding, lambda given: _said(given, "kind", "where", "reference", "on")),
}
