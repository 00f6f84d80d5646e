"""A Child Rescue Alert on a desk-sized and a phone-sized screen: a drill beside it, drafted, sent by a second officer, changed and cancelled.

Two officers at browsers of their own; axe looks at every page on the way.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Service, wait_for
from tests.journeys.test_browser import SCREENS, Visitor, asked, now_local, signed_in, visit  # noqa: F401
from tests.journeys.test_glass import shoots


def six_of(visitor: Visitor) -> list[str]:
    """The six words, as large as they stand on a screen."""
    return visitor.page.locator(".wh-six__words span").all_inner_texts()


def page_in_feed(service: Service) -> str:
    """The address of the alert in force, as the feed of alerts has it; empty while there is none."""
    status, body = asked(f"{service.public}/alerts/feed.json")
    items = json.loads(body)["items"] if status == 200 else []
    live = [each["url"] for each in items if "is over" not in each["title"]]
    return live[0].removesuffix("alert.xml") if live else ""


def fills_alert(visitor: Visitor, mode: str) -> None:
    """Every question of the form, as one would answer it who wants an alert."""
    assert visitor.page.locator('[name="mode"]:checked').count() == 0
    day, hour = now_local(later=timedelta(hours=4))
    visitor.fills(
        mode=mode, under_18="yes", imminent_danger="yes", public_can_help="yes", why="Taken into a grey van by a stranger.",
        protected_address="no", court_order="no", abuse="no", who_asks="The duty inspector", who_asks_checked="yes",
        family_told="yes", neighbours="Westfell, at 02:50", description_en="A girl in a red coat, in a grey van.",
        ends_on=day, ends_time=hour, area_how="chosen", chosen="Oxford\nAbingdon",
    )  # fmt: skip


def tells_and_takes(service: Service, visit: Any, public: Visitor, page: str, screen: str) -> None:  # noqa: F811
    """The public tells from the page; a call-taker takes the tip from the queue, reads it and passes it on."""
    public.goes_to(page)
    public.presses("Tell us what you saw")
    public.fills(place="The ring road", words="A grey van, and a red coat in it")
    shoots(public, "tip-form", screen)
    public.presses("^Send$")
    expect(public.page.locator("main")).to_contain_text("Your reference")
    taker = signed_in(visit(), service, "imogen.tarrow")
    taker.goes_to(f"{service.desk}/tips")
    expect(taker.page.locator("main")).to_contain_text("At the tip desk: Imogen Tarrow")
    shoots(taker, "tips", screen)
    taker.page.get_by_role("button", name=re.compile("^Take")).first.press("Enter")
    taker.looks()
    if "why" in taker.page.url:
        taker.fills(code="on_the_case")
        taker.presses("Open it")
    expect(taker.page.locator("main")).to_contain_text("a red coat in it")
    shoots(taker, "tip", screen)
    taker.fills(outcome="passed")
    taker.presses("Keep, and go to the next")
    expect(taker.page.locator("main")).to_contain_text("Dealt with: Passed to the enquiry")
    expect(taker.page.locator("main")).to_contain_text("Nobody has told anything of an alert that waits")
    shoots(taker, "tips-done", screen)


@pytest.mark.parametrize("screen", SCREENS)
def test_an_alert_is_drafted_sent_changed_and_cancelled(service: Service, visit: Any, screen: str) -> None:  # noqa: F811
    author = signed_in(visit(), service, "adaeze.okoye")
    author.goes_to(f"{service.desk}/")
    links = author.page.locator("a.wh-cases__name[href^='/cases/']")
    links.nth(0 if screen == "desk" else 1).click()
    author.looks()
    if "why" in author.page.url:
        author.fills(code="on_the_case")
        author.presses("Open it")
    case = author.page.url

    # What is wrong is said at its field, and nothing is chosen for anybody.
    author.presses("^Child Rescue Alert$")
    author.presses("^Save$")
    expect(author.page.locator("main")).to_contain_text("Say whether this is live or a drill")
    fills_alert(author, "live")
    author.fills(chosen="Nowhere-on-Sea")
    author.presses("^Save$")
    expect(author.page.locator("main")).to_contain_text("is called “Nowhere-on-Sea”")
    shoots(author, "alert-form", screen)
    author.fills(chosen="Oxford\nAbingdon")
    author.presses("^Save$")
    expect(author.page.locator("main")).to_contain_text("People in the area")
    shoots(author, "alert-drafted", screen)
    alert = author.page.url
    author.presses("Ask a second person")
    words = six_of(author)
    assert len(words) == 6
    assert author.page.get_by_role("button", name="Send this alert").count() == 0
    shoots(author, "alert-waits", screen)

    # A drill beside it is another thing on every screen.
    author.goes_to(f"{case}/alerts/new")
    fills_alert(author, "drill")
    author.presses("^Save$")
    expect(author.page.locator("main")).to_contain_text("Take the child's name out of the text")
    author.presses("Change", role="link")
    author.fills(headline_en="Missing child: Oxford")
    author.presses("^Save$")
    author.presses("Ask a second person")
    drill = author.page.url

    # The second officer finds both, reads the same words, and sends the live one.
    second = signed_in(visit(), service, "ruth.calderwell")
    second.goes_to(f"{service.desk}/alerts")
    shoots(second, "alerts-waiting", screen)
    second.goes_to(drill)
    if "why" in second.page.url:
        second.page.get_by_label("I supervise, or take over, this shift").check()
        second.presses("Open it")
    expect(second.page.get_by_role("button", name="Start the DRILL")).to_be_visible()
    assert second.page.get_by_role("button", name="Send this alert").count() == 0
    shoots(second, "alert-drill", screen)
    second.goes_to(alert)
    assert six_of(second) == words
    shoots(second, "alert-decides", screen)
    second.presses("Send this alert to the public")
    if "again" in second.page.url:
        shown = re.search(r"the code now is (\d{6})", second.page.inner_text("main"))
        assert shown
        second.fills(code=shown[1])
        second.presses("Go on")
        assert six_of(second) == words
        second.presses("Send this alert to the public")
    expect(second.page.locator("main")).to_contain_text("What went out, and who has it")
    expect(second.page.locator(".wh-alarm")).to_contain_text("Ends in")
    shoots(second, "alert-in-force", screen)

    # The public reads it, on the screen in their hand; feeds name nobody.
    page = wait_for(lambda: page_in_feed(service))
    assert isinstance(page, str)
    public = visit()
    public.goes_to(page)
    expect(public.page.locator("main")).to_contain_text("A girl in a red coat")
    shoots(public, "alert-public", screen)
    public.goes_to(f"{service.public}/alerts/")
    assert "red coat" not in public.page.inner_text("main")

    tells_and_takes(service, visit, public, page, screen)

    # An update needs two people again; what is in force stays meanwhile.
    author.goes_to(alert)
    author.presses("Write an update", role="link")
    author.fills(
        headline_en="Missing child: now near Didcot", area_how="grown", seen_at_point="51.6080, -1.2448", minutes="20"
    )
    author.fills(travel="car")
    author.presses("^Save$")
    expect(author.page.locator(".wh-alarm")).to_contain_text("version 1 is in force")
    author.presses("Ask a second person")
    shoots(author, "alert-update", screen)
    second.goes_to(alert)
    assert six_of(second) == six_of(author) != words
    second.presses("Send this alert to the public")
    expect(second.page.locator("main")).to_contain_text("now near Didcot")
    assert wait_for(lambda: b"now near Didcot" in asked(page)[1])

    # One press ends it, from the list as well.
    author.goes_to(f"{service.desk}/alerts")
    shoots(author, "alerts-in-force", screen)
    author.page.get_by_role("row").filter(
        has=author.page.locator(f'a[href="{alert.removeprefix(service.desk)}"]')
    ).get_by_role("button", name=re.compile("Cancel this alert")).click()
    expect(author.page.locator("main")).to_contain_text("is being told that it is over")
    author.looks()
    expect(author.page.locator(".wh-alarm")).to_contain_text("Cancelled")
    shoots(author, "alert-cancelled", screen)
    gone = wait_for(lambda: asked(page)[0] == 410 and asked(f"{page}alert.xml")[0] == 410)
    assert gone
    assert b"red coat" not in asked(page)[1]
    public.goes_to(page)
    shoots(public, "alert-gone", screen)
    assert b"<msgType>Cancel</msgType>" in asked(f"{page.removesuffix('/')}-END/alert.xml")[1]
    author.goes_to(case)
    shoots(author, "alert-case", screen)
