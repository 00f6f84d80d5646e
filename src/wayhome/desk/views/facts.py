"""What is known: adding a fact, and saying what is known instead of an earlier one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.cases import actions as cases
from wayhome.cases.queries import episode_seen_by
from wayhome.desk import drawn, words
from wayhome.desk.case.about import classes_for, show_about
from wayhome.desk.forms.facts import OF_A_MISPER, FactForm
from wayhome.desk.page import Seat, at_desk, done, say, sent
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.look.shapes import Link
from wayhome.risk.actions import QUESTIONS
from wayhome.terms.codes import BODY_PART
from wayhome.terms.fact_kinds import FACT_KINDS


@at_desk("GET", "POST")
def add_fact(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Choose what the fact is about, then say it."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    code = request.GET.get("kind", "")
    if code not in OF_A_MISPER:
        here = reverse("add_fact", args=[episode])
        kinds = [
            Link(text=words.kind_words(each), href=f"{here}?kind={each}")
            for each in sorted(OF_A_MISPER, key=words.kind_words)
        ]
        return show_about(request, seat, "fact_kinds", row, kinds=kinds, risk_url=reverse("risk", args=[episode]))
    kind, part, here = FACT_KINDS[code], request.GET.get("part", ""), reverse("add_fact", args=[episode])
    form = FactForm(sent(request), kind=kind, part=part if part in BODY_PART else "")
    if form.is_valid() and done(form, lambda: _add(form, episode, seat)):
        say(request, _("The fact is saved."))
        return redirect(f"{here}?kind={code}") if "again" in request.POST else redirect("episode", episode)
    beside = drawn.beside(
        kind, facts_now(row.misper_id, classes=classes_for(seat, row)) if kind.many else (), here=here, chosen=form.chosen,
        correct=lambda fact: reverse("replace_fact", args=[episode, fact]),
    )  # fmt: skip
    return show_about(
        request, seat, "fact", row, form=form, heading=words.kind_words(kind.code), button=_("Save"), **beside
    )


@at_desk("GET", "POST")
def replace_fact(request: HttpRequest, seat: Seat, episode: UUID, fact: UUID) -> HttpResponse:
    """Say what is known instead. The earlier fact stays in the record, superseded."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    classes = [each.value for each in classes_for(seat, row)]
    held = Fact.objects.filter(
        pk=fact, subject=row.misper_id, kind__in=[*OF_A_MISPER, *QUESTIONS], field_class__in=classes
    ).first()
    if held is None:
        raise Http404
    kind, value = FACT_KINDS[held.kind], value_of(held)
    form = FactForm(sent(request), kind=kind, value=value)
    if held.superseded_at is None and form.is_valid() and done(form, lambda: _add(form, episode, seat, instead=fact)):
        say(request, _("The fact is corrected. The earlier one stays in the record."))
        return redirect("episode", episode)
    if held.superseded_at or form.overtaken:
        say(request, _("Somebody else corrected this fact first. It is shown below as it stands now."), tags="warning")
        return redirect("episode", episode)
    before = words.value_words(kind, value)
    return show_about(
        request,
        seat,
        "fact",
        row,
        form=form,
        heading=_("Correct: %(fact)s") % {"fact": words.kind_words(kind.code)},
        before=before,
        button=_("Save instead"),
    )


def _add(form: FactForm, episode: UUID, seat: Seat, *, instead: UUID | None = None) -> bool:
    cases.add_fact(episode, form.kind.code, form.written(), viewer=seat.viewer, by=seat.by, at=seat.at, instead=instead)
    return True
