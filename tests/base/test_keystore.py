"""One data key per subject, outside the database."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.base.conftest import Disk
from wayhome.base import keystore, sealing
from wayhome.base.errors import Unreadable, Unready
from wayhome.base.ids import new_id


def test_a_store_that_is_not_there_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYHOME_KEYS", str(tmp_path / "nowhere"))
    with pytest.raises(Unready, match=r"has no search.key. Run `wayhome migrate`"):
        keystore.search_key()


def test_a_key_never_made_cannot_be_read(store: Path) -> None:
    with pytest.raises(Unreadable, match="destroyed, or never made"):
        keystore.data_key(new_id())


def test_whoever_has_the_public_half_alone_can_seal_and_cannot_read(
    public_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, row = new_id(), new_id()
    monkeypatch.setenv("WAYHOME_KEYS", str(public_store))
    sealed = sealing.seal(b"She waits by the quay.", subject=subject, table="t", column="c", row=row)
    with pytest.raises(Unreadable):
        keystore.data_key(subject)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, table="t", column="c", row=row)


def test_what_the_public_half_sealed_is_read_by_the_private_half(
    store: Path, public_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, row = new_id(), new_id()
    monkeypatch.setenv("WAYHOME_KEYS", str(public_store))
    sealed = sealing.seal(b"She waits by the quay.", subject=subject, table="t", column="c", row=row)
    again = sealing.seal(b"photo", subject=subject, table="t", column="c", row=row)
    monkeypatch.setenv("WAYHOME_KEYS", str(store))
    assert sealing.unseal(sealed, table="t", column="c", row=row) == b"She waits by the quay."
    assert sealing.unseal(again, table="t", column="c", row=row) == b"photo"


def test_the_public_half_forgets_the_keys_it_made(public_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYHOME_KEYS", str(public_store))
    first = new_id()
    kept = keystore.data_key_or_new(first)
    assert keystore.data_key_or_new(first) == kept
    for _ in range(keystore.KEPT_AFTER_MAKING):
        keystore.data_key_or_new(new_id())
    with pytest.raises(Unreadable):
        keystore.data_key_or_new(first)


def test_a_wrapped_key_put_under_another_subject_does_not_open(store: Path) -> None:
    one, other = new_id(), new_id()
    keystore.make_data_key(one)
    stolen, there = store / "subjects" / one.hex[-2:] / one.hex, store / "subjects" / other.hex[-2:] / other.hex
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(stolen.read_bytes())
    with pytest.raises(Unreadable):
        keystore.data_key(other)


def test_of_two_who_make_a_key_at_once_both_get_the_one_that_stands(store: Path) -> None:
    for _ in range(20):
        subject, together = new_id(), Barrier(4)

        def make() -> bytes:
            together.wait()  # noqa: B023
            return keystore.data_key_or_new(subject)  # noqa: B023

        with ThreadPoolExecutor(4) as pool:
            keys = {each.result() for each in [pool.submit(make) for _ in range(4)]}
        assert keys == {keystore.data_key(subject)}


def test_a_destroyed_key_makes_its_values_unreadable_and_no_others(store: Path) -> None:
    gone, kept, row = new_id(), new_id(), new_id()
    values = {
        subject: sealing.seal(b"words", subject=subject, table="t", column="c", row=row) for subject in (gone, kept)
    }
    keystore.destroy(gone)
    with pytest.raises(Unreadable):
        sealing.unseal(values[gone], table="t", column="c", row=row)
    assert sealing.unseal(values[kept], table="t", column="c", row=row) == b"words"


def test_a_key_destroyed_by_another_process_is_gone_here_too(store: Path) -> None:
    subject, row = new_id(), new_id()
    sealed = sealing.seal(b"words", subject=subject, table="t", column="c", row=row)
    assert sealing.unseal(sealed, table="t", column="c", row=row) == b"words"
    script = f"from uuid import UUID; from wayhome.base import keystore; keystore.destroy(UUID('{subject}'))"
    subprocess.run([sys.executable, "-c", script], check=True, env=os.environ)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, table="t", column="c", row=row)


def test_a_key_is_on_disk_before_anything_is_sealed_with_it(store: Path, disk: Disk) -> None:
    subject = new_id()
    keystore.make_data_key(subject)
    path = store / "subjects" / subject.hex[-2:] / subject.hex
    assert disk.flushed(path) < disk.named(path) < disk.flushed(path.parent)
    # The first key of a folder makes the folder, whose own name must be on disk as well.
    disk.flushed(path.parent.parent)
    disk.flushed(store)


def test_keys_made_by_the_thousand_are_flushed_once_before_the_caller_goes_on(
    store: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.sync
    monkeypatch.setattr(os, "sync", lambda: (sync(), synced.append(len(disk.done))))
    with keystore.many():
        subjects = [new_id() for _ in range(10)]
        for subject in subjects:
            keystore.make_data_key(subject)
        assert not synced
    assert synced == [10]  # ten names given, none flushed alone
    assert all(keystore.data_key(subject) for subject in subjects)


def test_a_store_that_stands_is_left_alone(store: Path) -> None:
    before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
    keystore.create(store)
    assert {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()} == before
    assert set(before) == {"private.key", "public.key", "search.key"}


def test_keys_are_readable_by_their_account_alone(store: Path) -> None:
    keystore.make_data_key(subject := new_id())
    for path in (*store.glob("*.key"), store / "subjects" / subject.hex[-2:] / subject.hex):
        assert path.stat().st_mode & 0o077 == 0
    assert not list(store.rglob(".*"))  # nothing half written stays behind
