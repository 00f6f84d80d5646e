"""Files about people, encrypted on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.base.conftest import Disk
from wayhome.base import filestore, keystore, places
from wayhome.base.errors import Unreadable
from wayhome.base.ids import new_id

PICTURE = b"\xff\xd8 a drawn likeness of nobody \xff\xd9" * 50


def test_a_file_never_stored_is_said_to_be_gone(store: Path) -> None:
    with pytest.raises(Unreadable, match="no longer held"):
        filestore.get(new_id())


def test_a_file_whose_key_was_destroyed_does_not_open(store: Path) -> None:
    filestore.put(PICTURE, file=(file := new_id()), subject=(subject := new_id()))
    keystore.destroy(subject)
    with pytest.raises(Unreadable):
        filestore.get(file)


def test_a_file_put_under_another_name_does_not_open(store: Path) -> None:
    filestore.put(PICTURE, file=(file := new_id()), subject=new_id())
    other = new_id()
    there = places.files() / other.hex[-2:] / other.hex
    there.parent.mkdir(exist_ok=True)
    there.write_bytes((places.files() / file.hex[-2:] / file.hex).read_bytes())
    with pytest.raises(Unreadable):
        filestore.get(other)


def test_a_stored_file_comes_back_and_lies_sealed_on_disk_for_this_account_alone(store: Path) -> None:
    filestore.put(PICTURE, file=(file := new_id()), subject=new_id())
    assert filestore.get(file) == PICTURE
    on_disk = [path for path in places.files().rglob("*") if path.is_file()]
    assert [path.name for path in on_disk] == [file.hex]
    assert b"likeness" not in on_disk[0].read_bytes()
    assert on_disk[0].stat().st_mode & 0o077 == 0


def test_a_file_is_whole_on_disk_before_it_has_its_name(store: Path, disk: Disk) -> None:
    filestore.put(PICTURE, file=(file := new_id()), subject=new_id())
    path = places.files() / file.hex[-2:] / file.hex
    assert disk.flushed(path) < disk.named(path) < disk.flushed(path.parent)
    disk.flushed(path.parent.parent)  # the first file of a folder makes the folder
