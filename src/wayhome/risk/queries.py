"""Reading assessments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wayhome.base import sealing
from wayhome.risk.models import Assessment


def latest_decisions(episodes: Iterable[UUID]) -> dict[UUID, Assessment]:
    """The decision in force for each episode that has one."""
    rows = Assessment.objects.filter(episode__in=list(episodes)).exclude(decided="")
    return {row.episode_id: row for row in rows.order_by("episode", "at", "id")}


def decisions_of(episode: UUID) -> list[Assessment]:
    """Every assessment of an episode, newest first."""
    return list(Assessment.objects.filter(episode=episode).order_by("-at", "-id"))


def reason_of(assessment: Assessment) -> str:
    """Why the officer chose this grade."""
    if assessment.reason is None:
        return ""
    return str(sealing.unseal_words(assessment.reason, table="risk_assessment", column="reason", row=assessment.pk))


def basis_of(assessment: Assessment) -> dict[str, Any]:
    """What an assessment rested on: age, answers by question, and the reasons of the rules that fired."""
    basis: Any = sealing.unseal_words(assessment.basis, table="risk_assessment", column="basis", row=assessment.pk)
    return dict(basis)
