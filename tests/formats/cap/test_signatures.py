"""A signature holds for exactly the bytes that were signed, by exactly the key that is named, and for nothing else."""

from __future__ import annotations

import copy
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta

import pytest
from capvalidator import check_schema, check_signature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tests.formats.cap.keys import (
    DS,
    FROM,
    PLAIN,
    UNTIL,
    by_library,
    certify,
    changed,
    desk,
    ec_key,
    judged,
    pem,
    root_of,
    rsa_key,
    signed,
    state,
    the,
)
from tests.formats.cap.messages import ALERT, SENT, verdict
from wayhome.formats.cap import find_alerts, read_alert
from wayhome.formats.cap.signing import sign
from wayhome.formats.cap.verifying import Signed, State, load_certificates

# What we sign


def test_what_we_sign_is_valid_and_names_the_signer() -> None:
    said = judged(signed())
    assert (said.state, said.signer, said.trusted, said.why) == (State.VALID, "CN=desk,O=Northmere Police", False, None)


def test_the_same_message_and_key_give_the_same_bytes() -> None:
    assert sign(PLAIN, key=rsa_key("desk"), certificates=[desk()]) == signed()


def test_the_signed_message_is_valid_by_the_schema_and_reads_as_before() -> None:
    assert verdict(signed()).valid is True
    (alert,) = find_alerts(signed()).alerts
    assert read_alert(alert.element).alert == ALERT


def test_two_other_verifiers_agree() -> None:
    XMLVerifier().verify(signed(), x509_cert=desk(), expect_config=SignatureConfiguration(verification_time=SENT))
    assert check_schema(signed()).passed
    now = certify("desk", end=SENT + timedelta(days=36_500), start=SENT - timedelta(days=3_650))  # it asks today's date
    assert check_signature(sign(PLAIN, key=rsa_key("desk"), certificates=[now])).passed


def test_the_signature_can_be_verified_by_hand() -> None:
    root = root_of(signed())
    signature = the(root, "Signature")
    said = etree.tostring(the(root, "SignedInfo"), method="c14n", exclusive=True)
    value = b64decode(the(root, "SignatureValue").text or "")
    rsa_key("desk").public_key().verify(value, said, padding.PKCS1v15(), SHA256())
    digest = b64decode(the(root, "DigestValue").text or "")
    root.remove(signature)
    assert hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True)).digest() == digest


@pytest.mark.parametrize(
    ("document", "key", "words"),
    [
        (b"<a/>", "desk", "only a CAP alert"),
        (signed, "desk", "signed already"),
        (PLAIN, "stranger", "not that of the first certificate"),
    ],
)
def test_what_cannot_be_signed_is_refused(document: bytes | Callable[[], bytes], key: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sign(document() if callable(document) else document, key=rsa_key(key), certificates=[desk()])


# As received


def test_an_alert_without_a_signature_has_none() -> None:
    assert judged(PLAIN) == Signed(State.ABSENT)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_text_can_be_changed(data: st.DataObject) -> None:
    root = root_of(signed())
    outside = [
        each for each in root.iter("*") if not any(up.tag == f"{DS}Signature" for up in [each, *each.iterancestors()])
    ]
    element = data.draw(st.sampled_from(outside))
    place = data.draw(st.sampled_from(["text", "tail"] if element is not root else ["text"]))
    setattr(element, place, (getattr(element, place) or "") + data.draw(st.sampled_from([" ", "\n", "x", "\xa0"])))
    document = etree.tostring(root)
    assert state(document) == ("invalid", "signature-digest")
    with pytest.raises(SignXMLException):
        XMLVerifier().verify(document, x509_cert=desk(), expect_config=SignatureConfiguration(verification_time=SENT))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: root.remove(root[1]),
        lambda root: root.insert(0, root[1]),
        lambda root: root[0].set("Id", "x"),
        lambda root: root.append(copy.deepcopy(root[-2])),
        lambda root: setattr(root[0], "tag", "{urn:x}identifier"),
    ],
)
def test_no_element_can_be_changed(change: Callable[[etree._Element], None]) -> None:
    assert state(changed(change)) == ("invalid", "signature-digest")


