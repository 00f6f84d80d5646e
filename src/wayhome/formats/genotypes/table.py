"""Families, or samples alone, as CSV: one line a person and marker.

Families    family, person, father, mother, sex, marker, allele1, allele2
Samples     sample, marker, allele1, allele2

A person nobody typed has one line with no marker and no alleles. What a line says of a person's parents and sex must be what their other
lines say. An allele that was not seen is "?"; an empty cell is refused, so that nobody has to guess what it means.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wayhome.formats.genotypes.familias import ADDED
from wayhome.formats.genotypes.genemapper import Samples
from wayhome.formats.genotypes.reading import Unread, refuse, rows_of, text_of
from wayhome.formats.genotypes.relations import Relation, pedigree_of
from wayhome.formats.refusal import Refusal
from wayhome.kernels.kinship.panel import canonical
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, UNKNOWN, Genotype, Pedigree, Profile
from wayhome.terms.words import N_

FAMILY_COLUMNS = ("family", "person", "father", "mother", "sex", "marker", "allele1", "allele2")
SAMPLE_COLUMNS = ("sample", "marker", "allele1", "allele2")
SEXES = {"female": FEMALE, "f": FEMALE, "male": MALE, "m": MALE, "unknown": UNKNOWN}
NOT_SEEN = "?"

EMPTY = N_("The %(column)s is empty.")
NO_SEX = N_("The sex should be female, male or unknown.")
OTHERWISE = N_("This line says otherwise of this person's parents or sex than line %(before)d.")
TYPED_TWICE = N_("This person is typed twice at %(marker)s.")
NO_ALLELE = N_("Both alleles should stand here; write ? for one that was not seen.")
NO_MARKER = N_("There are alleles here and no marker.")
NOT_LISTED = N_("The %(role)s of this person has no line in this family. Give them one, with their sex.")


@dataclass(frozen=True, slots=True)
class Family:
    """One family of a table: its pedigree, and the profiles of those who were typed."""

    pedigree: Pedigree
    profiles: Mapping[str, Profile]


@dataclass(frozen=True, slots=True)
class Families:
    """All families of a table, in its order, and what was assumed."""

    families: tuple[Family, ...]
    remarks: tuple[str, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class _Told:
    father: str
    mother: str
    sex: str
    line: int
    profile: dict[str, Genotype]


def read_families(content: bytes, *, file: str) -> Families:
    """The families of a table. Raises Unread with every line that cannot be read and the reason."""
    text, remarks = text_of(content, file=file)
    families: dict[str, dict[str, _Told]] = {}
    refusals: list[Refusal] = []
    for line, row in rows_of(text, FAMILY_COLUMNS, file=file):
        try:
            _tell(families, row, file=file, line=line)
        except Unread as problem:
            refusals += problem.refusals
    made = []
    for name, people in families.items():
        try:
            pedigree, said = _pedigree(name, people, file=file)
        except Unread as problem:
            refusals += problem.refusals
            continue
        remarks += said
        made.append(Family(pedigree, {person: told.profile for person, told in people.items() if told.profile}))
    if refusals:
        raise Unread(*sorted(refusals, key=lambda each: each.line))
    return Families(tuple(made), tuple(remarks))


def _tell(families: dict[str, dict[str, _Told]], row: Mapping[str, str], *, file: str, line: int) -> None:
    for column in ("family", "person", "sex"):
        if not row[column]:
            refuse(file, line, EMPTY, column=column)
    sex = SEXES.get(row["sex"].lower())
    if sex is None:
        refuse(file, line, NO_SEX)
    people = families.setdefault(row["family"], {})
    told = people.setdefault(row["person"], _Told(row["father"], row["mother"], sex, line, {}))
    if (told.father, told.mother, told.sex) != (row["father"], row["mother"], sex):
        refuse(file, line, OTHERWISE, before=told.line)
    _type(told.profile, row, file=file, line=line)


def _type(profile: dict[str, Genotype], row: Mapping[str, str], *, file: str, line: int) -> None:
    alleles = (row["allele1"], row["allele2"])
    marker = canonical(row["marker"])
    if not marker:
        if any(alleles):
            refuse(file, line, NO_MARKER)
        return
    if not all(alleles):
        refuse(file, line, NO_ALLELE)
    if marker in profile:
        refuse(file, line, TYPED_TWICE, marker=marker)
    first, second = (None if allele == NOT_SEEN else allele for allele in alleles)
    if first is not None or second is not None:
        profile[marker] = (first, second)


def _pedigree(name: str, people: Mapping[str, _Told], *, file: str) -> tuple[Pedigree, list[str]]:
    relations = []
    sexes = {person: told.sex for person, told in people.items()}
    for person, told in people.items():
        for role, parent, sex in (("father", told.father, MALE), ("mother", told.mother, FEMALE)):
            if not parent:
                continue
            if parent not in people:
                refuse(file, told.line, NOT_LISTED, role=role)
            if sexes[parent] == UNKNOWN:
                sexes[parent] = sex  # named as a father or as a mother, they are one
            relations.append(Relation(parent, person, told.line))
    line = min(told.line for told in people.values())
    return pedigree_of(name, sexes, relations, file=file, line=line)


def read_samples(content: bytes, *, file: str) -> Samples:
    """The samples of a table. Raises Unread with every line that cannot be read and the reason."""
    text, remarks = text_of(content, file=file)
    found: dict[str, dict[str, Genotype]] = {}
    refusals: list[Refusal] = []
    for line, row in rows_of(text, SAMPLE_COLUMNS, file=file):
        try:
            if not row["sample"]:
                refuse(file, line, EMPTY, column="sample")
            _type(found.setdefault(row["sample"], {}), row, file=file, line=line)
        except Unread as problem:
            refusals += problem.refusals
    if refusals:
        raise Unread(*refusals)
    return Samples(found, tuple(remarks))


def write_families(families: Iterable[Family]) -> bytes:
    """The table, in UTF-8. Parents whom the reader added are left out again."""
    rows: list[tuple[str, ...]] = []
    for family in families:
        for person in family.pedigree.persons:
            if person.name.startswith(ADDED):
                continue
            parents = [
                "" if parent is None or parent.startswith(ADDED) else parent
                for parent in (person.father, person.mother)
            ]
            who = (family.pedigree.name, person.name, *parents, person.sex)
            typed = _typed(family.profiles.get(person.name, {}))
            rows += [(*who, *each) for each in typed or [("", "", "")]]
    return _csv(FAMILY_COLUMNS, rows)


def write_samples(profiles: Mapping[str, Profile]) -> bytes:
    """The table, in UTF-8."""
    rows = [(name, *each) for name, profile in profiles.items() for each in _typed(profile) or [("", "", "")]]
    return _csv(SAMPLE_COLUMNS, rows)


def _typed(profile: Profile) -> list[tuple[str, str, str]]:
    return [(marker, first or NOT_SEEN, second or NOT_SEEN) for marker, (first, second) in profile.items()]


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
