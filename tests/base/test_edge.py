"""What stands on every answer, and what the log says when one fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tests import factory
from wayhome.base.logs import Line
from wayhome.base.web import QUOTE_HEADER, client_address, guarded, quote
from wayhome.settings import common
from wayhome.terms.viewer import Role

QUOTE = re.compile(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")
CANARY = "Kestrelcanary"


def from_where(*, trusted: str, remote: str, forwarded: str = "", settings: Any) -> str:
    settings.TRUSTED_PROXY = trusted
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **more))


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ("", "192.0.2.7", "", "192.0.2.7"),
        ("", "192.0.2.7", "198.51.100.1", "192.0.2.7"),  # nobody is believed
        ("192.0.2.7", "192.0.2.7", "198.51.100.1", "198.51.100.1"),
        ("192.0.2.7", "192.0.2.8", "198.51.100.1", "192.0.2.8"),  # not the proxy
        ("192.0.2.7", "192.0.2.7", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # what stands before is forged
        ("192.0.2.0/24", "192.0.2.7", "203.0.113.9, 192.0.2.8", "203.0.113.9"),  # two proxies of ours
        ("192.0.2.7", "192.0.2.7", "nonsense", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7", "", "192.0.2.7"),
        ("2001:db8::/32", "2001:db8::1", "2001:db8:ffff::1, 198.51.100.1", "198.51.100.1"),
        ("192.0.2.7", "", "198.51.100.1", ""),
        ("unix", "", "198.51.100.1", "198.51.100.1"),  # whoever reaches the socket
        ("unix", "", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("unix", "192.0.2.7", "198.51.100.1", "192.0.2.7"),  # not by the socket
        ("unix, 198.51.100.1", "", "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        ("unix", "", "", ""),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(
    trusted: str, remote: str, forwarded: str, address: str, settings: Any
) -> None:
    assert from_where(trusted=trusted, remote=remote, forwarded=forwarded, settings=settings) == address


def answered(status: int) -> HttpResponse:
    return guarded(lambda _: HttpResponse(quote(), status=status))(RequestFactory().get("/"))


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_an_answer_that_failed_carries_the_reference_of_its_request(status: int) -> None:
    first, second = answered(status), answered(status)
    assert QUOTE.fullmatch(first[QUOTE_HEADER])
    assert first.content.decode() == first[QUOTE_HEADER] != second[QUOTE_HEADER]
    assert quote() == ""


@pytest.mark.parametrize("status", [200, 302, 404, 409, 410, 422])
def test_any_other_answer_carries_none_so_that_hidden_looks_like_absent(status: int) -> None:
    assert QUOTE_HEADER not in answered(status)


def test_over_tls_browsers_are_told_to_stay_there(settings: Any) -> None:
    assert "Strict-Transport-Security" not in answered(200)
    settings.OVER_TLS = True
    assert "max-age=31536000" in answered(200)["Strict-Transport-Security"]


# The log


class Kept(logging.Handler):
    """Keeps what the service's own formatter makes of each record."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    kept = Kept()
    kept.setFormatter(Line(common.LOGGING["formatters"]["line"]["format"]))  # type: ignore[index]
    logging.getLogger().addHandler(kept)
    yield kept
    logging.getLogger().removeHandler(kept)


def failing(_: HttpRequest, who: str = "") -> HttpResponse:
    try:
        int(CANARY)
    except ValueError as problem:
        raise RuntimeError(f"{who} cannot be counted: {CANARY}") from problem
    return HttpResponse()


urlpatterns = [path("who/<str:who>", failing)]


def handler500(_: HttpRequest) -> HttpResponse:
    return HttpResponse(quote(), status=500)


def ask(door: Callable[[HttpRequest], HttpResponse], address: str) -> HttpResponse:
    return guarded(convert_exception_to_response(door))(RequestFactory().get(address))


@pytest.mark.django_db
def test_the_log_has_the_reference_route_and_kind_of_a_failure_and_not_a_word_of_it(settings: Any, log: Kept) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["wayhome.base.web.guarded"]
    answer = Client(raise_request_exception=False).get(f"/who/{CANARY}?q={CANARY}")
    assert answer.status_code == 500
    said = "\n".join(log.lines)
    assert answer[QUOTE_HEADER] in said
    assert "500 on GET who/<str:who>" in said
    assert "test_edge.py" in said
    assert "builtins.ValueError" in said
    assert "builtins.RuntimeError" in said
    assert CANARY not in said


def test_an_error_handed_to_a_line_is_told_by_its_kind(log: Kept) -> None:
    logging.getLogger("wayhome").error("The disk failed: %s", OSError(CANARY))
    assert log.lines[-1].endswith("The disk failed: OSError")


def test_a_host_that_is_not_ours_leaves_nothing_of_its_name(log: Kept, db: None) -> None:
    answer = Client().get("/sign-in", headers={"host": f"{CANARY}.example.org"})
    assert answer.status_code == 400
    assert answer[QUOTE_HEADER] in answer.content.decode()
    assert any("400" in line for line in log.lines)
    assert not any(CANARY in line for line in log.lines)


@pytest.mark.django_db
def test_what_django_logs_after_the_answer_has_the_reference_too(log: Kept) -> None:
    answer = Client().generic("GET", "/sign-in", headers={"host": "elsewhere.example.org"})
    assert answer.status_code == 400
    assert {answer[QUOTE_HEADER] in line for line in log.lines} == {True}


# The desk


@pytest.mark.django_db
def test_a_forged_form_at_the_desk_names_its_reference() -> None:
    client = Client(enforce_csrf_checks=True)
    factory.sign_in(client, factory.officer(Role.DUTY_OFFICER))
    answer = client.post("/reports/new", {})
    assert answer.status_code == 403
    assert answer[QUOTE_HEADER] in answer.content.decode()


@pytest.mark.django_db
def test_a_desk_that_broke_names_its_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    factory.sign_in(client, factory.officer(Role.DUTY_OFFICER))
    monkeypatch.setattr("wayhome.desk.views.search.find", failing)
    answer = client.get("/search?q=x")
    assert answer.status_code == 500
    assert answer[QUOTE_HEADER] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
