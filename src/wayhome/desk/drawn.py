"""Marks on an outline of the body and teeth on a chart, and what stands beside the form of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wayhome.desk import words
from wayhome.desk.body_words import label
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.look.body import figures, outline
from wayhome.look.jaws import jaws
from wayhome.rules.teeth import code_of
from wayhome.terms.body import parts_of
from wayhome.terms.codes import BODY_PART
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind, ValueType


def pictures(facts: Iterable[Fact]) -> dict[str, Any]:
    """What can be drawn of the facts of one person: the marks and what was looked at, and the latest dental chart."""
    kept = list(facts)
    drawn, chart = on_body(kept, _("Marks on the body")), chart_of(kept)
    return {
        "body": drawn if drawn["marks"] or drawn["looked_at"] else {},
        "jaws": jaws(_("Teeth"), {tooth: code_of(said) for tooth, said in chart.items()}, {}) if chart else "",
    }


def on_body(facts: Iterable[Fact], title: str) -> dict[str, Any]:
    """The marks of one person on an outline, numbered as in the words that come with it."""
    kept = list(facts)
    marks = [value_of(each) for each in kept if each.kind == "mark"]
    seen = [part.strip() for each in kept if each.kind == "examined" for part in str(value_of(each)).split(",")]
    looked_at = frozenset[str]().union(*(parts_of(part) for part in seen))
    return {
        "svg": outline(title, [str(mark["part"]) for mark in marks], looked_at=looked_at),
        "marks": [words.value_words(FACT_KINDS["mark"], mark) for mark in marks],
        "looked_at": bool(seen),
    }


def chart_of(facts: Iterable[Fact]) -> Mapping[str, Any]:
    """The latest dental chart; empty without one."""
    charts: list[Mapping[str, Any]] = [value_of(each)["chart"] for each in facts if each.kind == "teeth"]
    return charts[-1] if charts else {}


def beside(
    kind: FactKind, facts: Iterable[Fact], *, here: str, chosen: str, correct: Callable[[UUID], str]
) -> dict[str, Any]:
    """What the form of a further fact takes: those of its kind on record, and for a mark the body to choose from."""
    held = [each for each in facts if each.kind == kind.code] if kind.many else []
    context: dict[str, Any] = {
        "many": kind.many,
        "held": [{"words": words.value_words(kind, value_of(each)), "href": correct(each.pk)} for each in held],
    }
    if kind.value_type is ValueType.MARK:
        labels = {each.code: label("body_part", each.code) for each in BODY_PART.codes}
        parts = [str(value_of(each)["part"]) for each in held]
        context["figures"] = figures(labels, here=f"{here}?kind=mark&part=", marks=parts, chosen=chosen)
    return context


def in_order(facts: Iterable[Fact], kinds: Iterable[str] = FACT_KINDS) -> list[Fact]:
    """Facts in the order of their kinds, the earliest of a kind first; of no kind that is named, last."""
    order = {code: place for place, code in enumerate(kinds)}
    return sorted(facts, key=lambda fact: (order.get(fact.kind, len(order)), fact.entered_at, fact.pk))
