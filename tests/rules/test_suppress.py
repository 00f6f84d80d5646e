from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.rules.suppress import Cell, Suppressed, suppress, suppress_list


def words(cells: Sequence[Cell]) -> str:
    return " ".join("*" if cell.value is None else str(cell.value) for cell in cells)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 12, 30], "0 12 30 | 42"),
        ([3, 12, 30], "* * 30 | 45"),
        ([3, 2, 30], "* * 30 | 35"),
        ([1, 1, 30, 9], "* * 30 * | 41"),
        ([4, 0, 0], "* 0 0 | *"),
        ([1, 0, 30], "* 0 * | 31"),
        ([5, 4], "* * | 9"),
        ([0, 0], "0 0 | 0"),
        ([7], "7 | 7"),
    ],
)
def test_a_list_with_its_total_is_suppressed_as_worked_by_hand(counts: list[int], shown: str) -> None:
    cells, total = suppress_list(counts)
    assert f"{words(cells)} | {words([total])}" == shown


def test_a_lone_hidden_number_hides_a_second_in_its_row_and_in_its_column() -> None:
    done = suppress([[3, 20, 10], [8, 30, 40], [9, 50, 60]])
    assert [words(row) for row in done.rows] == ["* 20 *", "* 30 *", "9 50 60"]
    assert words(done.row_totals) == "33 78 119"
    assert words(done.column_totals) == "20 100 110"
    assert done.grand_total == Cell(230)


def test_a_hidden_number_carries_no_value() -> None:
    assert suppress_list([3, 30])[0][0] == Cell(None)
    assert not Cell(None).shown
    assert Cell(0).shown


def test_a_number_between_two_loops_is_given_away_by_their_sums_and_is_repaired() -> None:
    # Each line here hides two, yet rows 1 and 2 less columns 1 and 2 would leave the number in row 2, column 3.
    table = [[3, 3, 9, 90], [3, 3, 4, 90], [90, 90, 3, 3], [90, 90, 3, 3]]
    assert derivable(suppress(table)) == []


@pytest.mark.parametrize("bad", [[], [[]], [[1, 2], [3]], [[-1]]])
def test_what_is_no_table_is_refused(bad: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        suppress(bad)


tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 12) | st.integers(0, 200), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def derivable(done: Suppressed) -> list[tuple[int, int]]:
    """Hidden places fixed by the equations of the published table, by elimination; independent of how it was made."""
    grid = [[*row, *done.row_totals[r : r + 1]] for r, row in enumerate(done.rows)]
    if done.column_totals:
        grid.append([*done.column_totals, *([done.grand_total] if done.grand_total else [])])
    unknown = [(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if not cell.shown]
    lines = []
    if done.row_totals:
        lines += [[(r, c) for c in range(len(row))] for r, row in enumerate(grid)]
    if done.column_totals:
        lines += [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]))]
    matrix = [[Fraction((-1 if place == line[-1] else 1) * (place in line)) for place in unknown] for line in lines]
    pivots = reduce(matrix)
    return [unknown[next(iter(row))] for row in pivots if len(row) == 1]


def reduce(matrix: list[list[Fraction]]) -> list[dict[int, Fraction]]:
    """Reduced row echelon form; each row as its non-zero columns."""
    done: list[list[Fraction]] = []
    rows = [row[:] for row in matrix]
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for others in (rows, done):
            for i, row in enumerate(others):
                others[i] = [a - row[column] * b for a, b in zip(row, pivot, strict=True)]
        done.append(pivot)
    return [{i: value for i, value in enumerate(row) if value} for row in done]


@settings(max_examples=300, deadline=None)
@given(tables, st.booleans(), st.booleans())
def test_no_hidden_number_can_be_worked_out_from_the_published_table(
    table: list[list[int]], row_totals: bool, column_totals: bool
) -> None:
    done = suppress(table, row_totals=row_totals, column_totals=column_totals)
    assert derivable(done) == []


@settings(max_examples=300, deadline=None)
@given(tables)
def test_small_is_hidden_zero_is_shown_and_what_is_shown_is_true(table: list[list[int]]) -> None:
    done = suppress(table)
    totals = [(sum(row), cell) for row, cell in zip(table, done.row_totals, strict=True)]
    totals += [(sum(row[c] for row in table), cell) for c, cell in enumerate(done.column_totals)]
    assert done.grand_total is not None
    totals.append((sum(map(sum, table)), done.grand_total))
    body = [(n, cell) for row, cells in zip(table, done.rows, strict=True) for n, cell in zip(row, cells, strict=True)]
    for number, cell in body + totals:
        assert cell.value in (None, number)
        assert cell.shown or number > 0
        assert not (cell.shown and 0 < number < 5)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_hidden_numbers_of_a_line_are_never_known_to_be_one_each(table: list[list[int]]) -> None:
    done = suppress(table)
    for row, total in zip(done.rows, done.row_totals, strict=True):
        hidden = sum(not cell.shown for cell in row)
        if hidden and total.value is not None:
            assert hidden > 1
            assert total.value - sum(cell.value or 0 for cell in row) > hidden


@given(tables)
def test_turning_the_table_on_its_side_keeps_its_promise(table: list[list[int]]) -> None:
    assert derivable(suppress([list(column) for column in zip(*table, strict=True)])) == []
