"""What happened, what is due, and what stands beside the case: appeals, interviews, sightings."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.alerts.tips import tips_of_case
from wayhome.cases.queries import edges_of
from wayhome.desk import words
from wayhome.desk.case.about import can
from wayhome.desk.case.alert import alerts_beside
from wayhome.desk.case.head import due_of, interview_words
from wayhome.desk.case.rows import Rows, searching
from wayhome.desk.page import Seat
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.intake.pfif import sightings_about
from wayhome.intake.queries import words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.look import shapes
from wayhome.outcomes.actions import ENDED
from wayhome.rules.access import Action
from wayhome.rules.tips import Outcome

SIGHTINGS = 10
"""So many sightings stand on the page, the newest first."""


def happened(rows: Rows) -> list[shapes.Moment]:
    """The timeline, newest first, from the ledger; of grades and clocks also which."""
    clock_kinds = {str(clock.pk): clock.kind for clock in rows.timed}
    moments = [_moment(entry, rows, clock_kinds) for entry in rows.entries]
    if not searching(rows.episode):
        return moments
    seen = shapes.Moment(at=rows.episode.missing_since, title=_("Missing since"), text="", key=True)
    return sorted([*moments, seen], key=lambda moment: moment.at, reverse=True)


def _moment(entry: Entry, rows: Rows, clock_kinds: dict[str, str]) -> shapes.Moment:
    facts = entry.facts
    text = ""
    if entry.kind in {"risk.decided", "risk.suggested"}:
        grade = facts.get("grade") or facts.get("suggested")
        text = words.grade_words(grade) if grade else _("No reason to suggest a grade yet")
    elif entry.kind in {"clock.lapsed", "agency.told"}:
        text = words.clock_words(str(facts.get("clock") or clock_kinds.get(str(entry.key), "")))
    elif entry.kind == "facts.added":
        text = words.kind_words(str(facts.get("fact_kind", "")))
    elif entry.kind.startswith("interview."):
        text = words.code_words("return_interview_status", str(facts.get("status", "")))
    elif entry.kind == "report.received":
        text = words.door_words(str(facts.get("door", "")))
    return shapes.Moment(
        at=entry.at,
        title=_(words.HAPPENED[entry.kind]),
        by=rows.names.get(entry.by, ""),
        text=text,
        href=_leads_to(entry),
        key=entry.kind in words.TURNING_POINTS,
    )


def _leads_to(entry: Entry) -> str:
    page = {"intake.Report": "report", "appeals.Appeal": "appeal", "alerts.Alert": "alert"}.get(entry.subject)
    return reverse(page, args=[entry.key]) if page else ""


def around(seat: Seat, rows: Rows) -> dict[str, Any]:
    """What stands beside the facts: every clock, the appeals, the interviews, and the other records of this child."""
    return {
        "clocks": [due_of(seat, rows, clock) for clock in rows.clocks],
        "appeals": [
            {
                "href": reverse("appeal", args=[each.pk]),
                "status": words.appeal_words(each.status),
                "reference": each.reference,
                "ends_at": each.ends_at if each.status == "live" else None,
            }
            for each in rows.appeals
        ],
        "alerts": alerts_beside(rows.alerts),
        "interviews": [
            {
                "text": interview_words(each.kind),
                "status": words.code_words("return_interview_status", each.status),
                "due_at": each.due_at if each.status not in ENDED else None,
                "href": reverse("interview", args=[each.pk]) if can(seat, rows.episode, Action.CHANGE_CASE) else "",
            }
            for each in rows.interviews
        ],
        "edges": edges_of(rows.episode.misper_id).count(),
        "sightings": [_sighting(each) for each in sightings_of(rows)],
    }


def sightings_of(rows: Rows) -> list[Sighting]:
    """The newest claims to have seen this child, made to officers or in answer to an appeal or an alert.

    What the tip desk passed on stands first; what it found nothing in, or put together with another, is left out.
    """
    editions = [each.edition for each in rows.appeals if each.edition]
    about = Q(report__in=[each.pk for each in rows.reports]) | Q(edition__in=editions) | tips_of_case(rows.alerts)
    kept = Sighting.objects.filter(about, outcome__in=["", Outcome.PASSED])
    found = list(kept.order_by("-outcome", "-received_at")[:SIGHTINGS])
    for report in rows.reports:
        if report.door == ReportDoor.PFIF:  # notes of another register may have come before the person
            found += [each for each in sightings_about(report) if each not in found]
    return found


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "at": sighting.received_at,
        "reference": sighting.reference,
        "passed": sighting.outcome == Outcome.PASSED,
        "lines": sighting_lines(sighting),
    }


def sighting_lines(sighting: Sighting) -> list[dict[str, Any]]:
    """What was told, line by line, as an officer reads it."""
    said = {code: text for code, text in words_of_sighting(sighting).items() if text and code != "reference"}
    return [
        {"label": words.sighting_words(code), "parts": [words.sighting_said(code, text)]} for code, text in said.items()
    ]
