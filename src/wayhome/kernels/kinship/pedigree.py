"""Persons, their parents, and what was typed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FEMALE, MALE, UNKNOWN = "female", "male", "unknown"

Genotype = tuple[str | None, str | None]
"""Two labels of alleles, in any order. One of them None: that allele was not seen. A locus that was not typed has no genotype."""
Profile = Mapping[str, Genotype]
"""Genotypes by the canonical name of their marker."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a pedigree: either both parents are named, or neither. A founder has none."""

    name: str
    father: str | None = None
    mother: str | None = None
    sex: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Pedigree:
    """A family of any shape: loops, several generations, parts that are not connected.

    persons   each name once; every parent is a person of it
    inbred    founder -> coefficient of inbreeding in [0, 1], for founders whose parents were related
    raises    ValueError that names the person and what is wrong
    """

    name: str
    persons: tuple[Person, ...]
    inbred: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {person.name: person for person in self.persons}
        if len(known) < len(self.persons):
            names = [person.name for person in self.persons]
            raise ValueError(f"{self.name}: {next(each for each in names if names.count(each) > 1)} stands twice")
        for person in self.persons:
            if (person.father is None) != (person.mother is None):
                raise ValueError(f"{self.name}: {person.name} has one parent; name both, or neither")
            for parent, sex in ((person.father, MALE), (person.mother, FEMALE)):
                if parent is not None and parent not in known:
                    raise ValueError(f"{self.name}: {parent}, a parent of {person.name}, is no person of it")
                if parent is not None and known[parent].sex not in {sex, UNKNOWN}:
                    raise ValueError(
                        f"{self.name}: {parent}, {known[parent].sex}, is named as the other parent of {person.name}"
                    )
        for founder, coefficient in self.inbred.items():
            if founder not in known or known[founder].father is not None:
                raise ValueError(f"{self.name}: {founder} is inbred and no founder")
            if not 0 <= coefficient <= 1:
                raise ValueError(f"{self.name}: inbreeding {coefficient} of {founder} is not between 0 and 1")
        self._check_order()

    def _check_order(self) -> None:
        done: set[str] = set()
        left = list(self.persons)
        while left:
            ready = [person for person in left if person.father is None or {person.father, person.mother} <= done]
            if not ready:
                raise ValueError(f"{self.name}: {left[0].name} is an ancestor of themselves")
            done.update(person.name for person in ready)
            left = [person for person in left if person.name not in done]

    def person(self, name: str) -> Person:
        """One person by name; KeyError where there is none."""
        for each in self.persons:
            if each.name == name:
                return each
        raise KeyError(name)

    def founders(self) -> tuple[str, ...]:
        """Names of those whose parents are not told."""
        return tuple(person.name for person in self.persons if person.father is None)

    def children(self, name: str) -> tuple[Person, ...]:
        """Those who have this person as a parent."""
        return tuple(person for person in self.persons if name in {person.father, person.mother})

    def with_unrelated(self, name: str) -> Pedigree:
        """The same family and one more person who is related to nobody."""
        return Pedigree(self.name, (*self.persons, Person(name)), self.inbred)

    def needed(self, typed: Iterable[str]) -> Pedigree:
        """The part that the typed persons depend on: themselves and their ancestors."""
        known = {person.name: person for person in self.persons}
        keep: set[str] = set()
        ask = [name for name in typed if name in known]
        while ask:
            person = known[ask.pop()]
            if person.name in keep:
                continue
            keep.add(person.name)
            ask += [parent for parent in (person.father, person.mother) if parent is not None]
        if len(keep) == len(self.persons):
            return self
        inbred = {name: coefficient for name, coefficient in self.inbred.items() if name in keep}
        return Pedigree(self.name, tuple(person for person in self.persons if person.name in keep), inbred)
