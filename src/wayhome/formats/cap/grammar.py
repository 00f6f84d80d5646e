"""The structure of a CAP 1.2 alert as a table, and its one judge.

source: OASIS, Common Alerting Protocol 1.2, section 3.4, whose XML schema says the same; a test asks both of the same
mutated messages. The schema's pattern for times admits a comma before the offset, which its base type then refuses.
Left out: `xsi:type`, by which a document may name a type itself; the schema admits it where it fits, we never do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import CAP_12, XML_SPACE, XMLDSIG, own_texts, short, text_of
from wayhome.formats.cap.values import (
    Category,
    Certainty,
    MsgType,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from wayhome.terms.words import N_

MISSING = N_("%(where)s has no %(name)s.")
MISPLACED = N_("%(where)s stands at the wrong place; the order of elements is fixed.")
REPEATED = N_("%(where)s may stand there only once.")
UNKNOWN = N_("%(where)s is no element of CAP 1.2.")
STRAY_TEXT = N_("%(where)s holds text between its elements.")
NO_CHILDREN = N_("%(where)s may hold text alone, and holds elements.")
ATTRIBUTE = N_("%(where)s has the attribute %(name)s; CAP has no attributes.")
NOT_LISTED = N_("%(where)s is “%(text)s”; it must be one of %(known)s.")
NOT_TYPED = N_("%(where)s is “%(text)s”, which is not %(wanted)s.")

WANTED = {
    "dateTime": "a time such as 2026-11-21T16:30:00-00:00",
    "language": "a language tag such as en-GB",
    "integer": "a whole number",
    "decimal": "a decimal number",
    "anyURI": "an address",
}

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One place in a sequence: an element's name, what it holds, how often it may and must stand there."""

    name: str
    holds: "str | tuple[str, ...] | Sequence" = "string"
    least: int = 0
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """What an element holds, in this order."""

    parts: tuple[Part, ...]


def _one(name: str, holds: "str | tuple[str, ...] | Sequence" = "string") -> Part:
    return Part(name, holds, least=1)


def _many(name: str, holds: "str | tuple[str, ...] | Sequence" = "string", *, least: int = 0) -> Part:
    return Part(name, holds, least=least, most=None)


PAIR = Sequence((_one("valueName"), _one("value")))
RESOURCE = Sequence(
    (
        _one("resourceDesc"),
        _one("mimeType"),
        Part("size", "integer"),
        Part("uri", "anyURI"),
        Part("derefUri"),
        Part("digest"),
    )
)
AREA = Sequence(
    (
        _one("areaDesc"),
        _many("polygon"),
        _many("circle"),
        _many("geocode", PAIR),
        Part("altitude", "decimal"),
        Part("ceiling", "decimal"),
    )
)
INFO = Sequence(
    (
        Part("language", "language"),
        _many("category", tuple(Category), least=1),
        _one("event"),
        _many("responseType", tuple(ResponseType)),
        _one("urgency", tuple(Urgency)),
        _one("severity", tuple(Severity)),
        _one("certainty", tuple(Certainty)),
        Part("audience"),
        _many("eventCode", PAIR),
        Part("effective", "dateTime"),
        Part("onset", "dateTime"),
        Part("expires", "dateTime"),
        Part("senderName"),
        Part("headline"),
        Part("description"),
        Part("instruction"),
        Part("web", "anyURI"),
        Part("contact"),
        _many("parameter", PAIR),
        _many("resource", RESOURCE),
        _many("area", AREA),
    )
)
ALERT = Sequence(
    (
        _one("identifier"),
        _one("sender"),
        _one("sent", "dateTime"),
        _one("status", tuple(Status)),
        _one("msgType", tuple(MsgType)),
        Part("source"),
        _one("scope", tuple(Scope)),
        Part("restriction"),
        Part("addresses"),
        _many("code"),
        Part("note"),
        Part("references"),
        Part("incidents"),
        _many("info", INFO),
    )
)


def structure(alert: etree._Element) -> Iterator[Finding]:
    """Every way in which an alert's elements differ from the schema of CAP 1.2; none means that it is valid by it."""
    yield from _sequence(alert, ALERT, "alert", CAP_12, may_be_signed=True)


def _sequence(
    element: etree._Element, sequence: Sequence, where: str, namespace: str, *, may_be_signed: bool = False
) -> Iterator[Finding]:
    yield from _attributes(element, where)
    if any(text.strip(XML_SPACE) for text in own_texts(element)):
        yield Finding("schema-text", STRAY_TEXT, {"where": where})
    places = {part.name: at for at, part in enumerate(sequence.parts)}
    counts: dict[str, int] = {}
    at, signed = 0, False
    for child in element.iterchildren("*"):
        name = etree.QName(child)
        if may_be_signed and name.namespace == XMLDSIG:
            signed = True
            continue
        if name.namespace != namespace or name.localname not in places:
            yield Finding("schema-unknown", UNKNOWN, {"where": f"{where}/{name.localname}"})
            continue
        place, part = places[name.localname], sequence.parts[places[name.localname]]
        counts[part.name] = count = counts.get(part.name, 0) + 1
        here = f"{where}/{part.name}" + ("" if part.most == 1 else f"[{count}]")
        if place < at or signed:
            yield Finding("schema-order", MISPLACED, {"where": here})
        elif count > 1 and part.most == 1:
            yield Finding("schema-repeated", REPEATED, {"where": here})
        at = max(at, place)
        if isinstance(part.holds, Sequence):
            yield from _sequence(child, part.holds, here, namespace)
        else:
            yield from _simple(child, part.holds, here)
    for part in sequence.parts:
        if counts.get(part.name, 0) < part.least:
            yield Finding("schema-missing", MISSING, {"where": where, "name": part.name})


def _simple(element: etree._Element, holds: str | tuple[str, ...], where: str) -> Iterator[Finding]:
    yield from _attributes(element, where)
    if next(element.iterchildren("*"), None) is not None:
        yield Finding("schema-children", NO_CHILDREN, {"where": where})
        return
    text = text_of(element)
    if isinstance(holds, tuple):
        if text not in holds:
            yield Finding("schema-value", NOT_LISTED, {"where": where, "text": short(text), "known": ", ".join(holds)})
    elif not fits(text, holds):
        yield Finding("schema-type", NOT_TYPED, {"where": where, "text": short(text), "wanted": WANTED[holds]})


def _attributes(element: etree._Element, where: str) -> Iterator[Finding]:
    """CAP knows none. Where a document says its schema lies is no matter; nobody looks there."""
    for name in element.attrib:
        if name not in {f"{{{_XSI}}}schemaLocation", f"{{{_XSI}}}noNamespaceSchemaLocation"}:
            yield Finding("schema-attribute", ATTRIBUTE, {"where": where, "name": etree.QName(name).localname})


def fits(text: str, type_name: str) -> bool:
    """Whether a text is of one of the schema language's own types, as libxml2 reads them."""
    if type_name == "string":
        return True
    if type_name == "dateTime":
        text = text.strip(XML_SPACE)
        if not _TIME.fullmatch(text):
            return False
    sample = etree.Element(type_name)
    sample.text = text or None
    return bool(_types().validate(sample))


@cache
def _types() -> etree.XMLSchema:
    """The simple types that CAP uses; an empty language is the default one."""
    elements = "".join(
        f'<element name="{name}" type="xs:{name}"{extra}/>'
        for name, extra in {**dict.fromkeys(WANTED, ""), "language": ' default="en-US"'}.items()
    )
    head = '<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    return etree.XMLSchema(etree.fromstring(f"{head}{elements}</schema>"))
