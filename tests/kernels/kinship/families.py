"""Families and loci that the tests share: invented, as short as the documented cases they come from."""

from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, Pedigree, Person


def locus(frequencies: dict[str, float], mutation: Mutation = NONE, name: str = "D1") -> Locus:
    return Locus(name, tuple(frequencies), tuple(frequencies.values()), mutation, mutation)


def snp(p: float, mutation: Mutation = NONE) -> Locus:
    """Alleles 1, of frequency p, and 2."""
    return locus({"1": p, "2": 1 - p}, mutation)


def family(name: str, told: str, inbred: dict[str, float] | None = None) -> Pedigree:
    """Persons as "child:father+mother", founders by their name; parents have the sex of their place."""
    words = [word.partition(":") for word in told.split()]
    fathers = {parents.partition("+")[0] for _, _, parents in words if parents}
    mothers = {parents.partition("+")[2] for _, _, parents in words if parents}
    persons = []
    for each, _, parents in words:
        father, _, mother = parents.partition("+")
        sex = MALE if each in fathers else FEMALE if each in mothers else "unknown"
        persons.append(Person(each, father or None, mother or None, sex))
    return Pedigree(name, tuple(persons), inbred or {})


TRIO = family("trio", "father mother child:father+mother")
SIBLINGS = family("siblings", "father mother one:father+mother two:father+mother")
UNRELATED = family("unrelated", "father mother one two")
