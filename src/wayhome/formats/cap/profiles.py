"""What some receivers demand beyond the standard. Nothing of it is asked unless a profile is named.

source: google/cap-library, 2017, its profiles Google Public Alerts 1.0, IPAWS 1.0 and CAP-CP 0.4; for the United Kingdom
the schema in the tests of alphagov/emergency-alerts-api, 2024, which narrows identifier and sender.
Left out: lists of codes (SAME events and places, Canadian events and places), which change without the standard.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.practice import crossings
from wayhome.formats.cap.raw import children, filled, moment, pairs, text, text_of
from wayhome.terms.words import N_

NEEDS = N_("%(where)s has no %(name)s, which %(profile)s demands.")
NO_REFERENCES = N_("The %(kind)s names no earlier message in references, which %(profile)s demands.")
NOT_SHARED = N_("%(where)s has other %(name)s than the first; %(profile)s wants the same in all.")
ENDS_FIRST = N_("%(where)s expires before it is effective.")
NO_SHAPE = N_("%(where)s has no polygon, circle or geocode; %(profile)s demands one.")
NO_CODE = N_("The alert has no code %(code)s, which %(profile)s demands.")
ONE_SAME = N_("%(where)s must have exactly one eventCode SAME of three letters; it has %(count)d.")
NO_EVENT_CODE = N_("%(where)s has no eventCode of %(name)s, which %(profile)s demands.")
NO_GEOCODE = N_("%(where)s has no geocode of %(name)s, which %(profile)s demands.")
DIALECT = N_("%(name)s must be %(wanted)s in the United Kingdom: “%(text)s”.")


class Profile(StrEnum):
    """A set of demands that a check or the writer can add."""

    PLAIN = "plain"
    GOOGLE = "google"
    UK = "uk"
    IPAWS = "ipaws"
    CAP_CP = "cap-cp"


_SAME = re.compile(r"[A-Z]{3}", re.ASCII)
UK_IDENTIFIER = re.compile(r"[-_A-Za-z0-9]+", re.ASCII)
UK_SENDER = re.compile(r"[^\s@,<&]+@[^\s@,<&]+")


def demands(alert: etree._Element, profile: Profile) -> Iterator[Finding]:
    """Every demand of a profile that an alert does not meet."""
    for finding in _RULES[profile](alert):
        rule = f"{profile}-{finding.rule}"
        yield Finding(rule, finding.words, {**finding.facts, "profile": _NAMES[profile]})


def _plain(_alert: etree._Element) -> Iterator[Finding]:
    yield from ()


def _google(alert: etree._Element) -> Iterator[Finding]:
    yield from _refers(alert)
    yield from _informs(alert)
    yield from _shares(alert, "category", "eventCode")
    for where, info in _infos(alert):
        for name in ("description", "web", "expires", "area"):
            yield from _needs(info, name, where)
        expires = moment(text(info, "expires"))
        effective = moment(text(info, "effective") or text(alert, "sent"))
        if expires and effective and expires < effective:
            yield Finding("expires-early", ENDS_FIRST, {"where": where})
        for place, area in _areas(info, where):
            if not any(children(area, name) for name in ("polygon", "circle", "geocode")):
                yield Finding("shape", NO_SHAPE, {"where": place})
            yield from (finding for finding in crossings(area, place) if finding.rule == "polygon-crosses")


def _ipaws(alert: etree._Element) -> Iterator[Finding]:
    if "IPAWSv1.0" not in [text_of(code).strip() for code in children(alert, "code")]:
        yield Finding("code", NO_CODE, {"code": "IPAWSv1.0"})
    yield from _refers(alert)
    yield from _shares(alert, "category", "eventCode")
    for where, info in _infos(alert):
        yield from _needs(info, "expires", where)
        yield from _needs(info, "area", where)
        same = [value for name, value in pairs(info, "eventCode") if name == "SAME"]
        if len(same) != 1 or not _SAME.fullmatch(same[0]):
            yield Finding("event-code", ONE_SAME, {"where": where, "count": len(same)})


def _cap_cp(alert: etree._Element) -> Iterator[Finding]:
    if not any(text_of(code).strip().startswith("profile:CAP-CP:") for code in children(alert, "code")):
        yield Finding("code", NO_CODE, {"code": "profile:CAP-CP:0.4"})
    yield from _refers(alert)
    if filled(alert, "msgType") not in {"Ack", "Error"}:
        yield from _informs(alert)
    yield from _shares(alert, "eventCode")
    for where, info in _infos(alert):
        if not any(name.startswith("profile:CAP-CP:Event:") for name, _ in pairs(info, "eventCode")):
            yield Finding("event-code", NO_EVENT_CODE, {"where": where, "name": "profile:CAP-CP:Event"})
        yield from _needs(info, "area", where)
        for place, area in _areas(info, where):
            if not any(name.startswith("profile:CAP-CP:Location:") for name, _ in pairs(area, "geocode")):
                yield Finding("geocode", NO_GEOCODE, {"where": place, "name": "profile:CAP-CP:Location"})


def _uk(alert: etree._Element) -> Iterator[Finding]:
    wanted = (
        ("identifier", UK_IDENTIFIER, "letters, digits, - and _ alone"),
        ("sender", UK_SENDER, "a desk and a host with @ between them"),
    )
    for name, pattern, words in wanted:
        if not pattern.fullmatch(given := text(alert, name) or ""):
            yield Finding(name, DIALECT, {"name": name, "wanted": words, "text": given})


_NAMES = {
    Profile.PLAIN: "CAP",
    Profile.GOOGLE: "Google",
    Profile.UK: "the United Kingdom",
    Profile.IPAWS: "IPAWS",
    Profile.CAP_CP: "CAP-CP",
}
_RULES: dict[Profile, Callable[[etree._Element], Iterator[Finding]]] = {
    Profile.PLAIN: _plain,
    Profile.GOOGLE: _google,
    Profile.UK: _uk,
    Profile.IPAWS: _ipaws,
    Profile.CAP_CP: _cap_cp,
}


def _infos(alert: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    return ((f"info[{number}]", info) for number, info in enumerate(children(alert, "info"), start=1))


def _areas(info: etree._Element, where: str) -> Iterator[tuple[str, etree._Element]]:
    return ((f"{where}/area[{number}]", area) for number, area in enumerate(children(info, "area"), start=1))


def _needs(element: etree._Element, name: str, where: str) -> Iterator[Finding]:
    found = children(element, name)
    if not found or (not len(found[0]) and not filled(element, name)):
        yield Finding(name, NEEDS, {"where": where, "name": name})


def _informs(alert: etree._Element) -> Iterator[Finding]:
    if not children(alert, "info"):
        yield Finding("info", NEEDS, {"where": "alert", "name": "info"})


def _refers(alert: etree._Element) -> Iterator[Finding]:
    kind = filled(alert, "msgType")
    if kind in {"Update", "Cancel"} and not filled(alert, "references"):
        yield Finding("references", NO_REFERENCES, {"kind": kind})


def _shares(alert: etree._Element, *names: str) -> Iterator[Finding]:
    """Each info has what the first has, in any order."""
    for name in names:
        first = None
        for where, info in _infos(alert):
            held = set(pairs(info, name)) if name == "eventCode" else {text_of(each) for each in children(info, name)}
            if first is not None and held != first:
                yield Finding(name, NOT_SHARED, {"where": where, "name": name})
            first = held if first is None else first
