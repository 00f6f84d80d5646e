"""Freezing national records, and keeping what they are searched by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from wayhome.base.canonical import fingerprint
from wayhome.cases.models import Episode, Misper
from wayhome.facts.actions import Subject
from wayhome.facts.models import Fact
from wayhome.kernels.names import normalise
from wayhome.ledger import actions as ledger
from wayhome.registry.models import RecordVersion, SearchKey, Unidentified
from wayhome.registry.queries import known
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.fact_kinds import SearchKey as Kind


@transaction.atomic
def publish_misper(misper: Misper, *, by: Actor, at: datetime) -> RecordVersion:
    """Freeze what is known of a missing person as the next version of the national record, and make it searchable."""
    episodes = Episode.objects.filter(misper=misper).order_by("opened_at")
    body = misper_body(misper, episodes)
    references = [misper.reference, *(episode.reference for episode in episodes)]
    return _freeze(Subject(misper.pk, "misper", misper.agency_id), body, references, by=by, at=at)


def misper_body(misper: Misper, episodes: Iterable[Episode]) -> dict[str, Any]:
    """What a frozen record says beside the facts."""
    return {
        "reference": misper.reference,
        "agency": misper.agency.code,
        "episodes": [
            {"reference": e.reference, "status": e.status, "missing_since": e.missing_since.isoformat(), "zone": e.zone}
            for e in episodes
        ],
    }


@transaction.atomic
def publish_unidentified(unidentified: Unidentified, *, by: Actor, at: datetime) -> RecordVersion:
    """Freeze what is known of an unidentified person or remains as the next version of the national record."""
    subject = Subject(unidentified.pk, "unidentified", unidentified.agency_id)
    body = {"reference": unidentified.reference, "agency": unidentified.agency.code}
    return _freeze(subject, body, [unidentified.reference], by=by, at=at)


def _freeze(
    subject: Subject, body: dict[str, Any], references: Iterable[str], *, by: Actor, at: datetime
) -> RecordVersion:
    one_at_a_time(subject.id)
    rows = list(Fact.objects.filter(subject=subject.id, superseded_at=None).order_by("entered_at", "id"))
    whole, content_hash = frozen(body, rows)
    last = RecordVersion.objects.filter(subject=subject.id).order_by("-number").first()
    if last and last.content_hash == content_hash:
        return last
    version = RecordVersion.objects.create(
        agency_id=subject.agency,
        subject=subject.id,
        subject_kind=subject.kind,
        number=last.number + 1 if last else 1,
        body=whole,
        content_hash=content_hash,
        frozen_at=at,
    )
    SearchKey.objects.filter(subject=subject.id).delete()
    SearchKey.objects.bulk_create(search_keys(subject, rows, references))
    ledger.write(
        "record.published", version, by=by, agency=subject.agency, at=at, subject=str(subject.id), number=version.number
    )
    return version


def frozen(body: Mapping[str, Any], rows: Iterable[Fact]) -> tuple[dict[str, Any], str]:
    """A record's body with its facts, and the hash of both.

    What is encrypted stays out: a frozen copy could not be made unreadable by destroying a key.
    """
    facts_then = [
        {"kind": f.kind, "value": f.value, "class": f.field_class, "certainty": f.certainty, "source": f.source}
        for f in rows
        if f.sealed is None
    ]
    whole = {**body, "facts": facts_then}
    return whole, fingerprint(whole)


def one_at_a_time(subject: UUID) -> None:
    """Wait until nobody else freezes or describes the subject; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [subject.int & 0x7FFFFFFFFFFFFFFF])


def search_keys(subject: Subject, rows: Iterable[Fact], references: Iterable[str]) -> list[SearchKey]:
    """Everything a subject can be found by: whole name, aliases, places, phones by keyed hash, references."""
    rows = list(rows)
    names = {code: known([f.value for f in rows if f.kind == code]) for code in ("given_name", "family_name")}
    whole = [
        f"{given} {family}".strip() for given in names["given_name"] or [""] for family in names["family_name"] or [""]
    ]
    keys: set[tuple[Kind, str, bytes | None]] = {(Kind.NAME, normalise(name), None) for name in whole}
    keys |= {(Kind.REFERENCE, reference.replace("-", "").lower(), None) for reference in references}
    for fact in rows:
        kind = FACT_KINDS[fact.kind].search
        if kind is Kind.PHONE and fact.digest:
            keys.add((kind, "", bytes(fact.digest)))
        elif kind in {Kind.ALIAS, Kind.PLACE}:
            keys |= {(kind, normalise(each), None) for each in known([fact.value])}
        elif kind is Kind.REFERENCE:
            keys |= {(kind, normalise(each).replace(" ", ""), None) for each in known([fact.value])}
    return [
        SearchKey(
            agency_id=subject.agency,
            subject=subject.id,
            subject_kind=subject.kind,
            kind=kind.value,
            key=key[:200],
            digest=digest,
        )
        for kind, key, digest in keys
        if key or digest
    ]
