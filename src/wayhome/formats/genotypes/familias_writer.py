"""A case as a `.fam` file: what `familias_reader` reads, in the order that Familias writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wayhome.formats.genotypes.familias import ADDED, EXTRA, MODELS, FamCase, FamFamily, FamLocus, FamPerson
from wayhome.kernels.kinship.mutation import Mutation
from wayhome.kernels.kinship.panel import SILENT
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, Pedigree

PLAIN_NEEDS_SEX = "%(person)s: Familias needs the sex of each person."
NO_CODE = "%(marker)s: Familias has no code for the %(kind)s model of mutation."
PARTIAL = "%(marker)s: an allele of %(person)s was not seen; Familias cannot hold that."


class Unwritable(ValueError):
    """A case that the format cannot hold."""


def write_fam(case: FamCase) -> bytes:
    """The file, in UTF-8 with the line ends of Windows. Raises Unwritable for what the format cannot hold."""
    lines = [
        _quoted(f"Output from Familias, version {case.version}"),
        _quoted("DO NOT EDIT!"),
        f"{case.version} (DVI)" if case.dvi else case.version,
        _quoted(""),
        *_plain(case),
        f"#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: {_number(case.theta)} )",
        str(len(case.loci)),
        "#TRUE#",
        _quoted(case.database),
        *(line for held in case.loci for line in _locus(held)),
        *(["", "[DVI]", *_dvi(case)] if case.dvi else []),
        *case.rest,
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _quoted(text: str) -> str:
    return f'"{text}"'


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _flag(value: bool) -> str:
    return "#TRUE#" if value else "#FALSE#"


def _plain(case: FamCase) -> Iterator[str]:
    markers = {held.locus.name: index for index, held in enumerate(case.loci)}
    yield str(len(case.persons))
    for person in case.persons:
        if person.sex not in {MALE, FEMALE}:
            raise Unwritable(PLAIN_NEEDS_SEX % {"person": person.name})
        yield _quoted(person.name)
        yield _flag(person.child)
        yield f"{-1 if person.born is None else person.born}{' (Consider dropouts)' if person.dropout else ''}"
        yield "#FALSE#"
        yield _flag(person.sex == MALE)
        yield str(len(person.profile))
        for marker, genotype in person.profile.items():
            held = case.loci[markers[marker]]
            for label in genotype:
                yield str(held.locus.alleles.index(_seen(label, held.name, person)))
            yield str(markers[marker])
    yield from (_quoted("Known relations"), "0", "0", "0", str(len(case.pedigrees)))
    for index, pedigree in enumerate(case.pedigrees):
        people = [person.name for person in case.persons]
        extra = {sex: [each.name for each in pedigree.persons if each.name.startswith(EXTRA[sex])] for sex in EXTRA}
        people += extra[FEMALE] + extra[MALE]
        relations = list(_relations(pedigree))
        yield from (
            str(index),
            _quoted(pedigree.name),
            str(len(extra[FEMALE])),
            str(len(extra[MALE])),
            str(len(relations)),
        )
        for parent, child in relations:
            yield str(people.index(parent))
            yield str(people.index(child))


def _seen(label: str | None, marker: str, person: FamPerson) -> str:
    if label is None:
        raise Unwritable(PARTIAL % {"marker": marker, "person": person.name})
    return label


def _relations(pedigree: Pedigree) -> Iterator[tuple[str, str]]:
    """Parent and child; parents whom the reader added are left out again."""
    for person in pedigree.persons:
        for parent in (person.father, person.mother):
            if parent is not None and not parent.startswith(ADDED):
                yield parent, person.name


def _locus(held: FamLocus) -> Iterator[str]:
    locus = held.locus
    shares = dict(zip(locus.alleles, locus.frequencies, strict=True))
    silent = shares.pop(SILENT, 0.0)
    models = (locus.female, locus.male)
    yield _quoted(held.name)
    yield from (_number(model.rate) for model in models)
    yield from (str(_code(model, held.name)) for model in models)
    yield str(len(locus.alleles))
    yield from (_number(model.range) for model in models)
    yield from (_number(model.rate2) for model in models)
    yield _flag(locus.silent)
    yield _number(silent)
    about = f"DatabaseSize = {_number(held.people)} , " if held.people is not None else ""
    yield (
        f"{len(shares)}\t({about}Dropout probability = {_number(held.dropout)} , "
        f"Minor allele frequency = {_number(held.least)} )"
    )
    for label, share in shares.items():
        yield _quoted(label)
        yield _number(share)


def _code(model: Mutation, marker: str) -> int:
    if model.kind == "none":
        return 0
    if model.kind not in MODELS:
        raise Unwritable(NO_CODE % {"marker": marker, "kind": model.kind})
    return MODELS.index(model.kind)


def _dvi(case: FamCase) -> Iterator[str]:
    names = {held.locus.name: held.name for held in case.loci}
    yield from ("[[Unidentified persons]]", f"nPersons= {len(case.samples)}")
    for number, person in enumerate(case.samples, 1):
        yield f"[[[Person {number} ]]]"
        yield from _person(person, 4, names)
    yield from ("[[Notes]]", *(case.notes or (f"nFamilies= {len(case.families)}", *[""] * len(case.families))))
    yield from ("[[Reference Families]]", f"nFamilies= {len(case.families)}")
    for number, family in enumerate(case.families, 1):
        yield f"[[[Family {number} ]]]"
        yield from _family(family, names)


def _family(family: FamFamily, names: dict[str, str]) -> Iterator[str]:
    yield from (f"Name= {family.name}", "[[[[Persons]]]]", f"nPersons= {len(family.persons)}")
    for number, person in enumerate(family.persons, 1):
        yield f"[[[[[Person {number}]]]]]"
        yield from _person(person, 6, names)
    yield from ("[[[[Pedigrees]]]]", f"nPedigrees= {len(family.pedigrees)}")
    for number, pedigree in enumerate(family.pedigrees, 1):
        relations = list(_relations(pedigree))
        yield from (f"[[[[[Pedigree {number}]]]]]", f"Name= {pedigree.name}", f"nRelations= {len(relations)}")
        yield from _pairs(relations)


def _pairs(relations: Iterable[tuple[str, str]]) -> Iterator[str]:
    for parent, child in relations:
        yield f"Parent= {parent}"
        yield f"Child= {child}"


def _person(person: FamPerson, depth: int, names: dict[str, str]) -> Iterator[str]:
    yield f"Name= {person.name}"
    if person.sex in {MALE, FEMALE}:
        yield f"Gender= {person.sex.capitalize()}"
    yield f"{'[' * depth}DNA data{']' * depth}"
    yield f"nSystems= {len(person.profile)}"
    for marker, genotype in person.profile.items():
        spelt = names.get(marker, marker)
        yield f"SystemName= {spelt}"
        for number, label in enumerate(genotype, 1):
            yield f"Allele{number}= {_seen(label, spelt, person)}"
