"""Freezing national records, and keeping what they are searched by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from wayhome.base.canonical import fingerprint
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode, Misper
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.models import Fact
from wayhome.facts.values import read_moment, read_value
from wayhome.kernels.names import normalise
from wayhome.ledger import actions as ledger
from wayhome.registry.models import RecordVersion, SearchKey, Unidentified
from wayhome.registry.queries import known
from wayhome.rules.access import Action, may
from wayhome.terms.actor import Actor
from wayhome.terms.codes import UNIDENTIFIED_KIND
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.fact_kinds import SearchKey as Kind
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

NOT_YOURS = N_("Your role may not record unidentified people.")
SAY_WHAT = N_("Say what was found: a living person, a body, a part, or an article.")
SAY_WHERE = N_("Say where, or write “unknown”.")


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
        "episodes": [
            {"reference": e.reference, "status": e.status, "missing_since": e.missing_since.isoformat(), "zone": e.zone}
            for e in episodes
        ],
    }


@transaction.atomic
def publish_unidentified(unidentified: Unidentified, *, by: Actor, at: datetime) -> RecordVersion:
    """Freeze what is known of an unidentified person or remains as the next version of the national record."""
    subject = Subject(unidentified.pk, "unidentified", unidentified.agency_id)
    return _freeze(subject, {"reference": unidentified.reference}, [unidentified.reference], by=by, at=at)


def _freeze(
    subject: Subject, body: dict[str, Any], references: Iterable[str], *, by: Actor, at: datetime
) -> RecordVersion:
    _one_at_a_time(subject.id)
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


def _one_at_a_time(subject: UUID) -> None:
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


@transaction.atomic
def record_unidentified(words: Mapping[str, str], *, viewer: Viewer, by: Actor, at: datetime) -> Unidentified:
    """Register a person or remains without a name. What is not known is left out; what was found, and where, is asked."""
    if not may(viewer, Action.RECORD_UNIDENTIFIED, row_agency=viewer.agency):
        raise Refused(NOT_YOURS)
    if words.get("unidentified_kind") not in UNIDENTIFIED_KIND:
        raise Refused(SAY_WHAT)
    if not words.get("found_place", "").strip():
        raise Refused(SAY_WHERE)
    zone = profile_of(settings.COUNTRY_PROFILE).time_zone
    row = Unidentified.objects.create(id=new_id(), agency_id=viewer.agency, recorded_at=at, recorded_by=by.ref)
    told = []
    for code, text in words.items():
        if (kind := FACT_KINDS.get(code)) is None or not text.strip():
            continue
        try:
            value = read_value(kind, text, zone=zone)
        except ValueError as problem:
            raise Refused(f"{kind.label}: {problem}") from None
        times = (
            (read_moment(value["from"], zone=zone), read_moment(value["to"], zone=zone))
            if isinstance(value, dict) and "from" in value
            else (None, None)
        )
        told.append(
            Told(
                code,
                value,
                by.ref,
                learned_at=at,
                happened_from=times[0],
                happened_to=times[1],
                zone=zone if times[0] else "",
            )
        )
    facts.record(Subject(row.pk, "unidentified", row.agency_id), told, by=by, at=at)
    ledger.write("unidentified.recorded", row, by=by, agency=row.agency_id, at=at)
    return row
