"""Saying more of somebody without a name: step by step, each fact at its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base.errors import NotFound
from wayhome.desk import drawn, words
from wayhome.desk.forms.facts import OF_A_NAMELESS, FactForm
from wayhome.desk.page import Seat, at_desk, done, looked, say, sent, show
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.terms.codes import BODY_PART
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.standing import Standing
from wayhome.terms.words import N_

STEPS = (
    (N_("The find"), ("unidentified_kind", "condition", "found_place", "found_point", "found_setting", "found_at", "region")),
    (N_("Time of death"), ("died_between",)),
    (N_("Sex, age and height"), ("sex", "age_estimate", "stature_cm")),
    (N_("Looks"), ("build", "ethnicity", "hair_colour", "eye_colour")),
    (N_("The body"), ("examined", "mark", "implant")),
    (N_("Clothing and objects"), ("clothing", "object")),
    (N_("Teeth, fingers and blood"), ("teeth", "fingers", "blood_group")),
    (N_("Held elsewhere, and names"), ("holding", "reference", "alias", "languages")),
)  # fmt: skip


@at_desk("GET", "POST")
def add_unidentified_fact(request: HttpRequest, seat: Seat, unidentified: UUID) -> HttpResponse:
    """The steps of a description; with a kind named, the form of one fact more."""
    row = _own(seat, unidentified)
    facts = drawn.in_order(_facts(seat, row), OF_A_NAMELESS)
    here = reverse("add_unidentified_fact", args=[row.pk])
    code = request.GET.get("kind", "")
    if code not in OF_A_NAMELESS:
        return _show(request, seat, row, "unidentified_steps", steps=_steps(row, facts), **drawn.pictures(facts))
    kind, part = FACT_KINDS[code], request.GET.get("part", "")
    form = FactForm(sent(request), kind=kind, found=True, part=part if part in BODY_PART else "")
    if form.is_valid() and done(form, lambda: _add(form, row, seat)):
        say(request, _("The fact is saved."))
        return redirect(f"{here}?kind={code}" if "again" in request.POST else here)
    beside = drawn.beside(
        kind, facts, here=here, chosen=form.chosen, correct=lambda fact: reverse("replace_unidentified_fact", args=[row.pk, fact])
    )  # fmt: skip
    return _show(request, seat, row, "fact", form=form, heading=words.kind_words(code), button=_("Save"), **beside)


@at_desk("GET", "POST")
def replace_unidentified_fact(request: HttpRequest, seat: Seat, unidentified: UUID, fact: UUID) -> HttpResponse:
    """Say what is known instead. The earlier fact stays in the record, superseded."""
    row = _own(seat, unidentified)
    held = Fact.objects.filter(
        pk=fact, subject=row.pk, kind__in=OF_A_NAMELESS, field_class__in=[each.value for each in _classes(seat, row)]
    ).first()
    if held is None:
        raise Http404
    kind, value = FACT_KINDS[held.kind], value_of(held)
    form = FactForm(sent(request), kind=kind, value=value, found=True)
    here = reverse("add_unidentified_fact", args=[row.pk])
    if held.superseded_at is None and form.is_valid() and done(form, lambda: _add(form, row, seat, instead=fact)):
        say(request, _("The fact is corrected. The earlier one stays in the record."))
        return redirect(here)
    if held.superseded_at or form.overtaken:
        say(request, _("Somebody else corrected this fact first. It is shown below as it stands now."), tags="warning")
        return redirect(here)
    before = words.value_words(kind, value)
    return _show(
        request,
        seat,
        row,
        "fact",
        form=form,
        heading=_("Correct: %(fact)s") % {"fact": words.kind_words(kind.code)},
        before=before,
        button=_("Save instead"),
    )


def _add(form: FactForm, row: Unidentified, seat: Seat, *, instead: UUID | None = None) -> bool:
    registry.add_fact(
        row.pk, form.kind.code, form.written(), viewer=seat.viewer, by=seat.by, at=seat.at, instead=instead
    )
    return True


def _own(seat: Seat, unidentified: UUID) -> Unidentified:
    """The row, for the agency that recorded it; for all others it is not there."""
    row = Unidentified.objects.select_related("agency").filter(pk=unidentified).first()
    if row is None or not may(seat.viewer, Action.RECORD_UNIDENTIFIED, row_agency=row.agency_id):
        raise NotFound
    return row


def _classes(seat: Seat, row: Unidentified) -> Any:
    return field_classes_for(seat.viewer, Standing(own=row.agency_id == seat.viewer.agency))


def _facts(seat: Seat, row: Unidentified) -> list[Fact]:
    return list(facts_now(row.pk, classes=_classes(seat, row)))


def _steps(row: Unidentified, facts: list[Fact]) -> list[dict[str, Any]]:
    """Every step with its kinds of fact, what stands of each, and where to say more."""
    held: dict[str, list[Fact]] = {}
    for fact in facts:
        held.setdefault(fact.kind, []).append(fact)
    here = reverse("add_unidentified_fact", args=[row.pk])

    def task(code: str) -> dict[str, Any]:
        kind, standing = FACT_KINDS[code], held.get(code, [])
        said = "; ".join(words.value_words(kind, value_of(each)) for each in standing)
        one = standing[0] if len(standing) == 1 and not kind.many else None
        href = reverse("replace_unidentified_fact", args=[row.pk, one.pk]) if one else f"{here}?kind={code}"
        return {"name": words.kind_words(code), "code": code, "href": href, "said": said, "many": len(standing)}

    return [{"title": _(title), "tasks": [task(code) for code in codes]} for title, codes in STEPS]


def _show(request: HttpRequest, seat: Seat, row: Unidentified, template: str, **context: Any) -> HttpResponse:
    looked(request, seat, "unidentified.looked", row, agency=row.agency_id)
    if template == "fact":
        context |= {"back_url": reverse("add_unidentified_fact", args=[row.pk]), "back_text": _("Back to the steps")}
    return show(request, seat, template, unidentified=row, **context)
