"""Published results are kept as statements, each once, and never replaced."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import pytest

from wayhome.figures.actions import Loaded, load_statements
from wayhome.figures.models import Statement
from wayhome.formats.statement_csv import read_statements
from wayhome.ledger.models import Entry
from wayhome.rules.statements import COUNTING_RULE
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.django_db

HEADER = "year,measure,breakdown,value,source,certainty\n"
TABLE = HEADER + (
    "2009/10,children_found,cumulative,500,INV1,official\n"
    "2010/11,children_found,year,120,INV2,reported\n"
    "2010/11,children_found,cumulative,620,INV2,reported\n"
    "2010/11,share_pct,of all (about),1.5,INV2,reported\n"
)


def loaded(text: str, *, at: datetime) -> Loaded:
    said, refused = read_statements(io.StringIO(text), file="table.csv")
    assert refused == []
    return load_statements(said, file="table.csv", by=Actor.system("test"), at=at)


def test_statements_are_kept_under_the_named_rule(now: datetime) -> None:
    assert loaded(TABLE, at=now) == Loaded(4, 0, ())
    said = Statement.objects.get(measure="children_found", year="2010/11", scope="year")
    assert (said.counting_rule, said.value, said.qualifier, said.loaded_at) == (COUNTING_RULE, 120, "exact", now)
    assert Statement.objects.get(measure="share_pct").value == Decimal("1.5")


def test_loading_twice_adds_nothing(now: datetime) -> None:
    loaded(TABLE, at=now)
    lines = Entry.objects.count()
    assert loaded(TABLE, at=now) == Loaded(0, 4, ())
    assert (Statement.objects.count(), Entry.objects.count()) == (4, lines)


def test_loading_writes_one_ledger_line(now: datetime) -> None:
    loaded(TABLE, at=now)
    line = Entry.objects.get()
    assert (line.kind, line.facts) == ("statements.loaded", {"rows": 4, "rule": COUNTING_RULE})


def test_what_a_source_stated_is_never_replaced(now: datetime) -> None:
    loaded(TABLE, at=now)
    changed = TABLE.replace("year,120", "year,121").replace("500,INV1,official", "500,INV1,reported")
    result = loaded(changed, at=now)
    assert (result.added, result.already_known) == (0, 2)
    assert [(refusal.line, refusal.facts["value"]) for refusal in result.refused] == [(2, "500"), (3, "120")]
    assert Statement.objects.get(scope="year").value == 120


def test_one_file_that_states_a_thing_twice_keeps_the_first(now: datetime) -> None:
    twice = HEADER + "2010/11,found,year,120,INV2,official\n2010/11,found,year,121,INV2,official\n"
    result = loaded(twice, at=now)
    assert (result.added, [refusal.line for refusal in result.refused]) == (1, [3])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"2010/11,{'m' * 61},year,1,INV,official", "The measure is longer than 60 characters."),
        (f"2010/11,found,year {'g' * 300},1,INV,official", "The breakdown is longer than 200 characters."),
        ("2010/11,fo\0und,year,1,INV,official", "The measure holds a character that is not text."),
    ],
)
def test_a_row_that_cannot_be_stored_is_refused_beside_good_ones(row: str, reason: str, now: datetime) -> None:
    result = loaded(f"{TABLE}{row}\n", at=now)
    assert result.added == 4
    assert [(refusal.line, refusal.reason) for refusal in result.refused] == [(6, reason)]


def test_the_largest_number_that_is_read_is_stored_exactly(now: datetime) -> None:
    loaded(HEADER + "2010/11,found,year,999999999999999.123456,INV,official\n", at=now)
    assert Statement.objects.get().value == Decimal("999999999999999.123456")
