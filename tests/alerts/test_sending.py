"""From the outbox to partners, gateway and nobody: intents, outcomes, repeats, and what is overtaken."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.alerts.conftest import SECRET, approve, draft, outgoing_of, submitted
from tests.alerts.receiver import Receiver
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts import keys, messages
from wayhome.alerts.actions import outbox
from wayhome.alerts.actions.partners import add_partner
from wayhome.alerts.channels import CHANNELS, cell_broadcast
from wayhome.alerts.models import Alert, Delivery, Message, Partner, Version
from wayhome.base import places
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.formats import cap
from wayhome.formats.cap import find_alerts, judge
from wayhome.ledger.models import Entry
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]


def test_the_partner_gets_it_signed_with_a_key_and_answers(
    sent: Delivery, partner_desk: Receiver, now: datetime
) -> None:
    assert alerts.deliver(sent.pk, now=lambda: now) is None
    (came,) = partner_desk.taken
    assert (
        came.headers["Idempotency-Key"]
        == sent.key
        == outbox.key_of(sent.message.identifier, "webhook", sent.partner_id)
    )
    signed = hmac.new(SECRET, sent.key.encode() + b"." + came.body, hashlib.sha256).hexdigest()
    assert came.headers["Wayhome-Signature"] == f"v1={signed}"
    assert "Wayhome-Repeat" not in came.headers
    sent.refresh_from_db()
    assert (sent.state, sent.tries, sent.receipt) == ("accepted", 1, "200 taken")
    assert sent.sha256 == hashlib.sha256(came.body).hexdigest()
    said = json.loads(came.body)
    assert (said["action"], said["kind"], said["texts"]["en"]["headline"]) == (
        "publish",
        "Alert",
        "Missing child: Saltby",
    )
    assert said["area"]["coordinates"][0][0][0] == [0.4, 53.2]  # GeoJSON has longitude first


def test_every_byte_can_be_made_again_from_manifest_identifier_sent_chain_and_key(
    sent: Delivery, partner_desk: Receiver, now: datetime
) -> None:
    alerts.deliver(sent.pk, now=lambda: now)
    again = outgoing_of(Delivery.objects.select_related("message__version", "partner").get(pk=sent.pk))
    assert messages.webhook_body(again) == partner_desk.taken[0].body
    key = keys.load(Mode.LIVE)
    assert messages.signed_cap(again, key) == messages.signed_cap(again, key)
    changed = replace(again, sent_at=again.sent_at + timedelta(seconds=1))
    assert messages.webhook_body(changed) != messages.webhook_body(again)


def test_a_server_error_is_tried_again_and_a_refusal_is_a_dead_letter(
    sent: Delivery, partner_desk: Receiver, now: datetime
) -> None:
    partner_desk.answers = [503, 400]
    again = alerts.deliver(sent.pk, now=lambda: now)
    assert again is not None
    assert now < again <= now + timedelta(seconds=60)
    assert alerts.deliver(sent.pk, now=lambda: again) is None
    sent.refresh_from_db()
    assert (sent.state, sent.tries, sent.receipt) == ("failed", 2, "answered 400")
    # The first may have arrived all the same: who reads its answer knows only that none came.
    assert [each.headers.get("Wayhome-Repeat") for each in partner_desk.taken] == [None, "1"]
    assert Entry.objects.get(kind="alert.undelivered").facts["channel"] == "webhook"


def test_nobody_is_led_elsewhere(sent: Delivery, partner_desk: Receiver, now: datetime) -> None:
    partner_desk.answers, partner_desk.where = [302], "http://127.0.0.1:1/elsewhere"
    assert alerts.deliver(sent.pk, now=lambda: now) is None
    sent.refresh_from_db()
    assert (sent.state, sent.receipt) == ("failed", "answered 302")


def test_a_try_whose_end_nobody_saw_is_repeated_and_says_so(
    sent: Delivery, partner_desk: Receiver, now: datetime
) -> None:
    begun = outbox.begin(sent.pk, at=now)
    assert begun  # and here the worker dies
    assert outbox.begin(sent.pk, at=now + timedelta(seconds=5)) is None  # somebody may still be at it
    later = now + outbox.STALE + timedelta(seconds=1)
    assert (sent.pk, "alerts") in alerts.take_up(at=later)
    alerts.deliver(sent.pk, now=lambda: later)
    (came,) = partner_desk.taken
    assert came.headers["Wayhome-Repeat"] == "1"
    assert came.headers["Idempotency-Key"] == sent.key


def test_whatever_goes_wrong_on_the_way_out_the_outcome_is_written(
    sent: Delivery, partner: Partner, now: datetime
) -> None:
    partner.pk, partner.name, partner.secret = new_id(), "Spoilt on the disk", b"no longer what was sealed"
    partner.save(force_insert=True)
    sent.pk, sent.key, sent.partner = new_id(), "to the spoilt one", partner
    sent.save(force_insert=True)
    ends = iter([now, now, now + timedelta(seconds=4)])
    again = alerts.deliver(sent.pk, now=lambda: next(ends))
    sent.refresh_from_db()
    assert (sent.state, sent.receipt) == ("due", "broke off: Unreadable")
    assert again
    assert again > now + timedelta(seconds=4)  # counted from the end of the try


def test_a_cancel_waits_for_the_try_that_is_under_way_and_leaves_as_soon_as_it_ends(
    sent: Delivery, partner_desk: Receiver, author: Officer, now: datetime
) -> None:
    begun = outbox.begin(sent.pk, at=now)
    assert isinstance(begun, outbox.Try)
    alerts.cancel(sent.message.alert_id, viewer=author.viewer, by=author.actor, at=now)
    end = Delivery.objects.get(message__kind="Cancel", channel="webhook")
    assert alerts.deliver(end.pk, now=lambda: now) is None
    assert partner_desk.taken == []  # it would have arrived before what it ends
    queued = set(jobs_for(end))
    outbox.finish(begun, CHANNELS["webhook"].send(begun.outgoing, at=now), at=now)
    assert set(jobs_for(end)) - queued
    alerts.deliver(end.pk, now=lambda: now)
    assert [json.loads(each.body)["kind"] for each in partner_desk.taken] == ["Alert", "Cancel"]


def test_a_recipient_is_sent_no_more_than_its_way_out_declares_and_a_cancel_never_waits(
    sent: Delivery, partner_desk: Receiver, author: Officer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CHANNELS["webhook"], "DECLARED", replace(CHANNELS["webhook"].DECLARED, per_second=2, window=1))
    copy = Delivery.objects.get(pk=sent.pk)  # the same alert, as if there were others
    for number in range(3):
        copy.pk, copy.key = new_id(), f"key {number}"
        copy.save(force_insert=True)
    one, two, three, four = Delivery.objects.filter(channel="webhook").order_by("pk")
    held = outbox.begin(one.pk, at=now)
    assert alerts.deliver(two.pk, now=lambda: now) == now + outbox.PAUSE  # one is under way
    assert isinstance(held, outbox.Try)
    outbox.finish(held, CHANNELS["webhook"].send(held.outgoing, at=now), at=now)
    later = now + outbox.PAUSE
    assert alerts.deliver(two.pk, now=lambda: later) is None
    assert alerts.deliver(three.pk, now=lambda: later) == later + outbox.PAUSE  # two within this second
    assert alerts.deliver(three.pk, now=lambda: later + outbox.PAUSE) is None
    assert len(partner_desk.taken) == 3
    assert outbox.begin(four.pk, at=later + outbox.PAUSE) == later + 2 * outbox.PAUSE
    alerts.cancel(sent.message.alert_id, viewer=author.viewer, by=author.actor, at=later)
    end = Delivery.objects.get(message__kind="Cancel", channel="webhook")
    assert alerts.deliver(end.pk, now=lambda: later + outbox.PAUSE) is None
    assert len(partner_desk.taken) == 4


def test_a_cancel_waits_for_no_worker_that_died(
    sent: Delivery, partner_desk: Receiver, author: Officer, now: datetime
) -> None:
    assert outbox.begin(sent.pk, at=now)
    alerts.cancel(sent.message.alert_id, viewer=author.viewer, by=author.actor, at=now)
    end = Delivery.objects.get(message__kind="Cancel", channel="webhook")
    alerts.deliver(end.pk, now=lambda: now + outbox.STALE)
    assert [json.loads(each.body)["kind"] for each in partner_desk.taken] == ["Cancel"]


def test_a_cancel_leaves_although_what_was_approved_has_been_altered(
    sent: Delivery, partner_desk: Receiver, author: Officer, now: datetime
) -> None:
    alerts.deliver(sent.pk, now=lambda: now)
    Version.objects.update(digest="0" * 64)
    alerts.cancel(sent.message.alert_id, viewer=author.viewer, by=author.actor, at=now)
    alerts.deliver(Delivery.objects.get(message__kind="Cancel", channel="webhook").pk, now=lambda: now)
    assert [json.loads(each.body)["kind"] for each in partner_desk.taken] == ["Alert", "Cancel"]


def jobs_for(delivery: Delivery) -> list[int]:
    """The queue's jobs that would try it."""
    return list(ProcrastinateJob.objects.filter(args__delivery=str(delivery.pk)).values_list("pk", flat=True))


