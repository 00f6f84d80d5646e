"""The outbox: a message and its deliveries commit with the decision; each is then tried on its own, outside of it.

The intent is written before a try and the outcome after it. A try whose end nobody saw is repeated with the same key, and
said to be a repeat, so that a counterpart that honours the key takes it once.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from procrastinate.contrib.django import app as queue

from wayhome.alerts.actions.moving import locked
from wayhome.alerts.channels import CHANNELS, LATER
from wayhome.alerts.manifest import decision_of, digest_of
from wayhome.alerts.models import Alert, Delivery, DeliveryState, Message, Version
from wayhome.alerts.outgoing import Failed, Outgoing, Receipt, outgoing_of
from wayhome.alerts.queries import alert_now, heard_of
from wayhome.base.errors import NotFound, Refused
from wayhome.base.ids import new_id
from wayhome.clocks import actions as clocks
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

log = logging.getLogger(__name__)
BY = Actor.system("alerts.outbox")
STALE = timedelta(seconds=20)
"""A try without an outcome for so long is taken up again."""
PAGE = "site"
GRACE = timedelta(seconds=3)
"""How long a job has before the net takes up what it should have done."""
PAUSE = timedelta(seconds=0.5)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=60)
CANCEL_TRIED_FOR = timedelta(hours=24)
RECEIPT_AWAITED_FOR = timedelta(hours=24)
NOT_TO_BE_TOLD = N_("This was confirmed already, or has not been tried yet.")
QUEUES = {Mode.LIVE.value: "alerts", Mode.DRILL.value: "alerts-drill"}


def send(alert: Alert, version: Version, kind: str, *, at: datetime) -> Message:
    """Make a message and one delivery for each way out and recipient, inside the caller's transaction.

    No phone rings before the page answers: of an alert or an update the page goes first and sets off the others; should
    it fail, the net under the jobs takes them up all the same.
    """
    message = Message(
        id=new_id(), agency_id=alert.agency_id, alert=alert, version=version, kind=kind,
        number=alert.messages.count() + 1, sent_at=_sent_at(alert, at),
    )  # fmt: skip
    message.identifier = f"{alert.reference}-{message.number}"
    message.chain = _chain(alert, version)
    message.save(force_insert=True)
    rows = [
        Delivery(
            id=new_id(), agency_id=alert.agency_id, message=message, channel=name, partner_id=partner, epoch=alert.epoch,
            key=key_of(message.identifier, name, partner), next_at=at,
        )
        for name, partner in _to_whom(alert, kind)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows)
    event = "alert.ended" if kind == "Cancel" else "alert.sent"
    if rows:
        clocks.start_for(event, subject=alert.pk, subject_kind="alert", agency=alert.agency_id, is_child=True, at=at)
    first = [row for row in rows if row.channel == PAGE]
    _defer(first if first and kind != "Cancel" else rows, alert.mode)
    return message


def _sent_at(alert: Alert, at: datetime) -> datetime:
    """To the second, and never before an earlier message of the alert although a clock stepped back: CAP names no later one."""
    earlier = alert.messages.aggregate(last=Max("sent_at"))["last"]
    return max(at.replace(microsecond=0), earlier or at.replace(microsecond=0))


def _defer(rows: Iterable[Delivery], mode: str) -> None:
    job = queue.configure_task("flow.deliver", queue=QUEUES[mode])
    for row in rows:
        job.defer(delivery=str(row.pk))


def _chain(alert: Alert, version: Version) -> list[list[str]]:
    """The messages before this one, as CAP names them: what belongs to one alert has not expired before it ends."""
    sender = str((version.manifest or {})["sender"])
    earlier = alert.messages.filter(kind__in=["Alert", "Update"]).order_by("number")
    return [[sender, each.identifier, each.sent_at.isoformat()] for each in earlier]


def _to_whom(alert: Alert, kind: str) -> list[tuple[str, UUID | None]]:
    """Way out and recipient of each delivery. The end of an alert goes to all who may have heard of it, and to nobody else.

    It goes to them even where the gateway's folder is away now, or the partner's time has ended: somebody is then told.
    """
    heard = heard_of(alert)
    if kind == "Cancel":
        return heard
    now = [(name, partner) for name, channel in CHANNELS.items() for partner in channel.recipients(Mode(alert.mode))]
    return now + [each for each in heard if each not in now and each[1] is None and each[0] != "null"]


def suppress(alert: Alert, *, at: datetime) -> int:
    """Take back what has not begun to leave. What is under way finds the epoch raised before its next try."""
    waiting = Delivery.objects.filter(message__alert=alert, state=DeliveryState.DUE, tries=0)
    return waiting.update(state=DeliveryState.SUPPRESSED, outcome_at=at)


def key_of(identifier: str, channel: str, partner: UUID | None) -> str:
    """The key that goes with every try of one delivery: the same for the same message, way out and recipient."""
    whole = hashlib.sha256(f"{identifier}\0{channel}\0{partner or ''}".encode()).digest()
    return base64.b32encode(whole).decode()[:26].lower()


@dataclass(frozen=True, slots=True)
class Try:
    """One try that has begun: what to send, and the delivery it belongs to."""

    delivery: UUID
    number: int
    channel: str
    outgoing: Outgoing


@transaction.atomic
def begin(delivery_id: UUID, *, at: datetime) -> Try | datetime | None:
    """Write the intent of one try; a moment where the other side takes no more before then.

    None when there is nothing to do: done, overtaken, too late, being tried, or behind another that is.

    The alert's row is locked first, as by whoever ends it: once a Cancel is committed, nothing earlier begins.
    """
    if not _lock_alert(delivery_id):
        return None
    row = (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("message__alert", "message__version", "partner")
        .filter(pk=delivery_id, state__in=[DeliveryState.DUE, DeliveryState.TRYING])
        .first()
    )
    if row is None or (row.state == DeliveryState.TRYING and row.intent_at and at - row.intent_at < STALE):
        return None
    message = row.message
    if _overtaken(row, at):
        _settle(row, DeliveryState.SUPPRESSED if row.tries == 0 else DeliveryState.FAILED, "overtaken", at=at)
        return None
    if _before(row, at).exists():
        return None
    # A Cancel leaves whatever became of the text: it shows none of it.
    if message.kind != "Cancel" and _altered(message.version):
        _settle(row, DeliveryState.FAILED, "what was approved has been altered", at=at)
        return None
    if message.kind != "Cancel" and _is_full(row, at):
        row.next_at = at + PAUSE
        row.save(update_fields=["next_at"])
        return row.next_at
    repeat = row.tries > 0  # a try that seemed to fail may have arrived
    row.state, row.tries, row.intent_at = DeliveryState.TRYING, row.tries + 1, at
    row.save(update_fields=["state", "tries", "intent_at"])
    outgoing = outgoing_of(message, key=row.key, repeat=repeat, partner=row.partner)
    return Try(row.pk, row.tries, row.channel, outgoing)


def _overtaken(row: Delivery, at: datetime) -> bool:
    """Whether what the delivery says is no longer so. A Cancel is never overtaken, only given up after a day."""
    message = row.message
    if message.kind == "Cancel":
        return at - message.sent_at > CANCEL_TRIED_FOR
    return row.epoch != message.alert.epoch or not alert_now(at).filter(pk=message.version_id).exists()


def _lock_alert(delivery_id: UUID) -> bool:
    """Wait for whoever is about to end the alert, or to confirm another delivery of it. Always before the delivery's own row."""
    alert = Alert.objects.select_for_update(of=("self",), no_key=True).filter(messages__deliveries=delivery_id)
    return alert.first() is not None


