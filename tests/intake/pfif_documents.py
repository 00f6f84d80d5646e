"""PFIF documents about invented people, for the tests of taking in and giving out."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.formats.pfif import PfifNote, PfifPerson, Refusal, read_pfif
from wayhome.intake.pfif import Fate, take_in
from wayhome.terms.actor import Actor

EVERY_PERSON_ELEMENT = {
    "author_name": "Isolde Quillfeather",
    "author_email": "isolde@example.org",
    "author_phone": "01632 960456",
    "source_name": "Saltby Register",
    "source_date": "2026-01-01T09:00:00Z",
    "source_url": "https://saltby.example.org/1",
    "full_name": "Tamsin Quillfeather\nT. Quillfeather",
    "given_name": "Tamsin",
    "family_name": "Quillfeather",
    "alternate_names": "Tam\nTammy",
    "description": "Green coat.\nLeft on foot.",
    "sex": "female",
    "date_of_birth": "2011-05",
    "age": "14-15",
    "home_street": "Harbour Steps",
    "home_neighborhood": "Quayside",
    "home_city": "Saltby",
    "home_state": "NM",
    "home_postal_code": "ZZ99 1VV",
    "home_country": "GB",
    "photo_url": "https://saltby.example.org/1.jpg",
    "profile_urls": "https://social.example.org/tam",
}
EVERY_NOTE_ELEMENT = {
    "linked_person_record_id": "saltby.example.org/person.2",
    "author_name": "Ned Thrupp",
    "author_email": "ned@example.org",
    "author_phone": "07700 900111",
    "source_date": "2026-01-02T10:00:00Z",
    "author_made_contact": "true",
    "status": "believed_alive",
    "email_of_found_person": "tam@example.org",
    "phone_of_found_person": "07700 900222",
    "last_known_location": "Saltby bus station",
    "text": "Saw her at noon.",
    "photo_url": "https://saltby.example.org/note.jpg",
}


def element(name: str, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<pfif:{name}>{escaped}</pfif:{name}>"


def person(number: int | str = 1, inside: str = "", **fields: str) -> str:
    own = element("person_record_id", f"saltby.example.org/person.{number}")
    return f"<pfif:person>{own}{''.join(element(*each) for each in fields.items())}{inside}</pfif:person>"


def note(number: int | str = 1, *, about: int | str | None = None, **fields: str) -> str:
    own = element("note_record_id", f"saltby.example.org/note.{number}")
    whom = "" if about is None else element("person_record_id", f"saltby.example.org/person.{about}")
    return f"<pfif:note>{own}{whom}{''.join(element(*each) for each in fields.items())}</pfif:note>"


def document(*records: str, version: str = "1.4") -> bytes:
    body = "\n".join(records)
    return f'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/{version}">\n{body}\n</pfif:pfif>\n'.encode()


def read(source: bytes) -> list[PfifPerson | PfifNote]:
    records = list(read_pfif(io.BytesIO(source), file="given.xml", max_bytes=1 << 20))
    return [record for record in records if not isinstance(record, Refusal)]


def imported(source: bytes, *, at: datetime) -> list[Fate]:
    """Take in every record of a document for the national intake desk."""
    return fates(read(source), at=at)


def fates(records: Iterable[PfifPerson | PfifNote], *, at: datetime) -> list[Fate]:
    by = Actor.system("pfif")
    return [take_in(record, agency=NATIONAL_INTAKE, by=by, at=at) for record in records]
