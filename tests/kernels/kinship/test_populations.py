"""The counts that ship, and panels made from them."""

from __future__ import annotations

import pytest

from wayhome.kernels.kinship.mutation import Mutation
from wayhome.kernels.kinship.populations import counts, loci, people, populations

# As their publishers give them: Steffen et al. 2017; Home Office, DNA-17 (numbers of alleles, halved).
PEOPLE = {
    "US African American": 342, "US Asian": 97, "US Caucasian": 361, "US Hispanic": 236,
    "UK African": 194, "UK African Caribbean": 191, "UK Chinese": 203, "UK Indian": 200, "UK White": 1275,
}  # fmt: skip


def test_each_population_has_the_people_that_its_publisher_names() -> None:
    assert {name: people(name) for name in populations()} == PEOPLE


def test_two_alleles_were_counted_of_each_person_but_of_two() -> None:
    gaps = {
        (name, marker): 2 * people(name) - sum(alleles.values())
        for name in populations()
        for marker, alleles in counts(name).items()
        if sum(alleles.values()) != 2 * people(name)
    }
    assert sorted(gaps.values()) == [2, 2]
    assert {marker for _, marker in gaps} == {"Penta D", "TPOX"}


def test_the_publishers_own_figures_are_found_again() -> None:
    # The Home Office's sheet of White people, TH01: 6, 9.3 and 8.3 were counted 578, 852 and 3 times.
    assert {label: counts("UK White")["TH01"][label] for label in ("6", "9.3", "8.3")} == {
        "6": 578,
        "9.3": 852,
        "8.3": 3,
    }


@pytest.mark.parametrize("population", PEOPLE)
def test_the_alleles_of_a_case_are_none_rarer_than_five_in_all(population: str) -> None:
    """The others share what is left, so that nobody's frequent alleles look rare."""
    for name, locus in loci(population).items():
        total = sum(counts(population)[name].values())
        shares = {label: number / total for label, number in counts(population)[name].items()}
        assert dict(zip(locus.alleles, locus.frequencies, strict=True)) == pytest.approx(
            {label: max(share, 5 / total) for label, share in shares.items()}, rel=0.3, abs=0.01
        )
        case = [min(shares, key=lambda label: shares[label]), max(shares, key=lambda label: shares[label])]
        own = loci(population, [name], case={name: case})[name]
        raised = dict(zip(own.alleles, own.frequencies, strict=True))
        assert [raised[label] for label in case] == pytest.approx([max(shares[label], 5 / total) for label in case])
        assert sum(own.frequencies) == pytest.approx(1)


def test_a_panel_is_asked_for_in_any_spelling_and_takes_alleles_that_are_new() -> None:
    rate = Mutation("proportional", 0.002)
    (locus,) = loci("US Asian", ["THO1"], case={"HUMTH01": ["13.3"]}, mutation=rate).values()
    assert (locus.name, locus.female, locus.alleles[-1]) == ("TH01", rate, "13.3")
    assert locus.frequencies[-1] == pytest.approx(5 / sum(counts("US Asian")["TH01"].values()))
    with pytest.raises(KeyError):
        loci("US Asian", ["D1S80"])
