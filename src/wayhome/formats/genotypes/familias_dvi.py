"""The part of a `.fam` file that is about a disaster: people without a name, and families that seek somebody.

Sections are named in brackets, one pair more for each level; their lines are `Name= value`. Alleles stand by their labels here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from wayhome.formats.genotypes.familias import FamFamily, FamLocus, FamPerson
from wayhome.formats.genotypes.reading import Lines, refuse
from wayhome.formats.genotypes.relations import Relation, pedigree_of
from wayhome.kernels.kinship.panel import Locus, canonical, ladder, size
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, UNKNOWN, Genotype, Pedigree
from wayhome.terms.words import N_

NO_LINE = N_("“%(name)s=” should stand in this section.")
NO_SECTION = N_("The section “%(name)s” should stand here.")
COUNT = N_("This says %(said)s, and %(found)d stand in the file.")
NAME_TWICE = N_("This name stands twice. Give each person and each family a name of their own.")
NO_GENDER = N_("The gender should be Male or Female.")
NO_ALLELE = N_("An allele should stand here.")
TYPED_TWICE = N_("This person is typed twice at this marker.")
NO_NAME = N_("A name should stand here.")
NEW_ALLELE = N_("%(marker)s: this allele is not in the file's database, and the file gives no minor allele frequency.")
LEVEL = N_("This section stands at a level where it cannot.")

GENDERLESS = N_("%(number)d people of the DVI part have no gender in the file.")
NEW_SHARE = N_(
    "%(marker)s: %(allele)s is not in the database; it got the minor allele frequency %(share)g, and the others were made smaller."
)
NO_DATA = N_("%(marker)s is typed and has no frequencies in the file; it is left out.")
NOT_LISTED = N_("%(family)s: %(person)s stands in a relation and not among the people; taken as one more, untyped.")

_SECTION = re.compile(r"(\[+)\s*(.*?)\s*(\]+)")


@dataclass(slots=True)
class Section:
    """A heading, the values under it, and the sections within it."""

    title: str
    line: int
    values: list[tuple[str, str, int]] = field(default_factory=list)
    parts: list[Section] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """What was found."""

    found: bool = False
    samples: tuple[FamPerson, ...] = ()
    families: tuple[FamFamily, ...] = ()
    notes: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    loci: tuple[FamLocus, ...] = ()


def read(lines: Lines, loci: Sequence[FamLocus]) -> Part:
    """The DVI part of what is left of a file, if it has one. Raises Unread."""
    left = list(lines.rest())
    start = next((index for index, (_, text) in enumerate(left) if text == "[DVI]"), None)
    if start is None:
        return Part(rest=_trimmed([text for _, text in left]), loci=tuple(loci))
    root, notes, end = _sections(left, start, lines.file)
    reading = _Reading(lines.file, list(loci))
    samples: tuple[FamPerson, ...] = ()
    families: tuple[FamFamily, ...] = ()
    for section in root.parts:
        if section.title == "Unidentified persons":
            samples = tuple(reading.persons(section))
        elif section.title == "Reference Families":
            families = tuple(reading.families(section))
    return Part(
        True, samples, families, notes, _trimmed([text for _, text in left[end:]]), reading.said(), tuple(reading.loci)
    )


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return tuple(lines)


def _sections(left: list[tuple[int, str]], start: int, file: str) -> tuple[Section, tuple[str, ...], int]:
    """The tree under [DVI], the notes as they stand, and where the next section of its level begins."""
    path = [Section("DVI", left[start][0])]
    notes: list[str] = []
    index = start + 1
    while index < len(left):
        line, text = left[index]
        heading = _SECTION.fullmatch(text)
        if heading is None:
            name, _, value = text.partition("=")
            if text:
                path[-1].values.append((name.strip(), value.strip(), line))
        elif heading[2] == "Notes" and len(heading[1]) == 2:
            del path[1:]
            # Notes are free words: whatever stands in them, they end where the families begin.
            while index + 1 < len(left) and not _ends_notes(left[index + 1][1]):
                index += 1
                notes.append(left[index][1])
        elif len(heading[1]) == 1:
            break
        else:
            level = len(heading[1])
            if level > len(path) + 1:
                refuse(file, line, LEVEL)
            del path[level - 1 :]
            section = Section(heading[2], line)
            path[-1].parts.append(section)
            path.append(section)
        index += 1
    return path[0], tuple(notes), index


def _ends_notes(text: str) -> bool:
    return text == "[[Reference Families]]" or re.fullmatch(r"\[\w+\]", text) is not None


class _Reading:
    """The tree, read into people and families."""

    def __init__(self, file: str, loci: list[FamLocus]) -> None:
        self.file, self.loci = file, loci
        self.at = {each.locus.name: index for index, each in enumerate(loci)}
        self.remarks: list[str] = []
        self.genderless = 0

    def said(self) -> tuple[str, ...]:
        """The remarks, each once."""
        if self.genderless:
            self.remarks.append(GENDERLESS % {"number": self.genderless})
        return tuple(dict.fromkeys(self.remarks))

    def persons(self, section: Section) -> Iterator[FamPerson]:
        """The people under a section, in order."""
        for part, name in self._named(section, "nPersons"):
            yield FamPerson(name, self._sex(part), self._profile(part))

    def families(self, section: Section) -> Iterator[FamFamily]:
        """The families under a section, in order."""
        for part, name in self._named(section, "nFamilies"):
            persons = tuple(self.persons(self.part(part, "Persons")))
            pedigrees = self.part(part, "Pedigrees")
            yield FamFamily(
                name,
                persons,
                tuple(self._pedigree(each, name, persons) for each in self.counted(pedigrees, "nPedigrees")),
            )

    def _named(self, section: Section, count: str) -> Iterator[tuple[Section, str]]:
        """The sections that a number foretells, each with its name, which no other of them has."""
        names: set[str] = set()
        for part in self.counted(section, count):
            name, line = self.value(part, "Name")
            if not name:
                refuse(self.file, line, NO_NAME)
            if name in names:
                refuse(self.file, line, NAME_TWICE)
            names.add(name)
            yield part, name

    def value(self, section: Section, name: str) -> tuple[str, int]:
        """The first value of a name, and its line."""
        found = next(((value, line) for key, value, line in section.values if key == name), None)
        if found is None:
            refuse(self.file, section.line, NO_LINE, name=name)
        return found

    def part(self, section: Section, title: str) -> Section:
        """The section of a title within another."""
        found = next((each for each in section.parts if each.title == title), None)
        if found is None:
            refuse(self.file, section.line, NO_SECTION, name=title)
        return found

    def counted(self, section: Section, name: str) -> list[Section]:
        """The sections within one, as many as it says."""
        said, line = self.value(section, name)
        if said != str(len(section.parts)):
            refuse(self.file, line, COUNT, said=said, found=len(section.parts))
        return section.parts

    def _sex(self, section: Section) -> str:
        for key, value, line in section.values:
            if key == "Gender":
                if value.lower() in {"", "unknown"}:
                    break
                if value.lower() not in {MALE, FEMALE}:
                    refuse(self.file, line, NO_GENDER)
                return value.lower()
        self.genderless += 1
        return UNKNOWN

    def _profile(self, section: Section) -> dict[str, Genotype]:
        data = self.part(section, "DNA data")
        said, line = self.value(data, "nSystems")
        given = data.values[1:]
        if said != str(sum(key == "SystemName" for key, _, _ in given)) or len(given) % 3:
            refuse(self.file, line, COUNT, said=said, found=len(given) // 3)
        profile: dict[str, Genotype] = {}
        for (key, marker, at), first, second in zip(given[::3], given[1::3], given[2::3], strict=True):
            for found, wanted in ((key, "SystemName"), (first[0], "Allele1"), (second[0], "Allele2")):
                if found != wanted:
                    refuse(self.file, at, NO_LINE, name=wanted)
            name = canonical(marker)
            if name in profile:
                refuse(self.file, at, TYPED_TWICE)
            profile[name] = (self._label(name, *first[1:]), self._label(name, *second[1:]))
        return profile

    def _label(self, marker: str, label: str, line: int) -> str:
        """An allele as the database spells it; one that is new to the database is added to it."""
        if not label:
            refuse(self.file, line, NO_ALLELE)
        if marker not in self.at:
            self.remarks.append(NO_DATA % {"marker": marker})
            return label
        held = self.loci[self.at[marker]]
        if label in held.locus.alleles:
            return label
        for other in held.locus.alleles:
            if size(label) is not None and size(other) == size(label):
                return other
        if not held.least:
            refuse(self.file, line, NEW_ALLELE, marker=held.name)
        self.remarks.append(NEW_SHARE % {"marker": held.name, "allele": label, "share": held.least})
        self.loci[self.at[marker]] = _grown(held, label)
        return label

    def _pedigree(self, section: Section, family: str, persons: tuple[FamPerson, ...]) -> Pedigree:
        name, line = self.value(section, "Name")
        said, at = self.value(section, "nRelations")
        given = [each for each in section.values if each[0] in {"Parent", "Child"}]
        if said != str(len(given) // 2) or [key for key, _, _ in given] != ["Parent", "Child"] * (len(given) // 2):
            refuse(self.file, at, COUNT, said=said, found=len(given) // 2)
        sexes = {person.name: person.sex for person in persons}
        relations = [
            Relation(parent, child, line_of)
            for (_, parent, _), (_, child, line_of) in zip(given[::2], given[1::2], strict=True)
        ]
        for relation in relations:
            if not relation.parent or not relation.child:
                refuse(self.file, relation.line, NO_NAME)
        unlisted = {person for each in relations for person in (each.parent, each.child)} - sexes.keys()
        for person in sorted(unlisted):
            sexes[person] = UNKNOWN
            if person != "Missing person":
                self.remarks.append(NOT_LISTED % {"family": family, "person": person})
        pedigree, remarks = pedigree_of(name, sexes, relations, file=self.file, line=line)
        self.remarks += [f"{family}, {each}" for each in remarks]
        return pedigree


def _grown(held: FamLocus, label: str) -> FamLocus:
    """The locus with one more allele, at the frequency that the file gives new ones."""
    locus = held.locus
    shares = {each: share * (1 - held.least) for each, share in zip(locus.alleles, locus.frequencies, strict=True)}
    shares[label] = held.least
    labels = ladder(shares)
    return replace(
        held, locus=Locus(locus.name, labels, tuple(shares[each] for each in labels), locus.female, locus.male)
    )
