"""Published files: one small view over the tree. A file 200, a tombstone 410, anything else 404."""

from __future__ import annotations

import hashlib
import json
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from wayhome.base import clock, places
from wayhome.base.ids import read_reference
from wayhome.public.forms import FindForm
from wayhome.published import tree

TYPES = {
    "index.html": "text/html; charset=utf-8",
    "photo.jpg": "image/jpeg",
    "poster.pdf": "application/pdf",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
LANGUAGE = re.compile(rb'<html lang="([a-zA-Z-]{2,20})"')


@require_safe
def file(request: HttpRequest, reference: str, name: str) -> HttpResponseBase:
    """One file of a live appeal; the page without a name when it is gone."""
    printed = read_reference(reference)
    if printed is not None and printed != reference:
        return redirect(request.path.replace(reference, printed))
    content = read(reference, name)
    return gone(request) if content is None else _served(request, name, content)


def read(reference: str, name: str = "index.html") -> bytes | None:
    """A file of a live appeal; None when it is gone. Raises Http404 for what never was."""
    try:
        return tree.read(reference, name, at=clock.now())
    except FileNotFoundError:
        raise Http404 from None


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """The feed as it was written; nothing until the first appeal."""
    try:
        content = (places.published() / name).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return _served(request, name, content)


def _served(request: HttpRequest, name: str, content: bytes) -> HttpResponseBase:
    """Bytes that must be asked for anew each time, since they may be gone the next."""
    response = HttpResponse(content, content_type=TYPES[name])
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    if found := LANGUAGE.search(content[:1000]) if name == "index.html" else None:
        response["Content-Language"] = found[1].decode()
    kept_nowhere(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Tell browsers to ask again and robots to keep nothing."""
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """The one page for everything that was taken down or has ended: it names nobody."""
    return kept_nowhere(render(request, "public/410.html", status=410))


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Live appeals by reference and area."""
    return kept_nowhere(render(request, "public/appeals.html", {"appeals": live_entries(), "find": FindForm()}))


def live_entries() -> list[dict[str, str]]:
    """What the feed lists and the tree still shows: one past its end is left out although nobody removed it yet."""
    try:
        items = json.loads((places.published() / "feed.json").read_bytes())["items"]
    except FileNotFoundError:
        return []
    return [{"reference": item["id"], "area": item["content_text"]} for item in items if is_live(item["id"])]


def is_live(reference: str) -> bool:
    """Whether an appeal can be read now."""
    try:
        return tree.read(reference, "index.html", at=clock.now()) is not None
    except FileNotFoundError:
        return False


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead from a reference, as read off a poster, to its appeal."""
    form = FindForm(request.GET)
    if form.is_valid():
        return redirect("appeal", reference=form.cleaned_data["reference"])
    return render(request, "public/find.html", {"find": form, "form": form}, status=400)
