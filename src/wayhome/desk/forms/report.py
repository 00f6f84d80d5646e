"""The phone form, in the order of a call: who calls, who is missing, where last seen, what they look like, why worried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wayhome.desk.forms.base import SMALL_RADIOS, Choices, DayField, DeskForm, HourField, codes, offer, text, words
from wayhome.look.forms import PartialDateField
from wayhome.rules.report import REQUIRED


def choose(label: Any, *, help_text: Any = "") -> forms.ChoiceField:
    """A list to choose from; which codes it offers is set when the form is made, in the reader's language."""
    return forms.ChoiceField(label=label, required=False, help_text=help_text)


class NewReportForm(DeskForm):
    """What a caller says. A first name and a place are enough; every other question may stay unasked."""

    mark_optional = False
    lists: ClassVar[dict[str, str]] = {
        "informant_relation": "reporter_relation",
        "sex": "sex",
        "hair_colour": "hair_colour",
        "build": "build",
        "care_status": "care_status",
    }

    informant = words(_("Who is calling?"))
    informant_relation = choose(_("Relation to the child"))
    informant_phone = words(_("Number to call back"), attrs={"inputmode": "tel"})

    given_name = words(_("First name of the child"), help_text=_("Or “unknown”. Needed."))
    family_name = words(_("Family name"))
    alias = words(_("Also called"))
    age = words(_("Age"), help_text=_("14, or 12-15 when not sure"), attrs={"class": "govuk-input--width-5"})
    birth_date = PartialDateField(label=_("Date of birth"), required=False, help_text=_("The year alone is enough"))
    sex = choose(_("Sex"))

    last_seen_place = words(_("Where was the child last seen?"), help_text=_("Or “unknown”. Needed."))
    last_seen_on = DayField(label=_("Last seen on"), required=False)
    last_seen_time = HourField(label=_("Last seen at about"), required=False)

    clothing = text(_("What is the child wearing?"), rows=2)
    carrying = words(_("Carrying"))
    stature_cm = words(_("Height in cm"), help_text=_("152, or 150-155"), attrs={"class": "govuk-input--width-5"})
    build = choose(_("Build"))
    hair_colour = choose(_("Hair"))
    mark = words(_("Scar, tattoo or other mark"))
    photo = forms.FileField(
        label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP, of the child alone"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip

    phone = words(_("Phone of the child"), attrs={"inputmode": "tel"})
    online_account = words(_("Online accounts"))

    why_worried = text(_("Why is the caller worried? In the caller's own words"), rows=3)
    medical = text(_("Health, and medicine that cannot wait"), rows=2)
    medicine_on = DayField(label=_("Needs medicine by, day"), required=False)
    medicine_time = HourField(label=_("and time"), required=False)

    known_places = text(_("Where might the child go, and who might know?"), rows=2)
    circumstances = text(_("Has it happened before, and what then?"), rows=2)
    care_status = choose(_("Care status"))
    must_not_be_told = words(_("Is there anyone who must not be told?"))
    languages = words(_("Languages"))

    TOGETHER: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = (
        (_("The caller"), ("informant", "informant_relation", "informant_phone")),
        (_("The child"), ("given_name", "family_name", "alias", "age", "birth_date", "sex")),
        (_("Last seen"), ("last_seen_place", "last_seen_on", "last_seen_time")),
        (_("Why worried"), ("why_worried", "medical", "medicine_on", "medicine_time")),
        (_("What the child looks like"), ("clothing", "carrying", "stature_cm", "build", "hair_colour", "mark", "photo")),
        (_("How to reach the child"), ("phone", "online_account", "known_places")),
        (_("Before and around"), ("circumstances", "care_status", "must_not_be_told", "languages")),
    )  # fmt: skip
    WIDE: ClassVar[frozenset[str]] = frozenset(
        {
            "last_seen_place",
            "clothing",
            "why_worried",
            "medical",
            "known_places",
            "circumstances",
            "must_not_be_told",
            "photo",
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.lists.items():
            offer(self, field, codes(name, blank=_("Not asked")))

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The questions in the order of the call."""
        return [
            {"title": title, "fields": [{"field": self[name], "wide": name in self.WIDE} for name in names]}
            for title, names in self.TOGETHER
        ]

    def clean(self) -> dict[str, Any]:
        """An hour needs its day, and a deadline its hour."""
        cleaned = super().clean() or {}
        for day, hour in (("last_seen_on", "last_seen_time"), ("medicine_on", "medicine_time")):
            if cleaned.get(hour) and not cleaned.get(day):
                self.add_error(day, _("Give the day as well as the time."))
        if cleaned.get("medicine_on") and not cleaned.get("medicine_time"):
            self.add_error("medicine_time", _("Give the time by which the medicine is needed."))
        return cleaned

    def said(self) -> dict[str, str]:
        """The words of the report by field, as given; a question that was not asked is left out."""
        cleaned = self.cleaned_data
        apart = {"last_seen_on", "last_seen_time", "medicine_on", "medicine_time", "photo"}
        said = {name: str(value) for name, value in cleaned.items() if name not in apart and value}
        if day := cleaned.get("last_seen_on"):
            hour = cleaned.get("last_seen_time")
            said["last_seen_at"] = f"{day}T{hour:%H:%M}" if hour else f"{day}T00:00/{day}T23:59"
        if day := cleaned.get("medicine_on"):
            said["medicine_deadline"] = f"{day}T{cleaned['medicine_time']:%H:%M}"
        # Said as empty rather than left out, so that the rule names what is missing.
        return dict.fromkeys(REQUIRED, "") | said


class OpenEpisodeForm(DeskForm):
    """A new child, a child already on file, or a further report about a child who is being searched for."""

    whose = forms.ChoiceField(label=_("Whose report is this?"), widget=SMALL_RADIOS)
    reference = words(_("Reference of the child's record or open case"), wide=False)

    def __init__(self, *args: Any, on_file: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose: Choices = [
            ("new", str(_("A child who is not on file: open a new case"))),
            *on_file,
            ("reference", str(_("Another child on file, by reference"))),
        ]
        offer(self, "whose", whose)
        if not on_file:
            self.fields["whose"].initial = "new"


class AddPhotoForm(DeskForm):
    """A picture that came later."""

    photo = forms.FileField(
        label=_("Photo"), help_text=_("JPEG, PNG or WebP, of the child alone. It is painted again; nothing else that the file carries is kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
