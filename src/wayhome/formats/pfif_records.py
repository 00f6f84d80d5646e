"""The records of PFIF, the People Finder Interchange Format, and what their fields mean.

source: zesty.ca/pfif, versions 1.1 (2005) to 1.4 (29 May 2012); element order and renames were compared with
google/personfinder, app/pfif.py. A record is kept as its elements: each element's text, trimmed at both ends, under
its 1.4 name, names that the standard does not know included, so that what was read can be written again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.words import N_

VERSIONS = ("1.1", "1.2", "1.3", "1.4")
PFIF_14 = "http://zesty.ca/pfif/1.4"

PERSON_ELEMENTS = (
    "person_record_id", "entry_date", "expiry_date", "author_name", "author_email", "author_phone", "source_name",
    "source_date", "source_url", "full_name", "given_name", "family_name", "alternate_names", "description", "sex",
    "date_of_birth", "age", "home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code",
    "home_country", "photo_url", "profile_urls",
)  # fmt: skip
"""The elements of a person, in the order of PFIF 1.4."""

NOTE_ELEMENTS = (
    "note_record_id", "person_record_id", "linked_person_record_id", "entry_date", "author_name", "author_email",
    "author_phone", "source_date", "author_made_contact", "status", "email_of_found_person", "phone_of_found_person",
    "last_known_location", "text", "photo_url",
)  # fmt: skip
"""The elements of a note, in the order of PFIF 1.4."""

PERSON_RENAMES = {
    "home_zip": "home_postal_code",  # since 1.2
    "first_name": "given_name",  # this and what follows since 1.4
    "last_name": "family_name",
    "other": "description",
}
NOTE_RENAMES = {"found": "author_made_contact"}  # since 1.4

UNREADABLE_TIME = N_("%(element)s is not a time such as 2012-05-29T12:00:00Z.")
UNREADABLE_BIRTH = N_("date_of_birth is not a date such as 2011, 2011-05 or 2011-05-25.")
UNREADABLE_AGE = N_("age is not a number of years such as 14, or a range such as 12-15.")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PfifPerson:
    """What one source says of one missing or found person.

    record_id  the source's own id of the record
    fields     1.4 element name -> trimmed text, as written, empty texts included
    version    the version that it was read in
    line       where the record starts in its file; 0 when it was not read from one
    repeats    further texts of an element that occurs more than once; `fields` has the first that is not empty
    """

    record_id: str
    fields: Mapping[str, str] = field(hash=False)
    version: str = "1.4"
    line: int = 0
    repeats: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class PfifNote:
    """What one author says at one time about a person: a claim, never a change of status.

    person_record_id  the person it is about: its own word, else the person that it stood in; None when neither says
    inside_person     it stood inside a person. `fields` holds a person_record_id only when the note itself had one
    The rest as in `PfifPerson`.
    """

    record_id: str
    person_record_id: str | None
    fields: Mapping[str, str] = field(hash=False)
    inside_person: bool = False
    version: str = "1.4"
    line: int = 0
    repeats: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A field as a value. `warning` is a sentence marked for translation when the text could not be understood."""

    value: T | None
    warning: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)


def person_birth(fields: Mapping[str, str]) -> Reading[PartialDate]:
    """The date of birth, of which the month and the day may be unknown."""
    text = fields.get("date_of_birth", "")
    try:
        return Reading(PartialDate.parse(text) if text else None)
    except ValueError:
        return Reading(None, UNREADABLE_BIRTH)


def person_age(fields: Mapping[str, str]) -> Reading[AgeRange]:
    """The age in years, one or a range with both ends, as it was at the record's source_date."""
    text = fields.get("age", "")
    try:
        return Reading(AgeRange.parse(text) if text else None)
    except ValueError:
        return Reading(None, UNREADABLE_AGE)


def source_at(fields: Mapping[str, str]) -> Reading[datetime]:
    """When the record was first written, or last changed, at its source."""
    return _time(fields, "source_date")


def expires_at(fields: Mapping[str, str]) -> Reading[datetime]:
    """When the source wants the record gone."""
    return _time(fields, "expiry_date")


def _time(fields: Mapping[str, str], element: str) -> Reading[datetime]:
    text = fields.get(element, "")
    if not text:
        return Reading(None)
    try:
        if _TIME.fullmatch(text) is None:
            raise ValueError(text)
        return Reading(datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):  # astimezone leaves the calendar at both its ends
        return Reading(None, UNREADABLE_TIME, {"element": element})


def pfif_time(at: datetime) -> str:
    """PFIF dateTime: UTC with a Z, a fraction only where there is one. Raises ValueError when naive."""
    if at.tzinfo is None:
        raise ValueError("a PFIF time needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
