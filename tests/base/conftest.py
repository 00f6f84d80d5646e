"""A key store and a file store of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from wayhome.base import keystore


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty key store, in use by this process; files lie beside it."""
    folder = tmp_path / "keys"
    keystore.create(folder)
    monkeypatch.setenv("WAYHOME_KEYS", str(folder))
    monkeypatch.setenv("WAYHOME_FILES", str(tmp_path / "files"))
    return folder


@pytest.fixture
def public_store(store: Path, tmp_path: Path) -> Path:
    """The same store as the public form is given it: without the private half. Named, not yet in use."""
    folder = tmp_path / "public-keys"
    folder.mkdir()
    for name in ("public.key", "search.key"):
        (folder / name).symlink_to(store / name)
    (store / "subjects").mkdir(exist_ok=True)
    (folder / "subjects").symlink_to(store / "subjects")
    return folder


class Disk:
    """What was flushed to disk and what was given a name, in order, by inode."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []

    def flushed(self, path: Path) -> int:
        """When this file or folder was last flushed; fails when it never was."""
        places = [n for n, each in enumerate(self.done) if each == ("flush", path.stat().st_ino)]
        assert places, f"{path} was never flushed"
        return places[-1]

    def named(self, path: Path) -> int:
        """When this file was given its name; fails when it never was."""
        return self.done.index(("name", path.stat().st_ino))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Watches flushes and links; all of them are really done."""
    import os

    watched = Disk()
    flush, link, rename = os.fsync, os.link, Path.rename

    def watch_flush(which: int) -> None:
        flush(which)
        watched.done.append(("flush", os.fstat(which).st_ino))

    def watch_link(source: Path, target: Path) -> None:
        link(source, target)
        watched.done.append(("name", Path(target).stat().st_ino))

    def watch_rename(source: Path, target: Path) -> Path:
        done = rename(source, target)
        watched.done.append(("name", Path(target).stat().st_ino))
        return done

    monkeypatch.setattr(os, "fsync", watch_flush)
    monkeypatch.setattr(os, "link", watch_link)
    monkeypatch.setattr(Path, "rename", watch_rename)
    return watched
