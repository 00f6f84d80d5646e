"""People and remains without a name, and who of the missing they may be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base.errors import NotFound
from wayhome.desk import drawn, lists, words
from wayhome.desk.forms.facts import OF_A_NAMELESS
from wayhome.desk.forms.unidentified import UnidentifiedForm
from wayhome.desk.page import Seat, at_desk, attempt, looked, looked_at, say, sent, show
from wayhome.desk.views.episodes import page_number
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.kernels.linkage import Evidence, contrary_first
from wayhome.look import shapes
from wayhome.matching.models import Candidate, Exclusion, Judgement
from wayhome.matching.queries import candidates_for, excluded_for, exclusions_on, verdicts_on
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.rules.bands import band, nobody_band
from wayhome.rules.exclusions import EFFECT_LABELS, RULES, Effect, Rule
from wayhome.rules.matching import AUTHORITY_LABELS, METHOD_LABELS, VERDICT_LABELS, Authority, Method, Verdict
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.field_class import FieldClass
from wayhome.terms.standing import Standing

SHOWN = 10
LEAST_SAID = 0.01


@at_desk("GET")
def unidentified_list(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everybody without a name, newest first, with how many candidates stand."""
    page = page_number(request)
    rows, many = lists.unidentified(seat.viewer, page=page)
    looked_at(request, seat, "unidentified_list.looked", "registry.Unidentified", page=page, shown=len(rows))
    return show(
        request, seat, "unidentified_list",
        rows=[_line(row) for row in rows],
        pages=Paginator(range(many), lists.LINES).get_page(page),
        new_url=reverse("new_unidentified") if seat.may(Action.RECORD_UNIDENTIFIED) else "",
    )  # fmt: skip


def _line(row: lists.Nameless) -> dict[str, Any]:
    def said(kind: str) -> str:
        return words.value_words(FACT_KINDS[kind], row.facts[kind]) if kind in row.facts else ""

    return {
        "href": reverse("unidentified", args=[row.unidentified]),
        "reference": row.reference,
        "agency": row.agency,
        "recorded_at": row.recorded_at,
        "what": said("unidentified_kind"),
        "place": said("found_place"),
        "who": ", ".join(part for part in (said("sex"), said("age_estimate") or said("age")) if part),
        "candidates": row.candidates,
        "best": row.best,
    }


