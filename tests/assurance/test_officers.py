"""Slices of the harnesses of signing in, and each fault that they must find."""

from __future__ import annotations

import pytest

from tests.assurance import enumeration, guessing, officers, sessions


def test_guessing_is_slowed_and_finds_nothing(fresh_database: None) -> None:
    siege = guessing.besiege(240)
    assert siege.in_five_minutes <= 10
    assert siege.in_a_day <= 100
    assert (siege.found, siege.opened) == (0, 0)
    assert siege.got_in == siege.came == 48


@pytest.mark.parametrize("name", guessing.PLANTS)
def test_every_fault_planted_at_the_door_is_found(fresh_database: None, name: str) -> None:
    assert not guessing.besiege(240, plant=guessing.PLANTS[name]).holds


def test_nobody_learns_who_has_an_account(fresh_database: None) -> None:
    with officers.stage(cheap=False) as (_, counted):
        pairs, differ = enumeration.compare(counted)
    assert (pairs, differ) == (15, [])
    assert len(counted.at) > pairs


@pytest.mark.parametrize("name", enumeration.PLANTS)
def test_a_door_that_tells_is_found(fresh_database: None, name: str) -> None:
    assert enumeration.found(name)


def test_what_ends_a_sign_in_ends_it_at_the_next_request(fresh_database: None) -> None:
    asked, wrong = sessions.replay(sessions.PAGES[:3])
    assert wrong == []
    assert asked == len(sessions.ENDS) * 4


@pytest.mark.parametrize("name", sessions.PLANTS)
def test_a_check_of_sessions_that_is_gone_is_missed(fresh_database: None, name: str) -> None:
    assert sessions.found(name)
