"""The partners' door: the same answer to the same request, and one report from many tries."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from tests import factory
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import NATIONAL_INTAKE, Agency, ApiKey
from wayhome.base.ids import read_reference
from wayhome.intake.models import KeptAnswer, Report
from wayhome.intake.queries import words_of
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind

THIN = {"given_name": "Tamsin", "last_seen_place": "Saltby Quay"}
WHERE = "/api/v1/reports"


def key_of(agency: Agency, at: datetime) -> str:
    return accounts.make_api_key(agency, name="Custody system", by=Actor.system("test"), at=at)


@pytest.fixture
def secret(db: None, now: datetime) -> str:
    """The key of a force."""
    return key_of(factory.force(), now)


def post(
    secret: str | None, body: Any, *, key: str | None = "one", door: Client | None = None, **more: Any
) -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    if key is not None:
        headers["Idempotency-Key"] = key
    door = door or Client(enforce_csrf_checks=True, raise_request_exception=False)
    whole = body if isinstance(body, str | bytes) else json.dumps(body)
    answer: Any = door.post(WHERE, whole, content_type="application/json", headers=headers | more)
    return answer


def said(answer: HttpResponse) -> dict[str, Any]:
    """The body of a refusal, which has one form whatever was wrong."""
    found: dict[str, Any] = json.loads(answer.content)
    assert set(found) == {"problem", "fields"}
    assert found["problem"].endswith(".")
    return found


# Refused


@pytest.mark.parametrize("wrong", [None, "", "wayhome_wrong", "unknown\x00"])
def test_without_a_valid_key_nobody_is_let_in(secret: str, wrong: str | None) -> None:
    answer = post(wrong, THIN)
    assert answer.status_code == 401
    assert "Authorization: Bearer" in said(answer)["problem"]
    assert not Report.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_a_key_that_was_ended_lets_nobody_in(secret: str, now: datetime) -> None:
    ApiKey.objects.update(ended_at=now)
    assert post(secret, THIN).status_code == 401


def test_a_key_in_another_header_or_scheme_is_none(secret: str) -> None:
    assert post(None, THIN, Authorization=f"Basic {secret}").status_code == 401
    assert Client().post(f"{WHERE}?key={secret}", THIN, content_type="application/json").status_code == 401


@pytest.mark.parametrize("key", [None, "", "x" * 201])
def test_a_request_without_an_idempotency_key_is_told_how_to_send_one(secret: str, key: str | None) -> None:
    answer = post(secret, THIN, key=key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in said(answer)["problem"]
    assert not Report.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "nonsense", '"text"', "null", b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(secret: str, body: Any) -> None:
    answer = post(secret, body)
    assert answer.status_code in {400, 422}
    said(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"last_seen_place": "Saltby"}, "given_name"),
        ({"given_name": "Tamsin"}, "last_seen_place"),
        ({"given_name": "", "last_seen_place": "Saltby"}, "given_name"),
        ({"given_name": " ", "last_seen_place": "Saltby"}, "given_name"),
        ({"given_name": 7, "last_seen_place": "Saltby"}, "given_name"),
        ({"given_name": None, "last_seen_place": "Saltby"}, "given_name"),
        (THIN | {"age": 14}, "age"),
        (THIN | {"circumstances": "x" * 4001}, "circumstances"),
        (THIN | {"marks": ["scar"]}, "marks"),
        (THIN | {"circumstances": "a\x00b"}, "circumstances"),
        (THIN | {"circumstances": "half \ud83d a sign"}, "circumstances"),
        (THIN | {"given_name": "\ud83d"}, "given_name"),
    ],
)
def test_a_wrong_field_is_named(secret: str, body: dict[str, Any], field: str) -> None:
    answer = post(secret, body)
    assert answer.status_code == 422
    assert list(said(answer)["fields"]) == [field]
    assert not Report.objects.exists()


def test_a_body_that_is_too_large_is_refused(secret: str) -> None:
    answer = post(secret, THIN | {f"field{n}": "x" * 4000 for n in range(600)})
    assert answer.status_code == 413
    said(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_is_not_served(secret: str, method: str) -> None:
    answer = getattr(Client(), method)(WHERE, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 405


def test_the_same_key_with_another_body_is_refused_and_the_first_answer_stands(secret: str) -> None:
    first = post(secret, THIN)
    for other in (THIN | {"age": "14"}, {"last_seen_place": "Saltby Quay", "given_name": "Tamsin"}):
        answer = post(secret, other)
        assert answer.status_code == 422
        assert "new key" in said(answer)["problem"]
    assert Report.objects.count() == 1
    assert post(secret, THIN).content == first.content


# Taken


def test_a_report_is_taken_and_answered_with_its_reference(secret: str) -> None:
    answer = post(secret, THIN | {"favourite_bus": "The 42"})
    assert answer.status_code == 201
    assert answer["Content-Type"].startswith("application/json")
    body = json.loads(answer.content)
    report = Report.objects.get()
    assert set(body) == {"reference", "received_at"}
    assert read_reference(body["reference"]) == report.reference
    assert datetime.fromisoformat(body["received_at"]) == report.received_at
    agency = Agency.objects.get(pk=report.agency_id)
    assert words_of(report) == THIN | {"favourite_bus": "The 42", "informant_agency": agency.name}
    assert report.received_by == f"client:{ApiKey.objects.get().pk}"
    assert Entry.objects.filter(kind="report.received", key=report.pk).count() == 1


def test_the_same_key_and_body_get_the_same_status_and_bytes(secret: str) -> None:
    first = post(secret, THIN)
    again = [post(secret, THIN) for _ in range(3)]
    assert {(each.status_code, each.content, each["Content-Type"]) for each in [first, *again]} == {
        (201, first.content, first["Content-Type"])
    }
    assert Report.objects.count() == Entry.objects.filter(kind="report.received").count() == 1


def test_a_refusal_is_repeated_too(secret: str) -> None:
    thin = {"given_name": " ", "last_seen_place": "x"}
    first, again = post(secret, thin), post(secret, thin)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert first.status_code == 422


def test_another_key_makes_another_report(secret: str) -> None:
    assert post(secret, THIN).content != post(secret, THIN, key="two").content
    assert Report.objects.count() == 2


def test_the_same_key_of_another_agency_is_its_own(secret: str, now: datetime) -> None:
    other = key_of(factory.force(), now)
    first, second = post(secret, THIN), post(other, THIN | {"age": "14"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content != second.content
    assert Report.objects.values("agency").distinct().count() == 2


def test_two_keys_of_one_agency_share_their_idempotency_keys(secret: str) -> None:
    agency = ApiKey.objects.get().agency
    second = accounts.make_api_key(agency, name="Spare", by=Actor.system("test"), at=ApiKey.objects.get().created_at)
    assert post(secret, THIN).content == post(second, THIN).content
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", [kind for kind in AgencyKind if kind is not AgencyKind.POLICE_FORCE])
def test_what_is_reported_by_anybody_but_a_force_goes_to_the_national_intake_desk(
    db: None, now: datetime, kind: AgencyKind
) -> None:
    agency = factory.force(kind=kind)
    assert post(key_of(agency, now), THIN).status_code == 201
    report = Report.objects.get()
    assert report.agency_id == NATIONAL_INTAKE
    assert words_of(report)["informant_agency"] == agency.name


def test_a_force_owns_what_it_reports(secret: str) -> None:
    post(secret, THIN)
    assert Report.objects.get().agency == ApiKey.objects.get().agency


def test_twenty_twins_at_once_make_one_report_and_get_the_same_bytes(fresh_database: None, now: datetime) -> None:
    secret = key_of(factory.force(), now)
    together = Barrier(20)

    def send(_: int) -> tuple[int, bytes]:
        door = Client()
        together.wait()
        try:
            answer = post(secret, THIN, door=door)
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {status for status, _ in answers} == {201}
    assert len({body for _, body in answers}) == 1
    assert json.loads(answers[0][1])["reference"] == Report.objects.get().reference
    assert Entry.objects.filter(kind="report.received").count() == KeptAnswer.objects.count() == 1


def test_of_twenty_different_bodies_under_one_key_at_once_one_is_taken(fresh_database: None, now: datetime) -> None:
    secret = key_of(factory.force(), now)
    together = Barrier(20)

    def send(number: int) -> int:
        door = Client()
        together.wait()
        try:
            return post(secret, THIN | {"age": str(number)}, door=door).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(send, range(20))) == [201] + [422] * 19
    assert Report.objects.count() == 1
