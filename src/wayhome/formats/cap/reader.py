"""Reading an alert of any version into values, keeping whatever can be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import children, filled, moment, pairs, short, text, text_of, version_of, words_of
from wayhome.formats.cap.shapes import read_circle, read_polygon
from wayhome.formats.cap.values import (
    Alert,
    Area,
    Category,
    Certainty,
    Info,
    MsgType,
    Pair,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from wayhome.terms.words import N_

NOT_NAMED = N_("The alert cannot be told from others: %(name)s is missing or cannot be read.")
LOST = N_("%(name)s cannot be read and was left out: “%(text)s”.")

# Without exponents: a few bytes could ask for a number of a billion digits.
_NUMBER = re.compile(r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_Word = TypeVar("_Word", bound=StrEnum)


class NotRead(ValueError):
    """The element names no message."""


@dataclass(frozen=True, slots=True)
class Read:
    """A message, and what of it could not be read."""

    alert: Alert
    lost: tuple[Finding, ...]


def read_alert(alert: etree._Element) -> Read:
    """The message that an element holds.

    Urgency, severity and certainty that are missing or unknown become Unknown; CAP 1.0's "Very Likely" is Likely; an
    empty text is no text; a shape, a time or a reference that cannot be read is left out and named in `lost`.

    raises   NotRead when identifier, sender, sent, status or msgType is missing or cannot be read
    """
    return _Reader().read(alert)


class _Reader:
    """Reads one message and remembers what it had to leave out."""

    def __init__(self) -> None:
        self.lost: list[Finding] = []

    def read(self, alert: etree._Element) -> Read:
        sent = moment(text(alert, "sent"))
        status, kind = _word(Status, filled(alert, "status")), _word(MsgType, filled(alert, "msgType"))
        identifier, sender = filled(alert, "identifier"), filled(alert, "sender")
        needed = {"identifier": identifier, "sender": sender, "sent": sent, "status": status, "msgType": kind}
        for name, value in needed.items():
            if not value:
                raise NotRead(NOT_NAMED % {"name": name})
        assert sent and status and kind
        message = Alert(
            identifier=identifier,
            sender=sender,
            sent=sent,
            status=status,
            msg_type=kind,
            scope=_word(Scope, filled(alert, "scope")) or Scope.PUBLIC,
            source=_maybe(alert, "source"),
            restriction=_maybe(alert, "restriction"),
            addresses=tuple(words_of(filled(alert, "addresses"))),
            codes=tuple(text_of(code) for code in children(alert, "code")),
            note=_maybe(alert, "note"),
            references=tuple(self.references(alert)),
            incidents=tuple(words_of(filled(alert, "incidents"))),
            infos=tuple(self.info(info) for info in children(alert, "info")),
        )
        return Read(message, tuple(self.lost))

    def lose(self, name: str, given: str) -> None:
        self.lost.append(Finding("lost", LOST, {"name": name, "text": short(given)}))

    def references(self, alert: etree._Element) -> Iterable[Reference]:
        for triple in filled(alert, "references").split():
            parts = triple.split(",")
            at = moment(parts[2]) if len(parts) == 3 else None
            if at is None or version_of(alert) == "1.0":
                self.lose("references", triple)
            else:
                yield Reference(parts[0], parts[1], at)

    def info(self, info: etree._Element) -> Info:
        certainty = "Likely" if filled(info, "certainty") == "Very Likely" else filled(info, "certainty")
        return Info(
            language=filled(info, "language") or "en-US",
            categories=tuple(self.words(Category, info, "category")),
            event=filled(info, "event"),
            responses=tuple(self.words(ResponseType, info, "responseType")),
            urgency=_word(Urgency, filled(info, "urgency")) or Urgency.UNKNOWN,
            severity=_word(Severity, filled(info, "severity")) or Severity.UNKNOWN,
            certainty=_word(Certainty, certainty) or Certainty.UNKNOWN,
            audience=_maybe(info, "audience"),
            event_codes=_pairs(info, "eventCode"),
            effective=self.time(info, "effective"),
            onset=self.time(info, "onset"),
            expires=self.time(info, "expires"),
            sender_name=_maybe(info, "senderName"),
            headline=_maybe(info, "headline"),
            description=_maybe(info, "description"),
            instruction=_maybe(info, "instruction"),
            web=_maybe(info, "web"),
            contact=_maybe(info, "contact"),
            parameters=_pairs(info, "parameter"),
            resources=tuple(self.resource(resource) for resource in children(info, "resource")),
            areas=tuple(self.area(area) for area in children(info, "area")),
        )

    def resource(self, resource: etree._Element) -> Resource:
        size = self.number(resource, "size")
        return Resource(
            description=filled(resource, "resourceDesc"),
            mime_type=filled(resource, "mimeType"),
            size=None if size is None else int(size),
            uri=_maybe(resource, "uri"),
            content=_maybe(resource, "derefUri"),
            digest=_maybe(resource, "digest"),
        )

    def area(self, area: etree._Element) -> Area:
        polygons = [(text_of(each), read_polygon(text_of(each))) for each in children(area, "polygon")]
        circles = [(text_of(each), read_circle(text_of(each))) for each in children(area, "circle")]
        for name, shapes in (("polygon", polygons), ("circle", circles)):
            for given, shape in shapes:
                if not shape:
                    self.lose(name, given)
        return Area(
            description=filled(area, "areaDesc"),
            polygons=tuple(shape for _, shape in polygons if shape),
            circles=tuple(shape for _, shape in circles if shape),
            geocodes=_pairs(area, "geocode"),
            altitude=self.number(area, "altitude"),
            ceiling=self.number(area, "ceiling"),
        )

    def time(self, element: etree._Element, name: str) -> datetime | None:
        given = filled(element, name)
        at = moment(given)
        if given and at is None:
            self.lose(name, given)
        return at

    def number(self, element: etree._Element, name: str) -> Decimal | None:
        given = filled(element, name)
        if not given:
            return None
        if _NUMBER.fullmatch(given):
            return Decimal(given)
        self.lose(name, given)
        return None

    def words(self, kind: type[_Word], element: etree._Element, name: str) -> Iterable[_Word]:
        for child in children(element, name):
            given = text_of(child).strip()
            word = _word(kind, given)
            if word is None:
                self.lose(name, given)
            else:
                yield word


def _word(kind: type[_Word], given: str) -> _Word | None:
    try:
        return kind(given)
    except ValueError:
        return None


def _maybe(element: etree._Element, name: str) -> str | None:
    """A text as it stands, without the space around it only when nothing else is there."""
    given = text(element, name)
    return given if given and given.strip() else None


def _pairs(element: etree._Element, name: str) -> tuple[Pair, ...]:
    return tuple(Pair(*pair) for pair in pairs(element, name))
