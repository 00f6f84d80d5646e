"""Keep small numbers in published tables from pointing at a child."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; a hidden one carries no value, so that nothing downstream can print it."""

    value: int | None

    @property
    def shown(self) -> bool:
        """Whether the number is shown."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A table fit to be published. Totals that are not published are left out (empty, or None)."""

    rows: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    grand_total: Cell | None


def suppress(
    table: Sequence[Sequence[int]], *, row_totals: bool = True, column_totals: bool = True, threshold: int = 5
) -> Suppressed:
    """Hide 1 to threshold - 1, show 0, and hide more until no hidden number can be worked out from its lines.

    table           counts, rows by columns, all rows of one length, none negative
    row_totals      whether each row's total is published beside it; column_totals likewise; with both, the grand total
    returns         the same table with totals; totals under the threshold are hidden like any number
    raises          ValueError on a ragged or empty table or a negative count

    A hidden number that its row or column gives away hides a second one there: the next smallest that is not zero, or
    the total when no other is left. Repeated until nothing changes. A hidden number is given away exactly when no loop
    of hidden numbers, changing between row and column, passes through it; and also where the hidden numbers of a line
    are known to add up to just one each, since a hidden number is never zero.
    source          the network argument of cell suppression in two-way tables (Gusfield 1988)
    Left out: differencing between two releases or two tables of the same children, and what several lines together say
    about the range of a hidden number.
    """
    grid = _Grid(table, row_totals, column_totals, threshold)
    grid.settle()
    return grid.published()


def suppress_list(counts: Sequence[int], *, threshold: int = 5) -> tuple[tuple[Cell, ...], Cell]:
    """Hide small numbers in one list that is published with its total; returns the list and the total."""
    done = suppress([[count] for count in counts], row_totals=False, threshold=threshold)
    return tuple(row[0] for row in done.rows), done.column_totals[0]


class _Grid:
    """The table with its totals as a last row and column, and the set of hidden places."""

    def __init__(self, table: Sequence[Sequence[int]], row_totals: bool, column_totals: bool, threshold: int) -> None:
        if not table or not table[0] or len({len(row) for row in table}) != 1:
            raise ValueError("A table needs rows of one length.")
        if any(count < 0 for row in table for count in row):
            raise ValueError("A count cannot be negative.")
        self.height, self.width = len(table), len(table[0])
        self.row_totals, self.column_totals = row_totals, column_totals
        self.numbers: dict[Place, int] = {(r, c): n for r, row in enumerate(table) for c, n in enumerate(row)}
        if row_totals:
            self.numbers |= {(r, self.width): sum(row) for r, row in enumerate(table)}
        if column_totals:
            self.numbers |= {(self.height, c): sum(row[c] for row in table) for c in range(self.width)}
        if row_totals and column_totals:
            self.numbers[self.height, self.width] = sum(map(sum, table))
        self.row_of: dict[int, list[Place]] = defaultdict(list)
        self.column_of: dict[int, list[Place]] = defaultdict(list)
        for place in sorted(self.numbers):
            self.row_of[place[0]].append(place)
            self.column_of[place[1]].append(place)
        self.hidden = {place for place, number in self.numbers.items() if 0 < number < threshold}

    def settle(self) -> None:
        while (weak := next(self._given_away(), None)) is not None:
            self.hidden.add(self._second(weak))

    def _given_away(self) -> Iterator[Place]:
        """Hidden places that can be worked out, first those alone in a line."""
        yield from (
            place
            for place in sorted(self.hidden)
            if any(len(self._hidden_in(line)) == 1 for line in self._lines(place))
        )
        yield from (place for place in sorted(self.hidden) if any(self._all_ones(line) for line in self._lines(place)))
        yield from (place for place in sorted(self.hidden) if not self._in_a_loop(place))

    def _lines(self, place: Place) -> list[list[Place]]:
        """The row and the column of a place, where their total is published; the total stands last."""
        rows = [self.row_of[place[0]]] if self.row_totals else []
        return [*rows, self.column_of[place[1]]] if self.column_totals else rows

    def _hidden_in(self, line: list[Place]) -> list[Place]:
        return [place for place in line if place in self.hidden]

    def _all_ones(self, line: list[Place]) -> bool:
        """The total is shown and the hidden numbers, none of which is zero, leave room for one each."""
        concealed = self._hidden_in(line)
        return (
            bool(concealed)
            and line[-1] not in self.hidden
            and sum(self.numbers[each] for each in concealed) == len(concealed)
        )

    def _ends(self, place: Place) -> tuple[tuple[str, int], tuple[str, int]]:
        """The two sums a number takes part in; a row or column without a published total ties it to nothing."""
        free = ("free", 0)
        return ("row", place[0]) if self.row_totals else free, ("column", place[1]) if self.column_totals else free

    def _in_a_loop(self, place: Place) -> bool:
        start, goal = self._ends(place)
        others = [self._ends(each) for each in self.hidden if each != place]
        reached, grew = {start}, True
        while grew and goal not in reached:
            fresh = {b for a, b in others if a in reached} | {a for a, b in others if b in reached}
            grew = not fresh <= reached
            reached |= fresh
        return goal in reached

    def _second(self, weak: Place) -> Place:
        """What to hide beside a number that is given away."""
        lines = sorted(self._lines(weak), key=lambda line: (not self._all_ones(line), len(self._hidden_in(line))))
        for line in [*lines, sorted(self.numbers)]:
            free = [each for each in line if each not in self.hidden and self.numbers[each] > 0]
            if free:
                return min(free, key=lambda each: (self._is_total(each), self.numbers[each], each))
        raise AssertionError("with every number hidden nothing is given away")

    def _is_total(self, place: Place) -> bool:
        return place[0] == self.height or place[1] == self.width

    def published(self) -> Suppressed:
        def cell(row: int, column: int) -> Cell:
            return Cell(None if (row, column) in self.hidden else self.numbers[row, column])

        body = tuple(tuple(cell(r, c) for c in range(self.width)) for r in range(self.height))
        right = tuple(cell(r, self.width) for r in range(self.height)) if self.row_totals else ()
        foot = tuple(cell(self.height, c) for c in range(self.width)) if self.column_totals else ()
        corner = cell(self.height, self.width) if self.row_totals and self.column_totals else None
        return Suppressed(body, right, foot, corner)
