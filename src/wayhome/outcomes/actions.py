"""The end of a search, and what comes after the return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wayhome.alerts import actions as alerts
from wayhome.appeals import actions as appeals
from wayhome.base import sealing
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.cases.queries import is_child
from wayhome.clocks import actions as clocks
from wayhome.clocks.queries import running
from wayhome.ledger import actions as ledger
from wayhome.outcomes.models import Interview, Outcome
from wayhome.rules.access import Action
from wayhome.rules.episode import FUTURE_GRACE, EpisodeStatus, refuse_found
from wayhome.terms.actor import Actor
from wayhome.terms.codes import FIRST_VERSION, FOUND_BY, FOUND_PLACE, HARM_FOUND, RETURN_INTERVIEW_STATUS, WHY_MISSING
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

CHOOSE_FOUND_BY = N_("Choose who found the child.")
CHOOSE_FOUND_PLACE = N_("Choose where the child was found.")
NOT_YET_FOUND = N_("An interview can be recorded once the child has been found.")
HELD_BEFORE_FOUND = N_("The interview cannot have been held before the child was found, or in the future.")
SAY_WHEN = N_("Give the date and time when the interview was held.")
CHOOSE_STATUS = N_("Choose what became of the interview.")
CHOOSE_CODES = N_("Choose from the lists shown.")
ENDED_STAYS = N_("This interview has ended and cannot fall due again. Correct what became of it instead.")
ENDED = frozenset({"done", "declined", "gone_again", "not_offered"})
"""What became of an interview once nothing more is due."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a child was found. `seen_by` names whoever saw the child face to face."""

    found_at: datetime
    seen_by: str
    found_by: str
    found_place: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What became of an interview. `why` and `harm` are codes; the words are the child's, and sealed."""

    status: str
    held_at: datetime | None = None
    words: str = ""
    harm: str = ""
    why: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def record_found(
    episode_id: UUID, found: Found, *, viewer: Viewer, version: int | None, by: Actor, at: datetime
) -> Outcome:
    """End the search and take down everything public about it, or change nothing.

    `found_at` is the time of fact, `at` the time of entry; the clocks of both interviews run from the fact.
    """
    episode = cases.lock(episode_id, viewer=viewer, action=Action.RECORD_FOUND)
    cases.refuse_overtaken(episode, version)
    why = refuse_found(
        EpisodeStatus(episode.status),
        seen_by=found.seen_by,
        found_at=found.found_at,
        last_seen_at=episode.missing_since,
        now=at,
    )
    why = why or (None if found.found_by in FOUND_BY else CHOOSE_FOUND_BY)
    if why := why or (None if found.found_place in FOUND_PLACE else CHOOSE_FOUND_PLACE):
        raise Refused(why)
    cases.end_search(episode, at=found.found_at)
    appeals.withdraw_all(episode, reason="found", by=by, at=at)
    alerts.recall_all(episode, by=by, at=at)
    outcome = _keep(episode, found, by=by, at=at)
    child = is_child(episode.misper_id, on=at.date())
    clocks.stop_all(episode.pk, by=by, at=at)
    cases.stop_first_clocks(episode, by=by, at=at)
    clocks.start_for(
        "episode.found",
        subject=episode.pk,
        subject_kind="episode",
        agency=episode.agency_id,
        is_child=child,
        at=found.found_at,
    )
    _open_interviews(episode, at=at)
    ledger.write(
        "episode.found",
        episode,
        by=by,
        agency=episode.agency_id,
        at=at,
        found_by=found.found_by,
        found_at=found.found_at.isoformat(),
    )
    return outcome


def _keep(episode: Episode, found: Found, *, by: Actor, at: datetime) -> Outcome:
    row = new_id()
    Outcome.objects.filter(episode=episode, superseded_at=None).update(superseded_at=at)

    def sealed(words: str, column: str) -> bytes:
        return sealing.seal_words(words, subject=episode.misper_id, table="outcomes_outcome", column=column, row=row)

    return Outcome.objects.create(
        id=row,
        agency_id=episode.agency_id,
        episode=episode,
        found_at=found.found_at,
        zone=profile_of(settings.COUNTRY_PROFILE).time_zone,
        seen_by=sealed(found.seen_by.strip(), "seen_by"),
        found_by=found.found_by,
        found_place=found.found_place,
        code_list_version=FIRST_VERSION,
        words=sealed(found.words, "words"),
        entered_at=at,
        entered_by=by.ref,
    )


def _open_interviews(episode: Episode, *, at: datetime) -> None:
    """Make the interviews whose clocks have just started; those of an earlier return are kept, superseded."""
    Interview.objects.filter(episode=episode, superseded_at=None).update(superseded_at=at)
    kinds = {"prevention_interview": "prevention", "return_interview": "return"}
    Interview.objects.bulk_create(
        [
            Interview(
                agency_id=episode.agency_id, episode=episode, kind=kinds[clock.kind], status="due", due_at=clock.due_at
            )
            for clock in running(episode.pk)
            if clock.kind in kinds
        ]
    )


