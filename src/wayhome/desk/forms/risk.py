"""The risk questions, each yes, no or not known, and the officer's grade."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.desk.forms.base import SMALL_RADIOS, DeskForm, offer, text
from wayhome.rules.risk import (
    CHILD_NEEDS_SUPERVISOR,
    DECISION_NEEDS_REASON,
    EXPLOITATION,
    FAMILY_CRIME,
    FAR_BELOW_NEEDS_SUPERVISOR,
    FLIGHT,
    ILLNESS,
    NO_SUCH_GRADE,
)
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.field_class import FieldClass
from wayhome.terms.flag import Flag
from wayhome.terms.profile import Profile
from wayhome.terms.words import N_

ASKED = tuple(
    code for code, kind in FACT_KINDS.items() if kind.value_type is ValueType.FLAG and code.startswith("asked.")
)
VULNERABLE = tuple(code for code in FACT_KINDS if code.startswith("vulnerable."))
HARM = (*EXPLOITATION, *FAMILY_CRIME)
HEALTH = (*ILLNESS, "vulnerable.self_harm")
HOME = tuple(code for code in FLIGHT if code.startswith("vulnerable."))
GROUPS = (
    (N_("Ask the caller now"), ASKED),
    (N_("Danger from others"), HARM),
    (N_("Health"), HEALTH),
    (N_("Home and care"), tuple(code for code in VULNERABLE if code not in {*HARM, *HEALTH})),
)
QUESTIONS = tuple(code for _title, codes in GROUPS for code in codes)


class RiskForm(DeskForm):
    """Every question of the rules, then a grade and its reason.

    A question whose answer is kept more closely than the officer may see stands empty; left empty, it stays as it is.
    """

    mark_optional = False
    belongs: ClassVar[dict[str, str]] = {
        NO_SUCH_GRADE: "grade",
        DECISION_NEEDS_REASON: "reason",
        CHILD_NEEDS_SUPERVISOR: "grade",
        FAR_BELOW_NEEDS_SUPERVISOR: "grade",
    }
    grade = forms.ChoiceField(label=gettext_lazy("Your grade"), widget=SMALL_RADIOS, required=False)
    reason = text(
        gettext_lazy("Why this grade?"), rows=3, help_text=gettext_lazy("What you know, who said it, and when.")
    )

    def __init__(
        self, *args: Any, profile: Profile, held: Mapping[str, str], classes: Collection[FieldClass], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grade", [(each.code, f"{_(each.label)}: {_(each.meaning)}") for each in reversed(profile.grades)])
        for code in QUESTIONS:
            kind = FACT_KINDS[code]
            shown = kind.field_class in classes
            self.fields[code] = forms.ChoiceField(
                label=_(kind.label),
                required=False,
                choices=[(Flag.YES.value, _("Yes")), (Flag.NO.value, _("No")), (Flag.UNKNOWN.value, _("Not known"))],
                initial=held.get(code, Flag.UNKNOWN.value) if shown else None,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
            )
        self.held_back = [code for code in QUESTIONS if FACT_KINDS[code].field_class not in classes]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The questions under their headings."""
        return [
            {
                "title": _(title),
                "fields": [self[code] for code in codes],
                "held_back": any(code in self.held_back for code in codes),
            }
            for title, codes in GROUPS
        ]

    def answers(self) -> dict[str, str]:
        """What was answered; an empty one is no answer, and changes nothing."""
        return {code: self.cleaned_data[code] for code in QUESTIONS if self.cleaned_data.get(code)}
