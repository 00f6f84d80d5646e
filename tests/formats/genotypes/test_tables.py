"""GeneMapper's text, tables of families, samples and frequencies, and NIST's spreadsheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.formats.genotypes.frequencies import Frequencies, read_frequencies, write_frequencies
from wayhome.formats.genotypes.genemapper import read_genemapper, write_genemapper
from wayhome.formats.genotypes.nist import read_nist
from wayhome.formats.genotypes.reading import Unread
from wayhome.formats.genotypes.table import read_families, read_samples, write_families, write_samples

MAPPED = (
    "Sample Name\tMarker\tAllele 1\tAllele 2\tAllele 3\r\n"
    "R-1\tPENTA_D-NB\t9\t12\t\r\n"
    "R-1\tTHO1\t9.3\t\t\r\n"
    "R-1\tFGA\tOL\t22\t\r\n"
    "R-1\tD5S818\t11\t12\t13\r\n"
    "R-2\tvWA\t\t\t\r\n"
)
FAMILIES = (
    "family,person,father,mother,sex,marker,allele1,allele2\n"
    "One,Dee,,,female,TH01,6,6\n"
    "One,Dee,,,female,VWA,16,?\n"
    "One,Missing,,Dee,unknown,,,\n"
    "Two,Fay,,,unknown,,,\n"
    "Two,Guy,Hal,Fay,m,D5S818,11,12\n"
    "Two,Hal,,,male,,,\n"
)
SAMPLES = "sample,marker,allele1,allele2\nR-1,TH01,6,9.3\nR-1,penta d,9,?\nR-2,TH01,10,10\n"
COUNTS = "population,marker,allele,count\nhere,THO1,6,30\nhere,THO1,9.3,70\nthere,vWA,16,5\n"
SHARES = "population,marker,allele,frequency\nhere,TH01,6,0.3\nhere,TH01,9.3,0.7\n"


def refusals(read: Callable[..., Any], text: str) -> list[tuple[int, str]]:
    with pytest.raises(Unread) as caught:
        read(text.encode(), file="a.csv")
    assert {each.file for each in caught.value.refusals} == {"a.csv"}
    return [(each.line, each.reason) for each in caught.value.refusals]


def test_genemapper_is_read_by_names_and_says_what_it_took_for_granted() -> None:
    samples = read_genemapper(MAPPED.encode(), file="a.txt")
    assert samples.profiles == {"R-1": {"Penta D": ("9", "12"), "TH01": ("9.3", "9.3")}, "R-2": {}}
    assert samples.remarks == (
        "R-1, FGA: off the ladder or not called; left out.",
        "R-1, D5S818: more than two alleles; left out.",
        "R-1: 1 loci show one allele; both were taken to be that one.",
        "R-2: nothing was typed at 1 loci.",
    )
    whole = {name: profile for name, profile in samples.profiles.items() if profile}
    assert read_genemapper(write_genemapper(whole), file="b.txt").profiles == whole
    assert read_genemapper(write_genemapper(whole), file="b.txt").remarks == ()


def test_families_are_read_with_parents_by_name() -> None:
    one, two = read_families(FAMILIES.encode(), file="a.csv").families
    assert one.pedigree.person("Missing").mother == "Dee"
    assert one.pedigree.person("Missing").father == "added parent 1"
    assert one.profiles == {"Dee": {"TH01": ("6", "6"), "vWA": ("16", None)}}
    assert (two.pedigree.person("Guy").father, two.pedigree.person("Fay").sex) == ("Hal", "female")
    assert two.profiles == {"Guy": {"D5S818": ("11", "12")}}


def test_tables_that_are_written_read_as_what_was_read() -> None:
    families = read_families(FAMILIES.encode(), file="a.csv")
    assert read_families(write_families(families.families), file="a.csv") == families
    samples = read_samples(SAMPLES.encode(), file="a.csv")
    assert samples.profiles["R-1"]["Penta D"] == ("9", None)
    assert read_samples(write_samples(samples.profiles), file="a.csv") == samples
    for text in (COUNTS, SHARES):
        frequencies = read_frequencies(text.encode(), file="a.csv")
        assert read_frequencies(write_frequencies(frequencies), file="a.csv") == frequencies


def test_the_order_of_the_columns_means_nothing() -> None:
    turned = "\n".join(",".join(reversed(line.split(","))) for line in SAMPLES.splitlines())
    assert read_samples(turned.encode(), file="a.csv") == read_samples(SAMPLES.encode(), file="a.csv")


def test_counts_and_shares_are_told_apart() -> None:
    counts, shares = (read_frequencies(text.encode(), file="a.csv") for text in (COUNTS, SHARES))
    assert (counts.counted, counts.numbers) == (
        True,
        {"here": {"TH01": {"6": 30, "9.3": 70}}, "there": {"vWA": {"16": 5}}},
    )
    assert shares == Frequencies({"here": {"TH01": {"6": 0.3, "9.3": 0.7}}}, counted=False)
    off = read_frequencies(SHARES.replace("0.7", "0.6995").encode(), file="a.csv")
    assert off.remarks == ("TH01 in here: the frequencies sum to 0.9995 and were divided by that.",)
    assert sum(off.numbers["here"]["TH01"].values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_genemapper, MAPPED.replace("Marker", "Locus"), (1, "missing: marker")),
        (read_genemapper, MAPPED.replace("THO1", "Penta D"), (3, "a second time with Penta D")),
        (read_genemapper, MAPPED.replace("vWA\t\t", "vWA\t\t16"), (6, "without the first")),
        (read_genemapper, MAPPED.replace("R-2\tvWA\t\t\t", "R-2\tvWA"), (6, "2 fields; the first line has 5")),
        (read_genemapper, "", (1, "must name the columns")),
        (read_samples, SAMPLES.replace("9.3", ""), (2, "write ? for one that was not seen")),
        (read_samples, SAMPLES.replace("R-2,TH01,10,10", 'R-2,"TH01,10,10'), (4, "quotation mark")),
        (
            read_families,
            FAMILIES.replace("female,VWA", "male,VWA"),
            (3, "says otherwise of this person's parents or sex than line 2"),
        ),
        (read_families, FAMILIES.replace(",m,", ",boy,"), (6, "female, male or unknown")),
        (read_families, FAMILIES.replace("Hal,,,male", "Ian,,,male"), (6, "The father of this person has no line")),
        (read_families, FAMILIES.replace("Fay,,,unknown", "Fay,,,male"), (6, "two fathers or two mothers")),
        (read_families, FAMILIES.replace("Two,Hal,,,", "Two,Hal,Guy,Fay,"), (5, "ancestor of themselves")),
        (read_families, FAMILIES.replace("female,VWA", "female,THO1"), (3, "typed twice at TH01")),
        (read_families, FAMILIES.replace("VWA", ""), (3, "alleles here and no marker")),
        (read_frequencies, COUNTS.replace("70", "7.5"), (3, "A count should stand here: a whole number.")),
        (read_frequencies, COUNTS.replace("9.3", "6"), (3, "stands twice in this population")),
        (read_frequencies, COUNTS.replace("count", "number"), (1, "missing: frequency or count")),
        (read_frequencies, SHARES.replace("0.7", "0.8"), (2, "sum to 1.1, not to 1")),
        (read_frequencies, SHARES.replace("0.7", "70%"), (3, "a number, with a point")),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(read: Callable[..., Any], text: str, said: tuple[int, str]) -> None:
    assert any(line == said[0] and said[1] in reason for line, reason in refusals(read, text)), refusals(read, text)


def test_every_line_that_is_wrong_is_told_at_once() -> None:
    wrong = FAMILIES.replace("6,6", "6,").replace(",m,", ",boy,")
    assert [line for line, _ in refusals(read_families, wrong)] == [2, 6]


@given(st.sampled_from([MAPPED, FAMILIES, SAMPLES, COUNTS, SHARES]), st.integers(0, 5), st.text(max_size=30))
def test_whatever_a_line_holds_is_read_or_refused(text: str, at: int, line: str) -> None:
    lines = text.splitlines()
    lines[at % len(lines)] = line
    for read in (read_genemapper, read_families, read_samples, read_frequencies):
        try:
            read("\n".join(lines).encode("utf-8", "replace"), file="a")
        except Unread as problem:
            told = problem
        else:
            continue
        assert told.refusals


def book(*rows: list[str]) -> bytes:
    """A workbook as Excel saves it, with words in one list and numbers in the cells."""
    words = sorted({cell for row in rows for cell in row if not cell.replace(".", "").isdigit()})
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    lines = ""
    for number, row in enumerate(rows, 1):
        cells = ""
        for letter, cell in zip("ABCDEF", row, strict=False):
            if cell in words and cell:
                cells += f'<c r="{letter}{number}" t="s"><v>{words.index(cell)}</v></c>'
            elif cell:
                cells += f'<c r="{letter}{number}"><v>{cell}</v></c>'
        lines += f'<row r="{number}">{cells}</row>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(
            "xl/sharedStrings.xml", f"<sst {space}>{''.join(f'<si><t>{word}</t></si>' for word in words)}</sst>"
        )
        made.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>")
    return out.getvalue()


def test_the_spreadsheet_of_nist_is_read_with_two_cells_a_marker() -> None:
    head = ["Sample", "Pop", "TH01", "", "Penta_D"]
    typed = read_nist(
        book(
            head, ["S1", "AA", "6", "9.3000000000000007", "2.2000000000000002", "11"], ["S2", "Asian", "7", "7", "", ""]
        ),
        file="a.xlsx",
    )
    assert typed.profiles == {"S1": {"TH01": ("6", "9.3"), "Penta D": ("2.2", "11")}, "S2": {"TH01": ("7", "7")}}
    assert typed.population == {"S1": "African American", "S2": "Asian"}
    assert len(typed.remarks) == 1
    for content in (b"no book", book(["Name", "Pop", "TH01"])):
        with pytest.raises(Unread):
            read_nist(content, file="a.xlsx")
    with pytest.raises(Unread, match="line 3: This sample stands twice"):
        read_nist(book(head, ["S1", "AA", "6", "6"], ["S1", "AA", "6", "6"]), file="a.xlsx")
