"""The register of public files, what nginx answers of each, and the tree made anew from the rows."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.plane import Plane
from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base import places
from wayhome.base.errors import Unshown
from wayhome.base.ids import new_id, new_reference
from wayhome.clocks.models import Clock
from wayhome.flow import plane as sources
from wayhome.ledger.models import Entry
from wayhome.published import actions, files, plane, rebuild, shared, tree
from wayhome.published.models import Edition, Surface
from wayhome.published.rebuild import Difference
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.usefixtures("fresh_database", "plane")
Accept = Callable[..., Edition]
BY = Actor.system("test")
SET = {"index.html": b"A page that names Wren", "photo.jpg": b"\xff\xd8", "alert.cap.xml": b"<alert>Wren</alert>"}


@pytest.fixture
def live(accepted: Accept, now: datetime) -> Edition:
    edition = accepted()
    assert actions.release(edition.pk, by=BY, at=now)
    return edition


def spot_of(edition: Edition) -> str:
    return tree.appeal(edition.reference)


def published(spot: str, at: datetime, **more: Any) -> Any:
    owner = new_id()
    assert files.publish(owner, spot, SET, agency=NATIONAL_INTAKE, at=at, **more) == set(SET)
    return owner


# The register


def test_every_file_of_an_edition_has_a_row_and_the_rows_outlive_the_files(live: Edition, now: datetime) -> None:
    rows = {row.name: row for row in Surface.objects.filter(owner=live.pk)}
    assert set(rows) == {"index.html", "photo.jpg", "poster.pdf"}
    assert {(row.spot, row.agency, row.removed_at, row.verified_at) for row in rows.values()} == {
        (spot_of(live), live.agency, None, None)
    }
    actions.withdraw(live.pk, by=BY, at=now)
    assert {row.removed_at for row in Surface.objects.filter(owner=live.pk)} == {now}
    assert tree.files() == []


def test_no_file_is_written_when_its_row_cannot_be(now: datetime) -> None:
    spot = tree.appeal(new_reference())
    published(spot, now)
    with pytest.raises(ValueError, match="another thing has that spot"):
        files.publish(new_id(), spot, SET, agency=NATIONAL_INTAKE, at=now)
    with pytest.raises(ValueError, match="no name of a public file"):
        files.publish(new_id(), tree.appeal(new_reference()), {"x.exe": b""}, agency=NATIONAL_INTAKE, at=now)
    assert tree.files() == [(spot, name) for name in sorted(SET)]


def test_a_file_that_was_replaced_may_come_back_and_what_was_withdrawn_may_not(plane: Plane, now: datetime) -> None:
    spot, more = "alerts/ABCD-7777", {"agency": NATIONAL_INTAKE, "at": now}
    owner = published(spot, now)
    assert files.publish(owner, spot, {"index.html": b"without a photo"}, **more) == {"index.html"}
    assert [path.name for path in (tree.root() / spot).iterdir()] == ["index.html"]
    assert files.read_back(owner, at=now) == files.ReadBack((), 3)
    assert files.publish(owner, spot, SET, **more) == set(SET)
    files.publish(owner, spot, {"index.html": b"without a photo"}, **more)
    files.withdraw(owner, spot, **more)
    assert files.read_back(owner, at=now) == files.ReadBack((), 3)
    assert files.publish(owner, spot, SET, **more) is None
    early = new_id()
    files.withdraw(early, "alerts/NEVER-OUT", **more)
    assert files.publish(early, "alerts/NEVER-OUT", {"photo.jpg": b"x"}, **more) is None
    assert files.read_back(early, at=now) == files.ReadBack((), 1)


def test_what_stays_is_readable_all_else_is_gone_and_nothing_comes_back(plane: Plane, now: datetime) -> None:
    spot = "alerts/ABCD-2345-ABCD"
    owner = published(spot, now)
    with_cancel = SET | {"cancel.cap.xml": b"<alert>called back</alert>"}
    assert files.publish(owner, spot, with_cancel, agency=NATIONAL_INTAKE, at=now) == {"cancel.cap.xml"}
    files.withdraw(owner, spot, agency=NATIONAL_INTAKE, at=now, stay={"cancel.cap.xml"})
    said = {row.name: (row.removed_at is None) for row in Surface.objects.filter(owner=owner)}
    assert said == {name: name == "cancel.cap.xml" for name in with_cancel}
    assert files.read_back(owner, at=now) == files.ReadBack(wrong=(), newly=4)
    assert [path.name for path in (tree.root() / spot).iterdir()] == ["cancel.cap.xml"]
    assert files.publish(owner, spot, SET, agency=NATIONAL_INTAKE, at=now) is None
    assert bytes_of(tree.root()).count(b"Wren") == 0


def bytes_of(root: Path) -> bytes:
    """Every byte below the root, and every name."""
    return b"".join(str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in root.rglob("*"))


def test_no_byte_of_name_or_photo_is_left_below_the_root(live: Edition, face: bytes, now: datetime) -> None:
    assert b"Wren" in bytes_of(tree.root())
    assert face in bytes_of(tree.root())
    actions.withdraw(live.pk, by=BY, at=now)
    left = bytes_of(tree.root())
    for words in (b"Wren", b"yellow raincoat", b"Larkhill", face, face[100:200]):
        assert words not in left


@pytest.mark.parametrize("turn", range(6))
def test_publishing_and_withdrawing_one_spot_at_once_never_leaves_it_up(now: datetime, turn: int) -> None:
    """For a stage that has no row of its own to lock: the spot is enough."""
    spot, owner, start = f"alerts/RACE-{turn:04}", new_id(), threading.Barrier(6)

    def racing(number: int) -> None:
        try:
            start.wait()
            if number % 2:
                files.publish(owner, spot, {**SET, "index.html": b"%d" % number}, agency=NATIONAL_INTAKE, at=now)
            else:
                files.withdraw(owner, spot, agency=NATIONAL_INTAKE, at=now)
        finally:
            connections.close_all()

    if turn % 2:
        files.publish(owner, spot, SET, agency=NATIONAL_INTAKE, at=now)
    with ThreadPoolExecutor(6) as threads:
        for each in [threads.submit(racing, number) for number in range(6)]:
            each.result()
    files.withdraw(owner, spot, agency=NATIONAL_INTAKE, at=now)
    assert tree.leftovers(spot) == []
    assert files.read_back(owner, at=now).wrong == ()
    assert files.publish(owner, spot, SET, agency=NATIONAL_INTAKE, at=now) is None


# Read back over HTTP


def test_each_file_is_asked_for_as_anybody_would_and_that_is_written_down_once(live: Edition, now: datetime) -> None:
    for _ in range(2):
        actions.read_back(live.pk, by=BY, at=now)
    assert set(Surface.objects.values_list("verified_at", flat=True)) == {now}
    (entry,) = Entry.objects.filter(kind="edition.read_back")
    assert entry.facts == {"files": 3}
    actions.withdraw(live.pk, by=BY, at=now)
    assert set(Surface.objects.values_list("verified_at", flat=True)) == {None}
    for _ in range(2):
        actions.read_back(live.pk, by=BY, at=now)
    (entry,) = Entry.objects.filter(kind="edition.removed")
    assert entry.facts == {"files": 3}


def test_a_page_that_is_still_handed_out_is_no_removal(
    live: Edition, now: datetime, plane: Plane, tmp_path: Path
) -> None:
    """Nginx has another tree than the one that was cleared."""
    other = tmp_path.parent / f"{tmp_path.name}-other"
    with tree.elsewhere(other):
        shared.refresh_all()
        tree.place(spot_of(live), {"index.html": b"Wren, still here"}, until=None)
    plane.show(other)
    actions.withdraw(live.pk, by=BY, at=now)
    with pytest.raises(Unshown, match="3 files"):
        actions.read_back(live.pk, by=BY, at=now)
    assert not Entry.objects.filter(kind="edition.removed").exists()
    plane.show(tmp_path)
    actions.read_back(live.pk, by=BY, at=now)
    assert Entry.objects.filter(kind="edition.removed").count() == 1


@pytest.mark.parametrize("damage", [b"other words", None])
def test_a_file_that_is_not_what_was_approved_is_no_success(live: Edition, now: datetime, damage: bytes | None) -> None:
    page = tree.folder(spot_of(live)) / "index.html"
    page.write_bytes(damage) if damage else page.unlink()
    with pytest.raises(Unshown, match="1 files"):
        actions.read_back(live.pk, by=BY, at=now)
    assert not Entry.objects.filter(kind="edition.read_back").exists()
    assert Surface.objects.exclude(verified_at=None).count() == 2


def test_nobody_there_is_no_answer(live: Edition, now: datetime, settings: Any) -> None:
    settings.PLANE_ORIGIN = "http://127.0.0.1:1"
    assert plane.ask(["a", "b"]) == {"a": plane.Said(0), "b": plane.Said(0)}
    with pytest.raises(Unshown, match="6 files"):
        actions.read_back(live.pk, by=BY, at=now)


def test_feeds_and_list_are_asked_for_too(live: Edition, now: datetime, plane: Plane, tmp_path: Path) -> None:
    assert shared.unlike(spot_of(live)) == []
    older = tmp_path.parent / f"{tmp_path.name}-older"
    shutil.copytree(tmp_path, older)
    (older / "feed.json").write_bytes(b"{}")
    plane.show(older)
    assert shared.unlike(spot_of(live)) == ["feed.json"]
    with pytest.raises(Unshown, match="1 files"):
        actions.read_back(live.pk, by=BY, at=now)


def test_after_a_minute_without_proof_the_duty_officer_is_told_once_and_proof_ends_it(
    live: Edition, now: datetime
) -> None:
    assert files.escalate(at=now + timedelta(seconds=59)) == 0
    for _ in range(2):
        assert files.escalate(at=now + timedelta(seconds=60)) == 1
    clock = Clock.objects.get(kind="public_files")
    assert (clock.subject, clock.agency_id, clock.met_at) == (live.pk, live.agency, None)
    assert clock.due_at == now + timedelta(seconds=60)
    actions.read_back(live.pk, by=BY, at=now + timedelta(seconds=90))
    clock.refresh_from_db()
    assert clock.met_at == now + timedelta(seconds=90)
    actions.withdraw(live.pk, by=BY, at=now + timedelta(seconds=100))
    assert files.escalate(at=now + timedelta(seconds=159)) == 0
    assert files.escalate(at=now + timedelta(seconds=160)) == 1


# Feeds and lists


def test_a_withdrawal_at_the_desk_takes_its_own_line_out_of_the_feed_and_no_other(
    accepted: Accept, now: datetime
) -> None:
    """The desk's role sees one agency's rows; the feed is made of the tree, so it needs none."""
    mine, others = accepted(), accepted()
    for edition in (mine, others):
        actions.release(edition.pk, by=BY, at=now)
    tree.remove(spot_of(mine))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wayhome.published.models.Edition.objects", None)
        shared.refresh(spot_of(mine))
    feed = json.loads((places.published() / "feed.json").read_bytes())
    assert [line["title"] for line in feed["items"]] == [f"Appeal {others.reference}"]
    assert others.reference in (places.published() / "appeals" / "index.html").read_text()


# The tree made anew


def damaged(live: Edition, what: str) -> None:
    where = tree.folder(spot_of(live))
    if what == "changed":
        (where / "photo.jpg").write_bytes(b"another child")
    elif what == "missing":
        (where / "poster.pdf").unlink()
    elif what == "over":
        (where / "notes.html").write_bytes(b"left by hand")
    elif what == "folder":
        where.rename(where.with_name("ELSEWHERE-2345"))
    elif what == "feed":
        (tree.root() / "feed.atom").write_bytes(b"<feed/>")
    elif what == "end":
        (where / tree.UNTIL).write_text("2099-01-01T00:00:00+00:00")


@pytest.fixture
def several(live: Edition, accepted: Accept, now: datetime) -> Edition:
    """A live appeal beside one that was withdrawn, one renewed, one not out yet and one without a photo."""
    gone, renewed, bare = accepted(), accepted(), accepted(photo=None)
    for edition in (gone, renewed, bare):
        actions.release(edition.pk, by=BY, at=now + timedelta(minutes=1))
    actions.withdraw(gone.pk, by=BY, at=now)
    actions.renew(renewed.pk, ends_at=renewed.ends_at + timedelta(hours=24), by=BY, at=now)
    actions.release(renewed.pk, by=BY, at=now + timedelta(hours=1))
    accepted()
    return live


def test_a_rebuild_from_the_rows_is_equal_to_the_byte(several: Edition) -> None:
    assert sources.check() == []
    assert sorted(path.name for path in (tree.root() / ".aside").iterdir()) == []


@pytest.mark.parametrize("what", ["changed", "missing", "over", "folder", "feed", "end"])
def test_whatever_differs_is_found_mended_and_told(several: Edition, now: datetime, what: str) -> None:
    actions.read_back(several.pk, by=BY, at=now)
    damaged(several, what)
    assert sources.check() != []
    mended = sources.mend(at=now)
    assert mended
    assert all(each.mended for each in mended)
    assert sources.check() == []
    told = Clock.objects.filter(kind="public_files", met_at=None)
    assert {clock.subject for clock in told} <= {several.pk, NATIONAL_INTAKE}
    assert told.exists()
    if what != "feed":
        actions.read_back(several.pk, by=BY, at=now)
        assert files.read_back(several.pk, at=now).wrong == ()


def test_the_sweep_restores_what_the_register_lacks_without_waiting_for_the_night(
    several: Edition, now: datetime
) -> None:
    damaged(several, "missing")
    assert files.differences() == [(f"{spot_of(several)}/poster.pdf", "missing")]
    sources.sweep(at=now)
    assert files.differences() == []
    assert Entry.objects.filter(kind="files.mended", facts__mended=True).count() == 1
    sources.sweep(at=now)
    assert Entry.objects.filter(kind="files.mended").count() == 1


def test_what_was_taken_down_by_hand_stays_down_and_somebody_is_told(live: Edition, now: datetime) -> None:
    tree.remove(spot_of(live))
    found = sources.mend(at=now)
    assert found
    assert not any(each.mended for each in found)
    assert tree.leftovers(spot_of(live)) == []
    assert Clock.objects.filter(kind="public_files", subject=live.pk).exists()
    with pytest.raises(Unshown):
        actions.read_back(live.pk, by=BY, at=now)


def test_a_withdrawn_page_that_was_put_back_by_hand_is_removed(live: Edition, now: datetime) -> None:
    actions.withdraw(live.pk, by=BY, at=now)
    tree.tombstone(spot_of(live)).unlink()
    tree.place(spot_of(live), {"index.html": b"Wren"}, until=None)
    assert Difference(f"{spot_of(live)}/index.html", "over") in sources.check()
    assert all(each.mended for each in sources.mend(at=now))
    assert tree.leftovers(spot_of(live)) == []
    assert tree.stays(spot_of(live)) == frozenset()


def test_a_change_while_the_tree_is_compared_is_no_difference(
    several: Edition, accepted: Accept, now: datetime
) -> None:
    fresh = accepted()
    found = rebuild.check(sources.SOURCES)
    actions.release(fresh.pk, by=BY, at=now)
    actions.withdraw(several.pk, by=BY, at=now)
    late = [*found, Difference(f"{spot_of(fresh)}/index.html", "over"), Difference(f"{spot_of(several)}/index.html", "missing"),
            Difference("feed.json", "changed")]  # fmt: skip
    assert rebuild.mend_these(late, sources.SOURCES, by=BY, at=now) == []
    assert not Clock.objects.exists()


# Ends by itself


def test_what_is_past_its_end_goes_without_a_database_and_a_tombstone_wins_over_files(
    live: Edition, now: datetime
) -> None:
    assert tree.end_what_is_over(at=live.ends_at - timedelta(seconds=1)) == []
    assert tree.end_what_is_over(at=live.ends_at) == [spot_of(live)]
    assert tree.leftovers(spot_of(live)) == []
    by_hand = tree.appeal(new_reference())
    tree.place(by_hand, {"index.html": b"Wren"}, until=None)
    tree.tombstone(by_hand).touch()
    assert tree.end_what_is_over(at=now) == [by_hand]
    assert tree.leftovers(by_hand) == []


def test_where_no_tombstone_can_be_left_the_child_is_gone_all_the_same(live: Edition) -> None:
    aside = places.published() / ".aside"
    shutil.rmtree(aside)
    aside.write_bytes(b"in the way")  # as on a full disk: nothing new can be made
    with pytest.raises(OSError, match="aside"):
        tree.remove(spot_of(live))
    assert tree.leftovers(spot_of(live)) == []
    aside.unlink()
    tree.remove(spot_of(live))
    assert tree.stays(spot_of(live)) == frozenset()


def test_one_page_that_cannot_be_ended_keeps_no_other_up(live: Edition, now: datetime) -> None:
    before = tree.appeal("2222-2222-2222-2222")
    tree.place(before, {"index.html": b"x"}, until=now)
    tree.tombstone(before).mkdir()  # nobody can read it
    assert tree.end_what_is_over(at=live.ends_at) == [spot_of(live)]


def test_a_page_whose_time_is_just_up_is_no_page_that_is_missing(live: Edition) -> None:
    tree.end_what_is_over(at=live.ends_at)
    gone = [Difference(f"{spot_of(live)}/index.html", "missing")]
    assert rebuild.mend_these(gone, sources.SOURCES, by=BY, at=live.ends_at) == []
    assert not Clock.objects.exists()


def test_a_page_whose_end_nobody_can_read_is_over(live: Edition, now: datetime) -> None:
    (tree.folder(spot_of(live)) / tree.UNTIL).write_text("soon")
    assert tree.end_what_is_over(at=now) == [spot_of(live)]
