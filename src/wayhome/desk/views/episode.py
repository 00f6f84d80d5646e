"""The case page: one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayhome.desk import words
from wayhome.desk.case.about import about, can, show_about
from wayhome.desk.case.beside import around, happened
from wayhome.desk.case.grave import ended, grave
from wayhome.desk.case.head import head_of
from wayhome.desk.case.kept import opened, short
from wayhome.desk.case.known import all_facts, dangers, summary
from wayhome.desk.case.rows import Rows, rows_of
from wayhome.desk.drawn import in_order, pictures
from wayhome.desk.page import Seat, at_desk, live, looked, show
from wayhome.rules.access import Action


@at_desk("GET")
def episode(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Who, how long, how grave, what next, who owns it, what is known, what is still open, and what happened."""
    rows = rows_of(seat, episode)
    looked(request, seat, "episode.looked", rows.episode, agency=rows.episode.agency_id, record=rows.episode.misper_id)
    return show(request, seat, "episode", **live(), **_drawn(seat, rows))


@at_desk("GET")
def episode_live(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The same without its frame, for a page that keeps itself fresh."""
    rows = rows_of(seat, episode)
    looked(request, seat, "episode.looked", rows.episode, agency=rows.episode.agency_id, record=rows.episode.misper_id)
    drawn = _drawn(seat, rows)
    return render(request, drawn["body"], {"now": seat.at} | drawn)


@at_desk("GET")
def facts(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Every fact of the child with its source, certainty and time."""
    rows = rows_of(seat, episode)
    return show_about(
        request, seat, "facts", rows.episode, facts=all_facts(seat, rows), **pictures(in_order(rows.facts))
    )


def _drawn(seat: Seat, rows: Rows) -> dict[str, Any]:
    if not can(seat, rows.episode, Action.SEE_REPORT):
        return _shared(seat, rows)
    return {
        "body": "desk/episode_body.html",
        "opened": opened(seat, rows.episode),
        "kept": short(seat, rows.episode),
        "case": head_of(seat, rows),
        "summary": summary(rows),
        "dangers": dangers(rows),
        "facts_many": len(rows.facts),
        "facts_url": reverse("facts", args=[rows.episode.pk]),
        "grave": grave(seat, rows),
        "ended": ended(seat, rows),
        "moments": happened(rows),
        "around": around(seat, rows),
        "live_ids": " ".join(
            str(key)
            for key in [
                rows.episode.pk,
                *(row.pk for row in (*rows.reports, *rows.appeals, *rows.alerts, *rows.interviews, *rows.clocks)),
            ]
        ),
        "rows_url": f"{reverse('episode_live', args=[rows.episode.pk])}?refresh=1",
        "reload_url": f"{reverse('episode', args=[rows.episode.pk])}?refresh=1",
    }


def _shared(seat: Seat, rows: Rows) -> dict[str, Any]:
    """Status and facts, for an agency with which the record is shared; what it is not shown is not spoken of."""
    line = about(seat, rows.episode)
    return {
        "body": "desk/episode_shared.html",
        "opened": opened(seat, rows.episode),
        "case": line | {"status": words.status_words(rows.episode.status)},
        "owner_agency": rows.episode.agency.name,
        "summary": summary(rows),
        "facts_many": len(rows.facts),
        "facts_url": reverse("facts", args=[rows.episode.pk]),
        "live_ids": "",
        "rows_url": f"{reverse('episode_live', args=[rows.episode.pk])}?refresh=1",
        "reload_url": f"{reverse('episode', args=[rows.episode.pk])}?refresh=1",
    }
