"""`wayhome kinship power` on small files, by closed forms worked by hand and beside the kernel."""

from __future__ import annotations

import json
from decimal import Decimal
from math import log10
from pathlib import Path
from typing import Any

import pytest

from tests.formats.genotypes.cases import DVI, DVI_PART, NONE_KNOWN, fam, locus, person
from wayhome.console.__main__ import main
from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.power import SOME, STRONG
from wayhome.rules.kinship import THRESHOLDS

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "kinship-power.json").read_text())
MARKERS = list(populations.counts("US Caucasian"))[:20]
HEAD = "family,person,father,mother,sex,marker,allele1,allele2\n"


def typed(told: str, place: int, *, homozygous: bool = False) -> str:
    """Somebody typed at twenty markers, with one of the alleles by how frequent they are, and the next, or the same."""
    lines = []
    for marker in MARKERS:
        counts = populations.counts("US Caucasian")[marker]
        common = sorted(counts, key=lambda label: -counts[label])
        one, two = common[place], common[place if homozygous else place + 1]
        lines.append(f"{told},{marker},{one},{two}\n")
    return "".join(lines)


UNTYPED = "F1,Dad,,,male,,,\nF1,Missing child,Dad,Mum,male,,,\nF1,Gran,,,female,,,\nF1,Grandad,,,male,,,\nF1,Friend,,,male,,,\n"
MUM = typed("F1,Mum,Grandad,Gran,female", 3)
UNTYPED_MUM = "F1,Mum,Grandad,Gran,female,,,\n"
GRAN = typed("F1,Gran,,,female", 0)
FAMILY = HEAD + UNTYPED + MUM


def asked(
    capsys: pytest.CaptureFixture[str], file: Path, text: str | bytes, *more: str
) -> tuple[list[dict[str, Any]], str]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["kinship", "power", str(file), "--json", *more]) == 0
    printed, said = capsys.readouterr()
    told = json.loads(printed)
    assert told.keys() == SCHEMA["properties"].keys()
    for family in told["families"]:
        properties = SCHEMA["properties"]["families"]["items"]["properties"]
        assert family.keys() == properties.keys()
        assert all(each.keys() == properties["next"]["items"]["properties"].keys() for each in family["next"])
    return told["families"], said


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "families.csv"


OF_US = ("--population", "US Caucasian")


