"""Reading what came in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wayhome.access.actions import digests
from wayhome.access.queries import named_by, nobody_there, refuse_erased, standing_of
from wayhome.base import filestore, sealing
from wayhome.base.errors import NotFound
from wayhome.intake.models import Photo, Report, Sighting
from wayhome.rules.access import Action, may
from wayhome.terms.standing import Standing
from wayhome.terms.viewer import Viewer


def words_of(report: Report) -> dict[str, str]:
    """The words of a report, as given."""
    words: Any = sealing.unseal_words(report.words, table="intake_report", column="words", row=report.pk)
    return dict(words)


def words_of_sighting(sighting: Sighting) -> dict[str, str]:
    """The words of a sighting, as given."""
    words: Any = sealing.unseal_words(sighting.words, table="intake_sighting", column="words", row=sighting.pk)
    return dict(words)


def report_seen_by(viewer: Viewer, report: UUID, *, action: Action = Action.SEE_REPORT) -> Report:
    """One report. Raises NotFound when it is not there or not for this viewer: the two look the same."""
    found = Report.objects.filter(pk=report).first()
    if found is None:
        raise nobody_there(viewer)
    standing = standing_to(viewer, found)
    if not may(viewer, action, standing=standing):
        raise NotFound
    refuse_erased(standing)
    # An officer who is told to ring their own number must not read on, even before the worker has noted whom it names.
    if found.record is None and named_by(digests(words_of(found)), viewer):
        raise NotFound
    return found


def standing_to(viewer: Viewer, report: Report) -> Standing:
    """How the viewer stands to a report: as to the record that took it up, else to the report alone."""
    return standing_of(viewer, report.record or report.pk, report.agency_id)


def reports_waiting(viewer: Viewer) -> QuerySet[Report]:
    """Reports of the viewer's agency that no episode has taken up yet, newest first."""
    if not may(viewer, Action.SEE_REPORT, row_agency=viewer.agency):
        return Report.objects.none()
    return Report.objects.filter(agency_id=viewer.agency, taken_up_at=None).order_by("-received_at")


def photo_seen_by(viewer: Viewer, photo: UUID) -> tuple[Photo, bytes]:
    """One photo and its bytes. Raises NotFound as above."""
    found = Photo.objects.select_related("report").filter(pk=photo).first()
    if found is None:
        raise nobody_there(viewer)
    standing = standing_to(viewer, found.report)
    if not may(viewer, Action.SEE_REPORT, standing=standing):
        raise NotFound
    refuse_erased(standing)
    return found, filestore.get(found.pk)
