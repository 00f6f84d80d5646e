"""The quick builder: against the exact engine on a thousand invented families, and against closed forms."""

import pytest

from tests.kernels.kinship.families import family, locus
from wayhome.console.bench_kinship import built
from wayhome.console.bench_kinship.built import greatest_difference, quick
from wayhome.kernels.kinship.pedigree import Genotype
from wayhome.kernels.kinship.shapes import Family


def test_a_thousand_families_are_as_the_exact_engine_says() -> None:
    """Parents, grandparents, siblings, half-siblings and children of two; with and without mutation, of each sex its own."""
    assert greatest_difference(1000, 7) < 1e-10


def test_a_builder_that_is_wrong_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    right = built.quick
    monkeypatch.setattr(built, "quick", lambda of, at: right(of, at) * (1 + 1e-9))
    assert greatest_difference(5, 7) > 1e-10


A, B, C, D = 0.1, 0.2, 0.3, 0.4
AT = locus({"a": A, "b": B, "c": C, "d": D})


@pytest.mark.parametrize(
    ("typed", "who", "expected"),
    [
        ({"f": ("a", "a")}, ("a", "a"), 1 / A),
        ({"f": ("a", "a")}, ("a", "b"), 1 / (2 * A)),
        ({"f": ("a", "b")}, ("a", "b"), (A + B) / (4 * A * B)),
        ({"f": ("a", "b")}, ("a", "c"), 1 / (4 * A)),
        ({"f": ("a", "b")}, ("c", "d"), 0),
        ({"s": ("a", "a")}, ("a", "a"), (1 + A) ** 2 / (4 * A**2)),
        ({"s": ("a", "b")}, ("a", "b"), (1 + A + B + 2 * A * B) / (8 * A * B)),
        ({"s": ("a", "a")}, ("a", "b"), (1 + A) / (4 * A)),
        ({"s": ("a", "b")}, ("a", "c"), (1 + 2 * A) / (8 * A)),
        ({"s": ("a", "b")}, ("c", "d"), 1 / 4),
        ({"ff": ("a", "a")}, ("a", "a"), 1 / 2 + 1 / (2 * A)),
        ({"ff": ("a", "b")}, ("a", "c"), 1 / 2 + 1 / (8 * A)),
        ({"ff": ("a", "b")}, ("c", "d"), 1 / 2),
        ({"h": ("a", "a")}, ("a", "a"), 1 / 2 + 1 / (2 * A)),
        ({"f": ("a", "b"), "m": ("a", "c")}, ("a", "a"), 1 / (4 * A**2)),
        ({"f": ("a", "b"), "m": ("c", "d")}, ("a", "c"), 1 / (8 * A * C)),
    ],
)
def test_closed_forms(typed: dict[str, Genotype], who: Genotype, expected: float) -> None:
    """Textbook ratios of parent and child, full siblings, grandparent, half-siblings, two parents."""
    of = family("all", "ff fm f:ff+fm m x who:f+m s:f+m h:f+x")
    found = quick(Family("all", of, "who", {name: {"D1": genotype} for name, genotype in typed.items()}), AT)
    one, two = (AT.alleles.index(str(label)) for label in who)
    assert found[one, two] == pytest.approx(expected, rel=1e-12)
