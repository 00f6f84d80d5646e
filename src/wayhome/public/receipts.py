"""Receipts: the reference to quote and what happens next. They know nothing of the child, and ask no database.

The reference is veiled in the address, which stays in the history of a shared telephone.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wayhome.base import clock
from wayhome.base.veil import unveil, veil

LASTS = timedelta(days=1)
TEMPLATES = {"report_received": "public/received.html", "sighting_received": "public/sighting_received.html"}


def to(name: str, reference: str) -> HttpResponse:
    """Lead to the receipt for a reference."""
    return redirect(name, veiled=veil(name, reference, at=clock.now()))


@require_safe
@never_cache
def receipt(request: HttpRequest, veiled: str, name: str) -> HttpResponse:
    """The receipt; for a day, and for what was taken here alone."""
    reference = unveil(name, veiled, at=clock.now(), lasts=LASTS)
    if reference is None:
        raise Http404
    return render(request, TEMPLATES[name], {"reference": reference})
