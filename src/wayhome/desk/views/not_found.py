"""What is not there, and what is not for you: one page, the same to the byte."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wayhome.base.errors import Hurried
from wayhome.base.web import BUSY, quote


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """There is nothing here that you may see. Nothing on the page depends on who asks, or for what.

    Who has not signed in is sent to do so, whatever the address: not even a route's being there is told.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    return render(request, "desk/not_found.html", status=404)


def unreadable(request: HttpRequest) -> HttpResponse:
    """The key of this record was destroyed."""
    return render(request, "desk/unreadable.html", status=410)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; nothing was saved."""
    return render(request, "desk/failed.html", {"quote": quote()}, status=500)


def hurried(request: HttpRequest, problem: Hurried) -> HttpResponse:
    """More was opened within an hour than a shift's work takes."""
    answer = render(request, "desk/hurried.html", {"quote": quote(), "words": _(problem.words)}, status=BUSY)
    answer["Retry-After"] = "2"
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as above
    """What was sent could not be read."""
    return render(request, "desk/bad_request.html", {"quote": quote()}, status=400)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - for the log, not for the person
    """The form did not come from a page of this desk, or the sign-in has ended meanwhile."""
    return render(request, "desk/not_from_here.html", {"quote": quote()}, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as above
    """Something that nobody may do from here."""
    return not_from_here(request)
