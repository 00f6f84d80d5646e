"""Where a process that may open nothing leaves what it sealed, until a worker takes it over.

The public process has the public half of the key store and no way into the stores of keys and files. It creates files
in this one folder, sealed under keys that it cannot read back; a follower of the report moves them to where they belong.
Until then staff's processes look here too, so nothing waits for a worker that is down.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from wayhome.base import disk, places

KEY, FILE = ".key", ".file"
LARGEST = 64 * 2**20


def hands_in() -> bool:
    """Whether this process is one that only hands in: it was not given the private half of the key store."""
    return not (places.keys() / "private.key").exists()


def put(name: str, content: bytes) -> None:
    """Leave one file, on disk before this returns. Raises FileExistsError when the name is taken."""
    folder = places.quarantine()
    disk.make_folder(folder)
    # A folder with the set-group-id bit is shared with staff's accounts, which must be able to read what lies there.
    shared = folder.stat().st_mode & stat.S_ISGID
    disk.write_once(folder / name, content, mode=0o640 if shared else 0o600)


def holds(name: str) -> bool:
    """Whether a file of this name lies here."""
    return (places.quarantine() / name).exists()


def read(name: str) -> bytes:
    """The content of one file. Raises FileNotFoundError, also for what is no plain file of a fair size."""
    opened = os.open(places.quarantine() / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(opened, "rb") as source:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise FileNotFoundError(name)
        return source.read()


def take_over(name: str, target: Path) -> None:
    """Move one file to where it belongs. May be repeated; what stands there already stays as it is."""
    with suppress(FileNotFoundError):
        content = read(name)
        disk.make_folder(target.parent)
        with suppress(FileExistsError):
            disk.write_once(target, content)
        forget(name)


def forget(name: str) -> None:
    """Remove one file."""
    (places.quarantine() / name).unlink(missing_ok=True)


def left_since(before: datetime) -> Iterator[str]:
    """Names of files that were left here before a moment."""
    folder = places.quarantine()
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            if entry.stat(follow_symlinks=False).st_mtime < before.timestamp():
                yield entry.name