def test_a_processing_instruction_that_is_added_breaks_it_inside_and_outside_the_alert() -> None:
    head = b'<?xml-stylesheet type="text/css" href="https://a.example.org/x.css"?>'
    assert state(signed().replace(b"<alert", head + b"<alert")) == ("invalid", "signature-digest")
    assert state(signed().replace(b"<sent>", head + b"<sent>")) == ("invalid", "signature-digest")


def test_a_comment_is_not_signed_and_hides_nothing() -> None:
    document = signed().replace(b"wayhome-7f3a-1<", b"wayhome-<!-- x -->7f3a-1<")
    assert judged(document).state is State.VALID
    (alert,) = find_alerts(document).alerts
    assert read_alert(alert.element).alert.identifier == ALERT.identifier


def test_only_the_way_of_writing_the_same_xml_may_differ() -> None:
    document = (
        signed().replace(b"<?xml version='1.0' encoding='UTF-8'?>\n", b"").replace(b"></polygon>", b" ></polygon>")
    )
    assert judged(document).state is State.VALID
    wide = b"<?xml version='1.0' encoding='UTF-16'?>".decode().encode("utf-16") + document.decode().encode("utf-16")[2:]
    assert judged(wide).state is State.VALID


# Key and date


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (SENT, UNTIL, ("valid", "")),
        (FROM, SENT, ("valid", "")),
        (SENT + timedelta(seconds=1), UNTIL, ("invalid", "signature-date")),
        (FROM, SENT - timedelta(seconds=1), ("invalid", "signature-date")),
    ],
)
def test_the_certificate_must_be_in_date_when_the_alert_was_sent(start: object, end: object, expected: object) -> None:
    certificate = certify("desk", start=start, end=end)  # type: ignore[arg-type]
    document = sign(PLAIN, key=rsa_key("desk"), certificates=[certificate])
    assert state(document) == state(document, certificate) == expected


def test_a_message_that_does_not_say_when_it_was_sent_cannot_be_in_date() -> None:
    document = sign(
        PLAIN.replace(b"16:30:00-00:00</sent>", b"yesterday</sent>"), key=rsa_key("desk"), certificates=[desk()]
    )
    assert state(document, desk()) == ("invalid", "signature-date")


def test_another_key_under_the_desks_certificate_is_found_out() -> None:
    mine = sign(PLAIN, key=rsa_key("stranger"), certificates=[certify("stranger")])

    def claim(root: etree._Element) -> None:
        the(root, "X509Certificate").text = pem(desk()).decode().split("-----")[2]

    assert state(changed(claim, mine), desk()) == ("invalid", "signature-value")


@pytest.mark.parametrize("method", ["garbage", "removed", "empty", "bare key"])
def test_without_a_usable_key_it_is_unchecked(method: str) -> None:
    def spoil(root: etree._Element) -> None:
        if method == "garbage":
            the(root, "X509Certificate").text = "bm8gY2VydGlmaWNhdGU="
        elif method == "removed":
            the(root, "Signature").remove(the(root, "KeyInfo"))
        elif method == "empty":
            the(root, "KeyInfo").clear()

    document = by_library() if method == "bare key" else changed(spoil)
    assert (b"KeyValue" in document) == (method == "bare key")
    assert state(document) == ("unchecked", "signature-key")
    # a certificate that is trusted brings the key
    said = judged(document, certify("stranger"), desk())
    assert (said.state, said.signer, said.trusted) == (State.VALID, "CN=desk,O=Northmere Police", True)
    assert state(document, certify("stranger")) == ("unchecked", "signature-key")
    assert state(document.replace(b"aged 9", b"aged 8"), desk()) == ("invalid", "signature-digest")


def test_a_method_that_is_not_known_is_unchecked() -> None:
    def rename(root: etree._Element) -> None:
        the(root, "SignatureMethod").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")

    assert state(changed(rename)) == ("unchecked", "signature-method")


