"""The public site in a real browser, on a desk and on a phone: open to everybody, quick to leave, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.look.conftest import browser_type_launch_args  # noqa: F401 - fixture
from tests.public.conftest import Site
from wayhome.base import clock
from wayhome.base.ids import new_reference
from wayhome.intake.models import Report, Sighting
from wayhome.published import actions
from wayhome.published.models import Edition
from wayhome.terms.actor import Actor

pytestmark = [
    pytest.mark.usefixtures("fresh_database"),
    # pytest-base-url, which pytest-playwright brings along, defines its fixture in a way that pytest 9 warns about
    pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning"),
]
SCREENS = {"desk": (1280, 900), "phone": (390, 844)}
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
PAGES = ["/", "/child/", "/parents/", "/professionals/", "/police/", "/report/", "/report/professional/", "/appeals/",
         "/appeals/find/?reference=ABCD", "/nowhere/", f"/appeals/{new_reference()}/"]  # fmt: skip


@pytest.fixture
def live(accepted: Callable[..., Edition]) -> Edition:
    """An appeal that went out a moment ago."""
    edition = accepted(at=clock.now(), demonstration=True)
    assert actions.release(edition.pk, by=Actor.system("test"), at=clock.now())
    return edition


def faults(page: Page) -> list[str]:
    """What axe finds, and whether anything sticks out at the side."""
    found: dict[str, Any] = Axe().run(page, options=AXE).response
    told = [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told + ([f"{over} px too wide"] if over > 0 else [])


def on(page: Page, screen: str) -> None:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_can_be_used_by_everybody(page: Page, site: Site, live: Edition, screen: str) -> None:
    on(page, screen)
    elsewhere: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith(site.origin) else elsewhere.append(asked.url))
    for path in [*PAGES, f"/appeals/{live.reference}/", f"/appeals/{live.reference}/sighting/"]:
        page.goto(site.origin + path)
        assert faults(page) == [], path
    assert elsewhere == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_parent_reports_mends_a_slip_and_gets_a_reference(page: Page, site: Site, screen: str) -> None:
    on(page, screen)
    page.goto(f"{site.origin}/parents/")
    page.get_by_role("button", name="Report a missing child").click()
    page.get_by_label("First name").fill("Wren")
    page.get_by_label("What are they wearing?").fill("A yellow raincoat")
    page.get_by_role("button", name="Send the report now").click()
    expect(page.get_by_role("alert")).to_contain_text("where the child was last seen")
    expect(page.get_by_label("What are they wearing?")).to_have_value("A yellow raincoat")
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("where the child was last seen")).click()
    expect(page.get_by_label("Where were they last seen?")).to_be_focused()
    page.keyboard.type("Larkhill bus station")
    page.get_by_label("Which day?").first.fill("2026-11-20")
    page.get_by_role("button", name="Send the report", exact=True).click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    assert Report.objects.get().reference in page.content()
    assert faults(page) == []


def test_a_passer_by_tells_what_was_seen(page: Page, site: Site, live: Edition) -> None:
    on(page, "phone")
    page.goto(f"{site.origin}/")
    page.get_by_label("Reference on the poster").fill(live.reference.lower().replace("-", " "))
    page.get_by_role("button", name="Show the appeal").click()
    expect(page.get_by_role("heading", name="Wren")).to_be_visible()
    page.get_by_role("button", name="Tell us what you saw").click()
    page.get_by_label("Where?").fill("The mill")
    page.get_by_label("I saw it myself").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert faults(page) == []
    assert Sighting.objects.count() == 1


def test_the_whole_form_works_without_scripts(browser: Any, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.origin}/report/")
    page.get_by_label("First name").fill("Wren")
    page.get_by_label("Where were they last seen?").fill("Larkhill")
    page.get_by_role("button", name="Send the report", exact=True).click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    context.close()


def press_the_button(page: Page) -> None:
    page.get_by_role("button", name="Exit this page").click()


def press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("go", [press_the_button, press_shift_three_times])
def test_whoever_must_not_be_seen_leaves_at_once_and_back_does_not_return(
    page: Page, site: Site, go: Callable[[Page], None]
) -> None:
    page.route(
        "https://example.org/", lambda route: route.fulfill(body="<h1>Rain later</h1>", content_type="text/html")
    )
    page.goto(f"{site.origin}/police/")
    page.goto(f"{site.origin}/report/")
    page.get_by_label("What happened?").fill("He said he would come after me.")
    go(page)
    expect(page.get_by_role("heading", name="Rain later")).to_be_visible()
    page.go_back()
    assert page.url == f"{site.origin}/police/"
