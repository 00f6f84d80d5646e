"""What went wrong elsewhere, replayed here: one test for each incident that applies. Sources: decision 0024."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.alerts.conftest import approve, draft, submitted
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts import messages
from wayhome.alerts.actions import outbox
from wayhome.alerts.manifest import digest_of
from wayhome.alerts.models import Alert, Delivery, Message, Version
from wayhome.alerts.outgoing import Outgoing, Receipt, outgoing_of
from wayhome.alerts.queries import alert_now
from wayhome.base.errors import Refused
from wayhome.cases.models import Episode
from wayhome.formats import cap
from wayhome.rules.alerting import Mode
from wayhome.terms.six_words import six_words

pytestmark = pytest.mark.django_db


def out(kind: str) -> Outgoing:
    message = Message.objects.select_related("version").get(kind=kind)
    return outgoing_of(message, key="", repeat=False, partner=None)


def queued() -> set[str]:
    """Deliveries for which a job stands."""
    jobs = ProcrastinateJob.objects.filter(task_name="flow.deliver", status="todo")
    return {job.args["delivery"] for job in jobs}


def test_south_dakota_2022_no_phone_rings_before_the_page_answers(live: Alert, now: datetime) -> None:
    page, phones = (Delivery.objects.get(channel=name) for name in ("site", "null"))
    assert queued() == {str(page.pk)}
    begun = outbox.begin(page.pk, at=now)
    assert begun
    outbox.finish(begun, Receipt("up"), at=now)
    assert queued() == {str(page.pk), str(phones.pk)}


def test_and_a_page_that_fails_holds_the_phones_up_for_seconds_only(live: Alert, now: datetime) -> None:
    phones = Delivery.objects.get(channel="null")
    assert (phones.pk, "alerts") not in alerts.take_up(at=now + timedelta(seconds=2))
    assert (phones.pk, "alerts") in alerts.take_up(at=now + timedelta(seconds=4))


def test_hawaii_2018_a_drill_says_so_in_every_byte_that_leaves_and_has_other_words_to_compare(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    drill = submitted(episode, author, at=now, mode=Mode.DRILL)
    live = submitted(episode, author, at=now)
    assert six_words(drill.digest) != six_words(live.digest)
    approve(drill, second, at=now)
    document = messages.cap_bytes(out("Alert"))
    assert b"<status>Exercise</status>" in document
    assert b"EXERCISE" in document
    assert json.loads(messages.webhook_body(out("Alert")))["texts"]["en"]["headline"].startswith("EXERCISE")


def test_hawaii_2018_a_correction_needs_one_person_and_no_wait_for_the_alert_to_be_acknowledged(
    live: Alert, author: Officer, now: datetime
) -> None:
    page = Delivery.objects.get(channel="site")
    assert outbox.begin(page.pk, at=now)  # under way, and nobody has acknowledged it
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    end = Delivery.objects.get(message__kind="Cancel")
    assert str(end.pk) in queued()


def test_yn_vogel_2023_a_text_altered_after_approval_does_not_leave(live: Alert, now: datetime) -> None:
    version = live.versions.get()
    altered = dict(version.manifest or {})
    altered["texts"] = {"en": altered["texts"]["en"] | {"headline": "Missing child: yn Vogel"}}
    Version.objects.filter(pk=version.pk).update(manifest=altered)
    assert digest_of(altered, {}) != version.digest
    for delivery in Delivery.objects.all():
        assert outbox.begin(delivery.pk, at=now) is None
    assert set(Delivery.objects.values_list("state", "receipt")) == {("failed", "what was approved has been altered")}


def test_a_cancel_is_never_taken_for_an_alert(live: Alert, author: Officer, now: datetime) -> None:
    Delivery.objects.update(state="accepted", tries=1)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    message = messages.cap_alert(out("Cancel"))
    assert message.msg_type is cap.MsgType.CANCEL
    assert message.references
    assert {info.urgency for info in message.infos} == {cap.Urgency.PAST}
    assert all("ended" in (info.description or "") for info in message.infos)
    said = json.loads(messages.webhook_body(out("Cancel")))
    assert said["action"] == "remove"
    assert "texts" not in said


def test_nothing_is_active_after_its_cancel_by_any_reader(live: Alert, author: Officer, now: datetime) -> None:
    Delivery.objects.update(state="accepted", tries=1)
    before = messages.cap_alert(out("Alert"))
    later = now + timedelta(minutes=1)
    (chain,) = cap.resolve([before])
    assert chain.in_force(later)
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=later)
    (chain,) = cap.resolve([messages.cap_alert(out("Cancel")), before])  # in whichever order they come
    assert not chain.in_force(later + timedelta(seconds=1))
    assert not alert_now(later)


def test_california_2013_an_alert_without_an_area_is_not_submitted(
    episode: Episode, author: Officer, now: datetime
) -> None:
    bare = alerts.Draft(draft(now, has_area=False).answers)
    version = alerts.write(bare, episode_id=episode.pk, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused, match="area"):
        alerts.submit(version.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
