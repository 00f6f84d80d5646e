"""A signature over something else, or somewhere else, is none of the alert's."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from lxml import etree
from signxml.signer import SignatureReference, XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tests.formats.cap.keys import (
    DS,
    PLAIN,
    by_library,
    certify,
    changed,
    desk,
    judged,
    root_of,
    rsa_key,
    signed,
    state,
    the,
)
from tests.formats.cap.messages import SENT, UPDATE, verdict, write
from wayhome.formats.cap.verifying import State


def referring_to(uri: str | None) -> bytes:
    """A signature that holds, over one element that bears an Id."""
    root = root_of(PLAIN)
    root.findall("{*}info")[0].set("Id", "info-1")
    reference = None if uri is None else [SignatureReference(URI=uri)]
    return etree.tostring(XMLSigner().sign(root, key=rsa_key("desk"), cert=[desk()], reference_uri=reference))  # type: ignore[arg-type]


def test_a_signature_over_a_part_is_no_signature_of_the_alert() -> None:
    document = referring_to("info-1")
    config = SignatureConfiguration(verification_time=SENT)
    XMLVerifier().verify(document, x509_cert=desk(), expect_config=config)  # it holds, for that part
    assert state(document, desk()) == ("invalid", "signature-form")


def transform(name: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        etree.SubElement(the(root, "Transforms"), f"{DS}Transform").set("Algorithm", name)

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda root: the(root, "Reference").attrib.pop("URI"),
        lambda root: the(root, "Reference").set("URI", "https://a.example.org/other.xml"),
        lambda root: the(root, "Reference").addnext(copy.deepcopy(the(root, "Reference"))),
        lambda root: the(root, "SignedInfo").remove(the(root, "Reference")),
        lambda root: the(root, "Reference").remove(the(root, "Transforms")),
        lambda root: the(root, "Transforms").remove(the(root, "Transforms")[0]),
        lambda root: the(root, "SignedInfo").addnext(copy.deepcopy(the(root, "SignedInfo"))),
        transform("http://www.w3.org/TR/1999/REC-xpath-19991116"),
        transform("http://www.w3.org/TR/1999/REC-xslt-19991116"),
        transform("http://www.w3.org/2000/09/xmldsig#base64"),
        lambda root: the(root, "CanonicalizationMethod").set("Algorithm", "urn:mine"),
        lambda root: the(root, "Reference").remove(the(root, "DigestValue")),
    ],
)
def test_a_signature_of_any_other_form_is_not_taken(change: Callable[[etree._Element], None]) -> None:
    assert state(changed(change), desk()) == ("invalid", "signature-form")


def test_a_signed_alert_hidden_inside_another_does_not_sign_that_one() -> None:
    def wrap(root: etree._Element) -> None:
        holder = etree.SubElement(the(root, "Signature"), f"{DS}Object")
        holder.append(root_of(PLAIN))
        root[0].text = "forged"

    document = changed(wrap)
    assert state(document, desk()) == ("invalid", "signature-digest")
    forged = root_of(write(UPDATE))
    forged.append(root_of(signed()))
    assert state(etree.tostring(forged), desk()) == ("invalid", "signature-place")
    assert judged(etree.tostring(forged), desk(), alert=1).trusted  # the one inside is what it was


def test_a_signature_that_stands_elsewhere_signs_nothing() -> None:
    def move(root: etree._Element) -> None:
        root.findall("{*}info")[0].append(the(root, "Signature"))

    assert state(changed(move), desk()) == ("invalid", "signature-place")


def test_a_crowd_of_signatures_is_not_looked_at() -> None:
    def crowd(root: etree._Element) -> None:
        for _ in range(4):
            root.append(copy.deepcopy(root[-1]))

    assert state(changed(crowd), desk()) == ("invalid", "signature-several")


def test_an_alert_without_a_canonical_form_is_not_what_was_signed() -> None:
    assert state(signed().replace(b"<alert ", b'<alert xmlns:q="no-address" '), desk()) == (
        "invalid",
        "signature-digest",
    )


def test_a_signature_taken_from_another_message_signs_nothing() -> None:
    forged = root_of(write(UPDATE))
    forged.append(the(root_of(signed()), "Signature"))
    assert state(etree.tostring(forged), desk()) == ("invalid", "signature-digest")


def test_a_second_signature_that_is_none_spoils_the_first() -> None:
    def double(root: etree._Element) -> None:
        root.append(copy.deepcopy(the(root, "Signature")))

    assert state(changed(double), desk()) == ("invalid", "signature-digest")
    assert state(changed(lambda root: root.append(etree.Element(f"{DS}Signature"))), desk())[0] == "invalid"


def countersigned(name: str) -> bytes:
    """Signed by the desk, and all of it again by another."""
    root = root_of(signed())
    place = etree.SubElement(root, f"{DS}Signature")
    place.set("Id", "placeholder")
    signer = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    return etree.tostring(signer.sign(root, key=rsa_key(name), cert=[certify(name)]))


def test_whoever_signs_last_answers_for_all_of_it() -> None:
    document = countersigned("gateway")
    assert (judged(document).state, judged(document).signer) == (State.VALID, "CN=gateway,O=Northmere Police")
    assert judged(document, certify("gateway")).trusted
    # the desk did not sign what the gateway added
    assert not judged(document, desk()).trusted
    assert state(document.replace(b"aged 9", b"aged 8"))[0] == "invalid"


# Inside others


def test_a_signed_alert_in_a_feed_is_judged_as_the_document_that_it_was() -> None:
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="urn:g" xml:lang="en"><entry>\n<content>\n '
    inclusive = by_library(cert=[desk()]).decode()
    ours = signed().decode().split("\n", 1)[1]
    feed = f"{head}{inclusive} {ours}</content></entry></feed>".encode()
    for number in (0, 1):
        assert judged(feed, desk(), alert=number).trusted
        assert judged(feed.replace(b"aged 9", b"aged 8"), desk(), alert=number).state is State.INVALID


def test_a_signature_that_needs_a_name_from_around_it_still_holds() -> None:
    prefixed = (
        PLAIN.decode()
        .split("\n", 1)[1]
        .replace("<", "<cap:")
        .replace("<cap:/", "</cap:")
        .replace("xmlns=", "xmlns:cap=")
    )
    document = by_library(cert=[desk()], document=prefixed.encode())
    assert judged(document, desk()).trusted
    inner = document.decode().replace(' xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"', "", 1)
    feed = f'<x xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">{inner}</x>'.encode()
    assert judged(feed, desk()).trusted


def test_the_signature_never_changes_whether_a_message_is_valid() -> None:
    for document in (signed(), signed().replace(b"aged 9", b"aged 8"), referring_to(None)):
        root = root_of(document)
        for signature in list(root.iter(f"{DS}Signature")):
            root.remove(signature)
        assert verdict(document) == verdict(etree.tostring(root))
