"""One pair beside each other: a missing and an unidentified person, what speaks for and against, and what people decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access.queries import nobody_there
from wayhome.base.errors import NotFound
from wayhome.cases.queries import episode_seen_by
from wayhome.desk import lists, words
from wayhome.desk.case.about import show_about
from wayhome.desk.forms.kinship import RevokeKinshipForm
from wayhome.desk.forms.matches import ExcludeForm, JudgeForm, RevokeForm
from wayhome.desk.page import Seat, at_desk, done, looked, say, show
from wayhome.desk.views.kinship import opened, panel
from wayhome.desk.views.pair import COMPARED, bodies, rivals, sides, teeth
from wayhome.desk.views.unidentified import (
    case_url,
    chance_words,
    classes_of,
    evidence_of,
    evidence_words,
    facts_of,
    nobody_words,
    person_words,
    rule_words,
    verdict_words,
)
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now, values_of
from wayhome.kernels.linkage import contrary_first
from wayhome.look.charts import waterfall
from wayhome.matching import actions as matching
from wayhome.matching.models import Candidate, Exclusion, Judgement, Kinship
from wayhome.matching.queries import (
    excluded_of,
    exclusions_on,
    matches_of,
    verdicts_between,
    verdicts_of,
)
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.rules.bands import band
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import SECOND_OFFICER, VERDICT_LABELS, Decision, Verdict, lacking
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.words import N_

STAYS_PROPOSED = N_("The pair stays proposed. For an identification it lacks what is named here.")

REVERSE = 20


@at_desk("GET")
def match(request: HttpRequest, seat: Seat, unidentified: UUID, missing: UUID) -> HttpResponse:
    """A missing and an unidentified person side by side, with the evidence, the verdicts and the exclusions."""
    return _shown(request, seat, unidentified, missing)


@at_desk("GET")
def matches(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The unidentified people in whose lists a missing person of the own agency stands, likeliest first."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    if row.agency_id != seat.viewer.agency:
        raise NotFound
    standing = list(matches_of(seat.viewer, row.misper_id)[:REVERSE])
    out = list(excluded_of(seat.viewer, row.misper_id)[:REVERSE])
    finds = Unidentified.objects.select_related("agency").in_bulk([each.unidentified for each in (*standing, *out)])
    brief = values_of(finds, ("unidentified_kind", "found_place", "condition", "sex"))
    verdicts = verdicts_of(row.misper_id)
    return show_about(
        request, seat, "matches", row,
        lines=[
            _find_line(each, finds[each.unidentified], brief[each.unidentified])
            | {
                "band": _(band(each.weight)),
                "verdict": _(VERDICT_LABELS[Verdict(verdicts[each.unidentified].verdict)]) if each.unidentified in verdicts else "",
                "against": next((evidence_words(part) for part in contrary_first(evidence_of(each)) if part.weight < 0), None),
            }
            for each in standing
            if each.unidentified in finds
        ],
        excluded=[
            _find_line(each, finds[each.unidentified], brief[each.unidentified])
            for each in out
            if each.unidentified in finds
        ],
    )  # fmt: skip


def _find_line(pair: Candidate, find: Unidentified, told: dict[str, list[Any]]) -> dict[str, Any]:
    """What a line says of somebody without a name."""
    return {
        "href": reverse("match", args=[pair.unidentified, pair.missing]),
        "reference": find.reference,
        "agency": find.agency,
        "what": _brief(told),
    }


def _brief(told: dict[str, list[Any]]) -> str:
    """What was found, in a line. "Living" beside a living person, and "Only a part" beside a part, say nothing more."""
    said = {kind: values[0] for kind, values in told.items() if values}
    if said.get("condition") in {"alive", "partial"}:
        del said["condition"]
    kinds = ("unidentified_kind", "sex", "condition", "found_place")
    return ", ".join(words.value_words(FACT_KINDS[kind], said[kind]) for kind in kinds if kind in said)


@at_desk("POST")
def judge(request: HttpRequest, seat: Seat, unidentified: UUID, missing: UUID) -> HttpResponse:
    """Keep what an officer decides about the pair."""
    form = JudgeForm(request.POST, prefix="judge")
    if form.is_valid() and done(form, lambda: _judged(form, missing, unidentified, seat)):
        say(request, _("The verdict is saved."))
        return redirect("match", unidentified, missing)
    return _shown(request, seat, unidentified, missing, form)


def _judged(form: JudgeForm, missing: UUID, unidentified: UUID, seat: Seat) -> Judgement | None:
    given = form.cleaned_data
    try:
        return matching.judge(
            missing, unidentified, Verdict(given["verdict"]), reason=given["reason"], decision=form.decision(),
            sees=given["sees"], viewer=seat.viewer, by=seat.by, at=seat.at,
        )  # fmt: skip
    except matching.Unfinished as problem:
        if given["verdict"] == Verdict.IDENTIFIED and set(problem.lacking) <= set(form.belongs):
            form.add_error(None, _(STAYS_PROPOSED))
        for sentence in problem.lacking:
            form.refuse(sentence)
        return None


@at_desk("POST")
def exclude(request: HttpRequest, seat: Seat, unidentified: UUID, missing: UUID) -> HttpResponse:
    """Take the pair out of the ranking, or mark it, by a rule."""
    form = ExcludeForm(request.POST, prefix="exclude")
    if form.is_valid() and done(form, lambda: _excluded(form, missing, unidentified, seat)):
        say(request, _("The rule is applied."))
        return redirect("match", unidentified, missing)
    return _shown(request, seat, unidentified, missing, form)


def _excluded(form: ExcludeForm, missing: UUID, unidentified: UUID, seat: Seat) -> Exclusion:
    given = form.cleaned_data
    return matching.exclude(
        missing, unidentified, Rule(given["rule"]), Effect(given["effect"]), reason=given["reason"],
        document=given["document"], viewer=seat.viewer, by=seat.by, at=seat.at,
    )  # fmt: skip


@at_desk("POST")
def revoke(request: HttpRequest, seat: Seat, unidentified: UUID, exclusion: UUID) -> HttpResponse:
    """Take an exclusion or doubt back."""
    row = Exclusion.objects.filter(pk=exclusion, unidentified=unidentified).first()
    said = _("The exclusion is revoked. The list is being ranked anew.")
    return _taken_back(request, seat, row, RevokeForm, matching.revoke, said)


@at_desk("POST")
def revoke_kinship(request: HttpRequest, seat: Seat, unidentified: UUID, kinship: UUID) -> HttpResponse:
    """Take a laboratory's kinship result back."""
    row = Kinship.objects.filter(pk=kinship, unidentified=unidentified).first()
    return _taken_back(
        request, seat, row, RevokeKinshipForm, matching.revoke_kinship, _("The kinship result is revoked.")
    )