def test_after_a_cancel_no_earlier_message_leaves_and_who_heard_hears_the_end(
    sent: Delivery, partner: Partner, partner_desk: Receiver, author: Officer, now: datetime
) -> None:
    partner_desk.answers = [503]
    again = alerts.deliver(sent.pk, now=lambda: now)
    assert again
    live = sent.message.alert
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    partner_desk.answers = [200]
    assert alerts.deliver(sent.pk, now=lambda: again) is None  # its second try finds the epoch raised
    end = Delivery.objects.get(message__kind="Cancel", partner=partner)
    alerts.deliver(end.pk, now=lambda: now)
    bodies = [json.loads(each.body) for each in partner_desk.taken]
    assert [each["kind"] for each in bodies] == ["Alert", "Cancel"]
    assert bodies[1]["action"] == "remove"
    assert not any(word in partner_desk.taken[1].body.decode() for word in ("Marigold", "quay", "found", "photo"))


def test_a_drill_reaches_no_partner_for_live_alerts_nor_the_other_way_round(
    partner: Partner, partner_desk: Receiver, episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    practice = add_partner("Practice", partner_desk.url, mode=Mode.DRILL, secret=SECRET, by=Actor.system("t"), at=now)
    approve(submitted(episode, author, at=now, mode=Mode.DRILL), second, at=now)
    delivery = Delivery.objects.get(channel="webhook")
    assert delivery.partner_id == practice.pk
    Delivery.objects.filter(pk=delivery.pk).update(partner=partner)  # by whatever mistake
    assert alerts.deliver(delivery.pk, now=lambda: now) is None
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert partner_desk.taken == []


def test_the_gateway_is_handed_one_signed_file_and_its_receipt_is_read(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    places.gateway("live").mkdir(parents=True)
    approve(submitted(episode, author, at=now), second, at=now)
    assert not Delivery.objects.filter(channel="null").exists()
    delivery = Delivery.objects.get(channel="cell_broadcast")
    alerts.deliver(delivery.pk, now=lambda: now)
    delivery.refresh_from_db()
    (handed,) = places.gateway("live").iterdir()
    assert delivery.sha256 == hashlib.sha256(handed.read_bytes()).hexdigest()
    (found,) = find_alerts(handed.read_bytes()).alerts
    assert judge(found.element, found.version, profile=cap.Profile.UK).errors == ()
    assert cell_broadcast.receipt_of(delivery.message.identifier, Mode.LIVE) is None
    at = "2026-11-21T16:31:00+00:00"
    (places.gateway("live") / f"{delivery.message.identifier}.receipt").write_text(json.dumps({"at": at}))
    assert cell_broadcast.receipt_of(delivery.message.identifier, Mode.LIVE) == datetime.fromisoformat(at)


def test_the_gateways_receipt_confirms_it_and_without_one_somebody_is_told(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    places.gateway("live").mkdir(parents=True)
    live = approve(submitted(episode, author, at=now), second, at=now).alert
    Delivery.objects.filter(channel="site").update(state="accepted", confirmed_at=now)
    delivery = Delivery.objects.get(channel="cell_broadcast")
    alerts.deliver(delivery.pk, now=lambda: now)
    assert alerts.confirm_due(at=now) == 0
    waits = Clock.objects.get(subject=live.pk, kind="alert_out")
    assert (waits.met_at, waits.due_at, waits.owner_role) == (None, now + timedelta(minutes=2), "duty_officer")
    (places.gateway("live") / f"{delivery.message.identifier}.receipt").write_text(json.dumps({"at": now.isoformat()}))
    assert alerts.confirm_due(at=now + timedelta(seconds=9)) == 1
    waits.refresh_from_db()
    assert waits.met_at == now + timedelta(seconds=9)
    assert alerts.confirm_due(at=now + timedelta(seconds=9)) == 0


@pytest.mark.parametrize("answers", [404, 503])
def test_a_partner_that_never_confirms_a_removal_is_told_by_another_way(
    sent: Delivery, partner_desk: Receiver, author: Officer, second: Officer, now: datetime, answers: int
) -> None:
    by = {"viewer": author.viewer, "by": author.actor, "at": now}
    alert = sent.message.alert
    alerts.deliver(sent.pk, now=lambda: now)
    with pytest.raises(Refused, match="confirmed already"):
        alerts.told_by_hand(alert.pk, sent.pk, **by)
    alerts.cancel(alert.pk, **by)
    waits = Clock.objects.get(subject=alert.pk, kind="alert_removed", met_at=None)
    assert waits.due_at == now + timedelta(minutes=5)
    partner_desk.answers = [answers]
    end = Delivery.objects.get(message__kind="Cancel", channel="webhook")
    with pytest.raises(Refused, match="not been tried"):
        alerts.told_by_hand(alert.pk, end.pk, **by)
    alerts.deliver(end.pk, now=lambda: now)
    for other in Delivery.objects.filter(message__kind="Cancel").exclude(pk=end.pk):
        alerts.deliver(other.pk, now=lambda: now)
    waits.refresh_from_db()
    assert waits.met_at is None
    alerts.told_by_hand(alert.pk, end.pk, **by)
    waits.refresh_from_db()
    assert waits.met_at == now
    said = Entry.objects.get(kind="alert.told_by_hand")
    assert (said.key, said.by, said.facts["channel"]) == (alert.pk, author.actor.ref, "webhook")


def test_whoever_confirms_by_their_answer_is_asked_no_more(sent: Delivery, author: Officer, now: datetime) -> None:
    Delivery.objects.filter(channel="site").update(state="accepted", tries=1, confirmed_at=now)
    waiting = list(Delivery.objects.filter(state="due"))
    for row in waiting:
        assert Clock.objects.get(subject=sent.message.alert_id, kind="alert_out").met_at is None
        alerts.deliver(row.pk, now=lambda: now)
    assert Clock.objects.get(subject=sent.message.alert_id, kind="alert_out").met_at == now


def test_without_a_gateway_the_record_says_that_no_phone_rang(
    live: Alert, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = Delivery.objects.get(channel="null")
    alerts.deliver(delivery.pk, now=lambda: now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt) == ("accepted", "recorded; no phone rang")
    assert "rang no phone" in caplog.text


def test_after_its_end_nothing_is_tried_any_more(sent: Delivery, partner_desk: Receiver, now: datetime) -> None:
    assert alerts.deliver(sent.pk, now=lambda: now + timedelta(hours=5)) is None
    sent.refresh_from_db()
    assert (sent.state, partner_desk.taken) == ("suppressed", [])


def test_each_way_out_declares_what_it_can(now: datetime) -> None:
    for channel in CHANNELS.values():
        declared = channel.DECLARED
        assert declared.per_second > 0
        assert declared.window >= 1
        assert declared.most_bytes > 10_000


@pytest.mark.parametrize("mode", Mode)
def test_a_mode_has_a_key_of_its_own_and_a_drills_certificate_says_so(mode: Mode) -> None:
    mine, other = keys.load(mode), keys.load(Mode.DRILL if mode is Mode.LIVE else Mode.LIVE)
    assert mine.private.private_numbers() != other.private.private_numbers()
    assert ("DRILL" in mine.certificates[0].subject.rfc4514_string()) is (mode is Mode.DRILL)


def test_messages_of_a_chain_say_what_they_update_and_end(
    live: Alert, author: Officer, second: Officer, now: datetime
) -> None:
    Delivery.objects.update(state="accepted", tries=1)
    later = now + timedelta(minutes=30)
    alerts.write(draft(later), alert_id=live.pk, viewer=author.viewer, by=author.actor, at=later)
    approve(alerts.submit(live.pk, revision=None, viewer=author.viewer, by=author.actor, at=later), second, at=later)
    Delivery.objects.update(state="accepted", tries=1)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=later + timedelta(minutes=5))
    parsed = []
    for message in Message.objects.order_by("number"):
        delivery = message.deliveries.select_related("message__version").first()
        assert delivery
        (found,) = find_alerts(messages.cap_bytes(outgoing_of(delivery))).alerts
        parsed.append(cap.read_alert(found.element))
    kinds = [each.alert.msg_type for each in parsed if each.alert]
    assert kinds == ["Alert", "Update", "Cancel"]
    ended = parsed[2].alert
    assert ended
    assert [each.identifier for each in ended.references] == [f"{live.reference}-1", f"{live.reference}-2"]
    (chain,) = cap.resolve([each.alert for each in parsed if each.alert])
    assert chain
    whole = messages.cap_bytes(
        outgoing_of(Delivery.objects.select_related("message__version").filter(message__kind="Cancel").first())
    )
    assert b"Marigold" not in whole
