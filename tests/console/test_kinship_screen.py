"""`wayhome kinship screen` on small tables, against the exact engine."""

import json
from math import log10
from pathlib import Path

import pytest

from wayhome.console.__main__ import main
from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.compare import as_missing
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Pedigree, Person, Profile

FAMILIES = """family,person,father,mother,sex,marker,allele1,allele2
F1,Father,,,male,,,
F1,Mother,,,female,D3S1358,15,16
F1,Mother,,,female,PENTA_D,9,12
F1,Missing child,Father,Mother,male,,,
F1,Sister,Father,Mother,female,D3S1358,15,17
F1,Sister,Father,Mother,female,AMEL,X,X
F2,F,,,male,D3S1358,18,18
F2,M,,,female,,,
F2,Other,F,M,unknown,,,
"""
SAMPLES = """sample,marker,allele1,allele2
B1,D3S1358,15,17
B1,Penta D,9,13
B2,D3S1358,18,18
B2,D3S9999,1,2
B3,PentaD,9,?
B3,D3S1358,21,18
"""
COUNTS = "population,marker,allele,count\n" + "".join(
    f"{name},{marker},{allele},{count}\n"
    for name in ("US Caucasian", "US Asian")
    for marker in ("D3S1358", "Penta D")
    for allele, count in populations.counts(name)[marker].items()
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    written = {}
    for name, text in (("families", FAMILIES), ("samples", SAMPLES), ("frequencies", COUNTS)):
        (tmp_path / f"{name}.csv").write_text(text)
        written[name] = str(tmp_path / f"{name}.csv")
    return written


def screen(files: dict[str, str], *more: str) -> int:
    told = [word for name, file in files.items() for word in (f"--{name}", file)]
    return main(["kinship", "screen", *told, *more])


def loci(name: str) -> list[Locus]:
    """The alleles of the family are none rarer than 5/2N."""
    case = {"D3S1358": ["15", "16", "17"], "Penta D": ["9", "12", "13"]}
    return list(populations.loci(name, ["D3S1358", "Penta D"], case=case).values())


def test_every_pair_is_the_least_of_the_populations(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert screen(files, "--threshold", "0.001") == 0
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    family = Pedigree("F1", (Person("F"), Person("M"), Person("child", "F", "M"), Person("S", "F", "M")))
    relatives: dict[str, Profile] = {
        "M": {"D3S1358": ("15", "16"), "Penta D": ("9", "12")},
        "S": {"D3S1358": ("15", "17")},
    }
    samples: dict[str, Profile] = {
        "B1": {"D3S1358": ("15", "17"), "Penta D": ("9", "13")},
        "B3": {"Penta D": ("9", None)},
    }
    for name, profile in samples.items():
        least = min(
            as_missing(family, "child", profile, loci(each), relatives).ratio for each in ("US Caucasian", "US Asian")
        )
        if name == "B3":
            continue  # its other locus excludes the family
        found = [row for row in rows if row["family"] == "F1" and row["sample"] == name]
        assert [row["log10_lr"] for row in found] == [pytest.approx(log10(least), abs=1e-9)]
        assert found[0]["missing"] == "Missing child"
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {(row["family"], row["missing"], row["sample"]) for row in rows} == {
        ("F1", "Missing child", "B1"),
        ("F2", "Other", "B2"),
        ("F2", "Other", "B3"),
    }
    assert "Amelogenin, D3S9999: without frequencies in every population" in told.err
    assert "1 alleles are not in" in told.err
    assert "2 missing people and 3 samples, 2 loci, least ratio of: US Caucasian, US Asian." in told.err


def test_the_threshold_is_a_ratio(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert screen(files, "--threshold", "2") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows
    assert all(row["log10_lr"] >= log10(2) for row in rows)


@pytest.mark.parametrize(
    ("name", "text", "more", "sentence"),
    [
        ("families", "family,person\n", (), "families.csv"),
        ("families", FAMILIES.replace("15,16", "15,"), (), "line 3"),
        ("samples", "sample,marker,allele1,allele2\n", (), "There is nothing to compare: 2 missing people in families, 0 samples."),
        ("frequencies", COUNTS.replace("D3S1358", "DYS391").replace("Penta D", "DYS19"), (), "No marker stands in every population"),
        ("families", FAMILIES.replace("Missing child", "Mother's boy").replace("Other", "Else"), ("--missing", "Nobody"), "None of the families has a Nobody."),
        ("families", "family,person,father,mother,sex,marker,allele1,allele2\nF1,A,,,male,D3S1358,15,15\n", (), "F1: who is missing?"),
        ("samples", SAMPLES, ("--threshold", "0"), "The threshold should be a ratio above 0"),
        ("samples", SAMPLES, ("--threshold", "nan"), "The threshold should be a ratio above 0"),
        ("samples", SAMPLES, ("--dropout", "1"), "--dropout should be a chance from 0 to below 1."),
        ("samples", SAMPLES, ("--mutation", "0.9"), "too high for these frequencies"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    files: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
    more: tuple[str, ...],
    sentence: str,
) -> None:
    Path(files[name]).write_text(text)
    assert screen(files, "--threshold", "10", *more) == 2
    told = capsys.readouterr()
    assert not told.out
    assert sentence in told.err


def test_samples_may_stand_in_a_table_of_families_and_frequencies_be_of_one_population(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asian = "".join(
        f"{marker},{allele},{count}\n"
        for marker in ("D3S1358", "Penta D")
        for allele, count in populations.counts("US Asian")[marker].items()
    )
    Path(files["frequencies"]).write_text("marker,allele,count\n" + asian)
    head = "family,person,father,mother,sex,marker,allele1,allele2\n"
    found: dict[str, list[str]] = {}
    for name, rows in (
        ("once", "A,B1,,,male,D3S1358,15,17\nB,B2,,,female,D3S1358,15,16\n"),
        ("twice", "A,body,,,male,D3S1358,15,17\nB,body,,,female,D3S1358,15,16\n"),
    ):
        Path(files["samples"]).write_text(head + rows)
        assert screen(files, "--threshold", "0.01", "--missing", "Missing child") == 0
        told = capsys.readouterr()
        found[name] = sorted(json.loads(line)["sample"] for line in told.out.splitlines())
        assert "The table names no population: it is taken as one" in told.err
    assert found == {"once": ["B1", "B2"], "twice": ["A body", "B body"]}
