"""Signing in and out: a passkey alone, or name and password and then a second factor."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from wayhome.accounts import actions as accounts
from wayhome.accounts import throttle
from wayhome.accounts.library import PASSKEY, TOTP, acting_for, demonstration_code, factors_of
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.base.web import client_address
from wayhome.desk import known
from wayhome.desk.forms.officers import FirstTimeForm
from wayhome.desk.forms.sign_in import CodeForm, PasskeyForm, PasskeySignInForm, SignInForm
from wayhome.desk.page import Seat, at_desk, frame
from wayhome.ledger import actions as ledger
from wayhome.look.forms import ErrorLine
from wayhome.look.shapes import Link

Page = Callable[..., HttpResponse]
SLOWED = 429


def at_door(*methods: str) -> Callable[[Page], Page]:
    """Make a function a page that anybody may open, signed in or not."""

    def to_page(page: Page) -> Page:
        @wraps(page)
        def opened(request: HttpRequest, **keys: Any) -> HttpResponse:
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            return page(request, **keys)

        return opened

    return to_page


@sensitive_post_parameters("password")
@at_door("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page that everybody starts at."""
    if request.user.is_authenticated:
        return redirect(next_page(request) or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if "agency" in request.GET and not form.is_bound:
        return _door(request, form, wrong=_("Your agency's sign-in did not open the desk. Ask your administrator."))
    if not form.is_valid():
        return _door(request, form)
    given = form.cleaned_data
    if wait := must_wait(request, "password", given["username"]):
        return _door(request, SignInForm(), wait)
    officer = get_adapter().authenticate(request, **given)
    if officer is None:
        _failed(request, "password", given["username"])
        form.add_error(None, _("The sign-in name or the password is wrong."))
        return _door(request, form)
    request.session.set_expiry(0)
    return _library(perform_password_login(request, given, Login(user=officer, redirect_url=next_page(request))))


@at_door("GET", "POST")
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone. It asks for the officer's finger, face or PIN, and so is two factors in one step."""
    if request.method != "POST":
        return JsonResponse(begin_authentication())
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        _failed(request, "passkey", "")
        return _door(request, SignInForm(), wrong=_("The passkey was not accepted."))
    key: Authenticator = form.cleaned_data["credential"]
    login = Login(user=key.user, redirect_url=next_page(request))
    return _let_in(request, key.user, _library(perform_passwordless_login(request, key, login)))


@at_door("GET", "POST")
def first_time(request: HttpRequest) -> HttpResponse:
    """A one-time code lets an officer in to set up a second factor, and to nothing else."""
    form = FirstTimeForm(request.POST if request.method == "POST" else None)
    shown = {"form": form, "home_url": reverse("sign_in"), "demonstration": settings.DEMONSTRATION}
    if not form.is_valid():
        return answered(request, "first_time", shown, None)
    login = form.cleaned_data["login"].strip()
    if wait := must_wait(request, "first", login):
        return answered(request, "first_time", shown | {"form": FirstTimeForm()}, wait)
    officer = accounts.use_code(login, form.cleaned_data["code"].strip().lower(), at=clock.now())
    if officer is None:
        _failed(request, "one-time code", login)
        form.add_error(None, _("The sign-in name or the code is wrong, or the code has ended."))
        return answered(request, "first_time", shown, None)
    get_adapter().login(request, officer)
    return redirect("keys")


@at_door("GET", "POST")
@login_stage_required(stage="mfa_authenticate", redirect_urlname="sign_in")  # type: ignore[untyped-decorator]
def second_factor(request: HttpRequest) -> HttpResponse:
    """After name and password: a passkey, or the code of an app."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 - where the library leaves it
    officer: Officer = stage.login.user
    form, key, wait = prove(request, officer)
    if key:
        post_authentication(request, key)
        return _let_in(request, officer, _library(stage.exit()))
    shown = {"home_url": reverse("sign_in"), "demonstration": settings.DEMONSTRATION, "form": form}
    return _prove_page(request, officer, shown, wait)


@at_desk("GET", "POST")
def confirm(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The second factor once more, before a grave step."""
    form, key, wait = prove(request, seat.officer)
    if key:
        post_authentication(request, key, reauthenticated=True)
        return redirect(next_page(request) or settings.LOGIN_REDIRECT_URL)
    shown = frame(request, seat) | {"form": form, "next": next_page(request), "again": True}
    return _prove_page(request, seat.officer, shown, wait)


@at_desk("POST")
def sign_out(request: HttpRequest, seat: Seat) -> HttpResponse:
    """End this sign-in, and leave nothing in the browser."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    ledger.write("officer.signed_out", seat.officer, by=seat.by, agency=seat.officer.agency_id, at=seat.at)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    # Not "cookies": that would clear those of every other service of the agency's domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def must_wait(request: HttpRequest, what: str, account: str, *, login: str = "") -> timedelta | None:
    """Count one try; how long to wait, when there were too many. `login` is the sign-in name when `account` is not."""
    counted = throttle.doors(
        what, account, address=client_address(request), device=known.browser_of(request, login or account)
    )
    return throttle.count_try(counted, at=clock.now())


def prove(request: HttpRequest, officer: Officer) -> tuple[Any, Authenticator | None, timedelta | None]:
    """The form of the second factor; what was proved by it; and how long to wait, when it was tried too often."""
    if request.method != "POST":
        return CodeForm(user=officer), None, None
    by_code = "code" in request.POST
    if by_code and (wait := must_wait(request, "code", str(officer.pk), login=officer.login)):
        return CodeForm(user=officer), None, wait
    form = (CodeForm if by_code else PasskeyForm)(user=officer, data=request.POST)
    with acting_for(officer):
        if not form.is_valid():
            _failed(request, "code" if by_code else "passkey", officer.login)
            return form, None, None
    return form, form.authenticator if by_code else form.cleaned_data["credential"], None


def next_page(request: HttpRequest) -> str:
    """Where the reader wanted to go: a page of this desk, or nowhere."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


def too_often(wait: timedelta) -> str:
    """The sentence for whoever must wait. The same for every name."""
    seconds = ceil(wait.total_seconds())
    return _("Too many tries. Wait %(seconds)s seconds, or use a passkey.") % {"seconds": seconds}


def answered(
    request: HttpRequest, template: str, shown: dict[str, Any], wait: timedelta | None, *, wrong: str = ""
) -> HttpResponse:
    """A page of the door, with what was wrong on top."""
    words = too_often(wait) if wait else wrong
    lines = [ErrorLine(words, "")] if words else []
    response = render(request, f"desk/{template}.html", {"lines": lines} | shown, status=SLOWED if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def _door(request: HttpRequest, form: SignInForm, wait: timedelta | None = None, *, wrong: str = "") -> HttpResponse:
    shown = {
        "form": form,
        "next": next_page(request),
        "home_url": reverse("sign_in"),
        "demonstration": settings.DEMONSTRATION,
        "agencies": [
            Link(text=each["name"], href=reverse("openid_connect_login", args=[key]))
            for key, each in settings.AGENCY_SIGN_IN.items()
        ],
    }
    return answered(request, "sign_in", shown, wait, wrong=wrong)


def _prove_page(request: HttpRequest, officer: Officer, shown: dict[str, Any], wait: timedelta | None) -> HttpResponse:
    """The ways that this officer has, passkeys first."""
    kinds = {each.type for each in factors_of(officer)}
    if PASSKEY in kinds:
        shown["passkey_options"] = json.dumps(begin_authentication(officer))
    shown["has_app"] = TOTP in kinds
    shown["code_form"] = shown["form"] if isinstance(shown["form"], CodeForm) else CodeForm(user=officer)
    if settings.DEMONSTRATION:
        shown["code_now"] = demonstration_code(officer)
    return answered(request, "second_factor", shown, wait)


def _failed(request: HttpRequest, step: str, login: str) -> None:
    accounts.note_failed_sign_in(step, login, origin=client_address(request), at=clock.now())


def _let_in(request: HttpRequest, officer: Officer, response: HttpResponse) -> HttpResponse:
    if request.user.is_authenticated:
        known.remember(request, response, officer)
    return response


def _library(answer: Any) -> HttpResponse:
    """An answer of the library, which is not typed."""
    response: HttpResponse = answer
    return response
