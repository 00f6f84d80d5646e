"""An alert's elements and their texts as they stand, in any version, however wrong they are."""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

CAP_10 = "http://www.incident.com/cap/1.0"
CAP_11 = "urn:oasis:names:tc:emergency:cap:1.1"
CAP_12 = "urn:oasis:names:tc:emergency:cap:1.2"
VERSIONS = {CAP_10: "1.0", CAP_11: "1.1", CAP_12: "1.2"}
XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
XML_SPACE = " \t\r\n"

_QUOTED = re.compile(r'"[^"]*"|[^\s"]+')
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)", re.ASCII)


def version_of(alert: etree._Element) -> str | None:
    """The version of CAP that an element is an alert of; None when it is none."""
    name = etree.QName(alert)
    return VERSIONS.get(name.namespace or "") if name.localname == "alert" else None


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of that name in the alert's own namespace."""
    return list(element.iterchildren(f"{{{etree.QName(element).namespace}}}{name}"))


def text(element: etree._Element, name: str) -> str | None:
    """The text of the first child of that name; None when there is none."""
    found = children(element, name)
    return text_of(found[0]) if found else None


def filled(element: etree._Element, name: str) -> str:
    """The text of the first child of that name without the space around it; empty when there is none."""
    return (text(element, name) or "").strip(XML_SPACE)


def pairs(element: etree._Element, name: str) -> list[tuple[str, str]]:
    """Event codes, parameters or geocodes: name and value."""
    return [(filled(pair, "valueName"), filled(pair, "value")) for pair in children(element, name)]


def own_texts(element: etree._Element) -> Iterator[str]:
    """The text directly inside an element, in pieces."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def text_of(element: etree._Element) -> str:
    """An element's own text, whole.

    Comments and processing instructions are stepped over: a signature does not cover a comment, so one that somebody
    adds must not cut a text short.
    """
    return "".join(own_texts(element))


def short(text: str) -> str:
    """A text as a finding quotes it."""
    return text if len(text) <= 60 else text[:57] + "..."


def words_of(text: str) -> list[str]:
    """A list whose members are divided by space, those with space inside held in double quotes."""
    return [word.strip('"') for word in _QUOTED.findall(text)]


def moment(text: str | None) -> datetime | None:
    """A time with its offset, as any version of CAP writes it; None when it is not one."""
    text = (text or "").strip(XML_SPACE)
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
