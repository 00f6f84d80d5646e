"""One data key per subject, wrapped, outside the database.

The store holds a key pair (X25519). Whoever has the public half (the public form) can make a key for a new subject
and encrypt with it, but cannot read a key back: that takes the private half, which only the staff's processes are
given. Its keys lie in quarantine until a worker takes them over. Destroying a subject's file is what makes all that was
encrypted for it unreadable, in backups too.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wayhome.base import disk, places, quarantine
from wayhome.base.errors import Unreadable, Unready

KEY_BYTES = 32
KEPT_AFTER_MAKING = 16
_RAW = serialization.Encoding.Raw
_flush_later: ContextVar[bool] = ContextVar("flush_later", default=False)

_just_made: OrderedDict[tuple[Path, UUID], bytes] = OrderedDict()


class MadeTwice(Unready):
    """A key was made twice at once. Try again."""


def create(folder: Path) -> None:
    """Make an empty store with its key pair and search key; leave one that stands alone."""
    disk.make_folder(folder)
    if (folder / "public.key").exists() and not (folder / "private.key").exists():
        raise Unready(f"The key store {folder} has lost its private.key. Restore it: a new one would open nothing.")
    private = X25519PrivateKey.generate()
    for name, content in {
        "private.key": private.private_bytes(_RAW, serialization.PrivateFormat.Raw, serialization.NoEncryption()),
        "search.key": os.urandom(KEY_BYTES),
    }.items():
        if not (folder / name).exists():
            disk.write_once(folder / name, content)
    if not (folder / "public.key").exists():
        kept = X25519PrivateKey.from_private_bytes((folder / "private.key").read_bytes())
        disk.write_once(folder / "public.key", kept.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw))


def share_public_half(folder: Path, to: Path) -> None:
    """Give the public half a folder of its own, for a process that may open nothing."""
    disk.make_folder(to)
    beside = to / f".public.key.{os.urandom(6).hex()}"
    disk.write_once(beside, _read(folder / "public.key"))
    beside.rename(to / "public.key")  # over the one of a pair that was replaced
    disk.flush_folder(to)


def search_key() -> bytes:
    """The key of the hashes by which a phone number is found again."""
    return _read(places.keys() / "search.key")


def data_key(subject: UUID) -> bytes:
    """The key of one subject. Raises Unreadable when it was destroyed, never made, or the private half is absent."""
    folder = places.keys()
    # Looked for each time, since another process may have destroyed it.
    if not _stands(folder, subject):
        raise Unreadable("The key of this record was destroyed, or never made.")
    return _opened(folder, subject)


def make_data_key(subject: UUID) -> bytes:
    """Make the key of a new subject and put it on disk before anything is encrypted with it.

    Raises MadeTwice when another made one first.
    """
    folder = places.keys()
    key = os.urandom(KEY_BYTES)
    wrapped, path = _wrap(key, subject, _public(folder)), _path(folder, subject)
    try:
        if quarantine.hands_in():
            quarantine.put(_left(subject), wrapped)
        else:
            disk.make_folder(path.parent, flush=not _flush_later.get())
            disk.write_once(path, wrapped, flush=not _flush_later.get())
    except FileExistsError:
        raise MadeTwice from None
    _just_made[folder, subject] = key
    if len(_just_made) > KEPT_AFTER_MAKING:
        _just_made.popitem(last=False)
    return key


def data_key_or_new(subject: UUID) -> bytes:
    """The key of one subject, made on first use.

    A process without the private half can go on using the keys it made last, since one report brings words and a
    photo; it forgets them after a few reports.
    """
    folder = places.keys()
    if not _stands(folder, subject):
        try:
            return make_data_key(subject)
        except MadeTwice:
            return data_key(subject)
    return _just_made.get((folder, subject)) or data_key(subject)


def destroy(subject: UUID) -> None:
    """Make everything encrypted for this subject unreadable for ever."""
    _path(places.keys(), subject).unlink(missing_ok=True)
    quarantine.forget(_left(subject))
    _opened.cache_clear()
    _just_made.clear()


def take_over(subject: UUID) -> None:
    """Move the key of one subject from quarantine into the store. May be repeated."""
    quarantine.take_over(_left(subject), _path(places.keys(), subject))


@contextmanager
def many() -> Iterator[None]:
    """Make keys by the thousand: flush them to disk once at the end, before the caller commits."""
    token = _flush_later.set(True)
    try:
        yield
        os.sync()
    finally:
        _flush_later.reset(token)


def _path(folder: Path, subject: UUID) -> Path:
    return folder / "subjects" / subject.hex[-2:] / subject.hex


def _left(subject: UUID) -> str:
    return subject.hex + quarantine.KEY


def _stands(folder: Path, subject: UUID) -> bool:
    # The store twice: a worker may take the key over while we look.
    path = _path(folder, subject)
    return path.exists() or quarantine.holds(_left(subject)) or path.exists()


def _wrapped(folder: Path, subject: UUID) -> bytes:
    path = _path(folder, subject)
    for read in (path.read_bytes, lambda: quarantine.read(_left(subject))):
        with suppress(FileNotFoundError):
            return read()
    return path.read_bytes()


@lru_cache(maxsize=8)
def _public(folder: Path) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(_read(folder / "public.key"))


@lru_cache(maxsize=8)
def _private(folder: Path) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_read(folder / "private.key"))


@lru_cache(maxsize=4096)
def _opened(folder: Path, subject: UUID) -> bytes:
    try:
        return _unwrap(_wrapped(folder, subject), subject, _private(folder))
    except (InvalidTag, FileNotFoundError, Unready) as problem:
        raise Unreadable from problem


def _wrap(key: bytes, subject: UUID, public: X25519PublicKey) -> bytes:
    sender = X25519PrivateKey.generate()
    ours = sender.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    return ours + AESGCM(_derive(sender.exchange(public), ours)).encrypt(bytes(12), key, subject.bytes)


def _unwrap(wrapped: bytes, subject: UUID, private: X25519PrivateKey) -> bytes:
    ours, sealed = wrapped[:32], wrapped[32:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(ours))
    return AESGCM(_derive(shared, ours)).decrypt(bytes(12), sealed, subject.bytes)


def _derive(shared: bytes, context: bytes) -> bytes:
    # A fresh sender key each time makes the derived key unique, so the nonce may be constant.
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"wayhome data key" + context).derive(
        shared
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unready(f"The key store has no {path.name}. Run `wayhome migrate`, or mount the store.") from None
