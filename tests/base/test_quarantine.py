"""Where a process that may open nothing leaves what it sealed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.base.conftest import Disk
from wayhome.base import clock, filestore, keystore, places, quarantine
from wayhome.base.errors import Unreadable
from wayhome.base.ids import new_id

PICTURE = b"\xff\xd8 a drawn likeness of nobody \xff\xd9" * 50


@pytest.fixture
def public_half(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process as the public one: it has the public half alone, in a folder of its own."""
    monkeypatch.setenv("WAYHOME_QUARANTINE", str(tmp_path / "quarantine"))
    keystore.share_public_half(store, tmp_path / "half")
    monkeypatch.setenv("WAYHOME_KEYS", str(tmp_path / "half"))
    return store


def as_staff(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYHOME_KEYS", str(store))


def handed_in() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in places.quarantine().iterdir()))


def test_a_file_handed_in_is_read_by_staff_at_once_and_moved_later(
    public_half: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, subject = new_id(), new_id()
    filestore.put(PICTURE, file=file, subject=subject)
    assert handed_in() == tuple(sorted((f"{file.hex}.file", f"{subject.hex}.key")))
    assert not places.files().exists()
    with pytest.raises(Unreadable):  # whoever handed it in cannot read it back
        filestore.get(file)
    as_staff(public_half, monkeypatch)
    assert filestore.get(file) == PICTURE
    for _ in range(2):
        keystore.take_over(subject)
        filestore.take_over(file)
    assert handed_in() == ()
    assert filestore.get(file) == PICTURE


def test_what_is_handed_in_is_on_disk_before_it_has_its_name(public_half: Path, disk: Disk) -> None:
    quarantine.put("a.file", PICTURE)
    path = places.quarantine() / "a.file"
    assert disk.flushed(path) < disk.named(path) < disk.flushed(path.parent)


def test_a_name_is_taken_once(public_half: Path) -> None:
    quarantine.put("a.file", b"first")
    with pytest.raises(FileExistsError):
        quarantine.put("a.file", b"second")
    assert quarantine.read("a.file") == b"first"
    assert handed_in() == ("a.file",)


def test_a_key_handed_in_never_takes_the_place_of_one_that_stands(
    public_half: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_staff(public_half, monkeypatch)
    kept = keystore.make_data_key(subject := new_id())
    monkeypatch.setenv("WAYHOME_KEYS", str(public_half.parent / "half"))
    keystore.make_data_key(subject)  # the public process does not see that there is one
    as_staff(public_half, monkeypatch)
    assert keystore.data_key(subject) == kept
    keystore.take_over(subject)
    assert keystore.data_key(subject) == kept
    assert handed_in() == ()


def test_a_destroyed_key_is_gone_from_quarantine_too(public_half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filestore.put(PICTURE, file=(file := new_id()), subject=(subject := new_id()))
    as_staff(public_half, monkeypatch)
    keystore.destroy(subject)
    with pytest.raises(Unreadable):
        filestore.get(file)


def test_a_link_or_a_pipe_left_there_is_not_followed(public_half: Path) -> None:
    folder = places.quarantine()
    folder.mkdir()
    (folder / "link.file").symlink_to(public_half / "private.key")
    os.mkfifo(folder / "pipe.file")
    for name in ("link.file", "pipe.file"):
        with pytest.raises(OSError):
            quarantine.read(name)


def test_a_folder_shared_with_staff_gives_their_group_the_file(public_half: Path) -> None:
    folder = places.quarantine()
    folder.mkdir()
    folder.chmod(0o2770)
    quarantine.put("a.file", b"sealed")
    assert (folder / "a.file").stat().st_mode & 0o777 == 0o640


def test_only_what_has_lain_long_counts_as_left(public_half: Path) -> None:
    quarantine.put("a.file", b"sealed")
    now = clock.now()
    assert list(quarantine.left_since(now - timedelta(hours=1))) == []
    assert list(quarantine.left_since(now + timedelta(hours=1))) == ["a.file"]


def test_a_new_pair_of_keys_replaces_the_shared_half(public_half: Path, tmp_path: Path) -> None:
    keystore.create(tmp_path / "other")
    keystore.share_public_half(tmp_path / "other", tmp_path / "half")
    assert (tmp_path / "half" / "public.key").read_bytes() == (tmp_path / "other" / "public.key").read_bytes()
    assert [path.name for path in (tmp_path / "half").iterdir()] == ["public.key"]
