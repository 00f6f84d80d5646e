"""What an officer signs in with, and from where: own passkeys, app, password and sign-ins. Nobody else's."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.internal.flows import add_authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from wayhome.accounts import sessions
from wayhome.accounts.library import PASSKEY, TOTP, acting_for, factors_of, open_secret, sealed_secret
from wayhome.desk import known
from wayhome.desk.forms.sign_in import NewAppForm, NewPasskeyForm, PasswordForm
from wayhome.desk.page import Seat, at_desk, say, sent, show
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action
from wayhome.rules.accounts import is_fresh

NEW_SECRET = "wayhome_new_app"  # noqa: S105 - the name of a place, not a secret
Page = Callable[..., HttpResponse]


def freshly(page: Page) -> Page:
    """A page for which the second factor must have been used within five minutes, or which gives the first one."""

    @wraps(page)
    def opened(request: HttpRequest, seat: Seat, **keys: Any) -> HttpResponse:
        officer = seat.officer
        proved_at = sessions.proved_at(request.session, officer)
        if proved_at is None or is_fresh(proved_at, at=seat.at):
            return page(request, seat, **keys)
        return redirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")

    return opened


@at_desk("GET")
def keys(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What this officer signs in with, and what is still to be set up."""
    held = factors_of(seat.officer)
    listed = [
        {
            "pk": each.pk,
            "name": each.wrap().name if each.type == PASSKEY else _("Code from an app"),
            "kind": _("Passkey") if each.type == PASSKEY else _("App"),
            "created_at": each.created_at,
            "used_at": each.last_used_at,
        }
        for each in held
    ]
    return show(
        request,
        seat,
        "keys",
        keys=listed,
        setting_up=not sessions.has_second_factor(request.session, seat.officer),
        has_password=seat.officer.has_usable_password(),
        has_app=any(each.type == TOTP for each in held),
        may_remove=len(held) > 1,
        recovers=seat.may(Action.RECOVER_ACCOUNT),
    )


@at_desk("GET", "POST")
@freshly
def add_passkey(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make a passkey that names the officer by itself, and asks for finger, face or PIN."""
    form = NewPasskeyForm(sent(request), user=seat.officer)
    if form.is_valid():
        given = form.cleaned_data
        made, _codes = add_authenticator(request, name=given["name"], credential=given["credential"])
        return _added(request, seat, made, _("The passkey is yours from now on."))
    options = json.dumps(begin_registration(seat.officer, True))
    return show(request, seat, "add_passkey", form=form, options=options, back_url=reverse("keys"))


@at_desk("GET", "POST")
@freshly
def add_app(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take an app into use that shows a new code every half minute."""
    officer = seat.officer
    if not officer.has_usable_password():
        say(request, _("Set a password first: a code from an app comes after it."), tags="warning")
        return redirect("password")
    if any(each.type == TOTP for each in factors_of(officer)):
        say(request, _("You have an app already. Remove it before you take another into use."), tags="warning")
        return redirect("keys")
    with acting_for(officer):
        if request.method == "GET" or NEW_SECRET not in request.session:
            request.session[NEW_SECRET] = sealed_secret(generate_totp_secret(), officer.pk)
        secret = open_secret(request.session[NEW_SECRET])
        form = NewAppForm(sent(request), user=officer, secret=secret)
        if form.is_valid():
            del request.session[NEW_SECRET]
            made, _codes = activate_totp(request, form)
            return _added(request, seat, made, _("The app is yours from now on."))
    library = get_adapter()
    picture = base64.b64encode(library.build_totp_svg(library.build_totp_url(officer, secret)).encode()).decode()
    spelt = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return show(request, seat, "add_app", form=form, picture=picture, secret=spelt, back_url=reverse("keys"))


@at_desk("POST")
@freshly
def remove_key(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Give up one of the own ways in, never the last."""
    held = factors_of(seat.officer)
    gone = next((each for each in held if str(each.pk) == request.POST.get("key")), None)
    if gone and len(held) == 1:
        say(request, _("This is your last second factor. Add another first."), tags="warning")
    elif gone:
        _wrote("officer.key_removed", seat, key=gone.pk, of=str(gone.type))
        delete_and_cleanup(request, gone)
        say(request, _("It no longer signs you in."))
    return redirect("keys")


@sensitive_post_parameters("new_password1", "new_password2")
@at_desk("GET", "POST")
@freshly
def password(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Set or change the password. Every other sign-in of this officer ends."""
    form = PasswordForm(seat.officer, sent(request))
    if form.is_valid():
        officer = form.save(commit=False)
        officer.save(update_fields=["password"])
        update_session_auth_hash(request, officer)
        end_others(request, officer.pk)
        _wrote("officer.password_changed", seat)
        say(request, _("The password is changed. Your other sign-ins have ended."))
        return redirect("keys")
    return show(
        request, seat, "form_page", form=form, heading=_("Set a password"), button=_("Save"), back_url=reverse("keys")
    )


@at_desk("GET")
def sign_ins(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where this officer is signed in."""
    here = request.session.session_key
    listed = []
    for each in UserSession.objects.purge_and_list(seat.officer):
        stored = each._session_store(each.session_key)  # noqa: SLF001 - the library has no other way to it
        if each.session_key == here or not sessions.is_over(stored, seat.officer, at=seat.at):
            listed.append({"row": each, "here": each.session_key == here, "seen_at": sessions.last_seen(stored)})
    return show(request, seat, "sign_ins", sign_ins=listed, many=len(listed) > 1)


@at_desk("POST")
def end_sign_in(request: HttpRequest, seat: Seat) -> HttpResponse:
    """End one of the own sign-ins, or all others."""
    which = request.POST.get("which", "")
    if which == "others":
        ended = end_others(request, seat.officer.pk)
    else:
        found = UserSession.objects.filter(user_id=seat.officer.pk, pk=int(which)) if which.isdecimal() else []
        ended = _ended(found)
    if ended:
        _wrote("officer.sign_in_ended", seat, ended=ended)
        say(request, _("It has ended. Whoever sits there must sign in again."))
    return redirect("sign_ins")


def end_others(request: HttpRequest, officer: UUID) -> int:
    """End every sign-in of an officer but this one; how many there were."""
    here = request.session.session_key
    ended = _ended(UserSession.objects.filter(user_id=officer).exclude(session_key=here))
    UserSession.objects.create_from_request(request)  # the session may have a new id
    return ended


def _ended(found: Any) -> int:
    rows = list(found)
    for each in rows:
        each.end()
    return len(rows)


def _added(request: HttpRequest, seat: Seat, made: Authenticator, words: str) -> HttpResponse:
    """A new way in counts as used, since it has just shown itself; the session gets a new id."""
    first = not sessions.has_second_factor(request.session, seat.officer)
    post_authentication(request, made)
    request.session.cycle_key()
    UserSession.objects.create_from_request(request)
    _wrote("officer.key_added", seat, key=made.pk, of=str(made.type))
    say(request, words)
    response = redirect("episodes" if first else "keys")
    known.remember(request, response, seat.officer)
    return response


def _wrote(kind: str, seat: Seat, **facts: Any) -> None:
    ledger.write(kind, seat.officer, by=seat.by, agency=seat.officer.agency_id, at=seat.at, **facts)
