"""Families by their shape: those around one missing person that the quick builder knows, and all others.

The quick builder knows the missing person's parents, grandparents, full siblings, half-siblings whose other parents are strangers that were not
typed, and children with one partner. Whoever else was typed makes a family that the exact engine works out, at its own pace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.pedigree import Pedigree, Person, Profile
from wayhome.kernels.kinship.rows import Panel

NOBODY = -1
SIBLING, OF_FATHER, OF_MOTHER, CHILD = range(4)
FATHER, MOTHER, FATHERS_FATHER, FATHERS_MOTHER, MOTHERS_FATHER, MOTHERS_MOTHER, PARTNER = range(7)


@dataclass(frozen=True, slots=True)
class Family:
    """A family that misses somebody, and what its members were typed with.

    missing   the person of the pedigree who is looked for; others that are missing too are simply not typed
    """

    name: str
    pedigree: Pedigree
    missing: str
    profiles: Mapping[str, Profile]


@dataclass(frozen=True, slots=True)
class Shape:
    """Who is who around the missing person, by name; None for nobody who was typed."""

    places: tuple[str | None, ...]
    others: tuple[tuple[str, int], ...]
    male: bool


class Shapes(NamedTuple):
    """Families of the known shapes, as arrays; profiles by their row, -1 for nobody.

    who        int32[F, 7]: parents, grandparents and the partner
    other_at   int32[F + 1]: where each family's siblings and children begin
    other      int32: their profiles; `kind` int8: siblings, half-siblings, children
    male       bool[F]: whether the missing person passes alleles as fathers do
    alleles    int16[N, L, 2]: profiles by place in the ladder, -1 where nothing was typed
    """

    who: NDArray[np.int32]
    other_at: NDArray[np.int32]
    other: NDArray[np.int32]
    kind: NDArray[np.int8]
    male: NDArray[np.bool_]
    alleles: NDArray[np.int16]


def shape(family: Family) -> Shape | None:
    """The family's shape if the quick builder knows it, else None.

    raises   KeyError where the missing person is not in the pedigree
    """
    pedigree, missing = family.pedigree, family.missing
    of = {person.name: person for person in pedigree.persons}
    if missing not in of:
        raise KeyError(missing)
    typed = {name for name, profile in family.profiles.items() if name != missing and name in of and profile}
    if any(pedigree.inbred.values()) or _partial(family, typed):
        return None
    line = {missing} | {each for each in _parents(of[missing]) if each}
    father, mother = _parents(of[missing])
    above = [*_parents(of.get(father or "")), *_parents(of.get(mother or ""))]
    used: set[str | None] = {missing, father, mother, *above}
    others: list[tuple[str, int]] = []
    partners: set[str] = set()
    strangers: list[str] = []
    for person in pedigree.persons:
        if person.father is None or person.name in used or person.name not in typed:
            continue
        parents = {person.father, person.mother}
        mate = next(iter(parents - line), None)
        if parents == {father, mother}:
            others.append((person.name, SIBLING))
        elif missing in parents and mate is not None:
            others.append((person.name, CHILD))
            partners.add(mate)
        elif len(parents & {father, mother}) == 1 and mate is not None:
            others.append((person.name, OF_FATHER if father in parents else OF_MOTHER))
            strangers.append(mate)
        else:
            return None
        used |= {person.name, mate}
    # Every mate is a stranger: a founder, apart from those in line, with one child who was typed; partners may have more.
    mates = [*strangers, *partners]
    lone = all(of[mate].father is None and mate not in {father, mother, *above} for mate in mates)
    if not lone or len(set(mates)) < len(mates) or len(partners) > 1 or typed & set(strangers) or typed - used:
        return None
    ancestors = [name for name in (father, mother, *above) if name is not None]
    if len(set(ancestors)) < len(ancestors) or any(of[name].father for name in above if name is not None):
        return None
    places = [father, mother, *above, next(iter(partners), None)]
    kept = tuple(name if name in typed else None for name in places)
    passes_as_father = any(of[name].father == missing for name, as_what in others if as_what == CHILD)
    return Shape(kept, tuple(others), passes_as_father)


def _parents(person: Person | None) -> tuple[str | None, str | None]:
    return (person.father, person.mother) if person is not None else (None, None)


def _partial(family: Family, typed: set[str]) -> bool:
    """Whether of a relative's genotype one allele was not seen."""
    return any((one is None) != (two is None) for name in typed for one, two in family.profiles[name].values())


def arrays(families: Sequence[tuple[Family, Shape]], panel: Panel) -> Shapes:
    """Families of known shapes as the builder's arrays."""
    profiles: list[Profile] = []
    who = np.full((len(families), 7), NOBODY, dtype=np.int32)
    other: list[int] = []
    kind: list[int] = []
    other_at = [0]
    for f, (family, known) in enumerate(families):
        for place, name in enumerate(known.places):
            if name is not None:
                who[f, place] = len(profiles)
                profiles.append(family.profiles[name])
        for name, as_what in known.others:
            other.append(len(profiles))
            kind.append(as_what)
            profiles.append(family.profiles[name])
        other_at.append(len(other))
    return Shapes(
        who,
        np.array(other_at, dtype=np.int32),
        np.array(other, dtype=np.int32),
        np.array(kind, dtype=np.int8),
        np.array([known.male for _, known in families], dtype=np.bool_),
        panel.alleles(profiles).reshape(len(profiles), len(panel.loci), 2),
    )
