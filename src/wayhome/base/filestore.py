"""Files about people, encrypted on disk under the key of their subject."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from wayhome.base import disk, places, quarantine, sealing
from wayhome.base.errors import Unreadable


def put(content: bytes, *, file: UUID, subject: UUID) -> None:
    """Store one file, flushed to disk before this returns; a process that only hands in leaves it in quarantine."""
    sealed = sealing.seal(content, subject=subject, table="files", column="content", row=file)
    if quarantine.hands_in():
        quarantine.put(_left(file), sealed)
        return
    path = _path(file)
    disk.make_folder(path.parent)
    beside = path.with_name(f".{path.name}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    beside.rename(path)
    disk.flush_folder(path.parent)


def get(file: UUID) -> bytes:
    """The content of one file. Raises Unreadable when it is gone or its key is."""
    # The store twice: a worker may take the file over while we look.
    for read in (_path(file).read_bytes, lambda: quarantine.read(_left(file)), _path(file).read_bytes):
        try:
            return sealing.unseal(read(), table="files", column="content", row=file)
        except FileNotFoundError:
            continue
    raise Unreadable("This file is no longer held.")


def take_over(file: UUID) -> None:
    """Move one file from quarantine into the store. May be repeated."""
    quarantine.take_over(_left(file), _path(file))


def _left(file: UUID) -> str:
    return file.hex + quarantine.FILE


def _path(file: UUID) -> Path:
    return places.files() / file.hex[-2:] / file.hex