def _before(row: Delivery, at: datetime) -> QuerySet[Delivery]:
    """Tries of earlier messages to the same recipient that are under way: the end of an alert must not overtake its beginning."""
    return Delivery.objects.filter(
        message__alert=row.message.alert_id, message__number__lt=row.message.number, channel=row.channel, partner=row.partner_id,
        state=DeliveryState.TRYING, intent_at__gt=at - STALE,
    )  # fmt: skip


def _is_full(row: Delivery, at: datetime) -> bool:
    """Whether the other side has as much under way, or was sent as much within a second, as its way out declares. A Cancel never waits."""
    declared = CHANNELS[row.channel].DECLARED
    others = Delivery.objects.filter(channel=row.channel, partner=row.partner_id).exclude(pk=row.pk)
    under_way = others.filter(state=DeliveryState.TRYING, intent_at__gt=at - STALE).count()
    lately = others.filter(intent_at__gt=at - timedelta(seconds=1)).count()
    return under_way >= declared.window or lately >= declared.per_second


def _altered(version: Version) -> bool:
    return version.manifest is None or digest_of(version.manifest, decision_of(version)) != version.digest


def deliver(delivery_id: UUID, *, now: Callable[[], datetime]) -> datetime | None:
    """Try one delivery: intent, the way out, outcome. Returns when to try again, None when it is settled.

    Nothing calls out from inside a transaction. Whatever goes wrong on the way out, the outcome is written.
    """
    begun = begin(delivery_id, at=now())
    if not isinstance(begun, Try):
        return begun
    try:
        receipt: Receipt | Failed = CHANNELS[begun.channel].send(begun.outgoing, at=now())
    except Failed as problem:
        receipt = problem
    except Exception as problem:
        log.exception("%s could not send %s", begun.channel, begun.outgoing.identifier)
        receipt = Failed(f"broke off: {type(problem).__name__}")
    return finish(begun, receipt, at=now())


