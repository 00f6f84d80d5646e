"""Who may see a record: assigning, restricting, sealing, sharing, shutting out, and what leaves the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from wayhome.access.actions import grounds
from wayhome.desk.forms.base import SMALL_RADIOS, Choices, DayField, DeskForm, moment, offer, text, words
from wayhome.rules.keeping import (
    ASSIGNED_ALREADY,
    CHOOSE_AGENCY,
    CHOOSE_CEILING,
    CHOOSE_FACTS,
    CHOOSE_GROUND,
    CHOOSE_OFFICER,
    NAMED_ALREADY,
    SAY_AUTHORITY,
    SAY_WHOM,
    SHARE_ENDS,
    SHARED_ALREADY,
    TWO_NAMES,
)
from wayhome.rules.purpose import NO_WORDS, SAY_MORE

REASON = {SAY_MORE: "reason", NO_WORDS: "reason"}
MANY = forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"})


def _grounds() -> Choices:
    return [(code, translate(label)) for code, label in grounds().items()]


class OfficerForm(DeskForm):
    """One officer, to be assigned or shut out."""

    belongs: ClassVar[dict[str, str]] = dict.fromkeys((CHOOSE_OFFICER, ASSIGNED_ALREADY, NAMED_ALREADY), "officer")
    officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args: Any, officers: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", [("", translate("Choose")), *((str(key), name) for key, name in officers.items())])


class RestrictForm(DeskForm):
    """Why the record is kept more closely."""

    belongs = REASON
    reason = text(_("Why?"), required=True, help_text=_("Kept sealed. Whoever may open the record may read it."))


class SealForm(RestrictForm):
    """Why, and who alone may open it."""

    belongs: ClassVar[dict[str, str]] = REASON | dict.fromkeys((TWO_NAMES, CHOOSE_OFFICER), "names")
    field_order = ("names", "reason")
    names = forms.MultipleChoiceField(
        label=_("Who alone may open it?"),
        widget=MANY,
        help_text=_("At least two who work cases, you among them. Three are safer: one may leave."),
    )

    def __init__(self, *args: Any, officers: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "names", [(str(key), name) for key, name in officers.items()])


class UnsealForm(RestrictForm):
    """On whose authority the seal shall end, and why."""

    belongs: ClassVar[dict[str, str]] = REASON | {SAY_AUTHORITY: "authority"}
    field_order = ("authority", "reason")
    authority = words(_("On whose authority?"), required=True, help_text=_("Who ordered it, and when."))


class ShareForm(DeskForm):
    """With whom, how far, on which ground, until when."""

    belongs: ClassVar[dict[str, str]] = {
        CHOOSE_AGENCY: "to", SHARED_ALREADY: "to", CHOOSE_CEILING: "ceiling", CHOOSE_GROUND: "ground", SHARE_ENDS: "until",
        SAY_MORE: "words", NO_WORDS: "words",
    }  # fmt: skip
    to = forms.ChoiceField(label=_("With which agency?"))
    ceiling = forms.ChoiceField(label=_("How far?"), widget=SMALL_RADIOS)
    ground = forms.ChoiceField(label=_("On which ground?"), widget=SMALL_RADIOS)
    words = text(_("Why this agency, in a few words"), required=True, help_text=_("Kept sealed."))
    until = DayField(label=_("Until the end of"), help_text=_("At most 90 days from now."))

    def __init__(self, *args: Any, agencies: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [("", translate("Choose")), *((str(key), name) for key, name in agencies.items())])
        offer(
            self,
            "ceiling",
            [
                ("partner", translate("What partners need: description, places, whom to call")),
                ("case", translate("What the case holds, without restricted facts")),
            ],
        )
        offer(self, "ground", _grounds())

    def until_at(self, zone: str) -> datetime:
        """The last minute of the day, in the zone of the force."""
        return moment(self.cleaned_data["until"], time(23, 59), zone=zone)


class DiscloseForm(DeskForm):
    """What leaves, by which way, to whom, on which ground."""

    belongs: ClassVar[dict[str, str]] = {CHOOSE_FACTS: "kinds", SAY_WHOM: "recipient", CHOOSE_GROUND: "ground"}
    kinds = forms.MultipleChoiceField(label=_("What is disclosed?"), widget=MANY)
    recipient = words(_("Who receives it?"), required=True, help_text=_("Name and role. Kept sealed."))
    agency = words(_("For which agency or family?"), required=True)
    ground = forms.ChoiceField(label=_("On which ground?"), widget=SMALL_RADIOS)
    medium = forms.ChoiceField(label=_("How?"), widget=SMALL_RADIOS)

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kinds", kinds)
        offer(self, "ground", _grounds())
        offer(
            self,
            "medium",
            [
                ("pdf", translate("A PDF file, marked with your name and a copy number")),
                ("print", translate("The same, to be printed")),
                ("read_out", translate("Read out on the phone or in person")),
            ],
        )


class TieForm(DeskForm):
    """An officer's own address and phone."""

    mark_optional = False
    otherwise: ClassVar[str] = "address"
    address = words(_("Address"), help_text=_("House, street and town, as a report would say it."))
    phone = words(_("Phone number"), wide=False)
