"""Cases that other software documents, each to the precision that was printed. Each one names its source."""

import pytest

from wayhome.kernels.kinship.documented import Case, cases, family, snp
from wayhome.kernels.kinship.mutation import Mutation, matrix
from wayhome.kernels.kinship.peel import likelihood

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{each.number} {each.words} ({each.source})" for each in CASES])
def test_a_documented_case(case: Case) -> None:
    assert case.holds, case


def test_all_of_them_are_there_and_none_holds_by_itself() -> None:
    numbers = {each.number for each in CASES}
    assert numbers == {f"K{n:02}" for n in (*range(1, 32), 34)}
    assert not any(
        Case("", "", "", each.printed, each.found * 1.001 + 0.001).holds for each in CASES if each.number != "K13"
    )


def test_an_inbred_founder_is_as_the_family_that_makes_one() -> None:
    of_siblings = family("1 2 3:1+2 4:1+2 a:3+4")
    alone = family("a", {"a": 0.25})
    for seen in (("1", "1"), ("1", "2")):
        assert likelihood(alone, snp(0.1), {"a": seen}) == pytest.approx(likelihood(of_siblings, snp(0.1), {"a": seen}))


def test_a_rate_that_cannot_be_is_refused() -> None:
    matrix(Mutation("proportional", 0.6), ("1", "2"), (0.3, 0.7))
    with pytest.raises(ValueError, match="too high"):
        matrix(Mutation("proportional", 0.61), ("1", "2"), (0.3, 0.7))
