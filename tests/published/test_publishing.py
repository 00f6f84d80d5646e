"""Publishing and taking down, with real commits: whatever races what, nothing that was withdrawn comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import IntegrityError, connection, connections, transaction

from wayhome.base import places
from wayhome.base.errors import Unshown
from wayhome.base.ids import new_reference
from wayhome.ledger.models import Entry
from wayhome.published import actions, render, tree
from wayhome.published.models import Edition, EditionState
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.usefixtures("fresh_database", "plane")
Accept = Callable[..., Edition]
T = TypeVar("T")
BY = Actor.system("test")
FILES = ("index.html", "photo.jpg", "poster.pdf")
ROUNDS = 50


def spot(edition: Edition) -> str:
    return tree.appeal(edition.reference)


def own(work: Callable[[], T]) -> Callable[[], T]:
    """Run in a thread with a connection of its own, closed at the end."""

    def within() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return within


@contextmanager
def crowd(size: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(size) as threads:
        yield threads


def is_gone(edition: Edition, at: datetime) -> bool:
    return not tree.leftovers(spot(edition)) and all(tree.read(spot(edition), name, at=at) is None for name in FILES)


def wait_for_a_lock() -> None:
    """Until another connection waits for a row that somebody holds."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            )
            if cursor.fetchone() != (0,):
                return


