"""Starting, meeting and lapsing clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from wayhome.accounts import queries as accounts
from wayhome.accounts.models import Officer
from wayhome.clocks.models import Clock
from wayhome.ledger import actions as ledger
from wayhome.rules.clocks import ClockStart, clocks_for, escalate_to
from wayhome.terms.actor import Actor
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role

BY = Actor.system("clocks")


def start_for(
    event: str,
    *,
    subject: UUID,
    subject_kind: str,
    agency: UUID,
    is_child: bool,
    at: datetime,
    grade: str | None = None,
    not_for: Collection[UUID] = (),
) -> None:
    """Start every clock that the country's profile ties to this event; one that runs already keeps running.

    not_for   officers who may not do what is due: somebody else on the rota owns it and is told
    """
    starts = clocks_for(event, grade=grade, is_child=is_child, at=at, profile=profile_of(settings.COUNTRY_PROFILE))
    start(starts, subject=subject, subject_kind=subject_kind, agency=agency, at=at, not_for=not_for)


def start(
    starts: Iterable[ClockStart], *, subject: UUID, subject_kind: str, agency: UUID, at: datetime,
    not_for: Collection[UUID] = (),
) -> None:  # fmt: skip
    """Start clocks, each owned by whoever holds the role now."""
    rows = []
    for each in starts:
        owner = accounts.on_duty(agency, each.owner_role, at=at, but=not_for)
        rows.append(
            Clock(
                agency_id=agency,
                kind=each.kind,
                subject=subject,
                subject_kind=subject_kind,
                started_at=min(at, each.due_at),
                due_at=each.due_at,
                owner_role=each.owner_role.value,
                owner=owner,
                not_for=list(not_for),
            )
        )
    Clock.objects.bulk_create(rows, ignore_conflicts=True)


def meet(subject: UUID, *kinds: str, by: Actor, at: datetime) -> None:
    """Stop clocks because what was due is done."""
    Clock.objects.filter(subject=subject, kind__in=kinds, met_at=None).update(met_at=at, met_by=by.ref)


def stop_all(subject: UUID, *, by: Actor, at: datetime, but: Iterable[str] = ()) -> None:
    """Stop every running clock of a subject but those named, because its reason is gone."""
    Clock.objects.filter(subject=subject, met_at=None).exclude(kind__in=list(but)).update(met_at=at, met_by=by.ref)


@transaction.atomic
def lapse_due(*, at: datetime, limit: int = 200) -> int:
    """Mark clocks that ran out, and hand each to the next rank on duty. Returns how many."""
    due = Clock.objects.select_for_update(skip_locked=True).filter(met_at=None, lapsed_at=None, due_at__lte=at)
    lapsed = list(due.order_by("due_at")[:limit])
    for clock in lapsed:
        clock.lapsed_at = at
        _tell(clock, _above(clock, at=at), at=at)
    return len(lapsed)


@transaction.atomic
def hand_on_due(*, at: datetime) -> int:
    """Tell one rank more of each lapsed clock that nobody met although its next rank was told. Returns how many.

    Only clocks whose term says after how long. At the top of the ranks it ends: the clock still runs, and stands on the desk.
    """
    told = 0
    for term in profile_of(settings.COUNTRY_PROFILE).clocks:
        if term.again is None:
            continue
        told_at = Coalesce("escalated_at", "lapsed_at")
        unmet = (
            Clock.objects.select_for_update(skip_locked=True)
            .annotate(told_at=told_at)
            .filter(kind=term.kind, met_at=None, lapsed_at__isnull=False, told_at__lte=at - term.again)
        )
        for clock in unmet:
            if higher := _above(clock, at=at):
                _tell(clock, higher, at=at)
                told += 1
    return told


def _tell(clock: Clock, higher: tuple[Role, Officer] | None, *, at: datetime) -> None:
    if higher:
        clock.told_role, clock.escalated_at, clock.escalated_to = higher[0].value, at, higher[1]
    clock.save(update_fields=["lapsed_at", "escalated_at", "escalated_to", "told_role"])
    told = str(clock.escalated_to_id or "")
    ledger.write(
        "clock.lapsed", clock, by=BY, agency=clock.agency_id, at=at, clock=clock.kind, subject=str(clock.subject), told=told
    )  # fmt: skip


def _above(clock: Clock, *, at: datetime) -> tuple[Role, Officer] | None:
    """Who is told next: the rank above whoever was told last, or where nobody holds it the one above that."""
    rank = escalate_to(Role(clock.told_role or clock.owner_role))
    while rank:
        if officer := accounts.on_duty(clock.agency_id, rank, at=at, but=clock.not_for):
            return rank, officer
        rank = escalate_to(rank)
    return None
