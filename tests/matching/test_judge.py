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
from wayhome.access import actions as access
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Misper
from wayhome.ledger.models import Entry
from wayhome.matching import actions as matching
from wayhome.matching.models import Judgement
from wayhome.matching.queries import verdicts_on
from wayhome.registry import actions as registry
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import Authority, Decision, Method, Verdict
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


def by_dna(at: datetime, **changes: Any) -> Decision:
    return Decision(
        **({"authority": Authority.CORONER, "method": Method.DNA, "document": "COR 17", "on": at.date()} | changes)
    )


@pytest.mark.django_db
def test_identity_takes_a_proposal_a_second_person_and_whoever_decides(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    of = pair(first, now)
    whole = by_dna(now)
    with pytest.raises(Refused, match="Propose the two"):
        judge(of, Verdict.IDENTIFIED, second, now, decision=whole)
    judge(of, Verdict.PROPOSED_SAME, first, now, decision=whole)
    with pytest.raises(Refused, match="two people"):
        judge(of, Verdict.IDENTIFIED, first, now, decision=whole)
    for change, sentence in (
        ({"authority": None}, "Name who decided"),
        ({"authority": Authority.POLICE}, "living person alone"),
        ({"method": None}, "Name the method"),
        ({"method": Method.SEEN_ALIVE}, "Only a living person"),
        ({"document": ""}, "reference of the document"),
        ({"on": None}, "day of the decision"),
    ):
        with pytest.raises(Refused, match=sentence):
            judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now, **change))
    with pytest.raises(matching.Unfinished) as all_at_once:
        judge(of, Verdict.IDENTIFIED, second, now)
    assert len(all_at_once.value.lacking) == 4
    kept = Judgement.objects.get()
    assert (kept.verdict, kept.authority, kept.document) == ("proposed_same", "", "")  # a proposal decides nothing
    judge(of, Verdict.IDENTIFIED, second, now, decision=whole)
    kept = verdicts_on(of[1])[of[0]]
    assert (kept.verdict, kept.authority, kept.method, kept.document, kept.decided_on) == (
        "identified", "coroner", "dna", "COR 17", now.date(),
    )  # fmt: skip
    entry = Entry.objects.filter(kind="match.judged").latest("id")
    assert entry.facts == {"verdict": "identified", "method": "dna", "authority": "coroner"}
    assert entry.by == second.actor.ref


@pytest.mark.django_db
def test_the_database_itself_keeps_no_identification_without_an_authority(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(
            agency=who.agency, missing=of[0], unidentified=of[1], verdict="identified", reason="x", by="x", at=now
        )


@pytest.mark.django_db
def test_an_identification_is_revoked_by_a_later_verdict_and_stays_readable(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    of = pair(first, now)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now))
    judge(of, Verdict.NOT_SAME, first, now + timedelta(days=1), reason="The samples were swapped.")
    assert verdicts_on(of[1])[of[0]].verdict == "not_same"
    gone = Judgement.objects.get(verdict="identified")
    assert (gone.superseded_at, gone.document) == (now + timedelta(days=1), "COR 17")


@pytest.mark.django_db
def test_one_body_is_one_person_and_a_person_has_one_body_but_may_be_found_in_parts(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)

    def identify(of: tuple[UUID, UUID]) -> None:
        judge(of, Verdict.PROPOSED_SAME, first, now)
        judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now))

    one, find = pair(first, now)
    other = factory.open_episode(first, at=now, given_name="Corin").misper_id
    factory.Follower().follow(now)
    identify((one, find))
    with pytest.raises(Refused, match="identified as somebody else"):
        identify((other, find))
    for kind, refused in (("part", False), ("body", True)):
        more = registry.record_unidentified(
            {"unidentified_kind": kind, "found_place": "Grebe Mere"}, viewer=first.viewer, by=first.actor, at=now
        )
        factory.Follower().follow(now)
        if refused:
            with pytest.raises(Refused, match=r"identified as somebody else|excluded"):
                identify((one, more.pk))
        else:
            identify((one, more.pk))


@pytest.mark.django_db
def test_whoever_judges_what_is_no_longer_so_is_told(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    seen = judge(of, Verdict.UNDER_REVIEW, who, now, sees="")
    with pytest.raises(Overtaken):
        judge(of, Verdict.NOT_SAME, who, now, sees="")
    judge(of, Verdict.NOT_SAME, who, now, sees=str(seen.pk))


@pytest.mark.django_db
def test_a_living_person_may_be_recognised_face_to_face(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.DUTY_OFFICER, first.agency)
    of = pair(first, now, kind="alive")
    judge(of, Verdict.PROPOSED_SAME, first, now)
    decided = by_dna(now, authority=Authority.POLICE, method=Method.SEEN_ALIVE)
    assert judge(of, Verdict.IDENTIFIED, second, now, decision=decided).verdict == "identified"


@pytest.mark.django_db
def test_a_proposal_that_was_withdrawn_must_be_made_again(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    of = pair(first, now)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    judge(of, Verdict.UNDER_REVIEW, first, now)
    with pytest.raises(Refused, match="Propose the two"):
        judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now))


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


