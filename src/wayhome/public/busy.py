"""When too many come at once, pages are refused before reports: a form is never turned away."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from wayhome.base import clock
from wayhome.base.web import BUSY, Door, client_address, quote
from wayhome.limits import actions as limits
from wayhome.limits.memory import Buckets, Load
from wayhome.public import site
from wayhome.public.failures import QUOTED, soon

# What one address may read of one process: the thousands of a telephone network share one.
READS_A_SECOND, READS_AT_FIRST = 50, 1000
# Beyond this many reports an hour of one address each is marked; none is refused.
REPORTS_AN_HOUR = 10


def spared(door: Door) -> Door:
    """The middleware that sends readers away: one who reads too fast with 429, any when the process is full with 503."""
    buckets = Buckets(rate=READS_A_SECOND, burst=READS_AT_FIRST)
    load = Load(settings.THREADS)

    def within(request: HttpRequest) -> HttpResponse:
        if is_report(request):
            return door(request)
        if not buckets.take(limits.household(client_address(request))):
            return away(BUSY)
        if not load.enter():
            return away(503)
        try:
            return door(request)
        finally:
            load.leave()

    return within


def is_report(request: HttpRequest) -> bool:
    """Whether a request belongs to telling us something: a form, what it sends, its receipt."""
    path = request.path_info
    return request.method == "POST" or path.startswith(("/report/", "/sighting/")) or path.endswith("/sighting/")


def away(status: int) -> HttpResponse:
    """The page for whom we have no time now; drawn once, since it must cost nothing."""
    return soon(HttpResponse(busy_page().replace(QUOTED, quote()), status=status))


@lru_cache(maxsize=1)
def busy_page() -> str:
    """The page itself: numbers first, and the way to the form, which is open."""
    return render_to_string("public/429.html", site.numbers() | {"quote": QUOTED})


def one_of_many(request: HttpRequest, door: str) -> bool:
    """Whether this address has sent more than a person would. The report is taken all the same, and marked.

    Counted before the report's own transaction, so that reports from one school do not wait for each other.
    """
    at = clock.now()
    who = limits.hidden(client_address(request), at=at)
    try:
        return limits.count(door, who, at=at, window=limits.HOUR) > REPORTS_AN_HOUR
    except DatabaseError:
        return False
