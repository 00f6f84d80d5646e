"""Whether a CAP message's signature holds, over the message exactly as it came.

Only one form is taken: a Signature that is a child of the alert and whose one reference is the whole document less
itself. CAP allows no other form (3.3.4.1), and every other lets somebody show a signed part inside an unsigned whole.
Where there are several, one is signed upon another, and the last one's signer answers for all that stands there.
Nothing is fetched and no space is stripped. The certificates in the message say which key; whether to trust it is for
the caller, who names the certificates that are trusted.

We compute it here and do not ask signxml, which looks at the root element alone (a processing instruction before it is
part of what is signed) and compares a certificate with today instead of with `sent`; tests ask signxml for its opinion.

source: W3C, XML Signature Syntax and Processing 1.1, 2013.
"""

import binascii
import copy
import hashlib
import warnings
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.utils import CryptographyDeprecationWarning
from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import XMLDSIG, moment, text, text_of
from wayhome.terms.words import N_

SEVERAL = N_("There are more than %(limit)d signatures; none of them was looked at.")
ELSEWHERE = N_("The signature does not stand directly in the alert.")
NOT_WHOLE = N_("The signature does not cover the whole alert and nothing else.")
WEAK = N_("The signature rests on %(what)s, which can be forged.")
UNKNOWN_METHOD = N_("The signature uses a method that is not known here: %(what)s.")
NO_KEY = N_("The signature brings no certificate that can be used, and none that is trusted fits.")
BROKEN = N_("The alert is not what was signed.")
OTHER_KEY = N_("The signature was not made with the key that it names.")
OUT_OF_DATE = N_("The signer's certificate was not in date when the alert was sent.")

MAX_CERTIFICATES = 8
MAX_SIGNATURES = 4
SMALLEST_RSA = 2048

_DSIG = f"{{{XMLDSIG}}}"
_ENVELOPED = f"{XMLDSIG}enveloped-signature"
_C14N = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": False,
    "http://www.w3.org/2006/12/xml-c14n11": False,
    "http://www.w3.org/2001/10/xml-exc-c14n#": True,
}  # to whether it is exclusive
_EXCLUSIVE = "{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces"
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_METHODS = {
    **{f"{_MORE}rsa-sha{size}": ("rsa", kind) for size, kind in _HASHES.items()},
    **{f"{_MORE}ecdsa-sha{size}": ("ecdsa", kind) for size, kind in _HASHES.items()},
    **{f"http://www.w3.org/2007/05/xmldsig-more#sha{size}-rsa-MGF1": ("pss", kind) for size, kind in _HASHES.items()},
}


# What the library raises at certificates that somebody made odd.
_UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


class State(StrEnum):
    """What can be said of a signature."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature's state; the signer's name when it is valid; whether a trusted certificate stands behind it; why not."""

    state: State
    signer: str | None = None
    trusted: bool = False
    why: Finding | None = None


class _Not(Exception):
    """The signature is not valid, or cannot be checked."""

    def __init__(self, state: State, rule: str, words: str, **facts: object) -> None:
        super().__init__(words)
        self.signed = Signed(state, why=Finding(rule, words, facts))


def verify(alert: etree._Element, *, trusted: Sequence[x509.Certificate] = ()) -> Signed:
    """Judge the signature of one alert, in the document that it came in.

    An alert inside a feed is judged as the document that it was before, with and without the names that the feed
    declares around it. Of a signature whose key is not at hand only "unchecked" is said.
    """
    signatures = alert.findall(f"{_DSIG}Signature")
    if not signatures:
        if next(alert.iter(f"{_DSIG}Signature"), None) is None:
            return Signed(State.ABSENT)
        return Signed(State.INVALID, why=Finding("signature-place", ELSEWHERE))
    if len(signatures) > MAX_SIGNATURES:
        return Signed(State.INVALID, why=Finding("signature-several", SEVERAL, {"limit": MAX_SIGNATURES}))
    said = [_judged(alert, at, signature, trusted) for at, signature in enumerate(signatures)]
    for state in (State.VALID, State.INVALID):
        for signed in said:
            if signed.state is state:
                return signed
    return said[0]


def load_certificates(given: bytes) -> list[x509.Certificate]:
    """The certificates in a file, PEM or DER. Raises ValueError when there is none that can be read."""
    try:
        if b"-----BEGIN" in given:
            return x509.load_pem_x509_certificates(given)
        return [x509.load_der_x509_certificate(given)]
    except x509.InvalidVersion as problem:
        raise ValueError(str(problem)) from None


def _judged(alert: etree._Element, at: int, signature: etree._Element, trusted: Sequence[x509.Certificate]) -> Signed:
    try:
        return _verified(alert, at, signature, trusted)
    except _Not as problem:
        return problem.signed


