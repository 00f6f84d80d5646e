"""The scripts in a real browser: counters run, open desks stay fresh, and nobody loses their place."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from wayhome import look
from wayhome.base import clock
from wayhome.look.shapes import CaseRow, Due, Eyes, Link

# pytest-base-url, which pytest-playwright brings along, defines its fixture in a way that pytest 9 warns about
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")

HOST = "http://desk.example.org/"
STATIC = Path(look.__file__).parent / "static"
LIST = """{% extends "look/staff.html" %}{% block title %}Missing now{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Missing now</h1>
<div data-live-list="episode" data-live-fragment="/list">{% include "look/case_list.html" %}</div>
<div data-live-list="sighting" data-live-fragment="/sightings"></div>{% endblock %}"""
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'"


def rows() -> list[CaseRow]:
    now = clock.now()
    first = CaseRow(
        key="1",
        href="/cases/1",
        name="Amina",
        reference="WH-1",
        age="11",
        grade="high",
        missing_since=now - timedelta(hours=3),
        next=Due(what="Risk review", due_at=now + timedelta(seconds=2)),
        last_eyes=Eyes(at=now, by="PC Lind"),
    )
    others = [("2", "Jay", None), ("3", "Łucja", "medium"), ("4", "Callum", "low"), ("5", "Mei", "nar")]
    return [first, *(replace(first, key=k, href=f"/cases/{k}", name=n, grade=g, next=None) for k, n, g in others)]


@dataclass
class Desk:
    """What the browser is given, and how often it asked for the list."""

    page: Page
    cases: list[CaseRow] = field(default_factory=rows)
    events: str = ""  # the body of the stream; empty while the push process is down
    asked: int = 0
    complaints: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """Serve one request of the browser."""
        path = route.request.url.removeprefix(HOST).split("?")[0]
        file = STATIC / path.removeprefix("static/")
        if path == "":
            route.fulfill(body=Template(LIST).render(Context(self.context())), content_type="text/html; charset=utf-8",
                          headers={"Content-Security-Policy": CSP})  # fmt: skip
        elif path == "list":
            self.asked += 1
            body = render_to_string("look/case_list.html", self.context())
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif path == "sightings":
            route.fulfill(body="<p>One sighting.</p>", content_type="text/html; charset=utf-8")
        elif path == "events" and self.events:
            route.fulfill(body=self.events, content_type="text/event-stream")
        elif path.startswith("static/") and file.is_file():
            route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0])
        else:
            route.fulfill(status=503)

    def context(self) -> dict[str, Any]:
        """What the list page needs."""
        navigation = [Link(text="Missing now", href="/", current=True)]
        return {"cases": self.cases, "now": clock.now(), "live_url": "/events", "navigation": navigation,
                "officer_name": "DS Wren", "sign_out_url": "/out", "search_url": "/search", "demonstration": True}  # fmt: skip

    def open(self) -> None:
        """Go to the list and wait until its scripts run."""
        self.page.goto(HOST)
        self.page.wait_for_function("document.body.classList.contains('js-enabled')")


@pytest.fixture
def desk(page: Page) -> Desk:
    made = Desk(page)
    page.on("console", lambda words: made.complaints.append(words.text) if "Policy" in words.text else None)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.route(HOST + "**", made.answer)
    return made


@pytest.fixture
def opened(desk: Desk) -> Callable[[], Desk]:
    def open_it() -> Desk:
        desk.page.clock.install()
        desk.open()
        return desk

    return open_it


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_list_is_clean_under_axe_and_never_wider_than_the_screen(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.open()
    found = Axe().run(desk.page, options=AXE)
    assert not found.violations_count, found.generate_report()
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert desk.complaints == []


def test_counters_run_and_a_lapsed_clock_turns_to_overdue(opened: Callable[[], Desk]) -> None:
    page = opened().page
    page.clock.run_for(5_000)
    expect(page.locator("time[data-since]").first).to_have_text("3:00:05")
    due = page.locator("time[data-due]")
    expect(due).to_have_text("overdue by 00:03")
    expect(due).to_have_class("wh-time wh-due--over")


def test_without_the_stream_the_list_is_fetched_every_thirty_seconds(opened: Callable[[], Desk]) -> None:
    desk = opened()
    expect(desk.page.locator(".wh-live")).to_have_text("Every 30 s")
    desk.cases = desk.cases[:4]
    desk.page.clock.run_for(31_000)
    expect(desk.page.locator("tbody tr")).to_have_count(4)


def test_a_message_replaces_the_list_says_so_and_keeps_the_focus(desk: Desk) -> None:
    desk.open()
    desk.page.get_by_role("link", name="Łucja, 11").focus()
    desk.cases = [replace(desk.cases[0], grade="medium"), *desk.cases[1:4]]
    desk.events = 'data: {"kind": "episode", "id": "1"}\n\n'
    desk.page.evaluate("import('/static/look/live.js?again')")  # as if the push process were back at this moment
    expect(desk.page.locator("tbody tr")).to_have_count(4)
    expect(desk.page.get_by_role("link", name="Łucja, 11")).to_be_focused()
    expect(desk.page.locator("[data-live-words]")).to_have_text("The page has changed.")


def test_a_message_refreshes_only_the_regions_of_its_kind(desk: Desk) -> None:
    desk.events = 'data: {"kind": "sighting", "id": "1"}\n\n'
    desk.open()
    expect(desk.page.get_by_text("One sighting.")).to_be_visible()
    assert desk.asked == 0


def test_the_reader_can_hold_the_screen_still(opened: Callable[[], Desk]) -> None:
    desk = opened()
    page = desk.page
    page.get_by_role("button", name="Hold still").click()
    before = page.locator("time[data-since]").first.text_content()
    page.clock.run_for(31_000)
    expect(page.locator("time[data-since]").first).to_have_text(before or "")
    assert desk.asked == 0
    page.get_by_role("button", name="Hold still").click()
    page.clock.run_for(1_000)
    expect(page.locator("time[data-since]").first).not_to_have_text(before or "")
    assert desk.asked == 1
