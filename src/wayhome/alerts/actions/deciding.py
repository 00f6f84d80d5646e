"""The second person's word, and the one person's Cancel."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.alerts.actions.ending import end
from wayhome.alerts.actions.moving import judge, locked
from wayhome.alerts.actions.outbox import send
from wayhome.alerts.manifest import decision_of, digest_of
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import tips_staffed
from wayhome.base import filestore, sealing
from wayhome.base.errors import Overtaken, Refused
from wayhome.clocks import actions as clocks
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action
from wayhome.rules.alert_draft import Text, refuse_unstaffed
from wayhome.rules.alerting import CHANGED, Event, Move, Step
from wayhome.rules.appeal import refuse_new_publicity
from wayhome.rules.episode import EpisodeStatus
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer


@transaction.atomic
def approve(
    alert_id: UUID,
    digest: str,
    *,
    proved_at: datetime | None,
    viewer: Viewer,
    by: Actor,
    at: datetime,
    unstaffed: str = "",
) -> Version:
    """A second, different, freshly proved person approves the hash of exactly what was shown; it goes out.

    One guarded update decides: of several approvers one wins, and what was edited meanwhile is not approved. The
    deliveries commit with it, or nothing does. `unstaffed` says why it goes although nobody sits at the tip desk.
    Raises Refused, Overtaken, NotFound.
    """
    alert, episode = locked(alert_id, viewer=viewer, action=Action.APPROVE_ALERT)
    if why := refuse_new_publicity(EpisodeStatus(episode.status)):
        raise Refused(why)
    rows = judge(alert, Event(Move.APPROVE, at, viewer.officer, digest), viewer=viewer, proved_at=proved_at)
    version = rows[-1]
    if version.manifest is None or digest_of(version.manifest, decision_of(version)) != digest:
        raise Overtaken(CHANGED)
    if version.photo and hashlib.sha256(filestore.get(version.photo.pk)).hexdigest() != version.manifest["photo"]:
        raise Overtaken(CHANGED)
    if not tips_staffed(alert, at=at):
        texts = [Text(**text) for text in version.texts.values()]
        number = version.manifest["emergency_number"]
        if why := refuse_unstaffed(texts, emergency_number=number, reason=unstaffed) or refuse_reason(unstaffed):
            raise Refused(why)
    because = _sealed(version, unstaffed, episode.misper_id) if unstaffed.strip() else None
    for before in rows[:-1]:
        if before.step == Step.REPLACED:
            Version.objects.filter(pk=before.pk, step=Step.LIVE.value).update(step=before.step, ended_at=at)
    won = (
        Version.objects.filter(pk=version.pk, step=Step.SUBMITTED.value, digest=digest)
        .exclude(submitted_by=by.ref)
        .exclude(authors__contains=[by.ref])
        .update(step=Step.LIVE.value, decided_by=by.ref, decided_at=at, because=because, revision=version.revision + 1)
    )
    if won != 1:
        raise Overtaken(CHANGED)
    version.refresh_from_db()
    clocks.meet(alert.pk, "alert_decision", by=by, at=at)
    message = send(alert, version, "Alert" if version.number == 1 else "Update", at=at)
    ledger.write(
        "alert.approved", alert, by=by, agency=alert.agency_id, at=at, number=version.number, hash=digest,
        identifier=message.identifier, mode=alert.mode,
    )  # fmt: skip
    return version


@transaction.atomic
def return_it(alert_id: UUID, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Version:
    """The second person sends it back, and says why."""
    return _no(alert_id, Move.RETURN, Action.APPROVE_ALERT, reason=reason, viewer=viewer, by=by, at=at)


@transaction.atomic
def refuse(alert_id: UUID, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Version:
    """The second person says no for good, and why."""
    return _no(alert_id, Move.REFUSE, Action.APPROVE_ALERT, reason=reason, viewer=viewer, by=by, at=at)


@transaction.atomic
def decline(alert_id: UUID, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Version:
    """Whoever writes finds that an alert is not for this child, and says why."""
    return _no(alert_id, Move.DECLINE, Action.DRAFT_ALERT, reason=reason, viewer=viewer, by=by, at=at)


def _no(alert_id: UUID, move: Move, action: Action, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Version:
    alert, episode = locked(alert_id, viewer=viewer, action=action)
    if why := refuse_reason(reason):
        raise Refused(why)
    version = judge(alert, Event(move, at, viewer.officer), viewer=viewer)[-1]
    version.decided_by, version.decided_at = by.ref, at
    version.because = _sealed(version, reason, episode.misper_id)
    version.revision += 1
    version.save()
    clocks.meet(alert.pk, "alert_decision", "alert_asked", by=by, at=at)
    done = {Move.RETURN: "returned", Move.REFUSE: "refused", Move.DECLINE: "declined"}[move]
    ledger.write(f"alert.{done}", alert, by=by, agency=alert.agency_id, at=at, number=version.number)
    return version


def _sealed(version: Version, words: str, subject: UUID) -> bytes:
    return sealing.seal_words(words.strip(), subject=subject, table="alerts_version", column="because", row=version.pk)


def words_of(version: Version) -> str:
    """Why it was sent back, refused, declined, or sent although nobody sat at the tip desk."""
    if not version.because:
        return ""
    return str(sealing.unseal_words(version.because, table="alerts_version", column="because", row=version.pk))


@transaction.atomic
def cancel(alert_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Alert:
    """End an alert at once. One person suffices; whoever heard of it hears that it is over. Raises Refused, NotFound."""
    alert, _episode = locked(alert_id, viewer=viewer, action=Action.CANCEL_ALERT)
    return end(alert, Event(Move.CANCEL, at, viewer.officer), viewer=viewer, by=by)
