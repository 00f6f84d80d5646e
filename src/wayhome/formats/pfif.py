"""PFIF, the People Finder Interchange Format: versions 1.1 to 1.4 read, 1.4 written."""

from wayhome.formats.pfif_reader import read_pfif
from wayhome.formats.pfif_records import (
    PfifNote,
    PfifPerson,
    Reading,
    expires_at,
    person_age,
    person_birth,
    pfif_time,
    source_at,
)
from wayhome.formats.pfif_writer import write_pfif
from wayhome.formats.refusal import Refusal

__all__ = [
    "PfifNote",
    "PfifPerson",
    "Reading",
    "Refusal",
    "expires_at",
    "person_age",
    "person_birth",
    "pfif_time",
    "read_pfif",
    "source_at",
    "write_pfif",
]
