"""One box: part of a name, a misspelt name, an alias, a phone, a place or a reference."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base import sealing
from wayhome.base.veil import unveil, veil
from wayhome.desk import words
from wayhome.desk.page import Seat, at_desk, looked_at, show
from wayhome.registry.queries import Hit
from wayhome.registry.queries import search as find
from wayhome.rules.access import Action
from wayhome.terms.fact_kinds import SearchKey
from wayhome.terms.words import N_

LONGEST = 200
LASTS = timedelta(hours=12)
WHY = {
    SearchKey.NAME: N_("name"),
    SearchKey.ALIAS: N_("alias"),
    SearchKey.PHONE: N_("phone"),
    SearchKey.PLACE: N_("place"),
    SearchKey.REFERENCE: N_("reference"),
}


@at_desk("GET", "POST")
def search(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Who may be meant. What was asked is kept as a keyed hash: who asked, and how many were found.

    The box sends it, and the address of the answer holds it veiled: histories and proxies keep addresses.
    """
    if request.method == "POST":
        asked = veil("search", request.POST.get("q", "").strip()[:LONGEST], at=seat.at)
        return redirect(f"{reverse('search')}?{urlencode({'s': asked})}")
    veiled = unveil("search", request.GET.get("s", ""), at=seat.at, lasts=LASTS)
    query = (veiled or request.GET.get("q", "")).strip()[:LONGEST]
    hits = find(seat.viewer, query) if query else []
    if query:
        asked = sealing.digest("query", query.casefold()).hex()
        looked_at(request, seat, "search.looked", "registry.SearchKey", query=asked, found=len(hits))
    return show(request, seat, "search", query=query, hits=[_drawn(seat, hit) for hit in hits])


def _drawn(seat: Seat, hit: Hit) -> dict[str, Any]:
    href = ""
    if hit.subject_kind == "unidentified":
        href = reverse("unidentified", args=[hit.subject])
    elif hit.episode:
        href = reverse("episode", args=[hit.episode])
    breaks = not hit.open and hit.subject_kind == "misper" and seat.may(Action.BREAK_GLASS)
    return {
        "break_url": f"{reverse('break_glass')}?{urlencode({'reference': hit.reference})}" if breaks else "",
        "key": str(hit.subject) if hit.open else "",
        "href": href,
        "own": hit.own,
        "named": bool(hit.name),
        "name": hit.name or (_("Unidentified person") if hit.subject_kind == "unidentified" else _("Name not known")),
        "age": hit.age_words,
        "status": words.status_words(hit.status) if hit.status else "",
        "reference": hit.reference,
        "agency": hit.agency,
        "why": _(WHY[SearchKey(hit.why)]) if hit.why in set(SearchKey) else hit.why,
    }
