"""Weighing every pair, keeping the best of each list, and applying the rules that the service applies by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from wayhome.kernels.linkage import Evidence
from wayhome.ledger import actions as ledger
from wayhome.matching import engine
from wayhome.matching.actions.rules import Applying
from wayhome.matching.engine import Known, Sides
from wayhome.matching.models import Candidate, Judgement
from wayhome.registry.models import RecordVersion, Unidentified
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor

Hits = list[tuple[UUID, int]]
KEPT = 100
DIGITS = 6
NEAR = 20
"""So many of a list are kept with their evidence, and are shown to agencies that own neither record."""


@transaction.atomic
def run(version: RecordVersion, *, by: Actor, at: datetime) -> int:
    """Weigh one new record version against every record on the other side, and let each list that it concerns move.

    A pair whose order cannot be (found before last seen) keeps its place in the sum: the evidence says so, and a rule
    excludes or doubts it. Returns how many candidates are new; the same version weighed again brings none.
    """
    if RecordVersion.objects.filter(subject=version.subject, number__gt=version.number).exists():
        return 0
    counts_stay()
    with engine.sides() as sides:
        known = engine.read(version)
        sides.put(known)
        if version.subject_kind == "unidentified":
            return settle(known, sides, by=by, at=at)
        return sum(
            settle(sides.finds[find], sides, changed=None if whole else known, by=by, at=at)
            for find, whole in sorted(_moved(known, sides).items())
        )


@transaction.atomic
def rank_again(unidentified: UUID, *, by: Actor, at: datetime) -> int:
    """Weigh everybody anew for one unidentified person, after what people decided changed who may stand in the list."""
    counts_stay()
    with engine.sides() as sides:
        find = sides.finds.get(unidentified)
        return settle(find, sides, by=by, at=at) if find else 0


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


# How every list stands: how many are in it, and what the last of them weighs. There may be five million candidates: nothing is asked
# that the index over those who stand does not hold.
LEAST = """
select unidentified, count(*), min(weight) from matching_candidate where superseded_at is null group by unidentified
"""


def _moved(known: Known, sides: Sides) -> dict[UUID, bool]:
    """The lists that a missing person's new version moves, and whether all must be weighed again for the list."""
    scores = sides.against(known) if known.active else {}
    beside = sides.verified_of(known)
    mine = dict(
        Candidate.objects.filter(missing=known.subject, superseded_at=None).values_list("unidentified", "weight")
    )
    with connection.cursor() as cursor:
        cursor.execute(LEAST)
        stand = {find: (many, least) for find, many, least in cursor.fetchall()}
    moved: dict[UUID, bool] = {}
    for find in sides.finds:
        many, least = stand.get(find, (0, 0))
        score = scores.get(find)
        if find in mine:
            # Whoever falls may fall below somebody who was left out of a full list.
            moved[find] = many >= KEPT and (score is None or score < mine[find])
        elif score is not None and (many < KEPT or score >= least or find in beside):
            moved[find] = False
    return moved


COUNTS = 0x77617968, 1
"""The advisory lock of the counts by which lists stand: shared by whoever ranks by them, until it is committed."""


def counts_stay() -> None:
    """Until the end of this transaction no full run puts other counts in force: a list ranked by the old would be left."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s, %s)", COUNTS)


def counts_change() -> None:
    """Wait until everybody who ranks by the counts in force has committed; until the end of this transaction others wait."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", COUNTS)


def _one_at_a_time(unidentified: UUID) -> None:
    """Two who rank one list at once would keep too many, or lose one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [unidentified.int & 0x7FFFFFFFFFFFFFFF])


def standing(unidentified: UUID) -> QuerySet[Candidate]:
    """The candidates of one list, and whoever stands beside it."""
    return Candidate.objects.filter(unidentified=unidentified, superseded_at=None)


def _judged(unidentified: UUID) -> set[UUID]:
    """Whose pair people have proposed or identified: it stands whatever its weight."""
    same = {Verdict.PROPOSED_SAME.value, Verdict.IDENTIFIED.value}
    rows = Judgement.objects.filter(unidentified=unidentified, superseded_at=None, verdict__in=same)
    return set(rows.values_list("missing", flat=True))


def settle(
    find: Known,
    sides: Sides,
    *,
    changed: Known | None = None,
    hits: Hits | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Let the best of the missing stand in one unidentified person's list. Returns how many candidates are new.

    changed   the one missing person who is weighed again, where the others stand as they did; None weighs everybody
    hits      the best of everybody, where they are known already
    """
    _one_at_a_time(find.subject)
    before = {each.missing: each for each in standing(find.subject)}
    best = ranked(find, sides, before, changed=changed, hits=hits, by=by, at=at)
    same = {each for each in best if each in before and _says_the_same(before[each], best[each])}
    _say_chances(find, sides, best, before)
    ended = [candidate.pk for each, candidate in before.items() if each not in same]
    fresh = [candidate for each, candidate in best.items() if each not in same]
    if not ended and not fresh:
        return 0
    Candidate.objects.filter(pk__in=ended).update(superseded_at=at)
    Candidate.objects.bulk_create(fresh)
    ledger.write(
        "candidates.ranked",
        Unidentified(pk=find.subject),
        by=by,
        agency=find.agency,
        at=at,
        kept=len(best),
        fresh=len(fresh),
        model=sides.weights.version,
    )
    return len(fresh)


