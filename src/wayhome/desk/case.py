"""One case as its page shows it: read from every stage, in a fixed number of statements, as far as the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.appeals.models import Appeal
from wayhome.appeals.queries import appeals_of
from wayhome.cases.actions import TOLD
from wayhome.cases.models import Episode
from wayhome.cases.queries import edges_of, episode_seen_by
from wayhome.clocks.models import Clock
from wayhome.desk import lists, words
from wayhome.desk.page import Seat, looked, show
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.intake.models import Photo, Report, ReportDoor, Sighting
from wayhome.intake.pfif import sightings_about
from wayhome.intake.queries import words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.ledger.queries import entries_about
from wayhome.look import shapes
from wayhome.outcomes.actions import ENDED
from wayhome.outcomes.models import Interview
from wayhome.outcomes.queries import interviews_of, outcome_of, seen_by
from wayhome.risk.actions import suggestion_for
from wayhome.risk.models import Assessment
from wayhome.risk.queries import decisions_of, reason_of
from wayhome.rules.access import Action, field_classes_for
from wayhome.rules.episode import SEARCHING, EpisodeStatus
from wayhome.rules.risk import RULES, Suggestion
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.field_class import FieldClass
from wayhome.terms.flag import Flag
from wayhome.terms.words import N_

MOMENTS = 40
"""So many lines of the timeline stand on the page; the ledger holds all."""

CLOSER = {FieldClass.RESTRICTED: N_("Restricted"), FieldClass.SEALED: N_("Sealed")}

SIGHTINGS = 10
"""So many sightings stand on the page, the newest first."""

S = EpisodeStatus


def called(seat: Seat, episode: Episode) -> lists.Called:
    """What the child is called."""
    return lists.called_by([episode.misper_id], on=seat.at.date())[episode.misper_id]


def about(seat: Seat, episode: Episode) -> dict[str, Any]:
    """The one line that says which case a page is about."""
    child = called(seat, episode)
    return {
        "name": child.name or _("Name not known"),
        "age": words.short_age(child.age),
        "reference": episode.reference,
        "href": reverse("episode", args=[episode.pk]),
        "status": "" if S(episode.status) is S.OPEN else words.status_words(episode.status),
        "missing_since": episode.missing_since,
        "found_at": episode.search_ended_at,
    }


def show_about(request: HttpRequest, seat: Seat, template: str, episode: Episode, **context: Any) -> HttpResponse:
    """Draw a page about a case, once the look at it is written down."""
    line = about(seat, episode)
    looked(request, seat, "episode.looked", episode, agency=episode.agency_id)
    context.setdefault("back_url", line["href"])
    context.setdefault("back_text", _("Back to the case"))
    return show(request, seat, template, about=line, episode=episode, **context)


def classes_for(seat: Seat, episode: Episode) -> frozenset[FieldClass]:
    """The classes of facts that this officer may see of this child."""
    return field_classes_for(
        seat.viewer, episode.agency_id == seat.viewer.agency, assigned=episode.owner_id == seat.viewer.officer
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about one case, as its stages hold it."""

    episode: Episode
    facts: Sequence[Fact]
    reports: Sequence[Report]
    photos: Sequence[Photo]
    assessments: Sequence[Assessment]
    appeals: Sequence[Appeal]
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
    """Read a case. Raises NotFound when it is not there or not for this viewer."""
    episode = episode_seen_by(seat.viewer, episode_id)
    reports = list(Report.objects.filter(episode_link__episode=episode).defer("words").order_by("received_at"))
    facts = list(facts_now(episode.misper_id, classes=classes_for(seat, episode)))
    appeals = list(appeals_of(episode.pk))
    interviews = interviews_of(episode.pk)
    timed = [episode.pk, *(each.pk for each in reports), *(each.pk for each in appeals)]
    clocks = list(Clock.objects.filter(subject__in=timed).select_related("owner").order_by("due_at", "kind"))
    photos = list(
        Photo.objects.filter(report__episode_link__episode__misper=episode.misper_id).order_by("-received_at")
    )
    editions = [each.edition for each in appeals if each.edition]
    about = [row.pk for row in (episode, *reports, *photos, *appeals, *interviews, *clocks)]
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
        episode, facts, reports, photos, assessments, appeals, interviews, clocks, entries, eyes, lists.names_of(refs)
    )  # fmt: skip


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
        grade_href=reverse("risk", args=[episode.pk]) if seat.may(Action.DECIDE_RISK) and _searching(episode) else "",
        next=due_of(seat, rows, rows.clocks[0]) if rows.clocks else None,
        owner=str(episode.owner or ""),
        owner_agency=episode.agency.name,
        last_eyes=shapes.Eyes(at=rows.eyes[0], by=rows.names.get(rows.eyes[1], "")) if rows.eyes else None,
        actions=actions_of(seat, rows),
    )


