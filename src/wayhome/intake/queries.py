"""Reading what came in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wayhome.base import filestore, sealing
from wayhome.base.errors import NotFound
from wayhome.intake.models import Photo, Report, Sighting
from wayhome.rules.access import Action, may
from wayhome.terms.viewer import Viewer


def words_of(report: Report) -> dict[str, str]:
    """The words of a report, as given."""
    words: Any = sealing.unseal_words(report.words, table="intake_report", column="words", row=report.pk)
    return dict(words)


def words_of_sighting(sighting: Sighting) -> dict[str, str]:
    """The words of a sighting, as given."""
    words: Any = sealing.unseal_words(sighting.words, table="intake_sighting", column="words", row=sighting.pk)
    return dict(words)


def report_seen_by(viewer: Viewer, report: UUID) -> Report:
    """One report. Raises NotFound when it is not there or not for this viewer: the two look the same."""
    found = Report.objects.filter(pk=report).first()
    if found is None or not may(viewer, Action.SEE_REPORT, row_agency=found.agency_id):
        raise NotFound
    return found


def reports_waiting(viewer: Viewer) -> QuerySet[Report]:
    """Reports of the viewer's agency that no episode has taken up yet, newest first."""
    if not may(viewer, Action.SEE_REPORT, row_agency=viewer.agency):
        return Report.objects.none()
    return Report.objects.filter(agency_id=viewer.agency, taken_up_at=None).order_by("-received_at")


def photo_seen_by(viewer: Viewer, photo: UUID) -> tuple[Photo, bytes]:
    """One photo and its bytes. Raises NotFound as above."""
    found = Photo.objects.filter(pk=photo).first()
    if found is None or not may(viewer, Action.SEE_REPORT, row_agency=found.agency_id):
        raise NotFound
    return found, filestore.get(found.pk)