def _verified(alert: etree._Element, at: int, signature: etree._Element, trusted: Sequence[x509.Certificate]) -> Signed:
    sent = moment(text(alert, "sent"))
    form = _Form.of(signature, at)
    certificates = list(_certificates(signature))
    candidates = [*certificates, *(each for each in trusted if each not in certificates)]
    if not candidates:
        raise _Not(State.UNCHECKED, "signature-key", NO_KEY)
    digests = [(root, form.covers(root)) for root in _documents(alert)]
    whole = [root for root, fits in digests if fits]
    if not whole:
        raise _Not(State.INVALID, "signature-digest", BROKEN)
    signer = next((each for each in candidates if any(form.made_by(each, root) for root in whole)), None)
    if signer is None and not certificates:
        raise _Not(State.UNCHECKED, "signature-key", NO_KEY)
    if signer is None:
        raise _Not(State.INVALID, "signature-value", OTHER_KEY)
    key = signer.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise _Not(State.INVALID, "signature-weak", WEAK, what=f"an RSA key of {key.key_size} bits")
    if not _in_date(signer, sent):
        raise _Not(State.INVALID, "signature-date", OUT_OF_DATE)
    assert sent is not None
    return Signed(State.VALID, _name(signer), _is_trusted(signer, certificates, trusted, sent))


@dataclass(frozen=True, slots=True)
class _Form:
    """What a signature says of itself, once it is known to be of the one form that is taken."""

    at: int
    exclusive: bool
    prefixes: tuple[str, ...]
    info_exclusive: bool
    info_comments: bool
    info_prefixes: tuple[str, ...]
    digest: str
    digest_value: bytes
    method: tuple[str, hashes.HashAlgorithm]
    value: bytes

    @classmethod
    def of(cls, signature: etree._Element, at: int) -> "_Form":
        """Read the alert's signature number `at`, or say why it is not of that form."""
        infos = signature.findall(f"{_DSIG}SignedInfo")
        values = signature.findall(f"{_DSIG}SignatureValue")
        references = [each for info in infos for each in info.findall(f"{_DSIG}Reference")]
        if len(infos) != 1 or len(values) != 1 or len(references) != 1 or references[0].get("URI") != "":
            raise _Not(State.INVALID, "signature-form", NOT_WHOLE)
        info, reference = infos[0], references[0]
        transforms = list(reference.iterfind(f"{_DSIG}Transforms/{_DSIG}Transform"))
        names = [each.get("Algorithm", "") for each in transforms]
        if names[:1] != [_ENVELOPED] or len(names) > 2 or (len(transforms[0]) > 0):
            raise _Not(State.INVALID, "signature-form", NOT_WHOLE)
        exclusive, _ = _canonical(names[1]) if len(names) == 2 else (False, False)
        info_exclusive, info_comments = _canonical(_algorithm(info, "CanonicalizationMethod"))
        method, digest = _algorithm(info, "SignatureMethod"), _algorithm(reference, "DigestMethod")
        for name in (method, digest):
            if "sha1" in name.lower() or "md5" in name.lower():
                raise _Not(State.INVALID, "signature-weak", WEAK, what=name.rpartition("#")[2])
        if method not in _METHODS or digest not in _DIGESTS:
            raise _Not(State.UNCHECKED, "signature-method", UNKNOWN_METHOD, what=method or digest)
        return cls(
            at,
            exclusive,
            _prefixes(transforms[1]) if len(transforms) == 2 else (),
            info_exclusive,
            info_comments,
            _prefixes(_child(info, "CanonicalizationMethod")),
            _DIGESTS[digest],
            _decoded(_child(reference, "DigestValue")),
            _METHODS[method],
            _decoded(values[0]),
        )

    def covers(self, root: etree._Element) -> bool:
        """Whether the document without its signature has the digest that was signed.

        A reference to a document leaves comments out whatever the canonical form says; some signers keep them.
        """
        bare = copy.deepcopy(root.getroottree())
        _cut(bare.getroot().findall(f"{_DSIG}Signature")[self.at])
        return any(
            hashlib.new(self.digest, _c14n(bare, self.exclusive, self.prefixes, comments=comments)).digest()
            == self.digest_value
            for comments in (False, True)
        )

    def made_by(self, certificate: x509.Certificate, root: etree._Element) -> bool:
        """Whether the key of that certificate made the signature."""
        info = _child(root.findall(f"{_DSIG}Signature")[self.at], "SignedInfo")
        said = _c14n(info, self.info_exclusive, self.info_prefixes, comments=self.info_comments)
        kind, algorithm = self.method
        try:
            key = certificate.public_key()
            if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
                half = (key.key_size + 7) // 8
                if len(self.value) != 2 * half:
                    return False
                numbers = (int.from_bytes(part, "big") for part in (self.value[:half], self.value[half:]))
                key.verify(encode_dss_signature(*numbers), said, ec.ECDSA(algorithm))
            elif kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
                key.verify(self.value, said, padding.PKCS1v15(), algorithm)
            elif kind == "pss" and isinstance(key, rsa.RSAPublicKey):
                pss = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=algorithm.digest_size)
                key.verify(self.value, said, pss, algorithm)
            else:
                return False
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def _documents(alert: etree._Element) -> Iterator[etree._Element]:
    """The alert as the root of the document that it came as, or of what it was before a feed took it in."""
    if alert.getparent() is None:
        yield alert
        return
    copied = etree.fromstring(etree.tostring(alert, with_tail=False))
    yield copied
    parent = alert.getparent()
    around = parent.nsmap if parent is not None else {}
    own = [prefix or "" for prefix, name in alert.nsmap.items() if around.get(prefix) != name]
    alone = copy.deepcopy(copied)
    etree.cleanup_namespaces(alone, keep_ns_prefixes=own)
    yield alone