def _searching(episode: Episode) -> bool:
    return S(episode.status) in SEARCHING


def due_of(seat: Seat, rows: Rows, clock: Clock) -> shapes.Due:
    """What falls due, when, whose it is, and where it is done."""
    owner = f"{words.role_words(clock.owner_role)}{f', {clock.owner}' if clock.owner else ''}"
    return shapes.Due(
        what=words.clock_words(clock.kind), due_at=clock.due_at, owner=owner, href=_where(seat, rows, clock)
    )


def _where(seat: Seat, rows: Rows, clock: Clock) -> str:
    """The page on which a due thing is done; empty when it is done elsewhere, or not by this officer."""
    if clock.kind in {"first_grade", "supervisor_review", "no_risk_recheck"} and seat.may(Action.DECIDE_RISK):
        return reverse("risk", args=[rows.episode.pk])
    if clock.kind in TOLD and seat.may(Action.CHANGE_CASE):
        return reverse("told", args=[rows.episode.pk, clock.kind])
    if clock.kind == "appeal_end":
        return reverse("appeal", args=[clock.subject])
    wanted = (
        "prevention" if clock.kind.startswith("prevention") else "return" if clock.kind.startswith("return") else ""
    )
    interview = next((each for each in rows.interviews if each.kind == wanted), None)
    return reverse("interview", args=[interview.pk]) if interview and seat.may(Action.CHANGE_CASE) else ""


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
            (True, Action.CHANGE_CASE, _interview_words(each.kind), reverse("interview", args=[each.pk]))
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
        (searching and graded, Action.DECIDE_RISK, _("Grade again"), reverse("risk", args=key)),
        (True, Action.CHANGE_CASE, _("Add a fact"), reverse("add_fact", args=key)),
        (True, Action.CHANGE_CASE, _("Add a photo"), reverse("add_photo", args=key)),
        (searching, Action.CHANGE_CASE, _("Hand over"), reverse("take_over", args=key)),
        (status is not S.OPEN, Action.CHANGE_CASE, _("Still missing"), reverse("reopen", args=key)),
        (True, Action.CHANGE_CASE, _("Same child as another?"), reverse("join", args=key)),
    ]
    links = [(text, href) for holds, action, text, href in offered if holds and seat.may(action)]
    return [
        shapes.Link(text=text, href=href, kind="" if place == 0 else "secondary")
        for place, (text, href) in enumerate(links)
    ]


def _interview_words(kind: str) -> str:
    return _("Prevention interview") if kind == "prevention" else _("Return interview")


# --- what is known

TELLERS = ("informant", "informant_relation", "informant_phone")
SHORT: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    (N_("Medicine by"), ("medicine_deadline",), True),
    (N_("Never tell"), ("must_not_be_told",), True),
    (N_("Last seen"), ("last_seen_at", "last_seen_place"), False),
    (N_("Worry"), ("why_worried",), False),
    (N_("Circumstances"), ("circumstances",), False),
    (N_("Wearing"), ("clothing", "carrying"), False),
    (N_("Looks"), ("sex", "stature_cm", "build", "hair_colour", "eye_colour", "ethnicity", "mark"), False),
    (N_("Reach"), ("phone", "online_account"), False),
    (N_("Goes to"), ("known_places",), False),
    (N_("Health"), ("medical",), False),
    (N_("Home"), ("home_address", "missing_from", "care_status"), False),
    (N_("Speaks"), ("languages",), False),
    (N_("Told by"), TELLERS, False),
)
"""What somebody who goes out to search needs, in that order; what may not wait or slip is drawn as an alarm."""
SAID_AS = {
    "hair_colour": N_("%s hair"),
    "eye_colour": N_("%s eyes"),
    "build": N_("%s build"),
    "ethnicity": N_("appearance: %s"),
}


