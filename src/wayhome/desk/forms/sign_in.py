"""Who sits down at the desk, and by what means. The library judges; these say it in the desk's words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wayhome.accounts import throttle
from wayhome.base import clock
from wayhome.desk.forms.base import DeskForm

CODE = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "spellcheck": "false",
    "class": "govuk-input--width-10",
}
WRONG_CODE = _("The code is wrong, or was used already. Wait for the next one.")
WRONG_PASSKEY = _("The passkey was not accepted.")


def code_field(label: Any) -> forms.CharField:
    """The box for the six digits of an app."""
    return forms.CharField(
        label=label,
        max_length=12,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Enter the code that the app shows")},
    )


class SignInForm(DeskForm):
    """Name and password. The error does not say which of the two was wrong."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=80, error_messages={"required": _("Enter your sign-in name")}
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter your password")},
    )
    autocomplete: ClassVar[dict[str, str]] = {"username": "username webauthn", "password": "current-password"}
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class CodeForm(AuthenticateForm, DeskForm):  # type: ignore[misc]
    """The code of an app. Each is good once."""

    code = code_field(_("Code"))

    def clean_code(self) -> str:
        """The code, once; the counts of tries are the view's."""
        try:
            code = str(super().clean_code())
        except ValidationError:
            raise ValidationError(WRONG_CODE) from None
        if not throttle.spend(str(self.user.pk), code.strip(), at=clock.now()):
            raise ValidationError(WRONG_CODE)
        return code


class NewAppForm(ActivateTOTPForm, DeskForm):  # type: ignore[misc]
    """The first code of a new app, which shows that it has taken the secret."""

    code = code_field(_("Code that the app shows now"))

    def __init__(self, *args: Any, secret: str, user: Any, **kwargs: Any) -> None:
        # Not the library's: it would keep the secret readable in the session.
        DeskForm.__init__(self, *args, **kwargs)
        self.user, self.secret = user, secret

    def clean_code(self) -> str:
        """The code, once."""
        try:
            code = str(super().clean_code())
        except ValidationError:
            raise ValidationError(WRONG_CODE) from None
        if not throttle.spend(str(self.user.pk), code.strip(), at=clock.now()):
            raise ValidationError(WRONG_CODE)
        return code


class _Passkey:
    """What a browser hands over for a passkey; whatever is wrong with it is one sentence."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise ValidationError(WRONG_PASSKEY) from None


class PasskeySignInForm(_Passkey, LoginWebAuthnForm, DeskForm):  # type: ignore[misc]
    """A passkey alone: it names the officer."""


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm, DeskForm):  # type: ignore[misc]
    """A passkey of an officer who is known already."""


class NewPasskeyForm(SignupWebAuthnForm, DeskForm):  # type: ignore[misc]
    """A new passkey and what to call it."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        max_length=60,
        required=False,
        help_text=_("For example the device that holds it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def clean(self) -> Any:
        """Let the library judge what the browser hands over."""
        try:
            return super().clean()
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise ValidationError(WRONG_PASSKEY) from None


class PasswordForm(SetPasswordForm, DeskForm):  # type: ignore[type-arg]
    """A new password, twice."""

    autocomplete: ClassVar[dict[str, str]] = {"new_password1": "new-password", "new_password2": "new-password"}
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.help_text = _("At least 12 characters. Four words that do not belong together are good.")
        second.label, second.help_text = _("The same once more"), ""
