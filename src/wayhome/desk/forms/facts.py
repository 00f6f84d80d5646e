"""One fact: the form takes the shape of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, HourField, codes, offer, text, words
from wayhome.desk.forms.body import QUADRANTS, SHAPES, choice
from wayhome.facts.structured import age_estimate, height
from wayhome.look.forms import PartialDateField, say_what_is_missing
from wayhome.terms.body import DECIDUOUS
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind, ValueType
from wayhome.terms.flag import Flag

_KINDS = tuple(FACT_KINDS)
OF_A_MISPER = tuple(code for code in _KINDS[: _KINDS.index("unidentified_kind")] if code != "told")
"""Kinds that may be added to a missing person one by one; the risk questions have a page of their own."""

OF_A_NAMELESS = (
    "unidentified_kind", "condition", "found_place", "found_point", "found_setting", "found_at", "died_between", "region",
    "sex", "age_estimate", "stature_cm", "build", "ethnicity", "hair_colour", "eye_colour", "examined", "mark", "clothing", "object",
    "teeth", "fingers", "blood_group", "implant", "holding", "alias", "languages", "reference",
)  # fmt: skip
"""Kinds that may be added to somebody without a name, in the order in which an examiner comes to them."""

LONG = frozenset({"circumstances", "why_worried", "medical", "known_places", "clothing"})
CERTIFIED = frozenset({"last_seen_at", "found_at"})
WHOLE = "whole"
"""The answer that stands for every part of the body."""
METHODS = {False: ("told", "licence", "measured", "unknown"), True: ("measured", "bones", "fragment", "unknown")}
"""How a height is come by, of the missing and of who was found."""


class FactForm(DeskForm):
    """What is known, in the form of its kind; `written` gives the words that the kind reads.

    found   the fact is about somebody found without a name
    part    the part of the body that was chosen on the map
    """

    mark_optional = False
    otherwise: ClassVar[str] = "value"

    def __init__(
        self, *args: Any, kind: FactKind, value: Any = None, found: bool = False, part: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.found = kind, found
        shape = SHAPES.get(kind.value_type)
        self.template = shape.template if shape else "desk/fields/plain.html"
        if shape:
            self.fields |= shape.fields(value)
        else:
            self._asked(kind)(_(kind.label), value)
        if part and not value and "body_part" in self.fields:
            self.fields["body_part"].initial = part
        for field in self.fields.values():
            say_what_is_missing(field)

    def _asked(self, kind: FactKind) -> Callable[[str, Any], None]:
        return {
            ValueType.PARTIAL_DATE: self._partial_date,
            ValueType.MOMENT: self._moment,
            ValueType.MOMENT_RANGE: self._moments,
            ValueType.NUMBER_RANGE: self._number,
            ValueType.AGE_ESTIMATE: self._number,
            ValueType.CODES: self._codes,
            ValueType.FLAG: self._flag,
            ValueType.CODE: self._code,
        }.get(kind.value_type, self._words)

    def written(self) -> str:
        """The answer as the kind reads it."""
        given = self.cleaned_data
        if shape := SHAPES.get(self.kind.value_type):
            return json.dumps(shape.written(given))
        match self.kind.value_type:
            case ValueType.MOMENT:
                return f"{given['day']}T{given['hour']:%H:%M}"
            case ValueType.MOMENT_RANGE:
                return self._moments_written()
            case ValueType.NUMBER_RANGE | ValueType.AGE_ESTIMATE if given.get("method"):
                return json.dumps(self._read_number() | {"method": given["method"]})
            case ValueType.CODES:
                every = [code for code, _label in codes(str(self.kind.code_list)) if code != "unknown"]
                return ", ".join(every if WHOLE in given["value"] else given["value"])
            case _:
                return str(given["value"])

    @property
    def chosen(self) -> str:
        """The part of the body that the form names at present."""
        return str(self["body_part"].value() or "") if "body_part" in self.fields else ""

    @property
    def quadrants(self) -> list[dict[str, Any]]:
        """The teeth as the chart shows them: eight fields a quadrant, the first teeth folded away."""
        firsts = any(self[f"t{number}"].value() for number in DECIDUOUS)
        return [
            {
                "label": label,
                "fields": [self[f"t{number}"] for number in numbers],
                "first": _("First teeth") if place == len(QUADRANTS) // 2 else "",
                "last": place == len(QUADRANTS) - 1,
                "open": firsts,
            }
            for place, (label, numbers) in enumerate((_(label), numbers) for label, numbers in QUADRANTS)
        ]

    def _read_number(self) -> dict[str, Any]:
        given = str(self.cleaned_data["value"])
        return height(given, "cm") if self.kind.value_type is ValueType.NUMBER_RANGE else age_estimate(given)

    def _words(self, label: str, value: Any) -> None:
        hint = {
            ValueType.AGE_RANGE: _("14, or 12-15 when not sure"),
            ValueType.POINT: _("54.05, -2.80"),
        }.get(self.kind.value_type, _("As it was said. “unknown” is an answer too."))
        self.fields["value"] = (text if self.kind.code in LONG else words)(
            label, required=True, help_text=hint, initial=value
        )

    def _number(self, label: str, value: Any) -> None:
        stature = self.kind.value_type is ValueType.NUMBER_RANGE
        value = value or {}
        ends = dict.fromkeys(str(value[end]) for end in ("low", "high") if end in value)
        self.fields["value"] = words(
            f"{label}, cm" if stature else label,
            required=True,
            wide=False,
            help_text=_("152, or 150-155") if stature else _("14, or 12-15 when not sure"),
            initial="-".join(ends),
        )
        listed = "stature_method" if stature else "age_method"
        self.fields["method"] = choice(_("How do we know"), listed, value.get("method"), blank=_("Not said"))
        if stature:
            offered = [each for each in codes(listed, blank=_("Not said")) if each[0] in ("", *METHODS[self.found])]
            offer(self, "method", offered)

    def _codes(self, label: str, value: Any) -> None:
        offered = [each for each in codes(str(self.kind.code_list)) if each[0] != "unknown"]
        self.fields["value"] = forms.MultipleChoiceField(
            label=label,
            choices=[(WHOLE, _("The whole body")), *offered],
            initial=[each.strip() for each in str(value or "").split(",")],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small wh-choices--columns"}),
            help_text=_("Where the skin was looked at, so that a mark that is not there can count"),
        )

    def _partial_date(self, label: str, value: Any) -> None:
        self.fields["value"] = PartialDateField(label=label, initial=value, help_text=_("The year alone is enough"))

    def _code(self, label: str, value: Any) -> None:
        offered = codes(str(self.kind.code_list))
        self.fields["value"] = forms.ChoiceField(label=label, choices=offered, initial=value, widget=SMALL_RADIOS)

    def _flag(self, label: str, value: Any) -> None:
        offered = [(Flag.YES.value, _("Yes")), (Flag.NO.value, _("No")), (Flag.UNKNOWN.value, _("Not known"))]
        self.fields["value"] = forms.ChoiceField(label=label, choices=offered, initial=value, widget=SMALL_RADIOS)

    def _moment(self, label: str, value: Any) -> None:
        at = _local(value)
        self.fields["day"] = DayField(label=label, initial=at and at.date())
        self.fields["hour"] = HourField(label=_("At"), initial=at and at.time())

    def _moments(self, label: str, value: Any) -> None:
        start, end = (_local((value or {}).get(part)) for part in ("from", "to"))
        self.fields["day"] = DayField(
            label=label, initial=start and start.date(), help_text=_("The day, or the first day that it may have been")
        )
        self.fields["hour"] = HourField(
            label=_("At about"),
            required=False,
            initial=start and start.time(),
            help_text=_("Leave empty for some time that day"),
        )
        until = end if end != start else None
        self.fields["to_day"] = DayField(
            label=_("Up to"),
            required=False,
            initial=until and until.date(),
            help_text=_("Only when it is not known more closely"),
        )
        self.fields["to_hour"] = HourField(label=_("At about"), required=False, initial=until and until.time())
        if self.kind.code in CERTIFIED:
            self.fields["certified"] = forms.BooleanField(
                label=_("A document vouches for the day"), required=False, initial=bool((value or {}).get("certified"))
            )

    def _ends(self) -> tuple[str, str]:
        given = self.cleaned_data
        start = _written(given["day"], given["hour"], "T00:00")
        return start, _written(given["to_day"] or given["day"], given["to_hour"] or given["hour"], "T23:59")

    def _moments_written(self) -> str:
        start, end = self._ends()
        if self.cleaned_data.get("certified"):
            return json.dumps({"from": start, "to": end, "certified": True})
        return f"{start}/{end}"

    def clean(self) -> dict[str, Any]:
        """A span ends after it starts, and what has several parts can be written."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.written()
        except ValidationError as problem:
            self.add_error(None, problem)
        except ValueError as problem:
            self.add_error("value", str(problem))
        if self.kind.value_type is ValueType.MOMENT_RANGE:
            start, end = self._ends()
            if end < start:
                self.add_error("to_day", _("The end cannot lie before the start."))
        return cleaned


def _written(day: Any, hour: Any, open_end: str) -> str:
    return f"{day}T{hour:%H:%M}" if hour else f"{day}{open_end}"


def _local(value: Any) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(value)) if value else None
