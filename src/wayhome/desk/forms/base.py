"""What the desk's forms share: the row version, moments of day and hour, and choices from code lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wayhome.look.forms import GovForm
from wayhome.terms.codes import CODE_LISTS

Choices = list[tuple[str, str]]


class DeskForm(GovForm):
    """A form of the desk. `overtaken` holds the sentence when somebody else was quicker.

    `belongs` leads from a rule's refusal to the question it is about, so that the error stands beside that question;
    `otherwise` names the question for every other refusal, and is empty where a refusal is about the whole.
    """

    overtaken = ""
    mark_optional = True
    belongs: ClassVar[Mapping[str, str]] = {}
    otherwise: ClassVar[str] = ""

    def refuse(self, sentence: str) -> None:
        """Show a rule's refusal where it belongs."""
        field = self.belongs.get(sentence, self.otherwise)
        self.add_error(field if field in self.fields else None, gettext(sentence))


class VersionedForm(DeskForm):
    """A form about a row that two people may edit: it names the version that the page showed."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _("Reload the page, then try again.")}
    )

    def freshen(self, version: int) -> None:
        """After somebody else was quicker, let the page that is shown again speak of the row as it stands now."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


SMALL_RADIOS = forms.RadioSelect(attrs={"class": "govuk-radios--small"})


class DayField(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")
        )
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class HourField(forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M")
        )
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%H.%M"], **kwargs)


def words(
    label: Any, *, required: bool = False, wide: bool = True, help_text: Any = "", **kwargs: Any
) -> forms.CharField:
    """One line of words."""
    attrs = {"autocomplete": "off", "class": "" if wide else "govuk-input--width-20"} | kwargs.pop("attrs", {})
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.TextInput(attrs=attrs),
        **kwargs,
    )


def text(label: Any, *, required: bool = False, rows: int = 3, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    """Several lines of words."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}), **kwargs,
    )  # fmt: skip


def codes(name: str, *, blank: Any = None, on: date | None = None) -> Choices:
    """The answers a code list offers, in the reader's language, with an empty one first when `blank` is given."""
    language = get_language() or "en"
    listed = CODE_LISTS[name].codes
    offered = [(each.code, each.label(language)) for each in listed if on is None or each.valid_on(on)]
    return ([("", str(blank))] if blank is not None else []) + offered


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Say what a field offers, once the reader's language is known."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def moment(day: date, hour: time, *, zone: str) -> datetime:
    """A day and an hour on the wall of a zone; of an hour that comes twice, the first."""
    return datetime.combine(day, hour, ZoneInfo(zone))
