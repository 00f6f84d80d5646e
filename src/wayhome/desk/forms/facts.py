"""One fact: the form takes the shape of its kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, HourField, codes, text, words
from wayhome.look.forms import PartialDateField
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind, ValueType
from wayhome.terms.flag import Flag

OF_A_MISPER = tuple(
    code for code in tuple(FACT_KINDS)[: tuple(FACT_KINDS).index("unidentified_kind")] if code != "told"
)
"""Kinds that may be added to a missing person one by one; the risk questions have a page of their own."""

LONG = frozenset({"circumstances", "why_worried", "medical", "known_places", "clothing"})


class FactForm(DeskForm):
    """What is known, in the form of its kind; `written` gives the words that the kind reads."""

    mark_optional = False
    otherwise: ClassVar[str] = "value"

    def __init__(self, *args: Any, kind: FactKind, value: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        shape = {
            ValueType.PARTIAL_DATE: self._partial_date,
            ValueType.MOMENT: self._moment,
            ValueType.MOMENT_RANGE: self._moments,
            ValueType.MARK: self._mark,
            ValueType.FLAG: self._flag,
            ValueType.CODE: self._code,
        }.get(kind.value_type, self._words)
        shape(_(kind.label), value)

    def written(self) -> str:
        """The answer as the kind reads it."""
        given = self.cleaned_data
        match self.kind.value_type:
            case ValueType.MOMENT:
                return f"{given['day']}T{given['hour']:%H:%M}"
            case ValueType.MOMENT_RANGE:
                return f"{_written(given['day'], given['hour'], 'T00:00')}/{_written(given['to_day'] or given['day'], given['to_hour'] or given['hour'], 'T23:59')}"
            case ValueType.MARK:
                return (
                    f"{given['mark_type']} {given['body_part']}: {given['value']}"
                    if given["mark_type"]
                    else given["value"]
                )
            case _:
                return str(given["value"])

    def _words(self, label: str, value: Any) -> None:
        hint = {
            ValueType.AGE_RANGE: _("14, or 12-15 when not sure"),
            ValueType.NUMBER_RANGE: _("152, or 150-155"),
        }.get(self.kind.value_type, _("As it was said. “unknown” is an answer too."))
        if isinstance(value, dict):
            value = str(value["low"]) if value["low"] == value["high"] else f"{value['low']}-{value['high']}"
        self.fields["value"] = (text if self.kind.code in LONG else words)(
            label, required=True, help_text=hint, initial=value
        )

    def _partial_date(self, label: str, value: Any) -> None:
        self.fields["value"] = PartialDateField(label=label, initial=value, help_text=_("The year alone is enough"))

    def _code(self, label: str, value: Any) -> None:
        offered = codes(str(self.kind.code_list))
        self.fields["value"] = forms.ChoiceField(label=label, choices=offered, initial=value, widget=SMALL_RADIOS)

    def _flag(self, label: str, value: Any) -> None:
        offered = [(Flag.YES.value, _("Yes")), (Flag.NO.value, _("No")), (Flag.UNKNOWN.value, _("Not known"))]
        self.fields["value"] = forms.ChoiceField(label=label, choices=offered, initial=value, widget=SMALL_RADIOS)

    def _mark(self, label: str, value: Any) -> None:
        value = value or {}
        self.fields["mark_type"] = forms.ChoiceField(
            label=_("What kind"),
            required=False,
            choices=codes("mark_type", blank=_("Not known")),
            initial=value.get("kind"),
        )
        self.fields["body_part"] = forms.ChoiceField(
            label=_("Where"), choices=codes("body_part"), initial=value.get("part") or "unknown"
        )
        self.fields["value"] = words(
            label, required=True, initial=value.get("words"), help_text=_("What it looks like")
        )

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

    def clean(self) -> dict[str, Any]:
        """A span ends after it starts."""
        cleaned = super().clean() or {}
        if self.kind.value_type is ValueType.MOMENT_RANGE and not self.errors:
            start, _slash, end = self.written().partition("/")
            if end < start:
                self.add_error("to_day", _("The end cannot lie before the start."))
        return cleaned


def _written(day: Any, hour: Any, open_end: str) -> str:
    return f"{day}T{hour:%H:%M}" if hour else f"{day}{open_end}"


def _local(value: Any) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(value)) if value else None
