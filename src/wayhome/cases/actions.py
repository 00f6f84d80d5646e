"""Opening, owning, moving and joining cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from wayhome.access.queries import nobody_there, refuse_erased, standing_of, standings_of
from wayhome.accounts.models import Agency, Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Edge, Episode, EpisodeReport, Misper
from wayhome.cases.queries import age_of, is_child
from wayhome.clocks import actions as clocks
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.values import read_moment, read_value
from wayhome.intake.actions import hand_over
from wayhome.intake.models import Report
from wayhome.intake.queries import report_seen_by, standing_to, words_of
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action, may
from wayhome.rules.description import inches_instead
from wayhome.rules.episode import FUTURE_GRACE, SEARCHING, EpisodeStatus, refuse_move
from wayhome.terms.actor import Actor
from wayhome.terms.certainty import Certainty
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import AgencyKind, Viewer
from wayhome.terms.words import N_

ALREADY_TAKEN = N_("Somebody else has already opened an episode from this report.")
STILL_MISSING = N_("This child has an open episode already. Add the report to that one.")
NOT_YOURS = N_("Your role may not do this. Ask the duty officer.")
CHOOSE_FORCE = N_("Choose the force that must act on this report.")
TOLD = ("childrens_services_told", "national_unit_told")
SAY_WHO_WAS_TOLD = N_("Say who took the message.")
TOLD_IN_FUTURE = N_("Nobody can have been told in the future. Check the date and time.")
EDGE_NEEDS_REASON = N_("Say why.")
SAME_RECORD = N_("These are one record.")
ONE_AGENCY = N_("The report and the record belong to different agencies. Route the report first.")


def acknowledge_report(report: Report, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Somebody of the owning agency reads the report: the clock that pages people stops."""
    if may(viewer, Action.SEE_REPORT, standing=standing_to(viewer, report)) and report.agency_id == viewer.agency:
        clocks.meet(report.pk, "first_eyes", by=by, at=at)


