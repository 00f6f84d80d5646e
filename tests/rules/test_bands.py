"""Words before numbers."""

import pytest

from wayhome.rules.bands import BANDS, NEITHER, band, nobody_band


@pytest.mark.parametrize(
    ("thousandths", "words"),
    [
        (0, NEITHER),
        (1, "Limited support for one person"),
        (999, "Limited support for one person"),
        (1000, "Moderate support for one person"),
        (5999, "Very strong support for one person"),
        (6000, "Extremely strong support for one person"),
        (-2500, "Moderately strong support for two people"),
    ],
)
def test_each_weight_has_the_words_of_its_band(thousandths: int, words: str) -> None:
    assert band(thousandths) == words


def test_a_heavier_weight_never_reads_weaker() -> None:
    order = [one for _, one, _ in reversed(BANDS)]
    read = [order.index(band(weight)) for weight in range(1, 8000, 50)]
    assert read == sorted(read)


@pytest.mark.parametrize(
    ("chance", "words"),
    [(1.0, "Almost certainly none"), (0.8, "Probably none"), (0.4, "May well"), (0.0, "Probably one")],
)
def test_nobody_has_words_too(chance: float, words: str) -> None:
    assert nobody_band(chance).startswith(words)
