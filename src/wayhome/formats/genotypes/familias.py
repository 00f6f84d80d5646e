"""What a `.fam` file of Familias says: loci, people and their profiles, pedigrees, and for a disaster its samples and families.

Learned from files that Familias 3.2 and 3.3 and pedFamilias wrote, and from the manual of Familias 3 (Kling, Mostad and Egeland).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import UNKNOWN, Genotype, Pedigree

MODELS = ("equal", "proportional", "stepwise", "stationary", "extended")
"""Models of mutation in the order of their codes, 0 to 4."""
REFERENCE = "Reference pedigree"
"""The name that Familias gives the pedigree in which the missing person is no relative."""
ADDED = "added parent "
"""How the name of a parent begins whom the file does not name: each child needs two."""
EXTRA = {"female": "extra female ", "male": "extra male "}
"""How the name of a person begins whom the file counts and does not name."""


@dataclass(frozen=True, slots=True)
class FamLocus:
    """A locus with what the file says of it besides.

    name      as the file spells it; `locus.name` is the canonical one
    people    size of the database, as the file gives it
    dropout   chance that an allele is not seen, for people of whom drop-out is to be considered
    least     "Minor allele frequency": the frequency of an allele that is new to the database
    """

    name: str
    locus: Locus
    people: float | None = None
    dropout: float = 0.0
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class FamPerson:
    """One person and what was typed of them: genotypes by the canonical name of the marker."""

    name: str
    sex: str = UNKNOWN
    profile: Mapping[str, Genotype] = field(default_factory=dict)
    dropout: bool = False
    born: int | None = None
    child: bool = False


@dataclass(frozen=True, slots=True)
class FamFamily:
    """A family that seeks somebody: its people, and the pedigrees that are thought of."""

    name: str
    persons: tuple[FamPerson, ...]
    pedigrees: tuple[Pedigree, ...]

    def weighed(self) -> tuple[Pedigree, ...]:
        """The pedigrees that a sample is weighed in: the reference pedigree is left out where there is another."""
        return without_reference(self.pedigrees)

    def missing(self, pedigree: Pedigree) -> tuple[str, ...]:
        """The missing of a pedigree who are related to somebody typed: untyped, with a name that begins with "Missing"."""
        typed = {person.name for person in self.persons if person.profile}
        reached = _related(pedigree, typed)
        return tuple(
            each.name
            for each in pedigree.persons
            if each.name.lower().startswith("missing") and each.name in reached and each.name not in typed
        )


@dataclass(frozen=True, slots=True)
class FamCase:
    """A whole file.

    theta      coefficient of co-ancestry, 0 to 1
    persons, pedigrees   of the plain part; every person is in every pedigree
    samples, families    of the DVI part
    notes      free words about the families, as they stand
    rest       lines after those parts, as they stand
    remarks    what was assumed while reading, one sentence each
    """

    version: str
    database: str
    theta: float
    loci: tuple[FamLocus, ...]
    persons: tuple[FamPerson, ...] = ()
    pedigrees: tuple[Pedigree, ...] = ()
    samples: tuple[FamPerson, ...] = ()
    families: tuple[FamFamily, ...] = ()
    dvi: bool = False
    notes: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=(), compare=False)


def without_reference(pedigrees: tuple[Pedigree, ...]) -> tuple[Pedigree, ...]:
    """The pedigrees but the one that Familias calls its reference; all where there is no other."""
    return tuple(each for each in pedigrees if each.name.lower() != REFERENCE.lower()) or pedigrees


def _related(pedigree: Pedigree, typed: set[str]) -> set[str]:
    """Everybody who is connected to one of the typed, by whatever way."""
    beside: dict[str, set[str]] = {person.name: set() for person in pedigree.persons}
    for person in pedigree.persons:
        for parent in (person.father, person.mother):
            if parent is not None:
                beside[person.name].add(parent)
                beside[parent].add(person.name)
    reached, ask = set(), [name for name in typed if name in beside]
    while ask:
        if (name := ask.pop()) not in reached:
            reached.add(name)
            ask += beside[name]
    return reached
