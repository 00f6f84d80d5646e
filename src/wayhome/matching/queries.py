"""Reading candidate matches, verdicts and exclusions."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wayhome.matching.models import Candidate, Exclusion, Judgement, Kinship
from wayhome.rules.access import Action, may
from wayhome.rules.exclusions import Effect
from wayhome.terms.viewer import Viewer

OUT = Exclusion.objects.filter(
    missing=OuterRef("missing"), unidentified=OuterRef("unidentified"), revoked_at=None, effect=Effect.EXCLUDE.value
)


def candidates_for(viewer: Viewer, unidentified: UUID) -> QuerySet[Candidate]:
    """Who of the missing may be this person, likeliest first; `evidence` holds each comparison with its words.

    Whom a rule excludes is left out: `excluded_for` has them.
    """
    return _standing(viewer).filter(~Exists(OUT), unidentified=unidentified).order_by("-weight", "missing")


def excluded_for(viewer: Viewer, unidentified: UUID) -> QuerySet[Candidate]:
    """The pairs that were weighed and that a rule keeps out of the ranking."""
    return _standing(viewer).filter(Exists(OUT), unidentified=unidentified).order_by("-weight", "missing")


def matches_of(viewer: Viewer, missing: UUID) -> QuerySet[Candidate]:
    """The unidentified people in whose lists a missing person stands, likeliest first, those left out that a rule excludes."""
    return _standing(viewer).filter(~Exists(OUT), missing=missing).order_by("-weight", "unidentified")


def excluded_of(viewer: Viewer, missing: UUID) -> QuerySet[Candidate]:
    """The pairs of a missing person that were weighed and that a rule keeps out of the ranking."""
    return _standing(viewer).filter(Exists(OUT), missing=missing).order_by("-weight", "unidentified")


def _standing(viewer: Viewer) -> QuerySet[Candidate]:
    if not may(viewer, Action.SEE_RECORD, row_agency=None):
        return Candidate.objects.none()
    return Candidate.objects.filter(superseded_at=None)


def weighed(viewer: Viewer, unidentified: UUID, missing: UUID) -> Candidate | None:
    """One pair as it stands in the lists, excluded or not; None where it stands in none or is kept from the viewer."""
    return _standing(viewer).filter(unidentified=unidentified, missing=missing).first()


def verdicts_between(unidentified: UUID, missing: UUID) -> list[Judgement]:
    """Every verdict on one pair, the newest first."""
    return list(Judgement.objects.filter(unidentified=unidentified, missing=missing).order_by("-at", "-id"))


def verdicts_on(unidentified: UUID) -> dict[UUID, Judgement]:
    """The verdict in force for each missing person who was judged."""
    rows = Judgement.objects.filter(unidentified=unidentified, superseded_at=None)
    return {row.missing: row for row in rows}


def verdicts_of(missing: UUID) -> dict[UUID, Judgement]:
    """The verdict in force for each unidentified person with whom a missing one was judged."""
    rows = Judgement.objects.filter(missing=missing, superseded_at=None)
    return {row.unidentified: row for row in rows}


def exclusions_on(unidentified: UUID, missing: Collection[UUID] | None = None) -> dict[UUID, list[Exclusion]]:
    """The exclusions and doubts in force, oldest first, for each missing person who has one."""
    rows = Exclusion.objects.filter(unidentified=unidentified, revoked_at=None).order_by("at", "id")
    if missing is not None:
        rows = rows.filter(missing__in=missing)
    found: dict[UUID, list[Exclusion]] = {}
    for row in rows:
        found.setdefault(row.missing, []).append(row)
    return found


def kinship_between(viewer: Viewer, unidentified: UUID, missing: UUID) -> list[Kinship]:
    """Every laboratory's kinship result on one pair, the newest first; none for a role that reads none."""
    if not may(viewer, Action.KINSHIP):
        return []
    return list(Kinship.objects.filter(unidentified=unidentified, missing=missing).order_by("-at", "-id"))


def kinship_beside(viewer: Viewer, unidentified: UUID, missing: UUID) -> list[Kinship]:
    """The results in force of the same unidentified person with others of the missing, and of the same missing with other finds."""
    if not may(viewer, Action.KINSHIP):
        return []
    of_either = Kinship.objects.filter(
        Q(unidentified=unidentified) | Q(missing=missing), superseded_at=None, revoked_at=None
    )
    return list(of_either.exclude(unidentified=unidentified, missing=missing).order_by("-at", "-id"))
