"""How an alert ends: cancelled, by its time, or because the child is found. Each ends every surface alike."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wayhome.alerts.actions.moving import judge
from wayhome.alerts.actions.outbox import send, suppress
from wayhome.alerts.messages import page_spot
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import past_their_end
from wayhome.cases.models import Episode
from wayhome.clocks import actions as clocks
from wayhome.ledger import actions as ledger
from wayhome.published import files as published
from wayhome.rules.alerting import OPEN, Event, Mode, Move, Step
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer

DONE = {Move.CANCEL: "cancelled", Move.EXPIRE: "expired", Move.RECALL: "recalled"}


def end(alert: Alert, event: Event, *, viewer: Viewer | None = None, by: Actor) -> Alert:
    """End an alert whose row is locked, inside the caller's transaction. Raises Refused.

    The epoch rises first, so that whoever is about to send an earlier message finds it overtaken.
    """
    live = alert.versions.filter(step=Step.LIVE.value).first()
    rows = judge(alert, event, viewer=viewer)
    alert.epoch += 1
    alert.save(update_fields=["epoch"])
    for row in rows:
        if row.pk == (live.pk if live else None) or row.step == Step.DROPPED:
            Version.objects.filter(pk=row.pk, step__in=[*OPEN, Step.LIVE]).update(step=row.step, ended_at=event.at)
    clocks.stop_all(alert.pk, by=by, at=event.at)
    suppress(alert, at=event.at)
    if live:
        # At once and by whoever ends it; the Cancel that follows does it again and looks.
        published.withdraw(alert.pk, page_spot(Mode(alert.mode), alert.reference), agency=alert.agency_id, at=event.at)
        send(alert, live, "Cancel", at=event.at)
    ledger.write(
        f"alert.{DONE[event.move]}", alert, by=by, agency=alert.agency_id, at=event.at, went_out=live is not None
    )
    return alert


def recall_all(episode: Episode, *, by: Actor, at: datetime) -> int:
    """End every alert about an episode, inside the caller's transaction: the child is found. Returns how many ended."""
    running = [*OPEN, Step.LIVE]
    of_it = Version.objects.filter(alert__episode=episode, step__in=running).values("alert")
    alerts = list(Alert.objects.select_for_update(of=("self",)).filter(pk__in=of_it))
    for alert in alerts:
        end(alert, Event(Move.RECALL, at), by=by)
    return len(alerts)


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """End the alerts whose time is up. Returns how many."""
    due = past_their_end(at).values("alert")
    alerts = list(Alert.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=due))
    for alert in alerts:
        end(alert, Event(Move.EXPIRE, at), by=Actor.system("alerts.expire"))
    return len(alerts)
