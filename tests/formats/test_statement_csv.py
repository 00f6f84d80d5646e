"""Yearly results as a table. The centre and all its numbers are invented."""

import io
from decimal import Decimal

import pytest

from wayhome.formats.refusal import Refusal
from wayhome.formats.statement_csv import read_statements
from wayhome.rules.statements import Qualifier, Scope, StatedBy, Statement

HEADER = "year,measure,breakdown,value,source,certainty\n"


def read(rows: str, header: str = HEADER) -> tuple[list[Statement], list[Refusal]]:
    return read_statements(io.StringIO(header + rows, newline=""), file="larks.csv")


def refused(rows: str, header: str = HEADER) -> Refusal:
    _, (refusal,) = read(rows, header)
    assert refusal.file == "larks.csv"
    return refusal


def test_a_row_becomes_a_statement_with_its_line() -> None:
    statements, refusals = read('2004/05,larks_ringed,"cumulative (over)",2000,LARK05,official\n')
    assert refusals == []
    assert statements == [
        Statement(
            "2004/05",
            "larks_ringed",
            Scope.CUMULATIVE,
            Qualifier.OVER,
            "",
            "cumulative (over)",
            2000,
            "LARK05",
            StatedBy.OFFICIAL,
            2,
        )
    ]


def test_values_may_be_grouped_negative_or_have_a_fraction() -> None:
    statements, _ = read(
        '2004/05,a,year,"1,038",S,official\n2004/05,b,on 2003/04,-12,S,official\n2004/05,c,rate,1.50,S,official\n'
    )
    assert [said.value for said in statements] == [1038, -12, Decimal("1.50")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2004,a,year,1,S,official", "The year must be written as 2010/11."),
        ("2004/06,a,year,1,S,official", "The year must be written as 2010/11."),
        ("2004/05,a,year,many,S,official", "The value must be one number, such as 1038 or 1.5."),
        ("2004/05,a,year,NaN,S,official", "The value must be one number, such as 1038 or 1.5."),
        ("2004/05,a,year,1e9,S,official", "The value must be one number, such as 1038 or 1.5."),
        ("2004/05,a,year,1,S,sure", "The certainty must be one of: official, reported, derived, memory."),
        ("2004/05, ,year,1,S,official", "The measure is empty."),
        ("2004/05,a,,1,S,official", "The breakdown is empty."),
        ("2004/05,a,year,1,,official", "The source is empty."),
        ("2004/05,a,year,1,038,S,official", "The row has 7 fields; the header has 6."),
        ("2004/05,a,year,1", "The row has 4 fields; the header has 6."),
    ],
)
def test_a_row_that_is_no_statement_is_refused_and_those_beside_it_are_read(row: str, reason: str) -> None:
    good = "1999/00,a,year,7,S,official\n"
    statements, (refusal,) = read(good + row + "\n" + good)
    assert [said.value for said in statements] == [7, 7]
    assert (refusal.line, refusal.reason) == (3, reason)


def test_lines_are_counted_across_blank_rows_and_rows_of_two_lines() -> None:
    statements, (refusal,) = read('\n2004/05,a,"year\n(5-3)",2,S,official\n\n2004/05,a,year,x,S,official\n')
    assert [said.line for said in statements] == [3]
    assert (statements[0].scope, statements[0].qualifier, statements[0].sub_scope) == (Scope.YEAR, Qualifier.EXACT, "")
    assert refusal.line == 6


def test_the_columns_may_stand_in_any_order_with_others_beside_them() -> None:
    statements, refusals = read(
        "official,S,remark,7,year,a,2004/05\n", "\ufeffCertainty,source,note,value,breakdown,measure,year\n"
    )
    assert refusals == []
    assert (statements[0].value, statements[0].measure) == (7, "a")


@pytest.mark.parametrize("header", ["", "\n", "year,measure,value\n"])
def test_a_table_without_its_header_is_refused(header: str) -> None:
    refusal = refused("", header)
    assert refusal.line == 1
    assert refusal.reason.startswith("The first row must name the columns")
    assert "certainty" in refusal.reason


def test_what_is_not_comma_separated_text_is_refused_from_there_on() -> None:
    good = "2004/05,a,year,7,S,official\n"
    statements, (refusal,) = read(good + '2004/05,a,"year"x,1,S,official\n' + good)
    assert len(statements) == 1
    assert "comma-separated" in refusal.reason
    raw = io.TextIOWrapper(io.BytesIO(HEADER.encode() + b"\xff\xfe\x00"), encoding="utf-8", newline="")
    _, (refusal,) = read_statements(raw, file="larks.csv")
    assert "UTF-8" in refusal.reason
