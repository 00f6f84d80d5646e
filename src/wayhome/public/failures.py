"""When something is wrong: every page still says whom to call, and none tells anything else."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from wayhome.base.web import quote
from wayhome.public import site

RETRY_SECONDS = "30"
QUOTED = "XXXX-XXXX"


def bad_request(request: HttpRequest, **__: object) -> HttpResponse:
    """What was sent could not be read."""
    return render(request, "public/400.html", status=400)


def forbidden(request: HttpRequest, **__: object) -> HttpResponse:
    """Something that nobody may do."""
    return render(request, "public/403.html", status=403)


def not_found(request: HttpRequest, **__: object) -> HttpResponse:
    """There is no such page, or there never was such an appeal."""
    return render(request, "published/404.html", status=404)


def failed(_request: HttpRequest) -> HttpResponse:
    """A mistake of ours. The page was drawn at the start, so that nothing can fail while it is shown."""
    return HttpResponse(failed_page().replace(QUOTED, quote()), status=500)


@lru_cache(maxsize=1)
def failed_page() -> str:
    """The page for when all else fails: it needs no database, no language and no request."""
    return render_to_string("public/500.html", site.numbers() | {"quote": QUOTED})


def closed(request: HttpRequest) -> HttpResponse:
    """The form cannot take a report now."""
    return soon(render(request, "public/503.html", status=503))


def soon(response: HttpResponse) -> HttpResponse:
    """Invite to try again in half a minute, and let nobody keep the answer."""
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = "no-store"
    return response


def not_from_here(request: HttpRequest, **__: object) -> HttpResponse:
    """The form's cookie is missing or old. What was written is shown again, to be sent once more."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return forbidden(request)
    page = getattr(match.func, "view_class", None)
    if page is None:
        return forbidden(request)
    view = page()
    view.setup(request, **match.kwargs)
    notice = _(
        "Nothing was sent yet: the form had been open for long, or your browser keeps no cookies. Please send it once more."
    )
    again: HttpResponse = view.again(notice, status=403)
    return again