@dataclass(frozen=True, slots=True)
class Short:
    """One line of the summary: everything said of one question, and who said it where they differ."""

    label: str
    parts: list[str]
    alarm: bool
    restricted: bool


def summary(rows: Rows) -> list[Short]:
    """What is known, in a dozen lines. Sources stand in the list of all facts, and here wherever two tellings differ."""
    by_kind: dict[str, list[Fact]] = {}
    for fact in rows.facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    lines = []
    for label, kinds, alarm in SHORT:
        held = [fact for kind in kinds for fact in by_kind.get(kind, [])]
        parts = [part for kind in kinds for part in _told(rows, kind, by_kind.get(kind, []))]
        if parts:
            restricted = any(FieldClass(fact.field_class) in CLOSER for fact in held)
            lines.append(Short(_(label), parts, alarm, restricted))
    return lines


def _told(rows: Rows, kind: str, facts: Sequence[Fact]) -> list[str]:
    """Everything said of one kind; two different words for one thing each name their source."""
    said = {fact.pk: words.value_words(FACT_KINDS[kind], value_of(fact)) for fact in facts}
    known = [fact for fact in facts if said[fact.pk] != words.not_known()]
    shown = dict.fromkeys(said[fact.pk] for fact in known)
    pattern = _(SAID_AS[kind]) if kind in SAID_AS else "%s"
    if len(shown) < 2 or kind in {"alias", "mark"}:
        return [pattern % each for each in shown]
    return [f"{pattern % said[fact.pk]} ({words.source_words(fact, rows.names, rows.references)})" for fact in known]


def dangers(rows: Rows) -> list[str]:
    """What makes this child vulnerable. Other questions speak as reasons beside the grade: a "yes" may be good news."""
    return [
        words.kind_words(fact.kind)
        for fact, answer in _flags(rows)
        if answer == Flag.YES and fact.kind.startswith("vulnerable.")
    ]


def _flags(rows: Rows) -> list[tuple[Fact, Any]]:
    asked = [fact for fact in rows.facts if FACT_KINDS[fact.kind].value_type is ValueType.FLAG]
    return [(fact, value_of(fact)) for fact in asked]


def all_facts(seat: Seat, rows: Rows) -> list[shapes.Fact]:
    """Every fact with its source, certainty and time, in the order of the register of kinds."""
    order = {code: place for place, code in enumerate(FACT_KINDS)}
    held = sorted(rows.facts, key=lambda fact: (order[fact.kind], fact.entered_at))
    return [_fact(seat, rows, fact, value_of(fact)) for fact in held]


def _fact(seat: Seat, rows: Rows, fact: Fact, value: Any) -> shapes.Fact:
    kind = FACT_KINDS[fact.kind]
    flag = kind.value_type is ValueType.FLAG
    return shapes.Fact(
        label=words.kind_words(fact.kind),
        value=words.value_words(kind, value),
        source=words.source_words(fact, rows.names, rows.references),
        certainty="" if flag else fact.certainty,
        learned_at=fact.learned_at,
        field_class=_(CLOSER[closer]) if (closer := FieldClass(fact.field_class)) in CLOSER else "",
        href=""
        if flag or not seat.may(Action.CHANGE_CASE)
        else reverse("replace_fact", args=[rows.episode.pk, fact.pk]),
    )


# --- how grave, and what is still open


