"""Registering a person or remains without a name, and saying more of them later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wayhome.base.errors import NotFound, Refused
from wayhome.base.ids import new_id
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.models import Fact
from wayhome.facts.values import read_moment, read_value
from wayhome.ledger import actions as ledger
from wayhome.registry.actions.freezing import one_at_a_time
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, may
from wayhome.rules.description import LIVING, Found, refuse_together
from wayhome.terms.actor import Actor
from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import UNIDENTIFIED_KIND
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

NOT_YOURS = N_("Your role may not record unidentified people.")
SAY_WHAT = N_("Say what was found: a living person, a body, a part, or an article.")
SAY_WHERE = N_("Say where, or write “unknown”.")

Words = Mapping[str, str | Sequence[str]]
Values = list[tuple[str, Any]]


@transaction.atomic
def record_unidentified(words: Words, *, viewer: Viewer, by: Actor, at: datetime) -> Unidentified:
    """Register a person or remains without a name. What is not known is left out; what was found, and where, is asked.

    `words` gives for each kind of fact what was written, or several of a kind of which there may be many.
    """
    if not may(viewer, Action.RECORD_UNIDENTIFIED, row_agency=viewer.agency):
        raise Refused(NOT_YOURS)
    if words.get("unidentified_kind") not in UNIDENTIFIED_KIND:
        raise Refused(SAY_WHAT)
    if not str(words.get("found_place", "")).strip():
        raise Refused(SAY_WHERE)
    values, refused = read_words(words, at=at)
    for code, sentence in (refused | refuse_together(found_by(values))).items():
        raise Refused(f"{FACT_KINDS[code].label}: {sentence}")
    row = Unidentified.objects.create(id=new_id(), agency_id=viewer.agency, recorded_at=at, recorded_by=by.ref)
    dead = words["unidentified_kind"] != LIVING
    facts.record(subject_of(row), told_of(values, dead=dead, by=by, at=at), by=by, at=at)
    ledger.write("unidentified.recorded", row, by=by, agency=row.agency_id, at=at)
    return row


@transaction.atomic
def add_fact(
    unidentified: UUID, kind: str, text: str, *, viewer: Viewer, by: Actor, at: datetime, instead: UUID | None = None
) -> None:
    """Add what is newly known of somebody without a name, or what is known instead of an earlier fact."""
    one_at_a_time(unidentified)
    row = Unidentified.objects.filter(pk=unidentified).first()
    if row is None or not may(viewer, Action.SEE_RECORD, row_agency=row.agency_id):
        raise NotFound
    if not may(viewer, Action.RECORD_UNIDENTIFIED, row_agency=row.agency_id):
        raise Refused(NOT_YOURS)
    try:
        value = read_value(FACT_KINDS[kind], text, zone=zone(), at=at)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    held: Values = [
        (fact.kind, fact.value)
        for fact in Fact.objects.filter(subject=row.pk, superseded_at=None).order_by("entered_at", "id")
        if fact.pk != instead
    ]
    before = refuse_together(found_by(held))
    after = refuse_together(found_by([*held, (kind, value)]))
    for code, sentence in after.items():
        if code not in before:  # a record that was let in with a contradiction can still be described and mended
            raise Refused(sentence)
    dead = _last([*held, (kind, value)], "unidentified_kind") != LIVING
    (told,) = told_of([(kind, value)], dead=dead, by=by, at=at)
    if instead:
        facts.replace(instead, told, subject=subject_of(row), by=by, at=at)
    else:
        facts.record(subject_of(row), [told], by=by, at=at)
    ledger.write("unidentified.described", row, by=by, agency=row.agency_id, at=at, fact_kind=kind)


def zone() -> str:
    """Where a time stands that says nothing of its zone."""
    return profile_of(settings.COUNTRY_PROFILE).time_zone


def subject_of(row: Unidentified) -> Subject:
    """Whom the facts are about."""
    return Subject(row.pk, "unidentified", row.agency_id)


def read_words(words: Words, *, at: datetime) -> tuple[Values, dict[str, str]]:
    """The values of what was written, by kind; and of what cannot be read the kind with the sentence."""
    values, refused = Values(), dict[str, str]()
    for code, given in words.items():
        if (kind := FACT_KINDS.get(code)) is None:
            continue
        for text in [given] if isinstance(given, str) else given:
            if not text.strip():
                continue
            try:
                values.append((code, read_value(kind, text, zone=zone(), at=at)))
            except ValueError as problem:
                refused[code] = str(problem)
    return values, refused


def told_of(values: Iterable[tuple[str, Any]], *, dead: bool, by: Actor, at: datetime) -> list[Told]:
    """The facts to record. What medicine knows of remains travels further than the same of a living person."""
    told = []
    for code, value in values:
        kind, spans = FACT_KINDS[code], isinstance(value, dict) and "from" in value
        told.append(
            Told(
                code,
                value,
                by.ref,
                learned_at=at,
                field_class=kind.of_the_dead if dead else None,
                happened_from=read_moment(value["from"], zone=zone()) if spans else None,
                happened_to=read_moment(value["to"], zone=zone()) if spans else None,
                zone=zone() if spans else "",
            )
        )
    return told


def found_by(values: Values) -> Found:
    """What the rules ask of the facts; of several of one kind the latest counts."""
    age, stature = _last(values, "age_estimate"), _last(values, "stature_cm")
    return Found(
        kind=_last(values, "unidentified_kind"),
        condition=_last(values, "condition"),
        age=AgeRange(age["low"], age["high"]) if age else _age(_last(values, "age")),
        stature_cm=(stature["low"], stature["high"]) if stature else None,
        found=_days(_last(values, "found_at")),
        died=_days(_last(values, "died_between")),
    )


def _last(values: Values, kind: str) -> Any:
    return next((value for code, value in reversed(values) if code == kind), None)


def _age(text: str | None) -> AgeRange | None:
    return AgeRange.parse(text) if text else None


def _days(span: Any) -> tuple[date, date] | None:
    return (date.fromisoformat(span["from"][:10]), date.fromisoformat(span["to"][:10])) if span else None
