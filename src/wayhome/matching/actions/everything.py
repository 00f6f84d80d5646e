"""Everybody against everybody: counts anew how common things are, and proves that the increments left each list as it should be."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from wayhome.kernels.crossmatch import model, rarity
from wayhome.kernels.crossmatch.weights import make
from wayhome.ledger import actions as ledger
from wayhome.matching import engine
from wayhome.matching.actions import ranking
from wayhome.matching.actions.ranking import lines, settle, standing
from wayhome.matching.engine import Known, Sides
from wayhome.matching.models import Candidate, Exclusion, FullRun
from wayhome.rules.exclusions import Effect
from wayhome.terms.actor import Actor

log = logging.getLogger(__name__)
LATE = timedelta(minutes=5)
"""A record frozen within this time may still wait for its turn in the queue: its list differs and is no fault."""
Line = tuple[str, int, int]


@dataclass(slots=True)
class Outcome:
    """What a full run found and left. Every list by its unidentified person, best first."""

    run: FullRun
    renewed: bool
    lists: dict[Known, list[Line]] = field(default_factory=dict)
    faults: list[UUID] = field(default_factory=list)
    """Lists that should have stood otherwise by the counts that were in force."""
    late: list[UUID] = field(default_factory=list)


def run_all(*, by: Actor, at: datetime) -> Outcome:
    """Rank every list from what the register holds now. Run again, it changes nothing and gives the same hash.

    First by the counts in force: whatever differs is a fault of the increments, is told, and repaired. Then, where the
    register has changed so that things are counted to be more or less common, every list by the new counts.

    Others have their turn between two lists: of a nation this takes minutes, in which children are reported.
    """
    sides = engine.load()
    counts = rarity.count(known.person for known in sides.missing.values())  # type: ignore[misc]
    weights = make(model.load(), counts)
    before = sides.run
    outcome = Outcome(FullRun(at=at, counts=counts.as_json()), renewed=weights.version != sides.weights.version)
    if before is not None and before.model_version == sides.weights.version:
        for find, was, now in _settled(sides, by=by, at=at):
            outcome.lists[find] = now
            if was != now:
                (outcome.late if _is_late(find, was, now, sides, at=at) else outcome.faults).append(find.subject)
    if outcome.renewed or not outcome.lists:
        outcome.run.missing = len(sides.missing)
        sides = sides.by(weights, outcome.run)
        outcome.lists = {find: now for find, _was, now in _settled(sides, by=by, at=at)}
    sides.make_ready()
    with transaction.atomic():
        ranking.counts_change()
        with engine.alone():
            _overtaken(outcome, sides, by=by, at=at)
            kept = outcome.run
            kept.model_version = sides.weights.version
            kept.missing, kept.unidentified = len(sides.missing), len(sides.finds)
            kept.snapshot = _hash(sorted((str(subject), number) for subject, number in sides.seen.items()))
            lists = sorted(outcome.lists.items(), key=lambda each: each[0].subject)
            kept.outcome = _hash(
                [kept.model_version, *([str(find.subject), find.number, each] for find, each in lists)]
            )
            kept.faults = len(outcome.faults)
            kept.save()
            ledger.write(
                "matches.renewed", kept, by=by, agency=None, at=at, missing=kept.missing, unidentified=kept.unidentified,
                faults=kept.faults, model=kept.model_version,
            )  # fmt: skip
            engine.keep(sides)
    for each in outcome.faults:
        log.error("The list of %s stood otherwise than a full run ranks it; it is repaired.", each)
    return outcome


def _settled(sides: Sides, *, by: Actor, at: datetime) -> Iterator[tuple[Known, list[Line], list[Line]]]:
    """Every list, as it stood and as it stands once it is ranked anew, in the order of the ids."""
    out: dict[UUID, set[UUID]] = {}
    rows = Exclusion.objects.filter(revoked_at=None, effect=Effect.EXCLUDE.value)
    for one, missing in rows.values_list("unidentified", "missing"):
        out.setdefault(one, set()).add(missing)
    many = ranking.KEPT + max(map(len, out.values()), default=0)
    last = sides.last
    for known, hits in sides.best_of_all(many):
        with engine.alone(), transaction.atomic():
            engine.catch_up(sides)
            find = sides.finds[known.subject]
            was = lines(standing(find.subject), out.get(find.subject, set()))
            settle(find, sides, by=by, at=at, hits=hits if sides.last == last else None)
            excluded = set(rows.filter(unidentified=find.subject).values_list("missing", flat=True))
            now = lines(_standing(find), excluded)
        yield find, was, now


def _overtaken(outcome: Outcome, sides: Sides, *, by: Actor, at: datetime) -> None:
    """Rank again the lists that a change moved meanwhile, by the counts that were in force when it came."""
    engine.catch_up(sides)
    others = Candidate.objects.filter(superseded_at=None).exclude(model_version=sides.weights.version)
    anew: dict[Known, list[Line]] = {}
    for each in sorted(set(others.values_list("unidentified", flat=True)) & sides.finds.keys()):
        find = sides.finds[each]
        settle(find, sides, by=by, at=at)
        excluded = Exclusion.objects.filter(revoked_at=None, effect=Effect.EXCLUDE.value, unidentified=each)
        anew[find] = lines(_standing(find), set(excluded.values_list("missing", flat=True)))
    again = {find.subject for find in anew}
    outcome.lists = {find: now for find, now in outcome.lists.items() if find.subject not in again} | anew


def _standing(find: Known) -> list[Candidate]:
    return list(standing(find.subject))


def _is_late(find: Known, was: list[Line], now: list[Line], sides: Sides, *, at: datetime) -> bool:
    """Whether a record that makes the difference was frozen so lately that its own turn may not have come."""
    moved = {UUID(each) for each, _number, _weight in set(was) ^ set(now)}
    versions = [find, *(sides.known(each) for each in moved)]
    return any(known is not None and known.frozen_at > at - LATE for known in versions)


def _hash(content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
