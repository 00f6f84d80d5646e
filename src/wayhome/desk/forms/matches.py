"""Judging a candidate match, excluding a pair, and taking an exclusion back."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, offer, text, words
from wayhome.rules import exclusions, matching
from wayhome.rules.matching import AUTHORITY_LABELS, METHOD_LABELS, VERDICT_LABELS, Authority, Decision, Method


def document(help_text: Any) -> forms.CharField:
    """The reference of a document: short, so that nobody pastes the document."""
    return forms.CharField(
        label=gettext_lazy("Reference of the document"),
        required=False,
        help_text=help_text,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )


class JudgeForm(DeskForm):
    """What an officer decides about a pair. `sees` is the verdict that was in force when the page was drawn."""

    belongs: ClassVar[dict[str, str]] = {
        matching.VERDICT_NEEDS_REASON: "reason",
        matching.NEEDS_AUTHORITY: "authority",
        matching.POLICE_FOR_THE_LIVING: "authority",
        matching.NEEDS_METHOD: "method",
        matching.ONLY_ALIVE: "method",
        matching.NEEDS_DOCUMENT: "document",
        matching.NEEDS_DAY: "decided_on",
        matching.DAY_TO_COME: "decided_on",
        matching.DAY_BEFORE_FIND: "decided_on",
    }
    otherwise = "verdict"
    mark_optional = False
    sees = forms.CharField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Your verdict"), widget=SMALL_RADIOS)
    authority = forms.ChoiceField(label=gettext_lazy("Who decided"), required=False)
    method = forms.ChoiceField(
        label=gettext_lazy("Method of identification"),
        required=False,
        help_text=gettext_lazy("Appearance alone is never enough."),
    )
    document = document(gettext_lazy("The reference alone. The document stays where it is."))
    decided_on = DayField(label=gettext_lazy("Decided on"), required=False)
    reason = text(gettext_lazy("Why?"), required=True, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, labels, none in (
            ("verdict", VERDICT_LABELS, False),
            ("authority", AUTHORITY_LABELS, True),
            ("method", METHOD_LABELS, True),
        ):
            offer(self, name, [("", _("None yet"))] * none + [(code.value, _(label)) for code, label in labels.items()])

    def decision(self) -> Decision:
        """What an identification would rest on."""
        given = self.cleaned_data
        return Decision(
            authority=Authority(given["authority"]) if given["authority"] else None,
            method=Method(given["method"]) if given["method"] else None,
            document=given["document"],
            on=given["decided_on"],
        )


class ExcludeForm(DeskForm):
    """By which rule a pair is excluded or doubted."""

    belongs: ClassVar[dict[str, str]] = {
        exclusions.NEEDS_EVIDENCE: "document",
        exclusions.NOT_THAT_EFFECT: "effect",
        exclusions.NEEDS_REASON: "reason",
    }
    otherwise = "rule"
    mark_optional = False
    rule = forms.ChoiceField(label=gettext_lazy("By which rule"))
    effect = forms.ChoiceField(label=gettext_lazy("What it does"), widget=SMALL_RADIOS)
    document = document(gettext_lazy("Of the laboratory's report, the custody record or whatever shows it."))
    reason = text(gettext_lazy("Why?"), required=True, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(code.value, _(says.label)) for code, says in exclusions.RULES.items() if not says.by_service]
        offer(self, "rule", [("", _("Choose")), *rules])
        offer(self, "effect", [(code.value, _(label)) for code, label in exclusions.EFFECT_LABELS.items()])


class RevokeForm(DeskForm):
    """Why an exclusion is taken back."""

    otherwise = "because"
    mark_optional = False
    because = words(gettext_lazy("Why is it revoked?"), required=True)
