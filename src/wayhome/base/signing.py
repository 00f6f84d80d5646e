"""The Ed25519 key that signs the ledger's seals, in a folder of its own that only the seal process is given."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wayhome.base import disk
from wayhome.base.errors import Unready

PRIVATE, PUBLIC = "private.pem", "public.pem"
_PEM = serialization.Encoding.PEM
_PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the name by which its public half is known."""

    private: Ed25519PrivateKey

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the public half."""
        public = self.private.public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:16]

    @property
    def public_pem(self) -> bytes:
        """The public half, as others read it."""
        return self.private.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(message)


def create(folder: Path) -> None:
    """Make a key where there is none; to change keys, move both files away first.

    Raises Unready when the public half stands alone: a key that went missing must not be replaced unnoticed.
    """
    disk.make_folder(folder)
    if (folder / PUBLIC).exists() and not (folder / PRIVATE).exists():
        raise Unready(
            f"{folder} has lost its {PRIVATE}. Restore it, or move {PUBLIC} away too to begin with a new key."
        )
    with suppress(FileExistsError):
        if not (folder / PRIVATE).exists():
            disk.write_once(folder / PRIVATE, Ed25519PrivateKey.generate().private_bytes(_PEM, *_PLAIN))
        if not (folder / PUBLIC).exists():
            disk.write_once(folder / PUBLIC, load(folder).public_pem)


def load(folder: Path) -> SigningKey:
    """The key. Raises Unready when it was never made or is not one."""
    try:
        key = serialization.load_pem_private_key((folder / PRIVATE).read_bytes(), None)
    except FileNotFoundError:
        raise Unready(f"{folder} has no {PRIVATE}. Run `wayhome migrate`, or mount the folder.") from None
    except (ValueError, OSError) as problem:
        raise Unready(f"{folder / PRIVATE} cannot be read: {type(problem).__name__}.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unready(f"{folder / PRIVATE} is not an Ed25519 key.")
    return SigningKey(key)
