"""Signing in with an agency's own provider (OpenID Connect). Off until the settings name one."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as library
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wayhome.desk import known
from wayhome.desk.views.not_found import not_found
from wayhome.desk.views.sign_in import at_door


@at_door("GET")
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the agency's own page."""
    # "process" would let an officer tie an account there to the own one; an administrator does that.
    if provider_id not in settings.AGENCY_SIGN_IN or set(request.GET) - {"next"}:
        return not_found(request)
    response: HttpResponse = library.login(request, provider_id)
    return response


@at_door("GET")
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the agency's own page, with a word that is asked of its provider."""
    if provider_id not in settings.AGENCY_SIGN_IN:
        return not_found(request)
    response: HttpResponse = library.callback(request, provider_id)
    if request.user.is_authenticated:
        known.remember(request, response, request.user)
    return response
