"""A laboratory's kinship result, as it stands in its report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.desk import words
from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, offer
from wayhome.formats.kinship_report import (
    NEEDS_WORDS,
    ZERO_OR_NUMBER,
    Unread,
    read_dex,
    read_left_out,
    read_markers,
)
from wayhome.kernels.crossmatch.model import FAMILIES
from wayhome.rules.kinship import (
    POPULATION_LABELS,
    PROPOSITIONS,
    RELATIVE_LABELS,
    SECOND_SET_LABELS,
    Figures,
    Population,
    Relative,
    SecondSet,
)

T = TypeVar("T")
OWN = "own"


def line(label: Any, *, most: int, required: bool = True, help_text: Any = "", wide: bool = True) -> forms.CharField:
    """One line of words, no longer than the table keeps."""
    attrs = {"autocomplete": "off", "class": "" if wide else "govuk-input--width-10"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


def ticks(label: Any, *, help_text: Any = "", required: bool = False) -> forms.MultipleChoiceField:
    """Several of a list."""
    widget = forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small wh-choices--columns"})
    return forms.MultipleChoiceField(label=label, required=required, help_text=help_text, widget=widget)


def whole(label: Any, *, required: bool = True, help_text: Any = "", says: Any) -> forms.IntegerField:
    """A whole number, without the browser's arrows."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"})
    return forms.IntegerField(
        label=label, required=required, help_text=help_text, widget=widget, error_messages={"invalid": says}
    )


class KinshipForm(DeskForm):
    """What the report says. `sees` is the result that was in force when the page was drawn."""

    mark_optional = False
    sees = forms.CharField(widget=forms.HiddenInput, required=False)
    propositions = forms.ChoiceField(label=gettext_lazy("What was weighed against what"), widget=SMALL_RADIOS)
    claim = line(gettext_lazy("First proposition, in the report's words"), most=300, required=False, help_text=gettext_lazy("Only for others. No names."))  # fmt: skip
    denial = line(
        gettext_lazy("Second proposition, in the report's words"),
        most=300,
        required=False,
        help_text=gettext_lazy("What the first is weighed against."),
    )
    log10_lr = line(
        gettext_lazy("log10 of the likelihood ratio"), most=40, required=False, wide=False,
        help_text=gettext_lazy("For a ratio of 1,000,000 write 6."),
    )  # fmt: skip
    zero = forms.BooleanField(label=gettext_lazy("The report gives a ratio of 0"), required=False)
    population = forms.ChoiceField(label=gettext_lazy("By which frequencies"), widget=SMALL_RADIOS)
    populations = line(gettext_lazy("Which population or populations"), most=200)
    loci = whole(
        gettext_lazy("Number of loci compared"),
        says=gettext_lazy("The number of loci compared is a whole number, such as 24."),
    )
    inconsistent = line(
        gettext_lazy("Inconsistent loci"), most=400, required=False, help_text=gettext_lazy("By name, with commas between: FGA, Penta D. Empty where there is none.")
    )  # fmt: skip
    left_out = forms.CharField(
        label=gettext_lazy("Leaving one locus out"), required=False, max_length=4000,
        help_text=gettext_lazy("A line for each locus and the log10 without it: D3S1358 5.2. At least the smallest."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )  # fmt: skip
    relatives = ticks(gettext_lazy("Who was typed"), help_text=gettext_lazy("Never who they are."), required=True)
    second_set = forms.ChoiceField(
        label=gettext_lazy("A second set of markers that agrees"), widget=SMALL_RADIOS, initial=SecondSet.NONE.value
    )
    counted = ticks(
        gettext_lazy("What the figure counts already"),
        help_text=gettext_lazy(
            "Whatever the laboratory put into its figure or its odds, such as the sex by amelogenin or the looks by which a population"
            " was chosen. It is then taken out of the other evidence, so that nothing counts twice."
        ),
    )
    comparisons = whole(
        gettext_lazy("How many comparisons the search made"), required=False, help_text=gettext_lazy("If the report says."),
        says=gettext_lazy("The number of comparisons is a whole number above 0."),
    )  # fmt: skip
    alternatives = line(
        gettext_lazy("Who else is as likely, in the report's words"), most=300, required=False,
        help_text=gettext_lazy("Such as a brother who is missing too. References, no names. Empty where the report names nobody."),
    )  # fmt: skip
    laboratory = line(gettext_lazy("Laboratory"), most=120)
    report = line(gettext_lazy("Reference of the report"), most=120, help_text=gettext_lazy("The reference alone. The report stays where it is."))  # fmt: skip
    reported_on = DayField(label=gettext_lazy("Date of the report"))
    software = line(gettext_lazy("Software and version"), most=120)
    frequencies = line(gettext_lazy("Frequencies used"), most=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = [(code, f"{_(claim)} {_('Against:')} {_(denial)}") for code, (claim, denial) in PROPOSITIONS.items()]
        offer(self, "propositions", [*both, (OWN, _("Others, in the report's words"))])
        for name, labels in (
            ("population", POPULATION_LABELS),
            ("relatives", RELATIVE_LABELS),
            ("second_set", SECOND_SET_LABELS),
        ):
            offer(self, name, [(code.value, _(label)) for code, label in labels.items()])
        offer(self, "counted", [(each, words.kind_words(each)) for each in FAMILIES])

    def clean_log10_lr(self) -> Any:
        """The figure; None where none was given."""
        given = self.cleaned_data["log10_lr"]
        return _read(read_dex, given) if given else None

    def clean_inconsistent(self) -> tuple[str, ...]:
        """The markers by their one names."""
        return _read(read_markers, self.cleaned_data["inconsistent"])

    def clean_left_out(self) -> Any:
        """The lines of the table."""
        return _read(read_left_out, self.cleaned_data["left_out"])

    def clean(self) -> dict[str, Any]:
        """What hangs on another answer: words for propositions of the report's own, and one figure or a ratio of 0."""
        given = super().clean() or {}
        if given.get("propositions") == OWN:
            for name in ("claim", "denial"):
                if name in given and not given[name].strip():
                    self.add_error(name, _(NEEDS_WORDS))
        elif given.get("propositions"):
            given["claim"], given["denial"] = PROPOSITIONS[given["propositions"]]
        if "log10_lr" in given and (given["log10_lr"] is None) != given["zero"]:
            self.add_error("log10_lr", _(ZERO_OR_NUMBER))
        return given

    def figures(self) -> Figures:
        """What was entered."""
        given = self.cleaned_data
        same = ("claim", "denial", "log10_lr", "populations", "loci", "inconsistent", "left_out", "laboratory", "report", "reported_on",
                "software", "frequencies", "comparisons", "alternatives")  # fmt: skip
        return Figures(
            population=Population(given["population"]),
            relatives=tuple(map(Relative, given["relatives"])),
            second_set=SecondSet(given["second_set"]),
            counted=tuple(given["counted"]),
            **{name: given[name] for name in same},
        )


def _read(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except Unread as problem:
        raise ValidationError(_(problem.says).format(**problem.gaps)) from None


class RevokeKinshipForm(DeskForm):
    """Why a result is taken back."""

    otherwise = "because"
    mark_optional = False
    because = line(gettext_lazy("Why is the result revoked?"), most=400)