def reasons_of(suggestion: Suggestion, *, classes: Iterable[FieldClass]) -> tuple[list[dict[str, str]], int]:
    """The reasons an officer may read, and how many rest on facts kept more closely than that."""
    open_to = set(classes)
    asks = {rule.name: rule.asks for rule in RULES}
    said, held_back = [], 0
    for reason in suggestion.reasons:
        if all(FACT_KINDS[code].field_class in open_to for code in asks.get(reason.rule, ())):
            said.append({"grade": reason.grade, "says": _(reason.says), "source": reason.source})
        else:
            held_back += 1
    return said, held_back


def grave(seat: Seat, rows: Rows) -> dict[str, Any]:
    """The officer's grade beside what the rules suggest now, with reasons, and with what is still open."""
    suggestion, _weighed = suggestion_for(rows.episode, at=seat.at)
    said, held_back = reasons_of(suggestion, classes=classes_for(seat, rows.episode))
    decision = rows.decision
    can = seat.may(Action.DECIDE_RISK) and _searching(rows.episode)
    risk_page = reverse("risk", args=[rows.episode.pk])
    return {
        "decision": decision,
        "decided": words.grade_words(decision.decided) if decision else "",
        "because": reason_of(decision) if decision and seat.may(Action.DECIDE_RISK) else "",
        "suggested": words.grade_words(suggestion.grade) if suggestion.grade else "",
        "reasons": said,
        "held_back": held_back,
        "questions": [
            shapes.Question(
                text=words.kind_words(each.code),
                href=f"{risk_page}#id_{each.code}_0" if can and "." in each.code else "",
            )
            for each in suggestion.open_questions
        ],
    }


def ended(seat: Seat, rows: Rows) -> list[Short]:
    """How the search ended: when, where, by whom, and who saw the child; empty while it goes on."""
    outcome = None if _searching(rows.episode) else outcome_of(rows.episode.pk)
    if outcome is None:
        return []
    said = [
        (_("When"), words.moment_words(outcome.found_at.isoformat())),
        (_("Found by"), words.code_words("found_by", outcome.found_by)),
        (_("Where"), words.code_words("found_place", outcome.found_place)),
        (_("Seen by"), seen_by(outcome) if seat.may(Action.RECORD_FOUND) else ""),
        (_("Closed without interview"), rows.episode.closed_because),
    ]
    return [Short(label, [text], alarm=False, restricted=False) for label, text in said if text]


# --- what happened


def happened(rows: Rows) -> list[shapes.Moment]:
    """The timeline, newest first, from the ledger; of grades and clocks also which."""
    clock_kinds = {str(clock.pk): clock.kind for clock in rows.timed}
    moments = [_moment(entry, rows, clock_kinds) for entry in rows.entries]
    if not _searching(rows.episode):
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
    page = {"intake.Report": "report", "appeals.Appeal": "appeal"}.get(entry.subject)
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
        "interviews": [
            {
                "text": _interview_words(each.kind),
                "status": words.code_words("return_interview_status", each.status),
                "due_at": each.due_at if each.status not in ENDED else None,
                "href": reverse("interview", args=[each.pk]) if seat.may(Action.CHANGE_CASE) else "",
            }
            for each in rows.interviews
        ],
        "edges": edges_of(rows.episode.misper_id).count(),
        "sightings": [_sighting(each) for each in sightings_of(rows)],
    }


def sightings_of(rows: Rows) -> list[Sighting]:
    """The newest claims to have seen this child, made to officers or in answer to an appeal."""
    editions = [each.edition for each in rows.appeals if each.edition]
    about = Q(report__in=[each.pk for each in rows.reports]) | Q(edition__in=editions)
    found = list(Sighting.objects.filter(about).order_by("-received_at")[:SIGHTINGS])
    for report in rows.reports:
        if report.door == ReportDoor.PFIF:  # notes of another register may have come before the person
            found += [each for each in sightings_about(report) if each not in found]
    return found


def _sighting(sighting: Sighting) -> dict[str, Any]:
    said = {code: text for code, text in words_of_sighting(sighting).items() if text and code != "reference"}
    lines = [
        {"label": words.sighting_words(code), "parts": [words.sighting_said(code, text)]} for code, text in said.items()
    ]
    return {"at": sighting.received_at, "reference": sighting.reference, "lines": lines}
