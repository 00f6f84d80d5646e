"""What the public forms ask. Each box is named after the kind of fact it tells of; none but a name and a place is needed."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from wayhome.base.ids import read_reference
from wayhome.look.forms import PartialDateField
from wayhome.public.fields import Parts, PublicForm, answer, centimetres, line, moment, passage, picture

PLAIN = (
    "given_name", "family_name", "alias", "age", "birth_date", "sex", "last_seen_place", "circumstances", "clothing",
    "carrying", "build", "hair_colour", "eye_colour", "ethnicity", "mark", "why_worried", "medical", "must_not_be_told",
    "phone", "online_account", "known_places", "languages", "informant", "informant_phone", "informant_relation",
)  # fmt: skip
OF_PROFESSIONALS = ("informant_agency", "informant_role", "reference", "care_status", "missing_from", "home_address")
LONGEST = 4000


class ReportForm(PublicForm):
    """A missing child, as somebody tells it who is worried."""

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    given_name = line(later("First name"))
    family_name = line(later("Last name"))
    alias = line(later("Other names they use"), later("Nicknames, other spellings, names online."))
    age = line(later("Age (about is enough)"), width=5)
    birth_date = PartialDateField(
        label=later("Date of birth"), help_text=later("The year alone is enough."), required=False, last_year=2100
    )
    sex = answer(later("Sex"), "sex")
    last_seen_place = passage(
        later("Where were they last seen?"),
        later("Street, town, bus, school: anything. If you do not know, write “unknown”."),
        rows=2,
    )
    last_seen_day = line(later("Which day?"), width=10, kind="date")
    last_seen_time = line(later("What time, about?"), width=5, kind="time")
    circumstances = passage(
        later("What happened?"), later("In your own words. Who saw them last, what did they say?"), rows=4
    )
    clothing = passage(later("What are they wearing?"), rows=2)
    carrying = passage(
        later("What do they have with them?"), later("Bag, phone, money, bank card, travel card."), rows=2
    )
    stature_cm = line(later("Height, in cm or feet"), width=10)
    build = answer(later("Build"), "build")
    hair_colour = answer(later("Hair"), "hair_colour")
    eye_colour = answer(later("Eyes"), "eye_colour")
    ethnicity = answer(later("Ethnic appearance"), "ethnicity")
    mark = line(later("Scars, tattoos or other marks"))
    why_worried = passage(later("Why are you worried?"), later("Anything that makes this different from being late."))
    medical = passage(
        later("Do they need medicine, or have an illness or disability?"),
        later("If they need medicine by a certain time, say when."),
        rows=2,
    )
    must_not_be_told = passage(
        later("Is there anyone who must not be told?"),
        later("Somebody they may be afraid of, or may be hiding from."),
        rows=2,
    )
    phone = line(later("Their phone number"), kind="tel")
    online_account = line(later("Their accounts online"))
    known_places = passage(later("Where do they go, and with whom?"), rows=2)
    languages = line(later("Languages they speak"))
    photo = picture(
        later("A photo of the missing child"),
        later("JPEG, PNG or WebP, up to 20 MB. A clear picture of the face helps most."),
    )
    informant = line(later("Your name"))
    informant_phone = line(
        later("A phone number on which it is safe to call you"),
        later("We call. We send no text and no e-mail."),
        kind="tel",
    )
    informant_relation = answer(later("Who are you to the child?"), "reporter_relation")

    autocomplete: ClassVar = {"informant": "name", "informant_phone": "tel"}
    parts_of_form: Parts = (
        (
            later("The child"),
            (("given_name", "family_name"), ("age", "sex")),
        ),
        (
            later("When you last knew where they were"),
            (("last_seen_place",), ("last_seen_day", "last_seen_time"), ("circumstances",), ("clothing",)),
        ),
        (
            later("Why you are worried"),
            (("why_worried",), ("medical",), ("must_not_be_told",)),
        ),
        (
            later("You"),
            (("informant", "informant_relation"), ("informant_phone",)),
        ),
        (
            later("A photo"),
            (("photo",),),
        ),
        (
            later("What they look like"),
            (("stature_cm", "build"), ("hair_colour", "eye_colour"), ("ethnicity", "mark")),
        ),
        (
            later("What may lead to them"),
            (
                ("alias",),
                ("birth_date",),
                ("phone", "online_account"),
                ("known_places",),
                ("carrying",),
                ("languages",),
            ),
        ),
    )
    essential_parts = 4
    also: ClassVar[tuple[str, ...]] = ()

    def words(self) -> dict[str, str]:
        """What was told, by kind of fact. What cannot be read as its kind stays as it was written."""
        words = self.given((*PLAIN, *self.also))
        day, at = str(self.cleaned_data["last_seen_day"]), str(self.cleaned_data["last_seen_time"])
        if seen := moment(day, at):
            words["last_seen_at"] = seen
        elif (day + at).strip():
            words["last_seen_when"] = f"{day} {at}".strip()
        if tall := self.given(["stature_cm"]):
            exact = centimetres(tall["stature_cm"])
            words |= {"stature_cm": exact, "stature_as_told": tall["stature_cm"]} if exact else tall
        return words

    def token(self) -> uuid.UUID:
        """The token under which these words are kept: the form's own, bound to what was written.

        The same form sent twice makes one report; one to which something was added makes another, so that nothing a
        worried person adds is ever dropped.
        """
        photo = self.cleaned_data.get("photo")
        told = json.dumps(self.words(), sort_keys=True) + (_fingerprint(photo) if photo else "")
        try:
            form = uuid.UUID(self.cleaned_data["form_token"])
        except ValueError:  # a form that lost its token is taken all the same
            form = uuid.uuid4()
        return uuid.uuid5(form, told)


def _fingerprint(photo: object) -> str:
    content: bytes = photo.read()  # type: ignore[attr-defined]
    photo.seek(0)  # type: ignore[attr-defined]
    return hashlib.sha256(content).hexdigest()


class ProfessionalForm(ReportForm):
    """A missing child, as somebody tells it whose work it is."""

    informant_agency = line(later("Your agency or service"))
    informant_role = line(later("Your role"))
    reference = line(later("Your own reference for the child"))
    care_status = answer(later("Care status"), "care_status")
    missing_from = answer(later("Missing from"), "missing_from")
    home_address = passage(later("Address of the child or placement"), rows=2)

    autocomplete: ClassVar = ReportForm.autocomplete | {
        "informant_agency": "organization",
        "informant_role": "organization-title",
    }
    parts_of_form: Parts = (
        (
            later("You"),
            (
                ("informant", "informant_role"),
                ("informant_agency", "informant_relation"),
                ("informant_phone",),
                ("reference",),
            ),
        ),
        ReportForm.parts_of_form[0],
        ReportForm.parts_of_form[1],
        ReportForm.parts_of_form[2],
        (
            later("Care"),
            (("care_status", "missing_from"), ("home_address",)),
        ),
        *ReportForm.parts_of_form[4:],
    )
    also = OF_PROFESSIONALS


class SightingForm(PublicForm):
    """What somebody saw or heard after reading an appeal."""

    place = passage(later("Where?"), later("As exactly as you can: street, shop, bus and direction."), rows=2)
    day = line(later("Which day?"), width=10, kind="date")
    time = line(later("What time, about?"), width=5, kind="time")
    saw_or_heard = forms.ChoiceField(
        label=later("Did you see it yourself?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("saw", later("I saw it myself")),
            ("heard", later("Somebody told me")),
            ("online", later("I saw it online")),
        ],
    )
    how_sure = forms.ChoiceField(
        label=later("How sure are you?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("certain", later("Certain")),
            ("likely", later("Fairly sure")),
            ("possible", later("It is possible")),
            ("unknown", later("I cannot say")),
        ],
    )
    words = passage(
        later("What did you see or hear?"), later("Clothes, direction, who else was there, a vehicle."), rows=5
    )
    contact = line(
        later("How can an officer reach you?"),
        later("Leave this empty if you do not want to be reached. Your tip is read all the same."),
    )
    parts_of_form: Parts = (
        (
            "",
            (("place",), ("day", "time"), ("saw_or_heard",), ("how_sure",), ("words",), ("contact",)),
        ),
    )

    def clean(self) -> None:
        """Anything at all is enough."""
        told = self.given(("place", "words"))
        if not told:
            self.add_error("place", _("Write where it was, or below what you saw or heard."))
        for name, text in told.items():
            if len(text) > LONGEST:
                self.add_error(name, _("Shorten this to 4,000 characters; send the rest as a second message."))

    def told(self, appeal: str) -> dict[str, str]:
        """What was told, with the reference of the appeal."""
        words = {"reference": appeal, **self.given(("place", "saw_or_heard", "how_sure", "words", "contact"))}
        day, at = str(self.cleaned_data["day"]), str(self.cleaned_data["time"])
        if seen := moment(day, at):
            words["seen_at"] = seen
        elif (day + at).strip():
            words["seen_when"] = f"{day} {at}".strip()
        return words


class FindForm(PublicForm):
    """The box for a reference read off a poster or heard on the telephone."""

    reference = line(later("Reference on the poster"), later("Four groups of four letters and figures."))

    def clean_reference(self) -> str:
        """The reference as printed."""
        printed = read_reference(str(self.cleaned_data["reference"]))
        if printed is None:
            raise forms.ValidationError(
                _("Check the reference: it has 16 letters and figures, and never 0, 1, I, L or O.")
            )
        return printed
