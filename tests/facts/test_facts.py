"""Facts are rows with a source; they are superseded once and never edited."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests import database, factory
from wayhome.base import keystore
from wayhome.base.errors import Overtaken, Unreadable
from wayhome.base.ids import new_id
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now, values_of
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor
from wayhome.terms.codes import FIRST_VERSION
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.field_class import FieldClass, up_to

BY = Actor.system("test")


def subject() -> Subject:
    return Subject(new_id(), "misper", factory.force().pk)


def record(about: Subject, at: datetime, **told: Any) -> dict[str, Fact]:
    rows = facts.record(about, [Told(kind, value, "test", learned_at=at) for kind, value in told.items()], by=BY, at=at)
    return {row.kind: row for row in rows}


# Never edited


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["value", "subject", "certainty", "source", "learned_at", "agency_id"])
def test_a_process_may_not_change_any_column_of_a_fact(now: datetime, column: str) -> None:
    row = record(subject(), now, given_name="Tamsin")["given_name"]
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update facts_fact set {column} = {column} where id = %s", [row.pk])


@pytest.mark.parametrize(
    "attempt",
    [
        "update facts_fact set value = '\"Other\"'",
        "update facts_fact set field_class = 'public'",
        "update facts_fact set entered_at = now()",
        "update facts_fact set superseded_at = now(), certainty = 'certain'",
        "update facts_fact set superseded_at = null",
        "update facts_fact set superseded_by_id = id",
        "delete from facts_fact",
        "truncate facts_fact cascade",
    ],
)
def test_the_owner_of_the_table_may_not_change_a_fact_either(fresh_database: None, now: datetime, attempt: str) -> None:
    record(subject(), now, given_name="Tamsin")
    with (
        database.cluster.superuser(database.cluster.name) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="never"),
    ):
        owner.execute(attempt)
    assert Fact.objects.get().value == "Tamsin"


def test_a_superseded_fact_may_not_be_superseded_again_or_revived_by_the_owner(
    fresh_database: None, now: datetime
) -> None:
    about = subject()
    old = record(about, now, given_name="Tamsin")["given_name"]
    facts.replace(old.pk, Told("given_name", "Tamzin", "test", now), subject=about, by=BY, at=now)
    for change in ("superseded_at = now()", "superseded_at = null, superseded_by_id = null"):
        with (
            database.cluster.superuser(database.cluster.name) as owner,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="never edited"),
        ):
            owner.execute(f"update facts_fact set {change} where id = %s", [old.pk])


@pytest.mark.django_db
def test_a_fact_is_replaced_once_and_the_second_is_told(now: datetime) -> None:
    about = subject()
    old = record(about, now, given_name="Tamsin")["given_name"]
    facts.replace(old.pk, Told("given_name", "Tamzin", "test", now), subject=about, by=BY, at=now)
    with pytest.raises(Overtaken):
        facts.replace(old.pk, Told("given_name", "Thomasin", "test", now), subject=about, by=BY, at=now)
    assert values_of([about.id], ["given_name"])[about.id]["given_name"] == ["Tamzin"]
    assert Fact.objects.filter(subject=about.id).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["other subject", "other kind", "absent"])
def test_a_fact_can_only_replace_one_of_the_same_kind_and_subject(now: datetime, wrong: str) -> None:
    about = subject()
    rows = record(about, now, given_name="Tamsin", family_name="Quillfeather")
    old = rows["family_name" if wrong == "other kind" else "given_name"].pk if wrong != "absent" else new_id()
    of = subject() if wrong == "other subject" else about
    with pytest.raises(Overtaken):
        facts.replace(old, Told("given_name", "Tamzin", "test", now), subject=of, by=BY, at=now)
    assert not Fact.objects.filter(value="Tamzin").exists()
    assert not Entry.objects.filter(kind="fact.replaced").exists()


@pytest.mark.django_db
def test_a_replaced_fact_stays_readable_and_points_to_what_replaced_it(now: datetime) -> None:
    about = subject()
    old = record(about, now, phone="07700 900123")["phone"]
    later = now + timedelta(hours=1)
    fresh = facts.replace(old.pk, Told("phone", "07700 900456", "test", later), subject=about, by=BY, at=later)
    old.refresh_from_db()
    assert (old.superseded_by, old.superseded_at) == (fresh, later)
    assert facts.value_of(old) == "07700 900123"
    entry = Entry.objects.get(kind="fact.replaced")
    assert (entry.key, entry.facts) == (fresh.pk, {"subject": str(about.id), "fact_kind": "phone"})


def test_of_eight_who_replace_one_fact_at_once_one_wins(fresh_database: None, now: datetime) -> None:
    about = subject()
    old = record(about, now, given_name="Tamsin")["given_name"].pk
    together = Barrier(8)

    def replace(number: int) -> bool:
        together.wait()
        try:
            facts.replace(old, Told("given_name", f"Name {number}", "test", now), subject=about, by=BY, at=now)
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(replace, range(8))) == [False] * 7 + [True]
    assert Fact.objects.filter(subject=about.id, superseded_at=None).count() == 1
    assert Entry.objects.filter(kind="fact.replaced").count() == 1


# What is stored


@pytest.mark.django_db
def test_an_encrypted_kind_leaves_nothing_readable_in_its_row(now: datetime) -> None:
    about = subject()
    secret = {kind.code: "Canary Quillfeather 07700 900123" for kind in FACT_KINDS.values() if kind.encrypted}
    assert {"phone", "home_address", "medical", "informant", "informant_phone", "must_not_be_told"} <= secret.keys()
    assert any(code.startswith("vulnerable.") for code in secret)
    rows = record(about, now, **secret)
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(f)::text, f.sealed, f.digest from facts_fact f where subject = %s", [about.id])
        for whole, sealed, digest in cursor.fetchall():
            readable = whole + bytes(sealed).decode("latin-1") + bytes(digest or b"").decode("latin-1")
            assert not any(part in readable for part in ("Canary", "Quillfeather", "900123", "Q2FuYXJ5"))
    assert {code: facts.value_of(row) for code, row in rows.items()} == secret


@pytest.mark.django_db
def test_an_encrypted_fact_is_gone_with_its_key_and_the_plain_one_beside_it_is_not(now: datetime) -> None:
    about = subject()
    rows = record(about, now, given_name="Tamsin", medical="Asthma")
    keystore.destroy(about.id)
    with pytest.raises(Unreadable):
        facts.value_of(rows["medical"])
    assert facts.value_of(rows["given_name"]) == "Tamsin"


@pytest.mark.django_db
def test_a_sealed_value_moved_to_another_fact_does_not_open(now: datetime) -> None:
    about = subject()
    rows = record(about, now, medical="Asthma", home_address="4 Copper Road, QN4 1VV")
    rows["medical"].sealed = rows["home_address"].sealed
    with pytest.raises(Unreadable):
        facts.value_of(rows["medical"])


@pytest.mark.django_db
def test_a_phone_alone_is_found_by_keyed_hash_and_the_informants_is_not(now: datetime) -> None:
    rows = record(subject(), now, phone="07700 900123", informant_phone="07700 900124", medical="Asthma")
    assert bytes(rows["phone"].digest or b"") == facts.phone_digest("+44 (0)7700 900 123")
    assert rows["informant_phone"].digest is None
    assert rows["medical"].digest is None


@pytest.mark.parametrize(
    "written",
    ["07700 900123", "07700900123", "+44 7700 900123", "+44 (0) 7700-900123", "0044 7700 900 123", "44 7700900123"],
)
def test_a_phone_is_one_number_however_it_is_written(written: str) -> None:
    assert facts.phone_digest(written) == facts.phone_digest("07700 900123")
    assert facts.phone_digest(written) != facts.phone_digest("07700 900124")


@pytest.mark.django_db
def test_a_row_says_who_when_how_sure_and_how_far_it_may_travel(now: datetime) -> None:
    about, seen = subject(), now - timedelta(hours=3)
    told = Told("sex", "female", "report:1", learned_at=now, happened_from=seen, happened_to=now, zone="Europe/London")
    row = facts.record(about, [told], by=BY, at=now + timedelta(minutes=5))[0]
    row.refresh_from_db()
    assert (row.subject, row.subject_kind, row.agency_id) == (about.id, "misper", about.agency)
    assert (row.happened_from, row.happened_to, row.zone) == (seen, now, "Europe/London")
    assert (row.learned_at, row.entered_at, row.entered_by) == (now, now + timedelta(minutes=5), BY.ref)
    assert (row.certainty, row.field_class, row.source) == ("likely", "partner", "report:1")
    assert (row.code_list, row.code_list_version) == ("sex", FIRST_VERSION)


@pytest.mark.django_db
def test_a_time_without_its_zone_is_refused(now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        facts.record(subject(), [Told("last_seen_at", {}, "test", now, happened_from=now)], by=BY, at=now)


@pytest.mark.django_db
def test_a_kind_that_is_none_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="no kind of fact named shoe_size"):
        facts.record(subject(), [Told("shoe_size", "4", "test", now)], by=BY, at=now)


# Reading


@pytest.mark.django_db
def test_facts_are_read_as_far_as_the_classes_given(now: datetime) -> None:
    about = subject()
    record(about, now, given_name="Tamsin", circumstances="Out after tea", medical="Asthma")
    for ceiling, kinds in {
        FieldClass.PUBLIC: set(),
        FieldClass.PARTNER: {"given_name"},
        FieldClass.CASE: {"given_name", "circumstances"},
        FieldClass.RESTRICTED: {"given_name", "circumstances", "medical"},
    }.items():
        assert {row.kind for row in facts_now(about.id, classes=up_to(ceiling))} == kinds


@pytest.mark.django_db
def test_the_newest_of_several_values_comes_first_and_superseded_ones_are_left_out(now: datetime) -> None:
    about = subject()
    old = record(about, now, alias="Tam")["alias"]
    record(about, now + timedelta(minutes=1), alias="Tammy")
    facts.replace(old.pk, Told("alias", "Tamo", "test", now), subject=about, by=BY, at=now + timedelta(minutes=2))
    assert values_of([about.id], ["alias"])[about.id]["alias"] == ["Tamo", "Tammy"]
    assert values_of([new_id()], ["alias"]) == {}


@pytest.mark.django_db
def test_recording_is_covered_by_the_verb_that_calls_it_and_writes_no_line_of_its_own(now: datetime) -> None:
    record(subject(), now, given_name="Tamsin")
    assert not Entry.objects.filter(subject="facts.Fact").exists()
    assert json.loads(json.dumps(Fact.objects.get().value)) == "Tamsin"
