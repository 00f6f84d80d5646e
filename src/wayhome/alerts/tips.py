"""Reading what the public told: tips of alerts, and sightings of appeals, as far as a viewer may open what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wayhome.access.queries import kept_from, nobody_there, refuse_erased, standing_of
from wayhome.alerts.models import Alert
from wayhome.appeals.models import Appeal
from wayhome.base.errors import NotFound
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.rules.access import Action, may
from wayhome.rules.tips import Outcome
from wayhome.terms.viewer import Viewer

# What the public told by a form of its own; what came with a report, or from a register, is read with its case.
TOLD = Q(door=ReportDoor.PUBLIC_CARER, report=None)


def tips_waiting(viewer: Viewer) -> QuerySet[Sighting]:
    """Every tip and sighting of the agency that nobody has dealt with: what nobody has taken first, the oldest on top."""
    if not may(viewer, Action.TAKE_REPORT, row_agency=viewer.agency):
        return Sighting.objects.none()
    kept = kept_from(viewer, Action.TAKE_REPORT)
    shut = Q(alert__in=Alert.objects.filter(episode__misper__in=kept).values("pk")) | Q(
        edition__in=Appeal.objects.filter(episode__misper__in=kept, edition__isnull=False).values("edition")
    )
    waiting = Sighting.objects.filter(TOLD, agency_id=viewer.agency, dealt_at=None)
    waiting = waiting.exclude(shut) if kept else waiting
    return waiting.select_related("taken_by").order_by(F("taken_at").asc(nulls_first=True), "received_at")


def tip_seen_by(viewer: Viewer, tip: UUID, *, action: Action = Action.TAKE_REPORT) -> tuple[Sighting, Episode | None]:
    """One tip, and the episode it is about where one is known. Raises NotFound, Unreadable."""
    found = Sighting.objects.filter(TOLD, pk=tip).select_related("taken_by").first()
    if found is None:
        raise nobody_there(viewer)
    episode = episode_of(found)
    if episode is None and (found.alert or found.edition):
        raise nobody_there(viewer)
    standing = standing_of(viewer, episode.misper_id if episode else found.pk, found.agency_id)
    if not may(viewer, action, standing=standing):
        raise NotFound
    refuse_erased(standing)
    return found, episode


def episode_of(tip: Sighting) -> Episode | None:
    """The absence that a tip is about, by the alert or the appeal that the public saw."""
    if tip.alert:
        return Episode.objects.filter(alerts=tip.alert).first()
    return Episode.objects.filter(appeals__edition=tip.edition).first() if tip.edition else None


def others_like(tip: Sighting) -> QuerySet[Sighting]:
    """Tips about the same alert or appeal that this one may be put together with; the newest first."""
    same = Sighting.objects.filter(TOLD, agency_id=tip.agency_id, alert=tip.alert, edition=tip.edition)
    return same.exclude(pk=tip.pk).exclude(outcome=Outcome.TOGETHER).order_by("-received_at")


def tips_of_case(alerts: Iterable[Alert]) -> Q:
    """The tips of a case's alerts that belong to the enquiry: no drill's."""
    return Q(alert__in=[each.pk for each in alerts], drill=False)


def shown_about(tips: Iterable[Sighting]) -> dict[UUID, dict[str, Any]]:
    """By alert or edition: its reference, its own id, and the words for its area."""
    rows = list(tips)
    alerts = Alert.objects.filter(pk__in={each.alert for each in rows if each.alert}).prefetch_related("versions")
    appeals = Appeal.objects.filter(edition__in={each.edition for each in rows if each.edition})
    return {
        each.pk: {"alert": each.pk, "reference": each.reference, "area": _area(each)} for each in alerts
    } | {
        each.edition: {"appeal": each.pk, "reference": each.reference, "area": str(each.shows.get("last_seen_area", ""))}
        for each in appeals
        if each.edition
    }  # fmt: skip


def told_of(agency: UUID, kind: str) -> dict[UUID, str]:
    """Who was told that nobody took a tip, or sits at the tip desk (the clock's kind), by what it is about; while that is so."""
    running = Clock.objects.filter(agency=agency, kind=kind, met_at=None, escalated_to__isnull=False)
    return {each.subject: str(each.escalated_to) for each in running.select_related("escalated_to")}


def _area(alert: Alert) -> str:
    """As the public was told last."""
    told = [each for each in alert.versions.all() if each.decided_by]
    return str(((max(told, key=lambda each: each.number).area if told else None) or {}).get("words", ""))
