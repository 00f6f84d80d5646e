"""Drafting an appeal: what the public would see, and the questions that protect the child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.appeals.actions import Draft
from wayhome.desk.forms.base import (
    SMALL_RADIOS,
    DayField,
    DeskForm,
    HourField,
    VersionedForm,
    codes,
    moment,
    offer,
    text,
    words,
)
from wayhome.rules.appeal import ALLOWED_FIELDS, Consent
from wayhome.terms.flag import Flag
from wayhome.terms.profile import Profile
from wayhome.terms.words import N_

SHOWN = tuple(name for name in ALLOWED_FIELDS if name != "photo")
CODED = {"sex": "sex", "build": "build", "hair_colour": "hair_colour", "eye_colour": "eye_colour"}
LANGUAGES = {"en": N_("English"), "cy": N_("Welsh")}
CONSENTS = (
    (Consent.GIVEN, N_("Agrees")),
    (Consent.REFUSED, N_("Refuses")),
    (Consent.NOT_REACHED, N_("Could not be reached")),
    (Consent.UNANSWERED, N_("Not asked yet")),
)


def flag(label: Any, *, help_text: Any = "") -> forms.ChoiceField:
    """Yes, no, or not known yet."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
        choices=[
            (Flag.YES.value, gettext_lazy("Yes")),
            (Flag.NO.value, gettext_lazy("No")),
            (Flag.UNKNOWN.value, gettext_lazy("Not known yet")),
        ],
    )


