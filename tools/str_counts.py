"""Count the alleles of openly licensed population data for `wayhome.kernels.kinship.data`. Run by hand; docs/genotypes.md says when and how.

    python tools/str_counts.py NIST UK

NIST   nist-1036-genotypes-2017.xlsx: genotypes at 29 loci (Steffen et al. 2017, doi 10.1016/j.fsigen.2017.08.011); public domain
UK     uk-dna17-population-data.ods: allele counts at 16 loci (Home Office, DNA-17); Open Government Licence v3
"""

from __future__ import annotations

import csv
import sys
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from wayhome.formats.genotypes.nist import read_nist  # noqa: E402
from wayhome.kernels.kinship.panel import canonical, ladder  # noqa: E402

DATA = ROOT / "src" / "wayhome" / "kernels" / "kinship" / "data"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# The sheet of Black people is the next two together; the two stand apart here, so that nobody is counted twice.
SHEETS = {
    "White_-_EA1_&_EA2": "UK White",
    "Indian_-_EA4": "UK Indian",
    "Chinese_-_EA5": "UK Chinese",
    "African": "UK African",
    "African_Caribbean": "UK African Caribbean",
}


def nist(path: str) -> dict[str, dict[str, Counter[str]]]:
    typed = read_nist(Path(path).read_bytes(), file=path)
    print(f"{len(typed.profiles)} people; {typed.remarks}")
    counts: dict[str, dict[str, Counter[str]]] = {}
    for name, profile in typed.profiles.items():
        markers = counts.setdefault(f"US {typed.population[name]}", {})
        for marker, genotype in profile.items():
            markers.setdefault(marker, Counter()).update(genotype)
    return counts


def uk(path: str) -> dict[str, dict[str, Counter[str]]]:
    with zipfile.ZipFile(path) as book:
        content = ET.fromstring(book.read("content.xml"))  # noqa: S314 - a file that we chose
    counts: dict[str, dict[str, Counter[str]]] = {}
    for sheet in content.iter(TABLE + "table"):
        population = SHEETS.get(sheet.get(TABLE + "name", ""))
        if population is None:
            continue
        rows = [row for row in map(cells, sheet.iter(TABLE + "table-row")) if any(row)]
        head = [canonical(name) for name in rows[0]]
        markers: dict[str, Counter[str]] = {name: Counter() for name in head[1:] if name}
        said: dict[str, int] = {}
        for row in rows[1:]:
            for name, cell in zip(head[1:], row[1:], strict=False):
                if name and cell:
                    if row[0] == "n":
                        said[name] = int(cell)
                    else:
                        markers[name][row[0]] += int(cell)
        assert said == {name: alleles.total() for name, alleles in markers.items()}, population
        counts[population] = markers
    assert set(counts) == set(SHEETS.values())
    return counts


def cells(row: ET.Element) -> list[str]:
    out: list[str] = []
    for cell in row:
        text = " ".join("".join(each.itertext()) for each in cell.iter(TEXT + "p"))
        out += [text.strip()] * min(int(cell.get(TABLE + "number-columns-repeated", "1")), 40)
    return out


def write(name: str, counts: dict[str, dict[str, Counter[str]]]) -> None:
    with (DATA / name).open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("population", "marker", "allele", "count"))
        for population, markers in sorted(counts.items()):
            for marker, alleles in sorted(markers.items()):
                out.writerows((population, marker, label, alleles[label]) for label in ladder(alleles))
            people = max(alleles.total() for alleles in markers.values()) // 2
            print(f"{population}: {len(markers)} markers, {people} people")


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    write("us_nist_2017.csv", nist(sys.argv[1]))
    write("uk_dna17.csv", uk(sys.argv[2]))
