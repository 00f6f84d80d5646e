"""The desk's gate: who sits here, which pages they may open, and that nothing stays behind in a browser."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wayhome.accounts import sessions
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.base.errors import Hurried, NotFound, Unreadable
from wayhome.base.web import Door, set_viewer
from wayhome.desk.access import SETTING_UP, WHO_MAY_SEE, Anyone
from wayhome.desk.page import PurposeNeeded, refreshing
from wayhome.desk.views.not_found import hurried, not_found, unreadable
from wayhome.rules.access import may_ever
from wayhome.terms.profile import profile_of


class as_viewer:  # noqa: N801 - named in the settings, as middleware is
    """Let an officer in as the viewer of this transaction; send everybody else to sign in.

    A page that the role may not open answers exactly as one that does not exist.
    """

    def __init__(self, door: Door) -> None:
        self.door = door

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the zone of the force, and let no cache keep the answer."""
        with timezone.override(profile_of(settings.COUNTRY_PROFILE).time_zone):
            response = self.door(request)
        # Set where the page has not said more itself, signed in or not: nothing of the desk is for a cache.
        response.headers.setdefault("Cache-Control", "no-store")
        # With "no-referrer" browsers send "Origin: null", which the check against forged forms must refuse.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def process_view(self, request: HttpRequest, *_page: object) -> HttpResponse | None:
        """Open the page, send to sign-in, or say that there is nothing."""
        match = request.resolver_match
        if match is None:
            return None
        who = WHO_MAY_SEE.get(match.url_name or "")
        if who is None:
            raise Http404
        if who is Anyone.OPEN:
            return None
        officer, at = request.user, clock.now()
        if isinstance(officer, Officer) and sessions.is_over(request.session, officer, at=at):
            logout(request)
            officer = request.user
        if not isinstance(officer, Officer):
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if not sessions.has_second_factor(request.session, officer) and match.url_name not in SETTING_UP:
            return redirect("keys")
        if not refreshing(request):
            sessions.note_use(request.session, at=at)
        viewer = officer.viewer
        set_viewer(officer=str(viewer.officer), agency=str(viewer.agency))
        if not isinstance(who, Anyone) and not may_ever(viewer, who):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A row that is absent or not for this viewer, a record whose key was destroyed, and one nobody has given a reason for."""
        if isinstance(problem, NotFound):
            return not_found(request)
        if isinstance(problem, Hurried):
            return hurried(request, problem)
        if isinstance(problem, Unreadable):
            return unreadable(request)
        if isinstance(problem, PurposeNeeded):
            back = request.get_full_path() if request.method == "GET" else ""
            return redirect(f"{reverse('why', args=[problem.record])}?{urlencode({'next': back})}")
        return None