@transaction.atomic
def route_report(report_id: UUID, agency_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Report:
    """Give a report that no episode has taken up to the force that must act on it, with its photos and clocks.

    Raises Refused, NotFound, and Overtaken when somebody has opened an episode from it meanwhile.
    """
    report = report_seen_by(viewer, report_id)
    if not may(viewer, Action.ROUTE_REPORT, standing=standing_to(viewer, report)):
        raise Refused(NOT_YOURS)
    to = Agency.objects.filter(pk=agency_id, kind=AgencyKind.POLICE_FORCE.value).first()
    if to is None:
        raise Refused(CHOOSE_FORCE)
    if not hand_over(report.pk, to.pk, at=at):
        raise Overtaken(ALREADY_TAKEN)
    ledger.write("report.routed", report, by=by, agency=to.pk, at=at, before=str(report.agency_id))
    report.agency = to
    return report


@transaction.atomic
def open_episode(report_id: UUID, *, viewer: Viewer, by: Actor, at: datetime, misper_id: UUID | None = None) -> Episode:
    """Open one absence from a report: for a child already on file when one is named, else for a new record.

    What the report says becomes facts with the report as their source; what cannot be read as its kind stays in the
    report's own words, and is asked again. Raises Refused, Overtaken, NotFound.
    """
    report = report_seen_by(viewer, report_id)
    if not may(viewer, Action.CHANGE_CASE, standing=standing_to(viewer, report)):
        raise Refused(NOT_YOURS)
    misper = _misper(misper_id, report, viewer=viewer, at=at)
    words = words_of(report)
    record_words(words, report=report, misper=misper, by=by, at=at)
    zone = profile_of(settings.COUNTRY_PROFILE).time_zone
    episode = Episode(
        id=new_id(),
        agency_id=report.agency_id,
        misper=misper,
        status=EpisodeStatus.OPEN.value,
        owner_id=viewer.officer,
        missing_since=missing_since(words, report.received_at, zone),
        zone=zone,
        opened_at=at,
        opened_by=by.ref,
    )
    try:
        with transaction.atomic():
            episode.save(force_insert=True)
    except IntegrityError:
        raise Refused(STILL_MISSING) from None
    join_report(report, episode, by=by, at=at)
    child = is_child(misper.pk, on=at.date())
    clocks.meet(report.pk, "first_eyes", by=by, at=at)
    clocks.start_for(
        "episode.opened", subject=episode.pk, subject_kind="episode", agency=episode.agency_id, is_child=child, at=at
    )
    ledger.write(
        "episode.opened", episode, by=by, agency=episode.agency_id, at=at, misper=str(misper.pk), report=str(report.pk)
    )
    return episode


def join_report(report: Report, episode: Episode, *, by: Actor, at: datetime) -> None:
    """Say that a report tells of this absence. Raises Overtaken when it belongs to one already, or was routed away."""
    claim = Report.objects.filter(pk=report.pk, agency_id=episode.agency_id, taken_up_at=None)
    if not claim.update(taken_up_at=at, record=episode.misper_id):
        raise Overtaken(ALREADY_TAKEN)
    EpisodeReport.objects.create(
        agency_id=episode.agency_id, episode=episode, report=report, joined_at=at, joined_by=by.ref
    )


@transaction.atomic
def add_report(report_id: UUID, episode_id: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> Episode:
    """Add a second caller's report to an absence that is already open; its words become facts beside the others."""
    episode = lock(episode_id, viewer=viewer)
    report = report_seen_by(viewer, report_id)
    if report.agency_id != episode.agency_id:
        raise NotFound
    record_words(words_of(report), report=report, misper=episode.misper, by=by, at=at)
    join_report(report, episode, by=by, at=at)
    clocks.meet(report.pk, "first_eyes", "first_grade", by=by, at=at)
    ledger.write("report.joined", episode, by=by, agency=episode.agency_id, at=at, report=str(report.pk))
    return episode


def _misper(misper_id: UUID | None, report: Report, *, viewer: Viewer, at: datetime) -> Misper:
    if misper_id is None:
        return Misper.objects.create(agency_id=report.agency_id, created_at=at)
    misper = Misper.objects.filter(pk=misper_id).first()
    if misper is None or not may(viewer, Action.SEE_CASE, standing=standing_of(viewer, misper.pk, misper.agency_id)):
        raise NotFound
    if misper.agency_id != report.agency_id:
        raise Refused(ONE_AGENCY)
    return misper


def record_words(words: Mapping[str, str], *, report: Report, misper: Misper, by: Actor, at: datetime) -> None:
    """Record what a report says as facts about the child."""
    facts.record(Subject(misper.pk, "misper", misper.agency_id), told_in(words, report), by=by, at=at)


def told_in(words: Mapping[str, str], report: Report) -> list[Told]:
    """A report's words as facts, each with the report as source and its time as learned."""
    zone = profile_of(settings.COUNTRY_PROFILE).time_zone
    told = []
    for code, text in words.items():
        kind = FACT_KINDS.get(code)
        if kind is None or not text.strip():
            continue
        try:
            value = read_value(kind, text, zone=zone)
        except ValueError:
            continue
        seen = _happened(value, zone)
        told.append(
            Told(
                kind=code,
                value=value,
                source=f"report:{report.pk}",
                learned_at=report.received_at,
                certainty=Certainty.UNKNOWN if text.strip() == "unknown" else Certainty.LIKELY,
                happened_from=seen and seen[0],
                happened_to=seen and seen[1],
                zone=zone if seen else "",
            )
        )
    return told


def _happened(value: Any, zone: str) -> tuple[datetime, datetime] | None:
    """From when to when, where a fact's value is a stretch of time."""
    if not isinstance(value, dict) or "from" not in value:
        return None
    return read_moment(value["from"], zone=zone), read_moment(value["to"], zone=zone)


def missing_since(words: Mapping[str, str], received_at: datetime, zone: str) -> datetime:
    """Last seen, where that can be read and lies before the call; else the call itself."""
    try:
        seen = read_moment(words.get("last_seen_at", "").partition("/")[0], zone=zone)
    except ValueError:
        return received_at
    return min(seen, received_at)


def lock(episode_id: UUID, *, viewer: Viewer, action: Action = Action.CHANGE_CASE) -> Episode:
    """One episode, locked until the end of the transaction. Raises NotFound or Refused."""
    episode = Episode.objects.select_for_update(of=("self",)).select_related("misper").filter(pk=episode_id).first()
    if episode is None:
        raise nobody_there(viewer)
    episode.standing = standing_of(viewer, episode.misper_id, episode.agency_id)
    if not may(viewer, Action.SEE_CASE, standing=episode.standing):
        raise NotFound
    refuse_erased(episode.standing)
    if not may(viewer, action, standing=episode.standing):
        raise Refused(NOT_YOURS)
    return episode


def refuse_overtaken(episode: Episode, version: int | None) -> None:
    """Raise Overtaken when the page was drawn from an older version of the row."""
    if version is not None and version != episode.version:
        raise Overtaken


@transaction.atomic
def take_over(
    episode_id: UUID, *, viewer: Viewer, owner: UUID, version: int | None, by: Actor, at: datetime
) -> Episode:
    """Give the case to an officer of the same agency."""
    episode = lock(episode_id, viewer=viewer)
    refuse_overtaken(episode, version)
    officer = Officer.objects.filter(pk=owner, agency_id=episode.agency_id, is_active=True).first()
    if officer is None:
        raise NotFound
    episode.owner = officer
    _save(episode)
    ledger.write("episode.owned", episode, by=by, agency=episode.agency_id, at=at, owner=str(owner))
    return episode


@transaction.atomic
def record_told(
    episode_id: UUID, clock_kind: str, *, who: str, told_at: datetime, viewer: Viewer, by: Actor, at: datetime
) -> Episode:
    """Record that children's services, or the national unit, were told: who took it, and when. Raises Refused."""
    episode = lock(episode_id, viewer=viewer)
    if clock_kind not in TOLD:
        raise NotFound
    if not who.strip():
        raise Refused(SAY_WHO_WAS_TOLD)
    if told_at > at + FUTURE_GRACE:
        raise Refused(TOLD_IN_FUTURE)
    subject = Subject(episode.misper_id, "misper", episode.agency_id)
    told = Told("told", f"{clock_kind}: {who.strip()}", by.ref, learned_at=at, certainty=Certainty.CERTAIN,
                happened_from=told_at, happened_to=told_at, zone=episode.zone)  # fmt: skip
    facts.record(subject, [told], by=by, at=at)
    clocks.meet(episode.pk, clock_kind, by=by, at=at)
    ledger.write(
        "agency.told", episode, by=by, agency=episode.agency_id, at=at, clock=clock_kind, told_at=told_at.isoformat()
    )
    return episode


@transaction.atomic
def locate(episode_id: UUID, *, viewer: Viewer, version: int | None, by: Actor, at: datetime) -> Episode:
    """Record that the child is said to be somewhere, though nobody has seen the child yet.

    What is published stays; nothing new may be published.
    """
    episode = lock(episode_id, viewer=viewer)
    refuse_overtaken(episode, version)
    move(episode, EpisodeStatus.LOCATED_UNCONFIRMED, prevention_done=False, reason="")
    episode.located_at = at
    _save(episode)
    ledger.write("episode.located", episode, by=by, agency=episode.agency_id, at=at)
    return episode


@transaction.atomic
def reopen(episode_id: UUID, *, viewer: Viewer, reason: str, version: int | None, by: Actor, at: datetime) -> Episode:
    """Go on searching: the child was not there after all. Raises Refused without a reason once the search had ended."""
    episode = lock(episode_id, viewer=viewer)
    refuse_overtaken(episode, version)
    searched = EpisodeStatus(episode.status) in SEARCHING
    move(episode, EpisodeStatus.OPEN, prevention_done=False, reason=reason)
    if not searched and Episode.objects.filter(misper=episode.misper, status__in=SEARCHING).exists():
        raise Refused(STILL_MISSING)
    episode.located_at = episode.search_ended_at = episode.closed_at = None
    _save(episode)
    _keep_reason("why_reopened", reason, episode, by=by, at=at)
    ledger.write("episode.reopened", episode, by=by, agency=episode.agency_id, at=at)
    return episode


@transaction.atomic
def close(
    episode_id: UUID,
    *,
    viewer: Viewer,
    prevention_done: bool,
    reason: str,
    version: int | None,
    by: Actor,
    at: datetime,
) -> Episode:
    """Close the episode: with the prevention interview held, or a recorded reason why it was not."""
    episode = lock(episode_id, viewer=viewer, action=Action.CLOSE_EPISODE)
    refuse_overtaken(episode, version)
    move(episode, EpisodeStatus.CLOSED, prevention_done=prevention_done, reason=reason)
    episode.closed_at = at
    _save(episode)
    _keep_reason("why_closed", reason, episode, by=by, at=at)
    # The return interview is the children's services' and outlives the police's closure.
    clocks.stop_all(episode.pk, by=by, at=at, but=("return_interview", "return_interview_offer"))
    ledger.write("episode.closed", episode, by=by, agency=episode.agency_id, at=at, prevention=prevention_done)
    return episode


def _keep_reason(kind: str, reason: str, episode: Episode, *, by: Actor, at: datetime) -> None:
    """An officer's reason may say that a child is in hospital: it is kept sealed, as a fact."""
    if reason.strip():
        told = Told(kind, reason.strip(), by.ref, learned_at=at, certainty=Certainty.CERTAIN)
        facts.record(Subject(episode.misper_id, "misper", episode.agency_id), [told], by=by, at=at)


def move(episode: Episode, to: EpisodeStatus, *, prevention_done: bool, reason: str) -> None:
    """Change the status of a locked episode, or raise Refused with the rule's sentence."""
    if why := refuse_move(EpisodeStatus(episode.status), to, prevention_done=prevention_done, reason=reason):
        raise Refused(why)
    episode.status = to.value


def stop_first_clocks(episode: Episode, *, by: Actor, at: datetime) -> None:
    """What was due for the reports of an absence is due no longer, because its search is over."""
    for report in episode.reports.values_list("report", flat=True):
        clocks.stop_all(report, by=by, at=at)


def end_search(episode: Episode, *, at: datetime) -> None:
    """The child was seen: called by the outcome's verb, inside its transaction."""
    move(episode, EpisodeStatus.FOUND, prevention_done=False, reason="")
    episode.search_ended_at = at
    _save(episode)


def _save(episode: Episode) -> None:
    episode.version += 1
    episode.save()


@transaction.atomic
def add_fact(
    episode_id: UUID,
    kind: str,
    text: str,
    *,
    viewer: Viewer,
    by: Actor,
    at: datetime,
    source: str = "",
    instead: UUID | None = None,
) -> None:
    """Add what is newly known about the child, or what is known instead of an earlier fact."""
    episode = lock(episode_id, viewer=viewer)
    zone = profile_of(settings.COUNTRY_PROFILE).time_zone
    try:
        value = read_value(FACT_KINDS[kind], text, zone=zone, at=at)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    age = age_of(episode.misper_id, on=at.date()) if kind == "stature_cm" else None
    if age and (why := inches_instead(value["low"], age)):
        raise Refused(why)
    subject = Subject(episode.misper_id, "misper", episode.agency_id)
    seen = _happened(value, zone)
    told = Told(kind, value, source or by.ref, learned_at=at, happened_from=seen and seen[0],
                happened_to=seen and seen[1], zone=zone if seen else "")  # fmt: skip
    if instead:
        facts.replace(instead, told, subject=subject, by=by, at=at)
    else:
        facts.record(subject, [told], by=by, at=at)
    if kind == "last_seen_at" and seen and EpisodeStatus(episode.status) in SEARCHING:
        # The absence is counted from what is now known; a time told wrongly must not stop anybody from being found.
        episode.missing_since = min(seen[0], at)
        _save(episode)
    ledger.write("facts.added", episode, by=by, agency=episode.agency_id, at=at, fact_kind=kind)


@transaction.atomic
def join(one: UUID, other: UUID, kind: str, *, viewer: Viewer, reason: str, by: Actor, at: datetime) -> Edge:
    """Say that two records are the same person, are not, or may be. The records stay apart; a later edge undoes this."""
    if one == other:
        raise Refused(SAME_RECORD)
    if not reason.strip():
        raise Refused(EDGE_NEEDS_REASON)
    low, high = sorted((one, other))
    mispers = {misper.pk: misper for misper in Misper.objects.filter(pk__in=(low, high))}
    standings = standings_of(viewer, {misper.pk: misper.agency_id for misper in mispers.values()}).values()
    if len(mispers) != 2 or not all(may(viewer, Action.SEE_CASE, standing=standing) for standing in standings):
        raise NotFound
    if not all(may(viewer, Action.CHANGE_CASE, standing=standing) for standing in standings):
        raise Refused(NOT_YOURS)
    Edge.objects.filter(low_id=low, high_id=high, superseded_at=None).update(superseded_at=at)
    try:
        with transaction.atomic():
            edge = Edge.objects.create(
                agency_id=mispers[low].agency_id, low_id=low, high_id=high, kind=kind, by=by.ref, reason=reason, at=at
            )
    except IntegrityError:
        raise Overtaken from None
    ledger.write("mispers.joined", edge, by=by, agency=edge.agency_id, at=at, judged=kind)
    return edge
