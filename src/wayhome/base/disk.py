"""Names that outlast a power cut: a file's name lies in its folder, so the folder must be flushed too."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(path: Path, *, flush: bool = True) -> None:
    """Make a folder for this account alone, with those above it, and put the name of each new one on disk."""
    if path.is_dir():
        return
    make_folder(path.parent, flush=flush)
    path.mkdir(mode=0o700, exist_ok=True)
    if flush:
        flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Put the names in a folder on disk."""
    try:
        folder = os.open(path, os.O_RDONLY)
    except PermissionError:  # one into which this account may write and may not look
        os.sync()
        return
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_once(path: Path, content: bytes, *, mode: int = 0o600, flush: bool = True) -> None:
    """Write beside, flush, and link into place, so that a file is whole or absent and the first writer wins.

    Raises FileExistsError for everybody but the first.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)
        if flush:
            out.flush()
            os.fsync(out.fileno())
    try:
        os.link(beside, path)
    finally:
        beside.unlink()
    if flush:
        flush_folder(path.parent)
