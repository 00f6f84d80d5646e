"""Reading candidate matches and verdicts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from wayhome.matching.models import Candidate, Judgement
from wayhome.rules.access import Action, may
from wayhome.terms.viewer import Viewer


def candidates_for(viewer: Viewer, unidentified: UUID) -> QuerySet[Candidate]:
    """Who of the missing may be this person, likeliest first; `evidence` holds each comparison with its words."""
    if not may(viewer, Action.SEE_RECORD, row_agency=None):
        return Candidate.objects.none()
    return Candidate.objects.filter(unidentified=unidentified, superseded_at=None).order_by("-weight", "missing")


def verdicts_on(unidentified: UUID) -> dict[UUID, Judgement]:
    """The verdict in force for each missing person who was judged."""
    rows = Judgement.objects.filter(unidentified=unidentified, superseded_at=None)
    return {row.missing: row for row in rows}
