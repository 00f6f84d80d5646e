"""Which case a page is about, and how much of the child's file this officer may see."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access.queries import standing_of
from wayhome.cases.models import Episode
from wayhome.desk import lists, words
from wayhome.desk.page import Seat, looked, show
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.field_class import FieldClass
from wayhome.terms.standing import Standing


def called(seat: Seat, episode: Episode) -> lists.Called:
    """What the child is called."""
    shown = classes_for(seat, episode)
    return lists.called_by([episode.misper_id], on=seat.at.date(), classes=shown)[episode.misper_id]


def about(seat: Seat, episode: Episode) -> dict[str, Any]:
    """The one line that says which case a page is about."""
    child = called(seat, episode)
    return {
        "name": child.name or _("Name not known"),
        "age": words.short_age(child.age),
        "reference": episode.reference,
        "href": reverse("episode", args=[episode.pk]),
        "status": "" if episode.status == EpisodeStatus.OPEN else words.status_words(episode.status),
        "missing_since": episode.missing_since,
        "found_at": episode.search_ended_at,
    }


def show_about(request: HttpRequest, seat: Seat, template: str, episode: Episode, **context: Any) -> HttpResponse:
    """Draw a page about a case, once the look at it is written down."""
    return show_part(request, seat, template, episode, "episode.looked", episode, **context)


def show_part(
    request: HttpRequest, seat: Seat, template: str, episode: Episode, kind: str, row: models.Model, **context: Any
) -> HttpResponse:
    """Draw a page about something that hangs on a case, once the look at that is written down, as `kind`."""
    line = about(seat, episode)
    looked(request, seat, kind, row, agency=episode.agency_id, record=episode.misper_id)
    context.setdefault("back_url", line["href"])
    context.setdefault("back_text", _("Back to the case"))
    return show(request, seat, template, about=line, episode=episode, **context)


def can(seat: Seat, episode: Episode, action: Action) -> bool:
    """Whether this officer, standing as they do to this record, may do something to it."""
    return may(seat.viewer, action, standing=standing_to(seat, episode))


def standing_to(seat: Seat, episode: Episode) -> Standing:
    """How this officer stands to the record of a case."""
    return episode.standing or standing_of(seat.viewer, episode.misper_id, episode.agency_id)


def classes_for(seat: Seat, episode: Episode) -> frozenset[FieldClass]:
    """The classes of facts that this officer may see of this child."""
    return field_classes_for(seat.viewer, standing_to(seat, episode))
