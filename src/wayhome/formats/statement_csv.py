"""A national centre's published yearly results as a table: year, measure, breakdown, value, source, certainty."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TextIO

from wayhome.formats.refusal import Refusal
from wayhome.rules.statements import StatedBy, Statement, read_breakdown
from wayhome.terms.words import N_

COLUMNS = ("year", "measure", "breakdown", "value", "source", "certainty")

NO_HEADER = N_(
    "The first row must name the columns year, measure, breakdown, value, source and certainty; missing: %(missing)s."
)
WRONG_WIDTH = N_("The row has %(found)d fields; the header has %(wanted)d.")
BAD_YEAR = N_("The year must be written as 2010/11.")
BAD_VALUE = N_("The value must be one number, such as 1038 or 1.5.")
BAD_CERTAINTY = N_("The certainty must be one of: %(known)s.")
EMPTY = N_("The %(column)s is empty.")
NOT_CSV = N_("The file cannot be read as comma-separated text in UTF-8 from here on.")

_YEAR = re.compile(r"(\d{4})/(\d{2})", re.ASCII)
_VALUE = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,6})?", re.ASCII)


class _Wrong(Exception):
    """A row cannot be read as a statement."""

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words)
        self.words, self.facts = words, facts


def read_statements(text_stream: TextIO, *, file: str) -> tuple[list[Statement], list[Refusal]]:
    """Read every statement of a table, and say of each row that is not one which line it is and why.

    The header must name the six columns, in any order; others are left alone. Open the file with `newline=""`. The
    words of `breakdown` are read by `wayhome.rules.statements.COUNTING_RULE`.
    """
    statements: list[Statement] = []
    refusals: list[Refusal] = []
    line = 1
    try:
        header: list[str] | None = None
        for line, row in _rows(text_stream):
            if header is None:
                header = [name.strip().lower().removeprefix("\ufeff") for name in row]
                if missing := [name for name in COLUMNS if name not in header]:
                    return [], [Refusal(file, line, NO_HEADER, {"missing": ", ".join(missing)})]
                continue
            try:
                statements.append(_statement(header, row, line=line))
            except _Wrong as wrong:
                refusals.append(Refusal(file, line, wrong.words, wrong.facts))
        if header is None:
            refusals.append(Refusal(file, 1, NO_HEADER, {"missing": ", ".join(COLUMNS)}))
    except (csv.Error, UnicodeDecodeError):
        refusals.append(Refusal(file, line, NOT_CSV))
    return statements, refusals


def _rows(text_stream: TextIO) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it starts on."""
    reader, start = csv.reader(text_stream, strict=True), 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield start, row
        start = reader.line_num + 1


def _statement(header: list[str], row: list[str], *, line: int) -> Statement:
    if len(row) != len(header):
        raise _Wrong(WRONG_WIDTH, found=len(row), wanted=len(header))
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    for column in COLUMNS:
        if not cells[column]:
            raise _Wrong(EMPTY, column=column)
    year = _YEAR.fullmatch(cells["year"])
    if year is None or int(year[2]) != (int(year[1]) + 1) % 100 or int(year[1]) == 0:
        raise _Wrong(BAD_YEAR)
    scope, qualifier, sub_scope = read_breakdown(cells["breakdown"])
    return Statement(
        year=cells["year"],
        measure=cells["measure"],
        scope=scope,
        qualifier=qualifier,
        sub_scope=sub_scope,
        breakdown=cells["breakdown"],
        value=_value(cells["value"]),
        source=cells["source"],
        certainty=_certainty(cells["certainty"]),
        line=line,
    )


def _value(text: str) -> int | Decimal:
    if _VALUE.fullmatch(text) is None:
        raise _Wrong(BAD_VALUE)
    bare = text.replace(",", "")
    return Decimal(bare) if "." in bare else int(bare)


def _certainty(text: str) -> StatedBy:
    try:
        return StatedBy(text.lower())
    except ValueError:
        raise _Wrong(BAD_CERTAINTY, known=", ".join(StatedBy)) from None
