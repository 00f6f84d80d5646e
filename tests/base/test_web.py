"""One request, one transaction, one viewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.base import clock
from wayhome.base.web import one_transaction, set_viewer
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.usefixtures("fresh_database")


urlpatterns: list[object] = []


@pytest.fixture(autouse=True)
def _own_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def handler500(_: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def viewer_now() -> tuple[str | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('wayhome.officer', true), current_setting('wayhome.agency', true)")
        row: tuple[str | None, str | None] = cursor.fetchone()
        return row


def ask(door: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    answer: HttpResponse = one_transaction(convert_exception_to_response(door))(RequestFactory().get("/"))
    return answer


def write(status: int) -> Callable[[HttpRequest], HttpResponse]:
    def page(_: HttpRequest) -> HttpResponse:
        desk = Agency.objects.get(pk=NATIONAL_INTAKE)
        ledger.write("agency.noted", desk, by=Actor.system("test"), agency=desk.pk, at=clock.now())
        if status == 0:
            raise RuntimeError("the page fell over")
        return HttpResponse(status=status)

    return page


def entries_and_jobs() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        return Entry.objects.count(), cursor.fetchone()[0]


@pytest.mark.parametrize("status", [0, 500, 503])
def test_a_page_that_fails_leaves_no_entry_and_no_job(status: int, caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(write(status))
    assert answer.status_code == (status or 500)
    assert entries_and_jobs() == (0, 0)


def test_a_page_that_raises_past_every_net_leaves_nothing() -> None:
    with pytest.raises(RuntimeError):
        one_transaction(write(0))(RequestFactory().get("/"))
    assert entries_and_jobs() == (0, 0)


@pytest.mark.parametrize("status", [200, 302, 404, 422])
def test_a_page_that_answers_keeps_what_it_wrote(status: int) -> None:
    assert ask(write(status)).status_code == status
    assert entries_and_jobs() == (1, 1)


def test_the_viewer_is_empty_when_a_request_begins_whatever_the_connection_did_before() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('wayhome.officer', 'somebody', false)")
        cursor.execute("select set_config('wayhome.agency', 'somewhere', false)")
    seen: list[tuple[str | None, str | None]] = []

    def page(_: HttpRequest) -> HttpResponse:
        seen.append(viewer_now())
        return HttpResponse()

    ask(page)
    assert seen == [("", "")]


@pytest.mark.parametrize("status", [200, 500])
def test_the_viewer_lasts_for_the_request_and_not_longer(status: int) -> None:
    seen: list[tuple[str | None, str | None]] = []

    def page(_: HttpRequest) -> HttpResponse:
        set_viewer(officer="o", agency="a")
        seen.append(viewer_now())
        return HttpResponse(status=status)

    def next_page(_: HttpRequest) -> HttpResponse:
        seen.append(viewer_now())
        return HttpResponse()

    ask(page)
    assert seen == [("o", "a")]
    assert not any(viewer_now())
    ask(next_page)
    assert seen[-1] == ("", "")
