"""Weighing every pair, and keeping what people decide of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.kernels.linkage import weigh
from wayhome.kernels.traits import MODEL_VERSION, Description, score
from wayhome.ledger import actions as ledger
from wayhome.matching.describe import describe
from wayhome.matching.models import Candidate, Judgement
from wayhome.registry.models import RecordVersion, Unidentified
from wayhome.rules.access import Action, may
from wayhome.rules.episode import SEARCHING
from wayhome.rules.matching import Method, Verdict, refuse_verdict
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

KEPT = 20
NOT_YOURS = N_("Your role may not judge matches.")


@transaction.atomic
def run(version: RecordVersion, *, by: Actor, at: datetime) -> int:
    """Weigh one new record version against every record on the other side, and keep the best twenty of each list.

    A pair whose order cannot be (found before last seen) keeps its place in the sum: the evidence says so, people decide.
    Returns how many candidates are new; the same version weighed again brings none.
    """
    if not _newest(version):
        return 0
    if version.subject_kind == "unidentified":
        _one_at_a_time(version.subject)
        return _settle(version, _missing(), by=by, at=at)
    everybody: list[RecordVersion] = []
    fresh = 0
    for subject in [each.subject for each in _versions("unidentified")]:
        _one_at_a_time(subject)
        unidentified = RecordVersion.objects.filter(subject=subject).order_by("-number")[0]
        if _frees_a_place(version, unidentified):
            everybody = everybody or _missing()
            fresh += _settle(unidentified, everybody, by=by, at=at)
        else:
            fresh += _settle(unidentified, [version], by=by, at=at, keep_others=True)
    return fresh


def _newest(version: RecordVersion) -> bool:
    return not RecordVersion.objects.filter(subject=version.subject, number__gt=version.number).exists()


def _versions(kind: str) -> list[RecordVersion]:
    """The newest version of every subject of a kind."""
    newest = RecordVersion.objects.filter(subject=OuterRef("subject")).order_by("-number").values("pk")[:1]
    return list(RecordVersion.objects.filter(subject_kind=kind, pk=Subquery(newest)).order_by("subject"))


def _missing() -> list[RecordVersion]:
    return [each for each in _versions("misper") if _still_missing(each)]


def _still_missing(version: RecordVersion) -> bool:
    return any(episode["status"] in SEARCHING for episode in version.body["episodes"])


def _one_at_a_time(unidentified: UUID) -> None:
    """Two who rank one list at once would keep more than twenty, or lose one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [unidentified.int & 0x7FFFFFFFFFFFFFFF])


def _standing(unidentified: UUID) -> QuerySet[Candidate]:
    return Candidate.objects.filter(unidentified=unidentified, superseded_at=None)


def _frees_a_place(version: RecordVersion, unidentified: RecordVersion) -> bool:
    """Whether somebody who was left out of a full list may now belong in it."""
    before = _standing(unidentified.subject).filter(missing=version.subject).first()
    if before is None or _standing(unidentified.subject).count() < KEPT:
        return False
    again = _candidate(version, unidentified, describe(unidentified.body), at=before.at)
    return not _still_missing(version) or again.weight < before.weight


def _settle(
    unidentified: RecordVersion,
    missing: Sequence[RecordVersion],
    *,
    by: Actor,
    at: datetime,
    keep_others: bool = False,
) -> int:
    """Weigh some missing people for one unidentified, and let the best stand, beside those not weighed again."""
    before = {each.missing: each for each in _standing(unidentified.subject)}
    seen = describe(unidentified.body)
    weighed = [_candidate(each, unidentified, seen, at=at) for each in missing if _still_missing(each)]
    again = {each.subject for each in missing}
    others = [each for each in before.values() if keep_others and each.missing not in again]
    best = {each.missing: each for each in sorted([*others, *weighed], key=_by_rank)[:KEPT]}
    same = {each for each in best if each in before and _says_the_same(before[each], best[each])}
    ended = [candidate.pk for each, candidate in before.items() if each not in same]
    fresh = [candidate for each, candidate in best.items() if each not in same]
    if not ended and not fresh:
        return 0
    Candidate.objects.filter(pk__in=ended).update(superseded_at=at)
    Candidate.objects.bulk_create(fresh)
    ledger.write(
        "candidates.ranked",
        unidentified,
        by=by,
        agency=unidentified.agency_id,
        at=at,
        kept=len(best),
        fresh=len(fresh),
        model=MODEL_VERSION,
    )
    return len(fresh)


def _by_rank(candidate: Candidate) -> tuple[int, UUID]:
    return -candidate.weight, candidate.missing


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("missing_version", "unidentified_version", "model_version", "weight")
    )


def _candidate(missing: RecordVersion, unidentified: RecordVersion, seen: Description, *, at: datetime) -> Candidate:
    parts = score(describe(missing.body), seen)
    return Candidate(
        agency_id=unidentified.agency_id,
        missing=missing.subject,
        missing_version=missing.number,
        unidentified=unidentified.subject,
        unidentified_version=unidentified.number,
        model_version=MODEL_VERSION,
        weight=weigh(parts, 0),
        evidence=[{**asdict(part), "words": part.words} for part in parts],
        at=at,
    )


@transaction.atomic
def judge(
    missing: UUID,
    unidentified: UUID,
    verdict: Verdict,
    *,
    reason: str,
    viewer: Viewer,
    by: Actor,
    at: datetime,
    method: Method | None = None,
) -> Judgement:
    """Record a verdict on a pair; the verdict it replaces stays in the table. Identity takes two people."""
    row = Unidentified.objects.filter(pk=unidentified).first()
    pair = Candidate.objects.filter(missing=missing, unidentified=unidentified)
    if row is None or not pair.exists():
        raise NotFound
    if not may(viewer, Action.JUDGE_MATCH, row_agency=row.agency_id):
        raise Refused(NOT_YOURS)
    standing = (
        Judgement.objects.select_for_update()
        .filter(missing=missing, unidentified=unidentified, superseded_at=None)
        .first()
    )
    why = refuse_verdict(
        verdict,
        by=viewer.officer,
        reason=reason,
        in_force=Verdict(standing.verdict) if standing else None,
        proposed_by=Actor.officer_in(standing.by) if standing else None,
        method=method,
        alive=_alive(row.pk),
    )
    if why:
        raise Refused(why)
    Judgement.objects.filter(missing=missing, unidentified=unidentified, superseded_at=None).update(superseded_at=at)
    try:
        with transaction.atomic():
            fresh = Judgement.objects.create(
                agency_id=row.agency_id,
                missing=missing,
                unidentified=unidentified,
                verdict=verdict.value,
                reason=reason,
                by=by.ref,
                at=at,
            )
    except IntegrityError:
        raise Overtaken from None
    ledger.write(
        "match.judged", fresh, by=by, agency=row.agency_id, at=at, verdict=verdict.value, method=method and method.value
    )
    return fresh


def _alive(unidentified: UUID) -> bool:
    version = RecordVersion.objects.filter(subject=unidentified).order_by("-number").first()
    return version is not None and any(
        fact["kind"] == "unidentified_kind" and fact["value"] == "alive" for fact in version.body["facts"]
    )
