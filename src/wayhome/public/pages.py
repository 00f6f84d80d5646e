"""Pages that are words alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wayhome.public.forms import FindForm
from wayhome.public.site import doors

ROBOTS = "User-agent: *\nDisallow: /report/received/\nDisallow: /sighting/received/\n"
"""Appeals are not listed here: a robot must be able to read the header that tells it to keep nothing."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The number first, then four doors, then the box for a reference."""
    return render(request, "public/home.html", {"doors": doors(), "find": FindForm()})


@require_safe
def words(request: HttpRequest, page: str) -> HttpResponse:
    """What one kind of reader should know."""
    return render(request, f"public/{page}.html")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Receipts are nobody's business."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
