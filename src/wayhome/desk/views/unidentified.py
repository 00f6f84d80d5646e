"""People and remains without a name, and who of the missing they may be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base.errors import NotFound
from wayhome.desk import lists, words
from wayhome.desk.forms.unidentified import JudgeForm, UnidentifiedForm
from wayhome.desk.page import Seat, at_desk, attempt, done, looked, looked_at, say, sent, show
from wayhome.desk.views.episodes import page_number
from wayhome.facts.actions import value_of
from wayhome.facts.queries import facts_now
from wayhome.kernels.linkage import Evidence
from wayhome.look import shapes
from wayhome.matching import actions as matching
from wayhome.matching.models import Candidate, Judgement
from wayhome.matching.queries import candidates_for, verdicts_on
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.rules.matching import VERDICT_LABELS, Method, Verdict
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.standing import Standing

SHOWN = 10


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
            say(request, _("Recorded. Candidates are being ranked."))
            return redirect("unidentified", row.pk)
    return show(request, seat, "new_unidentified", form=form)


@at_desk("GET")
def unidentified(request: HttpRequest, seat: Seat, unidentified: UUID) -> HttpResponse:
    """What is known, and who of the missing may be this person, with the evidence for and against."""
    return _shown(request, seat, _row(seat, unidentified))


@at_desk("POST")
def judge(request: HttpRequest, seat: Seat, unidentified: UUID, missing: UUID) -> HttpResponse:
    """Keep what an officer decides about one pair."""
    row = _row(seat, unidentified)
    form = JudgeForm(request.POST, prefix=missing.hex)
    if form.is_valid() and done(form, lambda: _judge(form, missing, unidentified, seat)):
        say(request, _("The verdict is saved."))
        return redirect("unidentified", unidentified)
    return _shown(request, seat, row, form, missing)


def _judge(form: JudgeForm, missing: UUID, unidentified: UUID, seat: Seat) -> Judgement:
    given = form.cleaned_data
    method = Method(given["method"]) if given["method"] else None
    return matching.judge(
        missing, unidentified, Verdict(given["verdict"]), reason=given["reason"], method=method,
        viewer=seat.viewer, by=seat.by, at=seat.at,
    )  # fmt: skip


def _row(seat: Seat, unidentified: UUID) -> Unidentified:
    row = Unidentified.objects.select_related("agency").filter(pk=unidentified).first()
    if row is None or not may(seat.viewer, Action.SEE_RECORD, row_agency=row.agency_id):
        raise NotFound
    return row


def _shown(
    request: HttpRequest, seat: Seat, row: Unidentified, form: JudgeForm | None = None, judged: UUID | None = None
) -> HttpResponse:
    classes = field_classes_for(seat.viewer, Standing(own=row.agency_id == seat.viewer.agency))
    standing = list(candidates_for(seat.viewer, row.pk)[:SHOWN])
    people = lists.missing_people(seat.viewer, [each.missing for each in standing], on=seat.at.date())
    verdicts = verdicts_on(row.pk)
    order = {code: place for place, code in enumerate(FACT_KINDS)}
    facts = sorted(facts_now(row.pk, classes=classes), key=lambda fact: order[fact.kind])
    names = lists.names_of([*(each.by for each in verdicts.values()), *(fact.source for fact in facts)])
    can_judge = may(seat.viewer, Action.JUDGE_MATCH, row_agency=row.agency_id)
    looked(request, seat, "unidentified.looked", row, agency=row.agency_id)
    if judged and judged not in {each.missing for each in standing}:
        raise Http404
    return show(
        request, seat, "unidentified", form=form, unidentified=row,
        facts=[
            shapes.Fact(
                label=words.kind_words(fact.kind), value=words.value_words(FACT_KINDS[fact.kind], value_of(fact)),
                source=words.source_words(fact, names, {}), certainty=fact.certainty, learned_at=fact.learned_at,
            )
            for fact in facts
        ],
        candidates=[
            _candidate(each, people[each.missing], verdicts.get(each.missing), names, seat)
            | {"form": (form if form and each.missing == judged else JudgeForm(prefix=each.missing.hex)) if can_judge else None}
            for each in standing
            if each.missing in people
        ],
    )  # fmt: skip


def _candidate(
    each: Candidate, person: lists.Missing, verdict: Judgement | None, names: dict[str, str], seat: Seat
) -> dict[str, Any]:
    parts = [
        Evidence(part["kind"], part["weight"], part["says"], tuple(map(tuple, part["parameters"])))
        for part in each.evidence
    ]
    against = sorted((part for part in parts if part.weight < 0), key=lambda part: part.weight)
    speaking = sorted((part for part in parts if part.weight > 0), key=lambda part: -part.weight)
    own = person.agency_id == seat.viewer.agency and seat.may(Action.SEE_CASE)
    return {
        "missing": each.missing,
        "name": person.called.name or _("Name not known"),
        "age": words.short_age(person.called.age),
        "reference": person.reference,
        "agency": person.agency,
        "href": reverse("episode", args=[person.episode]) if own and person.episode else "",
        "weight": each.weight,
        # The strongest fact against comes first: that is the one a reader must not miss.
        "rows": [_evidence(part) for part in (*against, *speaking)],
        "silent": [words.kind_words(part.kind) for part in parts if part.weight == 0],
        "verdict": _verdict(verdict, names) if verdict else None,
    }


def _evidence(part: Evidence) -> dict[str, Any]:
    return {"fact": words.kind_words(part.kind), "words": words.evidence_words(part), "thousandths": part.weight}


def _verdict(verdict: Judgement, names: dict[str, str]) -> dict[str, Any]:
    return {
        "text": _(VERDICT_LABELS[Verdict(verdict.verdict)]),
        "by": names.get(verdict.by, ""),
        "at": verdict.at,
        "reason": verdict.reason,
    }
