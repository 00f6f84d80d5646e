"""Published yearly results of a national centre, read as statements: what somebody said, never events of ours.

A statement is never added to a count of our own. Yearly and running totals are never mixed, and a number that was not
stated exactly is never added up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from wayhome.terms.words import N_

COUNTING_RULE = "national-centre-year-1"
"""How the words beside a number are read, in one place and with a name, so that a table can say how it was made.

A year runs from April to March and is written 2010/11. In `breakdown`, where case does not matter:
- words that begin with "year" state the number of that one year;
- words with "cumulative" in them state the running total from the centre's first day to the end of that year;
- anything else ("organised rings only, narrower count", "average (stated)") is narrower or of another kind: it is
  shown as it stands and never added up;
- further words beside these two (a programme's name before "cumulative", a group after "year") name a sub-scope,
  which is a series of its own and never joins the whole;
- "(over)" or "over": more than the value. "(nearly)" or "nearly": a little less. "(about)" or "about", and any other
  words in brackets: near it. None of these is exact;
- brackets that hold only sums, as in "year (1,131-714)", say how a number was derived and change nothing.
"""


class Scope(StrEnum):
    """What stretch of time a stated number covers."""

    YEAR = auto()
    CUMULATIVE = auto()
    OTHER = auto()


class Qualifier(StrEnum):
    """How closely a number was stated."""

    EXACT = auto()
    OVER = auto()
    NEARLY = auto()
    ABOUT = auto()


class StatedBy(StrEnum):
    """How a number reached the table."""

    OFFICIAL = auto()
    """The centre's own publication."""
    REPORTED = auto()
    """Others who wrote down what the centre said."""
    DERIVED = auto()
    """Worked out from other numbers in the table; nobody stated it."""
    MEMORY = auto()
    """Remembered, without a source at hand; nobody can check it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One published number and everything that was said about it. `line` is its row in the file it came from."""

    year: str
    measure: str
    scope: Scope
    qualifier: Qualifier
    sub_scope: str
    breakdown: str
    value: int | Decimal
    source: str
    certainty: StatedBy
    line: int

    @property
    def is_stated_exactly(self) -> bool:
        """True when somebody published this very number."""
        return self.qualifier is Qualifier.EXACT and self.certainty in (StatedBy.OFFICIAL, StatedBy.REPORTED)


_BRACKETS = re.compile(r"\(([^()]*)\)")
_SUM = re.compile(r"[\d.,\s+*/\u00d7\u00f7\u2212-]*")
_QUALIFIERS = {
    "over": Qualifier.OVER,
    "nearly": Qualifier.NEARLY,
    "about": Qualifier.ABOUT,
}
_QUALIFIER_WORD = re.compile(r"\b(over|nearly|about)\b", re.IGNORECASE)
_CUMULATIVE = re.compile(r"\bcumulative\b", re.IGNORECASE)
_YEAR = re.compile(r"year\b", re.IGNORECASE)


def read_breakdown(text: str) -> tuple[Scope, Qualifier, str]:
    """Scope, qualifier and sub-scope of the words beside a number, by `COUNTING_RULE`."""
    qualifier = _qualifier(text)
    words = _squeezed(_BRACKETS.sub(" ", text))
    plain = _squeezed(_QUALIFIER_WORD.sub(" ", words))
    if _YEAR.match(plain):
        return Scope.YEAR, qualifier, _squeezed(_YEAR.sub(" ", plain, count=1))
    if _CUMULATIVE.search(plain):
        return Scope.CUMULATIVE, qualifier, _squeezed(_CUMULATIVE.sub(" ", plain, count=1))
    return Scope.OTHER, qualifier, _squeezed(text)


def _qualifier(text: str) -> Qualifier:
    if found := _QUALIFIER_WORD.search(text):
        return _QUALIFIERS[found[1].lower()]
    said = [inside for inside in _BRACKETS.findall(text) if not _SUM.fullmatch(inside)]
    return Qualifier.ABOUT if said else Qualifier.EXACT


def _squeezed(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:-")


# -- tables -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """One series of statements: a measure, one scope, one sub-scope; its rows by year."""

    scope: Scope
    measure: str
    sub_scope: str
    rows: tuple[Statement, ...]


def tables(statements: Iterable[Statement]) -> list[Table]:
    """The statements as tables: first by year, then running totals, then what is of another kind; nothing is added."""
    series: defaultdict[tuple[Scope, str, str], list[Statement]] = defaultdict(list)
    for said in statements:
        series[said.scope, said.measure, _key(said)].append(said)
    order = list(Scope)
    return [
        Table(scope, measure, rows[0].sub_scope, tuple(sorted(rows, key=lambda row: (row.year, row.line))))
        for (scope, measure, _), rows in sorted(
            series.items(), key=lambda one: (order.index(one[0][0]), one[0][1], one[0][2])
        )
    ]


def _key(said: Statement) -> str:
    return said.sub_scope.casefold()


# -- checks -----------------------------------------------------------------------------------------------------

SUM_HOLDS = N_("%(year)s %(series)s: %(added)s + %(before)s = %(sum)s")
SUM_FAILS = N_(
    "row %(line)d: cumulative %(total)s is not %(added)s + %(before)s = %(sum)s (rows %(added_line)d and %(before_line)d)"
)
CONTRADICTION = N_("rows %(first)d and %(second)d: %(year)s %(series)s %(scope)s is stated as %(one)s and as %(other)s")


class CheckKind(StrEnum):
    """What a check compares."""

    SUM = auto()
    CONTRADICTION = auto()


@dataclass(frozen=True, slots=True)
class SumCheck:
    """One comparison of stated numbers, with the rows it rests on.

    values, lines  for a sum: of this year, of the year before's running total, of this year's running total;
                   for a contradiction: the two numbers that cannot both be right
    words, facts   the sentence, marked for translation, and what fills it; `sentence` is the English
    """

    ok: bool
    kind: CheckKind
    year: str
    measure: str
    sub_scope: str
    values: tuple[int | Decimal, ...]
    lines: tuple[int, ...]
    words: str
    facts: tuple[tuple[str, object], ...]

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.words % dict(self.facts)


def check_sums(statements: Sequence[Statement]) -> list[SumCheck]:
    """Compare what was stated with itself: sums first, by measure and year, then contradictions.

    year + running total of the year before = running total, wherever somebody stated all three exactly; a number that
    was derived or remembered proves nothing and is left out. Two statements of one thing that cannot both be right
    are a fault, whoever made them.
    """
    return [*_sums(statements), *_contradictions(statements)]


def year_before(year: str) -> str:
    """The year before 2010/11 is 2009/10."""
    start = int(year[:4]) - 1
    return f"{start:04d}/{(start + 1) % 100:02d}"


def _sums(statements: Sequence[Statement]) -> list[SumCheck]:
    stated: dict[tuple[str, str, Scope, str], Statement] = {}
    for said in statements:
        if said.is_stated_exactly and said.scope is not Scope.OTHER:
            stated.setdefault((said.measure, _key(said), said.scope, said.year), said)
    checks = []
    for (measure, sub_scope, scope, year), total in sorted(stated.items()):
        if scope is not Scope.CUMULATIVE:
            continue
        added = stated.get((measure, sub_scope, Scope.YEAR, year))
        before = stated.get((measure, sub_scope, Scope.CUMULATIVE, year_before(year)))
        if added and before:
            checks.append(_sum(added, before, total))
    return checks


def _sum(added: Statement, before: Statement, total: Statement) -> SumCheck:
    ok = added.value + before.value == total.value
    return SumCheck(
        ok,
        CheckKind.SUM,
        total.year,
        total.measure,
        total.sub_scope,
        values=(added.value, before.value, total.value),
        lines=(added.line, before.line, total.line),
        words=SUM_HOLDS if ok else SUM_FAILS,
        facts=(
            ("year", total.year),
            ("series", _series(total)),
            ("line", total.line),
            ("added", f"{added.value:,}"),
            ("before", f"{before.value:,}"),
            ("sum", f"{added.value + before.value:,}"),
            ("total", f"{total.value:,}"),
            ("added_line", added.line),
            ("before_line", before.line),
        ),
    )


def _contradictions(statements: Sequence[Statement]) -> list[SumCheck]:
    seen: defaultdict[tuple[str, str, Scope, str], list[Statement]] = defaultdict(list)
    found = []
    for said in statements:
        same = seen[said.measure, _key(said), said.scope, said.year]
        found += [_contradiction(earlier, said) for earlier in same if not can_both_hold(earlier, said)]
        same.append(said)
    return found


def can_both_hold(one: Statement, other: Statement) -> bool:
    """True when two statements of one thing may both be right: "over 700" and 714, but not 714 and 715."""
    if one.value == other.value:
        return True
    low, high = sorted((one, other), key=lambda said: said.value)
    if one.qualifier is other.qualifier:
        return False
    if Qualifier.ABOUT in (one.qualifier, other.qualifier):
        return True
    return low.qualifier is not Qualifier.NEARLY and high.qualifier is not Qualifier.OVER


def _contradiction(one: Statement, other: Statement) -> SumCheck:
    return SumCheck(
        False,
        CheckKind.CONTRADICTION,
        one.year,
        one.measure,
        one.sub_scope,
        values=(one.value, other.value),
        lines=(one.line, other.line),
        words=CONTRADICTION,
        facts=(
            ("first", one.line),
            ("second", other.line),
            ("year", one.year),
            ("series", _series(one)),
            ("scope", one.scope.value),
            ("one", f"{one.value:,}"),
            ("other", f"{other.value:,}"),
        ),
    )


def _series(said: Statement) -> str:
    """The measure, and the sub-scope where there is one."""
    named = said.sub_scope if said.scope is not Scope.OTHER else ""
    return f"{said.measure} ({named})" if named else said.measure
