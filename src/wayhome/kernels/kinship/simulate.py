"""Invented profiles: alleles drawn for founders and dropped down a pedigree, mutation included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wayhome.kernels.kinship.mutation import matrix
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree


def dropped(pedigree: Pedigree, loci: Sequence[Locus], random: np.random.Generator) -> dict[str, dict[str, Genotype]]:
    """Profiles of all persons of a family, with the population's frequencies and each locus's mutation.

    returns   by person, by the name of the locus; a silent allele shows as a homozygote of the other one, or not at all
    """
    profiles: dict[str, dict[str, Genotype]] = {person.name: {} for person in pedigree.persons}
    for locus in loci:
        moves = [matrix(model, locus.alleles, locus.frequencies) for model in (locus.male, locus.female)]
        alleles: dict[str | None, tuple[int, int]] = {}
        left = list(pedigree.persons)
        while left:
            person = left.pop(0)
            if person.father is None:
                one, two = random.choice(len(locus.alleles), size=2, p=locus.frequencies)
                alike = random.random() < pedigree.inbred.get(person.name, 0.0)
                alleles[person.name] = (int(one), int(one if alike else two))
            elif person.father in alleles and person.mother in alleles:
                passed = [
                    int(random.choice(len(locus.alleles), p=passes[alleles[parent][random.integers(2)]]))
                    for parent, passes in zip((person.father, person.mother), moves, strict=True)
                ]
                alleles[person.name] = (passed[0], passed[1])
            else:
                left.append(person)
        for name, pair in alleles.items():
            shown = [locus.alleles[each] for each in pair if locus.alleles[each] != "silent"]
            if shown:
                profiles[str(name)][locus.name] = (shown[0], shown[-1])
    return profiles
