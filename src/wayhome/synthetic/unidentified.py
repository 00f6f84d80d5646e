"""People found without a name, and remains: described as far as anyone could, and no further."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from wayhome.synthetic.people import Invented, Mark, invent_person
from wayhome.synthetic.places import Place, Spot, choose_place, lonely_spot, spot
from wayhome.terms.age_range import AgeRange

KINDS = (("body", 0.75), ("part", 0.08), ("alive", 0.17))
"""Bodies and parts as 636 to 68 (register of August to November 2010, reported); the living share is OURS."""


@dataclass(frozen=True, slots=True)
class InventedUnidentified:
    """A person or remains without a name. Codes of `unidentified_kind` and `condition`; "unknown" is a value."""

    kind: str
    condition: str
    agency: str
    found_at: datetime
    found_place: Spot
    died_from: datetime | None
    died_to: datetime | None
    sex: str
    age: AgeRange | None
    stature_cm: tuple[int, int] | None
    build: str
    hair: str
    eyes: str
    ethnicity: str
    marks: tuple[Mark, ...]
    clothing: str
    objects: tuple[str, ...]
    languages: tuple[str, ...]
    words: str


def invent_unidentified(rng: random.Random, *, at: datetime) -> InventedUnidentified:
    """Somebody found without a name at a moment; nobody who was reported missing."""
    kind = rng.choices([code for code, _ in KINDS], [share for _, share in KINDS])[0]
    person = invent_person(rng, on=at.date(), child=rng.random() < (0.35 if kind == "alive" else 0.06))
    return describe(rng, person, kind=kind, at=at)


def describe(
    rng: random.Random, person: Invented, *, kind: str, at: datetime, near: Place | None = None
) -> InventedUnidentified:
    """A person as found without a name: parts missing, estimates wide, a little wrong. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("A find needs the time zone of its moment.")
    alive, part = kind == "alive", kind == "part"
    condition = (
        "alive" if alive else "partial" if part else rng.choice(("fresh", "decomposed", "decomposed", "skeletal"))
    )
    face, flesh = condition in ("alive", "fresh"), condition in ("alive", "fresh", "decomposed")
    town = choose_place(rng, near=near or person.home)
    where = spot(rng, town) if alive else lonely_spot(rng, town)
    died_to = None if alive else at - timedelta(days=rng.uniform(0.2, 3))
    return InventedUnidentified(
        kind=kind,
        condition=condition,
        agency=where.place.force,
        found_at=at,
        found_place=where,
        died_from=None if died_to is None else died_to - timedelta(days=_uncertain_days(rng, condition)),
        died_to=died_to,
        sex="unknown" if part and rng.random() < 0.6 else person.sex,
        age=None if part else _age(rng, person.age, condition=condition),
        stature_cm=None if part else _stature(rng, person.stature_cm, condition=condition),
        build=person.build if flesh and rng.random() < 0.8 else "unknown",
        hair=person.hair if not part and rng.random() < (0.95 if face else 0.5) else "unknown",
        eyes=person.eyes if face and rng.random() < 0.9 else "unknown",
        ethnicity=person.ethnicity if face and rng.random() < 0.8 else "unknown",
        marks=tuple(mark for mark in person.marks if _seen(rng, mark, flesh=flesh, part=part)),
        clothing="" if part or rng.random() < 0.15 else person.clothing,
        objects=(person.carrying,) if person.carrying and rng.random() < 0.5 else (),
        languages=tuple(tongue for tongue in person.languages if tongue != "English") if alive else (),
        words=_words(rng, kind=kind, condition=condition),
    )


def _uncertain_days(rng: random.Random, condition: str) -> float:
    return {"fresh": 2.0, "decomposed": 30.0, "skeletal": 900.0, "partial": 600.0}[condition] * rng.uniform(0.5, 1.5)


def _age(rng: random.Random, age: int, *, condition: str) -> AgeRange:
    """Wide, and wider for the grown and the long dead; it holds the true age nine times in ten."""
    half = 2 if age < 18 else 6 if condition in ("alive", "fresh") else 10
    middle = age + rng.randint(-half, half) if rng.random() < 0.1 else age + rng.randint(-half // 2, half // 2)
    return AgeRange(max(middle - half, 0), min(middle + half, 120))


def _stature(rng: random.Random, cm: int, *, condition: str) -> tuple[int, int]:
    half = 3 if condition in ("alive", "fresh") else 5
    middle = round(rng.gauss(cm, half / 2))
    return middle - half, middle + half


def _seen(rng: random.Random, mark: Mark, *, flesh: bool, part: bool) -> bool:
    lasting = mark.kind in ("dental", "amputation", "medical_device")
    return not part and rng.random() < (0.85 if flesh else 0.7 if lasting else 0.0)


_ALIVE = (
    "Came in with an ambulance, cannot or will not say a name.",
    "Found asleep in a waiting room; gave three different names.",
    "Speaks to nobody; draws the same house again and again.",
    "Knows the month but not the year; could say neither name nor address.",
)
_FRESH = (
    "Found by a walker early in the morning.",
    "Found on the shore at low water.",
    "Found in a tent off the path.",
)
_OLD = (
    "Found by forestry workers.",
    "Found while a ditch was cleared.",
    "Brought up in a net.",
    "Found in an empty building.",
)
_PART = ("Found on the shore after a storm.", "Found by a dog walker in the dunes.", "Found in a ploughed field.")


def _words(rng: random.Random, *, kind: str, condition: str) -> str:
    return rng.choice(
        _ALIVE if kind == "alive" else _PART if kind == "part" else _FRESH if condition == "fresh" else _OLD
    )
