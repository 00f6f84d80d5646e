"""Files about people, encrypted on disk under the key of their subject."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from wayhome.base import disk, places, sealing
from wayhome.base.errors import Unreadable


def put(content: bytes, *, file: UUID, subject: UUID) -> None:
    """Store one file, flushed to disk before this returns."""
    path = _path(file)
    disk.make_folder(path.parent)
    beside = path.with_name(f".{path.name}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(sealing.seal(content, subject=subject, table="files", column="content", row=file))
        out.flush()
        os.fsync(out.fileno())
    beside.rename(path)
    disk.flush_folder(path.parent)


def get(file: UUID) -> bytes:
    """The content of one file. Raises Unreadable when it is gone or its key is."""
    try:
        sealed = _path(file).read_bytes()
    except FileNotFoundError:
        raise Unreadable("This file is no longer held.") from None
    return sealing.unseal(sealed, table="files", column="content", row=file)


def _path(file: UUID) -> Path:
    return places.files() / file.hex[-2:] / file.hex
