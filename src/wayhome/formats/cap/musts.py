"""What CAP's text demands and its schema cannot say. Whoever breaks one of these sends no valid message.

source: OASIS, Common Alerting Protocol 1.2, sections 3.2 and 3.3.2; the older versions' demands where they differ.
"""

import re
from collections.abc import Iterator

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import children, filled, moment, short, text, text_of
from wayhome.formats.cap.shapes import judge_circle, judge_polygon
from wayhome.terms.words import N_

NEEDED = N_("The alert has no %(name)s.")
EMPTY = N_("%(name)s is empty; it must name the message.")
FORBIDDEN = N_("%(name)s must hold no %(what)s: “%(text)s”.")
ZONE_LETTER = N_("%(where)s has the zone letter %(letter)s; the offset must be numbers, and -00:00 for UTC.")
UTC = N_("%(where)s is in UTC, which must be written -00:00: “%(text)s”.")
NO_RESTRICTION = N_("The scope is Restricted, so restriction must say to whom.")
NO_ADDRESSES = N_("The scope is Private, so addresses must name the recipients.")
QUOTES = N_("%(name)s holds a member with space in it that is not in double quotes: “%(text)s”.")
TRIPLE = N_("references must be sender,identifier,sent, divided by spaces; this is not: “%(text)s”.")
SELF = N_("references must name earlier messages; this is the alert itself: “%(text)s”.")
NO_ALTITUDE = N_("%(where)s has a ceiling without an altitude.")
LOW_CEILING = N_("%(where)s has a ceiling below its altitude.")

TIMES = ("effective", "onset", "expires")
_NEEDED = ("identifier", "sender", "sent", "status", "msgType")
_SPACE = re.compile(r"\s")


def musts(alert: etree._Element, version: str) -> Iterator[Finding]:
    """Every demand of the text of that version that the alert breaks."""
    yield from _names(alert, version)
    yield from _times(alert, version)
    yield from _recipients(alert)
    if version != "1.0":  # which names earlier messages in another form
        yield from _references(alert)
    for number, info in enumerate(children(alert, "info"), start=1):
        for place, area in enumerate(children(info, "area"), start=1):
            yield from _area(area, f"info[{number}]/area[{place}]")


def _names(alert: etree._Element, version: str) -> Iterator[Finding]:
    if version != "1.2":  # in 1.2 the schema says so
        for name in _NEEDED:
            if not children(alert, name):
                yield Finding("needed", NEEDED, {"name": name})
    for name in ("identifier", "sender"):
        given = text(alert, name)
        if given is None:
            continue
        if not given:
            yield Finding(f"{name}-empty", EMPTY, {"name": name})
        found = [
            what for what, there in (("space", _SPACE.search(given)), ("<", "<" in given), ("&", "&" in given)) if there
        ]
        if "," in given and version != "1.0":
            found.append("comma")
        for what in found:
            yield Finding(f"{name}-characters", FORBIDDEN, {"name": name, "what": what, "text": short(given)})


def _times(alert: etree._Element, version: str) -> Iterator[Finding]:
    if version == "1.0":  # which asks for any time of the schema language
        return
    places = [("sent", element) for element in children(alert, "sent")]
    for number, info in enumerate(children(alert, "info"), start=1):
        places += [(f"info[{number}]/{name}", element) for name in TIMES for element in children(info, name)]
    for where, element in places:
        given = text_of(element).strip()
        if given[-1:].isalpha():
            yield Finding("time-letter", ZONE_LETTER, {"where": where, "letter": given[-1]})
        elif version == "1.2" and given.endswith("+00:00"):
            yield Finding("time-utc", UTC, {"where": where, "text": short(given)})


def _recipients(alert: etree._Element) -> Iterator[Finding]:
    scope = filled(alert, "scope")
    if scope == "Restricted" and not filled(alert, "restriction"):
        yield Finding("restriction", NO_RESTRICTION)
    if scope == "Private" and not filled(alert, "addresses"):
        yield Finding("addresses", NO_ADDRESSES)
    for name in ("addresses", "incidents"):
        given = filled(alert, name)
        if given.count('"') % 2:
            yield Finding(f"{name}-quotes", QUOTES, {"name": name, "text": short(given)})


def _references(alert: etree._Element) -> Iterator[Finding]:
    own = text(alert, "sender"), text(alert, "identifier"), moment(text(alert, "sent"))
    for triple in filled(alert, "references").split():
        parts = triple.split(",")
        at = moment(parts[2]) if len(parts) == 3 else None
        if not all(parts) or at is None or parts[2].endswith("Z"):
            yield Finding("references-form", TRIPLE, {"text": short(triple)})
        elif (parts[0], parts[1], at) == own:
            yield Finding("references-self", SELF, {"text": short(triple)})


def _area(area: etree._Element, where: str) -> Iterator[Finding]:
    for number, polygon in enumerate(children(area, "polygon"), start=1):
        yield from judge_polygon(text_of(polygon), f"{where}/polygon[{number}]")
    for number, circle in enumerate(children(area, "circle"), start=1):
        yield from judge_circle(text_of(circle), f"{where}/circle[{number}]")
    altitude, ceiling = children(area, "altitude"), children(area, "ceiling")
    if ceiling and not altitude:
        yield Finding("ceiling-alone", NO_ALTITUDE, {"where": where})
    if ceiling and altitude:
        low, high = _number(text_of(altitude[0])), _number(text_of(ceiling[0]))
        if low is not None and high is not None and high < low:
            yield Finding("ceiling-low", LOW_CEILING, {"where": where})


def _number(given: str) -> float | None:
    try:
        return float(given)
    except ValueError:
        return None
