"""Reading appeals."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from wayhome.access.queries import erased, nobody_there, refuse_unseen_draft
from wayhome.appeals.models import Appeal
from wayhome.rules.access import Action, may
from wayhome.terms.viewer import Viewer


def appeal_seen_by(viewer: Viewer, appeal: UUID, *, action: Action = Action.SEE_CASE) -> Appeal:
    """One appeal, for a page that serves `action`. Raises NotFound when it is not there or not for this viewer."""
    found = Appeal.objects.select_related("episode", "agency", "photo").filter(pk=appeal).first()
    if found is None:
        raise nobody_there(viewer)
    refuse_unseen_draft(viewer, found.episode.misper_id, found.agency_id, action=action)
    return found


def appeals_of(episode: UUID) -> QuerySet[Appeal]:
    """Appeals of an episode, newest first."""
    return Appeal.objects.filter(episode=episode).order_by("-drafted_at")


def waiting_for_approval(viewer: Viewer) -> QuerySet[Appeal]:
    """Appeals that wait for a second officer, and that this viewer may decide on."""
    if not may(viewer, Action.APPROVE_APPEAL, row_agency=viewer.agency):
        return Appeal.objects.none()
    own = [f"officer:{viewer.officer}"]
    return (
        Appeal.objects.filter(agency_id=viewer.agency, status="submitted")
        .exclude(authors__contains=own)
        .exclude(episode__misper__in=erased())
        .order_by("submitted_at")
    )