@transaction.atomic
def record_interview(
    interview_id: UUID, held: Held, *, viewer: Viewer, version: int | None, by: Actor, at: datetime
) -> Interview:
    """Write down what became of the prevention or the return interview. Raises Refused, Overtaken, NotFound.

    What a child said once is never written over: each saving is a row of its own that supersedes the one before.
    """
    episode_id = Interview.objects.filter(pk=interview_id).values_list("episode", flat=True).first()
    if episode_id is None:
        raise NotFound
    episode = cases.lock(episode_id, viewer=viewer)
    interview = Interview.objects.get(pk=interview_id)
    # An interview of an earlier return is history: the child was missing again since the page was drawn.
    if interview.superseded_at or (version is not None and version != interview.version):
        raise Overtaken
    if why := _refuse_held(held, episode, at=at) or _refuse_undone(interview, held):
        raise Refused(why)
    interview = _instead_of(interview, held, episode, by=by, at=at)
    if held.status != "due":
        clocks.meet(episode.pk, *(["return_interview_offer"] if interview.kind == "return" else []), by=by, at=at)
    if held.status in ENDED:
        clocks.meet(episode.pk, f"{interview.kind}_interview", by=by, at=at)
    ledger.write(
        f"interview.{interview.kind}",
        interview,
        by=by,
        agency=episode.agency_id,
        at=at,
        status=held.status,
        episode=str(episode.pk),
    )
    return interview


def _instead_of(earlier: Interview, held: Held, episode: Episode, *, by: Actor, at: datetime) -> Interview:
    earlier.superseded_at = at
    earlier.save(update_fields=["superseded_at"])
    row = new_id()
    said = {"words": held.words, "harm": held.harm, "why": list(held.why)}
    return Interview.objects.create(
        id=row,
        agency_id=episode.agency_id,
        episode=episode,
        kind=earlier.kind,
        status=held.status,
        due_at=earlier.due_at,
        held_at=held.held_at,
        code_list_version=FIRST_VERSION,
        said=sealing.seal_words(said, subject=episode.misper_id, table="outcomes_interview", column="said", row=row),
        entered_at=at,
        entered_by=by.ref,
        version=earlier.version + 1,
    )


def _refuse_undone(interview: Interview, held: Held) -> str | None:
    """Once nothing more is due, nothing falls due again: its clock has stopped."""
    return ENDED_STAYS if interview.status in ENDED and held.status not in ENDED else None


def _refuse_held(held: Held, episode: Episode, *, at: datetime) -> str | None:
    if (
        EpisodeStatus(episode.status) not in {EpisodeStatus.FOUND, EpisodeStatus.CLOSED}
        or episode.search_ended_at is None
    ):
        return NOT_YET_FOUND
    if held.status not in RETURN_INTERVIEW_STATUS:
        return CHOOSE_STATUS
    if held.status == "done" and held.held_at is None:
        return SAY_WHEN
    if held.held_at and not episode.search_ended_at <= held.held_at <= at + FUTURE_GRACE:
        return HELD_BEFORE_FOUND
    if (held.harm and held.harm not in HARM_FOUND) or any(code not in WHY_MISSING for code in held.why):
        return CHOOSE_CODES
    return None


@transaction.atomic
def reopen_episode(
    episode_id: UUID, *, viewer: Viewer, reason: str, version: int | None, by: Actor, at: datetime
) -> Episode:
    """Go on searching. An outcome recorded meanwhile is kept, superseded, and its interviews are due no longer."""
    episode = cases.reopen(episode_id, viewer=viewer, reason=reason, version=version, by=by, at=at)
    ended = Outcome.objects.filter(episode=episode, superseded_at=None).update(superseded_at=at)
    Interview.objects.filter(episode=episode, superseded_at=None).update(superseded_at=at)
    if ended:
        clocks.stop_all(episode.pk, by=by, at=at)
        child = is_child(episode.misper_id, on=at.date())
        clocks.start_for(
            "episode.opened",
            subject=episode.pk,
            subject_kind="episode",
            agency=episode.agency_id,
            is_child=child,
            at=at,
        )
    return episode


@transaction.atomic
def close_episode(
    episode_id: UUID, *, viewer: Viewer, reason: str, version: int | None, by: Actor, at: datetime
) -> Episode:
    """Close the case, with the prevention interview held or a recorded reason why not."""
    held = Interview.objects.filter(episode=episode_id, kind="prevention", status="done", superseded_at=None).exists()
    return cases.close(episode_id, viewer=viewer, prevention_done=held, reason=reason, version=version, by=by, at=at)
