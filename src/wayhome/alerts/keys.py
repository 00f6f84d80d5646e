"""The keys that sign alerts: one for live alerts, one for drills, in folders of their own.

A drill's certificate says that it is a drill's, so that no gateway takes one for the other.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from wayhome.base import disk, places
from wayhome.base.errors import Unready
from wayhome.rules.alerting import Mode

PRIVATE, CERTIFICATE = "private.pem", "certificate.pem"
BITS = 3072
LASTS = timedelta(days=3 * 365)
NAMES = {Mode.LIVE: "Wayhome alerts", Mode.DRILL: "Wayhome alerts DRILL"}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the certificates that name it, its own first."""

    private: rsa.RSAPrivateKey
    certificates: tuple[x509.Certificate, ...]


def create(*, at: datetime) -> None:
    """Make both keys where there are none, each with a certificate of its own making, to be replaced by the state's."""
    for mode in Mode:
        folder = places.alert_keys() / mode.value
        if (folder / CERTIFICATE).exists():  # it comes second
            continue
        disk.make_folder(folder)
        with suppress(FileExistsError):  # another process was quicker: its key stands
            disk.write_once(folder / PRIVATE, _new_key())
        private = _private(folder)
        with suppress(FileExistsError):
            made = _certificate(private, mode, at)
            disk.write_once(folder / CERTIFICATE, made.public_bytes(serialization.Encoding.PEM))


def _new_key() -> bytes:
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return made.private_bytes(encoding, form, serialization.NoEncryption())


def _private(folder: Path) -> rsa.RSAPrivateKey:
    private = serialization.load_pem_private_key((folder / PRIVATE).read_bytes(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise Unready(f"The key in {folder} is no RSA key.")
    return private


def _certificate(private: rsa.RSAPrivateKey, mode: Mode, at: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[mode])])
    began = at.astimezone(UTC).replace(microsecond=0)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began - timedelta(hours=1))
        .not_valid_after(began + LASTS)
    )
    return made.sign(private, hashes.SHA256())


def load(mode: Mode) -> SigningKey:
    """The key of a mode. Raises Unready when it is not there or cannot be read."""
    return _load(places.alert_keys() / mode.value)


@lru_cache(maxsize=4)
def _load(folder: Path) -> SigningKey:
    try:
        private = _private(folder)
        certificates = x509.load_pem_x509_certificates((folder / CERTIFICATE).read_bytes())
    except (OSError, ValueError):
        raise Unready(f"{folder} holds no key that signs alerts. Make one with: wayhome migrate") from None
    if certificates[0].public_key() != private.public_key():
        raise Unready(f"In {folder} the key is not that of the certificate.")
    return SigningKey(private, tuple(certificates))
