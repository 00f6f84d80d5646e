"""A laboratory's kinship result: entered by few, refused by field, superseded and revoked in sight; it moves no list."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from tests import factory
from tests.matching.test_judge import pair
from wayhome.access import actions as access
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Misper
from wayhome.intake.actions import Incomplete
from wayhome.ledger.models import Entry
from wayhome.matching import actions as matching
from wayhome.matching.actions.kinship import figures_of
from wayhome.matching.models import Candidate, Kinship
from wayhome.matching.queries import kinship_beside, kinship_between
from wayhome.terms.viewer import AgencyKind, Role


def enter(of: tuple[UUID, UUID], who: Officer, at: datetime, *, sees: str | None = None, **changes: Any) -> Kinship:
    figures = factory.kinship(at, **changes)
    return matching.enter_kinship(*of, figures, sees=sees, viewer=who.viewer, by=who.actor, at=at)


def revoke(row: Kinship, who: Officer, at: datetime, because: str = "Samples swapped") -> Kinship:
    return matching.revoke_kinship(row.pk, because=because, viewer=who.viewer, by=who.actor, at=at)


@pytest.mark.django_db
def test_who_may_not_is_told_and_reads_nothing(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    row = enter(of, who, now)
    for role in (Role.CALL_TAKER, Role.OFFICER, Role.EDITOR, Role.ALERT_AUTHORISER, Role.AUDITOR):
        other = factory.officer(role, who.agency)
        with pytest.raises(Refused, match="may not see or enter"):
            enter(of, other, now)
        with pytest.raises(Refused, match="may not see or enter"):
            revoke(row, other, now)
        assert kinship_between(other.viewer, of[1], of[0]) == []
        assert kinship_beside(other.viewer, of[1], new_id()) == []
    analyst = factory.officer(Role.DNA_ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    assert kinship_between(analyst.viewer, of[1], of[0]) == [row]
    assert kinship_beside(analyst.viewer, of[1], new_id()) == [row]


@pytest.mark.django_db
def test_what_was_never_weighed_or_is_closed_has_no_result(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    for each in ((new_id(), of[1]), (of[0], new_id()), (of[1], of[0])):
        with pytest.raises(NotFound):
            enter(each, who, now)
    row = enter(of, who, now)
    access.restrict(Misper.objects.get(pk=of[0]), "A relative", viewer=who.viewer, by=who.actor, at=now)
    analyst = factory.officer(Role.ANALYST, who.agency)
    with pytest.raises(NotFound):
        enter(of, analyst, now)
    with pytest.raises(NotFound):
        revoke(row, analyst, now)
    with pytest.raises(NotFound):
        matching.revoke_kinship(new_id(), because="x", viewer=who.viewer, by=who.actor, at=now)


@pytest.mark.django_db
def test_what_cannot_be_is_refused_by_field_and_nothing_is_kept(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    with pytest.raises(Incomplete) as refused:
        enter(of, who, now, log10_lr=Decimal("NaN"), loci=24, reported_on=now.date() + timedelta(days=1), left_out=())
    assert set(refused.value.wrong) == {"log10_lr", "reported_on"}
    with pytest.raises(Incomplete, match="between 1 and 34"):
        enter(of, who, now, loci=99)
    assert not Kinship.objects.exists()
    assert not Entry.objects.filter(kind="kinship.entered").exists()


@pytest.mark.django_db
def test_a_result_is_kept_as_entered_and_moves_no_list(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    before = list(Candidate.objects.order_by("pk").values())
    row = enter(of, who, now)
    factory.Follower().follow(now)
    row.refresh_from_db()
    assert figures_of(row) == factory.kinship(now)
    assert list(Candidate.objects.order_by("pk").values()) == before
    entry = Entry.objects.get(kind="kinship.entered")
    assert (entry.by, entry.facts) == (who.actor.ref, {"instead": False})
    nought = enter(of, who, now, log10_lr=None, left_out=(), inconsistent=("FGA",))
    nought.refresh_from_db()
    assert figures_of(nought).log10_lr is None
    assert Entry.objects.filter(kind="kinship.entered").latest("id").facts == {"instead": True}


@pytest.mark.django_db
def test_a_later_result_supersedes_and_only_the_one_in_force_is_revoked(now: datetime) -> None:
    who, later = factory.officer(Role.SUPERVISOR), now + timedelta(hours=1)
    of = pair(who, now)
    first = enter(of, who, now, sees="")
    with pytest.raises(Overtaken):
        enter(of, who, later, sees="")
    second = enter(of, factory.officer(Role.DUTY_OFFICER, who.agency), later, sees=str(first.pk), report="ZEL-18")
    with pytest.raises(Overtaken):
        revoke(first, who, later)
    with pytest.raises(Refused, match="Say why"):
        revoke(second, who, later, because=" ")
    revoke(second, who, later)
    with pytest.raises(Overtaken):
        revoke(second, who, later)
    assert [each.report for each in kinship_between(who.viewer, of[1], of[0])] == ["ZEL-18", "ZEL-17"]
    first.refresh_from_db()
    assert (first.superseded_at, first.revoked_at) == (later, None)  # what was superseded does not come back by itself
    third = enter(of, who, later, sees="")
    assert Kinship.objects.get(superseded_at=None, revoked_at=None) == third


@pytest.mark.django_db
def test_the_database_itself_keeps_one_in_force_each_with_its_report(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    row = enter(pair(who, now), who, now)
    for change in ({"revoked_at": now}, {"revoked_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Kinship.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Kinship.objects.filter(pk=row.pk).update(log10_lr=Decimal(9))  # what was entered is never edited
    for change in ({}, {"missing": new_id(), "report": ""}, {"missing": new_id(), "loci": 0}):
        again = Kinship.objects.get(pk=row.pk)
        again.pk = new_id()
        for name, value in change.items():
            setattr(again, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


def test_of_eight_who_enter_a_result_at_once_one_does(fresh_database: None, now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    of = pair(first, now)
    people = [(each.viewer, each.actor) for each in (factory.officer(Role.SUPERVISOR, first.agency) for _ in range(8))]
    together = Barrier(8)

    def work(number: int) -> int:
        viewer, actor = people[number]
        together.wait()
        try:
            matching.enter_kinship(*of, factory.kinship(now), sees="", viewer=viewer, by=actor, at=now)
        except Overtaken:
            return 0
        else:
            return 1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 1
    assert Kinship.objects.count() == 1
