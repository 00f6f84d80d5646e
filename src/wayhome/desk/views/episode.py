"""The case page: one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayhome.desk import case
from wayhome.desk.page import Seat, at_desk, live, looked, show


@at_desk("GET")
def episode(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Who, how long, how grave, what next, who owns it, what is known, what is still open, and what happened."""
    rows = case.rows_of(seat, episode)
    looked(request, seat, "episode.looked", rows.episode, agency=rows.episode.agency_id)
    return show(request, seat, "episode", **live(), **_drawn(seat, rows))


@at_desk("GET")
def episode_live(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The same without its frame, for a page that keeps itself fresh."""
    rows = case.rows_of(seat, episode)
    looked(request, seat, "episode.looked", rows.episode, agency=rows.episode.agency_id)
    return render(request, "desk/episode_body.html", {"now": seat.at} | _drawn(seat, rows))


def _drawn(seat: Seat, rows: case.Rows) -> dict[str, Any]:
    return {
        "case": case.head_of(seat, rows),
        "summary": case.summary(rows),
        "dangers": case.dangers(rows),
        "facts": case.all_facts(seat, rows),
        "grave": case.grave(seat, rows),
        "ended": case.ended(seat, rows),
        "moments": case.happened(rows),
        "around": case.around(seat, rows),
        "live_ids": " ".join(
            str(key)
            for key in [
                rows.episode.pk,
                *(row.pk for row in (*rows.reports, *rows.appeals, *rows.interviews, *rows.clocks)),
            ]
        ),
        "rows_url": f"{reverse('episode_live', args=[rows.episode.pk])}?refresh=1",
        "reload_url": f"{reverse('episode', args=[rows.episode.pk])}?refresh=1",
    }
