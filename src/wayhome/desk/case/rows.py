"""Everything about one case, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.alerts.models import Alert
from wayhome.alerts.queries import alerts_of
from wayhome.appeals.models import Appeal
from wayhome.appeals.queries import appeals_of
from wayhome.cases.models import Episode
from wayhome.cases.queries import episode_seen_by
from wayhome.clocks.models import Clock
from wayhome.desk import lists, words
from wayhome.desk.case.about import can, classes_for
from wayhome.desk.page import Seat
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.intake.models import Photo, Report
from wayhome.ledger.models import Entry
from wayhome.ledger.queries import entries_about
from wayhome.outcomes.models import Interview
from wayhome.outcomes.queries import interviews_of
from wayhome.risk.models import Assessment
from wayhome.risk.queries import decisions_of
from wayhome.rules.access import Action
from wayhome.rules.episode import SEARCHING, EpisodeStatus

MOMENTS = 40
"""So many lines of the timeline stand on the page; the ledger holds all."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about one case, as its stages hold it."""

    episode: Episode
    facts: Sequence[Fact]
    reports: Sequence[Report]
    photos: Sequence[Photo]
    assessments: Sequence[Assessment]
    appeals: Sequence[Appeal]
    alerts: Sequence[Alert]
    interviews: Sequence[Interview]
    timed: Sequence[Clock]
    entries: Sequence[Entry]
    eyes: tuple[datetime, str] | None
    names: dict[str, str]

    @property
    def clocks(self) -> list[Clock]:
        """What is still due, soonest first."""
        return [clock for clock in self.timed if clock.met_at is None]

    @property
    def decision(self) -> Assessment | None:
        """The newest grade that an officer gave."""
        return next((each for each in self.assessments if each.decided), None)

    @property
    def references(self) -> dict[str, str]:
        """References of the reports, by id."""
        return {str(report.pk): report.reference for report in self.reports}


def rows_of(seat: Seat, episode_id: UUID) -> Rows:
    """Read a case. Raises NotFound when it is not there or not for this viewer.

    Of a case that is shared its status and facts are read, and nothing that hangs on it.
    """
    episode = episode_seen_by(seat.viewer, episode_id, action=seat.action)
    if not can(seat, episode, Action.SEE_REPORT):
        facts = list(facts_now(episode.misper_id, classes=classes_for(seat, episode)))
        return Rows(episode, facts, (), (), (), (), (), (), (), (), None, {})
    reports = list(Report.objects.filter(episode_link__episode=episode).defer("words").order_by("received_at"))
    facts = list(facts_now(episode.misper_id, classes=classes_for(seat, episode)))
    appeals = list(appeals_of(episode.pk))
    alerts = list(alerts_of(episode.pk))
    interviews = interviews_of(episode.pk)
    timed = [episode.pk, *(each.pk for each in reports), *(each.pk for each in appeals), *(each.pk for each in alerts)]
    clocks = list(Clock.objects.filter(subject__in=timed).select_related("owner").order_by("due_at", "kind"))
    photos = list(
        Photo.objects.filter(report__episode_link__episode__misper=episode.misper_id).order_by("-received_at")
    )
    editions = [each.edition for each in appeals if each.edition]
    about = [row.pk for row in (episode, *reports, *photos, *appeals, *alerts, *interviews, *clocks)]
    entries = list(entries_about([*about, *editions]).filter(kind__in=words.HAPPENED)[:MOMENTS])
    eyes = lists.last_look(episode.pk)
    assessments = decisions_of(episode.pk)
    refs = [
        *(each.by for each in entries),
        *(each.source for each in facts),
        *(each.by for each in assessments),
        *([eyes[1]] if eyes else []),
    ]
    return Rows(
        episode, facts, reports, photos, assessments, appeals, alerts, interviews, clocks, entries, eyes, lists.names_of(refs)
    )  # fmt: skip


def searching(episode: Episode) -> bool:
    """Whether the child is still being looked for."""
    return EpisodeStatus(episode.status) in SEARCHING