def _say_chances(find: Known, sides: Sides, best: Mapping[UUID, Candidate], before: Mapping[UUID, Candidate]) -> None:
    """Say of the first of the list how likely each is the person, and how likely none of the listed is; of rows that stay, anew."""
    out = Applying.in_force(find.subject)
    order = sorted(
        (each for each in best.values() if each.missing not in out), key=lambda each: (-each.weight, each.missing)
    )
    chances, nobody = sides.chances([each.weight for each in order], find)
    moved = []
    for candidate, chance in zip(order[:NEAR], chances, strict=False):
        said = round(chance, DIGITS), round(nobody, DIGITS)
        stays = before.get(candidate.missing)
        if stays and _says_the_same(stays, candidate) and (stays.chance, stays.nobody) != said:
            stays.chance, stays.nobody = said
            moved.append(stays)
        candidate.chance, candidate.nobody = said
    if moved:
        Candidate.objects.bulk_update(moved, ["chance", "nobody"])


def ranked(
    find: Known,
    sides: Sides,
    before: Mapping[UUID, Candidate],
    *,
    changed: Known | None = None,
    hits: Hits | None = None,
    by: Actor,
    at: datetime,
) -> dict[UUID, Candidate]:
    """The list of one unidentified person as it should stand, and beside it whoever is excluded, proposed or identified."""
    rules = Applying(find, by=by, at=at)
    judged = _judged(find.subject)
    beside = judged | rules.excluded | sides.verified_with(find)
    stale = any(each.model_version != sides.weights.version for each in before.values())
    if changed is None or stale:
        scores = dict(hits or sides.best(find, KEPT + len(rules.excluded)))
        weighed = {each: sides.known(each) for each in {*scores, *beside}}
    else:
        scores = {each: candidate.weight for each, candidate in before.items() if each != changed.subject}
        weighed = {changed.subject: changed if changed.active or changed.subject in beside else None}
    for each, known in weighed.items():
        if known and each not in scores:
            scores[each] = sides.score(known, find)
    places, best = KEPT, {}
    many = len(scores)
    for subject, score in sorted(scores.items(), key=lambda each: (-each[1], each[0])):
        known, stood = weighed.get(subject), before.get(subject)
        if not places and subject not in beside:
            continue
        if known:
            candidate = _candidate(known, find, score, sides, at=at)
            candidate = stood if stood and _same_sight(stood, candidate) else candidate
            out = rules.excludes(candidate, known)
        elif stood:
            candidate, out = stood, subject in rules.excluded
        else:
            continue
        near = KEPT - places < NEAR or subject in beside or out
        best[subject] = _kept(candidate, near, known or sides.known(subject), find, sides)
        places -= bool(places and not out)
    if places and (changed is None or stale) and many >= KEPT and many < len(sides.missing):
        return ranked(find, sides, before, by=by, at=at)  # rules excluded some: others take their places
    return best


def _kept(candidate: Candidate, near: bool, missing: Known | None, find: Known, sides: Sides) -> Candidate:
    """The candidate with its evidence where it stands near the top, and without it elsewhere."""
    if near == (candidate.evidence is not None):
        return candidate
    evidence = told(sides.parts(missing, find)) if near and missing else None
    kept = {name: getattr(candidate, name) for name in ("agency_id", "missing", "missing_version", "unidentified", "unidentified_version", "model_version", "weight", "at")}  # fmt: skip
    wanted = sides.wanted(missing, find) if near and missing else None
    return Candidate(**kept, evidence=evidence, wanted=wanted)


def _candidate(missing: Known, find: Known, score: int, sides: Sides, *, at: datetime) -> Candidate:
    return Candidate(
        agency_id=find.agency,
        missing=missing.subject,
        missing_version=missing.number,
        unidentified=find.subject,
        unidentified_version=find.number,
        model_version=sides.weights.version,
        weight=score,
        evidence=None,
        at=at,
    )


def told(parts: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Evidence as it is kept."""
    return [
        {
            "kind": part.kind,
            "weight": part.weight,
            "says": part.says,
            "parameters": [list(each) for each in part.parameters],
        }
        for part in parts
    ]


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return (one.evidence is None) == (other.evidence is None) and _same_sight(one, other)


def _same_sight(one: Candidate, other: Candidate) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("missing_version", "unidentified_version", "model_version", "weight")
    )


def lines(candidates: Iterable[Candidate], excluded: set[UUID]) -> list[tuple[str, int, int]]:
    """A list as it is compared and hashed: who, which version, what weight; in order, those left out that a rule excludes."""
    rows = sorted(candidates, key=lambda each: (-each.weight, each.missing))
    return [(str(each.missing), each.missing_version, each.weight) for each in rows if each.missing not in excluded]
