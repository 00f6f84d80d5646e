"""How grave it is, what is still open, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.desk import words
from wayhome.desk.case.about import can, classes_for
from wayhome.desk.case.known import Short
from wayhome.desk.case.rows import Rows, searching
from wayhome.desk.page import Seat
from wayhome.look import shapes
from wayhome.outcomes.queries import outcome_of, seen_by
from wayhome.risk.actions import suggestion_for
from wayhome.risk.queries import reason_of
from wayhome.rules.access import Action
from wayhome.rules.risk import RULES, Suggestion
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.field_class import FieldClass


def reasons_of(suggestion: Suggestion, *, classes: Iterable[FieldClass]) -> tuple[list[dict[str, str]], int]:
    """The reasons an officer may read, and how many rest on facts kept more closely than that."""
    open_to = set(classes)
    asks = {rule.name: rule.asks for rule in RULES}
    said, held_back = [], 0
    for reason in suggestion.reasons:
        if all(FACT_KINDS[code].field_class in open_to for code in asks.get(reason.rule, ())):
            said.append({"grade": reason.grade, "says": _(reason.says), "source": reason.source})
        else:
            held_back += 1
    return said, held_back


def grave(seat: Seat, rows: Rows) -> dict[str, Any]:
    """The officer's grade beside what the rules suggest now, with reasons, and with what is still open."""
    suggestion, _weighed = suggestion_for(rows.episode, at=seat.at)
    said, held_back = reasons_of(suggestion, classes=classes_for(seat, rows.episode))
    decision = rows.decision
    decides = can(seat, rows.episode, Action.DECIDE_RISK) and searching(rows.episode)
    risk_page = reverse("risk", args=[rows.episode.pk])
    return {
        "decision": decision,
        "decided": words.grade_words(decision.decided) if decision else "",
        "because": reason_of(decision) if decision and can(seat, rows.episode, Action.DECIDE_RISK) else "",
        "suggested": words.grade_words(suggestion.grade) if suggestion.grade else "",
        "reasons": said,
        "held_back": held_back,
        "questions": [
            shapes.Question(
                text=words.kind_words(each.code),
                href=f"{risk_page}#id_{each.code}_0" if decides and "." in each.code else "",
            )
            for each in suggestion.open_questions
        ],
    }


def ended(seat: Seat, rows: Rows) -> list[Short]:
    """How the search ended: when, where, by whom, and who saw the child; empty while it goes on."""
    outcome = None if searching(rows.episode) else outcome_of(rows.episode.pk)
    if outcome is None:
        return []
    said = [
        (_("When"), words.moment_words(outcome.found_at.isoformat())),
        (_("Found by"), words.code_words("found_by", outcome.found_by)),
        (_("Where"), words.code_words("found_place", outcome.found_place)),
        (_("Seen by"), seen_by(outcome) if can(seat, rows.episode, Action.RECORD_FOUND) else ""),
    ]
    return [Short(label, [text], alarm=False, restricted=False) for label, text in said if text]
