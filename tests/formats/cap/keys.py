"""Keys and certificates of invented desks, made once a run; and short ways to ask what is said of a signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

from tests.formats.cap.messages import ALERT, SENT, write
from wayhome.formats.cap import find_alerts
from wayhome.formats.cap.raw import XMLDSIG
from wayhome.formats.cap.signing import sign
from wayhome.formats.cap.verifying import Signed, State, verify

# None of these dates is today's: what counts is when the alert was sent.
FROM, UNTIL = SENT - timedelta(days=30), SENT + timedelta(days=30)


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for each name."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certify(
    name: str,
    *,
    key: Any = None,
    issuer: str | None = None,
    issuer_key: Any = None,
    ca: bool = False,
    start: datetime = FROM,
    end: datetime = UNTIL,
) -> x509.Certificate:
    """A certificate; signed by itself when no issuer is named."""
    key = key or rsa_key(name)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer or name))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start.astimezone(UTC))
        .not_valid_after(end.astimezone(UTC))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(issuer_key or (rsa_key(issuer) if issuer else key), hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Northmere Police"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


@cache
def desk() -> x509.Certificate:
    return certify("desk")


@cache
def signed() -> bytes:
    """The alert, signed by its desk."""
    return sign(write(ALERT), key=rsa_key("desk"), certificates=[desk()])


DS = f"{{{XMLDSIG}}}"
PLAIN = write(ALERT)


def judged(document: bytes, *trusted: x509.Certificate, alert: int = 0) -> Signed:
    return verify(find_alerts(document).alerts[alert].element, trusted=trusted)


def state(document: bytes, *trusted: x509.Certificate) -> tuple[str, str]:
    """The state, and the rule that explains it."""
    said = judged(document, *trusted)
    assert (said.signer is not None) == (said.state is State.VALID)
    assert not said.trusted or said.state is State.VALID
    return said.state.value, said.why.rule if said.why else ""


def root_of(document: bytes) -> etree._Element:
    return etree.fromstring(document)


def changed(change: Callable[[etree._Element], None], document: bytes | None = None) -> bytes:
    root = root_of(document or signed())
    change(root)
    return etree.tostring(root)


def the(root: etree._Element, name: str) -> etree._Element:
    (found,) = root.iter(f"{DS}{name}")
    return found


def by_library(key: object = None, cert: object = None, document: bytes = PLAIN, **options: object) -> bytes:
    """A message signed by signxml as others set it."""
    signer = XMLSigner(**options)  # type: ignore[arg-type]
    return etree.tostring(signer.sign(root_of(document), key=key or rsa_key("desk"), cert=cert))  # type: ignore[arg-type]
