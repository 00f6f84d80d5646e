"""The kernel against the plain scorer: every pair of a grid, and every list that follows from them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from tests.kernels.crossmatch.invented import Inventor
from wayhome.kernels.crossmatch import engine, exact, gains, kernel, lists, machine, model, rarity, reference, weights
from wayhome.kernels.crossmatch.holders import TILE
from wayhome.kernels.crossmatch.people import Missing, Unidentified
from wayhome.kernels.crossmatch.records import read_missing, read_unidentified

TOP = 7


@pytest.fixture(scope="module")
def missing() -> list[Missing]:
    make = Inventor(11)
    return [read_missing(make.missing(f"m{number:04}"))[0] for number in range(300)]


@pytest.fixture(scope="module")
def found() -> list[Unidentified]:
    make = Inventor(12)
    return [read_unidentified(make.unidentified(f"u{number:04}"))[0] for number in range(70)]


@pytest.fixture(scope="module")
def compiled(missing: list[Missing]) -> weights.Weights:
    return weights.make(model.load(), rarity.count(missing))


@pytest.fixture(scope="module")
def register(missing: list[Missing], compiled: weights.Weights) -> engine.Register:
    return engine.Register(missing, compiled, plainly=False)


@pytest.fixture(scope="module")
def truth(missing: list[Missing], found: list[Unidentified], compiled: weights.Weights) -> dict[tuple[str, str], int]:
    return {(m.id, u.id): reference.score(m, u, compiled) for u in found for m in missing}


def test_every_pair_of_a_grid_weighs_the_same(
    register: engine.Register, missing: list[Missing], found: list[Unidentified], truth: dict[tuple[str, str], int]
) -> None:
    names = [each.id for each in missing]
    for person in found:
        assert register.machine.scores(person, names) == [truth[name, person.id] for name in names]
    assert len(set(truth.values())) > 5000  # a grid on which everything weighs alike would prove nothing


def test_the_lists_both_ways_are_exact_with_ties_by_id(
    register: engine.Register, missing: list[Missing], found: list[Unidentified], truth: dict[tuple[str, str], int]
) -> None:
    of_found, of_missing = register.best_both(found, TOP)
    for person, hits in zip(found, of_found, strict=True):
        best = sorted((-truth[m.id, person.id], m.id) for m in missing)[:TOP]
        assert [(-hit.score, missing[hit.at].id) for hit in hits] == best
    for who, hits in zip(missing, of_missing, strict=True):
        best = sorted((-truth[who.id, u.id], u.id) for u in found)[:TOP]
        assert [(-hit.score, found[hit.at].id) for hit in hits] == best
    assert list(register.best(found, TOP)) == list(of_found)
    fewer = register.best_both(found, TOP, 2)
    assert list(fewer[0]) == list(of_found)
    assert list(fewer[1]) == [hits[:2] for hits in of_missing]


def test_lists_of_the_missing_that_grow_are_exact(
    register: engine.Register, found: list[Unidentified], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = register.best_both(found, TOP)
    monkeypatch.setattr(machine, "BLOCK", 2)
    assert machine.lengths(len(found), TOP, [2 * machine.OFTENER])[0] < TOP
    again = register.best_both(found, TOP)
    assert [list(each) for each in again] == [list(each) for each in whole]


def test_a_list_of_the_missing_that_was_too_short_is_made_anew(
    register: engine.Register, found: list[Unidentified], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = register.best_both(found, TOP)
    monkeypatch.setattr(machine, "BLOCK", 4)
    too_short = [3] * 9 + [TOP] * 9
    _, reverse = register.machine._both(found, TOP, TOP, too_short)
    short = int((reverse.sizes < TOP).sum())
    assert 10 < short < len(register.people)  # some lists were full by chance
    monkeypatch.setattr(machine, "lengths", lambda *_: too_short)
    again = register.best_both(found, TOP)
    assert [list(each) for each in again] == [list(each) for each in whole]


def test_the_order_in_which_people_are_handed_in_changes_nothing(
    missing: list[Missing], found: list[Unidentified], compiled: weights.Weights, register: engine.Register
) -> None:
    shuffled, turned = missing[:], found[::-1]
    random.Random(3).shuffle(shuffled)
    again = engine.Register(shuffled, compiled, plainly=False).best(turned, TOP)
    usual = register.best(found, TOP)
    for place, person in enumerate(turned):
        before = [(missing[hit.at].id, hit.score) for hit in usual[found.index(person)]]
        assert [(shuffled[hit.at].id, hit.score) for hit in again[place]] == before


def test_few_pairs_weighed_plainly_give_the_same_lists(
    missing: list[Missing], found: list[Unidentified], compiled: weights.Weights, register: engine.Register
) -> None:
    plain = engine.Register(missing, compiled, plainly=True).best_both(found[:9], TOP)
    assert [list(each) for each in plain] == [list(each) for each in register.best_both(found[:9], TOP)]


@pytest.mark.parametrize("plainly", [True, False])
def test_many_alike_are_ranked_by_id(plainly: bool) -> None:
    alike = [read_missing({"id": f"m{number:02}", "sex": "female"})[0] for number in range(30)]
    (person,) = [read_unidentified({"id": "u", "kind": "body", "sex": "female"})[0]]
    register = engine.Register(alike[::-1], weights.make(model.load(), rarity.count(alike)), plainly=plainly)
    (hits,) = register.best([person], 5)
    assert [register.people[hit.at].id for hit in hits] == ["m00", "m01", "m02", "m03", "m04"]


@pytest.mark.parametrize("plainly", [True, False])
def test_what_a_laboratory_excluded_is_in_no_list(compiled: weights.Weights, plainly: bool) -> None:
    make = Inventor(5)
    first = make.missing("m1") | {
        "verified": [{"other": "u1", "finding": "not_same", "by": "Laboratory", "method": "dna"}]
    }
    people = [read_missing(each)[0] for each in (first, make.missing("m2"))]
    second = make.unidentified("u2") | {"verified": [{"other": "m2", "finding": "not_same", "by": "Laboratory"}]}
    found = [read_unidentified(each)[0] for each in (make.unidentified("u1"), second)]
    of_found, of_missing = engine.Register(people, compiled, plainly=plainly).best_both(found, 5)
    assert [[hit.at for hit in hits] for hits in of_found] == [[1], [0]]
    assert [[hit.at for hit in hits] for hits in of_missing] == [[1], [0]]


@pytest.mark.parametrize("plainly", [True, False])
def test_an_empty_side_gives_empty_lists(compiled: weights.Weights, found: list[Unidentified], plainly: bool) -> None:
    assert list(engine.Register([], compiled, plainly=plainly).best(found[:2], 3)) == [[], []]
    assert len(engine.Register([], compiled, plainly=plainly).best([], 3)) == 0


def test_the_kernel_is_compiled_once_more_is_asked_than_is_few(
    missing: list[Missing], found: list[Unidentified], compiled: weights.Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_patience", engine._Patience(left=2 * 30))
    register = engine.Register(missing[:30], compiled)
    register.best(found[:2], TOP)
    assert "machine" not in vars(register)
    register.best(found[:1], TOP)
    assert "machine" in vars(register)


def test_two_of_one_id_are_refused(missing: list[Missing], compiled: weights.Weights) -> None:
    with pytest.raises(ValueError, match="one id"):
        engine.Register([missing[0], missing[0]], compiled)


def the_best_of_all_scores(
    register: engine.Register, many: list[Missing], people: list[Unidentified], top: int
) -> None:
    """Hold each list against every score there is."""
    names = [each.id for each in many]
    for person, hits in zip(people, register.best(people, top), strict=True):
        scores = register.machine.scores(person, names)
        best = sorted((-score, name) for score, name in zip(scores, names, strict=True))[:top]
        assert [(-hit.score, names[hit.at]) for hit in hits] == best


FINDINGS = {"marks", "objects", "teeth", "fingers", "implants"}


@pytest.mark.parametrize("without", [set(), FINDINGS], ids=["with findings", "bare"])
def test_a_register_of_several_tiles_gives_the_best_of_all_its_scores(without: set[str]) -> None:
    # What is passed over by its bound must be passed over rightly: a list is held against every score there is. Of the
    # bare, whole tiles are passed over.
    make, other = Inventor(21), Inventor(22)

    def left(record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if key not in without}

    many = [read_missing(left(make.missing(f"m{number:05}")))[0] for number in range(4 * TILE + 500)]
    people = [read_unidentified(left(other.unidentified(f"u{number:02}")))[0] for number in range(24)]
    register = engine.Register(many, weights.make(model.load(), rarity.count(many)), plainly=False)
    the_best_of_all_scores(register, many, people, TOP)
    assert 0 < register.machine.second < len(many) * len(people) / 4  # and most are passed over


def with_findings(findings: str) -> tuple[engine.Register, list[Unidentified]]:
    """Five thousand missing and forty found men of whom beside findings only place and dates are told."""
    make, other = Inventor(41), Inventor(42)
    told = {"id", "sex", "last_seen_at", "last_seen_point", findings}
    seen = {"id", "sex", "kind", "condition", "found_at", "died_between", "found_point", "examined", findings}

    def some(inventor: Inventor) -> list[Any]:
        of = inventor.thing if findings == "objects" else inventor.mark
        return [of() for _ in range(inventor.rng.randrange(1, 5))]

    def missing(number: int) -> Missing:
        record = {key: value for key, value in make.missing(f"m{number:04}").items() if key in told}
        return read_missing(record | {"sex": "male", findings: some(make)})[0]

    def found(number: int) -> Unidentified:
        record = {key: value for key, value in other.unidentified(f"u{number:03}").items() if key in seen}
        return read_unidentified(record | {"sex": "male", "kind": "body", findings: some(other)})[0]

    many, people = [missing(number) for number in range(5000)], [found(number) for number in range(40)]
    return engine.Register(many, weights.make(model.load(), rarity.count(many)), plainly=False), people


@pytest.mark.parametrize("findings", ["objects", "marks"])
def test_where_findings_alone_decide_nobody_is_passed_over(findings: str) -> None:
    # Most pairs are near the worst of a list there, and every bound is met.
    register, people = with_findings(findings)
    the_best_of_all_scores(register, list(register.people), people, 50)


@pytest.mark.parametrize("findings", ["objects", "marks"])
def test_who_has_what_adds_up_to_no_less_than_marks_and_objects_weigh(findings: str) -> None:
    # What marks and objects could weigh bounds who is asked at all; too little by a thousandth is too little.
    register, people = with_findings(findings)
    kept = register.machine
    rows, mine, n = kept._rows, kept._mine, len(register.people)
    for person in people:
        one = kept._ready([person], [0])
        columns, theirs = one.found.columns, one.found.theirs
        courses = kept._listed.fill(one.found, kept._listed.room(1))[-1][0]
        held_row, held_at, sizes, numbers, worth, _ = kept._worth(one, kept._near(one))
        could, weigh = np.zeros(n, np.int32), np.zeros(n, np.int64)
        for tile, start in enumerate(range(0, n, TILE)):
            end = min(n, start + TILE)
            stay = kernel._stay(courses, rows.seen[start], rows.seen[end - 1], kept._declared.stays)
            gains.add(tile, -(-n // TILE), 0, stay, sizes, numbers, worth, held_at, held_row, could[start:end])
        room = exact.scratch(one.most)
        exact.lay_out(np.arange(n), 0, weigh, n, rows, mine, theirs, columns, kept._tables, courses, room)
        assert (could >= weigh).all()
        assert (weigh > 0).any()


def test_nobody_is_passed_over_for_having_much_that_is_not_found() -> None:
    # What is left alone counts against a pair only down to a floor, and the bound must know of the floor.
    make, other = Inventor(31), Inventor(32)
    examined = sorted({part for part in lists.PARTS if part != lists.UNKNOWN})
    kinds = ("scar", "surgical_scar", "tattoo", "burn")

    def crowded(number: int) -> Missing:
        marks = [{"kind": kinds[at % 4], "part": examined[at], "words": f"m{at}"} for at in range(22 + number % 8)]
        things = [{"type": lists.OBJECTS[at % 35], "colour": "red"} for at in range(35)]
        told = {"last_seen_at": {"from": "2015-03-03", "to": "2015-03-03"}, "marks": marks, "objects": things}
        return read_missing(make.missing(f"m{number:04}") | told)[0]

    many = [crowded(number) for number in range(900)]
    people = [
        read_unidentified(
            other.unidentified(f"u{number}")
            | {
                "kind": "body", "condition": "fresh", "found_at": {"from": "2015-03-05", "to": "2015-03-05"}, "examined": examined,
                "died_between": {"from": "2015-03-03", "to": "2015-03-04"}, "marks": [{"kind": "mole", "part": "neck"}],
                "objects": [{"type": "blanket", "colour": "grey"}],
            }
        )[0]
        for number in range(4)
    ]  # fmt: skip
    register = engine.Register(many, weights.make(model.load(), rarity.count(many)), plainly=False)
    the_best_of_all_scores(register, many, people, 50)
