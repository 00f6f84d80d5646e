"""What came of a tip."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from wayhome.desk.forms.base import SMALL_RADIOS, Choices, DeskForm, offer
from wayhome.rules.tips import LABELS, NAME_THE_OTHER, NO_ENQUIRY, Outcome


class DealForm(DeskForm):
    """One answer of a short list, and the other tip where two are put together."""

    belongs: ClassVar[dict[str, str]] = {NAME_THE_OTHER: "together_with", NO_ENQUIRY: "outcome"}
    outcome = forms.ChoiceField(label=_("What came of it?"), widget=SMALL_RADIOS)
    together_with = forms.TypedChoiceField(
        label=_("Together with which?"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, others: Choices, has_enquiry: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fits = {Outcome.PASSED: has_enquiry, Outcome.TOGETHER: bool(others)}
        offer(
            self, "outcome", [(each.value, translate(label)) for each, label in LABELS.items() if fits.get(each, True)]
        )
        offer(self, "together_with", [("", translate("Choose another tip")), *others])
        if not others:
            del self.fields["together_with"]

    def clean(self) -> dict[str, Any]:
        """Another tip is named for putting together alone."""
        given = self.cleaned_data
        return given | {
            "together_with": given.get("together_with") if given.get("outcome") == Outcome.TOGETHER else None
        }
