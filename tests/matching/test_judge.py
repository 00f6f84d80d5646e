"""People decide; a later verdict replaces an earlier one and leaves it readable; identity takes two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.ledger.models import Entry
from wayhome.matching import actions as matching
from wayhome.matching.models import Judgement
from wayhome.matching.queries import verdicts_on
from wayhome.registry import actions as registry
from wayhome.rules.matching import Method, Verdict
from wayhome.terms.viewer import AgencyKind, Role


def pair(who: Officer, at: datetime, kind: str = "body") -> tuple[UUID, UUID]:
    episode = factory.open_episode(who, at=at)
    row = registry.record_unidentified(
        {"unidentified_kind": kind, "found_place": "Grebe Mere"}, viewer=who.viewer, by=who.actor, at=at
    )
    factory.Follower().follow(at)
    return episode.misper_id, row.pk


def judge(
    of: tuple[UUID, UUID], verdict: Verdict, who: Officer, at: datetime, *, reason: str = "Same scar", **more: Any
) -> Judgement:
    return matching.judge(*of, verdict, reason=reason, viewer=who.viewer, by=who.actor, at=at, **more)


@pytest.mark.django_db
def test_a_pair_that_was_never_weighed_cannot_be_judged(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    missing, unidentified = pair(who, now)
    for of in ((new_id(), unidentified), (missing, new_id()), (unidentified, missing)):
        with pytest.raises(NotFound):
            judge(of, Verdict.NOT_SAME, who, now)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.OFFICER, Role.EDITOR, Role.AUDITOR])
def test_who_may_not_judge_is_told(now: datetime, role: Role) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    with pytest.raises(Refused, match="may not judge"):
        judge(of, Verdict.NOT_SAME, factory.officer(role, who.agency), now)
    assert not Judgement.objects.exists()


@pytest.mark.django_db
def test_a_verdict_needs_a_reason(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    with pytest.raises(Refused, match="Say why"):
        judge(pair(who, now), Verdict.NOT_SAME, who, now, reason=" ")


@pytest.mark.django_db
def test_identity_takes_a_proposal_a_second_person_and_a_method(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    of = pair(first, now)
    with pytest.raises(Refused, match="Propose the two"):
        judge(of, Verdict.IDENTIFIED, second, now, method=Method.DNA)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    with pytest.raises(Refused, match="two people"):
        judge(of, Verdict.IDENTIFIED, first, now, method=Method.DNA)
    with pytest.raises(Refused, match="Name the method"):
        judge(of, Verdict.IDENTIFIED, second, now)
    with pytest.raises(Refused, match="Only a living person"):
        judge(of, Verdict.IDENTIFIED, second, now, method=Method.SEEN_ALIVE)
    assert [row.verdict for row in Judgement.objects.all()] == ["proposed_same"]
    judge(of, Verdict.IDENTIFIED, second, now, method=Method.DNA)
    assert verdicts_on(of[1])[of[0]].verdict == "identified"
    entry = Entry.objects.filter(kind="match.judged").latest("id")
    assert entry.facts == {"verdict": "identified", "method": "dna"}
    assert entry.by == second.actor.ref


@pytest.mark.django_db
def test_a_living_person_may_be_recognised_face_to_face(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.DUTY_OFFICER, first.agency)
    of = pair(first, now, kind="alive")
    judge(of, Verdict.PROPOSED_SAME, first, now)
    assert judge(of, Verdict.IDENTIFIED, second, now, method=Method.SEEN_ALIVE).verdict == "identified"


@pytest.mark.django_db
def test_a_proposal_that_was_withdrawn_must_be_made_again(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    of = pair(first, now)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    judge(of, Verdict.UNDER_REVIEW, first, now)
    with pytest.raises(Refused, match="Propose the two"):
        judge(of, Verdict.IDENTIFIED, second, now, method=Method.DNA)


@pytest.mark.django_db
def test_a_later_verdict_replaces_the_earlier_and_keeps_it(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    later = now + timedelta(hours=1)
    judge(of, Verdict.NOT_SAME, who, now, reason="Other ear")
    judge(of, Verdict.UNDER_REVIEW, who, later, reason="New picture")
    kept = list(Judgement.objects.order_by("at").values_list("verdict", "reason", "superseded_at"))
    assert kept == [("not_same", "Other ear", later), ("under_review", "New picture", None)]
    assert {missing: row.verdict for missing, row in verdicts_on(of[1]).items()} == {of[0]: "under_review"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(
            agency=who.agency, missing=of[0], unidentified=of[1], verdict="x", reason="x", by="x", at=now
        )


def test_of_eight_who_judge_at_once_one_verdict_is_in_force_and_none_is_lost(
    fresh_database: None, now: datetime
) -> None:
    first = factory.officer(Role.SUPERVISOR)
    of = pair(first, now)
    officers = [factory.officer(Role.SUPERVISOR, first.agency) for _ in range(8)]
    people = [(each.viewer, each.actor) for each in officers]
    together = Barrier(8)

    def work(number: int) -> bool:
        viewer, actor = people[number]
        together.wait()
        try:
            matching.judge(*of, Verdict.NOT_SAME, reason=f"{number}", viewer=viewer, by=actor, at=now)
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(work, range(8)))
    assert Judgement.objects.filter(superseded_at=None).count() == 1
    assert Judgement.objects.count() == won == Entry.objects.filter(kind="match.judged").count()
    assert won >= 1
