"""The desk's lists, each read in a fixed number of statements.

A line of the case list shows what five stages hold: the episode, its grade, its next clock, who looked last, and what the
child is called. No stage may read the stages below it, so these reads cannot live in one of them; and asking each stage
for each line would cost hundreds of statements. They are therefore written here, as SQL, and hold no rules: the order of
the list is `rules.risk.effective_grade` said in SQL, and a test compares the two. Nothing encrypted is read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from wayhome.access.queries import kept_from, standings_of
from wayhome.cases.queries import age_from
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.rules.episode import SEARCHING, EpisodeStatus
from wayhome.terms.actor import Actor
from wayhome.terms.age_range import AgeRange
from wayhome.terms.field_class import FieldClass
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer

LINES = 50
S = EpisodeStatus

TABS: dict[str, tuple[EpisodeStatus, ...]] = {
    "searching": tuple(sorted(SEARCHING)),
    "located": (S.LOCATED_UNCONFIRMED,),
    "interviews": (S.FOUND,),
    "closed": (S.CLOSED, S.CANCELLED_ERROR, S.TRANSFERRED),
}
"""The parts of the case list. Under "interviews" stand also closed cases whose return interview is still to come."""

NAMELESS_BRIEF = ("unidentified_kind", "found_place", "sex", "age", "age_estimate", "condition")
BRIEF = ("given_name", "family_name", "birth_date", "age", "last_seen_place")


@dataclass(frozen=True, slots=True)
class Called:
    """What a person is called and how old they are, as far as is known."""

    name: str = ""
    age: AgeRange | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the case list."""

    called: Called
    episode: UUID
    misper: UUID
    reference: str
    status: str
    missing_since: datetime
    search_ended_at: datetime | None
    decided: str | None
    owner: str
    clock: str
    due_at: datetime | None
    looked_at: datetime | None
    looked_by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that nobody has taken up yet."""

    report: UUID
    reference: str
    door: str
    received_at: datetime
    photos: int
    due_at: datetime | None
    looked_at: datetime | None
    looked_by: str
    of_many: bool


@dataclass(frozen=True, slots=True)
class Nameless:
    """One unidentified person or remains, with how many candidates stand and the weight of the likeliest."""

    facts: Mapping[str, Any]
    unidentified: UUID
    reference: str
    agency: str
    recorded_at: datetime
    candidates: int
    best: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing person as a candidate match shows them to whoever may see the shared record."""

    called: Called
    reference: str
    agency: str
    agency_id: UUID
    episode: UUID | None


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One record that another agency shares, as far as the list shows it."""

    called: Called
    episode: UUID
    misper: UUID
    reference: str
    status: str
    missing_since: datetime
    search_ended_at: datetime | None
    agency: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of one part of the list, and how long each part is."""

    lines: list[Line] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)


# Grades run from the least grave. A child nobody has graded counts as the gravest, and so does everybody whose age has
# not been weighed yet: an adult without a grade stands too high for a while, a child never too low.
SEARCHED_FIRST = """
select e.id, e.misper_id, e.reference, e.status, e.missing_since, e.search_ended_at, e.owner_id, g.decided
from cases_episode e
left join lateral (
    select a.decided from risk_assessment a where a.episode_id = e.id and a.decided <> '' order by a.at desc, a.id desc limit 1
) g on true
where e.agency_id = %(agency)s and e.status = any(%(statuses)s) and e.misper_id <> all(%(kept)s)
order by coalesce(array_position(%(grades)s, g.decided::text), %(gravest)s) desc, e.missing_since, e.id
limit %(lines)s offset %(skip)s
"""

ENDED_LAST = """
select e.id, e.misper_id, e.reference, e.status, e.missing_since, e.search_ended_at, e.owner_id, null as decided
from cases_episode e
where e.agency_id = %(agency)s and e.misper_id <> all(%(kept)s) and (
    e.status = any(%(statuses)s)
    or %(return_due)s and e.id in (
        select c.subject from clocks_clock c where c.met_at is null and c.kind in ('return_interview', 'return_interview_offer')
    )
)
order by coalesce(e.search_ended_at, e.closed_at, e.opened_at) desc, e.id
limit %(lines)s offset %(skip)s
"""