def _c14n(
    what: "etree._Element | etree._ElementTree", exclusive: bool, prefixes: Sequence[str], *, comments: bool
) -> bytes:
    try:
        return _canonical_bytes(what, exclusive, prefixes, comments=comments)
    except etree.LxmlError:  # a namespace that is no absolute address has no canonical form
        raise _Not(State.INVALID, "signature-digest", BROKEN) from None


def _canonical_bytes(
    what: "etree._Element | etree._ElementTree", exclusive: bool, prefixes: Sequence[str], *, comments: bool
) -> bytes:
    return etree.tostring(
        what,
        method="c14n",
        exclusive=exclusive,
        with_comments=comments,
        inclusive_ns_prefixes=list(prefixes) if exclusive and prefixes else None,
    )


def _cut(signature: etree._Element) -> None:
    """Take the signature out and leave the text after it."""
    parent, before, tail = signature.getparent(), signature.getprevious(), signature.tail or ""
    assert parent is not None
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    signature.tail = None
    parent.remove(signature)


def _canonical(name: str) -> tuple[bool, bool]:
    """Whether a canonical form is exclusive, and whether it keeps comments."""
    plain = name.removesuffix("WithComments").removesuffix("#") if name.endswith("WithComments") else name
    for each in (plain, f"{plain}#"):
        if each in _C14N:
            return _C14N[each], plain != name
    raise _Not(State.INVALID, "signature-form", NOT_WHOLE)


def _prefixes(element: etree._Element | None) -> tuple[str, ...]:
    inclusive = None if element is None else element.find(_EXCLUSIVE)
    return () if inclusive is None else tuple(inclusive.get("PrefixList", "").split())


def _child(element: etree._Element, name: str) -> etree._Element:
    found = element.findall(f"{_DSIG}{name}")
    if len(found) != 1:
        raise _Not(State.INVALID, "signature-form", NOT_WHOLE)
    return found[0]


def _algorithm(element: etree._Element, name: str) -> str:
    return _child(element, name).get("Algorithm", "")


def _decoded(element: etree._Element) -> bytes:
    try:
        return b64decode("".join(text_of(element).split()), validate=True)
    except (binascii.Error, ValueError):
        raise _Not(State.INVALID, "signature-value", OTHER_KEY) from None


def _certificates(signature: etree._Element) -> Iterator[x509.Certificate]:
    """The certificates that a message brings with it and that can be read. A bare key names nobody and has no dates."""
    found = signature.findall(f"{_DSIG}KeyInfo/{_DSIG}X509Data/{_DSIG}X509Certificate")
    for each in found[:MAX_CERTIFICATES]:
        try:
            with warnings.catch_warnings():  # an odd serial number is the issuer's affair, and no word for our log
                warnings.simplefilter("ignore", CryptographyDeprecationWarning)
                certificate = x509.load_der_x509_certificate(b64decode("".join(text_of(each).split())))
            certificate.public_key()
        except _UNREADABLE:
            continue
        yield certificate


def _in_date(certificate: x509.Certificate, at: datetime | None) -> bool:
    return at is not None and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _name(certificate: x509.Certificate) -> str:
    try:
        return certificate.subject.rfc4514_string() or f"serial {certificate.serial_number}"
    except ValueError:
        return f"serial {certificate.serial_number}"


def _is_trusted(
    signer: x509.Certificate, brought: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate], sent: datetime
) -> bool:
    """Whether the signer is trusted, or issued by one that is, through the certificates that the message brings."""
    link, left = signer, [each for each in brought if each != signer]
    while link not in trusted:
        issuer = next((each for each in [*trusted, *left] if each != link and _issued(link, each, sent)), None)
        if issuer is None:
            return False
        left = [each for each in left if each != issuer]
        link = issuer
    return True


def _issued(certificate: x509.Certificate, issuer: x509.Certificate, sent: datetime) -> bool:
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, *_UNREADABLE):
        return False
    algorithm = certificate.signature_hash_algorithm
    return constraints.ca and _in_date(issuer, sent) and (algorithm is None or algorithm.name not in {"md5", "sha1"})