def test_a_mother_can_show_enough_by_herself(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (family,), _ = asked(capsys, table, FAMILY, *OF_US)
    assert (family["family"], family["missing"], family["typed"], family["loci"]) == (
        "F1",
        "Missing child",
        ["Mum"],
        20,
    )
    assert family["chance_1e2"] >= family["chance_1e4"] >= 0.9
    assert (family["enough"], family["sentence"]) == (True, "Enough by itself.")
    assert {each["gain_chance_1e4"] for each in family["next"] if each["person"] != "Dad"} == {0}
    assert family["exclusion_power"] > 0.99
    assert family["unrelated_log10_lr"] is None
    assert family["next"][0]["person"] == "Dad"
    assert {each["person"] for each in family["next"]} == {"Dad", "Gran", "Grandad", "Friend"}


def test_a_grandmother_needs_a_second_relative(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + UNTYPED.replace("F1,Gran,,,female,,,\n", "") + UNTYPED_MUM + GRAN
    (family,), said = asked(capsys, table, text, *OF_US)
    assert family["chance_1e4"] < 0.2
    assert not family["enough"]
    assert [each["person"] for each in family["next"][:2]] == ["Dad", "Mum"]
    assert family["next"][0]["chance_1e4"] == pytest.approx(
        family["chance_1e4"] + family["next"][0]["gain_chance_1e4"], abs=2e-6
    )
    assert family["sentence"] == "Needs a second relative: Dad adds most."
    again, _ = asked(capsys, table, text, *OF_US)
    assert again == [family]
    assert said == ""


def test_the_text_says_the_same(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (family,), _ = asked(capsys, table, FAMILY, *OF_US)
    assert main(["kinship", "power", str(table), *OF_US]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "F1, F1: Missing child"
    assert lines[-1].strip() == family["sentence"]
    assert any(line.split() == ["expected", "log10", "LR", f"{family['expected_log10_lr']:.2f}"] for line in lines)
    assert any(line.split()[:2] == ["Dad", f"{family['next'][0]['gain_log10_lr']:.2f}"] for line in lines)


def test_relatives_who_do_not_fit_are_for_the_analyst(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marker = MARKERS[0]
    gran = typed("F1,Gran,,,female", 0, homozygous=True)
    rest = "".join(line for line in gran.splitlines(keepends=True) if f",{marker}," in line)
    text = HEAD + UNTYPED.replace("F1,Gran,,,female,,,\n", "") + MUM + rest
    (family,), said = asked(capsys, table, text, *OF_US)
    assert (family["impossible"], family["inconsistent"], family["loci"]) == ([marker], [], 19)
    assert f"cannot be together at {marker}; left out. For the analyst, not for the family." in said
    (family,), said = asked(capsys, table, text, *OF_US, "--mutation", "0.002")
    assert (family["impossible"], family["inconsistent"], family["loci"]) == ([], [marker], 20)
    assert f"need a mutation among themselves at {marker}." in said


def test_a_fam_file_uses_its_own_frequencies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, _ = asked(capsys, tmp_path / "case.fam", DVI)
    found = {each["missing"]: each for each in told}
    # Dee is 6/6, p = .35: a child has a 6 of hers, and a 6 or another allele besides. Both are 1/p and 1/2p.
    p = 0.35
    child = found["Missing person"]
    assert child["expected_log10_lr"] == pytest.approx(p * log10(1 / p) + (1 - p) * log10(1 / (2 * p)), abs=1e-6)
    assert child["exclusion_power"] == pytest.approx((1 - p) ** 2, abs=1e-9)
    grandchild = found["Missing male 1"]
    mean = [
        (p * (1 + p) / 2, (1 + p) / (2 * p)),
        ((1 - p) * (1 + 2 * p) / 2, (1 + 2 * p) / (4 * p)),
        ((1 - p) ** 2 / 2, 0.5),
    ]
    assert grandchild["expected_log10_lr"] == pytest.approx(sum(w * log10(r) for w, r in mean), abs=1e-6)
    assert {each["person"] for each in grandchild["next"]}.isdisjoint({"Missing person", "Missing male 1"})


def test_drop_out_of_a_relative_and_theta_lower_what_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def mean(*, dropout: bool, theta: str) -> float:
        people = [person("Bo", male=True, genotypes=[(0, 0, 0)], dropout=dropout), person("Cy", male=True)]
        relations = ["1", "0", '"father"', "0", "0", "1", "0", "1"]
        rows = [locus("D5S818", [("8", "0.1"), ("9", "0.2"), ("10", "0.7")], dropout="0.3")]
        content = fam(people, [*NONE_KNOWN, *relations], rows, theta=theta)
        ((family), *_), _ = asked(capsys, tmp_path / "case.fam", content, "--missing", "Cy")
        return float(family["expected_log10_lr"])

    plain = mean(dropout=False, theta="0")
    assert plain == pytest.approx(0.1 * log10(10) + 0.9 * log10(5), abs=1e-6)
    assert mean(dropout=True, theta="0") < plain
    assert mean(dropout=False, theta="0.03") < plain


def test_thresholds_are_those_of_the_policy() -> None:
    assert Decimal(STRONG) == THRESHOLDS["lead"].value
    assert Decimal(SOME) == THRESHOLDS["lead_beside_another"].value


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        (FAMILY, (), "Say which population with --population: US African American"),
        (FAMILY, ("--population", "Martian"), "Say which population"),
        (FAMILY, (*OF_US, "--missing", "Nobody"), "None of the families has a Nobody."),
        (FAMILY, (*OF_US, "--mutation", "1"), "--mutation should be a chance from 0 to below 1."),
        (FAMILY, (*OF_US, "--mutation", "0.9"), "too high for these frequencies"),
        (FAMILY.replace("Dad,Mum,male", "Dad,Nan,male"), OF_US, "line 3"),
        (HEAD + "F1,A,,,male,D3S1358,15,15\n", OF_US, "F1: who is missing?"),
        (FAMILY, ("--frequencies", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    table: Path, capsys: pytest.CaptureFixture[str], text: str, more: tuple[str, ...], sentence: str
) -> None:
    table.write_text(text)
    assert main(["kinship", "power", str(table), *more]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert sentence in told.err


def test_a_file_of_several_populations_is_asked_which(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.write_text(FAMILY)
    counts = table.with_name("counts.csv")
    rows = [
        f"{name},{marker},{allele},{count}\n"
        for name in ("US Caucasian", "US Asian")
        for marker in MARKERS
        for allele, count in populations.counts(name)[marker].items()
    ]
    counts.write_text("population,marker,allele,count\n" + "".join(rows))
    assert main(["kinship", "power", str(table), "--frequencies", str(counts)]) == 2
    assert "Say which population with --population: US Caucasian, US Asian." in capsys.readouterr().err
    of_file, _ = asked(capsys, table, FAMILY, "--frequencies", str(counts), *OF_US)
    shipped, _ = asked(capsys, table, FAMILY, *OF_US)
    assert of_file == shipped


def test_a_fam_file_takes_no_other_frequencies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.fam"
    file.write_bytes(DVI)
    assert main(["kinship", "power", str(file), *OF_US]) == 2
    assert capsys.readouterr().err == f"{file} holds its own frequencies and settings. Leave out --population.\n"
    nobody = "\n".join(DVI_PART).replace("Missing", "Lost").splitlines()
    file.write_bytes(
        fam(
            [],
            [*NONE_KNOWN, "0"],
            [locus("THO1", [("9.3", "0.4"), ("6", "0.35"), ("10", "0.25")])],
            after=nobody,
            dvi=True,
        )
    )
    assert main(["kinship", "power", str(file)]) == 2
    assert "Name the missing person with --missing." in capsys.readouterr().err
