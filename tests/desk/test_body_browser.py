"""The body map, the dental chart and the steps in a real browser: by mouse, by keyboard, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factory
from tests.desk.browser import HOST, SCREENS, faults
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.facts.models import Fact
from wayhome.matching import actions as matching
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import Verdict

# pytest-base-url, which pytest-playwright brings along, defines its fixture in a way that pytest 9 warns about
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")

SAID = {
    "unidentified_kind": "body", "found_place": "Grebe Mere", "condition": "fresh", "sex": "female", "examined": "head, left_arm",
    "mark": ["tattoo left_forearm: a swallow", "scar upper_back: a long thin line"],
    "object": '{"type": "ring", "engraving": "M 2004"}',
    "teeth": '{"charted_on": "2026-03-03", "chart": {"11": "sound", "16": {"code": "filled", "surfaces": "MOD"}, "38": "missing"}}',
    "fingers": '{"right_thumb": "whorl"}',
}  # fmt: skip


@pytest.fixture
def row(duty: Officer) -> Unidentified:
    return registry.record_unidentified(SAID, viewer=duty.viewer, by=duty.actor, at=clock.now())


@pytest.mark.parametrize("size", SCREENS)
def test_every_page_of_a_description_can_be_used_by_everybody(screen: Page, row: Unidentified, size: str) -> None:
    width, height = SCREENS[size]
    screen.set_viewport_size({"width": width, "height": height})
    steps = f"/unidentified/{row.pk}/facts/new"
    kinds = (
        "mark",
        "teeth",
        "fingers",
        "object",
        "implant",
        "holding",
        "examined",
        "stature_cm",
        "found_at",
        "blood_group",
    )
    for path in ("/unidentified/new", f"/unidentified/{row.pk}", steps, *(f"{steps}?kind={kind}" for kind in kinds)):
        screen.goto(HOST + path)
        assert faults(screen) == [], path
    screen.goto(f"{HOST}{steps}?kind=mark&part=neck")
    assert faults(screen) == []


@pytest.mark.parametrize("size", SCREENS)
def test_a_pair_and_both_its_lists_can_be_read_by_everybody(
    screen: Page, duty: Officer, row: Unidentified, episode: Episode, size: str
) -> None:
    at = clock.now()
    child = Subject(episode.misper_id, "misper", episode.agency_id)
    known = {
        "mark": {"kind": "tattoo", "part": "left_arm", "words": "a swallow"},
        "teeth": {"chart": {"11": "missing", "16": "filled"}},
    }
    facts.record(child, [Told(kind, value, duty.actor.ref, learned_at=at) for kind, value in known.items()], by=duty.actor, at=at)  # fmt: skip
    registry.publish_misper(episode.misper, by=duty.actor, at=at)
    registry.publish_unidentified(row, by=duty.actor, at=at)
    factory.Follower().follow(at)
    width, height = SCREENS[size]
    screen.set_viewport_size({"width": width, "height": height})
    pair = (episode.misper_id, row.pk)
    said = {"viewer": duty.viewer, "by": duty.actor, "at": at}
    matching.judge(*pair, Verdict.PROPOSED_SAME, reason="The swallow", **said)
    matching.exclude(*pair, Rule.REASONED, Effect.DOUBT, reason="The height", document="", **said)
    seen = ("May this be", "Unidentified people whom this may be", f"Unidentified {row.reference}")
    paths = (
        f"/unidentified/{row.pk}/match/{episode.misper_id}",
        f"/cases/{episode.pk}/matches",
        f"/unidentified/{row.pk}",
    )
    for path, heading in zip(paths, seen, strict=True):
        screen.goto(HOST + path)
        expect(screen.get_by_role("heading", level=1)).to_contain_text(heading)
        for closed in screen.locator("details:not([open]) > summary").all():
            closed.click()
        assert faults(screen) == [], path


def test_a_part_is_chosen_by_mouse_and_by_keyboard_and_the_mark_is_kept(screen: Page, row: Unidentified) -> None:
    screen.goto(f"{HOST}/unidentified/{row.pk}/facts/new?kind=mark")
    screen.get_by_role("link", name="Right knee").first.click()
    expect(screen.get_by_label("Where on the body")).to_have_value("right_knee")
    part = screen.get_by_role("link", name="Neck").first
    part.focus()
    screen.keyboard.press("Enter")
    expect(screen.get_by_label("Where on the body")).to_have_value("neck")
    screen.get_by_label("What kind").select_option("mole")
    screen.get_by_role("button", name="Save and add another").click()
    expect(screen.locator("main ol li")).to_have_count(3)
    marks = Fact.objects.filter(subject=row.pk, kind="mark")
    assert {(mark.value["kind"], mark.value["part"]) for mark in marks} >= {("mole", "neck")}


def test_without_scripts_a_chart_is_kept_from_the_grid(
    browser: Any, desk_at: Callable[[Page], Page], row: Unidentified
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = desk_at(context.new_page())
    page.goto(f"{HOST}/unidentified/{row.pk}/facts/new?kind=teeth")
    page.get_by_label("Every tooth that is left empty below").select_option("most")
    page.get_by_label("46", exact=True).select_option("crowned")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="Describe")).to_be_visible()
    latest = Fact.objects.filter(subject=row.pk, kind="teeth").latest("entered_at")
    assert latest.value["chart"]["46"] == "crowned"
    assert len(latest.value["chart"]) == 28
    context.close()
