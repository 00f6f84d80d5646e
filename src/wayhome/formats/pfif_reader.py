"""Reading PFIF 1.1 to 1.4, from files that nobody here has checked.

Left out: attributes, comments, and elements of other namespaces inside a record. Markup inside a text is read as its
text. An element's name that a later version changed is read as that, whatever version the file says it is.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from lxml import etree

from wayhome.formats.doctype import doctype_line
from wayhome.formats.pfif_records import NOTE_RENAMES, PERSON_RENAMES, VERSIONS, PfifNote, PfifPerson
from wayhome.formats.refusal import Refusal
from wayhome.terms.words import N_

TOO_BIG = N_("The file is larger than %(limit)d bytes.")
HAS_DOCTYPE = N_("The file has a DOCTYPE, which a PFIF file never needs; nothing of it was read.")
NOT_XML = N_("The file is not XML.")
NOT_PFIF = N_("The file is not PFIF: its outer element is neither pfif nor a feed that holds PFIF records.")
NO_VERSION = N_("The record does not name a PFIF version: the namespace is missing or another one.")
UNKNOWN_VERSION = N_("PFIF %(version)s is not read here; versions 1.1 to 1.4 are.")
NO_RECORDS = N_("The feed holds no PFIF record.")
NO_PERSON_ID = N_("The person has no person_record_id.")
NO_NOTE_ID = N_("The note has no note_record_id.")
LONG_ID = N_("The record id is longer than %(limit)d characters.")
BREAKS_OFF = N_("The file breaks off or is not well-formed XML here; the records complete before this line were read.")
TOO_DEEP = N_("The file is nested more than %(limit)d levels deep here; what follows was not read.")

DEEPEST = 32
LONGEST_ID = 1_000
_CHUNK = 1 << 16
_LINES_LXML_KNOWS = 65_535  # beyond this libxml2 guesses the line of an element, so we count for ourselves

_NAMESPACE = re.compile(r"https?://zesty\.ca/pfif/(\d+\.\d+)/?")
_ATOM = "http://www.w3.org/2005/Atom"


def read_pfif(stream: BinaryIO, *, file: str, max_bytes: int) -> Iterator[PfifPerson | PfifNote | Refusal]:
    """Read the records of one PFIF file, each person followed by the notes inside it.

    A file that is too big, is not PFIF, or has a DOCTYPE gives one refusal and nothing else. A record without an id
    gives a refusal, and the records beside it still come. A file that breaks off gives the records complete before
    the break, notes of the unfinished person included, and then one refusal with the line of the break. Records
    inside an Atom or RSS feed are read too. No entity is expanded and nothing is fetched.
    """
    source = _seekable(stream, max_bytes)
    if source is None:
        yield Refusal(file, 1, TOO_BIG, {"limit": max_bytes})
        return
    start = source.tell()
    line = doctype_line(source)
    source.seek(start)
    if line is not None:
        yield Refusal(file, line, HAS_DOCTYPE)
        return
    yield from _Reader(file).records(source)


def _seekable(stream: BinaryIO, max_bytes: int) -> BinaryIO | None:
    """A stream that can be read twice, or None when it holds more than `max_bytes`."""
    if not stream.seekable():
        held = stream.read(max_bytes + 1)
        return None if len(held) > max_bytes else io.BytesIO(held)
    start = stream.tell()
    size = stream.seek(0, io.SEEK_END) - start
    stream.seek(start)
    return None if size > max_bytes else stream


class _Stop(Exception):
    """Nothing more of this file can be read."""

    def __init__(self, words: str, line: int, **facts: object) -> None:
        super().__init__(words)
        self.words, self.line, self.facts = words, line, facts


@dataclass(slots=True)
class _Open:
    """A record whose end has not been read yet."""

    kind: str
    version: str
    line: int
    element: etree._Element
    person_record_id: str | None = None
    notes: list[PfifNote | Refusal] = field(default_factory=list)


class _Reader:
    """One pass over one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0
        self.line = 1
        self.is_feed = False
        self.seen = 0
        self.open: list[_Open] = []

    def records(self, source: BinaryIO) -> Iterator[PfifPerson | PfifNote | Refusal]:
        parser = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for piece in _lines(source):
                try:
                    parser.feed(piece)
                finally:
                    yield from self._events(parser)
                self.line += piece.count(b"\n")
            parser.close()
            yield from self._events(parser)
        except etree.XMLSyntaxError as fault:
            yield from self._unfinished()
            begun = self.depth or self.seen or self.is_feed
            yield Refusal(self.file, max(1, fault.lineno or self.line), BREAKS_OFF if begun else NOT_XML)
        except _Stop as stop:
            yield from self._unfinished()
            yield Refusal(self.file, stop.line, stop.words, stop.facts)
        else:
            if self.is_feed and not self.seen:
                yield Refusal(self.file, 1, NO_RECORDS)

    def _events(self, parser: "etree.XMLPullParser") -> Iterator[PfifPerson | PfifNote | Refusal]:
        for event, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
            if event == "start":
                self.depth += 1
                yield from self._started(element)
            else:
                self.depth -= 1
                yield from self._ended(element)

    def _started(self, element: etree._Element) -> Iterator[Refusal]:
        line = self._line_of(element)
        if self.depth == 1:
            self._check_root(element, line)
        if self.depth > DEEPEST:
            raise _Stop(TOO_DEEP, line, limit=DEEPEST)
        namespace, kind = _split(element)
        if kind not in ("person", "note"):
            return
        version = _version(namespace)
        if version in VERSIONS:
            self.seen += 1
            self.open.append(_Open(kind, version, line, element))
        elif version:
            yield Refusal(self.file, line, UNKNOWN_VERSION, {"version": version})
        elif self.depth == 2 and not self.is_feed:
            yield Refusal(self.file, line, NO_VERSION)

    def _check_root(self, element: etree._Element, line: int) -> None:
        if element.getroottree().docinfo.internalDTD is not None:  # in an encoding that the look at the bytes missed
            raise _Stop(HAS_DOCTYPE, line)
        namespace, name = _split(element)
        version = _version(namespace)
        if name == "pfif":
            if not version:
                raise _Stop(NO_VERSION, line)
            if version not in VERSIONS:
                raise _Stop(UNKNOWN_VERSION, line, version=version)
        elif namespace == _ATOM or (name == "rss" and not namespace):
            self.is_feed = True
        else:
            raise _Stop(NOT_PFIF, line)

    def _ended(self, element: etree._Element) -> Iterator[PfifPerson | PfifNote | Refusal]:
        if self.open and self.open[-1].element is element:
            yield from self._close(self.open.pop())
            element.clear()
        elif self.open and self.open[-1].element is element.getparent() and _is_person_id(element):
            self.open[-1].person_record_id = self.open[-1].person_record_id or _text(element) or None
        if self.depth == 1:
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]

    def _close(self, record: _Open) -> Iterator[PfifPerson | PfifNote | Refusal]:
        if record.kind == "person":
            yield self._person(record)
            yield from self._attached(record)
            return
        around = next((outer for outer in reversed(self.open) if outer.kind == "person"), None)
        note = self._note(record, inside_person=around is not None)
        if around is None:
            yield note
        else:
            around.notes.append(note)

    def _person(self, record: _Open) -> PfifPerson | Refusal:
        fields, repeats = _fields(record.element, PERSON_RENAMES)
        record_id = fields.get("person_record_id", "")
        if refusal := self._refuse_id(record_id, record.line, NO_PERSON_ID):
            return refusal
        return PfifPerson(record_id, fields, record.version, record.line, repeats)

    def _note(self, record: _Open, *, inside_person: bool) -> PfifNote | Refusal:
        fields, repeats = _fields(record.element, NOTE_RENAMES)
        record_id = fields.get("note_record_id", "")
        if refusal := self._refuse_id(record_id, record.line, NO_NOTE_ID):
            return refusal
        about = fields.get("person_record_id") or None
        return PfifNote(record_id, about, fields, inside_person, record.version, record.line, repeats)

    def _refuse_id(self, record_id: str, line: int, missing: str) -> Refusal | None:
        if not record_id:
            return Refusal(self.file, line, missing)
        if len(record_id) > LONGEST_ID:
            return Refusal(self.file, line, LONG_ID, {"limit": LONGEST_ID})
        return None

    def _attached(self, person: _Open) -> Iterator[PfifNote | Refusal]:
        """The notes inside a person; those that do not say whom they are about take the person around them."""
        for note in person.notes:
            if isinstance(note, Refusal) or note.person_record_id or not person.person_record_id:
                yield note
            else:
                yield PfifNote(
                    note.record_id, person.person_record_id, note.fields, True, note.version, note.line, note.repeats
                )

    def _unfinished(self) -> Iterator[PfifNote | Refusal]:
        """The notes that were complete inside a person that was not."""
        while self.open:
            yield from self._attached(self.open.pop(0))

    def _line_of(self, element: etree._Element) -> int:
        known: int | None = element.sourceline  # type: ignore[assignment]
        return known if known is not None and known < _LINES_LXML_KNOWS else self.line


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """The bytes line by line, a very long line in pieces, so that the reader knows which line it is in."""
    while piece := source.readline(_CHUNK):
        yield piece


