import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernels.names import (
    error_keys,
    name_similarity,
    normalise,
    phonetic,
    search_keys,
    word_similarity,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
words = st.text(LETTERS, min_size=4, max_size=12)
names = st.text(st.sampled_from("abcdeÉøßñ' -"), max_size=16)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("  Siân   O'Neil-Jones ", "sian oneil jones"),
        ("O\u2019NEIL", "oneil"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Weiß", "weiss"),
        ("Æthelred Þór", "aethelred thor"),
        ("İsmail", "ismail"),
        ("St. John", "st john"),
        ("Ёлкин", "елкин"),
        ("محمّد", "محمد"),
        ("हिन्दी", "हिन्दी"),
        ("김민준", "김민준"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_spellings_of_one_name_come_to_one_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text(max_size=30))
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("martha", "marhta", 0.9611), ("dixon", "dicksonx", 0.8133), ("dwayne", "duane", 0.84)]
)
def test_word_similarity_gives_the_published_examples(one: str, other: str, alike: float) -> None:
    assert word_similarity(one, other) == pytest.approx(alike, abs=5e-5)


@given(names, names)
def test_similarity_is_symmetric_and_between_none_and_all(one: str, other: str) -> None:
    assert name_similarity(one, other) == name_similarity(other, one)
    assert 0 <= name_similarity(one, other) <= 1
    assert name_similarity(one, one) == (1 if normalise(one) else 0)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("Anna Kowalska", "Kowalska, Anna", 1, 1),
        ("Mary Ann", "Maryann", 1, 1),
        ("Siân", "Sian", 1, 1),
        ("Anna Maria Kowalska", "Anna Kowalska", 0.8, 0.9),
        ("Jon Smith", "John Smith", 0.95, 0.99),
        ("Kacper Nowak", "Kasper Nowack", 0.9, 0.99),
        ("Ben Oak", "Zoe Hill", 0, 0.4),
        ("Anna", "", 0, 0),
    ],
)
def test_names_are_as_alike_as_judged(one: str, other: str, low: float, high: float) -> None:
    assert low <= name_similarity(one, other) <= high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephen", "Steven"),
        ("Catherine", "Kathryn"),
        ("Geoffrey", "Jeffrey"),
        ("MacDonald", "McDonald"),
        ("Wright", "Right"),
        ("Knight", "Night"),
        ("Sean", "Shaun"),
        ("Philip", "Fillip"),
        ("Smith", "Smyth"),
        ("Thomas", "Tomas"),
        ("Zoë", "Zoey"),
    ],
)
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert phonetic(one) == phonetic(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Oliver"), ("Ben", "Dan"), ("Mark", "Mary"), ("Kian", "Ryan")])
def test_what_sounds_different_has_another(one: str, other: str) -> None:
    assert phonetic(one) != phonetic(other)


def test_a_name_is_filed_by_its_words_and_its_sounds() -> None:
    assert search_keys("Mary-Ann Steven") == (
        "s:an",
        "s:mr",
        "s:stfn",
        "w:ann",
        "w:mary",
        "w:maryannsteven",
        "w:steven",
    )
    assert search_keys(" ") == ()


@given(words, st.integers(0, 12), st.sampled_from(LETTERS), st.sampled_from(["leave", "put", "change", "swap"]))
def test_one_slip_always_leaves_a_key_in_common(word: str, at: int, letter: str, slip: str) -> None:
    i = at % len(word)
    wrong = {
        "leave": word[:i] + word[i + 1 :],
        "put": word[:i] + letter + word[i:],
        "change": word[:i] + letter + word[i + 1 :],
        "swap": word[:i] + word[i : i + 2][::-1] + word[i + 2 :],
    }[slip]
    if len(wrong) > 3:
        assert set(error_keys(word)) & set(error_keys(wrong))


def test_short_words_have_no_error_keys() -> None:
    assert error_keys("Ann Lee") == ()
