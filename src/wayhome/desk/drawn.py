"""Marks on an outline of the body and teeth on a chart, and what stands beside the form of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wayhome.desk import words
from wayhome.desk.body_words import label
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.look import bodymap
from wayhome.look.body import Spot, jaws, outline
from wayhome.rules.teeth import code_of
from wayhome.terms.codes import BODY_PART
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind, ValueType


def pictures(facts: Iterable[Fact]) -> dict[str, Any]:
    """What can be drawn of the facts of one person: the marks and what was looked at, and the latest dental chart."""
    kept = list(facts)
    marks = [value_of(each) for each in kept if each.kind == "mark"]
    seen = [part.strip() for each in kept if each.kind == "examined" for part in str(value_of(each)).split(",")]
    charts = [value_of(each)["chart"] for each in kept if each.kind == "teeth"]
    spots = [Spot(str(mark["part"]), number) for number, mark in enumerate(marks, start=1)]
    return {
        "outline": outline(_("Marks on the body"), spots, looked_at=seen) if marks or seen else "",
        "jaws": jaws(_("Teeth"), {tooth: code_of(said) for tooth, said in charts[-1].items()}, {}) if charts else "",
    }


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
        context["figures"] = bodymap.figures(labels, here=f"{here}?kind=mark&part=", marks=parts, chosen=chosen)
    return context


def in_order(facts: Iterable[Fact], kinds: Iterable[str] = FACT_KINDS) -> list[Fact]:
    """Facts in the order of their kinds, the earliest of a kind first; of no kind that is named, last."""
    order = {code: place for place, code in enumerate(kinds)}
    return sorted(facts, key=lambda fact: (order.get(fact.kind, len(order)), fact.entered_at, fact.pk))