def _split(element: etree._Element) -> tuple[str, str]:
    """Namespace and name. A prefix that the file never explains is dropped, as lxml leaves it in the name."""
    namespace, _, name = element.tag[1:].rpartition("}") if element.tag.startswith("{") else ("", "", element.tag)
    return namespace, name.rpartition(":")[2]


def _version(namespace: str) -> str:
    found = _NAMESPACE.fullmatch(namespace)
    return found[1] if found else ""


def _is_person_id(element: etree._Element) -> bool:
    namespace, name = _split(element)
    return name == "person_record_id" and _version(namespace) in VERSIONS


def _text(element: etree._Element) -> str:
    return "".join(cast("Iterator[str]", element.itertext())).strip()


def _fields(record: etree._Element, renames: Mapping[str, str]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The elements of a record under their 1.4 names, and the further texts of those that occur again."""
    fields: dict[str, str] = {}
    repeats: dict[str, tuple[str, ...]] = {}
    for element in record:
        namespace, name = _split(element)
        if name in ("person", "note") or _version(namespace) not in VERSIONS:
            continue
        name, text = renames.get(name, name), _text(element)
        if name not in fields:
            fields[name] = text
            continue
        if not fields[name]:
            fields[name], text = text, fields[name]
        repeats[name] = (*repeats.get(name, ()), text)
    return fields, repeats