AROUND = """
with shown as materialized ({shown})
select s.id, s.misper_id, s.reference, s.status, s.missing_since, s.search_ended_at, coalesce(s.decided, g.decided),
       coalesce(trim(o.name || ' ' || o.number), ''), coalesce(c.kind, ''), c.due_at, l.at, coalesce(trim(w.name || ' ' || w.number), '')
from (select *, row_number() over () as place from shown) s
left join accounts_officer o on o.id = s.owner_id
left join lateral (
    select a.decided from risk_assessment a where a.episode_id = s.id and a.decided <> '' order by a.at desc, a.id desc limit 1
) g on s.decided is null
left join lateral (
    select kind, due_at from clocks_clock where met_at is null and subject in (
        select s.id union all select report_id from cases_episodereport where episode_id = s.id
        union all select id from appeals_appeal where episode_id = s.id
        union all select id from alerts_alert where episode_id = s.id
    ) order by due_at, kind limit 1
) c on true
left join lateral (
    select at, "by" from ledger_entry where key = s.id and look order by at desc limit 1
) l on true
left join accounts_officer w on w.id = case when l."by" like 'officer:%%' then substr(l."by", 9)::uuid end
order by s.place
"""

COUNTS = """
select e.status, count(*), count(*) filter (where e.id in (
    select c.subject from clocks_clock c where c.met_at is null and c.kind in ('return_interview', 'return_interview_offer')
))
from cases_episode e where e.agency_id = %s and e.misper_id <> all(%s) group by e.status
"""

WAITING = """
with waiting as materialized (
    select r.id, r.reference, r.door, r.received_at, r.of_many
    from intake_report r
    where r.agency_id = %(agency)s and r.taken_up_at is null and r.id <> all(%(kept)s)
    order by r.received_at desc
    limit %(lines)s offset %(skip)s
)
select r.id, r.reference, r.door, r.received_at, (select count(*) from intake_photo p where p.report_id = r.id),
       c.due_at, l.at, coalesce(trim(w.name || ' ' || w.number), ''), r.of_many
from waiting r
left join clocks_clock c on c.subject = r.id and c.kind = 'first_eyes' and c.met_at is null
left join lateral (
    select at, "by" from ledger_entry where key = r.id and look order by at desc limit 1
) l on true
left join accounts_officer w on w.id = case when l."by" like 'officer:%%' then substr(l."by", 9)::uuid end
order by r.received_at desc
"""

HOW_MANY_WAIT = """
select count(*) from intake_report r
where r.agency_id = %s and r.taken_up_at is null and r.id <> all(%s)
"""

NAMELESS = """
select u.id, u.reference, a.name, u.recorded_at, coalesce(c.many, 0), c.best
from registry_unidentified u
join accounts_agency a on a.id = u.agency_id
left join lateral (
    select count(*) as many, max(weight) as best from matching_candidate m
    where m.unidentified = u.id and m.superseded_at is null and not exists (
        select 1 from matching_exclusion x where x.unidentified = m.unidentified and x.missing = m.missing
        and x.revoked_at is null and x.effect = 'exclude')
) c on true
order by u.recorded_at desc, u.id
limit %(lines)s offset %(skip)s
"""

MISSING = """
select m.id, m.reference, a.name, m.agency_id, e.id
from cases_misper m
join accounts_agency a on a.id = m.agency_id
left join lateral (select id from cases_episode e where e.misper_id = m.id order by e.opened_at desc limit 1) e on true
where m.id = any(%s)
"""

SHARED = """
select e.id, e.misper_id, e.reference, e.status, e.missing_since, e.search_ended_at, a.name, s.until, s.agency_id
from access_share s
join accounts_agency a on a.id = s.agency_id
join lateral (select * from cases_episode e where e.misper_id = s.subject order by e.opened_at desc limit 1) e on true
where s.to_id = %(agency)s and s.ended_at is null and s.until > now()
order by e.missing_since desc, e.id
limit %(lines)s offset %(skip)s
"""

HOW_MANY_SHARED = """
select count(*) from access_share s
where s.to_id = %s and s.ended_at is null and s.until > now() and exists (select 1 from cases_episode e where e.misper_id = s.subject)
"""

CALLED = """
select distinct on (subject, kind) subject, kind, value #>> '{}'
from facts_fact
where subject = any(%s) and kind = any(%s) and (%s::text[] is null or field_class = any(%s)) and superseded_at is null and sealed is null
order by subject, kind, entered_at desc, id desc
"""


