"""Weighing every pair, and keeping what people decide of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.kernels.linkage import Evidence, weigh
from wayhome.kernels.traits import MODEL_VERSION, score
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
    Returns how many candidates stand now for this subject.
    """
    if not _newest(version):
        return 0
    if version.subject_kind == "unidentified":
        return _rank_for(version, _versions("misper"), by=by, at=at)
    changed = 0
    for other in _versions("unidentified"):
        changed += _rank_for(other, [version], by=by, at=at, keep_others=True)
    return changed


def _newest(version: RecordVersion) -> bool:
    return not RecordVersion.objects.filter(subject=version.subject, number__gt=version.number).exists()


def _versions(kind: str) -> list[RecordVersion]:
    """The newest version of every subject of a kind; of the missing, those still missing."""
    newest = RecordVersion.objects.filter(subject=OuterRef("subject")).order_by("-number").values("pk")[:1]
    rows = RecordVersion.objects.filter(subject_kind=kind, pk=Subquery(newest)).order_by("subject")
    return [row for row in rows if kind == "unidentified" or _still_missing(row)]


def _still_missing(version: RecordVersion) -> bool:
    return any(episode["status"] in SEARCHING for episode in version.body["episodes"])


def _rank_for(
    unidentified: RecordVersion, missing: Iterable[RecordVersion], *, by: Actor, at: datetime, keep_others: bool = False
) -> int:
    """Weigh some missing people for one unidentified and keep the best, with those kept before unless all are new."""
    missing = list(missing)
    seen = describe(unidentified.body)
    standing = Candidate.objects.filter(unidentified=unidentified.subject, superseded_at=None)
    stale = standing.filter(missing__in=[each.subject for each in missing]) if keep_others else standing
    stale.update(superseded_at=at)
    fresh = [
        _candidate(each, unidentified, score(describe(each.body), seen), at=at)
        for each in missing
        if _still_missing(each)
    ]
    bar = _lowest_kept(unidentified.subject)
    best = sorted(fresh, key=lambda each: (-each.weight, each.missing))[:KEPT]
    kept = [each for each in best if bar is None or each.weight > bar]
    Candidate.objects.bulk_create(kept)
    _trim(unidentified.subject, at=at)
    if kept or not keep_others:
        ledger.write(
            "candidates.ranked",
            unidentified,
            by=by,
            agency=unidentified.agency_id,
            at=at,
            kept=len(kept),
            model=MODEL_VERSION,
        )
    return len(kept)


def _candidate(
    missing: RecordVersion, unidentified: RecordVersion, parts: tuple[Evidence, ...], *, at: datetime
) -> Candidate:
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


def _lowest_kept(unidentified: UUID) -> int | None:
    standing = Candidate.objects.filter(unidentified=unidentified, superseded_at=None).order_by("-weight")
    weights = list(standing.values_list("weight", flat=True)[:KEPT])
    return weights[-1] if len(weights) == KEPT else None


def _trim(unidentified: UUID, *, at: datetime) -> None:
    standing = Candidate.objects.filter(unidentified=unidentified, superseded_at=None).order_by("-weight", "missing")
    Candidate.objects.filter(pk__in=[each.pk for each in standing[KEPT:]]).update(superseded_at=at)


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
        proposed_by=UUID(standing.by.removeprefix("officer:")) if standing else None,
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
