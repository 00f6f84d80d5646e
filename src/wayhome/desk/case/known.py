"""What is known of a child, in a dozen lines, and fact by fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.desk import words
from wayhome.desk.case.about import can
from wayhome.desk.case.rows import Rows
from wayhome.desk.page import Seat
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.look import shapes
from wayhome.rules.access import Action
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.field_class import FieldClass
from wayhome.terms.flag import Flag
from wayhome.terms.words import N_

CLOSER = {FieldClass.RESTRICTED: N_("Restricted"), FieldClass.SEALED: N_("Sealed")}
TELLERS = ("informant", "informant_relation", "informant_phone")
SHORT: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    (N_("Medicine by"), ("medicine_deadline",), True),
    (N_("Never tell"), ("must_not_be_told",), True),
    (N_("Last seen"), ("last_seen_at", "last_seen_place"), False),
    (N_("Worry"), ("why_worried",), False),
    (N_("Circumstances"), ("circumstances",), False),
    (N_("Wearing"), ("clothing", "carrying"), False),
    (N_("Looks"), ("sex", "stature_cm", "build", "hair_colour", "eye_colour", "ethnicity", "mark"), False),
    (N_("Reach"), ("phone", "online_account"), False),
    (N_("Goes to"), ("known_places",), False),
    (N_("Health"), ("medical",), False),
    (N_("Home"), ("home_address", "missing_from", "care_status"), False),
    (N_("Speaks"), ("languages",), False),
    (N_("Told by"), TELLERS, False),
    (N_("Agencies told"), ("told",), False),
    (N_("Reopened because"), ("why_reopened",), False),
    (N_("Closed because"), ("why_closed",), False),
)
"""What somebody who goes out to search needs, in that order; what may not wait or slip is drawn as an alarm."""
SAID_AS = {
    "hair_colour": N_("%s hair"),
    "eye_colour": N_("%s eyes"),
    "build": N_("%s build"),
    "ethnicity": N_("appearance: %s"),
}


@dataclass(frozen=True, slots=True)
class Short:
    """One line of the summary: everything said of one question, and who said it where they differ."""

    label: str
    parts: list[str]
    alarm: bool
    restricted: bool


def summary(rows: Rows) -> list[Short]:
    """What is known, in a dozen lines. Sources stand in the list of all facts, and here wherever two tellings differ."""
    by_kind: dict[str, list[Fact]] = {}
    for fact in rows.facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    lines = []
    for label, kinds, alarm in SHORT:
        held = [fact for kind in kinds for fact in by_kind.get(kind, [])]
        parts = [part for kind in kinds for part in _told(rows, kind, by_kind.get(kind, []))]
        if parts:
            restricted = any(FieldClass(fact.field_class) in CLOSER for fact in held)
            lines.append(Short(_(label), parts, alarm, restricted))
    return lines


def _told(rows: Rows, kind: str, facts: Sequence[Fact]) -> list[str]:
    """Everything said of one kind; two different words for one thing each name their source."""
    said = {fact.pk: words.value_words(FACT_KINDS[kind], value_of(fact)) for fact in facts}
    known = [fact for fact in facts if said[fact.pk] != words.not_known()]
    shown = dict.fromkeys(said[fact.pk] for fact in known)
    pattern = _(SAID_AS[kind]) if kind in SAID_AS else "%s"
    if len(shown) < 2 or kind in {"alias", "mark"}:
        return [pattern % each for each in shown]
    return [f"{pattern % said[fact.pk]} ({words.source_words(fact, rows.names, rows.references)})" for fact in known]


def dangers(rows: Rows) -> list[str]:
    """What makes this child vulnerable. Other questions speak as reasons beside the grade: a "yes" may be good news."""
    return [
        words.kind_words(fact.kind)
        for fact, answer in _flags(rows)
        if answer == Flag.YES and fact.kind.startswith("vulnerable.")
    ]


def _flags(rows: Rows) -> list[tuple[Fact, Any]]:
    asked = [fact for fact in rows.facts if FACT_KINDS[fact.kind].value_type is ValueType.FLAG]
    return [(fact, value_of(fact)) for fact in asked]


def all_facts(seat: Seat, rows: Rows) -> list[shapes.Fact]:
    """Every fact with its source, certainty and time, in the order of the register of kinds."""
    order = {code: place for place, code in enumerate(FACT_KINDS)}
    held = sorted(rows.facts, key=lambda fact: (order[fact.kind], fact.entered_at))
    return [_fact(seat, rows, fact, value_of(fact)) for fact in held]


def _fact(seat: Seat, rows: Rows, fact: Fact, value: Any) -> shapes.Fact:
    kind = FACT_KINDS[fact.kind]
    flag = kind.value_type is ValueType.FLAG
    return shapes.Fact(
        label=words.kind_words(fact.kind),
        value=words.value_words(kind, value),
        source=words.source_words(fact, rows.names, rows.references),
        certainty="" if flag else fact.certainty,
        learned_at=fact.learned_at,
        field_class=_(CLOSER[closer]) if (closer := FieldClass(fact.field_class)) in CLOSER else "",
        href=""
        if not can(seat, rows.episode, Action.CHANGE_CASE)
        else reverse("replace_fact", args=[rows.episode.pk, fact.pk]),
    )
