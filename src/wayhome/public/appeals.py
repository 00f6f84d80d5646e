"""Appeals, as far as they need a process: the web server hands out the pages themselves (`nginx.py`), as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wayhome.base import clock
from wayhome.base.ids import read_reference
from wayhome.public.forms import FindForm
from wayhome.published import tree


@require_safe
def misspelt(request: HttpRequest, reference: str) -> HttpResponse:
    """A reference in other clothes leads to the appeal; what is spelt right is a file, or nothing."""
    printed = read_reference(reference)
    if printed is None or printed == reference:
        raise Http404
    return redirect(request.path.replace(reference, printed))


def is_gone(spot: str) -> bool:
    """Whether an appeal or an alert was taken down or has ended. Raises Http404 for what never was."""
    try:
        return tree.read(spot, "index.html", at=clock.now()) is None
    except FileNotFoundError:
        raise Http404 from None


def gone(request: HttpRequest) -> HttpResponse:
    """The one page for everything that was taken down or has ended: it names nobody."""
    response = render(request, "published/410.html", status=410)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead from a reference, as read off a poster, to its appeal."""
    form = FindForm(request.GET)
    if form.is_valid():
        return redirect("appeal", reference=form.cleaned_data["reference"])
    return render(request, "public/find.html", {"find": form, "form": form}, status=400)


@require_safe
def file(_request: HttpRequest) -> HttpResponse:
    """A list or feed, which is a file: who asks here came past the web server, or before the first appeal."""
    raise Http404
