"""The counting rule and the sums. The centre and all its numbers are invented."""

from dataclasses import replace

import pytest

from wayhome.rules.statements import (
    COUNTING_RULE,
    CheckKind,
    Qualifier,
    Scope,
    StatedBy,
    Statement,
    can_both_hold,
    check_sums,
    read_breakdown,
    tables,
    year_before,
)


def said(
    year: str, breakdown: str, value: int, *, line: int, measure: str = "larks_ringed", by: str = "official"
) -> Statement:
    scope, qualifier, sub_scope = read_breakdown(breakdown)
    return Statement(year, measure, scope, qualifier, sub_scope, breakdown, value, "LARK", StatedBy(by), line)


def test_the_rule_has_a_name_and_a_number() -> None:
    assert COUNTING_RULE == "national-centre-year-1"


@pytest.mark.parametrize(
    ("text", "scope", "qualifier", "sub_scope"),
    [
        ("year", Scope.YEAR, Qualifier.EXACT, ""),
        ("Year ", Scope.YEAR, Qualifier.EXACT, ""),
        ("year (346-131-139)", Scope.YEAR, Qualifier.EXACT, ""),
        ("year (18,887/1.14)", Scope.YEAR, Qualifier.EXACT, ""),
        ("year (over)", Scope.YEAR, Qualifier.OVER, ""),
        ("about year", Scope.YEAR, Qualifier.ABOUT, ""),
        ("year (provisional)", Scope.YEAR, Qualifier.ABOUT, ""),
        ("year, hens only", Scope.YEAR, Qualifier.EXACT, "hens only"),
        ("cumulative", Scope.CUMULATIVE, Qualifier.EXACT, ""),
        ("cumulative (over)", Scope.CUMULATIVE, Qualifier.OVER, ""),
        ("cumulative (nearly)", Scope.CUMULATIVE, Qualifier.NEARLY, ""),
        ("over cumulative", Scope.CUMULATIVE, Qualifier.OVER, ""),
        ("Nestwatch pupils cumulative", Scope.CUMULATIVE, Qualifier.EXACT, "Nestwatch pupils"),
        ("Nestwatch pupils cumulative (nearly)", Scope.CUMULATIVE, Qualifier.NEARLY, "Nestwatch pupils"),
        ("breeding pairs only, narrower count", Scope.OTHER, Qualifier.EXACT, "breeding pairs only, narrower count"),
        ("on 2003/04", Scope.OTHER, Qualifier.EXACT, "on 2003/04"),
        ("average (stated)", Scope.OTHER, Qualifier.ABOUT, "average (stated)"),
        ("yearly average", Scope.OTHER, Qualifier.EXACT, "yearly average"),
    ],
)
def test_the_words_beside_a_number_are_read_by_the_rule(
    text: str, scope: Scope, qualifier: Qualifier, sub_scope: str
) -> None:
    assert read_breakdown(text) == (scope, qualifier, sub_scope)


def test_a_year_and_the_running_total_before_it_make_the_running_total() -> None:
    (check,) = check_sums(
        [
            said("2003/04", "cumulative", 1_250, line=2),
            said("2004/05", "year", 340, line=3),
            said("2004/05", "cumulative", 1_590, line=4),
        ]
    )
    assert check.ok
    assert check.sentence == "2004/05 larks_ringed: 340 + 1,250 = 1,590"
    assert check.values == (340, 1_250, 1_590)
    assert check.lines == (3, 2, 4)


def test_a_sum_that_fails_names_its_rows() -> None:
    (check,) = check_sums(
        [
            said("2003/04", "cumulative", 1_250, line=2),
            said("2004/05", "year", 340, line=3),
            said("2004/05", "cumulative", 1_600, line=4),
        ]
    )
    assert not check.ok
    assert check.kind is CheckKind.SUM
    assert check.sentence == "row 4: cumulative 1,600 is not 340 + 1,250 = 1,590 (rows 3 and 2)"


