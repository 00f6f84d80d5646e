"""What each follower does with a ledger entry. Each may run twice, and must then change nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from procrastinate.contrib.django import app as queue

from wayhome.access import actions as access
from wayhome.access.models import Glass
from wayhome.alerts import actions as alerts
from wayhome.appeals import actions as appeals
from wayhome.appeals.models import Appeal
from wayhome.base import keystore
from wayhome.cases.models import Episode, EpisodeReport, Misper
from wayhome.clocks import actions as clocks
from wayhome.clocks.models import Clock
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor, Sighting
from wayhome.intake.queries import words_of
from wayhome.ledger.models import Entry
from wayhome.ledger.queries import last_eyes
from wayhome.matching import actions as matching
from wayhome.matching.models import Exclusion, Judgement
from wayhome.published import actions as published
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion, Unidentified
from wayhome.risk import actions as risk
from wayhome.risk.models import Assessment
from wayhome.rules.episode import SEARCHING
from wayhome.terms.actor import Actor

Follower = Callable[[Entry, datetime], None]


def start_report_clocks(entry: Entry, at: datetime) -> None:
    """Somebody must read the report within minutes, and grade the risk."""
    report = Report.objects.get(pk=entry.key)
    # A register taken in by the thousand must not page the duty officer a thousand times.
    if report.door == ReportDoor.PFIF or Clock.objects.filter(subject=report.pk).exists():
        return
    clocks.start_for(
        "report.received",
        subject=report.pk,
        subject_kind="report",
        agency=report.agency_id,
        is_child=True,
        at=report.received_at,
    )
    _meet_what_was_done_meanwhile(report)


def _meet_what_was_done_meanwhile(report: Report) -> None:
    """An officer may be quicker than this job: what was read or graded before the clocks started is not due."""
    by = Actor.system("clocks")
    link = EpisodeReport.objects.filter(report=report).select_related("episode").first()
    if eyes := link.joined_at if link else last_eyes(report.pk):
        clocks.meet(report.pk, "first_eyes", by=by, at=eyes)
    if link is None:
        return
    graded = Assessment.objects.filter(episode=link.episode_id).exclude(decided="").exists()
    joined_later = link.episode.reports.filter(joined_at__lt=link.joined_at).exists()
    if graded or joined_later or link.episode.status not in SEARCHING:
        clocks.meet(report.pk, "first_grade", by=by, at=link.joined_at)


def take_over_report(entry: Entry, at: datetime) -> None:
    """Move key and photos of a report that the public or a partner handed in from quarantine, and close it to its own.

    The addresses and phones it names are noted as hashes: an officer whose own they are is shut out.
    """
    report = Report.objects.get(pk=entry.key)
    intake.take_over(report)
    access.trace(report.pk, words_of(report), agency=report.agency_id)


def take_over_sighting(entry: Entry, at: datetime) -> None:
    """Move the key of a sighting that came by the public form from quarantine into the store."""
    keystore.take_over(entry.key)


def start_tip_clock(entry: Entry, at: datetime) -> None:
    """Somebody must take a tip of a live alert within minutes. Whoever takes it meanwhile waits for this to end."""
    tip = Sighting.objects.select_for_update(of=("self",)).get(pk=entry.key)
    if tip.taken_by_id is None and not Clock.objects.filter(subject=tip.pk).exists():
        alerts.start_clock(tip, at=tip.received_at)


def start_glass_clock(entry: Entry, at: datetime) -> None:
    """A supervisor of the owning agency, or of the officer's, must review broken glass within a day."""
    glass = Glass.objects.get(pk=entry.key)
    if not Clock.objects.filter(subject=glass.pk).exists():
        clocks.start_for(
            "glass.broken", subject=glass.pk, subject_kind="glass", agency=glass.owner_id, is_child=True, at=glass.at
        )
    if glass.reviewed_at:
        clocks.meet(glass.pk, "glass_review", by=Actor.system("clocks"), at=glass.reviewed_at)


def stop_glass_clock(entry: Entry, at: datetime) -> None:
    """The review is done, by whichever agency's supervisor; the clock is the owner's."""
    clocks.meet(entry.key, "glass_review", by=Actor.system("clocks"), at=entry.at)


def suggest_risk(entry: Entry, at: datetime) -> None:
    """Let the rules suggest a grade, where none was suggested since."""
    episode = Episode.objects.get(pk=entry.key)
    if episode.status in SEARCHING and not Assessment.objects.filter(episode=episode, at__gte=entry.at).exists():
        risk.keep_suggestion(episode, by=Actor.system("risk"), at=at)


def publish_record(entry: Entry, at: datetime) -> None:
    """Freeze the missing person's record as it stands now."""
    misper = Misper.objects.get(episodes=entry.key)
    registry.publish_misper(misper, by=Actor.system("registry"), at=at)


def publish_unidentified(entry: Entry, at: datetime) -> None:
    """Freeze the unidentified person's record as it stands now."""
    registry.publish_unidentified(Unidentified.objects.get(pk=entry.key), by=Actor.system("registry"), at=at)


def find_candidates(entry: Entry, at: datetime) -> None:
    """Weigh the new version against everybody on the other side."""
    version = RecordVersion.objects.get(pk=entry.key)
    matching.run(version, by=Actor.system("matching"), at=at)


def rank_judged(entry: Entry, at: datetime) -> None:
    """After an identification, or after one was revoked, everybody whom it concerns is ranked anew."""
    matching.rank_judged(Judgement.objects.get(pk=entry.key), by=Actor.system("matching"), at=at)


def rank_excluded(entry: Entry, at: datetime) -> None:
    """Whoever left the ranking by an officer's hand gives up a place; whoever comes back takes one."""
    matching.rank_again(Exclusion.objects.get(pk=entry.key).unidentified, by=Actor.system("matching"), at=at)


def release_edition(entry: Entry, at: datetime) -> None:
    """Put an approved appeal in front of the public."""
    published.release(entry.key, by=Actor.system("published"), at=at)


def begin_alert_asked(entry: Entry, at: datetime) -> None:
    """Begin the alert that an agency's own system asked for with its report; officers decide whether it ever goes out."""
    for report in Report.objects.filter(episode_link__episode=entry.key).order_by("received_at"):
        alerts.begin_asked(report, at=at)


def start_appeal_clock(entry: Entry, at: datetime) -> None:
    """Somebody must decide before the appeal ends whether it runs on."""
    if appeal := Appeal.objects.filter(edition=entry.key).first():
        appeals.start_clock(appeal, at=at)


def read_back_edition(entry: Entry, at: datetime) -> None:
    """See over HTTP that the files are there as written, or gone: a job of its own, since no transaction waits for that."""
    queue.configure_task("flow.read_back").defer(owner=str(entry.key))
