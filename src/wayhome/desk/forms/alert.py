"""Drafting a Child Rescue Alert: may there be one, could it lead somebody to the child, and what the public will read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wayhome.alerts.actions import Draft
from wayhome.desk.forms.alert_area import CHOSEN, DRAWN, GROWN, KEPT, Kept, area_of
from wayhome.desk.forms.appeal import LANGUAGES, flag
from wayhome.desk.forms.base import SMALL_RADIOS, DayField, DeskForm, HourField, moment, offer, text, words
from wayhome.kernels.areas import MODES
from wayhome.rules import alert_draft
from wayhome.rules.alert_draft import CRITERIA, AlertDraft, Text
from wayhome.rules.alerting import Mode
from wayhome.rules.purpose import NO_WORDS, SAY_MORE
from wayhome.terms.flag import Flag
from wayhome.terms.profile import Profile

CRITERIA_FIELDS = (*CRITERIA, "why")
SAFE_FIELDS = ("protected_address", "court_order", "abuse", "protected_ground", "who_asks", "who_asks_checked")
FAMILY_FIELDS = ("family_told", "family_why_not", "neighbours")
DECISION = (*CRITERIA_FIELDS, *SAFE_FIELDS, *FAMILY_FIELDS)
FLAGS = frozenset((*CRITERIA, "protected_address", "court_order", "abuse", "who_asks_checked", "family_told"))
PARTS = {
    "headline": (gettext_lazy("Headline"), gettext_lazy("What, and where. At most 140 letters.")),
    "description": (gettext_lazy("Description"), gettext_lazy("Whom to look for: clothing, height, a vehicle. Never an address.")),
    "instruction": (gettext_lazy("Instruction"), gettext_lazy("What people are to do, and whom to call.")),
}  # fmt: skip
STANDS_AT = {
    **{sentence: name for name, sentence in alert_draft.ASK_CRITERIA.items()},
    **{sentence: name for name, sentence in alert_draft.NOT_FOR_AN_ALERT.items()},
    alert_draft.ASK_WHY: "why",
    alert_draft.ASK_PROTECTED_ADDRESS: "protected_address",
    alert_draft.ASK_COURT_ORDER: "court_order",
    alert_draft.ASK_ABUSE: "abuse",
    alert_draft.ASK_PROTECTED_GROUND: "protected_ground",
    alert_draft.ASK_WHO_ASKS: "who_asks",
    alert_draft.ASK_WHO_ASKS_CHECKED: "who_asks_checked",
    alert_draft.ASK_FAMILY: "family_told",
    alert_draft.ASK_FAMILY_WHY: "family_why_not",
    alert_draft.ASK_NEIGHBOURS: "neighbours",
    alert_draft.ASK_TEXT: "languages",
    alert_draft.HEADLINE_LONG: "languages",
    alert_draft.TEXT_LONG: "languages",
    alert_draft.TEXT_MARKED: "languages",
    alert_draft.ASK_AREA: "area_how",
    alert_draft.ASK_END: "ends_on",
    alert_draft.TOO_SHORT: "ends_on",
    alert_draft.TOO_LONG: "ends_on",
}
"""At which question each thing stands that a draft may lack."""
CHOICES = frozenset((*FLAGS, "languages", "area_how"))


class AlertForm(DeskForm):
    """A draft may lack anything; what it lacks is said when it is to be submitted. Live or drill is chosen once, and never for one."""

    mark_optional = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("Live, or a drill?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether this is live or a drill.")},
    )

    under_18 = flag(gettext_lazy(CRITERIA["under_18"]))
    imminent_danger = flag(gettext_lazy(CRITERIA["imminent_danger"]))
    public_can_help = flag(
        gettext_lazy(CRITERIA["public_can_help"]),
        help_text=gettext_lazy("Somebody or something that people can look for: a face, clothes, a vehicle."),
    )
    why = text(gettext_lazy("Why is the child in imminent danger?"), rows=2)

    protected_address = flag(
        gettext_lazy("Is there a protected address?"),
        help_text=gettext_lazy("A refuge, a placement, an adoption, anybody in hiding with the child."),
    )
    court_order = flag(
        gettext_lazy("Is there a court order?"),
        help_text=gettext_lazy("About contact, residence, reporting or non-molestation."),
    )
    abuse = flag(gettext_lazy("Is there abuse in the family, or somebody who hides from somebody?"))
    protected_ground = text(
        gettext_lazy("If any of these is yes: why will the alert not lead anyone to the child who must not find it?"),
        rows=2,
    )
    who_asks = words(
        gettext_lazy("Who asks for the alert?"), help_text=gettext_lazy("A parent's word alone is never enough.")
    )
    who_asks_checked = flag(gettext_lazy("Was it checked who asks?"))

    family_told = flag(gettext_lazy("Has the family been told that an alert will go out?"))
    family_why_not = text(gettext_lazy("If not: why not?"), rows=2)
    neighbours = text(
        gettext_lazy("Neighbouring forces that were told"), rows=2, help_text=gettext_lazy("Or why none was.")
    )

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    photo = forms.ChoiceField(label=gettext_lazy("Photo"), required=False, widget=SMALL_RADIOS)
    ends_on = DayField(label=gettext_lazy("Ends on"), required=False)
    ends_time = HourField(label=gettext_lazy("at"), required=False)

    area_how = forms.ChoiceField(label=gettext_lazy("How is the area given?"), required=False, widget=SMALL_RADIOS)
    chosen = text(
        gettext_lazy("Places, districts or forces"),
        rows=3,
        help_text=gettext_lazy("One a line, such as Oxford, or Thames Valley Police. Force areas are approximate."),
    )
    drawn = forms.CharField(
        label=gettext_lazy("The drawing"),
        required=False,
        max_length=1_000_000,
        help_text=gettext_lazy(
            "GeoJSON; or one polygon a line, as latitude,longitude pairs, the first again at the end."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    seen_at_point = words(
        gettext_lazy("Where last seen: latitude, longitude"),
        wide=False,
        help_text=gettext_lazy("In degrees, such as 50.8225, -0.1372."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes since then"),
        required=False,
        min_value=0,
        max_value=14_400,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    uncertainty_m = forms.IntegerField(
        label=gettext_lazy("How far that place may be wrong, in metres"),
        required=False,
        min_value=0,
        max_value=50_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    travel = forms.ChoiceField(label=gettext_lazy("Travelling"), required=False, widget=SMALL_RADIOS)
    area_words = words(
        gettext_lazy("The area in words"),
        help_text=gettext_lazy("As the public reads it. Left empty, the districts are named."),
    )

    def __init__(
        self, *args: Any, photos: Sequence[tuple[UUID, str]], profile: Profile, kept: Kept | None = None,
        drafting_new: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.zone, self.kept, self.area = profile.time_zone, kept, kept
        self.offered = [code for code in profile.languages if code in LANGUAGES]
        offer(self, "languages", [(code, _(LANGUAGES[code])) for code in self.offered])
        for code in self.offered:
            for part, (label, hint) in PARTS.items():
                rows = {"headline": 2, "description": 4, "instruction": 3}[part]
                self.fields[f"{part}_{code}"] = text(
                    _("%(part)s, %(language)s") % {"part": label, "language": _(LANGUAGES[code])},
                    rows=rows,
                    help_text=hint,
                )
                self.fields[f"{part}_{code}"].widget.attrs["lang"] = code
        offer(self, "photo", [(str(key), said) for key, said in photos] + [("", _("No photo"))])
        offer(self, "travel", [(mode.code, f"{_(mode.name)}, {mode.km_h} km/h") for mode in MODES.values()])
        ways = [
            (CHOSEN, _("Chosen by name")),
            (GROWN, _("Grown from where the child was last seen")),
            (DRAWN, _("Drawn")),
        ]
        offer(self, "area_how", ([(KEPT, _("As it is now"))] if kept else []) + ways)
        if drafting_new:
            live = _("LIVE: the public is told, phones may ring")
            offer(
                self,
                "mode",
                [(Mode.LIVE.value, live), (Mode.DRILL.value, _("DRILL: an exercise, nobody outside is told"))],
            )
        else:
            del self.fields["mode"]

    def parts(self, names: Sequence[str]) -> list[forms.BoundField]:
        """Some of the questions, in order."""
        return [self[name] for name in names]

    @property
    def criteria(self) -> list[forms.BoundField]:
        """Whether there may be an alert."""
        return self.parts(CRITERIA_FIELDS)

    @property
    def safeguards(self) -> list[forms.BoundField]:
        """Whether it could lead somebody to the child."""
        return self.parts(SAFE_FIELDS)

    @property
    def family(self) -> list[forms.BoundField]:
        """Who was told."""
        return self.parts(FAMILY_FIELDS)

    @property
    def texts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each language that may be chosen, with its three questions."""
        return [(code, self.parts([f"{part}_{code}" for part in PARTS])) for code in self.offered]

    @property
    def grown(self) -> list[forms.BoundField]:
        """What an area grows from."""
        return self.parts(("seen_at_point", "uncertainty_m", "minutes", "travel"))

    def clean(self) -> dict[str, Any]:
        """A day for the end needs its hour; the area is made here, so that what is wrong with it stands at its field."""
        cleaned = super().clean() or {}
        if cleaned.get("ends_on") and not cleaned.get("ends_time") and "ends_time" not in self.errors:
            self.add_error("ends_time", _("Give the time at which the alert ends."))
        if not self.errors:
            try:
                self.area = area_of(cleaned, self.kept)
            except ValidationError as wrong:
                for field, sentences in wrong.message_dict.items():
                    self.add_error(field, sentences)
        return cleaned

    def draft(self) -> Draft:
        """The draft as the verb takes it."""
        given = self.cleaned_data
        answers: dict[str, Any] = {name: Flag(given[name] or Flag.UNKNOWN) for name in FLAGS}
        said = {name: given[name].strip() for name in DECISION if name not in FLAGS}
        texts = {
            code: Text(**{part: given[f"{part}_{code}"].strip() for part in PARTS})
            for code in self.offered
            if code in given["languages"]
        }
        ends = moment(given["ends_on"], given["ends_time"], zone=self.zone) if given["ends_on"] else None
        return Draft(
            AlertDraft(**answers, **said, texts=texts, has_area=bool(self.area), expires_at=ends),
            self.area,
            UUID(given["photo"]) if given["photo"] else None,
        )


