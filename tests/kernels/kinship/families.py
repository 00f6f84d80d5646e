"""Families and loci that the tests share: invented, as short as the documented cases they come from."""

from wayhome.kernels.kinship.documented import locus, snp
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, Pedigree, Person


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


__all__ = ["SIBLINGS", "TRIO", "family", "locus", "snp"]

TRIO = family("trio", "father mother child:father+mother")
SIBLINGS = family("siblings", "father mother one:father+mother two:father+mother")
