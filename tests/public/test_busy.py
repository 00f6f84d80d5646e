"""Pages are refused before reports, over HTTP."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.test import RequestFactory
from django.urls import get_resolver

from tests import database
from tests.public.conftest import Answer, Site, Visitor
from tests.public.test_pages import address
from tests.public.test_reports import THIN, receipt
from wayhome.intake.models import Report
from wayhome.public.access import OPEN
from wayhome.public.busy import READS_AT_FIRST, REPORTS_AN_HOUR, is_report


@pytest.fixture
def lone(another_site: Callable[..., Site]) -> Site:
    """A public process that believes the test what address it comes from."""
    return another_site(WAYHOME_ALLOW_UNSAFE="1", WAYHOME_TRUSTED_PROXY="127.0.0.1")


def test_every_form_and_receipt_is_spared_and_nothing_else() -> None:
    ask = RequestFactory()
    spared = {name for name in OPEN if is_report(ask.get(address(name)))}
    assert spared == {name for name, may in OPEN.items() if "POST" in may} | {"report_received", "sighting_received"}
    assert is_report(ask.post("/anywhere"))
    assert len(get_resolver("wayhome.public.urls").url_patterns) > len(spared)


def test_who_reads_too_fast_is_sent_away_with_the_numbers_and_may_still_report(
    fresh_database: None, lone: Site
) -> None:
    def read(_: int) -> Answer:
        return lone.visitor().get("/robots.txt", X_Forwarded_For="192.0.2.7")

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(read, range(int(READS_AT_FIRST * 1.6))))
    away = [answer for answer in answers if answer.status == 429]
    assert away
    assert {answer.status for answer in answers} <= {200, 429, 503}
    assert "tel:999" in away[0].text
    assert 'href="/report/"' in away[0].text
    assert away[0].headers["X-Request-Id"] in away[0].text
    assert away[0].headers["Retry-After"] == "30"
    assert "default-src 'self'" in away[0].headers["Content-Security-Policy"]
    assert lone.visitor().get("/robots.txt", X_Forwarded_For="192.0.2.8").status == 200
    visitor = lone.visitor()
    receipt(visitor.fill("/report/", **THIN))


@pytest.fixture
def stalled(another_site: Callable[..., Site], tmp_path: Path) -> Site:
    """A public process one of whose pages hangs: it reads a pipe that nobody fills."""
    os.mkfifo(tmp_path / "pipe")
    return another_site(
        "tests.public.stalled:application", WAYHOME_ALLOW_UNSAFE="1", STALLED_PIPE=str(tmp_path / "pipe")
    )


def test_a_report_finds_a_thread_while_readers_hang(fresh_database: None, stalled: Site, tmp_path: Path) -> None:
    readers = [threading.Thread(target=lambda: stalled.visitor().get("/robots.txt")) for _ in range(12)]
    for reader in readers:
        reader.start()
    try:
        visitor = stalled.visitor()
        answer = visitor.fill("/report/", **THIN)
        assert Report.objects.count() == 1
        assert visitor.get(answer.headers["Location"]).status == 200
        sent_away = visitor.get("/")
        assert sent_away.status == 503
        assert "tel:999" in sent_away.text
    finally:
        while any(reader.is_alive() for reader in readers):
            feed_once(tmp_path / "pipe")
    assert visitor.get("/").status == 200


def feed_once(pipe: Path) -> None:
    """Let whoever reads the pipe go on."""
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:  # nobody reads just now
        threading.Event().wait(0.01)


def test_many_reports_of_one_address_are_all_taken_and_the_later_ones_marked(
    fresh_database: None, visitor: Visitor
) -> None:
    for number in range(REPORTS_AN_HOUR + 3):
        receipt(visitor.fill("/report/", given_name=f"Wren {number}", last_seen_place="Larkhill"))
    marked = list(Report.objects.order_by("received_at").values_list("of_many", flat=True))
    assert marked == [False] * REPORTS_AN_HOUR + [True] * 3
    with psycopg.connect(database.cluster.url("public")) as connection:
        kept = connection.execute("select door, length(who), n from limits_count").fetchall()
        held = connection.execute("select count(*) from limits_count c where c::text ~ '127\\D+0\\D+0\\D+1'").fetchone()
    assert kept == [("report", 16, REPORTS_AN_HOUR + 3)]
    assert held == (0,)
