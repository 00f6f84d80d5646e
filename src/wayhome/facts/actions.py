"""Recording what is known, and what is now known instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wayhome.access import actions as access
from wayhome.base import sealing
from wayhome.base.errors import Overtaken
from wayhome.base.ids import new_id
from wayhome.facts.models import Fact
from wayhome.ledger import actions as ledger
from wayhome.terms.actor import Actor
from wayhome.terms.certainty import Certainty
from wayhome.terms.codes import code_list
from wayhome.terms.fact_kinds import SearchKey, fact_kind
from wayhome.terms.field_class import FieldClass

TABLE = "facts_fact"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom facts are about, and which agency owns them."""

    id: UUID
    kind: str
    agency: UUID


@dataclass(frozen=True, slots=True)
class Told:
    """One fact to record. `value` is in the JSON form of its kind."""

    kind: str
    value: Any
    source: str
    learned_at: datetime
    certainty: Certainty = Certainty.LIKELY
    field_class: FieldClass | None = None
    happened_from: datetime | None = None
    happened_to: datetime | None = None
    zone: str = ""


def record(subject: Subject, told: Iterable[Told], *, by: Actor, at: datetime) -> list[Fact]:
    """Add facts about one subject. The caller's verb writes the ledger line that covers them."""
    told = list(told)
    _trace(subject, told)
    return Fact.objects.bulk_create([build(subject, each, by=by, at=at) for each in told])


def _trace(subject: Subject, told: Iterable[Told]) -> None:
    # Whoever is called at a number, or lives at an address, that a missing person's record names is shut out of it.
    for each in told:
        if subject.kind == "misper" and each.kind in access.NAMING:
            access.trace(subject.id, {each.kind: each.value}, agency=subject.agency)


@transaction.atomic
def replace(old: UUID, told: Told, *, subject: Subject, by: Actor, at: datetime, also: Collection[UUID] = ()) -> Fact:
    """Record what is now known instead of an earlier fact of the kind. Raises Overtaken when somebody was quicker.

    `also` names further facts of the same kind that this one settles, as when several callers disagreed.
    """
    fresh = build(subject, told, by=by, at=at)
    fresh.save(force_insert=True)
    _trace(subject, [told])
    ended = {old, *also}
    standing = Fact.objects.filter(pk__in=ended, subject=subject.id, kind=told.kind, superseded_at=None)
    if standing.update(superseded_by=fresh, superseded_at=at) != len(ended):
        raise Overtaken
    ledger.write(
        "fact.replaced", fresh, by=by, agency=subject.agency, at=at, subject=str(subject.id), fact_kind=told.kind
    )
    return fresh


def build(subject: Subject, told: Told, *, by: Actor, at: datetime) -> Fact:
    """The row of one fact, encrypted where its kind says so."""
    kind = fact_kind(told.kind)
    fact = Fact(
        id=new_id(),
        agency_id=subject.agency,
        subject=subject.id,
        subject_kind=subject.kind,
        kind=kind.code,
        code_list=kind.code_list or "",
        code_list_version=code_list(kind.code_list).version if kind.code_list else "",
        field_class=(told.field_class or kind.field_class).value,
        source=told.source,
        certainty=told.certainty.value,
        happened_from=told.happened_from,
        happened_to=told.happened_to,
        zone=told.zone,
        learned_at=told.learned_at,
        entered_at=at,
        entered_by=by.ref,
    )
    if not kind.encrypted:
        fact.value = told.value
        return fact
    fact.sealed = sealing.seal_words(told.value, subject=subject.id, table=TABLE, column="sealed", row=fact.pk)
    if kind.search is SearchKey.PHONE and any(sign.isdigit() for sign in str(told.value)):
        fact.digest = phone_digest(str(told.value))
    return fact


def phone_digest(number: str) -> bytes:
    """The keyed hash by which a phone number is found, however it was written."""
    digits = "".join(sign for sign in number if sign.isdigit())
    for prefix in ("0044", "44", "0"):
        if digits.startswith(prefix):
            digits = digits.removeprefix(prefix).removeprefix("0")
            break
    return sealing.digest("phone", digits)


def value_of(fact: Fact) -> Any:
    """The value of a fact, decrypted where needed."""
    if fact.sealed is None:
        return fact.value
    return sealing.unseal_words(fact.sealed, table=TABLE, column="sealed", row=fact.pk)
