"""The few kinds of boxes that the public forms use, and how a day and a time become one moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wayhome.base import clock
from wayhome.look.forms import GovForm
from wayhome.terms.codes import code_list

FEET = re.compile(r"([3-7])\s*(?:'|’|ft|foot|feet)\.?\s*(?:(\d{1,2})\s*(?:\"|”|''|in|inch|inches)?\.?)?", re.IGNORECASE)
PICTURES = "image/jpeg,image/png,image/webp"


def line(label: Any, hint: Any = "", *, width: int = 20, kind: str = "text", **attrs: str) -> forms.CharField:
    """One line of words, kept as given."""
    widget = forms.TextInput(
        attrs={"type": kind, "class": f"govuk-input--width-{width}", "autocomplete": "off", **attrs}
    )
    return forms.CharField(label=label, help_text=hint, required=False, strip=False, widget=widget)


def passage(label: Any, hint: Any = "", *, rows: int = 3) -> forms.CharField:
    """Several lines of words, kept as given."""
    return forms.CharField(
        label=label, help_text=hint, required=False, strip=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def answer(label: Any, name: str, hint: Any = "") -> forms.ChoiceField:
    """One answer of a code list, as it stands today, in the reader's language."""
    return forms.ChoiceField(label=label, help_text=hint, required=False, choices=partial(_answers, name))


def _answers(name: str) -> list[tuple[str, str]]:
    listed = code_list(name).choices(on=clock.now().date(), language=get_language() or "en")
    return [("", _("Choose, if you know")), *listed]


def picture(label: Any, hint: Any) -> forms.FileField:
    """A picture; whether it is one is decided where it is repainted."""
    return forms.FileField(
        label=label,
        help_text=hint,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )


# The heading of each part, then its rows of fields.
Parts = tuple[tuple[Any, tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form, with its heading. Fields that share a row stand side by side where there is room."""

    title: str
    rows: tuple[tuple[BoundField, ...], ...]


class PublicForm(GovForm):
    """A form of the public site: never blames, never loses what was written."""

    parts_of_form: Parts = ()

    @property
    def parts(self) -> list[Part]:
        """The parts in the order in which they are asked."""
        return [
            Part(str(title), tuple(tuple(self[name] for name in row) for row in rows))
            for title, rows in self.parts_of_form
        ]

    def given(self, names: Iterable[str]) -> dict[str, str]:
        """What was written, field by field; an empty box says nothing and is left out."""
        return {name: self.cleaned_data[name] for name in names if str(self.cleaned_data.get(name) or "").strip()}

    def blame(self, wrong: dict[str, str]) -> None:
        """Put each sentence beside its box."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, _(sentence))


def moment(day: str, at: str) -> str | None:
    """A day and perhaps a time as one moment in local time, the whole day where no time is given; None when unreadable."""
    try:
        on = date.fromisoformat(day.strip())
        clock_time = time.fromisoformat(at.strip()) if at.strip() else None
    except ValueError:
        return None
    return f"{on}T{clock_time:%H:%M}" if clock_time else f"{on}T00:00/{on}T23:59"


def centimetres(words: str) -> str | None:
    """A height given in feet and inches, in centimetres; None when it is given otherwise."""
    found = FEET.fullmatch(words.strip())
    return str(round((int(found[1]) * 12 + int(found[2] or 0)) * 2.54)) if found else None
