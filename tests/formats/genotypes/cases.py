"""Small `.fam` files, written out line by line, of people who never lived."""

from __future__ import annotations

from collections.abc import Sequence


def person(
    name: str, *, male: bool, genotypes: Sequence[tuple[int, int, int]] = (), dropout: bool = False
) -> list[str]:
    born = "-1 (Consider dropouts)" if dropout else "-1"
    typed = [str(number) for genotype in genotypes for number in genotype]
    return [f'"{name}"', "#FALSE#", born, "#FALSE#", "#TRUE#" if male else "#FALSE#", str(len(genotypes)), *typed]


def locus(
    name: str,
    alleles: Sequence[tuple[str, str]],
    *,
    rates: tuple[str, str] = ("0", "0"),
    models: tuple[int, int] = (0, 0),
    second: tuple[str, str] = ("0.0", "0.0"),
    silent: str | None = None,
    dropout: str = "0",
    least: str = "0",
) -> list[str]:
    about = f"(DatabaseSize = 400 , Dropout probability = {dropout} , Minor allele frequency = {least} )"
    return [
        f'"{name}"', *rates, *map(str, models), str(len(alleles) + (silent is not None)), "0.1", "0.1", *second,
        "#FALSE#" if silent is None else "#TRUE#", silent or "0", f"{len(alleles)}\t{about}",
        *(line for label, share in alleles for line in (f'"{label}"', share)),
    ]  # fmt: skip


def fam(
    people: Sequence[list[str]],
    known: Sequence[str],
    loci: Sequence[list[str]],
    *,
    theta: str = "0",
    after: Sequence[str] = (),
    dvi: bool = False,
) -> bytes:
    lines = [
        '"Output from Familias, version 3.3.1"', '"DO NOT EDIT!"', "3.3.1 (DVI)" if dvi else "3.3.1", '""', str(len(people)),
        *(line for each in people for line in each), '"Known relations"', *known,
        f"#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: {theta} )", str(len(loci)), "#TRUE#", '"drawn"',
        *(line for each in loci for line in each), *after,
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines).encode()


NONE_KNOWN = ["0", "0", "0"]
TH01 = locus("THO1", [("9.3", "0.4"), ("6", "0.35"), ("10", "0.25")])
"""Its alleles are not in the order of their sizes, and its name is one of several."""

TRIO = fam(
    [
        person("Ada", male=False, genotypes=[(1, 0, 0)]),
        person("Bo", male=True, genotypes=[(2, 2, 0)], dropout=True),
        person("Cy", male=True, genotypes=[(0, 2, 0), (0, 1, 1)]),
    ],
    ["1", "0", "1", "0", "2", "2", "0", '"father"', "0", "0", "1", "1", "2", "1", '"uncle"', "0", "1", "3", "3", "1", "3", "4", "4", "2"],
    [
        TH01,
        locus("Penta_D", [("2.2", "0.2"), ("9", "0.7")], rates=("0.001", "0.002"), models=(1, 4), second=("0", "0.0001"), silent="0.1", dropout="0.2"),
    ],
    theta="0.02",
    after=["[Advanced]", "[[Other]]", "NumberOfDecimals= 10"],
)  # fmt: skip
"""Ada is Cy's mother in both pedigrees. The file counts one further female for both, and one further male for the second."""


def section(name: str, gender: str | None, typed: Sequence[tuple[str, str, str]], depth: int) -> list[str]:
    data = [
        line for marker, one, two in typed for line in (f"SystemName= {marker}", f"Allele1= {one}", f"Allele2= {two}")
    ]
    return [
        f"Name= {name}", *([] if gender is None else [f"Gender= {gender}"]), f"{'[' * depth}DNA data{']' * depth}",
        f"nSystems= {len(typed)}", *data,
    ]  # fmt: skip


DVI_PART = [
    "", "[DVI]", "[[Unidentified persons]]", "nPersons= 2",
    "[[[Person 1 ]]]", *section("R-1", "Male", [("TH01", "6", "9.3"), ("AMEL", "X", "Y")], 4),
    "[[[Person 2 ]]]", *section("R-2", None, [("TH01", "10", "10")], 4),
    "[[Notes]]", "nFamilies= 1", "[[[what somebody wrote]]]",
    "[[Reference Families]]", "nFamilies= 1", "[[[Family 1 ]]]", "Name= Family one", "[[[[Persons]]]]", "nPersons= 2",
    "[[[[[Person 1]]]]]", *section("Dee", "Female", [("Tho1", "6", "6")], 6),
    "[[[[[Person 2]]]]]", *section("Missing male 1", "Male", [], 6),
    "[[[[Pedigrees]]]]", "nPedigrees= 2",
    "[[[[[Pedigree 1]]]]]", "Name= Reference pedigree", "nRelations= 0",
    "[[[[[Pedigree 2]]]]]", "Name= mother", "nRelations= 3", "Parent= Dee", "Child= Missing person",
    "Parent= Missing person", "Child= Missing male 1", "Parent= Ex", "Child= Missing male 1",
    "[Prior]", "UseList= Yes",
]  # fmt: skip
DVI = fam([], [*NONE_KNOWN, "0"], [TH01], after=DVI_PART, dvi=True)
"""Dee seeks her son or daughter, of whom the file tells no sex, and a grandson."""
