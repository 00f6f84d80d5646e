"""Two people over one hash put an alert in force; one ends it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import factory
from tests.alerts.conftest import AREA, WORDS, approve, draft, submitted, written
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts.actions.deciding import words_of
from wayhome.alerts.models import Alert, Delivery, Message, Version
from wayhome.alerts.queries import alert_now, waits_for
from wayhome.base.errors import Overtaken, Refused
from wayhome.cases.models import Episode
from wayhome.clocks.models import Clock
from wayhome.intake.models import Photo
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.rules import alert_draft
from wayhome.rules.alerting import Mode
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def nothing_went_out(version: Version) -> bool:
    version.refresh_from_db()
    return version.decided_by == "" and not Message.objects.exists() and not Delivery.objects.exists()


# Refused


def test_a_draft_that_lacks_something_is_not_submitted(episode: Episode, author: Officer, now: datetime) -> None:
    version = written(episode, author, at=now)
    bad = draft(now, family_told=Flag.UNKNOWN, neighbours="")
    alerts.write(bad, alert_id=version.alert_id, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused) as refused:
        alerts.submit(version.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
    assert alert_draft.ASK_FAMILY in str(refused.value)
    assert alert_draft.ASK_NEIGHBOURS in str(refused.value)


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.ALERT_AUTHOR, "Ask the duty officer"),
        (Role.EDITOR, "Ask the duty officer"),
        (Role.OFFICER, "Ask the duty officer"),
        (Role.DUTY_OFFICER, "Ask the duty officer"),
    ],
)
def test_a_role_that_does_not_authorise_is_refused(
    episode: Episode, author: Officer, now: datetime, role: Role, sentence: str
) -> None:
    version = submitted(episode, author, at=now)
    who = factory.officer(role, author.agency)
    factory.says_why(who, episode, at=now)
    with pytest.raises(Refused, match=sentence):
        approve(version, who, at=now)
    assert not waits_for(who.viewer)
    assert nothing_went_out(version)


def test_whoever_wrote_any_of_it_may_not_approve_it(episode: Episode, author: Officer, now: datetime) -> None:
    boss = factory.officer(Role.SUPERVISOR, author.agency)
    version = written(episode, boss, at=now)
    alerts.write(draft(now), alert_id=version.alert_id, viewer=author.viewer, by=author.actor, at=now)
    version = alerts.submit(version.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused, match="A second person"):
        approve(version, boss, at=now)
    assert not waits_for(boss.viewer)
    assert nothing_went_out(version)


def test_a_second_factor_of_six_minutes_ago_is_asked_for_again(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    for proved_at in (None, now - timedelta(minutes=6), now + timedelta(minutes=1)):
        with pytest.raises(Refused, match="Prove once more"):
            approve(version, second, at=now, proved_at=proved_at)
    assert nothing_went_out(version)


def test_an_author_who_lost_the_right_meanwhile_counts_for_nobody(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    Officer.objects.filter(pk=author.pk).update(is_active=False)
    with pytest.raises(Refused, match="may no longer write alerts"):
        approve(version, second, at=now)
    assert nothing_went_out(version)


def test_what_was_changed_after_it_was_read_is_not_approved(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    read = submitted(episode, author, at=now)
    alerts.write(
        draft(now, texts={"en": alert_draft.Text("Missing: another", "b", "c")}), alert_id=read.alert_id,
        viewer=author.viewer, by=author.actor, at=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="does not wait"):
        approve(read, second, at=now)
    alerts.submit(read.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused, match="not what was shown"):
        approve(read, second, at=now)
    assert nothing_went_out(read)


def test_a_manifest_altered_in_the_table_is_not_approved(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    altered = dict(version.manifest or {}) | {
        "texts": {"en": {"headline": "x", "description": "y", "instruction": "z"}}
    }
    Version.objects.filter(pk=version.pk).update(manifest=altered)
    with pytest.raises(Overtaken, match="not what was shown"):
        approve(version, second, at=now)
    assert nothing_went_out(version)


def test_no_row_can_say_that_one_person_decided(live: Alert, author: Officer) -> None:
    for change in ({"decided_by": author.actor.ref}, {"decided_by": ""}, {"digest": ""}):
        with pytest.raises(IntegrityError, match="alert_two_people"), transaction.atomic():
            live.versions.update(**change)


def test_a_child_has_one_alert_at_a_time(live: Alert, author: Officer, now: datetime) -> None:
    with pytest.raises(Refused, match="Update or cancel that one"):
        written(live.episode, author, at=now)
    assert written(live.episode, author, at=now, mode=Mode.DRILL).alert != live  # a drill beside it


# Put in force


def test_two_people_put_it_in_force_and_the_deliveries_commit_with_it(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    assert [each.pk for each in waits_for(second.viewer)] == [version.pk]
    assert Clock.objects.get(subject=version.alert_id, kind="alert_decision").owner_role == Role.ALERT_AUTHORISER
    version = approve(version, second, at=now)
    assert (version.step, version.submitted_by, version.decided_by) == ("live", author.actor.ref, second.actor.ref)
    assert [each.pk for each in alert_now(now)] == [version.pk]
    assert not alert_now(now + timedelta(hours=4))
    message = Message.objects.get()
    assert (message.kind, message.identifier, message.chain) == ("Alert", f"{version.alert.reference}-1", [])
    assert Delivery.objects.filter(message=message, state="due").count() == Delivery.objects.count() > 0
    assert Clock.objects.get(subject=version.alert_id, kind="alert_decision").met_at == now
    assert Entry.objects.get(kind="alert.approved").facts["hash"] == version.digest


def test_a_drill_shows_no_face_and_says_no_name(author: Officer, now: datetime) -> None:
    duty = factory.officer(Role.DUTY_OFFICER, author.agency)
    episode = factory.open_episode(duty, at=now, photo=factory.face(), given_name="Tamsin", family_name="O'Hara")
    photo = Photo.objects.get()
    factory.says_why(author, episode, at=now)
    by = {"viewer": author.viewer, "by": author.actor, "at": now}
    for mode, named in ((Mode.DRILL, "tamsin"), (Mode.DRILL, "the O’Hara girl")):
        words = alert_draft.Text("Missing child", f"Have you seen {named}?", "Call 999.")
        answers = replace(draft(now, texts={"en": words}), photo=photo.pk)
        version = alerts.write(answers, episode_id=episode.pk, mode=mode, **by)
        with pytest.raises(Refused, match="name out of the text"):
            alerts.submit(version.alert_id, revision=None, **by)
        alerts.decline(version.alert_id, reason="It was only an exercise.", **by)
    version = alerts.write(replace(draft(now), photo=photo.pk), episode_id=episode.pk, mode=Mode.DRILL, **by)
    assert (alerts.submit(version.alert_id, revision=None, **by).manifest or {})["photo"] is None
    live = alerts.write(replace(draft(now), photo=photo.pk), episode_id=episode.pk, **by)
    assert (alerts.submit(live.alert_id, revision=None, **by).manifest or {})["photo"] == photo.sha256


def test_what_no_way_out_could_take_is_said_before_a_second_person_is_asked(
    episode: Episode, author: Officer, now: datetime
) -> None:
    turns = [math.tau * step / 15_000 for step in range(15_000)]
    ring = [[53_200_000 + round(90_000 * math.sin(turn)), 400_000 + round(90_000 * math.cos(turn))] for turn in turns]
    large = replace(draft(now), area=AREA | {"rings": [[*ring, ring[0]]]})
    by = {"viewer": author.viewer, "by": author.actor, "at": now}
    version = alerts.write(large, episode_id=episode.pk, **by)
    with pytest.raises(Refused, match="simpler area"):
        alerts.submit(version.alert_id, revision=None, **by)
    alerts.write(draft(now), alert_id=version.alert_id, **by)
    assert alerts.submit(version.alert_id, revision=None, **by).step == "submitted"


def test_the_manifest_says_everything_that_goes_out(episode: Episode, author: Officer, now: datetime) -> None:
    manifest = submitted(episode, author, at=now).manifest or {}
    assert manifest["texts"]["en"]["headline"] == WORDS.headline
    assert manifest["area"] == AREA
    assert (manifest["mode"], manifest["emergency_number"]) == ("live", "999")


def test_sending_it_back_and_refusing_need_a_reason_and_are_kept(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    by = {"viewer": second.viewer, "by": second.actor, "at": now}
    alert = submitted(episode, author, at=now).alert
    with pytest.raises(Refused, match="no reason"):
        alerts.return_it(alert.pk, reason="....", **by)
    back = alerts.return_it(alert.pk, reason="The headline names the street.", **by)
    assert (back.step, words_of(back)) == ("returned", "The headline names the street.")
    alerts.write(draft(now), alert_id=alert.pk, viewer=author.viewer, by=author.actor, at=now)
    alerts.submit(alert.pk, revision=None, viewer=author.viewer, by=author.actor, at=now)
    assert alerts.refuse(alert.pk, reason="She is with her aunt, as we now know.", **by).step == "refused"
    with pytest.raises(Refused, match="has ended"):
        alerts.write(draft(now), alert_id=alert.pk, viewer=author.viewer, by=author.actor, at=now)
    assert submitted(episode, author, at=now).step == "submitted"  # another may be asked for


def test_declining_is_kept_with_its_reason(episode: Episode, author: Officer, now: datetime) -> None:
    alert = written(episode, author, at=now).alert
    said = "There is nothing that the public could look for."
    version = alerts.decline(alert.pk, reason=said, viewer=author.viewer, by=author.actor, at=now)
    assert (version.step, words_of(version)) == ("refused", said)
    assert Entry.objects.filter(kind="alert.declined", key=alert.pk).exists()


@pytest.mark.usefixtures("unstaffed")
def test_without_a_call_taker_the_rota_is_paged_and_it_goes_only_with_a_reason_and_the_number(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = submitted(episode, author, at=now)
    paged = Clock.objects.get(subject=version.alert_id, kind="tip_desk")
    assert paged.due_at == now
    with pytest.raises(Refused, match=r"Nobody sits at the tip desk\. The rota"):
        approve(version, second, at=now)
    with pytest.raises(Refused, match="no reason"):
        approve(version, second, at=now, unstaffed="....")
    said = "She was seen a minute ago; waiting costs more."
    assert words_of(approve(version, second, at=now, unstaffed=said)) == said


@pytest.mark.usefixtures("unstaffed")
def test_without_a_call_taker_each_text_names_the_emergency_number(
    episode: Episode, author: Officer, second: Officer, now: datetime
) -> None:
    version = written(episode, author, at=now)
    quiet = draft(now, texts={"en": alert_draft.Text("Missing child", "Marigold, 9", "Look out for her.")})
    alerts.write(quiet, alert_id=version.alert_id, viewer=author.viewer, by=author.actor, at=now)
    version = alerts.submit(version.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
    with pytest.raises(Refused, match="does not name the emergency number"):
        approve(version, second, at=now, unstaffed="She was seen a minute ago.")
    assert nothing_went_out(version)


# Updates and ends


def test_an_update_has_its_own_two_people_and_names_what_went_before(
    live: Alert, author: Officer, second: Officer, now: datetime
) -> None:
    later = now + timedelta(minutes=30)
    alerts.write(draft(later), alert_id=live.pk, viewer=author.viewer, by=author.actor, at=later)
    version = alerts.submit(live.pk, revision=None, viewer=author.viewer, by=author.actor, at=later)
    assert [each.number for each in alert_now(later)] == [1]
    with pytest.raises(Refused):
        approve(version, author, at=later)
    approve(version, second, at=later)
    assert [each.number for each in alert_now(later)] == [2]
    first, update = Message.objects.order_by("number")
    assert (update.kind, [each[1] for each in update.chain]) == ("Update", [first.identifier])


def test_of_two_who_begin_an_update_the_second_is_told(live: Alert, author: Officer, now: datetime) -> None:
    other = factory.officer(Role.DUTY_OFFICER, live.agency)
    factory.says_why(other, live.episode, at=now)
    begun = {"alert_id": live.pk, "revision": alerts.NOTHING_WRITTEN_YET, "at": now}
    alerts.write(draft(now), viewer=author.viewer, by=author.actor, **begun)
    with pytest.raises(Overtaken):
        alerts.write(draft(now), viewer=other.viewer, by=other.actor, **begun)
    assert live.versions.get(number=2).authors == [author.actor.ref]


def test_one_person_cancels_at_once_and_what_has_not_left_does_not_leave(
    live: Alert, author: Officer, now: datetime
) -> None:
    waiting = Delivery.objects.get(channel="null")
    begun = Delivery.objects.create(
        agency=live.agency, message=waiting.message, channel="site", key="k", epoch=0, state="accepted", tries=1,
        next_at=now,
    )  # fmt: skip
    alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)
    live.refresh_from_db()
    waiting.refresh_from_db()
    assert (live.epoch, waiting.state) == (1, "suppressed")
    assert not alert_now(now)
    cancel = Message.objects.get(kind="Cancel")
    assert [each.channel for each in cancel.deliveries.all()] == [begun.channel]  # only who heard hears the end
    with pytest.raises(Refused, match="has ended"):
        alerts.cancel(live.pk, viewer=author.viewer, by=author.actor, at=now)


def test_its_time_ends_it_like_a_cancel(live: Alert, now: datetime) -> None:
    Delivery.objects.update(state="accepted", tries=1)
    assert alerts.expire_due(at=now + timedelta(hours=3, minutes=59)) == 0
    assert alerts.expire_due(at=now + timedelta(hours=4)) == 1
    assert live.versions.get().step == "expired"
    assert Message.objects.filter(kind="Cancel").count() == 1


def test_the_child_found_ends_it_and_nothing_says_found(live: Alert, now: datetime) -> None:
    Delivery.objects.update(state="accepted", tries=1)
    duty = factory.officer(Role.DUTY_OFFICER, live.agency)
    factory.says_why(duty, live.episode, at=now)
    found = outcomes.Found(now, "PC 4417 Example", "police", "street")
    outcomes.record_found(live.episode_id, found, viewer=duty.viewer, version=None, by=duty.actor, at=now)
    assert live.versions.get().step == "recalled"
    assert Message.objects.filter(kind="Cancel").count() == 1
