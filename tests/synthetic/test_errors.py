"""One slip, always a slip, and only one."""

import random
from datetime import date

import pytest

from wayhome.synthetic.errors import SOUNDS, misspell
from wayhome.synthetic.people import invent_person


def edits(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbours counting as one (optimal string alignment)."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def sounds_alike(name: str, wrong: str) -> bool:
    """True when one sound of the name, written another way once, gives the other."""
    return any(
        name[:k] + written + name[k + len(said) :] == wrong
        for said, written in SOUNDS
        for k in range(len(name))
        if name.startswith(said, k)
    )


def test_edits_are_counted_as_worked_by_hand() -> None:
    assert edits("nia", "nia") == 0
    assert edits("nia", "ina") == 1
    assert edits("stephen", "stefen") == 2


def test_every_misspelling_differs_by_one_slip() -> None:
    rng = random.Random(8)
    for _ in range(3_000):
        name = invent_person(rng, on=date(2026, 3, 1)).full_name
        wrong = misspell(rng, name)
        assert edits(name.casefold(), wrong.casefold()) == 1 or sounds_alike(name.casefold(), wrong.casefold()), wrong
        assert len(wrong.split()) == len(name.split())


def test_same_seed_gives_the_same_slip() -> None:
    assert [misspell(random.Random(k), "Nia Harrowell") for k in range(20)] == [
        misspell(random.Random(k), "Nia Harrowell") for k in range(20)
    ]


def test_first_letters_are_rarely_touched() -> None:
    rng = random.Random(3)
    assert sum(misspell(rng, "Katarzyna Wren")[0] != "K" for _ in range(2_000)) < 300


def test_all_kinds_of_slip_happen() -> None:
    rng = random.Random(5)
    seen = {misspell(rng, "Stephen Wycke") for _ in range(4_000)}
    assert {"Stefen Wycke", "Stehpen Wycke", "Stephn Wycke", "Stepphen Wycke", "Stephen Wicke", "Stephen Wyke"} <= seen


@pytest.mark.parametrize("name", ["Li Wu", "Ng An", "O'Shea", "Siân Ó Briain", "Bo"])
def test_short_and_marked_names_can_be_misspelt(name: str) -> None:
    rng = random.Random(1)
    assert all(misspell(rng, name).casefold() != name.casefold() for _ in range(300))


def test_nothing_to_misspell_is_refused() -> None:
    with pytest.raises(ValueError, match="two letters"):
        misspell(random.Random(1), "X 4")
