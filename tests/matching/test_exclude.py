"""An exclusion names rule, author and evidence, takes the pair out of the ranking, and is revoked, never removed."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from tests import factory
from tests.matching.test_judge import by_dna, judge, pair
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.ledger.models import Entry
from wayhome.matching import actions as matching
from wayhome.matching.actions import ranking
from wayhome.matching.models import Candidate, Exclusion
from wayhome.matching.queries import candidates_for, excluded_for, exclusions_on
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

MATCHER = Actor.system("matching")


def exclude(of: tuple[UUID, UUID], who: Officer, at: datetime, **changes: Any) -> Exclusion:
    given = {"rule": Rule.LABORATORY_DNA, "effect": Effect.EXCLUDE, "reason": "No match", "document": "LAB 7"} | changes
    return matching.exclude(*of, viewer=who.viewer, by=who.actor, at=at, **given)


def revoke(row: Exclusion, who: Officer, at: datetime, because: str = "The sample was another's") -> Exclusion:
    return matching.revoke(row.pk, because=because, viewer=who.viewer, by=who.actor, at=at)


def listed(who: Officer, unidentified: UUID) -> tuple[list[UUID], list[UUID]]:
    ranked = [each.missing for each in candidates_for(who.viewer, unidentified)]
    return ranked, [each.missing for each in excluded_for(who.viewer, unidentified)]


@pytest.mark.django_db
def test_what_was_never_weighed_cannot_be_excluded_nor_by_whoever_may_not_judge(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    with pytest.raises(NotFound):
        exclude((new_id(), of[1]), who, now)
    with pytest.raises(Refused, match="may not judge"):
        exclude(of, factory.officer(Role.OFFICER, who.agency), now)
    assert not Exclusion.objects.exists()


@pytest.mark.django_db
def test_an_excluded_pair_leaves_the_ranking_and_the_next_best_takes_its_place(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    fits = [factory.open_episode(who, at=now, sex="female").misper_id for _ in range(ranking.KEPT)]
    worker = factory.Follower()
    worker.follow(now)
    before = listed(who, of[1])[0]
    assert len(before) == ranking.KEPT
    row = exclude((before[0], of[1]), who, now)
    worker.follow(now)
    ranked, out = listed(who, of[1])
    assert (len(ranked), out) == (ranking.KEPT, [before[0]])
    assert {*ranked, *out} == {*fits, of[0]}
    assert (row.rule, row.document, row.by, row.missing_version) == ("laboratory_dna", "LAB 7", who.actor.ref, 1)
    revoke(row, who, now)
    worker.follow(now)
    assert listed(who, of[1]) == (before, [])
    row.refresh_from_db()
    assert (row.revoked_at, row.revoked_by, row.revoked_because) == (now, who.actor.ref, "The sample was another's")
    kinds = [entry.kind for entry in Entry.objects.order_by("id") if entry.subject == "matching.Exclusion"]
    assert kinds == ["pair.excluded", "exclusion.revoked"]


@pytest.mark.django_db
def test_a_laboratorys_exclusion_outlives_a_changed_record(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    exclude(of, who, now)
    worker = caught_up()
    change(of[0], now, {"hair_colour": "red"})
    worker.follow(now)
    assert listed(who, of[1]) == ([], [of[0]])


@pytest.mark.django_db
def test_a_doubt_stays_in_the_list(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    exclude(of, who, now, rule=Rule.REASONED, effect=Effect.DOUBT, document="")
    factory.Follower().follow(now)
    assert listed(who, of[1]) == ([of[0]], [])
    assert [row.effect for row in exclusions_on(of[1])[of[0]]] == ["doubt"]


@pytest.mark.django_db
def test_one_rule_is_applied_once_and_revoked_once_with_a_reason(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    row = exclude(of, who, now)
    with pytest.raises(Refused, match="already"):
        exclude(of, who, now)
    with pytest.raises(Refused, match="Say why"):
        revoke(row, who, now, because=" ")
    revoke(row, who, now)
    with pytest.raises(Overtaken):
        revoke(row, who, now)
    with pytest.raises(NotFound):
        matching.revoke(new_id(), because="x", viewer=who.viewer, by=who.actor, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.filter(pk=row.pk).update(revoked_by="")


@pytest.mark.django_db
def test_what_is_proposed_is_not_excluded_and_what_is_excluded_is_not_proposed(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    judge(of, Verdict.PROPOSED_SAME, who, now)
    with pytest.raises(Refused, match="another verdict first"):
        exclude(of, who, now)
    judge(of, Verdict.UNDER_REVIEW, who, now)
    exclude(of, who, now)
    with pytest.raises(Refused, match="is excluded"):
        judge(of, Verdict.PROPOSED_SAME, who, now)


# --- what the service applies by itself


def caught_up() -> factory.Follower:
    """A worker that has nothing left to do."""
    worker = factory.Follower()
    worker.done = set(Entry.objects.values_list("pk", flat=True))
    return worker


def change(subject: UUID, at: datetime, facts: Mapping[str, Any]) -> None:
    """Freeze a next version of a record with these values in place of what it said."""
    last = RecordVersion.objects.filter(subject=subject).order_by("-number")[0]
    kept = [fact for fact in last.body["facts"] if fact["kind"] not in facts]
    body = last.body | {"facts": kept + [{"kind": kind, "value": value} for kind, value in facts.items()]}
    version = RecordVersion.objects.create(
        agency_id=last.agency_id, subject=subject, subject_kind=last.subject_kind, number=last.number + 1, body=body,
        content_hash=str(last.number), frozen_at=at,
    )  # fmt: skip
    matching.run(version, by=MATCHER, at=at)


def certified(day: datetime) -> dict[str, Any]:
    return {"from": day.isoformat(), "to": day.isoformat(), "certified": True}


@pytest.mark.django_db
def test_certified_days_exclude_and_told_ones_speak_against(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    change(of[1], now, {"found_at": certified(now - timedelta(days=90))})
    assert not Exclusion.objects.exists()
    time = next(part for part in Candidate.objects.get(superseded_at=None).evidence if part["kind"] == "time")
    assert time["weight"] < 0
    assert listed(who, of[1]) == ([of[0]], [])
    change(of[0], now, {"last_seen_at": certified(now)})
    (row,) = Exclusion.objects.filter(revoked_at=None)
    assert (row.rule, row.effect, row.by) == ("found_before_last_seen", "exclude", MATCHER.ref)
    assert "both certified" in row.reason
    assert listed(who, of[1]) == ([], [of[0]])
    change(of[1], now, {"found_at": certified(now + timedelta(days=1))})  # the day was written down wrong
    assert not Exclusion.objects.filter(revoked_at=None).exists()
    assert set(Exclusion.objects.values_list("revoked_by", flat=True)) == {MATCHER.ref}
    assert listed(who, of[1]) == ([of[0]], [])


@pytest.mark.django_db
def test_what_an_officer_revoked_is_not_written_again_until_the_facts_change(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    change(of[1], now, {"found_at": certified(now - timedelta(days=90))})
    change(of[0], now, {"last_seen_at": certified(now)})
    worker = caught_up()
    revoke(Exclusion.objects.get(revoked_at=None), who, now, because="The certificate names another year")
    worker.follow(now)
    change(of[0], now, {"hair_colour": "red"})
    assert listed(who, of[1]) == ([of[0]], [])
    change(of[1], now, {"found_at": certified(now - timedelta(days=30))})
    assert listed(who, of[1]) == ([], [of[0]])


@pytest.mark.django_db
def test_who_is_identified_as_another_leaves_the_list_and_comes_back_when_that_is_revoked(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    worker = factory.Follower()
    one, find = pair(first, now)
    other = factory.open_episode(first, at=now, given_name="Corin").misper_id
    worker.follow(now)
    judge((one, find), Verdict.PROPOSED_SAME, first, now)
    judge((one, find), Verdict.IDENTIFIED, second, now, decision=by_dna(now))
    worker.follow(now)
    assert listed(first, find) == ([one], [other])
    assert Exclusion.objects.get().rule == "identified_as_another"
    judge((one, find), Verdict.UNDER_REVIEW, first, now)
    worker.follow(now)
    assert set(listed(first, find)[0]) == {one, other}
    assert not Exclusion.objects.filter(revoked_at=None).exists()


@pytest.mark.django_db
def test_a_proposed_pair_keeps_its_place_whatever_its_weight(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    of = pair(who, now)
    judge(of, Verdict.PROPOSED_SAME, who, now)
    change(of[1], now, {"sex": "male", "condition": "fresh"})
    change(of[0], now, {"sex": "female"})
    worker = caught_up()
    for _ in range(ranking.KEPT + 2):
        factory.open_episode(who, at=now, sex="male")
    worker.follow(now)
    ranked = listed(who, of[1])[0]
    assert (len(ranked), ranked[-1]) == (ranking.KEPT + 1, of[0])


@pytest.mark.django_db
def test_a_judged_or_excluded_pair_names_only_what_the_register_knows(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    row = registry.record_unidentified(
        {"unidentified_kind": "body", "found_place": "Grebe Mere"}, viewer=who.viewer, by=who.actor, at=now
    )
    assert matching.rank_again(row.pk, by=MATCHER, at=now) == 0
    assert not Candidate.objects.exists()


def test_of_eight_who_exclude_or_propose_at_once_never_both_stand(fresh_database: None, now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    of = pair(first, now)
    officers = [factory.officer(Role.SUPERVISOR, first.agency) for _ in range(8)]
    people = [(each.viewer, each.actor) for each in officers]
    together = Barrier(8)

    def work(number: int) -> str:
        viewer, actor = people[number]
        together.wait()
        try:
            if number % 2:
                matching.judge(*of, Verdict.PROPOSED_SAME, reason="x", viewer=viewer, by=actor, at=now, sees="")
                return "proposed"
            matching.exclude(
                *of, Rule.LABORATORY_DNA, Effect.EXCLUDE, reason="x", document="LAB 7", viewer=viewer, by=actor, at=now
            )
        except Refused:
            return ""
        else:
            return "excluded"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        won = [each for each in pool.map(work, range(8)) if each]
    assert len(won) == 1
    assert Exclusion.objects.count() == (won == ["excluded"])
