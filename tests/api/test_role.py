"""What the partners' door may do in the database, by trying, as its own role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from tests import database, factory
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import NATIONAL_INTAKE, ApiKey
from wayhome.base.ids import new_id, new_reference
from wayhome.console import walls
from wayhome.terms.actor import Actor

ADD = (
    "insert into intake_report (id, reference, agency_id, door, words, received_at, received_by, of_many)"
    " values (%s, %s, %s, %s, 'sealed', now(), %s, false)"
)
HOLD = "insert into intake_keptanswer (id, agency_id, key, request_digest, at) values (%s, %s, 'one', 'digest', now())"


@pytest.fixture
def key(fresh_database: None, now: datetime) -> ApiKey:
    """A force's key."""
    accounts.make_api_key(factory.force(), name="Custody system", by=Actor.system("test"), at=now)
    return ApiKey.objects.get()


@pytest.fixture
def door(key: ApiKey) -> Iterator[psycopg.Connection[Any]]:
    """The role of the partners' door, which has named that key."""
    with psycopg.connect(database.cluster.url("api")) as connection:
        name(connection, key.pk, key.agency_id)
        yield connection
        connection.rollback()


def name(connection: psycopg.Connection[Any], client: UUID | str, agency: UUID | str) -> None:
    connection.execute(
        "select set_config('wayhome.client', %s, false), set_config('wayhome.agency', %s, false)",
        [str(client), str(agency)],
    )


def add(
    connection: psycopg.Connection[Any], agency: UUID, *, by: UUID, door: str = "partner_api", more: str = ""
) -> None:
    connection.execute(ADD + more, [new_id(), new_reference(), agency, door, f"client:{by}"])  # type: ignore[arg-type]


def test_a_report_is_added_for_the_keys_agency_or_the_national_intake_desk_and_read_back_by_nothing(
    door: psycopg.Connection[Any], key: ApiKey
) -> None:
    for agency in (key.agency_id, NATIONAL_INTAKE):
        add(door, agency, by=key.pk)
    door.commit()
    for attempt in ("select id from intake_report", "select 1 from facts_fact", "update intake_report set words = ''"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), door.transaction():
            door.execute(attempt)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        add(door, key.agency_id, by=key.pk, more=" returning words")


def test_a_report_for_another_agency_by_another_door_or_in_anothers_name_is_refused(
    door: psycopg.Connection[Any], key: ApiKey
) -> None:
    other = factory.force().pk
    for agency, more in (
        (other, {"by": key.pk}),
        (key.agency_id, {"by": new_id()}),
        (key.agency_id, {"by": key.pk, "door": "public_carer"}),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), door.transaction():
            add(door, agency, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["nobody", "another agency's", "ended"])
def test_without_a_key_in_force_nothing_is_added(
    door: psycopg.Connection[Any], key: ApiKey, now: datetime, how: str
) -> None:
    if how == "ended":
        ApiKey.objects.update(ended_at=now)
    else:
        name(door, "" if how == "nobody" else key.pk, factory.force().pk)
    for agency in (key.agency_id, NATIONAL_INTAKE):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), door.transaction():
            add(door, agency, by=key.pk)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        door.execute(HOLD, [new_id(), key.agency_id])


def test_kept_answers_are_seen_by_their_own_agencys_keys_alone(
    door: psycopg.Connection[Any], key: ApiKey, now: datetime
) -> None:
    door.execute(HOLD, [new_id(), key.agency_id])
    door.commit()
    assert door.execute("select count(*) from intake_keptanswer").fetchone() == (1,)
    other = factory.force()
    accounts.make_api_key(other, name="Another", by=Actor.system("test"), at=now)
    name(door, ApiKey.objects.get(agency=other).pk, other.pk)
    assert door.execute("select count(*) from intake_keptanswer").fetchone() == (0,)
    assert door.execute("update intake_keptanswer set status = 201").rowcount == 0


def test_the_desk_may_no_longer_add_in_a_keys_name_for_another_agency_nor_see_kept_answers(key: ApiKey) -> None:
    with psycopg.connect(database.cluster.url("app")) as desk:
        name(desk, key.pk, key.agency_id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), desk.transaction():
            add(desk, NATIONAL_INTAKE, by=key.pk)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), desk.transaction():
            desk.execute("select 1 from intake_keptanswer")


def test_the_wall_names_the_same_intake_desk() -> None:
    assert walls.NATIONAL_INTAKE == str(NATIONAL_INTAKE)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/", "/api/v1/reports/more"])
def test_an_address_that_is_none_is_answered_in_the_form_of_every_refusal_and_without_a_reference(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer.json() == {"problem": "There is nothing at this address.", "fields": {}}
    assert "X-Request-Id" not in answer
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_what_broke_is_said_with_a_reference_and_nothing_of_what_was_sent(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = accounts.make_api_key(factory.force(), name="Custody system", by=Actor.system("test"), at=now)
    monkeypatch.setattr("wayhome.intake.actions.new_id", lambda: "no id at all: Tamsin")
    answer = Client(raise_request_exception=False).post(
        "/api/v1/reports",
        {"given_name": "Tamsin", "last_seen_place": "Saltby Quay"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"},
    )
    assert answer.status_code == 500
    assert answer.json()["fields"] == {}
    assert "Idempotency-Key" in answer.json()["problem"]
    assert answer["X-Request-Id"]
    assert b"Tamsin" not in answer.content