class _Old(XMLSigner):
    """As some still sign."""

    def check_deprecated_methods(self) -> None:
        """Let it pass."""


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        (SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA1),
        (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA1),
        (SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA256),
    ],
)
def test_sha1_is_not_good_enough(method: SignatureMethod, digest: DigestAlgorithm) -> None:
    signer = _Old(signature_algorithm=method, digest_algorithm=digest)
    document = etree.tostring(signer.sign(root_of(PLAIN), key=rsa_key("desk"), cert=[desk()]))
    assert state(document, desk()) == ("invalid", "signature-weak")


def test_a_short_key_is_not_good_enough() -> None:
    short = certify("short", key=rsa_key("short", 1024))
    document = sign(PLAIN, key=rsa_key("short", 1024), certificates=[short])
    assert state(document, short) == ("invalid", "signature-weak")


@pytest.mark.parametrize(
    "method", [SignatureMethod.RSA_SHA512, SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.ECDSA_SHA256]
)
@pytest.mark.parametrize("c14n", [
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
])  # fmt: skip
def test_how_others_sign_is_taken(method: SignatureMethod, c14n: str) -> None:
    key = ec_key() if method.name.startswith("EC") else rsa_key("desk")
    certificate = certify("desk", key=key)
    remarked = PLAIN.replace(b"<sent>", b"<!-- c --><sent>")
    document = by_library(key, [certificate], remarked, signature_algorithm=method, c14n_algorithm=c14n)
    assert judged(document, certificate).trusted
    assert state(document.replace(b"aged 9", b"aged 8")) == ("invalid", "signature-digest")


# Who is trusted


def test_only_a_certificate_that_is_named_is_trusted() -> None:
    assert judged(signed(), desk()).trusted
    assert not judged(signed(), certify("stranger")).trusted
    # the same name on another key
    assert not judged(signed(), certify("desk", key=rsa_key("stranger"))).trusted


def test_an_issuer_that_is_named_is_trusted_through_what_the_message_brings() -> None:
    top = certify("top", ca=True)
    middle = certify("middle", issuer="top", ca=True)
    leaf = certify("desk", issuer="middle")
    whole = sign(PLAIN, key=rsa_key("desk"), certificates=[leaf, middle])
    assert judged(whole, top).trusted
    assert judged(whole, middle).trusted
    cut = sign(PLAIN, key=rsa_key("desk"), certificates=[leaf])
    assert judged(cut, top).state is State.VALID
    assert not judged(cut, top).trusted


@pytest.mark.parametrize("fault", ["no authority", "out of date", "other key"])
def test_an_issuer_that_may_not_issue_makes_nobody_trusted(fault: str) -> None:
    top = certify(
        "top", ca=fault != "no authority", end=SENT - timedelta(days=1) if fault == "out of date" else UNTIL
    )  # fmt: skip
    leaf = certify("desk", issuer="top", issuer_key=rsa_key("stranger" if fault == "other key" else "top"))
    said = judged(sign(PLAIN, key=rsa_key("desk"), certificates=[leaf, top]), top)
    assert (said.state, said.trusted) == (State.VALID, False)


def test_a_certificate_that_the_message_does_not_bring_is_taken_from_those_that_are_trusted() -> None:
    def swap(root: etree._Element) -> None:
        the(root, "X509Certificate").text = pem(certify("top", ca=True)).decode().split("-----")[2]

    assert state(changed(swap)) == ("invalid", "signature-value")
    assert judged(changed(swap), desk()).trusted


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 700), st.integers(0, 255))
def test_no_certificate_is_odd_enough_to_stop_the_check(place: int, byte: int) -> None:
    given = bytearray(desk().public_bytes(Encoding.DER))
    given[place % len(given)] = byte

    def swap(root: etree._Element) -> None:
        the(root, "X509Certificate").text = b64encode(bytes(given)).decode()

    said = judged(changed(swap), desk())
    assert said.state in State
    assert not said.trusted or said.signer == "CN=desk,O=Northmere Police"


def test_certificates_are_read_as_pem_and_as_der() -> None:
    assert load_certificates(pem(desk(), certify("top"))) == [desk(), certify("top")]
    assert load_certificates(desk().public_bytes(Encoding.DER)) == [desk()]
    for nothing in (b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(ValueError):
            load_certificates(nothing)
