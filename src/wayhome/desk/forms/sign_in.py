"""Who sits down at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from wayhome.look.forms import GovForm


class SignInForm(AuthenticationForm, GovForm):
    """Name and password. The error does not say which of the two was wrong."""

    username = forms.CharField(label=_("Sign-in name"), error_messages={"required": _("Enter your sign-in name")})
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter your password")},
    )
    autocomplete: ClassVar[dict[str, str]] = {"username": "username", "password": "current-password"}
    error_messages = {
        "invalid_login": _("The sign-in name or the password is wrong."),
        "inactive": _("The sign-in name or the password is wrong."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Sign-in name")
        self.fields["username"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