def test_of_eight_who_judge_at_once_with_one_verdict_before_them_one_wins(fresh_database: None, now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    of = pair(first, now)
    officers = [factory.officer(Role.SUPERVISOR, first.agency) for _ in range(8)]
    people = [(each.viewer, each.actor) for each in officers]
    together = Barrier(8)

    def work(number: int) -> bool:
        viewer, actor = people[number]
        together.wait()
        try:
            matching.judge(*of, Verdict.NOT_SAME, reason=f"{number}", viewer=viewer, by=actor, at=now, sees="")
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(work, range(8)))
    assert won == 1
    assert Judgement.objects.filter(superseded_at=None).count() == Judgement.objects.count() == 1
    assert Entry.objects.filter(kind="match.judged").count() == 1


def one_of_two_identified(pairs: list[tuple[UUID, UUID]], who: factory.Officer, now: datetime) -> bool:
    """Identify two pairs at one moment; whether just one of them is."""
    viewer, actor, decision = who.viewer, who.actor, by_dna(now)
    together = Barrier(len(pairs))

    def work(of: tuple[UUID, UUID]) -> bool:
        together.wait()
        try:
            matching.judge(*of, Verdict.IDENTIFIED, reason="DNA", viewer=viewer, by=actor, at=now, decision=decision)
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(pairs)) as pool:
        won = sorted(pool.map(work, pairs))
    standing = Judgement.objects.filter(verdict="identified", superseded_at=None).count()
    return won == [False, True] and standing == 1


def test_of_two_identified_at_once_as_one_body_one_wins(fresh_database: None, now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    one, find = pair(first, now)
    other = factory.open_episode(first, at=now, given_name="Corin").misper_id
    factory.Follower().follow(now)
    for missing in (one, other):
        judge((missing, find), Verdict.PROPOSED_SAME, first, now)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    assert one_of_two_identified([(one, find), (other, find)], second, now)


def test_of_two_bodies_identified_at_once_as_one_person_one_wins(fresh_database: None, now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    missing, one = pair(first, now)
    other = registry.record_unidentified(
        {"unidentified_kind": "body", "found_place": "Otter Weir"}, viewer=first.viewer, by=first.actor, at=now
    ).pk
    factory.Follower().follow(now)
    for find in (one, other):
        judge((missing, find), Verdict.PROPOSED_SAME, first, now)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    assert one_of_two_identified([(missing, one), (missing, other)], second, now)


@pytest.mark.django_db
def test_a_record_kept_closely_is_judged_by_nobody_who_may_not_open_it(now: datetime) -> None:
    own = factory.officer(Role.SUPERVISOR)
    of = pair(own, now)
    stranger = factory.officer(Role.SUPERVISOR)
    named = factory.officer(Role.SUPERVISOR, own.agency)
    misper = Misper.objects.get(pk=of[0])
    access.restrict(misper, "A relative works here", viewer=own.viewer, by=own.actor, at=now)
    access.name_conflict(misper, named.pk, viewer=own.viewer, by=own.actor, at=now)
    for who in (stranger, named):
        with pytest.raises(NotFound):
            judge(of, Verdict.PROPOSED_SAME, who, now)
        with pytest.raises(NotFound):
            matching.exclude(
                *of, Rule.REASONED, Effect.DOUBT, reason="x", document="", viewer=who.viewer, by=who.actor, at=now
            )
    rule = matching.exclude(
        *of, Rule.REASONED, Effect.DOUBT, reason="x", document="", viewer=own.viewer, by=own.actor, at=now
    )
    for who in (stranger, named):
        with pytest.raises(NotFound):
            matching.revoke(rule.pk, because="x", viewer=who.viewer, by=who.actor, at=now)
    assert not Judgement.objects.exists()
    judge(of, Verdict.PROPOSED_SAME, own, now)


@pytest.mark.django_db
def test_an_identification_is_not_turned_back_into_a_proposal(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    of = pair(first, now)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now))
    for verdict in (Verdict.PROPOSED_SAME, Verdict.IDENTIFIED):
        with pytest.raises(Refused, match="identified as one person already"):
            judge(of, verdict, first, now, decision=by_dna(now))
    assert verdicts_on(of[1])[of[0]].verdict == "identified"


@pytest.mark.django_db
def test_nobody_decided_before_anybody_was_found(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    of = pair(first, now)
    day = (now - timedelta(days=3)).date()
    registry.add_fact(of[1], "found_at", f"{day}", viewer=first.viewer, by=first.actor, at=now)
    judge(of, Verdict.PROPOSED_SAME, first, now)
    with pytest.raises(Refused, match="before the find"):
        judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now, on=day - timedelta(days=1)))
    with pytest.raises(Refused, match="still to come"):
        judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now, on=now.date() + timedelta(days=1)))
    judge(of, Verdict.IDENTIFIED, second, now, decision=by_dna(now, on=day))
