"""The tip desk's verbs: take a tip, give it back, deal with it; and who is told when nobody does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.accounts.queries import on_duty
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import alert_now
from wayhome.alerts.tips import others_like, tip_seen_by
from wayhome.base.errors import Overtaken, Refused
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.intake.models import Sighting
from wayhome.ledger import actions as ledger
from wayhome.rules.access import LEADS
from wayhome.rules.alerting import Mode, Step
from wayhome.rules.episode import SEARCHING
from wayhome.rules.tips import DESK, TAKEN, Outcome, refuse_dealing, refuse_give_back
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role, Viewer
from wayhome.terms.words import N_

TAKEN_BY_ANOTHER = N_("Somebody else has just taken this tip.")


@transaction.atomic
def take(tip_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Sighting:
    """Take a tip in hand. One guarded update decides: of two call-takers one has it. Raises Overtaken, NotFound."""
    tip, _ = tip_seen_by(viewer, tip_id)
    free = Sighting.objects.filter(pk=tip.pk, taken_by=None, dealt_at=None)
    if free.update(taken_by=viewer.officer, taken_at=at) != 1:
        raise Overtaken(TAKEN_BY_ANOTHER)
    clocks.meet(tip.pk, TAKEN, by=by, at=at)
    ledger.write("tip.taken", tip, by=by, agency=tip.agency_id, at=at)
    tip.refresh_from_db()
    return tip


@transaction.atomic
def give_back(tip_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Sighting:
    """Put a tip back into the queue, where its time begins anew. Raises Refused, Overtaken, NotFound."""
    tip, _ = tip_seen_by(viewer, tip_id)
    if why := refuse_give_back(taken_by=tip.taken_by_id, officer=viewer.officer, leads=viewer.role in LEADS):
        raise Refused(why)
    held = Sighting.objects.filter(pk=tip.pk, taken_by=tip.taken_by_id, taken_at=tip.taken_at, dealt_at=None)
    if held.update(taken_by=None, taken_at=None) != 1:
        raise Overtaken
    ledger.write("tip.given_back", tip, by=by, agency=tip.agency_id, at=at)
    start_clock(tip, at=at)
    tip.refresh_from_db()
    return tip


@transaction.atomic
def deal(
    tip_id: UUID, outcome: Outcome, *, together_with: UUID | None = None, viewer: Viewer, by: Actor, at: datetime
) -> Sighting:
    """Say what came of a tip that one has in hand. Raises Refused, Overtaken, NotFound.

    A tip that is passed on stands on the case as the claim it is, and in its timeline; a drill's touches no case.
    """
    tip, episode = tip_seen_by(viewer, tip_id)
    named = together_with is not None and others_like(tip).filter(pk=together_with).exists()
    if why := refuse_dealing(
        outcome, taken_by=tip.taken_by_id, officer=viewer.officer, dealt=tip.dealt_at is not None,
        has_enquiry=episode is not None, others=named,
    ):  # fmt: skip
        raise Refused(why)
    mine = Sighting.objects.filter(pk=tip.pk, taken_by=viewer.officer, dealt_at=None)
    if mine.update(dealt_at=at, outcome=outcome.value, together_with=together_with if named else None) != 1:
        raise Overtaken
    ledger.write("tip.dealt", tip, by=by, agency=tip.agency_id, at=at, outcome=outcome.value)
    if outcome is Outcome.PASSED and episode and not tip.drill:
        ledger.write("tip.passed", episode, by=by, agency=episode.agency_id, at=at, tip=str(tip.pk))
    tip.refresh_from_db()
    return tip


def start_clock(tip: Sighting, *, at: datetime) -> None:
    """Start the time within which somebody takes a tip, inside the caller's transaction; of a live alert in force alone."""
    if tip.drill or tip.alert is None or not alert_now(at).filter(alert=tip.alert).exists():
        return
    clocks.start_for(
        "alert.tip_received", subject=tip.pk, subject_kind="tip", agency=tip.agency_id, is_child=True, at=at
    )


@transaction.atomic
def mind_tips(*, at: datetime) -> None:
    """See that somebody sits at the tip desk of each live alert in force; where nobody does, its rota is paged, once.

    What is staffed again, or no longer in force, is waited for no more, and no tip of an alert whose child is found.
    """
    by = Actor.system("alerts.tips")
    in_force = {row.alert_id: row.agency_id for row in alert_now(at).filter(alert__mode=Mode.LIVE.value)}
    # What waits for a second person was paged when it was submitted.
    asked = dict(Version.objects.filter(step=Step.SUBMITTED.value).values_list("alert", "agency"))
    agencies = {*in_force.values(), *asked.values()}
    unstaffed = {each for each in agencies if on_duty(each, Role.CALL_TAKER, at=at) is None}
    for alert, agency in in_force.items():
        if agency in unstaffed:
            clocks.start_for(
                "alert.tips_unstaffed", subject=alert, subject_kind="alert", agency=agency, is_child=True, at=at
            )
    waits = [subject for subject, agency in (in_force | asked).items() if agency in unstaffed]
    found = Alert.objects.exclude(episode__status__in=[status.value for status in SEARCHING]).values("pk")
    running = Clock.objects.filter(met_at=None)
    desks = running.filter(kind=DESK).exclude(subject__in=waits)
    tips = running.filter(kind=TAKEN, subject__in=Sighting.objects.filter(alert__in=found).values("pk"))
    for clock in (*desks, *tips):
        clocks.meet(clock.subject, clock.kind, by=by, at=at)
