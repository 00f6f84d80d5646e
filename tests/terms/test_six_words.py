"""A hash in words."""

import pytest

from wayhome.terms.six_words import WORDS, six_words


def test_there_are_as_many_words_as_nine_bits_tell_apart() -> None:
    assert len(WORDS) == len(set(WORDS)) == 512


def test_the_first_54_bits_make_the_words() -> None:
    assert six_words("0" * 64) == (WORDS[0],) * 6
    assert six_words("f" * 64) == (WORDS[511],) * 6
    assert six_words(f"{1 << 2:014x}") == (WORDS[0],) * 5 + (WORDS[1],)
    assert six_words(f"{1 << 47:014x}") == (WORDS[1],) + (WORDS[0],) * 5


def test_half_a_hash_has_no_words() -> None:
    with pytest.raises(ValueError, match="more digits"):
        six_words("abc")
