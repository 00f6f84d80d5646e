"""Recording a person or remains without a name."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, HourField, codes, offer, text, words


class UnidentifiedForm(DeskForm):
    """What was found, where, and what can be seen. What is not known is left out."""

    mark_optional = False
    lists: ClassVar[dict[str, str]] = {
        "condition": "condition",
        "sex": "sex",
        "ethnicity": "ethnicity",
        "build": "build",
        "hair_colour": "hair_colour",
        "eye_colour": "eye_colour",
        "mark_type": "mark_type",
        "body_part": "body_part",
    }

    unidentified_kind = forms.ChoiceField(label=gettext_lazy("What was found?"), widget=SMALL_RADIOS)
    found_place = words(gettext_lazy("Where?"), required=True, help_text=gettext_lazy("Or “unknown”."))
    found_point = words(
        gettext_lazy("Latitude and longitude"),
        help_text=gettext_lazy("54.05, -2.80"),
        attrs={"class": "govuk-input--width-20"},
    )
    found_on = DayField(label=gettext_lazy("Found on"), required=False)
    found_time = HourField(label=gettext_lazy("at about"), required=False)
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), required=False)
    died_from = DayField(label=gettext_lazy("Died between"), required=False)
    died_to = DayField(label=gettext_lazy("and"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age = words(
        gettext_lazy("Age, as estimated"),
        help_text=gettext_lazy("14, or 12-15"),
        attrs={"class": "govuk-input--width-5"},
    )
    ethnicity = forms.ChoiceField(label=gettext_lazy("Ethnic appearance"), required=False)
    stature_cm = words(
        gettext_lazy("Height in cm"), help_text=gettext_lazy("152, or 150-155"), attrs={"class": "govuk-input--width-5"}
    )
    build = forms.ChoiceField(label=gettext_lazy("Build"), required=False)
    hair_colour = forms.ChoiceField(label=gettext_lazy("Hair"), required=False)
    eye_colour = forms.ChoiceField(label=gettext_lazy("Eyes"), required=False)
    mark_type = forms.ChoiceField(label=gettext_lazy("Mark: what kind"), required=False)
    body_part = forms.ChoiceField(label=gettext_lazy("Mark: where"), required=False)
    mark = words(gettext_lazy("Mark: what it looks like"))
    examined = forms.MultipleChoiceField(
        label=gettext_lazy("Body parts examined"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("So that a mark that is not there can count."),
    )
    clothing = text(gettext_lazy("Clothing"), rows=2)
    object = text(gettext_lazy("Objects found with the person"), rows=2)
    alias = words(gettext_lazy("Name that the person gives, if any"))

    WIDE: ClassVar[frozenset[str]] = frozenset({"unidentified_kind", "clothing", "object"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unidentified_kind", codes("unidentified_kind"))
        offer(self, "examined", codes("body_part"))
        for name, listed in self.lists.items():
            offer(self, name, codes(listed, blank=_("Not known")))

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The questions, and which of them stand alone on a line."""
        return [{"field": field, "wide": field.name in self.WIDE} for field in self]

    def said(self) -> dict[str, str]:
        """What is known, by kind of fact, in the words that the kinds read."""
        given = self.cleaned_data
        apart = {"found_on", "found_time", "died_from", "died_to", "mark_type", "body_part", "mark", "examined"}
        said = {name: str(value) for name, value in given.items() if name not in apart and value}
        if day := given["found_on"]:
            said["found_at"] = (
                f"{day}T{given['found_time']:%H:%M}" if given["found_time"] else f"{day}T00:00/{day}T23:59"
            )
        if given["died_from"] or given["died_to"]:
            first, last = given["died_from"] or given["died_to"], given["died_to"] or given["died_from"]
            said["died_between"] = f"{first}T00:00/{last}T23:59"
        if given["mark"]:
            said["mark"] = (
                f"{given['mark_type']} {given['body_part'] or 'unknown'}: {given['mark']}"
                if given["mark_type"]
                else given["mark"]
            )
        if given["examined"]:
            said["examined"] = ", ".join(given["examined"])
        return said