class AppealForm(DeskForm):
    """A draft may lack anything; what it lacks is said when it is to be submitted."""

    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    given_name = words(gettext_lazy("First name"), wide=False)
    age = words(gettext_lazy("Age"), attrs={"class": "govuk-input--width-5"})
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    stature_cm = words(gettext_lazy("Height in cm"), attrs={"class": "govuk-input--width-5"})
    build = forms.ChoiceField(label=gettext_lazy("Build"), required=False)
    hair_colour = forms.ChoiceField(label=gettext_lazy("Hair"), required=False)
    eye_colour = forms.ChoiceField(label=gettext_lazy("Eyes"), required=False)
    clothing = text(gettext_lazy("Clothing"), rows=2)
    last_seen_area = words(
        gettext_lazy("Area where last seen"),
        help_text=gettext_lazy("A town or district. Never an address, a school or a home."),
    )
    last_seen_on = DayField(label=gettext_lazy("Last seen on"), required=False)
    photo = forms.ChoiceField(label=gettext_lazy("Photo"), required=False, widget=SMALL_RADIOS)
    language = forms.ChoiceField(label=gettext_lazy("Language of the page"))
    ends_on = DayField(label=gettext_lazy("Ends on"), required=False)
    ends_time = HourField(label=gettext_lazy("at"), required=False)

    protected_address = flag(
        gettext_lazy("Is there a protected address?"),
        help_text=gettext_lazy("A refuge, a placement, an adoption, anybody in hiding with the child."),
    )
    court_order = flag(
        gettext_lazy("Is there a court order?"),
        help_text=gettext_lazy("About contact, residence, reporting or non-molestation."),
    )
    protected_ground = text(gettext_lazy("If either is yes: why will publicity not lead anyone to the child?"), rows=2)
    who_asks = words(
        gettext_lazy("Who asks?"), help_text=gettext_lazy("Who wants publicity, and in what relation to the child.")
    )
    who_asks_checked = flag(gettext_lazy("Was it checked that this person may ask?"))

    consent = forms.ChoiceField(
        label=gettext_lazy("What does the parent or guardian say?"),
        widget=SMALL_RADIOS,
        required=False,
    )
    consent_given_by = words(gettext_lazy("Who gave consent?"))
    overriding_ground = text(gettext_lazy("Without consent: which ground overrides it?"), rows=2)
    child_view = text(gettext_lazy("What is known of the child's own view?"), rows=2)
    purpose = text(gettext_lazy("What is the appeal for?"), rows=2)
    necessity = text(gettext_lazy("Why is it necessary, and what was tried before?"), rows=2)
    risk_to_child = text(gettext_lazy("What risk does it bring to the child?"), rows=2)

    SHOWS: ClassVar[tuple[str, ...]] = (*SHOWN, "photo", "language", "ends_on", "ends_time")
    PROTECTS: ClassVar[tuple[str, ...]] = (
        "protected_address",
        "court_order",
        "protected_ground",
        "who_asks",
        "who_asks_checked",
    )
    GROUNDS: ClassVar[tuple[str, ...]] = (
        "consent",
        "consent_given_by",
        "overriding_ground",
        "child_view",
        "purpose",
        "necessity",
        "risk_to_child",
    )

    def __init__(self, *args: Any, photos: Sequence[tuple[UUID, str]], profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in CODED.items():
            offer(self, name, codes(listed, blank=_("Not shown")))
        offer(self, "photo", [(str(key), said) for key, said in photos] + [("", _("No photo"))])
        offer(self, "language", [(code, _(LANGUAGES[code])) for code in profile.languages if code in LANGUAGES])
        offer(self, "consent", [(code.value, _(label)) for code, label in CONSENTS])
        self.zone = profile.time_zone

    def parts(self, names: Sequence[str]) -> list[forms.BoundField]:
        """Some of the questions, in order."""
        return [self[name] for name in names]

    @property
    def shows(self) -> list[forms.BoundField]:
        """What the public would see."""
        return self.parts(self.SHOWS)

    @property
    def protects(self) -> list[forms.BoundField]:
        """The questions that must be answered before anything is published."""
        return self.parts(self.PROTECTS)

    @property
    def grounds(self) -> list[forms.BoundField]:
        """Consent and ground."""
        return self.parts(self.GROUNDS)

    def clean(self) -> dict[str, Any]:
        """A day for the end needs its hour."""
        cleaned = super().clean() or {}
        if cleaned.get("ends_on") and not cleaned.get("ends_time"):
            self.add_error("ends_time", _("Give the time at which the appeal ends."))
        return cleaned

    def draft(self) -> Draft:
        """The draft as the verb takes it."""
        given = self.cleaned_data
        decision = {
            name: given[name]
            for name in (*self.PROTECTS, *self.GROUNDS)
            if name not in {"protected_address", "court_order", "who_asks_checked", "consent"}
        }
        return Draft(
            shows={name: str(given[name]) for name in SHOWN if given[name]},
            photo=UUID(given["photo"]) if given["photo"] else None,
            language=given["language"],
            ends_at=self._ends_at(),
            protected_address=Flag(given["protected_address"] or Flag.UNKNOWN),
            court_order=Flag(given["court_order"] or Flag.UNKNOWN),
            who_asks_checked=Flag(given["who_asks_checked"] or Flag.UNKNOWN),
            consent=Consent(given["consent"] or Consent.UNANSWERED),
            **decision,
        )

    def _ends_at(self) -> datetime | None:
        given = self.cleaned_data
        return moment(given["ends_on"], given["ends_time"], zone=self.zone) if given["ends_on"] else None


def as_drafted(draft: Draft, *, version: int | None) -> dict[str, Any]:
    """A draft as the form shows it."""
    ends = timezone.localtime(draft.ends_at) if draft.ends_at else None
    shows: Mapping[str, Any] = draft.shows
    seen = shows.get("last_seen_on")
    decision = {name: getattr(draft, name) for name in (*AppealForm.PROTECTS, *AppealForm.GROUNDS)}
    return {
        **shows,
        "last_seen_on": date.fromisoformat(seen) if seen else None,
        "photo": str(draft.photo) if draft.photo else "",
        "language": draft.language,
        "ends_on": ends and ends.date(),
        "ends_time": ends and ends.time(),
        "version": version,
        **decision,
    }


def decided(draft: Draft) -> list[dict[str, str]]:
    """What was answered about protection, consent and ground, each question in its own words."""
    answers = {Flag.YES.value: _("Yes"), Flag.NO.value: _("No"), Flag.UNKNOWN.value: _("Not known yet")}
    answers |= {code.value: _(label) for code, label in CONSENTS}
    coded = {"protected_address", "court_order", "who_asks_checked", "consent"}
    rows = []
    for name in (*AppealForm.PROTECTS, *AppealForm.GROUNDS):
        said = str(getattr(draft, name))
        if said:
            rows.append(
                {"key": str(AppealForm.base_fields[name].label), "value": answers[said] if name in coded else said}
            )
    return rows


class RefuseForm(DeskForm):
    """Why not."""

    mark_optional = False
    reason = text(gettext_lazy("Why is it refused?"), required=True, rows=2)


class WithdrawForm(DeskForm):
    """Why it comes down."""

    mark_optional = False
    reason = text(gettext_lazy("Why is it withdrawn?"), required=True, rows=2)


class RenewForm(DeskForm):
    """Until when it runs on."""

    otherwise: ClassVar[str] = "ends_on"
    ends_on = DayField(label=gettext_lazy("Runs on until"))
    ends_time = HourField(label=gettext_lazy("at"))


class SubmitForm(VersionedForm):
    """The draft as the page showed it."""


class ApproveForm(VersionedForm):
    """The hash of exactly what was shown."""

    content_hash = forms.CharField(widget=forms.HiddenInput)
