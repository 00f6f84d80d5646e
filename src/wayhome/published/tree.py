"""The tree of public files. Knows paths and bytes, no rows and no web server.

A spot is the folder of one thing that is public, "appeals/REFERENCE". The web server hands out what lies in it and needs
nothing else to know:

appeals/REFERENCE/index.html, photo.jpg, poster.pdf     while live
appeals/REFERENCE/.until, .entry.json                   when it must end; what the feeds say of it
appeals/REFERENCE.gone                                  the tombstone: names of files that stay readable, mostly none
appeals/index.html, feed.atom, feed.json                shared files, made of the entries
.pages/404.html                                         what is said where nothing is
.aside/                                                 what is being written, or removed

No name with a dot in front is ever handed out.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from wayhome.base import places
from wayhome.base.disk import flush_folder
from wayhome.base.ids import new_id

log = logging.getLogger(__name__)
APPEALS, ALERTS, DRILLS = "appeals", "alerts", "drills"
FOLDERS = (APPEALS, ALERTS, DRILLS)
SPOT = re.compile(r"(?:appeals|alerts|drills)/[0-9A-Z][0-9A-Z-]{3,63}")
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
# What the web server says a file is, by the end of its name. A file of another kind is refused where it is written.
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xml": "application/cap+xml; charset=utf-8",
}
FEED_JSON = "application/feed+json; charset=utf-8"
UNTIL, ENTRY = ".until", ".entry.json"
UNFINISHED_SECONDS = 300
_root: ContextVar[Path | None] = ContextVar("root", default=None)


def root() -> Path:
    """The folder of the whole tree: the live one, or the one that is being rebuilt."""
    return _root.get() or places.published()


@contextmanager
def elsewhere(path: Path) -> Iterator[None]:
    """Work on another tree: a rebuild in a folder of its own."""
    token = _root.set(path)
    try:
        yield
    finally:
        _root.reset(token)


def appeal(reference: str) -> str:
    """The spot of an appeal."""
    return f"{APPEALS}/{reference}"


def media_type(name: str) -> str:
    """What a file is. Raises ValueError for a name or a kind that the web server does not hand out."""
    kind = name.rpartition(".")[2]
    if not NAME.fullmatch(name) or kind not in MEDIA_TYPES:
        raise ValueError(f"{name!r} is no name of a public file")
    return MEDIA_TYPES[kind]


def folder(spot: str) -> Path:
    """Where the files of a spot lie. Raises ValueError for what is no spot."""
    if not SPOT.fullmatch(spot):
        raise ValueError(f"{spot!r} is no spot of the public tree")
    return root() / spot


def tombstone(spot: str) -> Path:
    """The file that says: something was here and is gone."""
    where = folder(spot)
    return where.with_name(f"{where.name}.gone")


def place(
    spot: str, files: Mapping[str, bytes], *, until: datetime | None, entry: Mapping[str, Any] | None = None
) -> bool:
    """Put the files of a spot in place: new ones in one rename, changed ones each by a rename. False behind a tombstone.

    Everything is written and flushed aside first, so that nobody reads half a file. A file whose bytes did not change is
    left alone; one that lost its place in the set goes.
    """  # fmt: skip
    for name in files:
        media_type(name)
    whole = dict(files)
    if until is not None:
        whole[UNTIL] = until.isoformat().encode()
    if entry is not None:
        whole[ENTRY] = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    target, aside = folder(spot), _aside()
    fresh = not target.exists()
    changed = {name: content for name, content in whole.items() if fresh or _differs(target / name, content)}
    try:
        for name, content in changed.items():
            _flushed(aside / name, content)
        with one_at_a_time():
            # A folder that went meanwhile has a tombstone; one that came meanwhile is somebody else's turn to change.
            if tombstone(spot).exists() or fresh == target.exists():
                return False
            if fresh:
                _move_in(aside, target)
            else:
                _change(target, aside, changed, whole)
        return True
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move_in(aside: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    flush_folder(aside)
    aside.rename(target)
    flush_folder(target.parent)


def _change(target: Path, aside: Path, changed: Collection[str], whole: Collection[str]) -> None:
    for name in changed:
        _take(aside / name, target / name)
    _empty(target, whole)


def remove(spot: str, *, stay: Collection[str] = ()) -> None:
    """Leave a tombstone, and of the files those alone that are to stay. May be repeated.

    The folder leaves the tree in one rename, before its files are deleted.
    """
    try:
        _remove(spot, stay=stay)
    except OSError:
        # A full disk has no room for a tombstone: what shows the child goes first, which makes some.
        with one_at_a_time(), suppress(FileNotFoundError):
            _empty(folder(spot), _kept(stay))
        _remove(spot, stay=stay)


def _kept(stay: Collection[str]) -> frozenset[str]:
    return frozenset({*stay, ENTRY}) if stay else frozenset()


def _empty(where: Path, kept: Collection[str]) -> None:
    for path in where.iterdir():
        if path.name not in kept:
            path.unlink()
    flush_folder(where)


def _remove(spot: str, *, stay: Collection[str]) -> None:
    where, stone, kept = folder(spot), tombstone(spot), _kept(stay)
    aside = _aside()
    with one_at_a_time():
        stone.parent.mkdir(parents=True, exist_ok=True)
        words = "".join(f"{name}\n" for name in sorted(stay)).encode()
        if not stone.exists() or stone.read_bytes() != words:
            _flushed(aside / stone.name, words)
            (aside / stone.name).rename(stone)
        if where.exists() and not kept:
            where.rename(aside / where.name)
        elif where.exists():
            _empty(where, kept)
        flush_folder(stone.parent)
    shutil.rmtree(aside)


def stays(spot: str) -> frozenset[str] | None:
    """The files that outlive a spot, by its tombstone; None where there is no tombstone."""
    try:
        return frozenset(tombstone(spot).read_text().split())
    except FileNotFoundError:
        return None


def leftovers(spot: str) -> list[Path]:
    """Files of a spot that are still there; what stays readable is none."""
    where, stay = folder(spot), stays(spot) or ()
    kept = {*stay, *((ENTRY,) if stay else ())}
    return [path for path in where.rglob("*") if path.name not in kept] if where.exists() else []


def spots() -> list[str]:
    """Every spot with files in the tree, and every other folder that stands where only spots may."""
    return [
        f"{name}/{path.name}"
        for name in FOLDERS
        if (root() / name).is_dir()
        for path in sorted((root() / name).iterdir())
        if path.is_dir()
    ]


def files() -> list[tuple[str, str]]:
    """Every file that the web server hands out below a spot: the spot and the name."""
    return [
        (spot, path.relative_to(root() / spot).as_posix())
        for spot in spots()
        for path in sorted((root() / spot).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]


def is_unclaimed(spot: str) -> bool:
    """Whether a folder holds more than a tombstone lets it, for somebody to whom it belongs to nobody."""
    return not SPOT.fullmatch(spot) or bool(leftovers(spot)) or not stays(spot)


def bury(spot: str) -> None:
    """Remove a folder that belongs to nobody; where it could have been a spot, a tombstone stays."""
    if SPOT.fullmatch(spot):
        remove(spot, stay=stays(spot) or ())
    else:
        shutil.rmtree(root() / spot, ignore_errors=True)


def entries(name: str) -> list[dict[str, Any]]:
    """What the feeds say of each spot of a folder, by its own words; the newest first."""
    found = []
    for path in sorted((root() / name).glob(f"*/{ENTRY}")):
        try:
            found.append(json.loads(path.read_bytes()))
        except FileNotFoundError:  # removed while we looked
            continue
    return sorted(found, key=lambda entry: (str(entry["since"]), str(entry["reference"])), reverse=True)


def end_what_is_over(*, at: datetime) -> list[str]:
    """Leave a tombstone where the time is up, and remove what lies behind one; the spots that changed.

    Needs no database: a page ends at its time although nothing else of the house is alive.
    """
    ended = []
    for spot in spots():
        try:
            if SPOT.fullmatch(spot) and _end(spot, at=at):
                ended.append(spot)
        except (OSError, ValueError):
            log.exception("a public path could not be ended; the others go on")
    return ended


def _end(spot: str, *, at: datetime) -> bool:
    stay = stays(spot)
    try:
        over = bool(leftovers(spot)) if stay is not None else is_over(spot, at=at)
    except ValueError:  # when in doubt, nobody is shown
        over = True
    if over:
        remove(spot, stay=stay or ())
    return over


def is_over(spot: str, *, at: datetime) -> bool:
    """Whether the time of a spot is up; one without an end never is. Raises ValueError when nobody can read its end."""
    try:
        return datetime.fromisoformat((folder(spot) / UNTIL).read_text()) <= at
    except FileNotFoundError:
        return False


def sweep_aside() -> None:
    """Remove what a process that died had begun to write, or to delete."""
    for path in (root() / ".aside").glob("*"):
        with suppress(FileNotFoundError):  # whoever made it has just removed it
            if time.time() - path.stat().st_mtime > UNFINISHED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def read(spot: str, name: str, *, at: datetime) -> bytes | None:
    """A live file's bytes; None when it is gone. Raises FileNotFoundError when there never was one.

    A spot past its end is gone although nobody has removed it yet.
    """
    if not SPOT.fullmatch(spot) or not NAME.fullmatch(name):
        raise FileNotFoundError
    try:
        if is_over(spot, at=at):
            return None
        return (folder(spot) / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if tombstone(spot).exists():
            return None
        raise FileNotFoundError from None


def write(path: Path, content: bytes) -> None:
    """Put one shared file in place: written aside, flushed, renamed. Left alone when its bytes did not change."""
    if not _differs(path, content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = _aside()
    _flushed(aside / path.name, content)
    _take(aside / path.name, path)
    flush_folder(path.parent)
    aside.rmdir()


@contextmanager
def one_at_a_time(what: str = ".turn") -> Iterator[None]:
    """Hold the tree's lock, so that a late page never stands behind a tombstone, and an older feed replaces no newer."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / what).open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return True


def _flushed(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _take(fresh: Path, old: Path) -> None:
    """Rename a file over an older one, with a later second as its time: the web server makes its strong ETag of that."""
    try:
        before = int(old.stat().st_mtime)
    except FileNotFoundError:
        before = 0
    if int(fresh.stat().st_mtime) <= before:
        os.utime(fresh, (before + 1, before + 1))
    fresh.rename(old)


def _aside() -> Path:
    path = root() / ".aside" / new_id().hex
    path.mkdir(parents=True)
    return path
