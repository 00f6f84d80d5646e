"""The push process tells an open desk by id, and only of its own agency."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests import database, factory
from tests.journeys.conftest import free_ports, wait_for
from wayhome.accounts.models import Agency, Officer
from wayhome.console import environment
from wayhome.console.run import served
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.terms.actor import Actor

ORIGIN = "http://localhost:8000"
WORDS = {"given_name": "Tamsin", "last_seen_place": "Saltmere Quay"}


@pytest.fixture
def push(fresh_database: None) -> Iterator[int]:
    """A push process on the tests' database, under its own role."""
    (port,) = free_ports(1)
    env = (
        os.environ
        | environment.for_role(database.cluster, "push")
        | {"DJANGO_SETTINGS_MODULE": "wayhome.settings.push"}
    )
    process = subprocess.Popen(served("wayhome.desk.push:application", port, interface="asginl"), env=env)
    assert wait_for(lambda: answers(port))
    yield port
    process.terminate()
    process.wait(20)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/alive")
        with connection.getresponse() as answer:
            return answer.status == 200
    except OSError:
        return False
    finally:
        connection.close()


def signed_in(officer: Officer) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    factory.begin(session, officer)
    session.save()
    return f"wayhome_desk={session.session_key}"


@contextmanager
def opened(port: int, cookie: str = "", origin: str = ORIGIN) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", "/events", headers={"Cookie": cookie, "Origin": origin})
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


def status(port: int, cookie: str = "", origin: str = ORIGIN) -> int:
    with opened(port, cookie, origin) as answer:
        return answer.status


def next_event(stream: http.client.HTTPResponse) -> dict[str, str]:
    while line := stream.readline():
        if line.startswith(b"data: ") and (event := json.loads(line[6:]))["kind"] != "connected":
            return dict(event)
    raise AssertionError("the stream ended")


def test_nobody_listens_without_a_desk_session(push: int) -> None:
    assert status(push) == 401
    assert status(push, "wayhome_desk=guessed") == 401
    assert status(push, origin="http://elsewhere.example.org") == 403


def test_a_desk_hears_of_its_own_agency_by_id_alone(push: int, now: datetime) -> None:
    force = Agency.objects.create(code="northmoor", name="Northmoor Police", kind="police_force")
    other = Agency.objects.create(code="southvale", name="Southvale Constabulary", kind="police_force")
    officer = Officer.objects.create(login="duty", name="D", agency=force, role="duty_officer", password="!")
    with opened(push, signed_in(officer)) as stream:
        assert stream.status == 200
        assert stream.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert wait_for(lambda: b"connected" in stream.readline())
        by = Actor.system("test")
        intake.receive_report(intake.Received(WORDS), door=ReportDoor.DESK_PHONE, by=by, at=now, agency=other.pk)
        ours = intake.receive_report(intake.Received(WORDS), door=ReportDoor.DESK_PHONE, by=by, at=now, agency=force.pk)
        assert next_event(stream) == {"kind": "report.received", "id": str(ours.pk)}


def test_an_officer_who_was_signed_out_hears_nothing_new(push: int) -> None:
    force = Agency.objects.create(code="northmoor", name="Northmoor Police", kind="police_force")
    officer = Officer.objects.create(login="duty", name="D", agency=force, role="duty_officer", password="!")
    cookie = signed_in(officer)
    SessionStore(cookie.partition("=")[2]).flush()
    assert status(push, cookie) == 401
