"""How an alert ends: cancelled, by its time, or because the child is found. Each ends every surface alike."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as queue

from wayhome.alerts.actions.moving import judge
from wayhome.alerts.actions.outbox import PAGE, send, suppress
from wayhome.alerts.messages import page_spot
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import alerts_of, heard_of, past_their_end, running
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
    left = heard_of(alert)
    # An alert whose time is up before it ever left failed its child: that stays due until there is another, or the search ends.
    unsaid = live is not None and event.move is Move.EXPIRE and not left
    clocks.stop_all(alert.pk, by=by, at=event.at, but=("alert_out",) if unsaid else ())
    suppress(alert, at=event.at)
    if live:
        # At once and by whoever ends it; the Cancel that follows does it again and looks.
        published.withdraw(alert.pk, page_spot(Mode(alert.mode), alert.reference), agency=alert.agency_id, at=event.at)
        send(alert, live, "Cancel", at=event.at)
        if PAGE not in dict(left):  # then no Cancel goes there that would look
            queue.configure_task("flow.read_back").defer(owner=str(alert.pk))
    ledger.write(f"alert.{DONE[event.move]}", alert, by=by, agency=alert.agency_id, at=event.at, went_out=bool(left))
    return alert


def recall_all(episode: Episode, *, by: Actor, at: datetime) -> int:
    """End every alert about an episode, inside the caller's transaction: the child is found. Returns how many ended."""
    every = list(alerts_of(episode.pk).select_for_update(of=("self",)))
    alerts = list(running(episode.pk))  # asked once they are ours: whoever held one until now may have ended it
    for alert in alerts:
        end(alert, Event(Move.RECALL, at), by=by)
    for each in every:
        clocks.stop_all(each.pk, by=by, at=at, but=("alert_removed",))
    return len(alerts)


def expire_due(*, at: datetime) -> int:
    """End the alerts whose time is up, each by itself. Returns how many."""
    return sum(_expire(key, at=at) for key in past_their_end(at).values_list("alert", flat=True))


@transaction.atomic
def _expire(key: UUID, *, at: datetime) -> bool:
    alert = Alert.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    # Somebody may have ended or prolonged it since.
    if alert is None or not past_their_end(at).filter(alert=alert).exists():
        return False
    end(alert, Event(Move.EXPIRE, at), by=Actor.system("alerts.expire"))
    return True
