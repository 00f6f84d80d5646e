"""Browsers on which an officer has signed in before, so that a stranger's guessing does not slow the officer too.

The cookie opens nothing. It says that tries at one name from this browser are counted apart; they are counted all the same.
"""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from wayhome.accounts.models import Officer
from wayhome.base import sealing

AGE = timedelta(days=90)
SALT = "wayhome.desk.known"


def browser_of(request: HttpRequest, login: str) -> str:
    """Which known browser of this officer asks; empty for any other."""
    try:
        name, browser = signing.loads(request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(browser) if name == _name(login) else ""


def remember(request: HttpRequest, response: HttpResponse, officer: Officer) -> None:
    """Know this browser again. Only after both factors."""
    if browser_of(request, officer.login):
        return
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps([_name(officer.login), token_urlsafe(16)], salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _name(login: str) -> str:
    return sealing.digest("known", login.strip().casefold()).hex()
