"""Finding the alerts in a file that nobody here has checked: one alone, a feed's, an EDXL distribution's.

An alert is found as an element at any depth, as escaped XML in the text of a feed, and as base64 in the content of a
distribution whose type says that it is XML. Nothing is fetched, no entity is expanded. A file with a DOCTYPE anywhere,
what it carries included, is refused whole.
"""

import binascii
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import VERSIONS, text_of, version_of
from wayhome.formats.doctype import doctype_line
from wayhome.terms.words import N_

TOO_BIG = N_("The file is larger than %(limit)d bytes.")
EMPTY = N_("The file is empty.")
HAS_DOCTYPE = N_("There is a DOCTYPE, which a CAP file never needs; nothing of the file was read.")
NOT_XML = N_("The file is not well-formed XML: line %(line)d.")
TOO_DEEP = N_("The file is nested more than %(limit)d levels deep.")
UNREADABLE_CONTENT = N_("The file carries content that is said to be XML and cannot be read as XML.")

BIGGEST = 10_000_000
DEEPEST = 64
# A document in a document in a document: more is not mail but an attack.
INNERMOST = 3

_XML_TYPE = re.compile(r"(?:text|application)/(?:xml|[\w.-]+\+xml)\b", re.IGNORECASE)
_BEYOND = "/*" * (DEEPEST + 1)


@dataclass(frozen=True, slots=True)
class Found:
    """One alert in a file: its version, and its element with everything as it came."""

    version: str
    element: etree._Element


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held, in the file's order; and why it was refused, whole or in part."""

    alerts: tuple[Found, ...]
    refused: Finding | None = None


class _Stop(Exception):
    """The file is refused."""

    def __init__(self, rule: str, words: str, **facts: object) -> None:
        super().__init__(words)
        self.finding = Finding(rule, words, facts)


def find_alerts(document: bytes, *, biggest: int = BIGGEST) -> Reading:
    """Every alert of CAP 1.0, 1.1 and 1.2 in a file. A file of XML without any is read, and holds none."""
    alerts: list[Found] = []
    lost: list[Finding] = []
    try:
        if len(document) > biggest:
            raise _Stop("too-big", TOO_BIG, limit=biggest)
        if not document:
            raise _Stop("empty", EMPTY)
        for found in _alerts(_parsed(document), depth=0):
            if isinstance(found, Found):
                alerts.append(found)
            else:
                lost.append(found)
    except _Stop as stop:
        return Reading((), stop.finding)
    return Reading(tuple(alerts), lost[0] if lost else None)


def _alerts(root: etree._Element, *, depth: int) -> Iterator[Found | Finding]:
    for element in root.iter("*"):
        if version := version_of(element):
            yield Found(version, element)
        elif etree.QName(element).localname == "contentData" and _is_xml_content(element):
            if not _in_alert(element):
                yield from _content(element, depth)
        elif _may_carry(text := text_of(element)) and not _in_alert(element):
            try:
                inner = _parsed(text.strip().encode(), encoding="utf-8")
            except _Stop as stop:
                if stop.finding.rule == "not-xml":
                    continue  # words about alerts, or a page's markup
                raise
            yield from _deeper(inner, depth)


def _content(element: etree._Element, depth: int) -> Iterator[Found | Finding]:
    text = text_of(element)
    try:
        inner = _parsed(b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        try:
            inner = _parsed(text.strip().encode(), encoding="utf-8")  # escaped, not encoded
        except _Stop as stop:
            yield _readable(stop)
            return
    except _Stop as stop:
        yield _readable(stop)
        return
    yield from _deeper(inner, depth)


def _readable(stop: _Stop) -> Finding:
    """What is lost of the file; a refusal that concerns the whole file goes on upwards."""
    if stop.finding.rule != "not-xml":
        raise stop
    return Finding("content", UNREADABLE_CONTENT)


def _deeper(inner: etree._Element, depth: int) -> Iterator[Found | Finding]:
    if depth >= INNERMOST:
        raise _Stop("too-deep", TOO_DEEP, limit=INNERMOST)
    yield from _alerts(inner, depth=depth + 1)


def _is_xml_content(element: etree._Element) -> bool:
    parent = element.getparent()
    around = () if parent is None else parent.iterchildren("*")
    kinds = [text_of(each).strip() for each in around if etree.QName(each).localname == "mimeType"]
    return any(_XML_TYPE.match(kind) for kind in kinds)


def _in_alert(element: etree._Element) -> bool:
    """An alert's own texts carry no alerts."""
    return any(version_of(above) for above in element.iterancestors())


def _may_carry(text: str) -> bool:
    return "<" in text and "alert" in text and any(namespace in text for namespace in VERSIONS)


def _parsed(document: bytes, *, encoding: str | None = None) -> etree._Element:
    """A document's root. The bytes are searched for a DOCTYPE first, so that nothing that declares one is parsed."""
    if doctype_line(io.BytesIO(document)) is not None:
        raise _Stop("doctype", HAS_DOCTYPE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        encoding=encoding,
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as problem:
        if "depth" in (problem.msg or ""):
            raise _Stop("too-deep", TOO_DEEP, limit=DEEPEST) from None
        raise _Stop("not-xml", NOT_XML, line=problem.lineno or 1) from None
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid the word from the search
        raise _Stop("doctype", HAS_DOCTYPE)
    if root.xpath(f"boolean({_BEYOND})"):
        raise _Stop("too-deep", TOO_DEEP, limit=DEEPEST)
    return root
