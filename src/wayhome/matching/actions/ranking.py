"""Weighing every pair, keeping the best of each list, and applying the rules that the service applies by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from wayhome.kernels.linkage import weigh
from wayhome.ledger import actions as ledger
from wayhome.matching import engine
from wayhome.matching.actions.rules import apply_rules, identified_pairs
from wayhome.matching.models import Candidate, Exclusion, Judgement
from wayhome.registry.models import RecordVersion
from wayhome.rules.exclusions import Effect
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor

KEPT = 20


@transaction.atomic
def run(version: RecordVersion, *, by: Actor, at: datetime) -> int:
    """Weigh one new record version against every record on the other side, and keep the best twenty of each list.

    A pair whose order cannot be (found before last seen) keeps its place in the sum: the evidence says so, and a rule
    excludes or doubts it. Returns how many candidates are new; the same version weighed again brings none.
    """
    if not _newest(version):
        return 0
    if version.subject_kind == "unidentified":
        _one_at_a_time(version.subject)
        return _settle(version, _missing(version.subject), by=by, at=at)
    everybody: list[RecordVersion] = []
    fresh = 0
    for subject in [each.subject for each in _versions("unidentified")]:
        _one_at_a_time(subject)
        unidentified = RecordVersion.objects.filter(subject=subject).order_by("-number")[0]
        if _frees_a_place(version, unidentified):
            everybody = everybody or _missing(subject)
            fresh += _settle(unidentified, everybody, by=by, at=at)
        else:
            fresh += _settle(unidentified, [version], by=by, at=at, keep_others=True)
    return fresh


@transaction.atomic
def rank_again(unidentified: UUID, *, by: Actor, at: datetime) -> int:
    """Weigh everybody anew for one unidentified person, after what people decided changed who may stand in the list."""
    _one_at_a_time(unidentified)
    version = RecordVersion.objects.filter(subject=unidentified).order_by("-number").first()
    return _settle(version, _missing(unidentified), by=by, at=at) if version else 0


@transaction.atomic
def rank_judged(judgement: Judgement, *, by: Actor, at: datetime) -> int:
    """After an identification was made or revoked, rank anew every list in which the pair's people stand."""
    pair = {"missing": judgement.missing, "unidentified": judgement.unidentified}
    if not Judgement.objects.filter(**pair, verdict=Verdict.IDENTIFIED.value).exists():
        return 0
    beside = Candidate.objects.filter(missing=judgement.missing, superseded_at=None).values_list(
        "unidentified", flat=True
    )
    return sum(rank_again(each, by=by, at=at) for each in sorted({judgement.unidentified, *beside}))


def _newest(version: RecordVersion) -> bool:
    return not RecordVersion.objects.filter(subject=version.subject, number__gt=version.number).exists()


def _versions(kind: str) -> list[RecordVersion]:
    """The newest version of every subject of a kind."""
    newest = RecordVersion.objects.filter(subject=OuterRef("subject")).order_by("-number").values("pk")[:1]
    return list(RecordVersion.objects.filter(subject_kind=kind, pk=Subquery(newest)).order_by("subject"))


def _missing(unidentified: UUID) -> list[RecordVersion]:
    """Everybody who is still missing, and whomever people have judged or excluded for this unidentified person."""
    held = _held(unidentified)
    return [each for each in _versions("misper") if engine.still_missing(each.body) or each.subject in held]


def _held(unidentified: UUID) -> set[UUID]:
    """Whose pair stands whatever its weight: people have proposed or identified it, or it is excluded."""
    same = {Verdict.PROPOSED_SAME.value, Verdict.IDENTIFIED.value}
    judged = Judgement.objects.filter(unidentified=unidentified, superseded_at=None, verdict__in=same)
    return {*judged.values_list("missing", flat=True), *_excluded(unidentified)}


def _excluded(unidentified: UUID) -> set[UUID]:
    out = Exclusion.objects.filter(unidentified=unidentified, revoked_at=None, effect=Effect.EXCLUDE.value)
    return set(out.values_list("missing", flat=True))


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
    again = _candidate(version, unidentified, engine.describe(unidentified.body), at=before.at)
    return not engine.still_missing(version.body) or again.weight < before.weight


def _settle(
    unidentified: RecordVersion,
    missing: Sequence[RecordVersion],
    *,
    by: Actor,
    at: datetime,
    keep_others: bool = False,
) -> int:
    """Weigh some missing people for one unidentified, and let the best stand, beside those not weighed again.

    An excluded pair stands beside the best and takes no place among them; so does one that people have judged the same.
    """
    before = {each.missing: each for each in _standing(unidentified.subject)}
    held = _held(unidentified.subject)
    versions = {each.subject: each for each in missing}
    seen = engine.describe(unidentified.body)
    weighed = [
        _candidate(each, unidentified, seen, at=at)
        for each in missing
        if engine.still_missing(each.body) or each.subject in held
    ]
    others = [each for each in before.values() if keep_others and each.missing not in versions]
    best = _best([*others, *weighed], unidentified, versions, held, by=by, at=at)
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
        model=engine.MODEL_VERSION,
    )
    return len(fresh)


def _best(
    candidates: Iterable[Candidate],
    unidentified: RecordVersion,
    versions: Mapping[UUID, RecordVersion],
    held: set[UUID],
    *,
    by: Actor,
    at: datetime,
) -> dict[UUID, Candidate]:
    """The best of those that no rule excludes, and whoever stands whatever the weight."""
    places, best = KEPT, {}
    identified, excluded = identified_pairs(), _excluded(unidentified.subject)
    for each in sorted(candidates, key=_by_rank):
        if not places and each.missing not in held:
            continue
        if each.missing in versions:
            out = apply_rules(each, versions[each.missing], unidentified, identified, by=by, at=at)
        else:
            out = each.missing in excluded
        if out or places or each.missing in held:
            best[each.missing] = each
        places -= bool(places and not out)
    return best


def _by_rank(candidate: Candidate) -> tuple[int, UUID]:
    return -candidate.weight, candidate.missing


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("missing_version", "unidentified_version", "model_version", "weight")
    )


def _candidate(
    missing: RecordVersion, unidentified: RecordVersion, seen: engine.Description, *, at: datetime
) -> Candidate:
    parts = engine.parts(missing, seen)
    return Candidate(
        agency_id=unidentified.agency_id,
        missing=missing.subject,
        missing_version=missing.number,
        unidentified=unidentified.subject,
        unidentified_version=unidentified.number,
        model_version=engine.MODEL_VERSION,
        weight=weigh(parts, 0),
        evidence=[{**asdict(part), "words": part.words} for part in parts],
        at=at,
    )
