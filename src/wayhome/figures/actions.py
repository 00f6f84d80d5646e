"""Loading what others published, as statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from wayhome.base.ids import new_id
from wayhome.figures.models import Statement
from wayhome.formats.refusal import Refusal
from wayhome.ledger import actions as ledger
from wayhome.rules import statements as rules
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

TOO_LONG = N_("The %(column)s is longer than %(limit)d characters.")
NOT_TEXT = N_("The %(column)s holds a character that is not text.")
STATED_OTHERWISE = N_(
    "The same source was loaded before with %(value)s (%(certainty)s) for this year, measure and breakdown."
    " A correction needs a source of its own."
)

_LIMITS = {
    column.name: column.max_length or 0
    for column in Statement._meta.fields
    if column.name in ("measure", "breakdown", "source")
}
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many statements are new to the register, how many it had, and which rows it did not take."""

    added: int
    already_known: int
    refused: tuple[Refusal, ...]


@transaction.atomic
def load_statements(said: Sequence[rules.Statement], *, file: str, by: Actor, at: datetime) -> Loaded:
    """Keep published numbers under the named counting rule, each once. They are never events and never added to any.

    What a source stated stays as it was loaded: another value from the same source for the same thing is refused.
    """
    refused = [refusal for each in said if (refusal := _refuse_text(each, file))]
    lines = {refusal.line for refusal in refused}
    fitting = [each for each in said if each.line not in lines]
    rows = [_row(each, at=at) for each in fitting]
    Statement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    kept = _kept(fitting)
    for each in fitting:
        row = kept[_key(each)]
        if (row.value, row.certainty) != (each.value, each.certainty):
            facts = {"value": f"{_shown(row.value):,}", "certainty": row.certainty}
            refused.append(Refusal(file, each.line, STATED_OTHERWISE, facts))
    fresh = {row.pk for row in rows} & {row.pk for row in kept.values()}
    if fresh:
        first = next(row for row in rows if row.pk in fresh)
        ledger.write("statements.loaded", first, by=by, agency=None, at=at, rows=len(fresh), rule=rules.COUNTING_RULE)
    return Loaded(len(fresh), len(said) - len(fresh) - len(refused), tuple(sorted(refused, key=lambda one: one.line)))


def _shown(number: Decimal) -> int | Decimal:
    """A stored number without the noughts that the column adds."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def _refuse_text(said: rules.Statement, file: str) -> Refusal | None:
    for column, limit in _LIMITS.items():
        text = getattr(said, column)
        if len(text) > limit:
            return Refusal(file, said.line, TOO_LONG, {"column": column, "limit": limit})
        if "\0" in text:
            return Refusal(file, said.line, NOT_TEXT, {"column": column})
    return None


def _row(said: rules.Statement, *, at: datetime) -> Statement:
    return Statement(
        id=new_id(),
        counting_rule=rules.COUNTING_RULE,
        year=said.year,
        measure=said.measure,
        scope=said.scope.value,
        sub_scope=said.sub_scope,
        breakdown=said.breakdown,
        qualifier=said.qualifier.value,
        value=said.value,
        source=said.source,
        certainty=said.certainty.value,
        loaded_at=at,
    )


def _key(said: rules.Statement | Statement) -> Key:
    return said.year, said.measure, said.breakdown, said.source


def _kept(said: Sequence[rules.Statement]) -> dict[Key, Statement]:
    stored = Statement.objects.filter(
        counting_rule=rules.COUNTING_RULE,
        year__in={each.year for each in said},
        source__in={each.source for each in said},
    )
    return {_key(row): row for row in stored}
