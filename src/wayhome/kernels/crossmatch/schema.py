"""The forms of records and of rows as JSON Schema, built from the code lists, so that they cannot drift apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.model import FAMILIES
from wayhome.kernels.crossmatch.records import OLDEST, SHORTEST, TALLEST
from wayhome.terms import codes
from wayhome.terms.body import SURFACES

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _text(about: str = "") -> Schema:
    return {"type": "string", **({"description": about} if about else {})}


def _code(of: Iterable[str], about: str = "") -> Schema:
    return {"enum": list(dict.fromkeys(of)), **({"description": about} if about else {})}


def _listed(name: codes.CodeList) -> list[str]:
    return [each.code for each in name.codes]


def _object(required: Iterable[str] = (), about: str = "", /, **properties: Schema) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return schema | ({"description": about} if about else {})


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


DAY = {"type": "string", "format": "date", "description": "YYYY-MM-DD; the date part of a moment counts"}
SPAN = _object((), "first and last day, both within", **{"from": DAY, "to": DAY, "certified": {"type": "boolean"}})
POINT = _object(
    ("latitude", "longitude"), "degrees",
    latitude={"type": "number", "minimum": -90, "maximum": 90}, longitude={"type": "number", "minimum": -180, "maximum": 180},
)  # fmt: skip


def _range(lowest: float, highest: float, methods: list[str], about: str) -> Schema:
    number = {"type": "number", "minimum": lowest, "maximum": highest}
    return _object(("low", "high"), about, low=number, high=number, method=_code(methods))


def _both() -> dict[str, Schema]:
    part = _code(_listed(codes.BODY_PART))
    tooth = _code(_listed(codes.TOOTH_CODE))
    charted = {"anyOf": [tooth, _object(("code",), code=tooth, surfaces=_text(f"letters of {SURFACES}"))]}
    finger = _code(_listed(codes.FINGER_CLASS))
    return {
        "id": {"type": "string", "minLength": 1, "description": "unique in its file"},
        "sex": _code(_listed(codes.SEX)),
        "ethnicity": _code(_listed(codes.ETHNICITY)),
        "hair_colour": _code(_listed(codes.HAIR_COLOUR)),
        "eye_colour": _code(_listed(codes.EYE_COLOUR)),
        "stature_cm": _range(SHORTEST, TALLEST, _listed(codes.STATURE_METHOD), "height in centimetres"),
        "marks": _list(_object(("kind", "part"), kind=_code(_listed(codes.MARK_TYPE)), part=part, words=_text())),
        "objects": _list(
            _object(
                ("type",), type=_code(lists.OBJECTS), engraving=_text("letters and digits are compared"), words=_text(),
                **{each: _text() for each in lists.ANSWERS},
            )
        ),
        "teeth": _object(
            ("chart",), charted_on=DAY,
            chart={
                "type": "object", "description": "by FDI number", "properties": dict.fromkeys(lists.TEETH, charted),
                "additionalProperties": False,
            },
        ),
        "fingers": {"type": "object", "properties": dict.fromkeys(lists.FINGERS, finger), "additionalProperties": False},
        "blood_group": _code([*_listed(codes.BLOOD_GROUP), lists.UNKNOWN]),
        "implants": _list(_object(("type",), type=_code(lists.IMPLANTS), part=part, serial=_text())),
        "region": _text("the force or region that keeps the case, or where found"),
        "verified": _list(
            _object(
                ("other", "finding"), "what a laboratory found: a fact, not a score", other=_text("id of the other side"),
                finding=_code(("same", "not_same")), by=_text(), method=_code(("dna", "dental", "fingerprints", "medical_device")),
                document=_text(), on=DAY,
            )
        ),
    }  # fmt: skip


def _record(title: str, required: tuple[str, ...], properties: dict[str, Schema]) -> Schema:
    fields = {name: {"anyOf": [form, {"type": "null"}]} if name != "id" else form for name, form in properties.items()}
    about = "One line of a file of JSON lines (UTF-8). A field that is absent or null is not known."
    return {
        "$schema": DRAFT, "title": title, "description": about, "type": "object", "properties": fields,
        "required": list(required), "additionalProperties": False,
    }  # fmt: skip


def missing() -> Schema:
    """A missing person."""
    return _record("A missing person", ("id",), {
        **_both(),
        "birth_date": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
        "age": _object(("low", "high"), "whole years when last seen; used where no birth date is known",
                       low={"type": "integer", "minimum": 0, "maximum": OLDEST}, high={"type": "integer", "minimum": 0, "maximum": OLDEST}),
        "last_seen_at": SPAN,
        "last_seen_point": POINT,
    })  # fmt: skip


def unidentified() -> Schema:
    """Somebody, or remains, without a name."""
    return _record("An unidentified person or remains", ("id", "kind"), {
        **_both(),
        "kind": _code(lists.KINDS),
        "condition": _code(_listed(codes.CONDITION)),
        "found_at": SPAN,
        "died_between": SPAN,
        "found_point": POINT,
        "found_setting": _code(_listed(codes.FOUND_SETTING)),
        "age": _range(0, OLDEST, _listed(codes.AGE_METHOD), "years, at death or when found alive"),
        "examined": _list(_code(_listed(codes.BODY_PART), "parts whose skin was looked at")),
    })  # fmt: skip


def row() -> Schema:
    """A row of `wayhome match score`: one candidate, or nobody."""
    dex = {"type": "number", "description": "dex: log10 of a likelihood ratio, to three decimals"}
    chance = {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "calibrated on invented nations; not verified in the field",
    }
    part = _object(("family", "weight", "words"), family=_code(FAMILIES), weight=dex, words=_text())
    return {"$schema": DRAFT, "title": "A candidate match, or none of the listed"} | _object(
        ("unidentified", "rank", "missing", "score", "posterior", "parts"),
        unidentified=_text(),
        rank={
            "type": ["integer", "null"],
            "minimum": 1,
            "description": "equal scores rank by the id of the missing; null for nobody",
        },
        missing={"type": ["string", "null"]},
        score=dex,
        posterior=chance,
        parts=_list(part | {"description": "their sum is the score exactly; parts of weight 0 are left out"}),
        verified=_code(("same",), "a laboratory found the two to be one person"),
        flags=_list(_text("a field of either record that was left out, and why")),
        model=_text("version of model and counts; on the row for nobody"),
    )


SCHEMAS = {"missing": missing, "unidentified": unidentified, "match-row": row}
