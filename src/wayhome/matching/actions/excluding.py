"""Taking a pair out of the ranking, or marking it as doubted, by a rule that an officer names; and taking that back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.ledger import actions as ledger
from wayhome.matching.actions.judging import NOT_YOURS, judged_pair, one_at_a_time, refuse_closed
from wayhome.matching.actions.rules import put_down, take_back
from wayhome.matching.models import Exclusion, Judgement
from wayhome.rules.access import Action, may
from wayhome.rules.exclusions import ALREADY, NEEDS_REASON, Applied, Effect, Rule, refuse_exclusion
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer


@transaction.atomic
def exclude(
    missing: UUID,
    unidentified: UUID,
    rule: Rule,
    effect: Effect,
    *,
    reason: str,
    document: str,
    viewer: Viewer,
    by: Actor,
    at: datetime,
) -> Exclusion:
    """Apply a rule to a pair: the pair leaves the ranking, or stays in it with the doubt beside it."""
    pair = judged_pair(missing, unidentified, viewer)
    one_at_a_time(missing, unidentified)
    same = {Verdict.PROPOSED_SAME.value, Verdict.IDENTIFIED.value}
    judged = Judgement.objects.filter(
        missing=missing, unidentified=unidentified, superseded_at=None, verdict__in=same
    ).exists()
    why = refuse_exclusion(rule, effect, reason=reason, document=document, judged_same=judged)
    if why:
        raise Refused(why)
    in_force = Exclusion.objects.filter(missing=missing, unidentified=unidentified, rule=rule.value, revoked_at=None)
    if in_force.exists():
        raise Refused(ALREADY)
    row = put_down(pair, Applied(rule, effect, reason.strip(), document.strip()), by=by, at=at)
    ledger.write("pair.excluded", row, by=by, agency=row.agency_id, at=at, rule=row.rule, effect=row.effect)
    return row


@transaction.atomic
def revoke(exclusion: UUID, *, because: str, viewer: Viewer, by: Actor, at: datetime) -> Exclusion:
    """Take back an exclusion or doubt, an officer's or the service's own; the row stays, with who, when and why."""
    row = Exclusion.objects.filter(pk=exclusion).first()
    if row is None:
        raise NotFound
    if not may(viewer, Action.JUDGE_MATCH, row_agency=row.agency_id):
        raise Refused(NOT_YOURS)
    refuse_closed(row.missing, viewer)
    if not because.strip():
        raise Refused(NEEDS_REASON)
    one_at_a_time(row.missing, row.unidentified)
    if not take_back(row, because.strip(), by=by, at=at):
        raise Overtaken
    ledger.write("exclusion.revoked", row, by=by, agency=row.agency_id, at=at, rule=row.rule)
    row.refresh_from_db()
    return row
