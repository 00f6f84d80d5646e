"""How the library that signs officers in is told our ways. Only the desk loads this.

It signs nobody up, sends no mail, gives no recovery codes (two people do that: actions.py), and opens no account that has no
second factor yet: that takes a one-time code.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.accounts import sessions, throttle
from wayhome.accounts.models import Officer
from wayhome.base import clock, sealing
from wayhome.base.errors import Refused
from wayhome.base.web import client_address
from wayhome.ledger import actions as ledger

TOTP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
PLACE = {"table": "mfa_authenticator", "column": "secret"}
MARK = "demonstration"
AGENCY = "agency"
"""The second factor that an agency's own provider took."""
_whose: ContextVar[UUID] = ContextVar("whose")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Names and passwords, and what is written down when somebody is in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Nobody makes an account; an administrator does."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Officer | None:
        """The officer of this name and password, or None: not known, wrong, disabled, or without a second factor."""
        officer = authenticate(request, username=credentials.get("username"), password=credentials.get("password"))
        return officer if isinstance(officer, Officer) and factors_of(officer) else None

    def get_login_stages(self) -> list[str]:
        """The second factor alone; the library's other stages are about mail, phones and signing up."""
        return [f"{__name__}.{SecondFactorStage.__name__}"]

    def login(self, request: HttpRequest, user: Officer) -> None:
        """Let the officer in under a new session id, and write it down."""
        at = clock.now()
        super().login(request, user)
        sessions.begin(request.session, user, at=at)
        ledger.write("officer.signed_in", user, by=user.actor, agency=user.agency_id, at=at)

    def respond_user_inactive(self, request: HttpRequest, user: Officer) -> HttpResponse:  # noqa: ARG002
        """A disabled officer learns nothing more than a wrong name does."""
        return redirect("sign_in")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where the request comes from, as far as a proxy of ours says it."""
        return client_address(request) or "::"

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """No page answers a script in place of a reader."""
        return False

    def add_message(self, *_: Any, **__: Any) -> None:
        """The desk has sentences of its own."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: sealed secrets, and passkeys bound to the desk's own address."""

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app, under the key of the officer whose turn it is."""
        return sealed_secret(text, _whose.get())

    def decrypt(self, encrypted_text: str) -> str:
        """The opposite. Raises Unreadable when the secret stands in another officer's row."""
        return open_secret(encrypted_text)

    def generate_authenticator_name(self, user: Officer, type: str) -> str:  # noqa: A002 - the library's signature
        """What a passkey is called that its officer did not name."""
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": held + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The desk as passkeys know it: by its name in settings, not by what a request says."""
        return {"id": str(urlsplit(settings.DESK_ORIGIN).hostname), "name": "Wayhome"}


class AgencyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in with an agency's own provider: for officers of that agency, whom an administrator has named to it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """A provider opens accounts that exist, and makes none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Judge what the provider said. It is no second factor, unless the settings name the words by which it says so."""
        said = sociallogin.account.extra_data.get("id_token", {})
        about = settings.AGENCY_SIGN_IN.get(sociallogin.account.provider, {})
        officer = sociallogin.user if sociallogin.is_existing else None
        if not isinstance(officer, Officer) or not officer.is_active or officer.agency.code != about.get("agency"):
            raise ImmediateHttpResponse(refused_by_agency())
        sociallogin.account.extra_data = {}  # nothing of the token is kept
        sociallogin.account.save(update_fields=["extra_data"])
        clear_authentication_records(request)
        if {*_listed(said.get("amr")), *_listed(said.get("acr"))} & set(about["second_factor"]):
            record_authentication(request, officer, "mfa", type=AGENCY)
        elif not factors_of(officer):
            raise ImmediateHttpResponse(refused_by_agency())

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:  # noqa: ARG002
        """Whatever went wrong between here and there is one sentence."""
        raise ImmediateHttpResponse(refused_by_agency())


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """The second step, which is passed by whose agency has just taken it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        used = get_authentication_records(request, self.login.user)
        return bool(super()._should_handle(request)) and not any(each.get("type") == AGENCY for each in used)


def refused_by_agency() -> HttpResponse:
    """Back to the door, which says that it did not work."""
    return redirect(f"{reverse('sign_in')}?agency=no")


def _listed(said: Any) -> list[str]:
    """A claim that is one word or a list of words."""
    return [str(each) for each in said] if isinstance(said, list) else [said] if isinstance(said, str) else []


@contextmanager
def acting_for(officer: Officer) -> Iterator[None]:
    """Say whose secrets may be opened inside the block."""
    token = _whose.set(officer.pk)
    try:
        yield
    finally:
        _whose.reset(token)


def sealed_secret(secret: str, officer: UUID) -> str:
    """The secret of an app as it is stored: sealed under the officer's key, bound to the officer."""
    return base64.b64encode(sealing.seal(secret.encode(), subject=officer, **PLACE, row=officer)).decode()


def open_secret(sealed: str) -> str:
    """The opposite, for the officer whose turn it is. Raises Unreadable when it is another's."""
    return sealing.unseal(base64.b64decode(sealed), **PLACE, row=_whose.get()).decode()


def factors_of(officer: Officer) -> list[Authenticator]:
    """The second factors of an officer. A demonstration's does not count in service."""
    kept = Authenticator.objects.filter(user_id=officer.pk).order_by("pk")
    return [each for each in kept if settings.DEMONSTRATION or not each.data.get(MARK)]


def give_demonstration_apps() -> None:
    """Give every invented officer with a password and no second factor an app, whose codes the sign-in page shows.

    Raises Refused in service.
    """
    if not settings.DEMONSTRATION:
        raise Refused("Codes are shown in a demonstration alone.")
    for officer in Officer.objects.exclude(pk__in=Authenticator.objects.values("user_id")):
        if officer.has_usable_password():
            sealed = sealed_secret(generate_totp_secret(), officer.pk)
            Authenticator.objects.create(user=officer, type=TOTP, data={"secret": sealed, MARK: True})


def demonstration_code(officer: Officer) -> str | None:
    """The code that an invented officer's phone would show now. Refused in service, and for everybody who is not invented."""
    if not settings.DEMONSTRATION:
        raise Refused("Codes are shown in a demonstration alone.")
    app = Authenticator.objects.filter(user_id=officer.pk, type=TOTP, data__has_key=MARK).first()
    if app is None:
        return None
    with acting_for(officer):
        secret = open_secret(app.data["secret"])
    before, now, after = (str(format_hotp_value(hotp_value(secret, each))) for each in yield_hotp_counters_from_time())
    at = clock.now()
    # Each is good once, and a newcomer signs in and out more than once in half a minute.
    return next((code for code in (now, after, before) if not throttle.is_spent(str(officer.pk), code, at=at)), now)
