"""What may go wrong between us and whoever is told: away, slow, late, or never reached."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.alerts.conftest import approve, outgoing_of, submitted
from tests.alerts.receiver import Receiver
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts import messages
from wayhome.alerts.actions import outbox
from wayhome.alerts.channels import webhook
from wayhome.alerts.models import Alert, Delivery, Message, Partner
from wayhome.alerts.outgoing import Failed
from wayhome.base import places
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.formats import cap
from wayhome.formats.cap import find_alerts, judge
from wayhome.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]


def test_the_end_goes_to_all_who_heard_although_gateway_and_partner_are_away_now(
    partner: Partner, partner_desk: Receiver, episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    places.gateway("live").mkdir(parents=True)
    live = approve(submitted(episode, author, at=now), second, at=now).alert
    for each in Delivery.objects.exclude(channel="site"):
        alerts.deliver(each.pk, now=lambda: now)
    places.gateway("live").rename(places.gateway("live").with_name("away"))
    Partner.objects.update(ended_at=now)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    ends = Delivery.objects.filter(message__kind="Cancel")
    assert {(each.channel, each.partner_id) for each in ends} == {("cell_broadcast", None), ("webhook", partner.pk)}
    for each in ends:
        alerts.deliver(each.pk, now=lambda: now)
    assert [json.loads(each.body)["kind"] for each in partner_desk.taken] == ["Alert", "Cancel"]
    assert ends.get(channel="cell_broadcast").state == "due"  # and the clock tells somebody
    assert Clock.objects.filter(subject=live.pk, kind="alert_removed", met_at=None).exists()


def test_a_try_that_took_too_long_does_not_undo_what_a_later_one_achieved(sent: Delivery, now: datetime) -> None:
    slow = outbox.begin(sent.pk, at=now)
    later = now + outbox.STALE + timedelta(seconds=1)
    assert isinstance(slow, outbox.Try)
    assert alerts.deliver(sent.pk, now=lambda: later) is None
    assert outbox.finish(slow, Failed("no answer"), at=later) is None
    assert outbox.finish(slow, Failed("answered 400", for_good=True), at=later) is None
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == ("accepted", 2)


def test_an_answer_that_drips_ends_before_its_try_counts_as_dead(
    sent: Delivery, partner_desk: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=webhook.WHOLE_SECONDS + webhook.SECONDS) < outbox.STALE
    monkeypatch.setattr(webhook, "WHOLE_SECONDS", 0.2)
    partner_desk.waits = 2.0
    assert alerts.deliver(sent.pk, now=lambda: now)
    sent.refresh_from_db()
    assert (sent.state, sent.receipt.partition(":")[0]) == ("due", "no answer")


def test_words_that_drip_are_cut_off_and_the_answer_counts(
    sent: Delivery, partner_desk: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WHOLE_SECONDS", 0.5)
    partner_desk.drips = 100
    assert alerts.deliver(sent.pk, now=lambda: now) is None
    sent.refresh_from_db()
    assert (sent.state, sent.receipt[:9]) == ("accepted", "200 taken")
    assert len(sent.receipt) < 100


def test_a_clock_that_steps_back_keeps_no_end_from_leaving(
    sent: Delivery, partner_desk: Receiver, author: Officer, now: datetime
) -> None:
    alerts.deliver(sent.pk, now=lambda: now)
    back = now - timedelta(seconds=30)
    alerts.cancel(sent.message.alert_id, viewer=author.viewer, by=author.actor, at=back)
    first, end = Message.objects.order_by("number")
    assert end.sent_at == first.sent_at
    whole = messages.cap_bytes(outgoing_of(Delivery.objects.get(message=end, channel="webhook")))
    (found,) = find_alerts(whole).alerts
    assert judge(found.element, found.version, profile=cap.Profile.UK).errors == ()


def test_an_alert_whose_time_is_up_before_it_ever_left_stays_due(
    live: Alert, episode: Episode, author: Officer, now: datetime
) -> None:
    late = now + timedelta(hours=5)
    assert alerts.expire_due(at=late) == 1
    assert alerts.expire_due(at=late) == 0
    assert Entry.objects.get(kind="alert.expired").facts["went_out"] is False
    due = Clock.objects.get(subject=live.pk, kind="alert_out")
    assert due.met_at is None
    submitted(episode, author, at=late)
    due.refresh_from_db()
    assert due.met_at == late


def test_a_page_that_no_end_will_look_for_is_looked_for_all_the_same(
    live: Alert, author: Officer, now: datetime
) -> None:
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    assert not Delivery.objects.filter(message__kind="Cancel").exists()
    looks = ProcrastinateJob.objects.filter(task_name="flow.read_back")
    assert [each.args for each in looks] == [{"owner": str(live.pk)}]
