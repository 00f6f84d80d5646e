"""Reading outcomes and interviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wayhome.access.queries import nobody_there, refuse_erased, standing_of
from wayhome.base import sealing
from wayhome.base.errors import NotFound
from wayhome.outcomes.models import Interview, Outcome
from wayhome.rules.access import Action, may
from wayhome.terms.viewer import Viewer


def outcome_of(episode: UUID) -> Outcome | None:
    """How an episode ended, if it has."""
    return Outcome.objects.filter(episode=episode, superseded_at=None).first()


def seen_by(outcome: Outcome) -> str:
    """Who saw the child face to face."""
    return str(sealing.unseal_words(outcome.seen_by, table="outcomes_outcome", column="seen_by", row=outcome.pk))


def interviews_of(episode: UUID) -> list[Interview]:
    """The interviews of an episode, the prevention interview first."""
    return list(Interview.objects.filter(episode=episode, superseded_at=None).order_by("kind"))


def interview_seen_by(viewer: Viewer, interview: UUID, *, action: Action = Action.SEE_CASE) -> Interview:
    """One interview, for a page that serves `action`. Raises NotFound when it is not there or not for this viewer."""
    found = Interview.objects.select_related("episode").filter(pk=interview).first()
    if found is None:
        raise nobody_there(viewer)
    standing = standing_of(viewer, found.episode.misper_id, found.agency_id)
    if standing.shared and not standing.own and not standing.glass:
        raise NotFound
    if not may(viewer, Action.SEE_CASE, standing=standing) or not may(viewer, action, standing=standing):
        raise NotFound
    refuse_erased(standing)
    return found


def in_force(interview: Interview) -> Interview:
    """The same interview as it was last saved; one of an earlier return stays itself."""
    same = Interview.objects.filter(
        episode=interview.episode_id, kind=interview.kind, due_at=interview.due_at, superseded_at=None
    )
    return same.first() or interview


def said_in(interview: Interview) -> dict[str, Any]:
    """What was said in an interview: words, harm and reasons; empty when nothing is written down."""
    if interview.said is None:
        return {"words": "", "harm": "", "why": []}
    said: Any = sealing.unseal_words(interview.said, table="outcomes_interview", column="said", row=interview.pk)
    return dict(said)
