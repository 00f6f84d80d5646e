"""Breaking the glass, and reviewing that somebody did."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wayhome.desk.forms.base import SMALL_RADIOS, DeskForm, offer, text, words
from wayhome.rules.glass import (
    CHOOSE_HOURS,
    CHOOSE_REASON,
    CHOOSE_VERDICT,
    HOURS,
    REASONS,
    SAY_WHY,
    VERDICTS,
)
from wayhome.rules.purpose import NO_WORDS, SAY_MORE


class BreakGlassForm(DeskForm):
    """Which record, why, and for how long."""

    belongs: ClassVar[dict[str, str]] = {CHOOSE_REASON: "code", SAY_WHY: "words", CHOOSE_HOURS: "hours"}
    otherwise: ClassVar[str] = "reference"
    reference = words(
        _("Reference"), required=True, wide=False, help_text=_("Of the record or the case, as the search shows it.")
    )
    code = forms.ChoiceField(label=_("Why?"), widget=SMALL_RADIOS)
    words = text(
        _("What is happening, and why it cannot wait"),
        required=True,
        help_text=_("Two others read this at once, and a supervisor judges it."),
    )
    hours = forms.TypedChoiceField(label=_("For how long?"), coerce=int, initial="1", widget=SMALL_RADIOS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", [(code, translate(label)) for code, label in REASONS.items()])
        offer(self, "hours", [(str(n), ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}) for n in HOURS])


class ReviewGlassForm(DeskForm):
    """What a supervisor makes of it."""

    belongs: ClassVar[dict[str, str]] = {CHOOSE_VERDICT: "verdict", SAY_MORE: "words", NO_WORDS: "words"}
    verdict = forms.ChoiceField(label=_("What do you make of it?"), widget=SMALL_RADIOS)
    words = text(_("Why, and what is to be done"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "verdict", [(code.value, translate(label)) for code, label in VERDICTS.items()])
