"""Another force's case opened through glass, told and reviewed; and a record shared, sealed and disclosed, in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Service
from tests.journeys.test_browser import SCREENS, Visitor, now_local, signed_in, visit  # noqa: F401

REFERENCE = r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}"


def opens_a_case(visitor: Visitor) -> str:
    """Open a case of the list, saying why where that is asked; the reference it has."""
    visitor.page.locator("a.wh-cases__name[href^='/cases/']").first.click()
    visitor.looks()
    if "why" in visitor.page.url:
        visitor.fills(code="on_the_case")
        visitor.presses("Open it")
    found = re.search(REFERENCE, visitor.page.inner_text("main"))
    assert found
    return found[0]


def shoots(visitor: Visitor, name: str, screen: str) -> None:
    """Keep a picture of the page where a folder for them is named."""
    import os

    if folder := os.environ.get("PICTURES"):
        visitor.page.screenshot(path=f"{folder}/{screen}-{name}.png", full_page=True)


@pytest.mark.parametrize("screen", SCREENS)
def test_glass_is_broken_told_at_once_and_reviewed(service: Service, visit: Any, screen: str) -> None:  # noqa: F811
    duty = signed_in(visit(), service, "adaeze.okoye")
    reference = opens_a_case(duty)
    duty.goes_to(f"{service.desk}/figures")  # a page that does not keep itself fresh

    finder = signed_in(visit(), service, "callum.ferriby" if screen == "desk" else "petra.lindmere")
    finder.goes_to(f"{service.desk}/search?q={reference}")
    finder.presses("Break the glass", role="link")
    finder.presses("Open the record")
    expect(finder.page.get_by_role("alert")).to_be_visible()
    shoots(finder, "break", screen)
    finder.fills(code="found", words="The child stands at our counter and is afraid.", hours="1")
    finder.presses("Open the record")
    expect(finder.page.locator("main")).to_contain_text("Open to you until")
    assert finder.page.get_by_role("link", name="Add a fact").count() == 0
    shoots(finder, "opened", screen)

    expect(duty.page.locator("main")).to_contain_text("Glass broken", timeout=15_000)
    duty.looks()
    shoots(duty, "told", screen)
    duty.presses("I have read this")

    chief = signed_in(visit(), service, "ruth.calderwell")
    chief.goes_to(f"{service.desk}/glass")
    shoots(chief, "queue", screen)
    chief.page.get_by_role("row").filter(has_text="Waits").get_by_role("link").first.click()
    chief.looks()
    chief.fills(verdict="justified", words="The child was there, and our desk did not answer.")
    shoots(chief, "review", screen)
    chief.presses("Keep the review")
    finder.presses("Close it now")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_record_is_assigned_shared_disclosed_and_sealed(service: Service, visit: Any, screen: str) -> None:  # noqa: F811
    chief = signed_in(visit(), service, "ruth.calderwell")
    chief.goes_to(f"{service.desk}/?tab={'searching' if screen == 'desk' else 'closed'}")  # each screen seals its own
    opens_a_case(chief)
    chief.presses("See or change who may see this", role="link")
    page = chief.page.url
    chief.presses("Assign an officer")
    chief.page.get_by_label("Officer").select_option(label="Gethin Marlstone")
    chief.presses("^Assign$")
    chief.presses("Share with an agency")
    day, _hour = now_local(later=timedelta(days=7))
    chief.page.locator('[name="to"]').select_option(label="Northmoor Children's Services")
    chief.fills(ceiling="case", ground="safeguarding", words="They look for a placement.", until=day)
    shoots(chief, "share", screen)
    chief.presses("^Share$")
    chief.presses("Disclose or print")
    chief.page.locator('[name="kinds"]').first.check()
    chief.fills(
        recipient="Isolde Quillfeather, her mother", agency="The family", ground="policing_purpose", medium="pdf"
    )
    shoots(chief, "disclose", screen)
    with chief.page.expect_download() as copy:
        chief.page.get_by_role("button", name="Write it down").click()
    assert copy.value.path().read_bytes().startswith(b"%PDF")
    if screen == "desk":
        shoots_pdf(copy.value.path())
    chief.goes_to(page)
    expect(chief.page.locator("main")).to_contain_text("Isolde Quillfeather, her mother")
    shoots(chief, "access", screen)

    reader = signed_in(visit(), service, "bethan.prosserley")
    shoots(reader, "shared-list", screen)
    opens_a_case(reader)
    expect(reader.page.locator("main")).to_contain_text("Shared with you by")
    assert reader.page.locator("main form").count() == 0
    shoots(reader, "shared", screen)

    chief.presses("^Seal$")
    chief.page.get_by_label("Adaeze Okoye").check()
    chief.fills(reason="The address is a refuge.")
    shoots(chief, "seal", screen)
    chief.presses("^Seal$")
    expect(chief.page.locator("main")).to_contain_text("Sealed")
    shoots(chief, "sealed", screen)
    assert reader.page.goto(reader.page.url)
    assert "There is nothing here that you may see" in reader.page.inner_text("main")


def shoots_pdf(path: Any) -> None:
    """Keep the copy where a folder for pictures is named."""
    import os
    import shutil

    if folder := os.environ.get("PICTURES"):
        shutil.copy(path, f"{folder}/copy.pdf")
