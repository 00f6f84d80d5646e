"""`wayhome kinship lr`: the ratios of a `.fam` file, by closed forms worked by hand."""

from __future__ import annotations

import json
from math import log, log10
from pathlib import Path
from typing import Any

import pytest

from tests.formats.genotypes.cases import DVI, DVI_PART, NONE_KNOWN, TH01, fam, locus, person
from wayhome.console.__main__ import main

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "kinship-lr.json").read_text())
EIGHTS = [("8", "0.1"), ("9", "0.2"), ("10", "0.7")]
PEDIGREES = ["2", "0", '"father"', "0", "0", "1", "0", "1", "1", '"unrelated"', "0", "0", "0"]


class Run:
    """The command on one file: what it printed, and what it said besides."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self.capsys = folder / "case.fam", capsys

    def __call__(self, content: bytes) -> tuple[dict[str, Any], str]:
        self.file.write_bytes(content)
        assert main(["kinship", "lr", str(self.file), "--json"]) == 0
        printed, said = self.capsys.readouterr()
        told = json.loads(printed)
        assert told.keys() == SCHEMA["properties"].keys()
        for name in ("pairs", "pedigrees"):
            for row in told[name]:
                assert row.keys() == SCHEMA["properties"][name]["items"]["properties"].keys()
        return told, said

    def ratio(self, content: bytes) -> float:
        told, _ = self(content)
        return float(told["pedigrees"][0]["lr"])


@pytest.fixture
def lr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


def duo(
    father: tuple[int, int, int], child: tuple[int, int, int], *rows: list[str], dropout: bool = False, **more: Any
) -> bytes:
    """A man and a child, as father and child against unrelated."""
    people = [person("Bo", male=True, genotypes=[father]), person("Cy", male=True, genotypes=[child], dropout=dropout)]
    return fam(people, [*NONE_KNOWN, *PEDIGREES], rows or [locus("D5S818", EIGHTS)], **more)


def test_each_pedigree_is_weighed_against_the_last(lr: Run) -> None:
    told, said = lr(duo((0, 1, 0), (0, 1, 0)))
    assert (told["file"], told["kind"], told["pairs"], said) == (str(lr.file), "pedigrees", [], "")
    father, unrelated = told["pedigrees"]
    assert father["lr"] == pytest.approx((0.1 + 0.2) / (4 * 0.1 * 0.2), rel=1e-12)
    assert unrelated == {"name": "unrelated", "loglik": pytest.approx(2 * log(2 * 0.1 * 0.2)), "lr": 1.0}


def test_what_is_impossible_has_no_logarithm(lr: Run) -> None:
    told, _ = lr(duo((0, 0, 0), (1, 1, 0)))
    assert told["pedigrees"][0] == {"name": "father", "loglik": None, "lr": 0.0}


def test_nothing_is_weighed_against_what_is_impossible(lr: Run) -> None:
    turned = duo((0, 0, 0), (1, 1, 0)).replace(
        b'"father"\n0\n0\n1\n0\n1\n1\n"unrelated"\n0\n0\n0\n', b'"unrelated"\n0\n0\n0\n1\n"father"\n0\n0\n1\n0\n1\n'
    )
    told, said = lr(turned)
    assert [each["lr"] for each in told["pedigrees"]] == [None, None]
    assert "impossible with the file's settings" in said


def test_the_files_mutation_is_used_and_fathers_have_their_own(lr: Run) -> None:
    # 8/8 to 9/9 by the equal model: the father's 8 becomes 9 with .02/2. The mother is nobody of the file: she passes on a 9
    # that did not mutate, or one that came of something else with .5/2.
    told, said = lr(duo((0, 0, 0), (1, 1, 0), locus("D5S818", EIGHTS, rates=("0.5", "0.02"))))
    from_mother = 0.2 * 0.5 + 0.8 * 0.25
    assert told["pedigrees"][0]["lr"] == pytest.approx(0.01 * from_mother / 0.2**2, rel=1e-12)
    assert (
        said
        == "father: 1 parents whom the file does not name were added, untyped; alleles mutate on their way from them too.\n"
    )


def test_the_files_theta_is_used(lr: Run) -> None:
    # Both 8/8: shared once and drawn after three 8s, against drawn after two and three (Balding and Nichols 1994).
    theta, share = 0.03, 0.1
    after = [(k * theta + (1 - theta) * share) / (1 + (k - 1) * theta) for k in (2, 3)]
    assert lr.ratio(duo((0, 0, 0), (0, 0, 0), theta="0.03")) == pytest.approx(
        after[0] / (after[0] * after[1]), rel=1e-12
    )


def test_the_files_silent_allele_is_used(lr: Run) -> None:
    # Seen 8/8 and 9/9 can be father and child only through a silent allele s: 2ps . 2qs . 1/2 . 1/2s over (p^2+2ps)(q^2+2qs).
    p, q, s = 0.1, 0.2, 0.05
    alleles = [("8", "0.1"), ("9", "0.2"), ("10", "0.65")]
    expected = (2 * p * s * 0.5 * q) / ((p * p + 2 * p * s) * (q * q + 2 * q * s))
    assert lr.ratio(duo((0, 0, 0), (1, 1, 0), locus("D5S818", alleles, silent="0.05"))) == pytest.approx(
        expected, rel=1e-12
    )


def test_the_files_dropout_is_used_for_those_whom_it_marks_alone(lr: Run) -> None:
    row = locus("D5S818", EIGHTS, dropout="0.1")
    assert lr.ratio(duo((0, 1, 0), (0, 0, 0), row)) == pytest.approx(1 / (2 * 0.1), rel=1e-12)
    d, p = 0.1, 0.1
    single, rest = 1 - d * d, d * (1 - d)
    # The child, seen as 8/8, has one allele of an 8/9 father and one drawn.
    as_child = single * p / 2 + rest * ((1 - p) / 2 + p / 2)
    alone = single * p * p + rest * 2 * p * (1 - p)
    assert lr.ratio(duo((0, 1, 0), (0, 0, 0), row, dropout=True)) == pytest.approx(as_child / alone, rel=1e-12)


def test_markers_of_the_sex_chromosomes_are_left_out_and_named(lr: Run) -> None:
    people = [
        person("Bo", male=True, genotypes=[(0, 0, 0), (0, 0, 1), (0, 0, 2)]),
        person("Cy", male=True, genotypes=[(0, 0, 0), (1, 1, 1), (1, 1, 2)]),
    ]
    rows = [locus("D5S818", EIGHTS), locus("AMEL", [("X", "0.75"), ("Y", "0.25")]), locus("DYS391", EIGHTS)]
    told, said = lr(fam(people, [*NONE_KNOWN, *PEDIGREES], rows))
    assert told["pedigrees"][0]["lr"] == pytest.approx(10, rel=1e-12)
    assert "AMEL, DYS391: not on the autosomes" in said


def test_every_sample_is_weighed_as_everybody_missing(lr: Run) -> None:
    told, said = lr(DVI)
    assert told["kind"] == "dvi"
    assert {(each["family"], each["pedigree"]) for each in told["pairs"]} == {("Family one", "mother")}
    found = {(each["missing"], each["sample"]): each for each in told["pairs"]}
    child = found["Missing person", "R-1"]
    # 6/9.3 as a child of 6/6, p(6) = .35: 1/2p. As a grandchild: a half of that, and a half of 1.
    assert (child["lr"], child["log10_lr"]) == (pytest.approx(1 / 0.7, rel=1e-12), pytest.approx(-log10(0.7)))
    assert found["Missing male 1", "R-1"]["lr"] == pytest.approx(0.5 / 0.7 + 0.5, rel=1e-12)
    assert (child["loci"], child["inconsistent"]) == (1, [])
    assert "Amelogenin" in said


def test_what_needs_mutation_is_named_as_the_file_spells_it(lr: Run) -> None:
    told, _ = lr(DVI)
    odd = next(each for each in told["pairs"] if (each["missing"], each["sample"]) == ("Missing person", "R-2"))
    assert (odd["lr"], odd["log10_lr"], odd["inconsistent"]) == (0.0, None, ["THO1"])
    mutating = locus("THO1", [("9.3", "0.4"), ("6", "0.35"), ("10", "0.25")], rates=("0.002", "0.002"))
    told, _ = lr(fam([], [*NONE_KNOWN, "0"], [mutating], after=DVI_PART, dvi=True))
    odd = next(each for each in told["pairs"] if (each["missing"], each["sample"]) == ("Missing person", "R-2"))
    # One 10 is a 6 of Dee's that mutated; the other comes from a father whom the file does not name.
    from_father = 0.25 * 0.998 + 0.75 * 0.001
    assert (odd["lr"], odd["inconsistent"]) == (pytest.approx(0.001 * from_father / 0.25**2, rel=1e-12), ["THO1"])


def test_what_a_family_lacks_by_itself_is_said_of_the_family_and_not_of_each_sample(lr: Run) -> None:
    # Dee 6/6 has a typed child 10/10: a mutation in the family, whoever the sample is.
    typed = ["Name= Missing male 1", "Gender= Male", "[[[[[[DNA data]]]]]]", "nSystems= 0"]
    child = [
        "Name= Eli",
        "Gender= Male",
        "[[[[[[DNA data]]]]]]",
        "nSystems= 1",
        "SystemName= TH01",
        "Allele1= 10",
        "Allele2= 10",
    ]
    text = (
        "\n".join(DVI_PART).replace("\n".join(typed), "\n".join(child)).replace("Child= Missing male 1", "Child= Eli")
    )
    text = text.replace("Parent= Missing person\nChild= Eli\nParent= Ex", "Parent= Dee").replace(
        "nRelations= 3", "nRelations= 2"
    )
    mutating = locus("THO1", [("9.3", "0.4"), ("6", "0.35"), ("10", "0.25")], rates=("0.002", "0.002"))
    told, said = lr(fam([], [*NONE_KNOWN, "0"], [mutating], after=text.splitlines(), dvi=True))
    assert [(each["sample"], each["inconsistent"]) for each in told["pairs"]] == [("R-1", []), ("R-2", [])]
    assert "Family one, mother: without mutation the family is impossible by itself at THO1." in said


def test_the_sex_of_a_sample_is_no_part_of_its_ratio(lr: Run) -> None:
    as_it_is, _ = lr(DVI)
    other, _ = lr(DVI.replace(b"Name= R-1\nGender= Male", b"Name= R-1\nGender= Female"))
    assert as_it_is["pairs"] == other["pairs"]


def test_a_reference_pedigree_alone_is_weighed(lr: Run) -> None:
    only = DVI.replace(b"Name= mother\n", b"Name= reference pedigree\n").replace(
        b"Name= Reference pedigree\nnRelations= 0\n", b"Name= Reference pedigree\nnRelations= 0\n"
    )
    told, _ = lr(only)
    assert {each["pedigree"] for each in told["pairs"]} == {"reference pedigree"}


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.fam"
    file.write_bytes(duo((0, 0, 0), (0, 0, 0)).replace(b"#Databases: 1", b"#Databases: 3"))
    assert main(["kinship", "lr", str(file)]) == 2
    assert capsys.readouterr().err == f"{file}, line 41: The file holds 3 databases. Save it with one.\n"
    assert main(["kinship", "lr", str(tmp_path / "none.fam")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_table_shows_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.fam"
    file.write_bytes(DVI)
    assert main(["kinship", "lr", str(file)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["family", "pedigree", "missing", "sample", "LR", "log10", "LR", "loci", "inconsistent"]
    assert any(
        line.split() == ["Family", "one", "mother", "Missing", "person", "R-2", "0", "-", "1", "THO1"] for line in shown
    )
    file.write_bytes(duo((0, 0, 0), (0, 0, 0), TH01))
    assert main(["kinship", "lr", str(file)]) == 0
    assert "2.5" in capsys.readouterr().out.splitlines()[1].split()
