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
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
