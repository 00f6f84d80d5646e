"""The national record: frozen versions that hold nothing encrypted."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests import database, factory
from wayhome.base.errors import Refused
from wayhome.cases import actions as cases
from wayhome.cases.models import Misper
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion, SearchKey, Unidentified
from wayhome.registry.queries import latest_version
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.viewer import AgencyKind, Role

BY = Actor.system("test")


def publish(misper: Misper, at: datetime) -> RecordVersion:
    return registry.publish_misper(misper, by=BY, at=at)


@pytest.mark.django_db
def test_a_version_says_what_is_known_and_where_the_episodes_stand(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    version = publish(episode.misper, now)
    assert (version.number, version.subject, version.subject_kind, version.frozen_at) == (
        1,
        episode.misper_id,
        "misper",
        now,
    )
    assert version.body["reference"] == episode.misper.reference
    assert version.body["episodes"] == [
        {"reference": episode.reference, "status": "open", "missing_since": now.isoformat(), "zone": "Europe/London"}
    ]
    assert {fact["kind"]: fact["value"] for fact in version.body["facts"]} == {
        "given_name": "Tamsin",
        "family_name": "Quillfeather",
        "age": "14",
        "last_seen_place": "Saltby Quay",
    }
    assert all(set(fact) == {"kind", "value", "class", "certainty", "source"} for fact in version.body["facts"])
    assert Entry.objects.get(kind="record.published").facts == {"subject": str(episode.misper_id), "number": 1}


@pytest.mark.django_db
def test_what_is_encrypted_is_never_in_a_version(now: datetime) -> None:
    closed = {kind.code: "yes" if "." in kind.code else "Canary" for kind in FACT_KINDS.values() if kind.encrypted}
    closed |= {"medicine_deadline": "2026-11-21T22:00", "informant_relation": "parent"}
    episode = factory.open_episode(factory.officer(), at=now, **closed)
    assert Fact.objects.filter(subject=episode.misper_id, sealed__isnull=False).count() == len(closed)
    version = publish(episode.misper, now)
    assert "Canary" not in json.dumps(version.body)
    assert not {fact["kind"] for fact in version.body["facts"]} & closed.keys()
    with connection.cursor() as cursor:
        cursor.execute("select t::text from registry_searchkey t")
        assert not [row for row in cursor.fetchall() if "anary" in row[0]]


@pytest.mark.django_db
def test_nothing_changed_makes_no_new_version(now: datetime) -> None:
    episode = factory.open_episode(factory.officer(), at=now)
    first = publish(episode.misper, now)
    keys = set(SearchKey.objects.values_list("pk", flat=True))
    assert publish(episode.misper, now + timedelta(days=1)) == first
    assert RecordVersion.objects.count() == Entry.objects.filter(kind="record.published").count() == 1
    assert set(SearchKey.objects.values_list("pk", flat=True)) == keys


@pytest.mark.django_db
def test_a_later_edit_makes_a_later_version_and_the_earlier_stays_as_it_was(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    first = publish(episode.misper, now)
    before = RecordVersion.objects.filter(pk=first.pk).values().get()
    cases.add_fact(episode.pk, "alias", "Tam", viewer=who.viewer, by=who.actor, at=now)
    second = publish(episode.misper, now)
    cases.locate(episode.pk, viewer=who.viewer, version=None, by=who.actor, at=now)
    third = publish(episode.misper, now)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert third.body["episodes"][0]["status"] == "located_unconfirmed"
    assert RecordVersion.objects.filter(pk=first.pk).values().get() == before
    assert latest_version(episode.misper_id) == third


@pytest.mark.django_db
def test_a_superseded_fact_is_not_in_the_next_version(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    old = Fact.objects.get(subject=episode.misper_id, kind="age")
    cases.add_fact(episode.pk, "age", "13", viewer=who.viewer, by=who.actor, at=now, instead=old.pk)
    body = publish(episode.misper, now).body
    assert [fact["value"] for fact in body["facts"] if fact["kind"] == "age"] == ["13"]


@pytest.mark.django_db
def test_a_version_cannot_be_changed_or_numbered_twice(now: datetime) -> None:
    version = publish(factory.open_episode(factory.officer(), at=now).misper, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordVersion.objects.create(
            agency=version.agency, subject=version.subject, subject_kind="misper", number=1, body={}, frozen_at=now
        )
    for role in ("app", "worker"):
        with (
            psycopg.connect(database.cluster.url(role)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("update registry_recordversion set body = '{}'")


def test_eight_who_publish_one_record_at_once_make_one_version(fresh_database: None, now: datetime) -> None:
    misper = factory.open_episode(factory.officer(), at=now).misper
    together = Barrier(8)

    def work(_: int) -> int:
        together.wait()
        try:
            return publish(misper, now).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(8))) == {1}
    assert RecordVersion.objects.count() == 1
    assert SearchKey.objects.filter(kind="name").count() == 1


# Unidentified people and remains


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({}, "Say what was found"),
        ({"unidentified_kind": "ghost", "found_place": "Mere"}, "Say what was found"),
        ({"unidentified_kind": "body"}, "Say where"),
        ({"unidentified_kind": "body", "found_place": " "}, "Say where"),
        ({"unidentified_kind": "body", "found_place": "Mere", "stature_cm": "tall"}, "Height: Write a number"),
        ({"unidentified_kind": "body", "found_place": "Mere", "found_at": "lately"}, "Found, when: Write date"),
    ],
)
def test_an_unidentified_person_needs_what_and_where_and_readable_words(
    now: datetime, words: dict[str, str], says: str
) -> None:
    who = factory.officer()
    with pytest.raises(Refused, match=says):
        registry.record_unidentified(words, viewer=who.viewer, by=who.actor, at=now)
    assert not Unidentified.objects.exists()
    assert not Fact.objects.exists()


@pytest.mark.django_db
def test_only_the_roles_that_work_cases_record_unidentified_people(now: datetime) -> None:
    may = {
        (AgencyKind.POLICE_FORCE, Role.OFFICER),
        (AgencyKind.POLICE_FORCE, Role.DUTY_OFFICER),
        (AgencyKind.POLICE_FORCE, Role.SUPERVISOR),
        (AgencyKind.NATIONAL_CENTRE, Role.CENTRE_COORDINATOR),
    }
    words = {"unidentified_kind": "body", "found_place": "Grebe Mere"}
    for kind in AgencyKind:
        agency = factory.force(kind=kind)
        for role in Role:
            who = factory.officer(role, agency)
            if (kind, role) in may:
                registry.record_unidentified(words, viewer=who.viewer, by=who.actor, at=now)
                continue
            with pytest.raises(Refused, match="Your role may not"):
                registry.record_unidentified(words, viewer=who.viewer, by=who.actor, at=now)


@pytest.mark.django_db
def test_what_is_not_known_of_remains_is_left_out_and_the_rest_becomes_facts(now: datetime) -> None:
    who = factory.officer()
    words = {
        "unidentified_kind": "body",
        "found_place": "unknown",
        "found_at": "2026-11-20T08:00",
        "sex": "",
        "age": "20-40",
    }
    row = registry.record_unidentified(words, viewer=who.viewer, by=who.actor, at=now)
    version = registry.publish_unidentified(row, by=BY, at=now)
    assert {fact["kind"] for fact in version.body["facts"]} == {"unidentified_kind", "found_place", "found_at", "age"}
    assert "episodes" not in version.body
    when = Fact.objects.get(subject=row.pk, kind="found_at")
    assert (when.zone, when.happened_from) == ("Europe/London", when.happened_to)
    assert Entry.objects.get(kind="unidentified.recorded").key == row.pk
