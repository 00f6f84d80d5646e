"""Who, how long, how grave, what next, who owns it, who looked last, and what may be done now."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.cases.actions import TOLD
from wayhome.clocks.models import Clock
from wayhome.desk import words
from wayhome.desk.case.about import called, can
from wayhome.desk.case.rows import Rows, searching
from wayhome.desk.page import Seat
from wayhome.look import shapes
from wayhome.outcomes.actions import ENDED
from wayhome.rules.access import Action
from wayhome.rules.episode import SEARCHING, EpisodeStatus

S = EpisodeStatus


def head_of(seat: Seat, rows: Rows) -> shapes.CaseHead:
    """Who, how long, how grave, what next, who owns it, who looked last."""
    episode, decision = rows.episode, rows.decision
    child = called(seat, episode)
    name = child.name or _("Name not known")
    photo = rows.photos[0] if rows.photos else None
    return shapes.CaseHead(
        key=str(episode.pk),
        name=name,
        reference=episode.reference,
        age=words.age_words(child.age),
        grade=decision.decided if decision else None,
        status=words.status_words(episode.status),
        missing_since=episode.missing_since,
        last_seen=child.place,
        found_at=episode.search_ended_at,
        known_as=[str(fact.value) for fact in rows.facts if fact.kind == "alias"],
        photo=shapes.Photo(src=reverse("photo", args=[photo.pk]), alt=_("Photo of %(name)s") % {"name": name})
        if photo
        else None,
        graded_by=rows.names.get(decision.by, "") if decision else "",
        graded_at=decision.at if decision else None,
        grade_href=reverse("risk", args=[episode.pk])
        if can(seat, episode, Action.DECIDE_RISK) and searching(episode)
        else "",
        next=due_of(seat, rows, rows.clocks[0]) if rows.clocks else None,
        owner=str(episode.owner or ""),
        owner_agency=episode.agency.name,
        last_eyes=shapes.Eyes(at=rows.eyes[0], by=rows.names.get(rows.eyes[1], "")) if rows.eyes else None,
        hides_eyes=episode.agency_id != seat.viewer.agency,
        actions=actions_of(seat, rows),
    )


def due_of(seat: Seat, rows: Rows, clock: Clock) -> shapes.Due:
    """What falls due, when, whose it is, and where it is done."""
    owner = f"{words.role_words(clock.owner_role)}{f', {clock.owner}' if clock.owner else ''}"
    return shapes.Due(
        what=words.clock_words(clock.kind), due_at=clock.due_at, owner=owner, href=_where(seat, rows, clock)
    )


def _where(seat: Seat, rows: Rows, clock: Clock) -> str:
    """The page on which a due thing is done; empty when it is done elsewhere, or not by this officer."""
    if clock.kind in {"first_grade", "supervisor_review", "no_risk_recheck"} and can(
        seat, rows.episode, Action.DECIDE_RISK
    ):
        return reverse("risk", args=[rows.episode.pk])
    if clock.kind in TOLD and can(seat, rows.episode, Action.CHANGE_CASE):
        return reverse("told", args=[rows.episode.pk, clock.kind])
    if clock.kind == "appeal_end":
        return reverse("appeal", args=[clock.subject])
    if clock.subject_kind == "alert":
        return reverse("alert", args=[clock.subject])
    wanted = (
        "prevention" if clock.kind.startswith("prevention") else "return" if clock.kind.startswith("return") else ""
    )
    interview = next((each for each in rows.interviews if each.kind == wanted), None)
    return (
        reverse("interview", args=[interview.pk]) if interview and can(seat, rows.episode, Action.CHANGE_CASE) else ""
    )


def actions_of(seat: Seat, rows: Rows) -> list[shapes.Link]:
    """What this officer may do next, as the status allows; the first is drawn as the main one."""
    episode = rows.episode
    status, key = S(episode.status), [episode.pk]
    searching = status in SEARCHING
    graded = rows.decision is not None
    held = [each for each in rows.interviews if each.status not in ENDED]
    offered: list[tuple[bool, Action, str, str]] = [
        (searching and not graded, Action.DECIDE_RISK, _("Grade the risk"), reverse("risk", args=key)),
        (searching, Action.RECORD_FOUND, _("Found"), reverse("found", args=key)),
        *(
            (True, Action.CHANGE_CASE, interview_words(each.kind), reverse("interview", args=[each.pk]))
            for each in held
        ),
        (status is S.FOUND, Action.CLOSE_EPISODE, _("Close the case"), reverse("close", args=key)),
        (status is S.OPEN, Action.CHANGE_CASE, _("Located, unconfirmed"), reverse("locate", args=key)),
        (
            status is S.OPEN,
            Action.DRAFT_APPEAL,
            _("Draft an appeal"),
            reverse("appeal_draft", kwargs={"episode": episode.pk}),
        ),
        (
            status is S.OPEN,
            Action.DRAFT_ALERT,
            _("Child Rescue Alert"),
            reverse("alert_draft", kwargs={"episode": episode.pk}),
        ),
        (searching and graded, Action.DECIDE_RISK, _("Grade again"), reverse("risk", args=key)),
        (True, Action.CHANGE_CASE, _("Add a fact"), reverse("add_fact", args=key)),
        (True, Action.CHANGE_CASE, _("Add a photo"), reverse("add_photo", args=key)),
        (searching, Action.CHANGE_CASE, _("Hand over"), reverse("take_over", args=key)),
        (status is not S.OPEN, Action.CHANGE_CASE, _("Still missing"), reverse("reopen", args=key)),
        (True, Action.CHANGE_CASE, _("Same child as another?"), reverse("join", args=key)),
    ]
    links = [(text, href) for holds, action, text, href in offered if holds and can(seat, episode, action)]
    return [
        shapes.Link(text=text, href=href, kind="" if place == 0 else "secondary")
        for place, (text, href) in enumerate(links)
    ]


def interview_words(kind: str) -> str:
    """What an interview is called."""
    return _("Prevention interview") if kind == "prevention" else _("Return interview")
