"""Keys of rows, and references that survive being read aloud."""

from __future__ import annotations

import time
from itertools import combinations

import pytest

from wayhome.base.ids import ALPHABET, LENGTH, check_sign, grouped, new_id, new_reference, read_reference


def test_a_row_key_is_a_version_7_uuid_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    key = new_id()
    after = time.time_ns() // 1_000_000
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before <= key.int >> 80 <= after


def test_row_keys_of_later_milliseconds_sort_later() -> None:
    keys = []
    for _ in range(5):
        keys.append(new_id())
        seen = keys[-1].int >> 80
        while time.time_ns() // 1_000_000 <= seen:
            pass
    assert keys == sorted(keys)
    assert [str(key) for key in keys] == sorted(str(key) for key in keys)


def test_row_keys_of_one_moment_differ_in_74_bits() -> None:
    keys = {new_id() for _ in range(2000)}
    assert len(keys) == 2000
    randoms = [(key.int >> 64 & 0xFFF) << 62 | key.int & (1 << 62) - 1 for key in keys]
    seen_set, seen_clear = 0, 0
    for random in randoms:
        seen_set |= random
        seen_clear |= ~random
    assert seen_set & (1 << 74) - 1 == seen_clear & (1 << 74) - 1 == (1 << 74) - 1


def test_a_reference_is_random_in_at_least_64_bits() -> None:
    assert len(ALPHABET) ** (LENGTH - 1) >= 2**64
    assert len({new_reference() for _ in range(2000)}) == 2000


def test_a_reference_has_no_sign_that_is_misread() -> None:
    assert not set("01ILO") & set(ALPHABET)
    assert all(set(part) <= set(ALPHABET) and len(part) == 4 for part in new_reference().split("-"))


@pytest.mark.parametrize("_", range(5))
def test_every_single_wrong_sign_in_a_reference_is_found(_: int) -> None:
    signs = new_reference().replace("-", "")
    for place in range(LENGTH):
        for wrong in set(ALPHABET) - {signs[place]}:
            assert read_reference(signs[:place] + wrong + signs[place + 1 :]) is None


@pytest.mark.parametrize("_", range(20))
def test_every_swap_of_two_signs_in_a_reference_is_found(_: int) -> None:
    signs = new_reference().replace("-", "")
    for one, other in combinations(range(LENGTH), 2):
        if signs[one] != signs[other]:
            swapped = list(signs)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert read_reference("".join(swapped)) is None


def test_a_lost_or_added_sign_is_found() -> None:
    signs = new_reference().replace("-", "")
    assert read_reference(signs[:-1]) is None
    assert read_reference(signs + "2") is None
    assert read_reference("") is None


def test_a_reference_is_read_however_it_was_written() -> None:
    body = "23456789ABCDEFG"
    printed = grouped(body + check_sign(body))
    for said in (printed, printed.lower(), printed.replace("-", ""), printed.replace("-", " "), f" {printed}. "):
        assert read_reference(said) == printed


def test_the_check_sign_of_a_worked_example() -> None:
    # 2 is worth 0 and 3 is worth 1; the first sign weighs 2, so 2 + check must be divisible by 31: check is worth 29.
    assert check_sign("3" + "2" * 14) == ALPHABET[29]
    assert check_sign("2" * 15) == "2"
