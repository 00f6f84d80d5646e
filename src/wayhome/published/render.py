"""The files of an edition, and the feeds: from frozen words to bytes.

Everything that names or shows the child stands in one fragment, `appeal_body.html`: the page includes it, and a second
officer reads the same fragment before approving. No name stands in a title, an address, a file name or a feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from wayhome.formats.poster import Poster, poster_pdf
from wayhome.look import POSTER_FONTS
from wayhome.published.models import Edition
from wayhome.terms.codes import CODE_LISTS
from wayhome.terms.fact_kinds import FACT_KINDS

PAGE, PHOTO, POSTER = "index.html", "photo.jpg", "poster.pdf"
# One such letter, pasted from elsewhere, would make the whole feed unreadable (XML 1.0, 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"
NO_APPEAL_YET = "1970-01-01T00:00:00+00:00"  # Atom asks for a time even of an empty feed
LONGEST_LINE, LONGEST_CLOTHING = 70, 240  # letters that leave a poster readable from across a street


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look for, with its label."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an appeal shows, in its language: the page and the poster take their words from here."""

    reference: str
    name: str
    age: str
    looks: tuple[Row, ...]
    clothing: str
    area: str
    seen_on: str
    ends: str
    emergency_number: str
    police_number: str
    agency: str


def files_of(edition: Edition) -> dict[str, bytes]:
    """Every file of an edition by its name: the page, the photo where there is one, the poster."""
    # A renewed edition runs on beyond the end that its manifest names.
    manifest = {**edition.manifest, "ends_at": edition.ends_at.isoformat()}
    photo = bytes(edition.photo) if edition.photo else None
    files = {
        PAGE: page(manifest, photo_url=PHOTO if photo else None).encode(),
        POSTER: poster_pdf(
            poster_of(manifest), photo_jpeg=photo, url=address_of(edition.reference), fonts=[POSTER_FONTS]
        ),
    }
    return files | ({PHOTO: photo} if photo else {})


def address_of(reference: str) -> str:
    """Where an appeal stands, in full."""
    return f"{settings.PUBLIC_ORIGIN}/appeals/{reference}/"


def page(manifest: Mapping[str, Any], *, photo_url: str | None) -> str:
    """The whole public page of an appeal."""
    with translation.override(manifest["language"]):
        context = {
            "appeal": appeal_page(manifest, photo_url=photo_url),
            "reference": manifest["reference"],
            "emergency_number": manifest["emergency_number"],
            "demonstration": manifest["demonstration"],
            "footer_text": _("Published by %(agency)s.") % {"agency": manifest["agency"]},
            "exit_url": settings.EXIT_URL,
            "poster": POSTER,
        }
        return render_to_string("published/index.html", context)


def appeal_page(manifest: Mapping[str, Any], *, photo_url: str | None) -> SafeString:
    """The appeal itself, exactly as the page carries it: what a second officer reads before approving."""
    with translation.override(manifest["language"]):
        shown = shown_of(manifest)
        return mark_safe(render_to_string("published/appeal_body.html", {"shown": shown, "photo_url": photo_url}))  # noqa: S308


def shown_of(manifest: Mapping[str, Any]) -> Shown:
    """Put a manifest into words, in the language now in force."""
    shows: Mapping[str, str] = manifest["shows"]
    language = manifest["language"]
    looks = (
        Row(_("Sex"), _coded("sex", shows, language)),
        Row(_("Height"), _centimetres(shows.get("stature_cm", ""))),
        Row(_("Build"), _coded("build", shows, language)),
        Row(_("Hair"), _coded("hair_colour", shows, language)),
        Row(_("Eyes"), _coded("eye_colour", shows, language)),
    )
    return Shown(
        reference=manifest["reference"],
        name=shows.get("given_name", ""),
        age=_age(shows.get("age", "")),
        looks=tuple(row for row in looks if row.value),
        clothing=shows.get("clothing", ""),
        area=shows.get("last_seen_area", ""),
        seen_on=_day(shows.get("last_seen_on", "")),
        ends=moment_words(manifest["ends_at"], manifest["zone"]),
        emergency_number=manifest["emergency_number"],
        police_number=manifest["police_number"],
        agency=manifest["agency"],
    )


def poster_of(manifest: Mapping[str, Any]) -> Poster:
    """The words of the poster, short enough for one sheet."""
    with translation.override(manifest["language"]):
        shown = shown_of(manifest)
        invented = _("DEMONSTRATION: this child is invented. Do not put this up.") if manifest["demonstration"] else ""
        looks = tuple(f"{row.key}: {row.value}" for row in shown.looks)
        wearing = (_("Wearing: %(clothing)s") % {"clothing": shown.clothing},) if shown.clothing else ()
        numbers = {"emergency": shown.emergency_number, "police": shown.police_number}
        return Poster(
            language=manifest["language"],
            title=_("Appeal %(reference)s") % {"reference": shown.reference},
            headline=_("MISSING (DEMONSTRATION)") if invented else _("MISSING"),
            name=_short(shown.name),
            age=_short(shown.age),
            last_seen_label=_("Last seen"),
            last_seen=", ".join(_short(words) for words in (shown.area, shown.seen_on) if words),
            description=(*(_short(line) for line in looks), *(_short(line, LONGEST_CLOTHING) for line in wearing)),
            call_label=_("If you know anything, call the police on"),
            phone=shown.police_number,
            emergency=_("If you see them now, call %(emergency)s. Do not approach.") % numbers,
            reference_label=_("Quote"),
            reference=shown.reference,
            scan=_("Is this still open?"),
            take_down=invented or _("Take this poster down after %(ends)s.") % {"ends": shown.ends},
            photo_alt=_("Photo of the missing child"),
            code_alt=_("A code that leads to this appeal"),
            issuer=_short(shown.agency),
        )


