"""`.fam` files: what they say is read by name, what they leave open is said, and what is wrong is refused with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.genotypes.cases import DVI, NONE_KNOWN, TH01, TRIO, fam, locus, person
from wayhome.formats.genotypes.familias import FamCase
from wayhome.formats.genotypes.familias_reader import read_fam
from wayhome.formats.genotypes.familias_writer import Unwritable, write_fam
from wayhome.formats.genotypes.reading import Unread
from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import SILENT
from wayhome.kernels.kinship.pedigree import Person


def read(content: bytes) -> FamCase:
    return read_fam(content, file="case.fam")


def one(*rows: list[str], **more: object) -> bytes:
    """A file with one woman, no genotypes, and these loci."""
    return fam([person("Ada", male=False)], [*NONE_KNOWN, "0"], rows, **more)


def refusal(content: bytes) -> tuple[int, str]:
    with pytest.raises(Unread) as caught:
        read(content)
    (only,) = caught.value.refusals
    assert only.file == "case.fam"
    return only.line, only.reason


def line_of(content: bytes, text: str) -> int:
    return content.decode().splitlines().index(text) + 1


def test_people_and_profiles_are_read_by_the_places_that_the_file_gives() -> None:
    ada, bo, cy = read(TRIO).persons
    assert (ada.name, ada.sex, ada.dropout) == ("Ada", "female", False)
    assert (bo.sex, bo.dropout) == ("male", True)
    assert ada.profile == {"TH01": ("6", "9.3")}
    assert cy.profile == {"TH01": ("9.3", "10"), "Penta D": ("2.2", "9")}


def test_a_locus_has_its_ladder_by_size_its_silent_allele_last_and_mutation_of_mothers_first() -> None:
    th01, penta = read(TRIO).loci
    assert th01.name == "THO1"
    assert (th01.locus.alleles, th01.locus.frequencies) == (("6", "9.3", "10"), (0.35, 0.4, 0.25))
    assert (th01.locus.female, th01.locus.male) == (NONE, NONE)
    assert penta.locus.alleles == ("2.2", "9", SILENT)
    assert penta.locus.frequencies == pytest.approx((0.2, 0.7, 0.1))
    assert penta.locus.female == Mutation("proportional", 0.001)
    assert penta.locus.male == Mutation("extended", 0.002, 0.1, 0.0001)
    assert (penta.people, penta.dropout) == (400, 0.2)


def test_known_relations_and_people_without_a_name_are_in_every_pedigree() -> None:
    case = read(TRIO)
    father, uncle = case.pedigrees
    assert (case.theta, father.name, uncle.name) == (0.02, "father", "uncle")
    assert father.person("Cy") == Person("Cy", "Bo", "Ada", "male")
    assert father.person("extra female 1").father is None
    assert uncle.person("Cy") == Person("Cy", "extra male 1", "Ada", "male")
    assert uncle.person("Bo") == Person("Bo", "added parent 1", "extra female 1", "male")
    assert uncle.person("extra male 1").mother == "extra female 1"


def test_the_codes_of_mutation_are_those_of_familias() -> None:
    ladder = [("8", "0.5"), ("9", "0.3"), ("10", "0.2")]
    case = read(one(*(locus(f"M{code}", ladder, rates=("0.01", "0.01"), models=(code, code)) for code in range(5))))
    assert [held.locus.female.kind for held in case.loci] == [
        "equal",
        "proportional",
        "stepwise",
        "stationary",
        "extended",
    ]


def test_a_disaster_has_samples_families_and_the_missing_of_each_pedigree() -> None:
    case = read(DVI)
    assert [(each.name, each.sex, each.profile) for each in case.samples] == [
        ("R-1", "male", {"TH01": ("6", "9.3"), "Amelogenin": ("X", "Y")}),
        ("R-2", "unknown", {"TH01": ("10", "10")}),
    ]
    (family,) = case.families
    (weighed,) = family.weighed()
    assert weighed.name == "mother"
    assert family.missing(weighed) == ("Missing male 1", "Missing person")
    assert weighed.person("Missing person").mother == "Dee"
    assert case.rest == ("[Prior]", "UseList= Yes")
    assert case.notes == ("nFamilies= 1", "[[[what somebody wrote]]]")


def test_what_a_disaster_leaves_open_is_said() -> None:
    assert read(DVI).remarks == (
        "Amelogenin is typed and has no frequencies in the file; it is left out.",
        "Family one: Ex stands in a relation and not among the people; taken as one more, untyped.",
        "Family one, mother: the sex of Ex is not told; Ex is taken as a mother.",
        "1 people of the DVI part have no gender in the file.",
    )


@pytest.mark.parametrize("content", [TRIO, DVI], ids=["plain", "dvi"])
def test_what_is_written_reads_as_what_was_read(content: bytes) -> None:
    case = read(content)
    assert read(write_fam(case)) == case


def test_the_order_of_the_alleles_in_the_file_means_nothing() -> None:
    turned = read(TRIO.replace(b'"9.3"\n0.4\n"6"\n0.35\n', b'"6"\n0.35\n"9.3"\n0.4\n').replace(b'\n1\n0\n0\n"Bo"', b'\n0\n1\n0\n"Bo"')
                  .replace(b"\n0\n2\n0\n0\n1\n1\n", b"\n1\n2\n0\n0\n1\n1\n"))  # fmt: skip
    assert turned == read(TRIO)


def test_a_file_of_windows_is_read_and_its_encoding_is_said() -> None:
    case = read(TRIO.decode().replace("Ada", "Åda").replace("\n", "\r\n").encode("cp1252"))
    assert case.persons[0].name == "Åda"
    assert "encoding" in case.remarks[0]


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([locus("M1", [("8", "0.5"), ("9", "0.4999")])], "M1: the frequencies sum to 0.9999 and were divided by that."),
        ([locus("M1", [("8", "0.5"), ("9", "0.5")], silent="0.1")], "the silent allele; they were made smaller to leave it 0.1"),
        ([locus("M1", [("8", "0.5"), ("Rest allele", "0.5")], rates=("0.01", "0.01"), models=(4, 4))], "the equal model is used"),
        ([locus("M1", [("8", "0.5"), ("9.2", "0.5")], rates=("0.01", "0.01"), models=(2, 2))], "meets microvariants"),
        ([locus("M1", [("8", "1")], least="0.001")], "A minor allele frequency is given"),
        ([locus("M1", [("8", "1")], dropout="0.1")], "names nobody of whom drop-out is to be considered"),
    ],
)  # fmt: skip
def test_what_a_reader_assumes_is_said(rows: list[list[str]], remark: str) -> None:
    assert any(remark in said for said in read(one(*rows)).remarks)


def test_nothing_is_assumed_of_a_file_that_says_all() -> None:
    assert read(one(TH01)).remarks == ()
    assert read(one(TH01).replace(b" (#Databases: 1 ;Theta/Kinship/Fst: 0 )", b"")).remarks == (
        "The file tells no theta; 0 is used.",
    )


def test_an_allele_new_to_the_database_gets_the_files_own_frequency_or_is_refused() -> None:
    new = DVI.replace(b"Allele2= 9.3", b"Allele2= 12")
    assert refusal(new) == (
        line_of(new, "Allele2= 12"),
        "THO1: this allele is not in the file's database, and the file gives no minor allele frequency.",
    )
    case = read(new.replace(b"Minor allele frequency = 0 ", b"Minor allele frequency = 0.01 "))
    assert dict(zip(case.loci[0].locus.alleles, case.loci[0].locus.frequencies, strict=True)) == pytest.approx(
        {"6": 0.3465, "9.3": 0.396, "10": 0.2475, "12": 0.01}
    )
    assert any("12 is not in the database" in said for said in case.remarks)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("Output from Familias", "Output of", 1, "no file of Familias"),
        ('\n"Bo"\n', '\n"Ada"\n', 15, "This name stands twice."),
        ('"Known relations"', '"Relations"', 36, "“Known relations” should stand here."),
        ('"uncle"', '"father"', 51, "This pedigree has the name of another."),
        ("\n2\n2\n0\n", "\n2\n3\n0\n", 22, "An allele of THO1 should stand here: a whole number below 3."),
        ('"10"\n0.25', '"10"\n0.35', 83, "THO1: the frequencies sum to 1.1, not to 1."),
        ('"10"\n', '"6"\n', 82, "THO1: this allele stands twice."),
        ('"Penta_D"', '"HUMTH01"', 84, "HUMTH01 stands twice, or is another spelling of a marker above."),
        ("#FALSE# (#Databases: 1", "#TRUE# (#Databases: 1", 61, "holds computed results"),
        ("#Databases: 1", "#Databases: 2", 61, "2 databases"),
        ("Fst: 0.02", "Fst: 2", 61, "a number from 0 to 1"),
        ("Fst: 0.02", "Fst: 1", 61, "Theta must be below 1."),
        ("0.001\n0.002\n1\n4\n", "0.001\n0.002\n1\n5\n", 88, "A mutation model should stand here: a whole number below 5."),
        ("0.001\n0.002\n", "0,001\n0.002\n", 85, "a number, with a point"),
        ("0.001\n0.002\n", "0.99\n0.002\n", 84, "Penta_D: this mutation cannot be: the mutation rate is too high"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    text = TRIO.decode()
    assert old in text
    found, said = refusal(text.replace(old, new, 1).encode())
    assert (found, reason in said) == (line, True), (found, said)


@pytest.mark.parametrize(
    ("old", "new", "near", "reason"),
    [
        (
            "nPersons= 2\n[[[Person 1",
            "nPersons= 3\n[[[Person 1",
            "nPersons= 3",
            "This says 3, and 2 stand in the file.",
        ),
        ("Gender= Male", "Gender= Mail", "Gender= Mail", "The gender should be Male or Female."),
        ("Allele2= 9.3", "Allele2=", "Allele2=", "An allele should stand here."),
        ("SystemName= AMEL", "SystemName= THO1", "SystemName= THO1", "This person is typed twice at this marker."),
        ("Name= R-2", "Name= R-1", None, "This name stands twice."),
        ("nRelations= 3", "nRelations= 2", "nRelations= 2", "This says 2, and 3 stand in the file."),
        ("Parent= Ex", "Parent= Missing person", "Child= Missing male 1", "This relation stands twice."),
        ("Parent= Dee", "Parent= Missing male 1", "Name= mother", "This pedigree cannot be"),
    ],
)
def test_what_is_wrong_with_a_disaster_is_refused_with_its_line(
    old: str, new: str, near: str | None, reason: str
) -> None:
    assert old in DVI.decode()
    content = DVI.decode().replace(old, new, 1).encode()
    line, said = refusal(content)
    assert reason in said
    lines = content.decode().splitlines()
    assert near is None or lines[line - 1] == near


def test_a_file_that_was_cut_off_says_where() -> None:
    whole = len(one(TH01).splitlines())
    for kept in range(1, whole):
        line, _ = refusal(b"".join(one(TH01).splitlines(keepends=True)[:kept]))
        assert line <= kept + 1


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([TRIO, DVI]), st.integers(0, 200), st.text(max_size=12) | st.integers().map(str) | st.none())
def test_whatever_stands_in_a_line_is_read_or_refused_and_never_fails(
    content: bytes, at: int, text: str | None
) -> None:
    lines = content.decode().splitlines()
    lines[at % len(lines) : at % len(lines) + 1] = [] if text is None else [text]
    made = "\n".join(lines).encode("utf-8", "replace")
    refused = None
    try:
        case = read(made)
    except Unread as problem:
        refused = problem.refusals
    if refused is None:
        assert read(write_fam(case)) == case
    else:
        assert all(1 <= each.line <= len(lines) for each in refused)


def test_what_the_format_cannot_hold_is_not_written() -> None:
    case = read(TRIO)
    odd = replace(case.persons[0], profile={"TH01": ("6", None)})
    with pytest.raises(Unwritable, match="was not seen"):
        write_fam(replace(case, persons=(odd, *case.persons[1:])))
    with pytest.raises(Unwritable, match="needs the sex"):
        write_fam(replace(case, persons=(replace(case.persons[0], sex="unknown"), *case.persons[1:])))
