"""Reads about agencies and their people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from wayhome.accounts.actions import digest_of
from wayhome.accounts.models import Agency, ApiKey, Duty, Officer, Recovery, RecoveryState
from wayhome.terms.viewer import AgencyKind, Role


def api_key(secret: str) -> ApiKey | None:
    """The key that this secret opens, if it is still valid."""
    return ApiKey.objects.select_related("agency").filter(digest=digest_of(secret), ended_at=None).first()


def on_duty(agency: UUID, role: Role, *, at: datetime, but: Collection[UUID] = ()) -> Officer | None:
    """Who holds this role for the agency now, other than those named; the latest to start, when two do."""
    duty = (
        Duty.objects.select_related("officer")
        .filter(agency_id=agency, role=role.value, starts_at__lte=at, ends_at__gt=at, officer__is_active=True)
        .exclude(officer__in=list(but))
        .order_by("-starts_at")
        .first()
    )
    return duty.officer if duty else None


def forces() -> list[Agency]:
    """Every police force, by name."""
    return list(Agency.objects.filter(kind=AgencyKind.POLICE_FORCE.value).order_by("name"))


def colleagues(agency: UUID) -> dict[UUID, str]:
    """Names of an agency's officers, by id."""
    return {officer.pk: str(officer) for officer in Officer.objects.filter(agency_id=agency)}


def officers_of(agency: UUID) -> list[Officer]:
    """Every account of an agency, by name."""
    return list(Officer.objects.select_related("agency").filter(agency_id=agency).order_by("name"))


def recoveries_waiting(agency: UUID) -> list[Recovery]:
    """Recoveries of an agency that somebody asked for and nobody has decided, the oldest first."""
    waiting = Recovery.objects.filter(agency_id=agency, state=RecoveryState.PENDING)
    return list(waiting.select_related("officer", "asked_by").order_by("asked_at"))


def rota(agency: UUID, *, at: datetime) -> list[Duty]:
    """Duties of an agency that go on or are to come, by their beginning."""
    return list(
        Duty.objects.select_related("officer")
        .filter(agency_id=agency, ends_at__gt=at)
        .order_by("starts_at", "role")[:200]
    )