def case_list(viewer: Viewer, tab: str, *, page: int, at: datetime) -> CaseList:
    """One page of the case list: the gravest first, then whoever is missing longest; what has ended, newest first."""
    if not may(viewer, Action.SEE_CASE, row_agency=viewer.agency):
        return CaseList()
    profile = profile_of(settings.COUNTRY_PROFILE)
    kept = kept_from(viewer, Action.SEE_CASE)
    searching = tab in {"searching", "located"}
    asked = {
        "agency": viewer.agency,
        "kept": kept,
        "statuses": [status.value for status in TABS[tab]],
        "grades": [grade.code for grade in profile.grades],
        "gravest": len(profile.grades),
        "return_due": tab == "interviews",
        "lines": LINES,
        "skip": LINES * (page - 1),
    }
    rows = _rows(AROUND.format(shown=SEARCHED_FIRST if searching else ENDED_LAST), asked)
    called = called_by([row[1] for row in rows], on=at.date())
    lines = [Line(called[row[1]], *row) for row in rows]
    return CaseList(lines, counts(viewer, kept=kept))


def counts(viewer: Viewer, *, kept: list[UUID] | None = None) -> dict[str, int]:
    """How many cases stand in each part of the list, those left out that are kept from the viewer."""
    if not may(viewer, Action.SEE_CASE, row_agency=viewer.agency):
        return {}
    kept = kept_from(viewer, Action.SEE_CASE) if kept is None else kept
    rows = _rows(COUNTS, [viewer.agency, kept])
    by_status = {status: count for status, count, _still_to_talk in rows}
    many = {tab: sum(by_status.get(status.value, 0) for status in statuses) for tab, statuses in TABS.items()}
    many["interviews"] += sum(still_to_talk for status, _count, still_to_talk in rows if status in TABS["closed"])
    return many


def reports_waiting(viewer: Viewer, *, lines: int = LINES, page: int = 1) -> tuple[list[Waiting], int]:
    """Reports that nobody has taken up, newest first, and how many there are in all."""
    if not may(viewer, Action.SEE_REPORT, row_agency=viewer.agency):
        return [], 0
    kept = kept_from(viewer, Action.SEE_REPORT)
    rows = _rows(WAITING, {"agency": viewer.agency, "kept": kept, "lines": lines, "skip": lines * (page - 1)})
    many = len(rows) if page == 1 and len(rows) < lines else _rows(HOW_MANY_WAIT, [viewer.agency, kept])[0][0]
    return [Waiting(*row) for row in rows], many


def shared_with(viewer: Viewer, *, page: int, at: datetime) -> tuple[list[SharedLine], int]:
    """Records that other agencies share with the viewer's, and how many there are in all; a seal or a conflict is stronger."""
    if not may(viewer, Action.SEE_CASE, row_agency=viewer.agency):
        return [], 0
    rows = _rows(SHARED, {"agency": viewer.agency, "lines": LINES, "skip": LINES * (page - 1)})
    standings = standings_of(viewer, {row[1]: row[8] for row in rows})
    open_to = {
        key: field_classes_for(viewer, each)
        for key, each in standings.items()
        if may(viewer, Action.SEE_CASE, standing=each)
    }
    called = {
        key: each
        for classes in set(open_to.values())
        for key, each in called_by(
            [key for key in open_to if open_to[key] == classes], on=at.date(), classes=classes
        ).items()
    }
    lines = [SharedLine(called[row[1]], *row[:8]) for row in rows if row[1] in open_to]
    return lines, how_many_shared(viewer)


def how_many_shared(viewer: Viewer) -> int:
    """How many records other agencies share with the viewer's."""
    shown = may(viewer, Action.SEE_CASE, row_agency=viewer.agency)
    return int(_rows(HOW_MANY_SHARED, [viewer.agency])[0][0]) if shown else 0


def called_by(
    subjects: Collection[UUID], *, on: date, classes: Collection[FieldClass] | None = None
) -> Mapping[UUID, Called]:
    """What each of some people is called, by the newest facts, of some classes where they are named; nothing encrypted is read."""
    known: dict[UUID, dict[str, Any]] = {subject: {} for subject in subjects}
    shown = None if classes is None else [each.value for each in classes]
    for subject, kind, value in _rows(CALLED, [list(subjects), list(BRIEF), shown, shown]):
        known[subject][kind] = value
    return {subject: _called(each, on=on) for subject, each in known.items()}


