"""The tree of public files. Knows paths and bytes, no rows.

appeals/REFERENCE/index.html, photo.jpg, poster.pdf     while live; `until` says when the page must stop
appeals/REFERENCE.gone                                  the tombstone: an empty file
feed.atom, feed.json
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from wayhome.base import places
from wayhome.base.ids import new_id, read_reference

UNTIL = "until"
UNFINISHED_SECONDS = 300


def folder(reference: str) -> Path:
    """Where an edition's files lie."""
    return places.published() / "appeals" / reference


def tombstone(reference: str) -> Path:
    """The file that says: something was here and is gone."""
    return folder(reference).with_name(f"{reference}.gone")


def place(reference: str, files: Mapping[str, bytes], *, until: datetime) -> None:
    """Put an edition's files in place: new ones in one rename, changed ones file by file, so that none is ever missing.

    A tombstone wins: what was taken down stays down.
    """
    if tombstone(reference).exists():
        return
    whole = {**files, UNTIL: until.isoformat().encode()}
    target = folder(reference)
    if target.exists():
        for name, content in whole.items():
            write(target / name, content)
        return
    made = _aside()
    for name, content in whole.items():
        write(made / name, content)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)


def remove(reference: str) -> None:
    """Leave a tombstone and nothing else. May be repeated."""
    stone = tombstone(reference)
    stone.parent.mkdir(parents=True, exist_ok=True)
    stone.touch()
    shutil.rmtree(folder(reference), ignore_errors=True)


def sweep_aside() -> None:
    """Remove what a process that died had begun to write."""
    for path in (places.published() / ".aside").glob("*"):
        if time.time() - path.stat().st_mtime > UNFINISHED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def leftovers(reference: str) -> list[Path]:
    """Files of an edition that are still there; its tombstone is none."""
    where = folder(reference)
    return list(where.rglob("*")) if where.exists() else []


def references() -> list[str]:
    """Every reference with files in the tree."""
    appeals = places.published() / "appeals"
    return [path.name for path in appeals.iterdir() if path.is_dir()] if appeals.exists() else []


def read(reference: str, name: str, *, at: datetime) -> bytes | None:
    """A live file's bytes; None when it is gone. Raises FileNotFoundError when there never was one.

    An edition past its end is gone although nobody has removed it yet.
    """
    if read_reference(reference) != reference:
        raise FileNotFoundError
    if tombstone(reference).exists():
        return None
    where = folder(reference)
    if not where.is_dir():
        raise FileNotFoundError
    try:
        until = datetime.fromisoformat((where / UNTIL).read_text())
        if name == UNTIL or until <= at:
            return None
        return (where / name).read_bytes()
    except FileNotFoundError:
        if tombstone(reference).exists():  # taken down while we looked
            return None
        raise


def write(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.rename(path)


def write_feed(files: Mapping[str, bytes]) -> None:
    """Replace the feeds."""
    for name, content in files.items():
        write(places.published() / name, content)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the tree's lock, so that an older feed never replaces a newer one."""
    places.published().mkdir(parents=True, exist_ok=True)
    with (places.published() / ".turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _aside() -> Path:
    path = places.published() / ".aside" / new_id().hex
    path.mkdir(parents=True)
    return path
