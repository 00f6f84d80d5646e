"""Writing CAP 1.2: a pure function of the message, the same bytes every time.

There is no space between the elements: some readers strip it before they verify a signature.
source of the narrow forms of identifier and sender: the schema in the tests of alphagov/emergency-alerts-api, 2024.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.profiles import Profile
from wayhome.formats.cap.raw import CAP_12
from wayhome.formats.cap.values import Alert, Area, Info, MsgType, Pair, Point, Resource, cap_time
from wayhome.formats.cap.verdict import judge
from wayhome.terms.words import N_

BAD_IDENTIFIER = N_("identifier must be 1 to 64 letters, digits, - and _: “%(text)s”.")
BAD_SENDER = N_("sender must be a desk and a host with @ between them: “%(text)s”.")
NO_REFERENCES = N_("references is empty, and a message of type %(kind)s must name what it is about.")
LATER_REFERENCE = N_("references names a message that is not earlier than this one: “%(text)s”.")
NO_EXPIRES = N_("info[%(number)d]/expires is missing; every message of ours says when it ends.")
EXPIRED = N_("info[%(number)d]/expires is not after sent.")
SAME_LANGUAGE = N_("info[%(number)d]/language is that of another info.")
NOT_SHARED = N_("info[%(number)d]/%(name)s differs from the first info's.")
NOT_WRITTEN = N_("%(where)s cannot be written: %(why)s.")

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SENDER = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)


class NotWritten(ValueError):
    """The message may not go out as it is. Each of `findings` says why and names the field."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.text for finding in self.findings))


def write(alert: Alert, *, profile: Profile = Profile.PLAIN) -> bytes:
    """The message as XML in UTF-8.

    raises   NotWritten when it breaks CAP 1.2, the profile, or what we ask of our own messages: an identifier and a
             sender that every reader takes, an end for each language, one info a language with the same categories
             and event codes, and in whatever follows an earlier message the name of that message
    """
    if refusals := [*_own_rules(alert)]:
        raise NotWritten(refusals)
    root = _Writer().alert(alert)
    if errors := judge(root, "1.2", profile=profile).errors:
        raise NotWritten(errors)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _own_rules(alert: Alert) -> Iterable[Finding]:
    if not _IDENTIFIER.fullmatch(alert.identifier):
        yield Finding("own-identifier", BAD_IDENTIFIER, {"text": alert.identifier})
    if not _SENDER.fullmatch(alert.sender):
        yield Finding("own-sender", BAD_SENDER, {"text": alert.sender})
    if alert.msg_type is not MsgType.ALERT and not alert.references:
        yield Finding("own-references", NO_REFERENCES, {"kind": alert.msg_type})
    for moment in _moments(alert):
        if moment.utcoffset() is None:
            yield Finding("own-time", NOT_WRITTEN, {"where": moment.isoformat(), "why": "a time needs a time zone"})
            return  # it could not be compared with the others
    for reference in alert.references:
        if reference.sent > alert.sent or reference == alert.reference:
            yield Finding("own-references", LATER_REFERENCE, {"text": str(reference)})
    languages: set[str] = set()
    for number, info in enumerate(alert.infos, start=1):
        if info.language.lower() in languages:
            yield Finding("own-language", SAME_LANGUAGE, {"number": number})
        languages.add(info.language.lower())
        yield from _own_info(info, number, alert)


def _own_info(info: Info, number: int, alert: Alert) -> Iterable[Finding]:
    first = alert.infos[0]
    if info.expires is None:
        yield Finding("own-expires", NO_EXPIRES, {"number": number})
    elif info.expires <= alert.sent:
        yield Finding("own-expires", EXPIRED, {"number": number})
    if set(info.categories) != set(first.categories):
        yield Finding("own-category", NOT_SHARED, {"number": number, "name": "category"})
    if set(info.event_codes) != set(first.event_codes):
        yield Finding("own-event-code", NOT_SHARED, {"number": number, "name": "eventCode"})


def _moments(alert: Alert) -> Iterable[datetime]:
    yield alert.sent
    yield from (reference.sent for reference in alert.references)
    for info in alert.infos:
        yield from (at for at in (info.effective, info.onset, info.expires) if at is not None)


