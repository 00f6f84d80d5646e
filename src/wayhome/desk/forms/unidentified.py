"""Recording a person or remains without a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.base import clock
from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, HourField, codes, offer, text, words
from wayhome.desk.forms.facts import METHODS
from wayhome.facts.structured import age_estimate, height
from wayhome.registry.actions.nameless import found_by, read_words
from wayhome.rules.description import refuse_together
from wayhome.terms.words import N_


class UnidentifiedForm(DeskForm):
    """The first step: what was found, where and when, and what is seen at once. The other steps come after it is kept."""

    mark_optional = False
    lists: ClassVar[dict[str, str]] = {
        "condition": "condition",
        "found_setting": "found_setting",
        "sex": "sex",
        "age_method": "age_method",
        "ethnicity": "ethnicity",
        "build": "build",
        "hair_colour": "hair_colour",
        "eye_colour": "eye_colour",
    }

    unidentified_kind = forms.ChoiceField(label=gettext_lazy("What was found?"), widget=SMALL_RADIOS)
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), required=False)
    found_setting = forms.ChoiceField(label=gettext_lazy("In what setting?"), required=False)
    found_place = words(gettext_lazy("Where?"), required=True, help_text=gettext_lazy("Or “unknown”."))
    found_point = words(
        gettext_lazy("Latitude and longitude"),
        help_text=gettext_lazy("54.05, -2.80"),
        attrs={"class": "govuk-input--width-20"},
    )
    found_on = DayField(label=gettext_lazy("Found on"), required=False)
    found_time = HourField(label=gettext_lazy("at about"), required=False)
    died_from = DayField(
        label=gettext_lazy("Died between"), required=False, help_text=gettext_lazy("Of remains, as the examiner says")
    )
    died_to = DayField(
        label=gettext_lazy("and"), required=False, help_text=gettext_lazy("The day of finding at the latest")
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    ethnicity = forms.ChoiceField(label=gettext_lazy("Ethnic appearance"), required=False)
    age = words(
        gettext_lazy("Age, as estimated"),
        help_text=gettext_lazy("14, or 12-15"),
        attrs={"class": "govuk-input--width-5"},
    )
    age_method = forms.ChoiceField(label=gettext_lazy("Age: how do we know"), required=False)
    stature_cm = words(
        gettext_lazy("Height in cm"), help_text=gettext_lazy("152, or 150-155"), attrs={"class": "govuk-input--width-5"}
    )
    stature_method = forms.ChoiceField(label=gettext_lazy("Height: how do we know"), required=False)
    build = forms.ChoiceField(label=gettext_lazy("Build"), required=False)
    hair_colour = forms.ChoiceField(label=gettext_lazy("Hair"), required=False)
    eye_colour = forms.ChoiceField(label=gettext_lazy("Eyes"), required=False)
    alias = words(gettext_lazy("Name that the person gives, if any"))
    clothing = text(gettext_lazy("Clothing"), rows=2)

    SECTIONS: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        (N_("What was found, and where"), ("unidentified_kind", "condition", "found_setting", "found_place", "found_point")),
        (N_("When"), ("found_on", "found_time", "died_from", "died_to")),
        (N_("Sex, age and height"), ("sex", "ethnicity", "age", "age_method", "stature_cm", "stature_method")),
        (N_("Looks"), ("build", "hair_colour", "eye_colour", "alias", "clothing")),
    )  # fmt: skip
    WIDE: ClassVar[frozenset[str]] = frozenset({"unidentified_kind", "clothing"})
    APART: ClassVar[dict[str, str]] = {"age_estimate": "age", "found_at": "found_on", "died_between": "died_to"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unidentified_kind", codes("unidentified_kind"))
        for name, listed in self.lists.items():
            offer(self, name, codes(listed, blank=_("Not known")))
        methods = codes("stature_method", blank=_("Not said"))
        offer(self, "stature_method", [each for each in methods if each[0] in ("", *METHODS[True])])
        offer(self, "age_method", codes("age_method", blank=_("Not said")))

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The questions under their headings, and which of them stand alone on a line."""
        return [
            {"title": _(title), "parts": [{"field": self[name], "wide": name in self.WIDE} for name in names]}
            for title, names in self.SECTIONS
        ]

    def clean(self) -> dict[str, Any]:
        """What cannot be read, or cannot be true together, is said beside its question, all at once."""
        cleaned = super().clean() or {}
        if not self.errors:
            values, refused = read_words(self.said(), at=clock.now())
            for code, sentence in (refused | refuse_together(found_by(values))).items():
                self.add_error(self._beside(code), _(sentence))
        return cleaned

    def _beside(self, code: str) -> str:
        """The question beside which a refusal of a kind stands; of two dates the one that was given."""
        if code == "died_between" and not self.cleaned_data["died_to"]:
            return "died_from"
        return self.APART.get(code, code)

    def said(self) -> dict[str, str]:
        """What is known, by kind of fact, in the words that the kinds read."""
        given = self.cleaned_data
        apart = {"found_on", "found_time", "died_from", "died_to", "age", "age_method", "stature_cm", "stature_method"}
        said = {name: str(value) for name, value in given.items() if name not in apart and value}
        if day := given["found_on"]:
            said["found_at"] = (
                f"{day}T{given['found_time']:%H:%M}" if given["found_time"] else f"{day}T00:00/{day}T23:59"
            )
        if given["died_from"] or given["died_to"]:
            first, last = given["died_from"] or given["died_to"], given["died_to"] or given["died_from"]
            said["died_between"] = f"{first}T00:00/{last}T23:59"
        if given["age"]:
            said["age_estimate"] = _with_method(given["age"], given["age_method"], age_estimate)
        if given["stature_cm"]:
            said["stature_cm"] = _with_method(
                given["stature_cm"], given["stature_method"], lambda text: height(text, "cm")
            )
        return said


def _with_method(text: str, method: str, read: Callable[[str], dict[str, Any]]) -> str:
    """A number and how it was come by, as one; what cannot be read is left for the kind to refuse."""
    try:
        return json.dumps(read(text) | {"method": method}) if method else text
    except ValueError:
        return text
