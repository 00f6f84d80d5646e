"""The rules of exclusion that the service applies by itself: written with their facts, taken back when the facts change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from wayhome.facts.queries import values_of
from wayhome.ledger import actions as ledger
from wayhome.matching import engine
from wayhome.matching.models import Candidate, Exclusion, Judgement
from wayhome.registry.models import RecordVersion
from wayhome.rules.exclusions import Applied, Effect, Rule, applied
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor

FACTS_CHANGED = "The facts it rested on have changed."
WHOLE = frozenset({"alive", "body"})


def identified_pairs() -> Mapping[UUID, UUID]:
    """Who is identified as whom, unidentified by missing."""
    rows = Judgement.objects.filter(superseded_at=None, verdict=Verdict.IDENTIFIED.value)
    return dict(rows.values_list("unidentified", "missing"))


def kind_of(unidentified: UUID) -> str:
    """What was found: a code of `unidentified_kind`; empty when nobody said.

    Read from the facts, which every agency may see of an unidentified person; the frozen record only its own may.
    """
    told = values_of([unidentified], ("unidentified_kind",))[unidentified].get("unidentified_kind", [])
    return str(told[0]) if told else ""


def apply_rules(
    pair: Candidate,
    missing: RecordVersion,
    unidentified: RecordVersion,
    identified: Mapping[UUID, UUID],
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Write down which rules hold for a pair, take back those that no longer do, and say whether the pair is excluded.

    What an officer revoked is not written again for the same facts.
    """
    found = {each.rule: each for each in _applied(missing, unidentified, identified)}
    rows = list(Exclusion.objects.filter(missing=missing.subject, unidentified=unidentified.subject))
    stands = []
    for row in [each for each in rows if each.revoked_at is None]:
        holds = found.pop(Rule(row.rule), None)
        ours = row.by == by.ref
        if ours and (holds is None or not _rests_on(row, holds)):
            take_back(row, FACTS_CHANGED, by=by, at=at)
            ledger.write("rule.lapsed", row, by=by, agency=row.agency_id, at=at, rule=row.rule)
            if holds:
                found[holds.rule] = holds
        else:
            stands.append(row.effect)
    for each in found.values():
        if not any(row.revoked_at and row.revoked_by != by.ref and _rests_on(row, each) for row in rows):
            row = put_down(pair, each, by=by, at=at)
            ledger.write("rule.applied", row, by=by, agency=row.agency_id, at=at, rule=row.rule, effect=row.effect)
            stands.append(each.effect.value)
    return Effect.EXCLUDE.value in stands


def _rests_on(row: Exclusion, each: Applied) -> bool:
    return (row.rule, row.effect, row.reason, row.document) == (each.rule, each.effect, each.reason, each.document)


def _applied(
    missing: RecordVersion, unidentified: RecordVersion, identified: Mapping[UUID, UUID]
) -> tuple[Applied, ...]:
    as_whom = [find for find, person in identified.items() if person == missing.subject]
    # Beside one find, whichever is the whole one decides: parts may be many.
    as_whole = [find for find in as_whom if find != unidentified.subject and kind_of(find) in WHOLE]
    taken = identified.get(unidentified.subject)
    mine = str(as_whole[0]) if as_whole else ""
    return tuple(
        applied(
            engine.side_of(missing, taken=mine),
            engine.side_of(unidentified, taken=str(taken or ""), whole=kind_of(unidentified.subject) in WHOLE),
        )
    )


def put_down(pair: Candidate, each: Applied, *, by: Actor, at: datetime) -> Exclusion:
    """Write a rule's exclusion or doubt of a pair."""
    return Exclusion.objects.create(
        agency_id=pair.agency_id,
        missing=pair.missing,
        missing_version=pair.missing_version,
        unidentified=pair.unidentified,
        unidentified_version=pair.unidentified_version,
        rule=each.rule.value,
        effect=each.effect.value,
        reason=each.reason,
        document=each.document,
        by=by.ref,
        at=at,
    )


def take_back(row: Exclusion, because: str, *, by: Actor, at: datetime) -> bool:
    """Revoke an exclusion where nobody has done so meanwhile."""
    return bool(
        Exclusion.objects.filter(pk=row.pk, revoked_at=None).update(
            revoked_at=at, revoked_by=by.ref, revoked_because=because
        )
    )
