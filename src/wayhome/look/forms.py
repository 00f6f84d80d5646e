"""Forms in GOV.UK mark-up: the renderer, the base form and the partial date."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

YEAR_DIGITS, PARTS, MONTHS_IN_YEAR = 4, 3, 12
OURS = {
    f"django/forms/widgets/{theirs}.html": f"look/forms/widgets/{ours}.html"
    for ours, names in {
        "input": ("input", "text", "email", "number", "password", "url", "tel", "search", "date", "datetime", "time"),
        "textarea": ("textarea",),
        "select": ("select",),
        "choices": ("radio", "checkbox_select"),
        "checkbox": ("checkbox",),
        "file": ("file", "clearable_file_input"),
    }.items()
    for theirs in names
}


class Renderer(TemplatesSetting):
    """Draws every form of the project in GOV.UK mark-up.

    Widgets are mapped by name rather than by overriding Django's own template paths, so that the order of
    INSTALLED_APPS cannot bring the plain ones back in silence.
    """

    form_template_name = "look/forms/form.html"
    field_template_name = "look/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Our template for a widget of Django's, and any other template by its own name."""
        return super().get_template(OURS.get(template_name, template_name))


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the error summary; `href` leads to the control that must be changed."""

    words: str
    href: str


class GovForm(forms.Form):
    """A form as every page of Wayhome shows it.

    `autocomplete` names the purpose of fields that ask for the reader's own details (WCAG 1.3.5).
    `mark_optional` adds "(optional)" to each field that may be left empty.
    """

    template_name_label = "look/forms/label.html"
    use_required_attribute = False  # the page says what is wrong in its own words, not the browser
    autocomplete: ClassVar[Mapping[str, str]] = {}
    mark_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_is_missing(field)
        for name, purpose in self.autocomplete.items():
            self.fields[name].widget.attrs.setdefault("autocomplete", purpose)

    @property
    def error_lines(self) -> list[ErrorLine]:
        """Each error once, in the order of the fields; errors of the whole form come first, without a link."""
        lines = [ErrorLine(str(words), "") for words in self.non_field_errors()]
        for field in self:
            lines += [
                ErrorLine(str(words), "" if field.is_hidden else f"#{first_control(field)}") for words in field.errors
            ]
        return lines

    @property
    def error_summary(self) -> SafeString:
        """The box on top of the page that lists what must be put right; empty when nothing is wrong."""
        if not self.is_bound or self.is_valid():
            return SafeString("")
        return render_to_string("look/components/error_summary.html", {"lines": self.error_lines})


def say_what_is_missing(field: forms.Field) -> None:
    """Name the question in the error of an empty field, unless the form has its own sentence for it.

    In the error summary several sentences stand together, where "This field is required." would say nothing.
    """
    if field.error_messages["required"] != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field, forms.BooleanField):
        words = _("Tick “%(label)s” to go on")
    elif isinstance(field, forms.ChoiceField):
        words = _("Choose an answer: %(label)s")
    elif isinstance(field, forms.FileField):
        words = _("Choose a file: %(label)s")
    else:
        words = _("Enter an answer: %(label)s")
    field.error_messages["required"] = words % {"label": field.label or _("this question")}


def first_control(field: BoundField) -> str:
    """The id of the control that a link to the field must reach; for choices and dates the first of them."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


