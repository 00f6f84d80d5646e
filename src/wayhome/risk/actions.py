"""Assessing risk: the rules suggest, an officer decides and says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wayhome.base import sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.cases.actions import lock
from wayhome.cases.models import Episode
from wayhome.cases.queries import is_child, youngest
from wayhome.clocks import actions as clocks
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.models import Fact
from wayhome.facts.queries import values_of
from wayhome.ledger import actions as ledger
from wayhome.risk.models import Assessment
from wayhome.rules.access import Action
from wayhome.rules.clocks import clocks_for
from wayhome.rules.episode import SEARCHING
from wayhome.rules.moments import between
from wayhome.rules.risk import RiskFacts, Suggestion, refuse_decision, suggest
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.flag import Flag
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role, Viewer

QUESTIONS = tuple(code for code, kind in FACT_KINDS.items() if kind.value_type is ValueType.FLAG)
SAFE_IF_YES = frozenset({"asked.manages_alone", "asked.dressed_for_weather"})
"""Questions to which "no" is the grave answer."""
TABLE = "risk_assessment"


def suggestion_for(episode: Episode, *, at: datetime) -> tuple[Suggestion, RiskFacts]:
    """What the rules make of the facts as they stand now."""
    known = values_of([episode.misper_id], (*QUESTIONS, "medicine_deadline"))[episode.misper_id]
    medicine = next(iter(known["medicine_deadline"]), None)
    weighed = RiskFacts(
        age=youngest(episode.misper_id, on=at.date()),
        answers={code: gravest(code, known[code]) for code in QUESTIONS if known.get(code)},
        hours_missing=max(0.0, between(episode.missing_since, at) / timedelta(hours=1)),
        times_missing_90_days=_times_missing(episode, at=at),
        medicine_due_in_hours=between(at, datetime.fromisoformat(medicine)) / timedelta(hours=1) if medicine else None,
    )
    return suggest(weighed, profile_of(settings.COUNTRY_PROFILE)), weighed


def gravest(code: str, told: Collection[str]) -> Flag:
    """What to act on where several people answered: the gravest answer, and "unknown" only when nobody knows better.

    A second caller who does not know, or says otherwise, must not lower what the first one said; an officer may.
    """
    order = (Flag.NO, Flag.YES) if code in SAFE_IF_YES else (Flag.YES, Flag.NO)
    return next((flag for flag in order if flag.value in told), Flag.UNKNOWN)


def _times_missing(episode: Episode, *, at: datetime) -> int:
    return Episode.objects.filter(misper=episode.misper_id, missing_since__gt=at - timedelta(days=90)).count()


@transaction.atomic
def keep_suggestion(episode: Episode, *, by: Actor, at: datetime) -> Assessment:
    """Write down what the rules suggest, with nobody's decision yet."""
    suggestion, weighed = suggestion_for(episode, at=at)
    return _keep(episode, suggestion, weighed, decided="", reason="", by=by, at=at, kind="risk.suggested")


@transaction.atomic
def decide(
    episode_id: UUID, grade: str, *, reason: str, answers: Mapping[str, str], viewer: Viewer, by: Actor, at: datetime
) -> Assessment:
    """Keep the officer's grade beside the rules' suggestion, with the answers it rests on.

    `answers` are the questions answered now, yes, no or unknown; they become facts. Raises Refused.
    """
    episode = lock(episode_id, viewer=viewer, action=Action.DECIDE_RISK)
    subject = Subject(episode.misper_id, "misper", episode.agency_id)
    _answer(subject, answers, by=by, at=at)
    suggestion, weighed = suggestion_for(episode, at=at)
    profile = profile_of(settings.COUNTRY_PROFILE)
    child = is_child(episode.misper_id, on=at.date())
    why = refuse_decision(
        grade, reason=reason, is_child=child, suggestion=suggestion, by_role=viewer.role, profile=profile
    )
    if why:
        raise Refused(why)
    kept = _keep(episode, suggestion, weighed, decided=grade, reason=reason, by=by, at=at, kind="risk.decided")
    reports = [str(link.report_id) for link in episode.reports.all()]
    for report in reports:
        clocks.meet(UUID(report), "first_grade", by=by, at=at)
    clocks.meet(episode.pk, "supervisor_review", "no_risk_recheck", by=by, at=at)
    starts = clocks_for("risk.decided", grade=grade, is_child=child, at=at, profile=profile)
    if viewer.role is Role.SUPERVISOR:  # a supervisor's own decision is the review
        starts = tuple(each for each in starts if each.kind != "supervisor_review")
    if episode.status in SEARCHING:  # nobody reviews the grade of a child who is back
        clocks.start(starts, subject=episode.pk, subject_kind="episode", agency=episode.agency_id, at=at)
    return kept


def _answer(subject: Subject, answers: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Keep each answer that differs from those held; it supersedes them all.

    "Not known" never takes the place of an answer: a page drawn before a colleague answered would undo it unseen. Who
    must take an answer back replaces that fact by itself.
    """
    held: dict[str, list[Fact]] = {}
    for fact in Fact.objects.filter(subject=subject.id, kind__in=QUESTIONS, superseded_at=None).order_by("id"):
        held.setdefault(fact.kind, []).append(fact)
    for code, answer in answers.items():
        before = held.get(code, [])
        same = {facts.value_of(fact) for fact in before} == {answer} or answer == Flag.UNKNOWN
        if code not in QUESTIONS or same:
            continue
        told = Told(code, Flag(answer).value, by.ref, learned_at=at)
        if before:
            first, *others = (fact.pk for fact in before)
            facts.replace(first, told, subject=subject, by=by, at=at, also=others)
        else:
            facts.record(subject, [told], by=by, at=at)


def _keep(
    episode: Episode,
    suggestion: Suggestion,
    weighed: RiskFacts,
    *,
    decided: str,
    reason: str,
    by: Actor,
    at: datetime,
    kind: str,
) -> Assessment:
    row = new_id()

    def sealed(words: object, column: str) -> bytes:
        return sealing.seal_words(words, subject=episode.misper_id, table=TABLE, column=column, row=row)

    answers = {code: flag.value for code, flag in weighed.answers.items()}
    basis = {
        "age": str(weighed.age or ""),
        "answers": answers,
        "reasons": [asdict(each) for each in suggestion.reasons],
    }
    kept = Assessment(
        id=row,
        agency_id=episode.agency_id,
        episode=episode,
        profile=settings.COUNTRY_PROFILE,
        rules_version=suggestion.rules_version,
        basis=sealed(basis, "basis"),
        suggested=suggestion.grade or "",
        open_questions=[each.code for each in suggestion.open_questions],
        decided=decided,
        reason=sealed(reason, "reason") if reason else None,
        by=by.ref,
        at=at,
    )
    kept.save(force_insert=True)
    ledger.write(
        kind,
        episode,
        by=by,
        agency=episode.agency_id,
        at=at,
        grade=decided or None,
        suggested=suggestion.grade,
        rules=suggestion.rules_version,
    )
    return kept
