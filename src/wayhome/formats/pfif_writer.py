"""Writing PFIF 1.4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from wayhome.formats.pfif_records import NOTE_ELEMENTS, PERSON_ELEMENTS, PFIF_14, PfifNote, PfifPerson, pfif_time


def write_pfif(
    people: Iterable[tuple[PfifPerson, Sequence[PfifNote]]],
    loose_notes: Iterable[PfifNote] = (),
    *,
    out: BinaryIO,
    entry_at: datetime | None = None,
) -> None:
    """Write PFIF 1.4: each person with its notes inside, then the notes that stand alone.

    Elements come in the order of the standard, unknown ones after them. An entry_date that was read is never written
    again, since it tells of the place it came from; `entry_at` gives every record this place's own. A note inside its
    person gets a person_record_id only if it had one; a loose note always says whom it is about where that is known.
    """
    entry = None if entry_at is None else pfif_time(entry_at)
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_tag("pfif"), nsmap={"pfif": PFIF_14}):
            for person, notes in people:
                _write_person(xml, person, notes, entry=entry)
            for note in loose_notes:
                _write_note(xml, note, indent="\n  ", inside=False, entry=entry)
            xml.write("\n")
    out.write(b"\n")


def _write_person(
    xml: "etree._IncrementalFileWriter", person: PfifPerson, notes: Sequence[PfifNote], *, entry: str | None
) -> None:
    fields = {"person_record_id": person.record_id, **person.fields}
    xml.write("\n  ")
    with xml.element(_tag("person")):
        _write_fields(xml, fields, person.repeats, order=PERSON_ELEMENTS, indent="\n    ", entry=entry)
        for note in notes:
            _write_note(xml, note, indent="\n    ", inside=True, entry=entry)
        xml.write("\n  ")


def _write_note(
    xml: "etree._IncrementalFileWriter", note: PfifNote, *, indent: str, inside: bool, entry: str | None
) -> None:
    fields = {"note_record_id": note.record_id, **note.fields}
    if not inside and note.person_record_id:
        fields.setdefault("person_record_id", note.person_record_id)
    xml.write(indent)
    with xml.element(_tag("note")):
        _write_fields(xml, fields, note.repeats, order=NOTE_ELEMENTS, indent=indent + "  ", entry=entry)
        xml.write(indent)


def _write_fields(
    xml: "etree._IncrementalFileWriter",
    fields: Mapping[str, str],
    repeats: Mapping[str, Sequence[str]],
    *,
    order: Sequence[str],
    indent: str,
    entry: str | None,
) -> None:
    texts = {name: [text, *repeats.get(name, ())] for name, text in fields.items() if name != "entry_date"}
    if entry is not None:
        texts["entry_date"] = [entry]
    for name in [*(name for name in order if name in texts), *(name for name in texts if name not in order)]:
        for text in texts[name]:
            xml.write(indent)
            with xml.element(_tag(name)):
                if text:
                    xml.write(text)


def _tag(name: str) -> str:
    return f"{{{PFIF_14}}}{name}"