def entry_of(edition: Edition) -> dict[str, str]:
    """What feeds and list say of an appeal: reference, area, since when."""
    return {
        "reference": edition.reference,
        "area": edition.manifest["shows"].get("last_seen_area", ""),
        "since": (edition.live_at or edition.approved_at).isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a feed. It names an appeal or an alert by its reference alone; its link is its id."""

    link: str
    title: str
    area: str
    since: str
    type: str = "text/html"


def feed_files(entries: Sequence[Mapping[str, str]]) -> dict[str, bytes]:
    """The feeds: of each live appeal the reference, the area and the link, and nothing else."""
    lines = [
        Line(address_of(each["reference"]), _("Appeal %(reference)s") % each, each["area"], each["since"])
        for each in entries
    ]
    origin = settings.PUBLIC_ORIGIN
    return _feeds(lines, title=_("Appeals for missing children"), home=f"{origin}/appeals/", beside=f"{origin}/")


def alert_feeds(entries: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The feeds of alerts: reference, area and link; each entry leads to one signed CAP file (OASIS, CAP Feeds 1.0)."""
    lines = []
    for each in entries:
        title = (_("Alert %(reference)s is over") if each["over"] else _("Child Rescue Alert %(reference)s")) % each
        lines.append(Line(each["link"], title, each["area"], each["since"], "application/cap+xml"))
    home = f"{settings.PUBLIC_ORIGIN}/alerts/"
    return _feeds(lines, title=_("Child Rescue Alerts"), home=home, beside=home)


def _feeds(lines: Sequence[Line], *, title: str, home: str, beside: str) -> dict[str, bytes]:
    return {
        "feed.atom": _atom(lines, title=title, home=home, address=f"{beside}feed.atom"),
        "feed.json": _json_feed(lines, title=title, home=home, address=f"{beside}feed.json"),
    }


def _atom(lines: Sequence[Line], *, title: str, home: str, address: str) -> bytes:
    """Atom 1.0 (RFC 4287)."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    _add(feed, "title", title)
    _add(feed, "id", address)
    _add(feed, "link", rel="self", href=address)
    _add(feed, "link", href=home)
    _add(feed, "updated", max((line.since for line in lines), default=NO_APPEAL_YET))
    _add(ET.SubElement(feed, "author"), "name", "Wayhome")
    for line in lines:
        one = ET.SubElement(feed, "entry")
        _add(one, "title", line.title)
        _add(one, "id", line.link)
        _add(one, "link", href=line.link, type=line.type)
        _add(one, "updated", line.since)
        _add(one, "summary", line.area)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, tag: str, words: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = words and NOT_XML.sub("", words)


def _json_feed(lines: Sequence[Line], *, title: str, home: str, address: str) -> bytes:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": address,
        "items": [
            {
                "id": line.link,
                "url": line.link,
                "title": line.title,
                "content_text": line.area,
                "date_published": line.since,
            }
            for line in lines
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _coded(field: str, shows: Mapping[str, str], language: str) -> str:
    """An answer from a code list in the words of the list; anything else as the officer wrote it.

    "Not known" helps nobody who looks for a child.
    """
    value = shows.get(field, "")
    if value == "unknown":
        return ""
    codes = CODE_LISTS[FACT_KINDS[field].code_list or ""]
    return codes.label(value, language) if value in codes else value


def _age(words: str) -> str:
    years = words.replace("-", "–")
    return _("%(years)s years old") % {"years": years} if words.replace("-", "").isdecimal() else words


def _centimetres(words: str) -> str:
    if not words.replace("-", "").isdecimal():
        return words
    feet = [_("%(feet)s ft %(inches)s in") % dict(zip(("feet", "inches"), divmod(round(int(cm) / 2.54), 12), strict=True))
            for cm in words.split("-") if cm]  # fmt: skip
    return _("%(cm)s cm (%(feet)s)") % {"cm": words.replace("-", "–"), "feet": " – ".join(dict.fromkeys(feet))}


def _day(words: str) -> str:
    """A day written as 2026-11-20 as people say it; anything else as the officer wrote it."""
    try:
        return date_format(date.fromisoformat(words), "l j F Y")
    except ValueError:
        return words


def moment_words(words: str | None, zone: str) -> str:
    """A moment written as ISO 8601 as people say it where the clocks of a zone go; empty when there is none."""
    if not words:
        return ""
    local = datetime.fromisoformat(words).astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {"day": date_format(local, "l j F Y"), "time": date_format(local, "H:i")}


def _short(words: str, longest: int = LONGEST_LINE) -> str:
    return Truncator(" ".join(words.split())).chars(longest)