def as_drafted(draft: Draft, *, revision: int | None) -> dict[str, Any]:
    """A draft as the form shows it."""
    answers = draft.answers
    ends = timezone.localtime(answers.expires_at) if answers.expires_at else None
    texts = {f"{part}_{code}": getattr(words_in, part) for code, words_in in answers.texts.items() for part in PARTS}
    return {
        **{name: getattr(answers, name) for name in DECISION},
        **texts,
        "languages": list(answers.texts),
        "photo": str(draft.photo) if draft.photo else "",
        "ends_on": ends and ends.date(),
        "ends_time": ends and ends.time(),
        "area_how": KEPT if draft.area else "",
        "area_words": draft.area["words"] if draft.area else "",
        "revision": revision,
    }


def decided(answers: AlertDraft) -> list[dict[str, str]]:
    """What was answered about criteria, safeguards, family and neighbours, each question in its own words."""
    said = {Flag.YES: _("Yes"), Flag.NO: _("No"), Flag.UNKNOWN: _("Not known yet")}
    rows = [
        (str(AlertForm.base_fields[name].label), said[value] if name in FLAGS else str(value))
        for name in DECISION
        if (value := getattr(answers, name))
    ]
    return [{"key": key, "value": value} for key, value in rows]


class SubmitForm(DeskForm):
    """The draft as the page showed it."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": gettext_lazy("Reload the page, then try again.")}
    )


class DecideForm(DeskForm):
    """The second person's word: the hash of exactly what was shown, or why not."""

    mark_optional = False
    belongs: ClassVar[dict[str, str]] = {SAY_MORE: "reason", NO_WORDS: "reason"}
    do = forms.ChoiceField(
        choices=[("approve", "approve"), ("return", "return"), ("refuse", "refuse")],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Press one of the buttons."), "invalid_choice": gettext_lazy("Press one of the buttons.")},
    )  # fmt: skip
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = text(gettext_lazy("Why not?"), rows=2)
    unstaffed = text(gettext_lazy("Nobody sits at the tip desk: why send it all the same?"), rows=2)

    def refuse(self, sentence: str) -> None:
        """What is said of a reason stands at the reason that was asked for."""
        about = {SAY_MORE, NO_WORDS, alert_draft.NOBODY_AT_TIPS}
        if self.cleaned_data.get("do") == "approve" and sentence in about:
            self.add_error("unstaffed", _(sentence))
        else:
            super().refuse(sentence)


class DeclineForm(DeskForm):
    """Why there is no alert for this child, or no update."""

    mark_optional = False
    belongs: ClassVar[dict[str, str]] = {SAY_MORE: "reason", NO_WORDS: "reason"}
    reason = text(gettext_lazy("Why is there no alert?"), rows=2)
