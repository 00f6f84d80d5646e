"""What a PFIF record says, as the words of a report or of a sighting. Pure: no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wayhome.formats.pfif import PfifNote, PfifPerson
from wayhome.formats.pfif_records import NOTE_ELEMENTS, PERSON_ELEMENTS

UNKNOWN = "unknown"
_HOME = ("home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country")
# Where an element says what a fact kind says, its words go under that kind's code.
_PERSON_KINDS = {
    "person_record_id": "reference",
    "family_name": "family_name",
    "sex": "sex",
    "date_of_birth": "birth_date",
    "age": "age",
    "description": "circumstances",
    "profile_urls": "online_account",
    "author_name": "informant",
    "author_phone": "informant_phone",
    "source_name": "informant_agency",
}
# The words of a sighting are named as on the public form.
_NOTE_KINDS = {
    "last_known_location": "place",
    "text": "words",
    "author_name": "informant",
    "author_phone": "informant_phone",
}
_NAMES = ("given_name", "full_name", "alternate_names")
_ONE_VALUE = ("sex", "date_of_birth", "age", "person_record_id", "note_record_id")


def report_words(person: PfifPerson) -> dict[str, str]:
    """The words of a report of this person: by fact kind where one says the same, else under the element's own name.

    A person without a name, and every person's last-seen place (PFIF has none), is "unknown". A full name stands for
    the given name where there is none, since splitting it would be a guess; else it is an alias. The age is as of
    `source_date`, which stands beside it. `photo_url` is kept as given and never fetched. Elements that the standard
    does not know stand under "pfif." and their name, so that no file can pose as a fact kind. Empty elements and
    `entry_date` are left out here; the imported record keeps them.
    """
    words = _names(person)
    words |= {"last_seen_place": UNKNOWN}
    if home := ", ".join(filter(None, (_all(person, name, ", ") for name in _HOME))):
        words["home_address"] = home
    return words | _rest(person, _PERSON_KINDS, PERSON_ELEMENTS, left_out=(*_NAMES, *_HOME))


def sighting_words(note: PfifNote) -> dict[str, str]:
    """The words of a sighting: a claim, whatever it says of a status.

    `status` and `author_made_contact` are what the author believes; they change nothing here.
    """
    words = _rest(note, _NOTE_KINDS, NOTE_ELEMENTS, left_out=())
    if note.person_record_id:
        words["person_record_id"] = note.person_record_id
    return words


def _names(person: PfifPerson) -> dict[str, str]:
    given, family, full = (_all(person, name) for name in ("given_name", "family_name", "full_name"))
    also = [_all(person, "alternate_names")]
    if given and full != f"{given} {family}".strip():
        also.insert(0, full)
    words = {"given_name": given or full or UNKNOWN}
    if alias := "\n".join(filter(None, also)):
        words["alias"] = alias
    return words


def _rest(
    record: PfifPerson | PfifNote, kinds: Mapping[str, str], known: Sequence[str], *, left_out: Sequence[str]
) -> dict[str, str]:
    words = {}
    for name in record.fields:
        if name == "entry_date" or name in left_out:
            continue
        text = record.fields[name] if name in _ONE_VALUE else _all(record, name)
        if text:
            words[kinds.get(name, name if name in known else f"pfif.{name}")] = text
    return words


def _all(record: PfifPerson | PfifNote, name: str, between: str = "\n") -> str:
    """Every text of an element that may stand more than once."""
    return between.join(filter(None, (record.fields.get(name, ""), *record.repeats.get(name, ()))))
