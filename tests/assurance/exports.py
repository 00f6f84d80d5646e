"""Exports (S16): every file that leaves is parsed, and holds the fields of its list and nothing beside them.

A file is an export when it is no page of a door. Which there are stands in `EXPORTS` and is found out by asking: a door
that answers with anything else than a page must be on the list.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.db import transaction
from django.urls import URLPattern
from PIL import Image

from tests.assurance import bodies, walk
from tests.assurance.oracle import DESK, MAY, PUBLIC, standing
from tests.assurance.public_walk import LIVE, NEVER, WITHDRAWN
from tests.assurance.world import TOKEN, World
from tests.intake import pfif_documents
from tests.intake.pfif_documents import EVERY_NOTE_ELEMENT, EVERY_PERSON_ELEMENT
from tests.public.conftest import Site
from wayhome.base import clock
from wayhome.desk import urls
from wayhome.formats.pfif import PfifPerson
from wayhome.intake import pfif, pfif_export
from wayhome.terms.actor import Actor

log = logging.getLogger(__name__)
SEATS = ("officer", "supervisor", "editor", "analyst", "auditor", "centre_coordinator")
ATOM, PFIF = "{http://www.w3.org/2005/Atom}", "{http://zesty.ca/pfif/1.4}"

# Written by hand: what each kind of file may hold, and nothing else.
FEED_KEYS = {"version", "title", "home_page_url", "feed_url", "items"}
ITEM_KEYS = {"id", "url", "title", "content_text", "date_published"}
ATOM_TAGS = {"feed", "title", "id", "link", "updated", "author", "name", "entry", "summary"}
PDF_INFO = {"Title", "Creator"}
PDF_METADATA = {"title", "Alt", "li", "CreatorTool", "language", "Bag", "part", "NPages", "format", "InstanceID", "DocumentID",
                "RenditionClass", "PDFVersion", "Description", "RDF", "xmpmeta"}  # fmt: skip
PDF_NEVER = (b"/Annots", b"/Annot", b"/EmbeddedFile", b"/JavaScript", b"/JS", b"/AA", b"/OpenAction", b"/Launch", b"/URI",
             b"/AcroForm", b"/RichMedia")  # fmt: skip
PFIF_TAGS = {"pfif", "person", "note", "person_record_id", "note_record_id", "expiry_date"} | set(EVERY_PERSON_ELEMENT) | set(EVERY_NOTE_ELEMENT)  # fmt: skip
JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD, 0xE0}
"""Frame, tables, scan and the JFIF head; no EXIF, no comment, no profile."""


@dataclass(frozen=True)
class File:
    """One file as it left, to whom, and the words that may stand in it."""

    name: str
    seat: str
    content: bytes
    may_say: frozenset[str]


def run(*, full: bool) -> list[dict[str, Any]]:
    """Fetch every export as six roles, parse it, and doctor each to see whether that is noticed."""
    del full  # it takes seconds
    logging.getLogger("django.request").setLevel(logging.ERROR)
    world = World()
    files = [*public_files(world), *pfif_files(world), *disclosed_files(world)]
    faults = [f"{file.name} as {file.seat}: {why}" for file in files for why in faults_in(file)]
    pages, strange = strange_answers(world)
    found = {name: bool(faults_in(doctored)) for name, doctored in doctor(files, world)}
    found |= plant_a_door(world)
    for each in (*faults, *strange, *(f"not found: {name}" for name, seen in found.items() if not seen)):
        log.error("S16: %s", each)
    return [
        {
            "id": "S16",
            "figure": f"{len(faults)} fields, comments, formulas or canaries that no list names in {len(files)} files to"
            f" {len(SEATS)} roles; {len(strange)} other exports at {pages} doors",
            "teeth": f"{sum(found.values())} of {len(found)} planted faults found",
            "passed": not faults and not strange and all(found.values()),
        }
    ]


# What leaves


def public_files(world: World) -> list[File]:
    """What the public site gives out, as each of the roles fetches it: to a role it gives what it gives to anybody."""
    live = world.cases[LIVE]
    shown = frozenset(found.lower() for words in live.shows.values() for found in TOKEN.findall(words))
    area = frozenset({live.shows["last_seen_area"].lower()})
    names = {"feed.json": area, "feed.atom": area, "poster.pdf": shown, "photo.jpg": frozenset[str]()}
    site, files = Site(WAYHOME_ALLOW_UNSAFE="1"), []
    try:
        for seat in SEATS:
            for name, may_say in names.items():
                path = (
                    f"/appeals/{live.references['appeal']}/{name}"
                    if "." in name[-4:] and "feed" not in name
                    else f"/{name}"
                )
                cookie = "; ".join(f"{k}={m.value}" for k, m in world.seats[seat].cookies.items())
                got = site.visitor().get(path, Cookie=cookie)
                files.append(File(name, seat, got.body if got.status == 200 else b"", may_say))
        for case in (world.cases[NEVER], *(world.cases[each] for each in WITHDRAWN)):
            got = site.visitor().get(f"/appeals/{case.references['appeal']}/poster.pdf")
            if got.status == 200:
                files.append(File("poster.pdf", "anybody", got.body, frozenset()))
    finally:
        site.stop()
    return files


def pfif_files(world: World) -> list[File]:
    """What an officer of each role lets the command give out: what another register told, and nothing of ours."""
    said = {name: world.sign("register", "pfif") for name in ("full_name", "given_name", "description")}
    plain = {name: text for name, text in EVERY_PERSON_ELEMENT.items() if name not in said}
    document = pfif_documents.document(pfif_documents.person(1, **plain | said))
    person = next(each for each in pfif_documents.read(document) if isinstance(each, PfifPerson))
    with transaction.atomic():
        pfif.take_in(person, agency=world.agencies["north"].pk, by=Actor.system("assurance"), at=clock.now())
    files = []
    for seat in SEATS:
        officer = world.seats[seat].officer
        assert officer
        out = io.BytesIO()
        with transaction.atomic():
            pfif_export.disclose(
                out, wanted=pfif_export.Wanted(), by=officer.login, reason="Asked by the register", at=clock.now()
            )
            transaction.set_rollback(True)
        files.append(File("pfif.xml", seat, out.getvalue(), frozenset(each.lower() for each in said.values())))
    return files


def disclosed_files(world: World) -> list[File]:
    """A marked copy of two facts of a case, as each of the roles may have it: what was chosen, and the name."""
    case, pattern, files = world.cases["own searching"], "cases/<uuid:episode>/disclose", []
    chosen = ["clothing", "circumstances"]
    may_say = frozenset(case.signs[what].lower() for what in (*chosen, "given_name", "family_name"))
    for seat in SEATS:
        reads_closer = standing(seat, "own", "north") == "r"
        for closer in (
            ([], ["circumstances restricted"]) if reads_closer else ([],)
        ):  # what is kept closer has its own tick
            path = f"/cases/{case.keys['episode']}/disclose"
            target = walk.Target("own", path, lambda _seat: "c", case, bodies.disclosed([*chosen, *closer], "pdf"))
            answer = walk.ask(world, walk.Cell(pattern, DESK[pattern], "POST", seat, target))
            if seat in MAY["work"] or answer.status != 404:
                also = {case.signs["fact_restricted"].lower()} if closer else set()
                files.append(File("disclosure.pdf", seat, answer.body, may_say | also))
    return files


# What is wrong with a file


def faults_in(file: File) -> list[str]:
    """Whatever stands in a file beside what its list names."""
    if not file.content:
        return ["is empty"]
    try:
        said, wrong = PARSERS[file.name.rpartition(".")[2]](file.content)
    except (ValueError, KeyError, ET.ParseError, OSError) as problem:
        return [f"cannot be parsed: {type(problem).__name__}"]
    strange = {found.lower() for found in TOKEN.findall(said)} - file.may_say
    missing = (
        [] if not file.may_say or file.may_say & {found.lower() for found in TOKEN.findall(said)} else ["says nothing"]
    )
    return [*wrong, *(f"says {word}" for word in sorted(strange)), *missing]


def _json(content: bytes) -> tuple[str, list[str]]:
    feed = json.loads(content)
    wrong = [f"has the key {key}" for key in sorted(set(feed) - FEED_KEYS)]
    for item in feed["items"]:
        wrong += [f"has the key {key} in an item" for key in sorted(set(item) - ITEM_KEYS)]
    return content.decode(), wrong


def _xml(tags: Iterable[str], space: str) -> Callable[[bytes], tuple[str, list[str]]]:
    allowed = {f"{space}{tag}" for tag in tags}

    def parse(content: bytes) -> tuple[str, list[str]]:
        builder = ET.TreeBuilder(insert_comments=True, insert_pis=True)
        root = ET.fromstring(content, ET.XMLParser(target=builder))
        wrong = [
            "has a comment" if callable(each.tag) else f"has the element {each.tag}"
            for each in root.iter()
            if callable(each.tag) or each.tag not in allowed
        ]
        return content.decode(), wrong

    return parse


def _jpeg(content: bytes) -> tuple[str, list[str]]:
    Image.open(io.BytesIO(content)).verify()
    wrong, at = [], 2
    while content[at : at + 1] == b"\xff" and content[at + 1] != 0xDA:
        if content[at + 1] not in JPEG_PARTS:
            wrong.append(f"has the part {content[at + 1]:#x}")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    if not content.rstrip().endswith(b"\xff\xd9"):
        wrong.append("goes on after its end")
    return content.decode("latin-1"), wrong


def _pdf(content: bytes) -> tuple[str, list[str]]:
    objects = dict(re.findall(rb"(?:^|\n)(\d+) 0 obj\s(.*?)endobj", content, re.DOTALL))
    streams = {number: _stream(each) for number, each in objects.items()}
    text = "".join(_set_words(objects, streams))
    wrong = [f"has {never.decode()}" for never in PDF_NEVER if never in _names(objects, streams, content)]
    info = re.search(rb"/Info (\d+) 0 R", content)
    if info:
        names = {name.decode() for name in re.findall(rb"/(\w+)\s?[(<]", objects[info[1]])}
        wrong += [f"says {name} of itself" for name in sorted(names - PDF_INFO)]
    for number, each in objects.items():
        if b"/Metadata" in each and b"/XML" in each:
            tags = {tag.decode().rpartition(":")[2] for tag in re.findall(rb"<([\w:]+)[ >]", streams[number])}
            wrong += [f"says {tag} in its metadata" for tag in sorted(tags - PDF_METADATA)]
    beside = b" ".join(each for each in [content, *streams.values()]).decode("latin-1")
    return f"{text} {beside}", wrong


def _names(objects: dict[bytes, bytes], streams: dict[bytes, bytes], content: bytes) -> set[bytes]:
    """Every name that a reader would act on. What is packed is no name, though any two bytes come up in it by chance."""
    packed = [streams[number] for number, each in objects.items() if b"/ObjStm" in each]
    plain = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    return set(re.findall(rb"/[^\s/<>()\[\]{}%]+", b" ".join([plain, *packed])))


def _stream(each: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*)endstream", each, re.DOTALL)
    if not found:
        return b""
    return zlib.decompressobj().decompress(found[1]) if b"/FlateDecode" in each else found[1]


def _set_words(objects: dict[bytes, bytes], streams: dict[bytes, bytes]) -> Iterable[str]:
    """The words that are set on the pages: the signs of each font by its own table."""
    tables = {
        name: dict(re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", streams[table[1]]))
        for fonts in re.findall(rb"/Font<<(.*?)>>", b" ".join(objects.values()))
        for name, font in re.findall(rb"/(\w+) (\d+) 0 R", fonts)
        if (table := re.search(rb"/ToUnicode (\d+) 0 R", objects[font]))
    }
    for page in streams.values():
        font = b""
        for named, words in re.findall(rb"/(f\d+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]()])*)\]TJ", page, re.DOTALL):
            font = named or font
            if words:
                signs = b"".join(_plain(each) for each in re.findall(rb"\(((?:\\.|[^\\)])*)\)", words, re.DOTALL))
                yield "".join(
                    bytes.fromhex(
                        tables[font].get(f"{signs[at] << 8 | signs[at + 1]:04X}".encode(), b"0020").decode()
                    ).decode("utf-16-be")
                    for at in range(0, len(signs) - 1, 2)
                )
                yield " "


_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _plain(written: bytes) -> bytes:
    def sign(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said.isdigit() else _ESCAPED.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", sign, written, flags=re.DOTALL)


PARSERS: dict[str, Callable[[bytes], tuple[str, list[str]]]] = {
    "json": _json,
    "atom": _xml(ATOM_TAGS, ATOM),
    "xml": _xml(PFIF_TAGS, PFIF),
    "jpg": _jpeg,
    "pdf": _pdf,
}


# Doors that answer with a file

NO_FILES = {"photos/<uuid:photo>": "image/jpeg", "sign-in/passkey": "application/json"}
"""A picture inside a page, and what a browser asks its key; neither leaves as a file."""


def strange_answers(world: World) -> tuple[int, list[str]]:
    """Doors of the desk that answer one of the roles with anything but a page: how many doors, and which are not listed."""
    strange = set()
    every = [cell for cell in walk.cells(world, DESK) if cell.method == "GET" and cell.seat in SEATS]
    for cell in every:
        if cell.target.state not in {"", "own", "shared", "nameless north"}:
            continue
        answer = walk.ask(world, cell)
        kind = answer.headers.get("Content-Type", "text/html").partition(";")[0]
        apart = kind != "text/html" or "attachment" in answer.headers.get("Content-Disposition", "")
        if apart and answer.body and NO_FILES.get(cell.pattern) != kind:
            strange.add(f"/{cell.pattern} answers with {kind}")
    return len(DESK) + len(PUBLIC), sorted(strange)


def plant_a_door(world: World) -> dict[str, bool]:
    """A page that begins to give out a table must be noticed."""
    import pytest
    from django.http import HttpRequest, HttpResponse

    def table(_request: HttpRequest, **_keys: Any) -> HttpResponse:
        return HttpResponse("name,age\n=1+1,14\n", content_type="text/csv")

    route = next(each for each in urls.urlpatterns if isinstance(each, URLPattern) and str(each.pattern) == "figures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(route, "callback", table)
        return {"a door that gives out a table": bool(strange_answers(world)[1])}


# Doctored files


def doctor(files: list[File], world: World) -> Iterable[tuple[str, File]]:
    """The same files with what must not be in them."""
    by_name = {file.name: file for file in files}
    word = world.cases["other searching"].signs["informant"].encode()
    other = world.cases[LIVE].shows["given_name"].encode()

    def changed(name: str, before: bytes, after: bytes) -> File:
        file = by_name[name]
        assert before in file.content, (name, before)
        return File(name, file.seat, file.content.replace(before, after, 1), file.may_say)

    yield "a name in the feed", changed("feed.json", b'"title": "Appeal', b'"title": "' + other + b" Appeal")
    yield "another key in the feed", changed("feed.json", b'"date_published"', b'"age": 14, "date_published"')
    yield "a comment in the feed", changed("feed.atom", b"<entry>", b"<entry><!-- x -->")
    yield "another element in the feed", changed("feed.atom", b"<entry>", b"<entry><rights>x</rights>")
    yield "a name in the Atom feed", changed("feed.atom", b"<summary>", b"<summary>" + other)
    yield "an author of the poster", changed("poster.pdf", b"/Creator(", b"/Author(An officer)/Creator(")
    yield "a comment on the poster", changed("poster.pdf", b"/Type/Page/", b"/Annots[]/Type/Page/")
    yield "metadata of the poster", changed("poster.pdf", b"<dc:title>", b"<dc:subject>x</dc:subject><dc:title>")
    yield "a word beside the poster's own", changed("poster.pdf", b"%%EOF", b"%%EOF " + word)
    poster = by_name["poster.pdf"]
    yield (
        "a word that the poster may not show",
        File("poster.pdf", poster.seat, poster.content, poster.may_say - {other.decode().lower()}),
    )
    copy = by_name["disclosure.pdf"]
    for fact in ("clothing", "given_name"):
        less = copy.may_say - {world.cases["own searching"].signs[fact].lower()}
        yield f"{fact} on a copy that may not say it", File(copy.name, copy.seat, copy.content, less)
    closer = copy.may_say - {world.cases["own searching"].signs["fact_restricted"].lower()}
    yield "a restricted fact on a copy that may not say it", File(copy.name, copy.seat, copy.content, closer)
    yield "a comment in the picture", changed("photo.jpg", b"\xff\xdb", b"\xff\xfe\x00\x04hi\xff\xdb")
    yield "words after the picture", File("photo.jpg", "officer", by_name["photo.jpg"].content + b"hidden", frozenset())
    yield "another element in PFIF", changed("pfif.xml", b"<pfif:sex>", b"<pfif:risk>high</pfif:risk><pfif:sex>")
    yield "a child of ours in PFIF", changed("pfif.xml", b"<pfif:sex>", b"<pfif:sex>" + word)