def _taken_back(
    request: HttpRequest,
    seat: Seat,
    row: Exclusion | Kinship | None,
    form_of: type[RevokeForm | RevokeKinshipForm],
    revoked: Callable[..., Exclusion | Kinship],
    said: str,
) -> HttpResponse:
    """Take back what stands on a pair, for the reason that the form gives."""
    if row is None:
        raise nobody_there(seat.viewer)
    form = form_of(request.POST, prefix=row.pk.hex)
    if form.is_valid() and done(
        form,
        lambda: revoked(row.pk, because=form.cleaned_data["because"], viewer=seat.viewer, by=seat.by, at=seat.at),
    ):
        say(request, said)
        return redirect("match", row.unidentified, row.missing)
    return _shown(request, seat, row.unidentified, row.missing, form)


def _shown(
    request: HttpRequest,
    seat: Seat,
    unidentified: UUID,
    missing: UUID,
    form: JudgeForm | ExcludeForm | RevokeForm | RevokeKinshipForm | None = None,
) -> HttpResponse:
    of = opened(seat, unidentified, missing)
    row, pair, person, kept = of.row, of.pair, of.person, of.standing
    verdicts = verdicts_between(unidentified, missing)
    standing = verdicts[0] if verdicts and verdicts[0].superseded_at is None else None
    rules = exclusions_on(unidentified, [missing]).get(missing, [])
    names = lists.names_of([*(each.by for each in verdicts), *(each.by for each in rules)])
    theirs = facts_of(seat, row)
    own = field_classes_for(seat.viewer, kept)
    ours = [fact for fact in facts_now(missing, classes=own) if fact.kind in COMPARED]
    looked(request, seat, "match.looked", pair, agency=row.agency_id)
    told = panel(seat, of, form if isinstance(form, RevokeKinshipForm) else None)
    parts = contrary_first(told.sum.added if told.sum else evidence_of(pair))
    heavy = [part for part in parts if part.weight]
    can_judge = may(seat.viewer, Action.JUDGE_MATCH, row_agency=row.agency_id)
    can_judge = can_judge and may(seat.viewer, Action.JUDGE_MATCH, standing=kept)
    return show(
        request, seat, "match", form=form, unidentified=row, pair=pair, person=person_words(person),
        case_url=case_url(seat, person), band=_(band(pair.weight)), chance=chance_words(pair.chance), nobody=nobody_words(pair),
        rows=[
            evidence_words(part) | {"bar": bar}
            for part, bar in zip(heavy, waterfall([part.weight for part in heavy]), strict=True)
        ],
        kinship=told.context, total=told.sum.total if told.sum else pair.weight,
        silent=sorted({words.kind_words(part.kind) for part in parts if not part.weight}),
        against=next((evidence_words(part) for part in heavy if part.weight < 0), None),
        wanted=[{"fact": words.kind_words(each["family"]), **each} for each in pair.wanted or ()],
        rivals=rivals(seat, pair), sides=sides((ours, own), (theirs, classes_of(seat, row))), bodies=bodies(ours, theirs), teeth=teeth(ours, theirs),
        verdict=_verdict(standing, names, seat) if standing else None,
        still_lacking=_lacking(standing, theirs, seat) if standing else [],
        history=[verdict_words(each, names) for each in verdicts if each.superseded_at],
        rules=[
            rule_words(each, names) | {"form": _bound(form, RevokeForm, each.pk.hex) if can_judge else None}
            for each in rules
        ],
        judge_form=_bound(form, JudgeForm, "judge", {"sees": str(standing.pk) if standing else ""}) if can_judge else None,
        exclude_form=_bound(form, ExcludeForm, "exclude") if can_judge else None,
    )  # fmt: skip


def _bound(form: Any, kind: type[Any], prefix: str, initial: dict[str, str] | None = None) -> Any:
    """The form that was sent, where it is this one; else a fresh one."""
    return form if isinstance(form, kind) and form.prefix == prefix else kind(prefix=prefix, initial=initial)


def _verdict(standing: Judgement, names: dict[str, str], seat: Seat) -> dict[str, Any]:
    """The verdict in force. Why somebody proposed is kept from the second officer until that one has decided."""
    told = verdict_words(standing, names)
    if standing.verdict == Verdict.PROPOSED_SAME and Actor.officer_in(standing.by) != seat.viewer.officer:
        return told | {"reason": "", "blind": True}
    return told


def _lacking(standing: Judgement, theirs: Iterable[Fact], seat: Seat) -> list[str]:
    """What a proposal still lacks: the second officer, and all that the decision must name."""
    if standing.verdict != Verdict.PROPOSED_SAME:
        return []
    alive = any(fact.kind == "unidentified_kind" and value_of(fact) == "alive" for fact in theirs)
    return [_(each) for each in (SECOND_OFFICER, *lacking(Decision(), alive=alive, today=seat.at.date()))]
