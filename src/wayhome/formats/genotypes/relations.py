"""A pedigree from lines that say who is a parent of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wayhome.formats.genotypes.familias import ADDED
from wayhome.formats.genotypes.reading import refuse
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, UNKNOWN, Pedigree, Person
from wayhome.terms.words import N_

SAME_SEX = N_("This child has two fathers or two mothers.")
THREE = N_("This child has more than two parents.")
TWICE = N_("This relation stands twice.")
NO_PEDIGREE = N_("This pedigree cannot be: %(why)s.")
GUESSED = N_("%(pedigree)s: the sex of %(person)s is not told; %(person)s is taken as a mother.")
OTHER = {FEMALE: MALE, MALE: FEMALE}


@dataclass(frozen=True, slots=True)
class Relation:
    """One parent of one child, and the line that says so."""

    parent: str
    child: str
    line: int


def pedigree_of(
    name: str, sexes: Mapping[str, str], relations: Iterable[Relation], *, file: str, line: int
) -> tuple[Pedigree, list[str]]:
    """The pedigree, and what was assumed. A parent who is not named is added: each child has two.

    sexes     everybody of the pedigree, in order
    raises    Unread with the line of the relation that cannot be
    """
    parents: dict[str, list[Relation]] = {}
    for relation in relations:
        of_child = parents.setdefault(relation.child, [])
        if any(each.parent == relation.parent for each in of_child):
            refuse(file, relation.line, TWICE)
        of_child.append(relation)
        if len(of_child) > 2:
            refuse(file, relation.line, THREE)
    roles, remarks = _roles(name, sexes, parents, file=file)
    added = 0
    people, further = [], []
    for person, sex in sexes.items():
        pair = {roles[each.parent]: each.parent for each in parents.get(person, ())}
        if len(pair) == 1:
            added += 1
            missing = OTHER[next(iter(pair))]
            pair[missing] = f"{ADDED}{added}"
            further.append(Person(pair[missing], sex=missing))
        people.append(Person(person, pair.get(MALE), pair.get(FEMALE), sex))
    try:
        return Pedigree(name, (*people, *further)), remarks
    except ValueError as problem:
        refuse(file, line, NO_PEDIGREE, why=problem)


def _roles(
    name: str, sexes: Mapping[str, str], parents: Mapping[str, list[Relation]], *, file: str
) -> tuple[dict[str, str], list[str]]:
    """Father or mother, of each parent: as their sex says, or as it follows from the other parent."""
    roles = {person: sex for person, sex in sexes.items() if sex != UNKNOWN}
    remarks: list[str] = []
    while True:
        if _pass_on(roles, parents, file=file):
            continue
        asked = {each.parent for pair in parents.values() for each in pair} - roles.keys()
        open_to = [person for person in sexes if person in asked]
        if not open_to:
            return roles, remarks
        roles[open_to[0]] = FEMALE
        remarks.append(GUESSED % {"pedigree": name, "person": open_to[0]})


def _pass_on(roles: dict[str, str], parents: Mapping[str, list[Relation]], *, file: str) -> bool:
    """Give every other parent the other role. True when that told something new."""
    told = False
    for pair in parents.values():
        if len(pair) == 2:
            first, second = (roles.get(each.parent) for each in pair)
            if first is not None and first == second:
                refuse(file, pair[1].line, SAME_SEX)
            for known, other in ((first, pair[1].parent), (second, pair[0].parent)):
                if known is not None and other not in roles:
                    roles[other] = OTHER[known]
                    told = True
    return told
