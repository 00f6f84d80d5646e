"""Why a record is opened."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from wayhome.desk.forms.base import DeskForm, offer, words
from wayhome.rules.purpose import CHOOSE, NO_WORDS, PURPOSES, SAY_MORE


class PurposeForm(DeskForm):
    """One of a list, and words where the list does not say it."""

    belongs: ClassVar[dict[str, str]] = {CHOOSE: "code", SAY_MORE: "words", NO_WORDS: "words"}
    code = forms.ChoiceField(
        label=_("Why do you open it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you open this record.")},
    )
    words = words(
        _("In a few words"), help_text=_("Needed where the list does not say it. Your supervisor reads this.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", [(code, translate(label)) for code, label in PURPOSES.items()])