@transaction.atomic
def finish(begun: Try, result: Receipt | Failed, *, at: datetime) -> datetime | None:
    """Write the outcome of a try; when to try again, or None."""
    _lock_alert(begun.delivery)
    row = Delivery.objects.select_for_update().get(pk=begun.delivery)
    if isinstance(result, Failed) and (row.state, row.tries) != (DeliveryState.TRYING, begun.number):
        return None  # a later try has begun, or ended well: this one took longer than anybody waited for
    _defer(_behind(row), row.message.alert.mode)
    if isinstance(result, Receipt):
        row.sha256 = result.sha256
        _settle(row, DeliveryState.ACCEPTED, result.words, at=at)
        if row.channel not in LATER:
            _confirm(row, by=BY, at=at)
        if row.channel == PAGE and row.message.kind != "Cancel":
            waiting = row.message.deliveries.filter(state=DeliveryState.DUE, tries=0)
            _defer(waiting, row.message.alert.mode)
        return None
    if result.for_good:
        _settle(row, DeliveryState.FAILED, str(result), at=at)
        return None
    row.state, row.receipt = DeliveryState.DUE, str(result)[:200]
    row.next_at = at + wait_before(row.tries)
    row.save(update_fields=["state", "receipt", "next_at"])
    return row.next_at


def _behind(row: Delivery) -> QuerySet[Delivery]:
    """Later messages to the same recipient that waited for this try to end."""
    return Delivery.objects.filter(
        message__alert=row.message.alert_id, message__number__gt=row.message.number, channel=row.channel, partner=row.partner_id,
        state=DeliveryState.DUE, tries=0,
    )  # fmt: skip


def _settle(row: Delivery, state: DeliveryState, words: str, *, at: datetime) -> None:
    row.state, row.receipt, row.outcome_at = state, words[:200], at
    row.save(update_fields=["state", "receipt", "outcome_at", "sha256"])
    if state is DeliveryState.FAILED:
        ledger.write(
            "alert.undelivered", row.message.alert, by=BY, agency=row.agency_id, at=at, channel=row.channel, tries=row.tries,
            identifier=row.message.identifier,
        )  # fmt: skip


def confirm_due(*, at: datetime) -> int:
    """Look for receipts that come after the sending. Returns how many came."""
    waiting = Delivery.objects.filter(
        channel__in=LATER, state=DeliveryState.ACCEPTED, confirmed_at=None, outcome_at__gt=at - RECEIPT_AWAITED_FOR
    ).select_related("message__alert")
    came = [row for row in waiting if LATER[row.channel](row.message.identifier, Mode(row.message.alert.mode))]
    for row in came:
        with transaction.atomic():
            _lock_alert(row.pk)
            row.refresh_from_db(fields=["confirmed_at"])
            _confirm(row, by=BY, at=at)
    return len(came)


@transaction.atomic
def told_by_hand(alert_id: UUID, delivery_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Delivery:
    """An officer told the other side by another way, since it could not be reached or has not confirmed. Raises NotFound, Refused."""
    alert, _episode = locked(alert_id, viewer=viewer, action=Action.CANCEL_ALERT)
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id, message__alert=alert).first()
    if row is None:
        raise NotFound
    if not row.unconfirmed:
        raise Refused(NOT_TO_BE_TOLD)
    _confirm(row, by=by, at=at)
    ledger.write(
        "alert.told_by_hand", alert, by=by, agency=alert.agency_id, at=at, channel=row.channel, identifier=row.message.identifier
    )  # fmt: skip
    return row


def _confirm(row: Delivery, *, by: Actor, at: datetime) -> None:
    """The other side has it; when all of a message's have, nobody need be told that one has not."""
    if row.confirmed_at:
        return
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    open_ones = row.message.deliveries.exclude(state=DeliveryState.SUPPRESSED).filter(confirmed_at=None)
    newest = not row.message.alert.messages.filter(number__gt=row.message.number).exists()
    if newest and not open_ones.exists():
        alert = row.message.alert
        clocks.meet(alert.pk, "alert_removed" if row.message.kind == "Cancel" else "alert_out", by=by, at=at)
        ledger.write("alert.confirmed", alert, by=by, agency=row.agency_id, at=at, identifier=row.message.identifier)


def wait_before(tries: int) -> timedelta:
    """How long to wait after so many tries: exponential, with full jitter."""
    most = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 10))
    return timedelta(seconds=random.uniform(0.1, most.total_seconds()))


def take_up(*, at: datetime) -> list[tuple[UUID, str]]:
    """Deliveries that are due, or whose last try nobody saw the end of, with their queues: the safety net under the jobs."""
    due = Delivery.objects.filter(state=DeliveryState.DUE, next_at__lte=at - GRACE)
    unseen = Delivery.objects.filter(state=DeliveryState.TRYING, intent_at__lte=at - STALE)
    found = (due | unseen).values_list("pk", "message__alert__mode")
    return [(key, QUEUES[mode]) for key, mode in found]
