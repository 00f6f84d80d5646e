"""An alert on the public site, over HTTP from the real web server: up, changed, called back, and made again to the byte."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from tests import factory
from tests.alerts.conftest import approve, draft, submitted
from tests.plane import Plane
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts import keys, messages
from wayhome.alerts.actions import outbox
from wayhome.alerts.channels.site import files
from wayhome.alerts.channels.site.source import ALERTS
from wayhome.alerts.models import Alert, Delivery, Version
from wayhome.alerts.outgoing import Outgoing, outgoing_of
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.formats.cap import Profile, find_alerts, judge
from wayhome.intake.models import Photo
from wayhome.outcomes import actions as outcomes
from wayhome.published import rebuild
from wayhome.published.models import Surface
from wayhome.rules.alert_draft import Text
from wayhome.rules.alerting import Mode
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.usefixtures("fresh_database", "plane")
WORDS = (b"Marigold", b"red coat", b"quay")


@pytest.fixture
def now() -> datetime:
    """Now: the web server keeps its own time."""
    return clock.now()


@pytest.fixture(autouse=True)
def signing_keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    folder = tmp_path_factory.mktemp("keys")
    monkeypatch.setenv("WAYHOME_ALERT_KEYS", str(folder / "alert-keys"))
    monkeypatch.setenv("WAYHOME_GATEWAY", str(folder / "gateway"))
    keys.create(at=now)


def asked(plane: Plane, path: str) -> tuple[int, bytes]:
    """As anybody gets it."""
    try:
        with urllib.request.urlopen(f"{plane.origin}/{path}") as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def deliver(alert: Alert, kind: str, *, at: datetime) -> Delivery:
    """Send the newest message of a kind to the site, as the worker does."""
    found = Delivery.objects.filter(channel="site", message__alert=alert, message__kind=kind)
    row = found.select_related("message").order_by("-message__number").get()
    assert alerts.deliver(row.pk, now=lambda: at) is None
    row.refresh_from_db()
    return row


def outgoing(alert: Alert) -> Outgoing:
    """What the newest message of an alert says."""
    last = alert.messages.select_related("version").order_by("-number").first()
    assert last
    return outgoing_of(last, key="", repeat=False, partner=None)


@pytest.fixture
def up(live: Alert, now: datetime) -> Alert:
    """An alert whose page is up."""
    assert deliver(live, "Alert", at=now).state == "accepted"
    return live


def test_page_cap_area_and_feeds_answer_and_the_cap_is_valid(up: Alert, plane: Plane) -> None:
    status, page = asked(plane, f"alerts/{up.reference}/")
    assert status == 200
    assert all(word in page for word in WORDS)
    assert b"DRILL" not in page
    title = page[page.index(b"<title>") : page.index(b"</title>")]
    assert not any(word in title for word in WORDS)
    (found,) = find_alerts(asked(plane, f"alerts/{up.reference}/alert.xml")[1]).alerts
    assert judge(found.element, found.version, profile=Profile.UK).errors == ()
    area = json.loads(asked(plane, f"alerts/{up.reference}/area.geojson")[1])
    assert area["properties"] == {"reference": up.reference, "link": messages.page_address(outgoing(up))}
    assert area["geometry"]["coordinates"][0][0][0] == [0.4, 53.2]  # GeoJSON has longitude first
    assert json.loads(asked(plane, "alerts/areas.geojson")[1])["features"] == [area]
    for name in ("feed.atom", "feed.json", "areas.geojson", ""):
        status, body = asked(plane, f"alerts/{name}")
        assert status == 200, name
        assert up.reference.encode() in body, name
        assert not any(word in body for word in (b"Marigold", b"red coat")), name


def test_every_file_is_in_the_register_and_was_read_back(up: Alert) -> None:
    rows = Surface.objects.filter(owner=up.pk)
    assert {row.name for row in rows} == {"index.html", "alert.xml", "area.geojson"}
    assert all(row.verified_at for row in rows)


def test_an_update_changes_the_page_in_place(
    up: Alert, plane: Plane, author: Officer, second: Officer, now: datetime
) -> None:
    words = Text("Missing child: Saltby", "Marigold, 9, now said to wear a blue coat.", "Call 999 if you see her.")
    alerts.write(draft(now, texts={"en": words}), alert_id=up.pk, viewer=author.viewer, by=author.actor, at=now)
    approve(alerts.submit(up.pk, revision=None, viewer=author.viewer, by=author.actor, at=now), second, at=now)
    assert b"red coat" in asked(plane, f"alerts/{up.reference}/")[1]  # until the update is up
    deliver(up, "Update", at=now)
    page = asked(plane, f"alerts/{up.reference}/")[1]
    assert b"blue coat" in page
    assert b"red coat" not in page


def test_the_second_person_reads_what_the_page_carries_whatever_language_the_desk_speaks(
    episode: Episode, author: Officer, second: Officer, plane: Plane, now: datetime
) -> None:
    texts = {
        "cy": Text("Plentyn ar goll", "Marigold, 9 oed.", "Ffoniwch 999."),
        "en": Text("Missing", "Marigold, 9.", "Call 999."),
    }
    version = alerts.write(
        draft(now, texts=texts), episode_id=episode.pk, viewer=author.viewer, by=author.actor, at=now
    )
    waits = alerts.submit(version.alert_id, revision=None, viewer=author.viewer, by=author.actor, at=now)
    waits.refresh_from_db()
    with translation.override("cy"):
        preview = files.alert_page(waits.manifest, photo_url=None)
    deliver(approve(waits, second, at=now).alert, "Alert", at=now)
    page = asked(plane, f"alerts/{waits.alert.reference}/")[1].decode()
    assert preview in page
    assert page.index("Marigold, 9.") < page.index("Marigold, 9 oed.")
    assert '<html lang="en"' in page


def left_under(root: Path) -> list[str]:
    """Files of the whole published tree that still hold a word of the child."""
    return [
        str(path) for path in root.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in WORDS)
    ]


@pytest.mark.parametrize("how", ["cancel", "expire", "found"])
def test_however_it_ends_what_showed_the_child_is_gone_at_once_and_the_cancel_stays_readable(
    up: Alert, plane: Plane, author: Officer, now: datetime, tmp_path: Path, how: str
) -> None:
    assert left_under(tmp_path)
    if how == "cancel":
        alerts.cancel(up.pk, viewer=author.viewer, by=author.actor, at=now)
    elif how == "expire":
        assert alerts.expire_due(at=now + timedelta(hours=4)) == 1
    else:
        duty = factory.officer(Role.DUTY_OFFICER, up.agency)
        factory.says_why(duty, up.episode, at=now)
        found = outcomes.Found(now, "PC 4417 Example", "police", "street")
        outcomes.record_found(up.episode_id, found, viewer=duty.viewer, version=None, by=duty.actor, at=now)
    for name in ("", "alert.xml", "area.geojson"):  # before any worker has done anything
        status, body = asked(plane, f"alerts/{up.reference}/{name}")
        assert status == 410, name
        assert not any(word in body for word in WORDS)
    assert left_under(tmp_path) == []
    assert deliver(up, "Cancel", at=now).receipt == "down"
    status, body = asked(plane, f"alerts/{up.reference}-END/alert.xml")
    assert status == 200
    assert b"<msgType>Cancel</msgType>" in body
    assert not any(word in body.lower() for word in (b"marigold", b"found", b"coat"))
    feed = asked(plane, "alerts/feed.atom")[1].decode()
    assert f"Alert {up.reference} is over" in feed
    assert json.loads(asked(plane, "alerts/areas.geojson")[1])["features"] == []
    assert left_under(tmp_path) == []


def test_a_late_job_puts_nothing_back(up: Alert, plane: Plane, author: Officer, now: datetime) -> None:
    sent = Delivery.objects.get(channel="site", message__kind="Alert")
    alerts.cancel(up.pk, viewer=author.viewer, by=author.actor, at=now)
    Delivery.objects.filter(pk=sent.pk).update(state="due")
    assert alerts.deliver(sent.pk, now=lambda: now) is None
    assert asked(plane, f"alerts/{up.reference}/")[0] == 410


def test_a_drill_stands_elsewhere_in_other_words_and_in_no_feed_of_alerts(
    episode: Episode, author: Officer, second: Officer, plane: Plane, now: datetime
) -> None:
    drill = approve(submitted(episode, author, at=now, mode=Mode.DRILL), second, at=now).alert
    deliver(drill, "Alert", at=now)
    status, page = asked(plane, f"drills/{drill.reference}/")
    assert status == 200
    assert page.count(b"DRILL") >= 3
    assert b"wh-appeal__number" not in page
    assert asked(plane, f"alerts/{drill.reference}/")[0] == 404
    assert drill.reference.encode() not in asked(plane, "alerts/feed.atom")[1]
    assert b"<status>Exercise</status>" in asked(plane, f"drills/{drill.reference}/alert.xml")[1]


def test_a_tree_made_anew_from_the_rows_is_the_same_to_the_byte(up: Alert, author: Officer, now: datetime) -> None:
    assert rebuild.check([ALERTS]) == []
    alerts.cancel(up.pk, viewer=author.viewer, by=author.actor, at=now)
    deliver(up, "Cancel", at=now)
    assert rebuild.check([ALERTS]) == []


def test_a_rebuild_between_an_update_and_its_receipt_puts_nothing_earlier_back(
    up: Alert, plane: Plane, author: Officer, second: Officer, now: datetime
) -> None:
    words = Text("Missing child: Saltby", "Marigold, 9, now said to wear a blue coat.", "Call 999 if you see her.")
    alerts.write(draft(now, texts={"en": words}), alert_id=up.pk, viewer=author.viewer, by=author.actor, at=now)
    approve(alerts.submit(up.pk, revision=None, viewer=author.viewer, by=author.actor, at=now), second, at=now)
    begun = outbox.begin(Delivery.objects.get(channel="site", message__kind="Update").pk, at=now)
    assert isinstance(begun, outbox.Try)
    files.put(begun.outgoing, at=now)  # and the web server has not been asked yet
    assert rebuild.mend([ALERTS], by=Actor.system("test"), at=now) == []
    assert b"blue coat" in asked(plane, f"alerts/{up.reference}/")[1]


def test_a_photo_that_is_not_the_approved_one_does_not_leave(
    author: Officer, second: Officer, plane: Plane, now: datetime
) -> None:
    duty = factory.officer(Role.DUTY_OFFICER, author.agency)
    episode = factory.open_episode(duty, at=now, photo=factory.face())
    other = factory.open_episode(duty, at=now, photo=factory.face(8))
    mine, another = (Photo.objects.get(report__episode_link__episode=each) for each in (episode, other))
    factory.says_why(author, episode, at=now)
    by = {"viewer": author.viewer, "by": author.actor, "at": now}
    version = alerts.write(replace(draft(now), photo=mine.pk), episode_id=episode.pk, **by)
    live = approve(alerts.submit(version.alert_id, revision=None, **by), second, at=now)
    Version.objects.filter(pk=live.pk).update(photo=another)
    row = deliver(live.alert, "Alert", at=now)
    assert (row.state, row.receipt) == ("failed", "the photo is not the one that was approved")
    assert asked(plane, f"alerts/{live.alert.reference}/")[0] == 404