def test_an_approved_edition_goes_out_whole(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    assert actions.release(edition.pk, by=BY, at=now)
    assert {name: tree.read(spot(edition), name, at=now) for name in FILES} == render.files_of(edition)
    edition.refresh_from_db()
    assert (edition.state, edition.live_at) == (EditionState.LIVE, now)
    assert edition.reference in (places.published() / "feed.json").read_text()


def test_the_same_edition_makes_the_same_bytes(accepted: Accept) -> None:
    edition = accepted()
    assert render.files_of(edition) == render.files_of(edition)


def test_releasing_twice_changes_nothing_more(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    assert actions.release(edition.pk, by=BY, at=now)
    assert actions.release(edition.pk, by=BY, at=now + timedelta(hours=1))
    assert Entry.objects.filter(kind="edition.live", key=edition.pk).count() == 1


def test_withdrawing_wipes_files_words_and_photo(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.release(edition.pk, by=BY, at=now)
    actions.withdraw(edition.pk, by=BY, at=now)
    assert is_gone(edition, now)
    edition.refresh_from_db()
    assert (edition.state, edition.manifest, edition.photo) == (EditionState.WITHDRAWN, {}, None)
    assert edition.reference not in (places.published() / "feed.json").read_text()
    assert edition.reference not in (places.published() / "feed.atom").read_text()


def test_a_withdrawal_that_is_rolled_back_leaves_the_page_up(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.release(edition.pk, by=BY, at=now)
    with transaction.atomic():
        actions.withdraw(edition.pk, by=BY, at=now)
        transaction.set_rollback(True)
    assert tree.read(spot(edition), "index.html", at=now)


def test_a_late_release_does_not_bring_an_edition_back(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.withdraw(edition.pk, by=BY, at=now)
    assert not actions.release(edition.pk, by=BY, at=now)
    assert is_gone(edition, now)


def test_a_file_written_behind_a_tombstone_is_not_served(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    files = render.files_of(edition)
    actions.withdraw(edition.pk, by=BY, at=now)
    tree.place(spot(edition), files, until=edition.ends_at)
    assert is_gone(edition, now)


def test_an_edition_past_its_end_is_not_released(accepted: Accept) -> None:
    edition = accepted()
    assert not actions.release(edition.pk, by=BY, at=edition.ends_at)
    with pytest.raises(FileNotFoundError):
        tree.read(spot(edition), "index.html", at=edition.approved_at)


def test_an_edition_is_gone_at_its_end_although_its_files_are_there(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.release(edition.pk, by=BY, at=now)
    assert tree.read(spot(edition), "index.html", at=edition.ends_at - timedelta(microseconds=1))
    assert [tree.read(spot(edition), name, at=edition.ends_at) for name in FILES] == [None, None, None]


def test_renewing_moves_the_end_with_the_next_release(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.release(edition.pk, by=BY, at=now)
    later = edition.ends_at + timedelta(hours=24)
    actions.renew(edition.pk, ends_at=later, by=BY, at=now)
    assert actions.release(edition.pk, by=BY, at=now)
    page = tree.read(spot(edition), "index.html", at=edition.ends_at)
    assert page is not None
    assert "Wednesday 25 November 2026 at 16:30" in page.decode()


def test_a_withdrawn_edition_is_not_renewed(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.withdraw(edition.pk, by=BY, at=now)
    actions.renew(edition.pk, ends_at=edition.ends_at + timedelta(hours=24), by=BY, at=now)
    assert not actions.release(edition.pk, by=BY, at=now)


def test_a_withdrawal_waits_for_a_release_that_has_renamed_but_not_committed(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    renamed, commit = threading.Event(), threading.Event()

    def release() -> bool:
        with transaction.atomic():
            released = actions.release(edition.pk, by=BY, at=now)
            renamed.set()
            commit.wait()
        return released

    with crowd(2) as threads:
        releasing = threads.submit(own(release))
        renamed.wait()
        assert tree.leftovers(spot(edition))
        withdrawing = threads.submit(own(lambda: actions.withdraw(edition.pk, by=BY, at=now)))
        wait_for_a_lock()
        assert not withdrawing.done()
        commit.set()
        assert releasing.result()
        withdrawing.result()
    assert is_gone(edition, now)


def test_a_release_waits_for_a_withdrawal_and_then_does_nothing(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    withdrawn, commit = threading.Event(), threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            actions.withdraw(edition.pk, by=BY, at=now)
            withdrawn.set()
            commit.wait()

    with crowd(2) as threads:
        withdrawing = threads.submit(own(withdraw))
        withdrawn.wait()
        releasing = threads.submit(own(lambda: actions.release(edition.pk, by=BY, at=now)))
        wait_for_a_lock()
        commit.set()
        withdrawing.result()
        assert releasing.result() is False
    assert is_gone(edition, now)


def test_whoever_races_nothing_of_a_withdrawn_edition_is_left(accepted: Accept, now: datetime) -> None:
    """Fifty rounds: late releases, withdrawals and readers start together. What a reader saw was whole."""
    with crowd(8) as threads:
        for turn in range(ROUNDS):
            edition = accepted()
            whole = render.files_of(edition)
            if turn % 2:
                actions.release(edition.pk, by=BY, at=now)
            start = threading.Barrier(8)

            def racing(work: Callable[[], T], start: threading.Barrier = start) -> Future[T]:
                def at_once() -> T:
                    start.wait()
                    return work()

                return threads.submit(own(at_once))

            def release(edition: Edition = edition) -> bool:
                return actions.release(edition.pk, by=BY, at=now)

            def withdraw(edition: Edition = edition) -> None:
                actions.withdraw(edition.pk, by=BY, at=now)

            def read(edition: Edition = edition) -> set[bytes]:
                return {seen for name in FILES * 20 if (seen := seen_of(spot(edition), name, now))}

            changing = [
                racing(work) for work in (release, withdraw, release, withdraw, release, verified(edition, now))
            ]
            reading = [racing(read) for _ in range(2)]
            for each in changing:
                each.result()
            for each in reading:
                assert each.result() <= set(whole.values())
            assert is_gone(edition, now), turn
            assert not actions.release(edition.pk, by=BY, at=now)
            assert is_gone(edition, now), turn
    assert not list((places.published() / ".aside").glob("*"))


def seen_of(reference: str, name: str, at: datetime) -> bytes | None:
    try:
        return tree.read(reference, name, at=at)
    except FileNotFoundError:
        return None


def verified(edition: Edition, at: datetime) -> Callable[[], None]:
    def looked() -> None:
        with suppress(Unshown):  # it looked while others wrote; the job would look again
            actions.read_back(edition.pk, by=BY, at=at)

    return looked


def test_a_reader_sees_the_old_file_or_the_new_one_and_never_a_part(now: datetime) -> None:
    reference, ends = tree.appeal(new_reference()), now + timedelta(hours=1)
    versions = [bytes([sign]) * 2_000_000 for sign in b"AB"]
    tree.place(reference, {"index.html": versions[0]}, until=ends)
    written = threading.Event()

    def write() -> None:
        for turn in range(40):
            tree.place(reference, {"index.html": versions[turn % 2]}, until=ends)
        written.set()

    def read() -> set[bytes | None]:
        seen = set()
        while not written.is_set():
            seen.add(tree.read(reference, "index.html", at=now))
        return seen

    with crowd(3) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        threads.submit(write).result()
        for reader in readers:
            assert reader.result() <= set(versions)
    tree.remove(reference)


def test_removal_is_repeated_and_written_down(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    actions.release(edition.pk, by=BY, at=now)
    files = render.files_of(edition)
    actions.withdraw(edition.pk, by=BY, at=now)
    # A process that died right after the commit had removed nothing.
    tree.tombstone(spot(edition)).unlink()
    tree.place(spot(edition), files, until=edition.ends_at)
    actions.read_back(edition.pk, by=BY, at=now)
    actions.read_back(edition.pk, by=BY, at=now)
    assert is_gone(edition, now)
    edition.refresh_from_db()
    assert edition.removal_verified_at == now
    assert Entry.objects.filter(kind="edition.removed", key=edition.pk).count() == 1


def test_the_sweep_withdraws_what_has_ended_and_buries_what_has_no_edition(accepted: Accept, now: datetime) -> None:
    ended, live = accepted(hours=1), accepted()
    for edition in (ended, live):
        actions.release(edition.pk, by=BY, at=now)
    stray = tree.appeal(new_reference())
    tree.place(stray, {"index.html": b"nobody's"}, until=now + timedelta(days=9))
    assert actions.sweep(at=now + timedelta(hours=2)) == 2
    assert is_gone(ended, now)
    assert tree.read(stray, "index.html", at=now) is None
    assert tree.read(spot(live), "index.html", at=now)


def test_the_database_refuses_a_withdrawn_edition_that_still_has_its_photo(accepted: Accept, now: datetime) -> None:
    edition = accepted()
    changes: dict[str, Any] = {"state": EditionState.WITHDRAWN, "withdrawn_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**changes)
