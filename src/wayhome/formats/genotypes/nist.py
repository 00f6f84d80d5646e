"""The genotypes that NIST published with its population data (Steffen et al. 2017, doi 10.1016/j.fsigen.2017.08.011), given the spreadsheet.

The first sheet has one line a person: sample, population, then two cells for each marker, named above the first of the two.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from wayhome.formats.genotypes.reading import refuse
from wayhome.kernels.kinship.panel import canonical
from wayhome.kernels.kinship.pedigree import Genotype, Profile
from wayhome.terms.words import N_

NO_WORKBOOK = N_("This is no workbook of Excel.")
NO_HEAD = N_("The first row should name Sample, Pop and the markers.")
NO_NAME = N_("This row has no sample or no population.")
NAME_TWICE = N_("This sample stands twice.")
NOT_TYPED = N_(
    "%(number)d genotypes hold nothing that can be read as two alleles, or three; they are taken as not typed."
)
LARGEST = 64_000_000
POPULATIONS = {"AA": "African American", "Cauc": "Caucasian", "Hisp": "Hispanic", "Asian": "Asian"}
"""As the sheet spells them, and in full."""

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Typed:
    """Everybody of the spreadsheet: profile and population by the name of the sample."""

    profiles: Mapping[str, Profile]
    population: Mapping[str, str]
    remarks: tuple[str, ...] = field(default=(), compare=False)


def read_nist(content: bytes, *, file: str) -> Typed:
    """The genotypes of the first sheet. Raises Unread with the row and the reason."""
    rows = _rows(content, file=file)
    _, head = next(rows, (1, {}))
    if head.get(0) != "Sample" or head.get(1) != "Pop" or len(head) < 3:
        refuse(file, 1, NO_HEAD)
    markers = {column: canonical(name) for column, name in head.items() if column > 1}
    profiles: dict[str, Profile] = {}
    population: dict[str, str] = {}
    untyped = 0
    for line, cells in rows:
        name, group = cells.get(0, ""), cells.get(1, "")
        if not name or not group:
            refuse(file, line, NO_NAME)
        if name in profiles:
            refuse(file, line, NAME_TWICE)
        profile: dict[str, Genotype] = {}
        for column, marker in markers.items():
            first, second = (_allele(cells.get(each, "")) for each in (column, column + 1))
            if first is None or second is None:
                untyped += 1
            else:
                profile[marker] = (first, second)
        profiles[name] = profile
        population[name] = POPULATIONS.get(group, group)
    return Typed(profiles, population, (NOT_TYPED % {"number": untyped},) if untyped else ())


def _allele(cell: str) -> str | None:
    """A label. The sheet holds numbers as a computer keeps them: 2.2000000000000002 is 2.2."""
    if not re.fullmatch(r"\d+(\.\d+)?", cell):
        return None
    return format(round(float(cell), 1), "g")


def _rows(content: bytes, *, file: str) -> Iterator[tuple[int, dict[int, str]]]:
    """Row number, and its cells by column, of the first sheet."""
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
        shared = [
            "".join(text.text or "" for text in each.iter(_SHEET + "t")) for each in _tree(book, "xl/sharedStrings.xml")
        ]
        sheet = _tree(book, "xl/worksheets/sheet1.xml")
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        refuse(file, 1, NO_WORKBOOK)
    for row in sheet.iter(_SHEET + "row"):
        cells: dict[int, str] = {}
        for cell in row.iter(_SHEET + "c"):
            value = cell.findtext(_SHEET + "v")
            if value is not None:
                cells[_column(cell.get("r", "A1"))] = shared[int(value)] if cell.get("t") == "s" else value
        if cells:
            yield int(row.get("r", "0")), cells


def _tree(book: zipfile.ZipFile, name: str) -> Any:
    if book.getinfo(name).file_size > LARGEST:
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(book.read(name), parser)


def _column(cell: str) -> int:
    """Column of a cell such as "AB12", from nought."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", cell):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
