"""What a person decides of a pair. Identity takes two of them, and whoever has the authority to decide it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wayhome.access.queries import standing_of
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.cases.models import Misper
from wayhome.ledger import actions as ledger
from wayhome.matching.actions.rules import WHOLE, found_on, identified_pairs, kind_of
from wayhome.matching.models import Candidate, Exclusion, Judgement
from wayhome.rules.access import Action, may
from wayhome.rules.exclusions import Effect
from wayhome.rules.matching import Decision, Pair, Verdict, refuse_verdict
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

NOT_YOURS = N_("Your role may not judge matches.")
NO_DECISION = Decision()


class Unfinished(Refused):
    """What was said lacks something. `lacking` holds a sentence for each thing."""

    def __init__(self, lacking: tuple[str, ...]) -> None:
        super().__init__(" ".join(lacking))
        self.lacking = lacking


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
    decision: Decision = NO_DECISION,
    sees: str | None = None,
) -> Judgement:
    """Record a verdict on a pair; the verdict it replaces stays in the table. Identity takes two people.

    sees   the id of the verdict that the officer has before them, "" for none; where another is in force by now it is refused
    raises Unfinished, with a sentence for each thing that an identification lacks: the proposal then stays one
    """
    weighed = judged_pair(missing, unidentified, viewer)
    one_at_a_time(missing, unidentified)
    standing = Judgement.objects.filter(missing=missing, unidentified=unidentified, superseded_at=None).first()
    if sees is not None and sees != (str(standing.pk) if standing else ""):
        raise Overtaken
    pair = pair_of(missing, unidentified, standing)
    why = refuse_verdict(
        verdict, pair, by=viewer.officer, reason=reason, today=timezone.localdate(at), decision=decision
    )
    if why:
        raise Unfinished(why)
    Judgement.objects.filter(missing=missing, unidentified=unidentified, superseded_at=None).update(superseded_at=at)
    decided = decision if verdict is Verdict.IDENTIFIED else NO_DECISION
    try:
        with transaction.atomic():
            fresh = Judgement.objects.create(
                agency_id=weighed.agency_id,
                missing=missing,
                unidentified=unidentified,
                verdict=verdict.value,
                reason=reason,
                authority=decided.authority or "",
                method=decided.method or "",
                document=decided.document.strip(),
                decided_on=decided.on,
                by=by.ref,
                at=at,
            )
    except IntegrityError:
        raise Overtaken from None
    ledger.write(
        "match.judged",
        fresh,
        by=by,
        agency=weighed.agency_id,
        at=at,
        verdict=verdict.value,
        **({"method": fresh.method, "authority": fresh.authority} if fresh.method else {}),
    )
    return fresh


def judged_pair(
    missing: UUID, unidentified: UUID, viewer: Viewer, *, action: Action = Action.JUDGE_MATCH, why: str = NOT_YOURS
) -> Candidate:
    """A pair that was weighed, and that this viewer may judge, as it was weighed last. Raises NotFound, Refused.

    action, why   another thing to be done with it, and the sentence for whoever may not

    The missing person's record may be kept closely since the pair was shown, or from this very officer: then there is no pair.
    """
    pair = Candidate.objects.filter(missing=missing, unidentified=unidentified).order_by("-at", "-id").first()
    if pair is None:
        raise NotFound
    if not may(viewer, action, row_agency=pair.agency_id):
        raise Refused(why)
    refuse_closed(missing, viewer, action=action, why=why)
    return pair


def refuse_closed(missing: UUID, viewer: Viewer, *, action: Action = Action.JUDGE_MATCH, why: str = NOT_YOURS) -> None:
    """Refuse whoever may not open the missing person's record, and whoever may only read it. Raises NotFound, Refused."""
    agency = Misper.objects.filter(pk=missing).values_list("agency_id", flat=True).first()
    if agency is None:
        raise NotFound
    standing = standing_of(viewer, missing, agency)
    if standing.erased or not may(viewer, Action.SEE_RECORD, standing=standing):
        raise NotFound
    if not may(viewer, action, standing=standing):
        raise Refused(why)


def one_at_a_time(*of: UUID) -> None:
    """Verdicts and exclusions of one person, missing or unidentified, wait for each other, so that each sees the last."""
    with connection.cursor() as cursor:
        for each in sorted(map(str, of)):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('judge ' || %s, 0))", [each])


def pair_of(missing: UUID, unidentified: UUID, standing: Judgement | None) -> Pair:
    """How a pair stands when somebody judges it."""
    identified = identified_pairs()
    kind = kind_of(unidentified)
    others = [find for find, person in identified.items() if person == missing and find != unidentified]
    return Pair(
        in_force=Verdict(standing.verdict) if standing else None,
        proposed_by=Actor.officer_in(standing.by) if standing else None,
        alive=kind == "alive",
        excluded=Exclusion.objects.filter(
            missing=missing, unidentified=unidentified, revoked_at=None, effect=Effect.EXCLUDE.value
        ).exists(),
        taken=identified.get(unidentified, missing) != missing
        or (kind in WHOLE and any(kind_of(find) in WHOLE for find in others)),
        found_on=found_on(unidentified),
    )
