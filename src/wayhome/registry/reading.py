"""Records of the unidentified from elsewhere, field by field, into what our kinds of fact read.

The fields are those that `matching/describe.py` writes, so that what one service gives out another can take in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wayhome.terms.words import N_

NO_RECORD = N_("A line must be one JSON object.")
NO_ID = N_("Give each record an id of its own, as text.")
NO_FIELD = N_("There is no such field. The fields are %(fields)s.")
NO_LIST = N_("Write a list.")
NO_WORDS = N_("Write a word in quotation marks.")
A_PAIR = N_("A laboratory's finding is about two people: an officer records it beside the pair, as a verdict.")

WORDS = {
    "sex": "sex",
    "ethnicity": "ethnicity",
    "hair_colour": "hair_colour",
    "eye_colour": "eye_colour",
    "blood_group": "blood_group",
    "region": "region",
    "kind": "unidentified_kind",
    "condition": "condition",
    "found_setting": "found_setting",
}
PARTS = {
    "stature_cm": "stature_cm",
    "teeth": "teeth",
    "fingers": "fingers",
    "found_at": "found_at",
    "died_between": "died_between",
    "found_point": "found_point",
    "age": "age_estimate",
}
LISTS = {"marks": "mark", "objects": "object", "implants": "implant", "holdings": "holding"}
FIELDS = ("id", *WORDS, *PARTS, *LISTS, "examined", "verified")


@dataclass(frozen=True, slots=True)
class Given:
    """One field, or one entry of a list: where it stood, the kind of fact, and what the kind is to read."""

    field: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a field was refused. `facts` fill the gaps of the sentence."""

    field: str
    says: str
    facts: Mapping[str, str]


def fields_of(record: Mapping[str, Any]) -> Iterator[Given | Wrong]:
    """Every field of a record that says something, in the order of the record."""
    for name, value in record.items():
        if value is None or name == "id":
            continue
        if name == "verified":
            if value:
                yield Wrong(name, A_PAIR, {})
        elif name in WORDS:
            yield Given(name, WORDS[name], value) if isinstance(value, str) else Wrong(name, NO_WORDS, {})
        elif name in PARTS:
            yield Given(name, PARTS[name], _object(value) if isinstance(value, Mapping | list) else str(value))
        elif name in LISTS:
            yield from _entries(name, value)
        elif name == "examined":
            yield _examined(value)
        else:
            yield Wrong(name, NO_FIELD, {"fields": ", ".join(FIELDS)})


def _entries(name: str, value: Any) -> Iterator[Given | Wrong]:
    if not isinstance(value, list):
        yield Wrong(name, NO_LIST, {})
        return
    for number, each in enumerate(value):
        yield Given(f"{name}[{number}]", LISTS[name], _object(each))


def _examined(value: Any) -> Given | Wrong:
    if not isinstance(value, list):
        return Wrong("examined", NO_LIST, {})
    return Given("examined", "examined", ", ".join(str(each) for each in value))


def _object(value: Any) -> str:
    # Whatever is no object is wrapped, so that the kind's own sentence about its parts is what is said.
    return json.dumps(value if isinstance(value, Mapping) else {str(value): True})
