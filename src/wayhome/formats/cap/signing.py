"""Signing a CAP message: an enveloped XML signature, RSA and SHA-256, over the whole alert.

Exclusive canonicalisation, so that the signature still holds when a feed carries the alert inside it. RSA with PKCS #1
v1.5 draws no random number: the same message and key give the same bytes.
"""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

from wayhome.formats.cap.raw import XMLDSIG, version_of


def sign(document: bytes, *, key: RSAPrivateKey, certificates: Sequence[x509.Certificate]) -> bytes:
    """The message with a signature at its end, which names the signer by the certificates, the signer's own first.

    raises   ValueError when the document is not one CAP alert, is signed already, or the key is not the certificate's
    """
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    if version_of(root) is None:
        raise ValueError("only a CAP alert is signed")
    if root.find(f".//{{{XMLDSIG}}}Signature") is not None:
        raise ValueError("the alert is signed already")
    if not certificates or certificates[0].public_key() != key.public_key():
        raise ValueError("the key is not that of the first certificate")
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=key, cert=list(certificates))
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")
