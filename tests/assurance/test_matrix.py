"""The matrix is whole, its oracle says what the words say, and whatever is planted in the service is found."""

from __future__ import annotations

import pytest

from tests.assurance import matrix, walk
from tests.assurance.oracle import CASE_STATES, DESK, MAY, STANDING, STATES, expected, may_say
from tests.assurance.world import World

CASE = DESK["cases/<uuid:episode>"]


@pytest.mark.parametrize(
    ("method", "seat", "letter", "answer"),
    [
        ("GET", "public", "c", "in"),
        ("PUT", "public", ".", "in"),
        ("GET", "officer", "c", "page"),
        ("HEAD", "officer", "c", "page"),
        ("GET", "officer", ".", "404"),
        ("GET", "officer", "g", "410"),
        ("DELETE", "officer", "c", "405"),
        ("DELETE", "officer", ".", "405"),
        ("GET", "auditor", "c", "404"),
        ("DELETE", "auditor", "c", "404"),
    ],
)
def test_the_oracle_answers_as_the_words_do(method: str, seat: str, letter: str, answer: str) -> None:
    assert expected(CASE, method, seat, letter) == answer


@pytest.mark.parametrize(
    ("seat", "what", "state", "says"),
    [
        ("officer", "circumstances", "own", True),
        ("officer", "medical", "own", False),
        ("officer", "medical", "assigned", True),
        ("supervisor", "fact_sealed", "own", False),
        ("supervisor", "fact_sealed", "assigned", True),
        ("ngo_worker", "given_name", "shared", True),
        ("ngo_worker", "circumstances", "shared", False),
        ("ngo_worker", "sighting", "shared", False),
        ("officer", "given_name", "sealed", False),
        ("officer", "given_name", "conflict", False),
        ("duty_officer", "given_name", "restricted", True),
        ("officer", "decision", "own", False),
    ],
)
def test_a_case_page_says_no_more_than_the_words_allow(seat: str, what: str, state: str, says: bool) -> None:
    force = "south" if state == "shared" else "north"
    told = may_say("cases/<uuid:episode>", CASE, seat, what, state=state, force=force, asked_for=True)
    assert told is says


def test_the_oracle_is_a_whole_table() -> None:
    assert {state for _, state in STANDING} == set(STATES)
    assert set(CASE_STATES) == set(STATES) - {"absent"}
    assert {route.right for route in DESK.values()} <= set(MAY)


def test_a_route_that_is_not_in_the_oracle_fails_and_so_does_a_line_without_a_route() -> None:
    assert walk.unlisted(["cases", "new"], ["cases", "old"]) == ["new is not in the oracle", "old is no route"]


def test_a_part_of_the_matrix_that_holds_every_pair_is_clean_and_every_planted_fault_is_found(
    fresh_database: None,
) -> None:
    world = World()
    every = walk.cells(world, DESK)
    walked = matrix.measured(world, every, full=False)
    found = {(fault.cell.partition(" ")[2].partition(",")[0], fault.why) for fault in walked.faults}
    assert found == set()
    assert walked.sights > 200
    assert walked.pairs > 1000

    teeth = matrix.bitten(world, every)
    assert {which: len(names) for which, names in teeth.items()} == {"S1": 39, "S2": 4, "S5": 8}
    assert [name for names in teeth.values() for name, seen in names.items() if not seen] == []


def test_the_part_holds_every_route_with_every_method_seat_and_state(fresh_database: None) -> None:
    every = walk.cells(World(), DESK)
    chosen = matrix.part(every)
    for pair in ("method", "seat"):
        whole = {(cell.pattern, getattr(cell, pair)) for cell in every}
        assert {(cell.pattern, getattr(cell, pair)) for cell in chosen} == whole
    assert {(c.pattern, c.target.state) for c in chosen} == {(c.pattern, c.target.state) for c in every}
