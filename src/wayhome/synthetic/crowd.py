"""A year of invented episodes for one force, by bulk inserts: what the benchmark and the drills run on.

The rows are those that the verbs would have written, built by the verbs' own builders, without the queue.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.base import keystore, sealing
from wayhome.base.ids import new_id
from wayhome.cases.actions import missing_since, told_in
from wayhome.cases.models import Episode, EpisodeReport, Misper
from wayhome.clocks.models import Clock
from wayhome.facts.actions import Subject, build
from wayhome.facts.models import Fact
from wayhome.intake.models import Report, ReportDoor
from wayhome.ledger.models import Entry
from wayhome.outcomes.models import Interview, Outcome
from wayhome.registry.actions import frozen, misper_body, search_keys
from wayhome.registry.models import RecordVersion, SearchKey
from wayhome.risk.models import Assessment
from wayhome.rules.clocks import clocks_for
from wayhome.rules.episode import EpisodeStatus
from wayhome.rules.risk import RULES_VERSION
from wayhome.synthetic.people import invent_person
from wayhome.synthetic.plant import report_words
from wayhome.synthetic.stories import Ending, InventedEpisode, invent_episode
from wayhome.terms.actor import Actor
from wayhome.terms.codes import FIRST_VERSION
from wayhome.terms.profile import Profile, profile_of
from wayhome.terms.viewer import Role

BATCH = 500
BY = Actor.system("synthetic")
GRADES = (("high", 0.15), ("medium", 0.55), ("low", 0.30))


@dataclass
class Rows:
    """Rows waiting to be inserted, in the order of their foreign keys."""

    reports: list[Report] = field(default_factory=list)
    mispers: list[Misper] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    links: list[EpisodeReport] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    versions: list[RecordVersion] = field(default_factory=list)
    keys: list[SearchKey] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def insert(self) -> None:
        """Insert everything in one transaction."""
        with transaction.atomic():
            for rows in vars(self).values():
                insert_many(rows)
                rows.clear()


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model by one statement that takes a list for each column: six times as fast as bulk_create."""
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if field.db_default is models.NOT_PROVIDED]
    columns = [[_plain(field, row) for row in rows] for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    lists = ", ".join(f"%s::{(field.db_type(connection) or '').split('(')[0]}[]" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {meta.db_table} ({names}) select * from unnest({lists})", columns)  # noqa: S608


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    return value


def plant_crowd(count: int, *, agency: Agency, officers: list[Officer], now: datetime, seed: int) -> Iterator[int]:
    """Add `count` episodes that were reported over the year before `now`; yields how many stand so far."""
    rng = random.Random(seed)
    profile = profile_of(settings.COUNTRY_PROFILE)
    rows = Rows()
    for first in range(0, count, BATCH):
        last = min(first + BATCH, count)
        with keystore.many():
            for _ in range(first, last):
                at = now - timedelta(days=365) * rng.random()
                story = invent_episode(rng, invent_person(rng, on=at.date()), at=at)
                _Writer(rows, agency, rng.choice(officers), profile, now).write(story, rng)
            rows.insert()
        yield last


@dataclass
class _Writer:
    rows: Rows
    agency: Agency
    officer: Officer
    profile: Profile
    now: datetime

    def write(self, story: InventedEpisode, rng: random.Random) -> None:
        at, words = story.reported_at, report_words(story)
        report = Report(
            id=new_id(),
            agency=self.agency,
            door=ReportDoor.DESK_PHONE,
            received_at=at,
            received_by=BY.ref,
            taken_up_at=at,
        )
        report.words = self._sealed(words, "intake_report", "words", report, report.pk)
        misper = Misper(id=new_id(), agency=self.agency, created_at=at)
        ending = story.ending_by(self.now)
        episode = self._episode(misper, report, words, ending)
        facts = [
            build(Subject(misper.pk, "misper", self.agency.pk), told, by=BY, at=at) for told in told_in(words, report)
        ]
        self.rows.reports.append(report)
        self.rows.mispers.append(misper)
        self.rows.episodes.append(episode)
        self.rows.links.append(
            EpisodeReport(agency=self.agency, episode=episode, report=report, joined_at=at, joined_by=BY.ref)
        )
        self.rows.facts.extend(facts)
        grade = rng.choices([code for code, _ in GRADES], [share for _, share in GRADES])[0]
        self._assessment(episode, grade)
        self._history(episode, report, ending)
        self._record(misper, episode, facts)
        if ending is None:
            self._clocks("risk.decided", episode, grade=grade, at=at + timedelta(minutes=9))
        else:
            self._outcome(episode, ending)

    def _episode(self, misper: Misper, report: Report, words: dict[str, str], ending: Ending | None) -> Episode:
        at, found_at = report.received_at, ending.found_at if ending else None
        closed = bool(found_at and self.now - found_at > timedelta(days=2))
        status = EpisodeStatus.CLOSED if closed else EpisodeStatus.FOUND if ending else EpisodeStatus.OPEN
        return Episode(
            id=new_id(), agency=self.agency, misper=misper, status=status.value, owner=self.officer,
            missing_since=missing_since(words, at, self.profile.time_zone), zone=self.profile.time_zone,
            opened_at=at + timedelta(minutes=4), opened_by=self.officer.actor.ref, search_ended_at=found_at,
            closed_at=found_at + timedelta(days=2) if closed and found_at else None,
        )  # fmt: skip

    def _assessment(self, episode: Episode, grade: str) -> None:
        row = new_id()
        basis: dict[str, Any] = {"age": "", "answers": {}, "reasons": []}
        self.rows.assessments.append(
            Assessment(
                id=row, agency=self.agency, episode=episode, profile=self.profile.code, rules_version=RULES_VERSION,
                basis=sealing.seal_words(basis, subject=episode.misper_id, table="risk_assessment", column="basis", row=row),
                suggested=grade, decided=grade, by=self.officer.actor.ref, at=episode.opened_at + timedelta(minutes=5),
                reason=sealing.seal_words(
                    "Invented for a drill.", subject=episode.misper_id, table="risk_assessment", column="reason", row=row
                ),
            )
        )  # fmt: skip

    def _record(self, misper: Misper, episode: Episode, facts: list[Fact]) -> None:
        body, content_hash = frozen(misper_body(misper, [episode]), facts)
        subject = Subject(misper.pk, "misper", self.agency.pk)
        self.rows.versions.append(
            RecordVersion(
                agency=self.agency, subject=misper.pk, subject_kind="misper", number=1, body=body,
                content_hash=content_hash, frozen_at=episode.opened_at,
            )
        )  # fmt: skip
        self.rows.keys.extend(search_keys(subject, facts, [misper.reference, episode.reference]))

    def _history(self, episode: Episode, report: Report, ending: Ending | None) -> None:
        steps: list[tuple[str, models.Model, datetime]] = [
            ("report.received", report, report.received_at),
            ("episode.opened", episode, episode.opened_at),
            ("risk.decided", episode, episode.opened_at + timedelta(minutes=5)),
        ]
        if ending:
            steps.append(("episode.found", episode, ending.found_at + timedelta(minutes=10)))
        if episode.closed_at:
            steps.append(("episode.closed", episode, episode.closed_at))
        self.rows.entries.extend(
            Entry(
                kind=kind, subject=row._meta.label, key=row.pk, agency=self.agency.pk, by=self.officer.actor.ref, at=at
            )
            for kind, row, at in steps
        )

    def _outcome(self, episode: Episode, ending: Ending) -> None:
        row = new_id()
        self.rows.outcomes.append(
            Outcome(
                id=row, agency=self.agency, episode=episode, found_at=ending.found_at, zone=self.profile.time_zone,
                seen_by=sealing.seal_words(
                    ending.seen_by, subject=episode.misper_id, table="outcomes_outcome", column="seen_by", row=row
                ),
                found_by=ending.found_by, found_place=ending.found_place, code_list_version=FIRST_VERSION,
                words=sealing.seal_words(
                    ending.words, subject=episode.misper_id, table="outcomes_outcome", column="words", row=row
                ),
                entered_at=ending.found_at + timedelta(minutes=10), entered_by=self.officer.actor.ref,
            )
        )  # fmt: skip
        for kind, hours in (("prevention", 8), ("return", 72)):
            done = bool(episode.closed_at)
            self.rows.interviews.append(
                Interview(
                    agency=self.agency, episode=episode, kind=kind, status="done" if done else "due",
                    due_at=ending.found_at + timedelta(hours=hours),
                    held_at=ending.found_at + timedelta(hours=hours / 2) if done else None,
                )
            )  # fmt: skip
        if not episode.closed_at:
            self._clocks("episode.found", episode, grade=None, at=ending.found_at)

    def _clocks(self, event: str, episode: Episode, *, grade: str | None, at: datetime) -> None:
        for start in clocks_for(event, grade=grade, is_child=True, at=at, profile=self.profile):
            self.rows.clocks.append(
                Clock(
                    agency=self.agency, kind=start.kind, subject=episode.pk, subject_kind="episode", started_at=at,
                    due_at=start.due_at, owner_role=start.owner_role.value, owner=self.officer,
                    lapsed_at=start.due_at if start.due_at <= self.now else None,
                )
            )  # fmt: skip

    def _sealed(self, words: object, table: str, column: str, row: models.Model, subject: Any) -> bytes:
        return sealing.seal_words(words, subject=subject, table=table, column=column, row=row.pk)


def plant_force(code: str, *, password: str, now: datetime) -> tuple[Agency, list[Officer]]:
    """A force with four officers on duty, for a benchmark or a drill."""
    agency = Agency.objects.create(code=code, name="Drill Constabulary", kind="police_force")
    officers = []
    for number in range(4):
        officer = Officer(
            login=f"{code}.{number}", name=f"Officer {number}", agency=agency, role=Role.DUTY_OFFICER.value
        )
        officer.set_password(password)
        officer.save()
        officers.append(officer)
        Duty.objects.create(
            agency=agency, officer=officer, role=officer.role, starts_at=now, ends_at=now + timedelta(days=1)
        )
    return agency, officers