def _called(known: Mapping[str, Any], *, on: date) -> Called:
    parts = [str(known[kind]) for kind in ("given_name", "family_name") if known.get(kind) not in {None, "", "unknown"}]
    try:
        age = age_from(known.get("birth_date"), known.get("age"), on=on)
    except ValueError:  # a birth after today; the fact itself shows it
        age = None
    place = known.get("last_seen_place") or ""
    return Called(" ".join(parts), age, "" if place == "unknown" else str(place))


def unidentified(viewer: Viewer, *, page: int) -> tuple[list[Nameless], int]:
    """Unidentified people and remains of every agency, newest first, and how many there are in all."""
    if not may(viewer, Action.SEE_RECORD, row_agency=None):
        return [], 0
    rows = _rows(NAMELESS, {"lines": LINES, "skip": LINES * (page - 1)})
    known: dict[UUID, dict[str, Any]] = {row[0]: {} for row in rows}
    for subject, kind, value in _rows(CALLED, [list(known), list(NAMELESS_BRIEF), None, None]):
        known[subject][kind] = json.loads(value) if value.startswith("{") else value
    return [Nameless(known[row[0]], *row) for row in rows], _rows("select count(*) from registry_unidentified", [])[0][
        0
    ]


def missing_people(viewer: Viewer, mispers: Collection[UUID], *, on: date) -> dict[UUID, Missing]:
    """The missing people of some candidate matches, those left out that the viewer may not know of."""
    rows = _rows(MISSING, [list(mispers)])
    standings = standings_of(viewer, {row[0]: row[3] for row in rows})
    open_to = [
        subject
        for subject, standing in standings.items()
        if may(viewer, Action.SEE_RECORD, standing=standing) and not standing.erased
    ]
    called = called_by(open_to, on=on)
    return {row[0]: Missing(called[row[0]], *row[1:]) for row in rows if row[0] in called}


NAMES = """
select 'officer:' || id, trim(name || ' ' || number) from accounts_officer where id = any(%s::uuid[])
union all
select 'client:' || k.id, k.name || ', ' || a.name from accounts_apikey k join accounts_agency a on a.id = k.agency_id
where k.id = any(%s::uuid[])
"""


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The names behind the actors that the ledger keeps as text: officers, and agencies' own systems. Others are left out."""
    keys: dict[str, list[str]] = {}
    for ref in set(refs):
        kind, _, key = ref.partition(":")
        keys.setdefault(kind, []).append(key)
    return dict(_rows(NAMES, [keys.get("officer", []), keys.get("client", [])]))


def last_look(key: UUID) -> tuple[datetime, str] | None:
    """When a person last looked at this, and who."""
    rows = _rows('select at, "by" from ledger_entry where key = %s and look order by at desc limit 1', [key])
    return (rows[0][0], rows[0][1]) if rows else None


def looked_since(
    key: UUID, *, by: Actor, since: datetime, kind: str = "", same: Mapping[str, str | int] | None = None
) -> bool:
    """Whether this actor has looked at this since then; `same` names facts of the line that must be the same."""
    asked = [key, since, by.ref, kind, kind, json.dumps(same or {})]
    return bool(
        _rows(
            "select 1 from ledger_entry where key = %s and look and at >= %s and \"by\" = %s and (%s = '' or kind = %s)"
            " and facts @> %s::jsonb limit 1",
            asked,
        )
    )


def looks_for(purpose: str) -> int:
    """How many pages were opened for one stated purpose, or through one broken glass, as far as the viewer may know."""
    return int(_rows("select count(*) from ledger_entry where look and facts ->> 'purpose' = %s", [purpose])[0][0])


def records_by_reference(viewer: Viewer, reference: str) -> tuple[UUID, UUID | None] | None:
    """The child's record of the own agency that a reference names, and the episode when it names one."""
    rows = _rows(
        """
        select m.id, null::uuid from cases_misper m where m.reference = %(reference)s and m.agency_id = %(agency)s
        union all
        select e.misper_id, e.id from cases_episode e where e.reference = %(reference)s and e.agency_id = %(agency)s
        """,
        {"reference": reference, "agency": viewer.agency},
    )
    return rows[0] if rows else None


def _rows(sql: str, asked: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
