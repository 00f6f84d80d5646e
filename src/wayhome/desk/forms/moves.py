"""What happens to a case: handed over, located, found, reopened, closed, compared with another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wayhome.cases.actions import EDGE_NEEDS_REASON, SAME_RECORD
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
from wayhome.outcomes.actions import CHOOSE_FOUND_BY, CHOOSE_FOUND_PLACE, CHOOSE_STATUS, HELD_BEFORE_FOUND, SAY_WHEN
from wayhome.rules.episode import (
    CLOSE_NEEDS_INTERVIEW,
    FOUND_BEFORE_SEEN,
    FOUND_IN_FUTURE,
    REOPEN_NEEDS_REASON,
    WHO_SAW,
)
from wayhome.terms.words import N_


class LocateForm(VersionedForm):
    """Nothing to say but yes."""


class TakeOverForm(VersionedForm):
    """Who owns the case from now on."""

    owner = forms.ChoiceField(label=_("Who owns this case from now on?"))

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [(str(key), name) for key, name in colleagues.items()])


class ReopenForm(VersionedForm):
    """Why the search goes on."""

    belongs: ClassVar[dict[str, str]] = {REOPEN_NEEDS_REASON: "reason"}
    mark_optional = False
    reason = text(_("Why is the child still missing?"), help_text=_("Needed once the search had ended."))


class CloseForm(VersionedForm):
    """Why the prevention interview was not held, when it was not."""

    belongs: ClassVar[dict[str, str]] = {CLOSE_NEEDS_INTERVIEW: "reason"}
    mark_optional = False
    reason = text(_("Why is there no prevention interview?"))


class FoundForm(VersionedForm):
    """Who saw the child face to face, when, and where."""

    belongs: ClassVar[dict[str, str]] = {
        WHO_SAW: "seen_by",
        FOUND_IN_FUTURE: "found_on",
        FOUND_BEFORE_SEEN: "found_on",
        CHOOSE_FOUND_BY: "found_by",
        CHOOSE_FOUND_PLACE: "found_place",
    }
    seen_by = words(
        _("Who saw the child face to face?"),
        required=True,
        help_text=_("Name and number. A call or a message does not end a search."),
    )
    found_on = DayField(label=_("Day on which the child was seen"))
    found_time = HourField(label=_("Time at which the child was seen"))
    found_by = forms.ChoiceField(label=_("Who found the child?"))
    found_place = forms.ChoiceField(label=_("Where was the child found?"))
    words = text(_("What happened"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "found_by", codes("found_by", blank=_("Choose")))
        offer(self, "found_place", codes("found_place", blank=_("Choose")))

    def found_at(self, zone: str) -> datetime:
        """The moment, in the zone of the case."""
        return moment(self.cleaned_data["found_on"], self.cleaned_data["found_time"], zone=zone)


class InterviewForm(VersionedForm):
    """What became of an interview, and what the child said."""

    belongs: ClassVar[dict[str, str]] = {SAY_WHEN: "held_on", HELD_BEFORE_FOUND: "held_on", CHOOSE_STATUS: "status"}
    status = forms.ChoiceField(label=_("What became of it?"), widget=SMALL_RADIOS)
    held_on = DayField(label=_("Held on"), required=False)
    held_time = HourField(label=_("at"), required=False)
    words = text(_("What the child said, in the child's own words"), rows=5, help_text=_("Kept sealed."))
    harm = forms.ChoiceField(label=_("Harm while missing"), required=False)
    why = forms.MultipleChoiceField(
        label=_("Why the child was missing"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "status", codes("return_interview_status"))
        offer(self, "harm", codes("harm_found", blank=_("Not asked")))
        offer(self, "why", codes("why_missing"))

    def clean(self) -> dict[str, Any]:
        """A day needs its hour, and an hour its day."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("held_on")) != bool(cleaned.get("held_time")) and not self.errors:
            self.add_error("held_time" if cleaned.get("held_on") else "held_on", _("Give both the day and the time."))
        return cleaned

    def held_at(self, zone: str) -> datetime | None:
        """When it was held, if it was."""
        day, hour = self.cleaned_data["held_on"], self.cleaned_data["held_time"]
        return moment(day, hour, zone=zone) if day and hour else None


SAME = (
    ("same", N_("Yes, one child")),
    ("not_same", N_("No, two children")),
    ("unsure", N_("Not sure")),
)


class JoinForm(DeskForm):
    """Whether two records are of one child."""

    belongs: ClassVar[dict[str, str]] = {SAME_RECORD: "reference", EDGE_NEEDS_REASON: "reason"}
    mark_optional = False
    reference = words(_("Reference of the other child's record or case"), required=True, wide=False)
    kind = forms.ChoiceField(label=_("Is it the same child?"), widget=SMALL_RADIOS)
    reason = text(_("Why?"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(code, str(_(label))) for code, label in SAME])
