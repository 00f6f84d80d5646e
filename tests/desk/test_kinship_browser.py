"""A kinship result entered and read in a real browser, on a desk and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.desk.browser import HOST, SCREENS, faults
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.matching.models import Kinship
from wayhome.registry.models import Unidentified

# pytest-base-url, which pytest-playwright brings along, defines its fixture in a way that pytest 9 warns about
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", SCREENS)
def test_a_result_is_typed_in_refused_put_right_read_and_revoked(
    screen: Page, episode: Episode, found: Unidentified, size: str
) -> None:
    width, height = SCREENS[size]
    screen.set_viewport_size({"width": width, "height": height})
    screen.goto(f"{HOST}/unidentified/{found.pk}/match/{episode.misper_id}")
    assert faults(screen) == []
    screen.get_by_role("link", name="Enter a result").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Enter a laboratory's kinship result")
    assert faults(screen) == []
    shot(screen, f"enter-{size}")

    screen.get_by_label("missing child of these parents").check()
    for relative in ("Mother", "Father"):
        screen.get_by_label(relative, exact=True).check()
    screen.get_by_label("log10 of the likelihood ratio").fill("8,41")
    screen.get_by_label("The smallest figure over several populations").check()
    screen.get_by_label("Which population or populations").fill("Four, named in the report")
    screen.get_by_label("Number of loci compared").fill("24")
    screen.get_by_label("Leaving one locus out").fill("D3S1358 7.2\nD3S1385 7.9")
    screen.get_by_label("None", exact=True).check()
    screen.get_by_label("Sex", exact=True).check()
    screen.get_by_label("How many comparisons the search made").fill("9100")
    screen.get_by_label("Laboratory").fill("Zephyr Example Laboratory")
    screen.get_by_label("Reference of the report").fill("ZEL-17")
    screen.get_by_label("Date of the report").fill(f"{clock.now().date()}")
    screen.get_by_label("Software and version").fill("Invented 1.0")
    screen.get_by_label("Frequencies used").fill("Invented, 2013")
    screen.get_by_role("button", name="Keep the result").click()
    summary = screen.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Write the decimals with a point")
    expect(summary).to_contain_text("Line 2: “D3S1385” is no autosomal STR marker")
    assert faults(screen) == []
    shot(screen, f"refused-{size}")
    assert not Kinship.objects.exists()

    screen.get_by_label("log10 of the likelihood ratio").fill("8.41")
    screen.get_by_label("Leaving one locus out").fill("D3S1358 7.2\nPenta_D 7.9")
    screen.get_by_role("button", name="Keep the result").click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("May this be")
    panel = screen.locator("section[aria-labelledby=kinship]")
    expect(panel).to_contain_text("Strong lead +8.41")
    expect(panel).to_contain_text("Smallest without D3S1358: +7.2")
    expect(screen.locator(".wh-evidence tfoot")).to_be_visible()
    panel.get_by_text("Revoke this result").click()
    assert faults(screen) == []
    panel.get_by_text("Revoke this result").click()
    shot(screen, f"pair-{size}")

    panel.get_by_text("Revoke this result").click()
    panel.get_by_label("Why is the result revoked?").fill("Samples swapped")
    panel.get_by_role("button", name="Revoke").click()
    expect(panel).to_contain_text("No laboratory's result is in force.")
    expect(panel).to_contain_text("Samples swapped")
    assert faults(screen) == []
    assert Kinship.objects.get().revoked_because == "Samples swapped"
