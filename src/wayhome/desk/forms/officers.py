"""Accounts, recovery and the duty rota."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from wayhome.desk.forms.base import DayField, DeskForm, HourField, offer, words
from wayhome.terms.viewer import Role

ROLES = [(role.value, role.value.replace("_", " ").capitalize()) for role in Role]


class InviteForm(DeskForm):
    """A new account."""

    login = forms.CharField(
        label=_("Sign-in name"),
        max_length=80,
        help_text=_("Small letters, figures, dots and hyphens."),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9.-]*$", _("Use small letters, figures, dots and hyphens alone"))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = words(_("Name"), required=True)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    otherwise: ClassVar[str] = "login"


class ChangeOfficerForm(DeskForm):
    """Another role, or shut."""

    officer = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    is_active = forms.BooleanField(label=_("The account is open"), required=False)


class NameAtAgencyForm(DeskForm):
    """As whom the agency's own provider knows an officer."""

    subject = forms.CharField(
        label=_("Subject at the agency's own sign-in"),
        max_length=191,
        required=False,
        help_text=_("The provider's lasting id of this officer (the claim “sub”), not a name or an address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RecoverForm(DeskForm):
    """Who lost a key, and how one knows that it is that officer who asks."""

    officer = forms.ChoiceField(label=_("Officer"))
    how_known = forms.CharField(
        label=_("How do you know that it is this officer who asks?"),
        max_length=200,
        help_text=_("For example: came to the counter and showed the warrant card. A call or a message is not enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", officers)


class DutyForm(DeskForm):
    """Who is on duty as what, from when to when."""

    officer = forms.ChoiceField(label=_("Officer"))
    role = forms.ChoiceField(label=_("On duty as"), choices=ROLES)
    starts_on = DayField(label=_("First day"))
    starts_time = HourField(label=_("From"))
    ends_on = DayField(label=_("Last day"))
    ends_time = HourField(label=_("Until"))
    otherwise: ClassVar[str] = "ends_on"

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", officers)


class FirstTimeForm(DeskForm):
    """A name and the code that somebody handed over."""

    login = forms.CharField(
        label=_("Sign-in name"), max_length=80, error_messages={"required": _("Enter your sign-in name")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("One-time code"), max_length=40, error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    mark_optional = False
