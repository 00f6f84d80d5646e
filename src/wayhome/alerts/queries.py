"""Reading alerts. What is in force is said here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wayhome.access.queries import kept_from, nobody_there, refuse_unseen_draft
from wayhome.accounts.queries import on_duty
from wayhome.alerts.models import Alert, Delivery, Version
from wayhome.rules.access import Action, may
from wayhome.rules.alerting import OPEN, Mode, Step
from wayhome.terms.viewer import Role, Viewer


def alert_now(at: datetime) -> QuerySet[Version]:
    """The one view of what is in force: the version of each alert that went out and whose end has not come."""
    return Version.objects.filter(step=Step.LIVE.value, expires_at__gt=at).select_related("alert")


def past_their_end(at: datetime) -> QuerySet[Version]:
    """What nobody has ended yet although its time is up."""
    return Version.objects.filter(step=Step.LIVE.value, expires_at__lte=at)


def alert_seen_by(viewer: Viewer, alert: UUID, *, action: Action = Action.SEE_CASE) -> Alert:
    """One alert, for a page that serves `action`. Raises NotFound when it is not there or not for this viewer."""
    found = Alert.objects.select_related("episode", "agency").filter(pk=alert).first()
    if found is None:
        raise nobody_there(viewer)
    refuse_unseen_draft(viewer, found.episode.misper_id, found.agency_id, action=action)
    return found


def alerts_of(episode: UUID) -> QuerySet[Alert]:
    """Alerts about an absence, newest first."""
    return Alert.objects.filter(episode=episode).order_by("-made_at")


def versions_of(alert: Alert) -> list[Version]:
    """All versions, oldest first."""
    return list(alert.versions.select_related("photo", "alert__agency").order_by("number"))


def waits_for(viewer: Viewer) -> QuerySet[Version]:
    """What waits for this viewer: as the second person, or because it was sent back to whoever wrote it."""
    back = Q(pk__in=[])
    if may(viewer, Action.DRAFT_ALERT, row_agency=viewer.agency):
        mine = [f"officer:{viewer.officer}"]
        back = Q(agency_id=viewer.agency, step=Step.RETURNED.value, authors__contains=mine)
    return _without_kept(Version.objects.filter(_to_decide(viewer) | back), viewer)


def _to_decide(viewer: Viewer) -> Q:
    if not may(viewer, Action.APPROVE_ALERT, row_agency=viewer.agency):
        return Q(pk__in=[])
    mine = Q(authors__contains=[f"officer:{viewer.officer}"])
    return Q(agency_id=viewer.agency, step=Step.SUBMITTED.value) & ~mine


def _without_kept(rows: QuerySet[Version], viewer: Viewer) -> QuerySet[Version]:
    """Without what is kept from the viewer. That is asked only where something waits: every page of the desk counts it."""
    if not rows.exists():
        return rows.none()
    kept = kept_from(viewer, Action.SEE_CASE)
    return rows.exclude(alert__episode__misper__in=kept).select_related("alert").order_by("submitted_at")


def alerts_for(viewer: Viewer) -> QuerySet[Alert]:
    """Every alert of the agency that this viewer may hear of, newest first."""
    if not may(viewer, Action.SEE_CASE, row_agency=viewer.agency):
        return Alert.objects.none()
    kept = kept_from(viewer, Action.SEE_CASE)
    return Alert.objects.filter(agency_id=viewer.agency).exclude(episode__misper__in=kept).order_by("-made_at")


def heard_of(alert: Alert) -> list[tuple[str, UUID | None]]:
    """By which way, and who, may have heard of the alert."""
    tried = Delivery.objects.filter(message__alert=alert, tries__gt=0)
    return list(tried.order_by("channel", "partner").values_list("channel", "partner").distinct())


def tips_staffed(alert: Alert, *, at: datetime) -> bool:
    """Whether a call-taker is on the rota who takes what the public tells. A drill needs none."""
    return alert.mode == Mode.DRILL or on_duty(alert.agency_id, Role.CALL_TAKER, at=at) is not None


def running(episode: UUID) -> QuerySet[Alert]:
    """Alerts about an absence of which anything is written, waits or is in force."""
    steps = [*sorted(OPEN), Step.LIVE.value]
    return Alert.objects.filter(episode=episode, pk__in=Version.objects.filter(step__in=steps).values("alert"))