@pytest.mark.parametrize(
    "changed",
    [
        said("2003/04", "cumulative (over)", 1_250, line=2),
        said("2003/04", "cumulative", 1_250, line=2, by="derived"),
        said("2003/04", "cumulative", 1_250, line=2, by="memory"),
        said("2002/03", "cumulative", 1_250, line=2),
        said("2003/04", "hens only cumulative", 1_250, line=2),
        said("2003/04", "cumulative", 1_250, line=2, measure="larks_heard"),
        said("2003/04", "breeding pairs", 1_250, line=2),
    ],
)
def test_nothing_is_added_up_unless_all_three_are_stated_exactly(changed: Statement) -> None:
    assert check_sums([changed, said("2004/05", "year", 1, line=3), said("2004/05", "cumulative", 9, line=4)]) == []


def test_a_sub_scope_adds_up_by_itself() -> None:
    (check,) = check_sums(
        [
            said("1999/00", "year, Nestwatch pupils", 20, line=2),
            said("1998/99", "Nestwatch pupils cumulative", 30, line=3),
            said("1999/00", "Nestwatch Pupils cumulative", 50, line=4),
            said("1999/00", "cumulative", 700, line=5),
        ]
    )
    assert check.sentence == "1999/00 larks_ringed (Nestwatch Pupils): 20 + 30 = 50"


def test_two_statements_that_cannot_both_be_right_are_a_fault_that_names_both_rows() -> None:
    (check,) = check_sums([said("2004/05", "year", 340, line=3), said("2004/05", "year", 341, line=9, by="memory")])
    assert not check.ok
    assert check.kind is CheckKind.CONTRADICTION
    assert check.lines == (3, 9)
    assert check.sentence == "rows 3 and 9: 2004/05 larks_ringed year is stated as 340 and as 341"


def test_the_same_statement_twice_is_no_fault() -> None:
    assert check_sums([said("2004/05", "year", 340, line=3), said("2004/05", "year", 340, line=9)]) == []


@pytest.mark.parametrize(
    ("one", "value", "other", "other_value", "fits"),
    [
        ("year", 714, "year (over)", 700, True),
        ("year", 690, "year (over)", 700, False),
        ("year", 795, "year (nearly)", 800, True),
        ("year", 805, "year (nearly)", 800, False),
        ("year (nearly)", 800, "year (over)", 700, True),
        ("year (nearly)", 700, "year (over)", 800, False),
        ("year", 805, "year (about)", 800, True),
        ("year (over)", 690, "year (over)", 700, False),
    ],
)
def test_over_and_nearly_leave_room(one: str, value: int, other: str, other_value: int, fits: bool) -> None:
    first, second = said("2004/05", one, value, line=2), said("2004/05", other, other_value, line=3)
    assert can_both_hold(first, second) is can_both_hold(second, first) is fits


def test_tables_keep_years_running_totals_and_other_counts_apart() -> None:
    rows = [
        said("2004/05", "cumulative", 1_590, line=2),
        said("2004/05", "year", 340, line=3),
        said("2003/04", "year", 310, line=4),
        said("2004/05", "breeding pairs only", 40, line=5),
        said("2004/05", "Nestwatch pupils cumulative", 9_000, line=6),
        said("2004/05", "year", 2, line=7, measure="a_first_measure"),
    ]
    assert [
        (table.scope, table.measure, table.sub_scope, [row.line for row in table.rows]) for table in tables(rows)
    ] == [
        (Scope.YEAR, "a_first_measure", "", [7]),
        (Scope.YEAR, "larks_ringed", "", [4, 3]),
        (Scope.CUMULATIVE, "larks_ringed", "", [2]),
        (Scope.CUMULATIVE, "larks_ringed", "Nestwatch pupils", [6]),
        (Scope.OTHER, "larks_ringed", "breeding pairs only", [5]),
    ]


def test_only_what_was_published_counts_as_stated_exactly() -> None:
    row = said("2004/05", "year", 1, line=2)
    assert row.is_stated_exactly
    assert replace(row, certainty=StatedBy.REPORTED).is_stated_exactly
    assert not replace(row, certainty=StatedBy.DERIVED).is_stated_exactly
    assert not replace(row, qualifier=Qualifier.ABOUT).is_stated_exactly


def test_the_year_before_crosses_a_century() -> None:
    assert year_before("2010/11") == "2009/10"
    assert year_before("2000/01") == "1999/00"
    assert year_before("1999/00") == "1998/99"