class PartialDateWidget(forms.Widget):
    """Day, month and year as three boxes, of which day and month may stay empty."""

    template_name = "look/forms/widgets/partial_date.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:  # noqa: ARG002 - Django's signature
        """The three boxes as typed, one ready string, or None when all are empty."""
        if name in data:  # one ready string, as a script or a test may send it
            return data[name]
        given = {part: str(data.get(f"{name}_{part}", "")).strip() for part in self.parts}
        return given if any(given.values()) else None

    def value_omitted_from_data(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 - Django's signature
        name: str,
    ) -> bool:
        """True when the form that was sent had no such boxes."""
        return not any(key in data for key in (name, *(f"{name}_{part}" for part in self.parts)))

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:  # noqa: ARG002 - Django's signature
        """The box of the day, which comes first."""
        return f"{id_}_day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes with their names, labels and what stands in them."""
        context = super().get_context(name, value, attrs)
        shown = value if isinstance(value, Mapping) else parts_of(str(value or ""))
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{part}",
                "label": labels[part],
                "value": shown.get(part, ""),
                "width": 4 if part == "year" else 2,
                "autocomplete": f"bday-{part}" if context["widget"]["attrs"].get("autocomplete") == "bday" else "",
            }
            for part in self.parts
        ]
        return context


class PartialDateField(forms.Field):
    """A date of which the month and day may be unknown; its value is "2011", "2011-05" or "2011-05-25", else ""."""

    widget = PartialDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Enter a date, or the year alone"),
        "year": gettext_lazy("The date must include a year, such as 2011"),
        "year_digits": gettext_lazy("The year must have four digits, such as 2011"),
        "year_range": gettext_lazy("The year must be between %(first)s and %(last)s"),
        "month": gettext_lazy("A date with a day must include a month"),
        "month_range": gettext_lazy("The month must be a number from 1 to 12, or its name"),
        "day_range": gettext_lazy("This month has no day %(day)s"),
        "form": gettext_lazy("Enter a date such as 2011, 2011-05 or 2011-05-25"),
    }

    def __init__(self, *, first_year: int = 1900, last_year: int = 2100, **kwargs: Any) -> None:
        self.first_year, self.last_year = first_year, last_year
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The date as far as it is known. Raises ValidationError naming the part that is wrong."""
        if value in self.empty_values:
            return ""
        parts = value if isinstance(value, Mapping) else parts_of(str(value))
        if not parts:
            raise self.wrong("form")
        return self.compose(parts["day"], parts["month"], parts["year"])

    def compose(self, day: str, month: str, year: str) -> str:
        """Join what is known, or say which part is wrong."""
        if not year:
            raise self.wrong("year")
        if not (year.isascii() and year.isdigit() and len(year) == YEAR_DIGITS):
            raise self.wrong("year_digits")
        if not self.first_year <= int(year) <= self.last_year:
            raise self.wrong("year_range", first=self.first_year, last=self.last_year)
        if not month:
            if day:
                raise self.wrong("month")
            return year
        in_year = month_number(month)
        if in_year is None:
            raise self.wrong("month_range")
        if not day:
            return f"{year}-{in_year:02}"
        last = calendar.monthrange(int(year), in_year)[1]
        if not (day.isascii() and day.isdigit() and 1 <= int(day[:3]) <= last):
            raise self.wrong("day_range", day=day)
        return f"{year}-{in_year:02}-{int(day):02}"

    def wrong(self, code: str, **facts: object) -> ValidationError:
        """One of this field's own sentences, ready to be raised."""
        return ValidationError(self.error_messages[code], code=code, params=facts or None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """True when what was sent differs from what was shown; what cannot be read counts as changed."""
        try:
            return self.to_python(data) != str(initial or "")
        except ValidationError:
            return True


def parts_of(text: str) -> dict[str, str]:
    """Split "2011-05-25" into its boxes; empty when the text has another form."""
    found = text.strip().split("-")
    if not text.strip() or len(found) > PARTS or not all(found):
        return {}
    year, month, day = [*found, "", ""][:3]
    return {
        "year": year,
        "month": str(int(month)) if month.isdecimal() else month,
        "day": str(int(day)) if day.isdecimal() else day,
    }


def month_number(text: str) -> int | None:
    """A month from its number or its name in the reader's language; None when it is neither."""
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text[:3]) <= MONTHS_IN_YEAR else None
    wanted = text.casefold().rstrip(".")
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).casefold().rstrip(".") == wanted:
                return number
    return None
