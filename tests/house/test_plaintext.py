"""Nothing that is to be sealed lies readable anywhere in the database, whatever was done with it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests import factory
from wayhome.cases import actions as cases
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.queries import interviews_of
from wayhome.risk import actions as risk
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db
MARK = "Kestrelcanary"


def told() -> dict[str, str]:
    """A report that says the marker in every field whose kind is sealed and takes words, and about the informant."""
    sealed = [kind for kind in FACT_KINDS.values() if kind.encrypted and kind.value_type is ValueType.TEXT]
    words = {kind.code: f"{MARK} {kind.code}" for kind in sealed}
    return words | {"given_name": "Tamsin", "last_seen_place": "Saltmere Quay", "informant_agency": MARK}


def test_what_is_sealed_is_readable_in_no_column_of_any_table(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    report = intake.receive_report(
        intake.Received(told()), door=ReportDoor.DESK_PHONE, by=who.actor, at=now, agency=who.agency_id
    )
    sight = {"place": MARK, "words": MARK, "contact": MARK}
    intake.receive_sighting(sight, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now, report=report)
    worker = factory.Follower()
    episode = cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
    worker.follow(now)
    risk.decide(episode.pk, "high", reason=MARK, answers={}, viewer=who.viewer, by=who.actor, at=now)
    told_at = {"who": MARK, "told_at": now}
    cases.record_told(episode.pk, "national_unit_told", **told_at, viewer=who.viewer, by=who.actor, at=now)
    later = now + timedelta(hours=2)
    found = outcomes.Found(later, MARK, "police", "street", MARK)
    outcomes.record_found(episode.pk, found, viewer=who.viewer, version=None, by=who.actor, at=later)
    for interview in interviews_of(episode.pk):
        held = outcomes.Held("declined", None, MARK)
        outcomes.record_interview(interview.pk, held, viewer=who.viewer, version=None, by=who.actor, at=later)
    outcomes.close_episode(episode.pk, viewer=who.viewer, reason=MARK, version=None, by=who.actor, at=later)
    worker.follow(later)
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
            " and has_table_privilege(oid, 'select')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert {"facts_fact", "intake_report", "ledger_entry", "registry_recordversion"} <= set(tables)

        def holding(word: str) -> set[str]:
            held = set()
            for table in tables:
                cursor.execute(f'select exists (select from "{table}" t where t::text ilike %s)', [f"%{word}%"])
                held |= {table} if cursor.fetchone()[0] else set()
            return held

        assert holding("Tamsin") == {"facts_fact", "registry_recordversion", "registry_searchkey"}  # the search sees
        assert holding(MARK) == set()
