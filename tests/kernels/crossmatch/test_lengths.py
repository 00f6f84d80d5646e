"""How long the lists of the missing must be while only some of the unidentified have been asked."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from wayhome.kernels.crossmatch.lengths import CHANCE, lengths


def more_than(length: int, *, total: int, most: int, asked: int) -> Fraction:
    """The chance that more than so many of the best are among those asked, exactly."""
    ways = sum(comb(most, best) * comb(total - most, asked - best) for best in range(length + 1, min(most, asked) + 1))
    return Fraction(ways, comb(total, asked))


@pytest.mark.parametrize(("total", "most"), [(60, 7), (1500, 3), (2000, 100)])
def test_a_list_is_as_long_as_chance_demands_and_no_longer(total: int, most: int) -> None:
    asked = list(range(total // 20, total + 1, total // 20))
    found = lengths(total, most, asked)
    assert found == sorted(found)
    assert found[-1] == most
    for so_far, length in zip(asked, found, strict=True):
        assert more_than(length, total=total, most=most, asked=so_far) <= CHANCE * 1.001
        longer = length > max(1, *(each for each in found if each < length), 0)
        assert not longer or more_than(length - 1, total=total, most=most, asked=so_far) > CHANCE * 0.999


def test_a_hundred_of_fifty_thousand_are_a_short_list_at_first() -> None:
    first, tenth, whole = lengths(50_000, 100, [64, 5_000, 50_000])
    assert first < 10 < tenth < 50 < whole == 100


def test_fewer_than_a_list_could_hold_are_all_on_it() -> None:
    assert lengths(5, 7, [3, 5]) == [3, 5]
    assert lengths(0, 7, []) == []
