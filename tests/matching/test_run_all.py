"""A full run proves that the increments left every list as it should stand, and repairs what they did not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests import factory
from tests.matching.test_exclude import certified, change
from wayhome.accounts.models import Officer
from wayhome.base.ids import new_id
from wayhome.console.__main__ import main
from wayhome.flow import jobs
from wayhome.kernels.crossmatch.people import Missing, Unidentified, Verified
from wayhome.matching import actions as matching
from wayhome.matching import engine
from wayhome.matching.actions import everything
from wayhome.matching.engine import Known
from wayhome.matching.models import Candidate, Exclusion, FullRun
from wayhome.registry import actions as registry
from wayhome.rules.exclusions import Effect, Rule
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role

BY = Actor.system("matching")
LATER = timedelta(hours=1)
VALUES: dict[str, list[Any]] = {
    "sex": ["female", "male"],
    "hair_colour": ["red", "black", "brown"],
    "eye_colour": ["green", "brown"],
    "ethnicity": ["white", "black"],
    "stature_cm": [{"low": low, "high": low + 4, "unit": "cm"} for low in (140, 152, 166)],
    "mark": [{"kind": "tattoo", "part": part, "words": "a swallow"} for part in ("left_arm", "right_wrist")],
}


def some(rng: random.Random) -> dict[str, Any]:
    return {kind: rng.choice(values) for kind, values in VALUES.items() if rng.random() < 0.6}


@pytest.fixture
def register(now: datetime) -> tuple[Officer, list[UUID], list[UUID]]:
    """Twenty-six missing people and three without a name, each known by chance."""
    rng, who = random.Random(7), factory.officer(Role.SUPERVISOR)
    worker = factory.Follower()
    missing = [factory.open_episode(who, at=now, sex=rng.choice(["female", "male"])).misper_id for _ in range(26)]
    finds = [
        registry.record_unidentified(
            {"unidentified_kind": kind, "found_place": "Grebe Mere", "condition": "fresh", "sex": "female"},
            viewer=who.viewer, by=who.actor, at=now,
        ).pk
        for kind in ("body", "part", "body")
    ]  # fmt: skip
    worker.follow(now)
    for subject in (*missing, *finds):
        change(subject, now, some(rng))
    return who, missing, finds


@pytest.mark.django_db
def test_whatever_changes_in_whatever_order_the_increments_end_where_a_full_run_does(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime
) -> None:
    who, missing, finds = register
    rng = random.Random(11)
    assert matching.run_all(by=BY, at=now + LATER).renewed  # from now on by counts
    for step in range(40):
        subject = rng.choice([*missing, *missing, *finds])
        told = some(rng)
        if step % 9 == 0:
            told["found_at" if subject in finds else "last_seen_at"] = certified(
                now - timedelta(days=rng.randrange(60))
            )
        change(subject, now, told)
        if step % 10 == 5:
            find = rng.choice(finds)
            best = Candidate.objects.filter(unidentified=find, superseded_at=None).order_by("-weight", "missing")[0]
            if not Exclusion.objects.filter(unidentified=find, missing=best.missing, revoked_at=None).exists():
                matching.exclude(
                    best.missing, find, Rule.LABORATORY_DNA, Effect.EXCLUDE, reason="x", document="LAB 7",
                    viewer=who.viewer, by=who.actor, at=now,
                )  # fmt: skip
                matching.rank_again(find, by=BY, at=now)
    before = list(Candidate.objects.filter(superseded_at=None).order_by("pk").values("pk", "weight", "model_version"))
    found = matching.run_all(by=BY, at=now + 2 * LATER)
    assert (found.faults, found.late) == ([], [])
    if not found.renewed:
        assert before == list(
            Candidate.objects.filter(superseded_at=None).order_by("pk").values("pk", "weight", "model_version")
        )
    assert {len(each) for each in found.lists.values()} == {20}


@pytest.mark.django_db
def test_run_again_it_changes_nothing_and_says_the_same(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime
) -> None:
    first = matching.run_all(by=BY, at=now + LATER)
    rows = list(Candidate.objects.order_by("pk").values())
    second = matching.run_all(by=BY, at=now + 2 * LATER)
    assert (second.renewed, second.faults) == (False, [])
    assert (second.run.outcome, second.run.snapshot) == (first.run.outcome, first.run.snapshot)
    assert rows == list(Candidate.objects.order_by("pk").values())


@pytest.mark.django_db
def test_a_list_that_stands_otherwise_than_it_should_is_told_and_repaired(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    matching.run_all(by=BY, at=now)
    right = matching.run_all(by=BY, at=now + LATER)
    lost = Candidate.objects.filter(unidentified=register[2][1], superseded_at=None).order_by("-weight")[0]
    Candidate.objects.filter(pk=lost.pk).update(superseded_at=now)
    assert main(["match", "run", "--top", "2"]) == 1
    *_, fault, whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert fault["unidentified"] == str(register[2][1])
    assert (whole["faults"], whole["hash"]) == (1, right.run.outcome)
    assert Candidate.objects.filter(unidentified=lost.unidentified, missing=lost.missing, superseded_at=None).exists()
    assert main(["match", "run", "--top", "2"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(said) == 3 * 2 + 1
    first = Candidate.objects.get(unidentified=said[0]["unidentified"], missing=said[0]["missing"], superseded_at=None)
    assert said[0]["score"] == first.weight / 1000  # in dex, as every other command prints it
    assert (said[-1]["missing"], said[-1]["unidentified"], said[-1]["pairs"]) == (26, 3, 78)


@pytest.mark.django_db
def test_a_record_whose_turn_has_not_come_is_no_fault(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    matching.run_all(by=BY, at=now)
    with monkeypatch.context() as queue:
        queue.setattr(matching, "run", lambda *_, **__: 0)  # the worker has not come to it yet
        change(register[2][0], now, {"hair_colour": "red", "sex": "male"})
    found = matching.run_all(by=BY, at=now + timedelta(minutes=1))
    assert (found.faults, found.late) == ([], [register[2][0]])


@pytest.mark.django_db
def test_what_changed_since_the_columns_were_made_is_weighed_as_if_they_were_made_anew(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime
) -> None:
    with engine.sides() as sides:
        for find in sides.finds.values():
            sides.best(find, 5)
    for subject in register[1][:6]:
        change(subject, now, {"hair_colour": "red", "mark": VALUES["mark"][0]})
    with engine.sides() as sides:
        anew = engine.load()
        for subject, find in anew.finds.items():
            assert sides.best(sides.finds[subject], 15) == anew.best(find, 15)


@pytest.mark.django_db
@pytest.mark.parametrize("few", [2, 500])
def test_after_a_full_run_nobody_waits_while_everybody_is_read_in_again(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    _, missing, finds = register
    monkeypatch.setattr(engine, "FEWEST_ANEW", few)
    matching.run_all(by=BY, at=now)
    monkeypatch.setattr(engine, "load", pytest.fail)
    change(missing[0], now + LATER, {"mark": VALUES["mark"][0]})
    with engine.sides() as sides:
        assert sides.run == FullRun.objects.get()
        assert sides.weights.version == sides.run.model_version
        known = sides.missing[missing[0]]
        assert known.number > 1
        assert sides.against(known) == {each: sides.score(known, sides.finds[each]) for each in finds}


@pytest.mark.django_db
def test_a_list_that_a_change_moved_during_a_full_run_ends_by_its_counts(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Changes go on meanwhile, by the counts that were in force.
    _, missing, finds = register
    settle, before = everything.settle, engine.weights_in_force()[0].version
    moved: list[set[str]] = []

    def and_then_a_change(find: Known, sides: engine.Sides, **words: Any) -> int:
        result = settle(find, sides, **words)
        if not moved:
            moved.append(set())
            change(missing[0], now + LATER, {"mark": VALUES["mark"][0]})
            moved[0] |= set(
                Candidate.objects.filter(superseded_at=None, unidentified=find.subject).values_list(
                    "model_version", flat=True
                )
            )
        return result

    monkeypatch.setattr(everything, "settle", and_then_a_change)
    found = matching.run_all(by=BY, at=now)
    assert found.renewed
    assert moved == [{before}]
    standing = Candidate.objects.filter(superseded_at=None)
    assert set(standing.values_list("model_version", flat=True)) == {found.run.model_version}
    assert {each.subject for each in found.lists} == set(finds)
    anew = engine.load()
    for find, kept in found.lists.items():
        best = [(str(subject), score) for subject, score in anew.best(anew.finds[find.subject], 20)]
        assert [(subject, score) for subject, _number, score in kept] == best


@pytest.mark.django_db
def test_between_two_lists_of_a_full_run_it_is_anybodys_turn(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, turns = everything._settled, []

    def turn() -> bool:
        taken = engine._lock.acquire(blocking=False)
        if taken:
            engine._lock.release()
        return taken

    def watched(*words: Any, **more: Any) -> Iterator[Any]:
        with ThreadPoolExecutor(1) as another:
            for row in settled(*words, **more):
                turns.append(another.submit(turn).result())
                yield row

    monkeypatch.setattr(everything, "_settled", watched)
    matching.run_all(by=BY, at=now)
    assert turns == [True] * 3


def test_changes_while_a_full_run_goes_on_leave_every_list_as_it_should_stand(
    fresh_database: None,
    register: tuple[Officer, list[UUID], list[UUID]],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, missing, finds = register
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 60.0)  # who is refused is tried again by the queue, and not here
    together = Barrier(4)

    def work(number: int) -> None:
        together.wait()
        try:
            for each in missing[number::3]:
                change(each, now + LATER, some(random.Random(number)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        changes = [pool.submit(work, number) for number in range(3)]
        together.wait()
        found = matching.run_all(by=BY, at=now)
        for each in changes:
            each.result()
    assert found.faults == []
    standing = Candidate.objects.filter(superseded_at=None)
    assert set(standing.values_list("model_version", flat=True)) == {found.run.model_version}
    anew = engine.load()
    for each in finds:
        kept = standing.filter(unidentified=each).order_by("-weight", "missing").values_list("missing", "weight")
        assert list(kept) == anew.best(anew.finds[each], 20)


def test_the_night_counts_anew(fresh_database: None, register: tuple[Officer, list[UUID], list[UUID]]) -> None:
    jobs.match_all.func(timestamp=0)
    run = FullRun.objects.get()
    assert (run.missing, run.unidentified, run.faults) == (26, 3, 0)
    assert run.counts["marks"]["tattoo"] > 0
    with engine.sides() as sides:
        assert sides.weights.version == run.model_version
    assert set(Candidate.objects.filter(superseded_at=None).values_list("model_version", flat=True)) == {
        run.model_version
    }


@pytest.mark.django_db
def test_a_pair_of_the_register_is_explained_by_reference(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    matching.run_all(by=BY, at=now)
    standing = Candidate.objects.filter(unidentified=register[2][0], superseded_at=None).order_by("-weight")[0]
    assert main(["match", "explain", str(standing.missing), str(standing.unidentified)]) == 0
    pair = json.loads(capsys.readouterr().out)
    assert (round(1000 * pair["score"]), pair["model"]) == (standing.weight, standing.model_version)
    assert main(["match", "explain", "nobody", str(standing.unidentified)]) == 2
    assert "nobody" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_missing_person_is_weighed_against_the_unidentified_as_they_now_are(
    register: tuple[Officer, list[UUID], list[UUID]], now: datetime
) -> None:
    # Columns of the unidentified are kept between questions: one that changed since must not be asked as it was.
    _, missing, finds = register

    def against() -> dict[UUID, int]:
        with engine.sides() as sides:
            known = sides.missing[missing[0]]
            scores = sides.against(known)
            assert scores == {each: sides.score(known, sides.finds[each]) for each in finds}
        return scores

    before = against()
    mark = VALUES["mark"][0]
    change(missing[0], now + LATER, {"mark": mark})
    change(finds[1], now + LATER, {"mark": mark})
    after = against()
    assert after[finds[1]] > before[finds[1]]


@pytest.mark.django_db
def test_a_laboratorys_word_is_found_from_either_side(now: datetime) -> None:
    def known(reference: str, kind: type[Missing | Unidentified], *others: str) -> Known:
        told = tuple(Verified(each, True, "Laboratory", "dna", "report", None) for each in others)
        subject = new_id()
        return Known(subject, 1, new_id(), reference, kind(id=str(subject), verified=told), now)

    told_of, by_id = known("M-1", Missing), known("M-2", Missing)
    tells = known("M-3", Missing, "U-3", "nobody")
    finds = [
        known("U-1", Unidentified, "M-1"),
        known("U-2", Unidentified, str(by_id.subject)),
        known("U-3", Unidentified),
    ]
    sides = engine.Sides(engine.weights_in_force()[0])
    for each in (told_of, by_id, tells, known("M-4", Missing, "M-1"), *finds):
        sides.put(each)
    of_each = {each.reference: sides.verified_of(each) for each in sides.missing.values()}
    assert of_each == {"M-1": {finds[0].subject}, "M-2": {finds[1].subject}, "M-3": {finds[2].subject}, "M-4": set()}
    for find in finds:
        assert sides.verified_with(find) == {
            one for one in sides.missing if find.subject in sides.verified_of(sides.missing[one])
        }