class _Writer:
    """Puts elements into the order of the standard."""

    def alert(self, alert: Alert) -> etree._Element:
        root = etree.Element(f"{{{CAP_12}}}alert", nsmap={None: CAP_12})  # type: ignore[dict-item]  # the stubs forget the name for none
        self.add(root, "identifier", alert.identifier)
        self.add(root, "sender", alert.sender)
        self.add(root, "sent", alert.sent)
        self.add(root, "status", alert.status)
        self.add(root, "msgType", alert.msg_type)
        self.add(root, "source", alert.source)
        self.add(root, "scope", alert.scope)
        self.add(root, "restriction", alert.restriction)
        self.add(root, "addresses", self.listed("addresses", alert.addresses))
        for code in alert.codes:
            self.add(root, "code", code)
        self.add(root, "note", alert.note)
        self.add(root, "references", " ".join(str(each) for each in alert.references) or None)
        self.add(root, "incidents", self.listed("incidents", alert.incidents))
        for info in alert.infos:
            self.info(self.add(root, "info"), info)
        return root

    def info(self, element: etree._Element, info: Info) -> None:
        self.add(element, "language", info.language)
        for category in info.categories:
            self.add(element, "category", category)
        self.add(element, "event", info.event)
        for response in info.responses:
            self.add(element, "responseType", response)
        self.add(element, "urgency", info.urgency)
        self.add(element, "severity", info.severity)
        self.add(element, "certainty", info.certainty)
        self.add(element, "audience", info.audience)
        self.pairs(element, "eventCode", info.event_codes)
        self.add(element, "effective", info.effective)
        self.add(element, "onset", info.onset)
        self.add(element, "expires", info.expires)
        self.add(element, "senderName", info.sender_name)
        self.add(element, "headline", info.headline)
        self.add(element, "description", info.description)
        self.add(element, "instruction", info.instruction)
        self.add(element, "web", info.web)
        self.add(element, "contact", info.contact)
        self.pairs(element, "parameter", info.parameters)
        for resource in info.resources:
            self.resource(self.add(element, "resource"), resource)
        for area in info.areas:
            self.area(self.add(element, "area"), area)

    def resource(self, element: etree._Element, resource: Resource) -> None:
        self.add(element, "resourceDesc", resource.description)
        self.add(element, "mimeType", resource.mime_type)
        self.add(element, "size", None if resource.size is None else str(resource.size))
        self.add(element, "uri", resource.uri)
        self.add(element, "derefUri", resource.content)
        self.add(element, "digest", resource.digest)

    def area(self, element: etree._Element, area: Area) -> None:
        self.add(element, "areaDesc", area.description)
        for polygon in area.polygons:
            self.add(element, "polygon", " ".join(self.point(point) for point in polygon))
        for circle in area.circles:
            self.add(element, "circle", f"{self.point(circle.centre)} {self.number('circle', circle.radius)}")
        self.pairs(element, "geocode", area.geocodes)
        for name, height in (("altitude", area.altitude), ("ceiling", area.ceiling)):
            self.add(element, name, None if height is None else self.number(name, height))

    def pairs(self, element: etree._Element, name: str, pairs: Iterable[Pair]) -> None:
        for pair in pairs:
            inner = self.add(element, name)
            self.add(inner, "valueName", pair.name)
            self.add(inner, "value", pair.value)

    def point(self, point: Point) -> str:
        return ",".join(self.number("polygon or circle", part) for part in point)

    def number(self, name: str, number: Decimal) -> str:
        """Plain digits, without zeros that say nothing and without a zero below zero."""
        if not number.is_finite():
            raise NotWritten([Finding("own-number", NOT_WRITTEN, {"where": name, "why": f"{number} is no number"})])
        digits = format(number, "f")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return "0" if digits in {"-0", ""} else digits

    def listed(self, name: str, members: Iterable[str]) -> str | None:
        """Members divided by space, in double quotes where there is space inside."""
        members = list(members)
        if any('"' in member or not member for member in members):
            raise NotWritten([Finding("own-list", NOT_WRITTEN, {"where": name, "why": "a member is empty or quoted"})])
        return " ".join(f'"{member}"' if re.search(r"\s", member) else member for member in members) or None

    def add(self, parent: etree._Element, name: str, value: str | datetime | None = "") -> etree._Element:
        """Append one element; with None, nothing."""
        if value is None:
            return parent
        element = etree.SubElement(parent, f"{{{CAP_12}}}{name}")
        try:
            element.text = cap_time(value) if isinstance(value, datetime) else str(value) or None
        except ValueError as problem:
            why = str(problem).rstrip(".")
            raise NotWritten([Finding("own-text", NOT_WRITTEN, {"where": name, "why": why})]) from None
        return element
