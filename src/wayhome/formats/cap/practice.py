"""Good practice: what a valid message may leave undone, and a receiver suffers for.

source: OASIS CAP 1.2, section 3.2 (what SHOULD be); the warnings of Google's public validator of CAP, google/cap-library,
2017, and its bound of 140 characters for a headline, where the standard names 160 as a useful target.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import children, filled, moment, short, text, text_of
from wayhome.formats.cap.shapes import crosses_itself, read_polygon
from wayhome.terms.words import N_

NO_EXPIRES = N_("%(where)s has no expires, so each receiver decides for itself when the message ends.")
LONG_HEADLINE = N_("%(where)s/headline has %(count)d characters; more than %(limit)d are cut off on some displays.")
NO_DESCRIPTION = N_("%(where)s has no description.")
RELATIVE_WEB = N_("%(where)s/web is not an absolute address: “%(text)s”.")
RELATIVE_URI = N_("%(where)s/uri is not an absolute address, and there is no derefUri that it could name: “%(text)s”.")
ENDS_FIRST = N_("%(where)s expires before it is effective.")
IDLE_RESTRICTION = N_("restriction is filled though the scope is not Restricted.")
NO_REFERENCES = N_("The %(kind)s names no earlier message in references, so nobody can tell what it ends.")
LATER_REFERENCE = N_("references names a message sent later than this one: “%(text)s”.")
MARKUP = N_("%(where)s holds HTML: “%(text)s”.")
SAME_WORDS = N_("%(where)s has the same %(name)s as the message in %(language)s.")
CROSSES = N_("%(where)s crosses itself.")
TOO_FINE = N_("%(where)s is too intricate to tell whether it crosses itself.")
NOT_BASE64 = N_("%(where)s/derefUri is not base64.")
NOT_SHA1 = N_("%(where)s/digest is not a SHA-1 of 40 hexadecimal digits.")
NOT_MIME = N_("%(where)s/mimeType is not a type and a subtype: “%(text)s”.")

LONGEST_HEADLINE = 140
_TEXTS = ("audience", "contact", "description", "event", "headline", "instruction", "senderName")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});")
_MIME = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+(\s*;.*)?", re.ASCII)
_SHA1 = re.compile(r"[0-9A-Fa-f]{40}", re.ASCII)


def practice(alert: etree._Element) -> Iterator[Finding]:
    """Every piece of good practice that an alert of any version neglects."""
    yield from _chain(alert)
    if filled(alert, "restriction") and filled(alert, "scope") != "Restricted":
        yield Finding("restriction-idle", IDLE_RESTRICTION)
    said: dict[tuple[str, str], str] = {}
    for number, info in enumerate(children(alert, "info"), start=1):
        where = f"info[{number}]"
        yield from _info(alert, info, where)
        language = (filled(info, "language") or "en-US").split("-")[0].lower()
        for name in ("event", "headline", "description", "instruction"):
            words = filled(info, name)
            if words and said.setdefault((name, words), language) != language:
                there = said[name, words]
                yield Finding("language", SAME_WORDS, {"where": where, "name": name, "language": there})


def _chain(alert: etree._Element) -> Iterator[Finding]:
    kind, sent = filled(alert, "msgType"), moment(text(alert, "sent"))
    triples = filled(alert, "references").split()
    if kind in {"Update", "Cancel"} and not triples:
        yield Finding("references-none", NO_REFERENCES, {"kind": kind})
    for triple in triples:
        at = moment(triple.rpartition(",")[2])
        if sent and at and at > sent:
            yield Finding("references-later", LATER_REFERENCE, {"text": short(triple)})


def _info(alert: etree._Element, info: etree._Element, where: str) -> Iterator[Finding]:
    expires = moment(text(info, "expires"))
    if not filled(info, "expires"):
        yield Finding("expires", NO_EXPIRES, {"where": where})
    effective = moment(text(info, "effective") or text(alert, "sent"))
    if expires and effective and expires < effective:
        yield Finding("expires-early", ENDS_FIRST, {"where": where})
    headline = filled(info, "headline")
    if len(headline) > LONGEST_HEADLINE:
        facts = {"where": where, "count": len(headline), "limit": LONGEST_HEADLINE}
        yield Finding("headline", LONG_HEADLINE, facts)
    if not filled(info, "description"):
        yield Finding("description", NO_DESCRIPTION, {"where": where})
    if (web := filled(info, "web")) and not is_absolute(web):
        yield Finding("web", RELATIVE_WEB, {"where": where, "text": short(web)})
    for name in _TEXTS:
        if markup := _HTML.search(filled(info, name)):
            yield Finding("markup", MARKUP, {"where": f"{where}/{name}", "text": short(markup[0])})
    for number, resource in enumerate(children(info, "resource"), start=1):
        yield from _resource(resource, f"{where}/resource[{number}]")
    for number, area in enumerate(children(info, "area"), start=1):
        yield from crossings(area, f"{where}/area[{number}]")


def _resource(resource: etree._Element, where: str) -> Iterator[Finding]:
    uri, body, digest = (filled(resource, name) for name in ("uri", "derefUri", "digest"))
    if uri and not is_absolute(uri) and not body:
        yield Finding("uri", RELATIVE_URI, {"where": where, "text": short(uri)})
    if body and not _is_base64(body):
        yield Finding("base64", NOT_BASE64, {"where": where})
    if digest and not _SHA1.fullmatch(digest):
        yield Finding("digest", NOT_SHA1, {"where": where})
    if not _MIME.fullmatch(mime := filled(resource, "mimeType")):
        yield Finding("mime-type", NOT_MIME, {"where": where, "text": short(mime)})


def crossings(area: etree._Element, where: str) -> Iterator[Finding]:
    """The polygons of an area that cross themselves, which the standard does not forbid and receivers cannot draw."""
    for number, polygon in enumerate(children(area, "polygon"), start=1):
        points = read_polygon(text_of(polygon))
        crossing = crosses_itself(points) if points else False
        if crossing:
            yield Finding("polygon-crosses", CROSSES, {"where": f"{where}/polygon[{number}]"})
        elif crossing is None:
            yield Finding("polygon-fine", TOO_FINE, {"where": f"{where}/polygon[{number}]"})


def is_absolute(address: str) -> bool:
    """Whether an address names where it leads without needing another."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        bool(parts.scheme)
        and bool(parts.netloc or parts.path)
        and (bool(parts.netloc) or parts.scheme not in {"http", "https"})
    )


def _is_base64(given: str) -> bool:
    try:
        b64decode("".join(given.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