@at_desk("GET", "POST")
def new_unidentified(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Record a person or remains without a name."""
    form = UnidentifiedForm(sent(request))
    if form.is_valid():
        said = form.said()
        row = attempt(form, lambda: registry.record_unidentified(said, viewer=seat.viewer, by=seat.by, at=seat.at))
        if row:
            say(request, _("Recorded. Candidates are being ranked; whatever you add ranks them anew."))
            return redirect("add_unidentified_fact", row.pk)
    return show(request, seat, "new_unidentified", form=form)


@at_desk("GET")
def unidentified(request: HttpRequest, seat: Seat, unidentified: UUID) -> HttpResponse:
    """What is known, and who of the missing may be this person, with the evidence for and against."""
    return _shown(request, seat, row_of(seat, unidentified))


def row_of(seat: Seat, unidentified: UUID) -> Unidentified:
    """The unidentified person's row. Raises NotFound."""
    row = Unidentified.objects.select_related("agency").filter(pk=unidentified).first()
    if row is None or not may(seat.viewer, Action.SEE_RECORD, row_agency=row.agency_id):
        raise NotFound
    return row


def facts_of(seat: Seat, row: Unidentified) -> list[Fact]:
    """What the viewer may see of what is known of an unidentified person, in the order of the kinds."""
    return drawn.in_order(facts_now(row.pk, classes=classes_of(seat, row)), OF_A_NAMELESS)


def classes_of(seat: Seat, row: Unidentified) -> frozenset[FieldClass]:
    """Which classes of facts the viewer is shown of an unidentified person."""
    return field_classes_for(seat.viewer, Standing(own=row.agency_id == seat.viewer.agency))


def _shown(request: HttpRequest, seat: Seat, row: Unidentified) -> HttpResponse:
    standing = list(candidates_for(seat.viewer, row.pk)[:SHOWN])
    verdicts, excluded = verdicts_on(row.pk), exclusions_on(row.pk)
    left = list(excluded_for(seat.viewer, row.pk))
    # Once somebody is identified everybody else leaves by that one rule: that is one sentence, not a hundred.
    out = [
        each for each in left if any(rule.rule != Rule.IDENTIFIED_AS_ANOTHER for rule in excluded.get(each.missing, []))
    ]
    same = next((each for each in verdicts.values() if each.verdict == Verdict.IDENTIFIED), None)
    people = lists.missing_people(
        seat.viewer,
        {*(each.missing for each in (*standing, *out)), *([same.missing] if same else [])},
        on=seat.at.date(),
    )
    facts = facts_of(seat, row)
    can_describe = may(seat.viewer, Action.RECORD_UNIDENTIFIED, row_agency=row.agency_id)
    names = lists.names_of([
        *(each.by for each in verdicts.values()),
        *(fact.source for fact in facts),
        *(each.by for several in excluded.values() for each in several),
    ])  # fmt: skip
    looked(request, seat, "unidentified.looked", row, agency=row.agency_id)
    return show(
        request, seat, "unidentified", unidentified=row, **drawn.pictures(facts),
        describe_url=reverse("add_unidentified_fact", args=[row.pk]) if can_describe else "",
        facts=[
            shapes.Fact(
                label=words.kind_words(fact.kind), value=words.value_words(FACT_KINDS[fact.kind], value_of(fact)),
                source=words.source_words(fact, names, {}), certainty=fact.certainty, learned_at=fact.learned_at,
                href=reverse("replace_unidentified_fact", args=[row.pk, fact.pk]) if can_describe and fact.kind in OF_A_NAMELESS else "",
            )
            for fact in facts
        ],
        identified=_identified(people[same.missing], same, row, names) if same and same.missing in people else None,
        nobody=nobody_words(standing[0] if standing else None),
        candidates=[
            _candidate(each, people[each.missing], verdicts.get(each.missing), names, seat)
            | {"doubts": [rule_words(rule, names) for rule in excluded.get(each.missing, [])]}
            for each in standing
            if each.missing in people
        ],
        left=len(left) - len(out),
        excluded=[
            person_words(people[each.missing])
            | {
                "match_url": reverse("match", args=[row.pk, each.missing]),
                "rules": [rule_words(rule, names) for rule in excluded.get(each.missing, [])],
            }
            for each in out
            if each.missing in people
        ],
    )  # fmt: skip


def person_words(person: lists.Missing) -> dict[str, Any]:
    """What a line says of a missing person."""
    return {
        "name": person.called.name or _("Name not known"),
        "age": words.short_age(person.called.age),
        "reference": person.reference,
        "agency": person.agency,
    }


def case_url(seat: Seat, person: lists.Missing) -> str:
    """Where the case is, for whoever's own it is."""
    own = person.agency_id == seat.viewer.agency and seat.may(Action.SEE_CASE)
    return reverse("episode", args=[person.episode]) if own and person.episode else ""


def rule_words(rule: Exclusion, names: dict[str, str]) -> dict[str, Any]:
    """An exclusion or doubt in force: by which rule, whose, on what evidence."""
    return {
        "pk": rule.pk,
        "label": _(RULES[Rule(rule.rule)].label),
        "effect": rule.effect,
        "effect_words": _(EFFECT_LABELS[Effect(rule.effect)]),
        "reason": rule.reason,
        "document": rule.document,
        "by": names.get(rule.by) or _("the service, by itself"),
        "at": rule.at,
    }


def _identified(person: lists.Missing, verdict: Judgement, row: Unidentified, names: dict[str, str]) -> dict[str, Any]:
    return (
        person_words(person)
        | verdict_words(verdict, names)
        | {"match_url": reverse("match", args=[row.pk, verdict.missing])}
    )


def _candidate(
    each: Candidate, person: lists.Missing, verdict: Judgement | None, names: dict[str, str], seat: Seat
) -> dict[str, Any]:
    parts = evidence_of(each)
    return person_words(person) | {
        "missing": each.missing,
        "href": case_url(seat, person),
        "band": _(band(each.weight)),
        "chance": chance_words(each.chance),
        "match_url": reverse("match", args=[each.unidentified, each.missing]),
        "weight": each.weight,
        "rows": [evidence_words(part) for part in contrary_first(parts) if part.weight],
        "silent": [words.kind_words(part.kind) for part in parts if part.weight == 0],
        "verdict": verdict_words(verdict, names) if verdict else None,
    }


def chance_words(chance: float | None) -> str:
    """A probability in whole hundredths, never nought and never one; empty where none was worked out."""
    if chance is None:
        return ""
    if chance < LEAST_SAID:
        return _("less than 1 in 100")
    return _("more than 99 in 100") if chance > 1 - LEAST_SAID else _("about %(n)s in 100") % {"n": round(100 * chance)}


def nobody_words(first: Candidate | None) -> dict[str, str]:
    """The row for nobody: that it is none of the listed, in words, and the number on demand."""
    if first is None or first.nobody is None:
        return {}
    return {"words": _(nobody_band(first.nobody)), "chance": chance_words(first.nobody)}


def evidence_of(each: Candidate) -> list[Evidence]:
    """The evidence kept with a candidate match; none further down a list."""
    return [
        Evidence(part["kind"], part["weight"], part["says"], tuple(map(tuple, part["parameters"])))
        for part in each.evidence or ()
    ]


def evidence_words(part: Evidence) -> dict[str, Any]:
    """One comparison as a line of the page."""
    return {"fact": words.kind_words(part.kind), "words": words.evidence_words(part), "thousandths": part.weight}


def verdict_words(verdict: Judgement, names: dict[str, str]) -> dict[str, Any]:
    """A verdict in words; of an identification also who decided, by which method, in which document."""
    return {
        "verdict": verdict.verdict,
        "text": _(VERDICT_LABELS[Verdict(verdict.verdict)]),
        "by": names.get(verdict.by, ""),
        "at": verdict.at,
        "reason": verdict.reason,
        "authority": _(AUTHORITY_LABELS[Authority(verdict.authority)]) if verdict.authority else "",
        "method": _(METHOD_LABELS[Method(verdict.method)]) if verdict.method else "",
        "document": verdict.document,
        "decided_on": verdict.decided_on,
    }
