"""One child, from a parent's first call to the return interview, in a real browser against the running service.

The same journey on a desk-sized and on a phone-sized screen; axe looks at every page on the way.
"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Service, bare_env, wait_for
from wayhome.base import clock
from wayhome.synthetic.faces import draw_face

SCREENS = {"desk": (1280, 900), "phone": (390, 844)}
NAMES = {"desk": ("Marigold", "Thistlewick"), "phone": ("Rosalind", "Underhay")}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONDON = ZoneInfo("Europe/London")


class Visitor:
    """Somebody at a browser of their own. Each page they come to is looked at by axe."""

    def __init__(self, browser: Browser, screen: str) -> None:
        width, height = SCREENS[screen]
        self.context: BrowserContext = browser.new_context(viewport={"width": width, "height": height})
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)

    def goes_to(self, address: str) -> Page:
        """Open an address."""
        self.page.goto(address)
        return self.looks()

    def presses(self, name: str, *, role: Any = "button") -> Page:
        """Press what has this name and wait for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=re.compile(name)).first.click()
        return self.looks()

    def fills(self, **said: str) -> None:
        """Fill fields by name; choose, where the field offers."""
        for name, value in said.items():
            box = self.page.locator(f'[name="{name.replace("__", ".")}"]').first
            kind = box.evaluate("box => box.type || box.tagName.toLowerCase()")
            if kind == "radio":
                self.page.locator(f'[name="{name.replace("__", ".")}"][value="{value}"]').check()
            elif kind.startswith("select"):
                box.select_option(value)
            else:
                box.fill(value)

    def looks(self) -> Page:
        """See that nobody is kept out of this page, and that nothing sticks out at the side."""
        answer: dict[str, Any] = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
        found = [f"{each['id']}: {node['html'][:160]}" for each in answer["violations"] for node in each["nodes"]]
        assert found == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        return self.page


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Somebody new at a browser, with the screen of the test when it has one."""
    visitors: list[Visitor] = []

    def make(screen: str = request.node.callspec.params.get("screen", "desk")) -> Visitor:
        visitors.append(Visitor(browser, screen))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()


def signed_in(visitor: Visitor, service: Service, login: str) -> Visitor:
    """Signed in at the desk: as this officer was before, or by name, password, and the code that a demonstration's page shows.

    One officer comes here more often in five minutes than the door lets anybody try.
    """
    visitor.context.add_cookies(service.cookies.get(login, []))
    visitor.goes_to(f"{service.desk}/")
    if visitor.page.get_by_role("button", name="Sign out").count() == 0:
        visitor.fills(username=login, password=service.password)
        visitor.presses("^Sign in$")
        shown = re.search(r"the code now is (\d{6})", visitor.page.inner_text("main"))
        assert shown
        visitor.fills(code=shown[1])
        visitor.presses("Go on")
        service.cookies[login] = visitor.context.cookies()
    return visitor


def now_local(*, later: timedelta = timedelta()) -> tuple[str, str]:
    """A moment as the two boxes of a form take it."""
    here = clock.now().astimezone(LONDON) + later
    return f"{here:%Y-%m-%d}", f"{here:%H:%M}"


def asked(address: str) -> tuple[int, bytes]:
    """Status and body of an address, as anybody gets them."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


@pytest.mark.parametrize("screen", SCREENS)
def test_one_child_from_first_call_to_return_interview(
    service: Service, visit: Any, screen: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given, family = NAMES[screen]
    photo = tmp_path_factory.mktemp("photo") / "photo.jpg"
    photo.write_bytes(draw_face(5, age=12, sex="female", hair="red, plaits", eyes="green"))

    # The intake desk has its list open before anybody calls.
    intake = signed_in(visit(), service, "jun.hartwell")
    before = intake.page.get_by_role("link", name="Read the report").count()

    # A parent reports, thinly at first.
    parent = visit()
    parent.goes_to(f"{service.public}/")
    parent.goes_to(f"{service.public}/report/")
    parent.presses("Send the report")
    expect(parent.page.get_by_role("alert")).to_be_visible()
    parent.fills(
        given_name=given, family_name=family, age="12", last_seen_place="The library, Aldermouth",
        why_worried="She never misses her tea.", informant="Her father", informant_phone="07700 900123",
    )  # fmt: skip
    parent.page.set_input_files('[name="photo"]', str(photo))
    parent.presses("Send the report")
    reference = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", parent.page.inner_text("main"))
    assert reference

    # It appears at the open intake desk by itself, is read, and goes to the force.
    expect(intake.page.get_by_role("link", name="Read the report")).to_have_count(before + 1, timeout=15_000)
    intake.page.get_by_role("row").filter(has_text=reference[0]).get_by_role("link").click()
    intake.looks()
    assert "She never misses her tea." in intake.page.inner_text("main")
    intake.presses("Give the report to a force", role="link")
    intake.page.get_by_label("Northmoor Police").check()
    intake.presses("Hand over")

    # The force's duty officer takes it up.
    duty = signed_in(visit(), service, "adaeze.okoye")
    expect(duty.page.locator("main")).to_contain_text(reference[0])
    duty.page.get_by_role("row").filter(has_text=reference[0]).get_by_role("link").click()
    duty.looks()
    duty.fills(whose="new")
    duty.presses("Take up")
    case = duty.page.url
    expect(duty.page.locator("h1")).to_contain_text(given)
    expect(duty.page.locator("main")).to_contain_text(re.compile("treat as high", re.IGNORECASE))
    duty.goes_to(case)
    expect(duty.page.locator("main")).to_contain_text(re.compile(r"\d:\d\d"))

    # Risk: the rules suggest, the officer decides.
    duty.goes_to(f"{case}/risk")
    duty.fills(asked__out_of_character="yes", grade="high", reason="Twelve, and out of character.")
    duty.presses("Save")
    expect(duty.page.locator("main")).to_contain_text("Twelve, and out of character.")

    # The register finds her under a misspelt name.
    assert wait_for(lambda: given in duty.goes_to(f"{service.desk}/search?q={given[:-1]}+{family}").inner_text("main"))

    # An appeal, refused while protected address, court order and "who asks?" are unanswered.
    duty.goes_to(f"{case}/appeals/new")
    day, hour = now_local(later=timedelta(hours=71))
    duty.fills(given_name=given, age="12", last_seen_area="Aldermouth", ends_on=day, ends_time=hour)
    duty.page.locator('[name="photo"]:not([value=""])').first.check()
    duty.presses("Save")
    for question in ("protected address", "court order", "Who asks"):
        expect(duty.page.locator("main")).to_contain_text(re.compile(question, re.IGNORECASE))
    appeal = duty.page.url
    duty.goes_to(f"{appeal.rstrip('/')}/draft")
    duty.fills(
        protected_address="no", court_order="no", who_asks="Her father, seen at home", who_asks_checked="yes",
        consent="given", consent_given_by="Her father", child_view="Not known", purpose="To find her",
        necessity="Friends and family do not know", risk_to_child="Low",
    )  # fmt: skip
    duty.presses("Save")
    duty.presses("Ask a second officer")

    # A second, different officer approves what is shown.
    second = signed_in(visit(), service, "ruth.calderwell")
    second.goes_to(appeal)
    expect(second.page.locator("main")).not_to_contain_text(given)
    second.page.get_by_label("I supervise, or take over, this shift").check()
    second.presses("Open it")
    expect(second.page.locator("main")).to_contain_text(given)
    second.presses("Approve and publish")
    published = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", second.page.inner_text("h1"))
    assert published
    address = f"{service.public}/appeals/{published[0]}/"
    assert wait_for(lambda: asked(address)[0] == 200)
    public = visit()
    public.goes_to(address)
    expect(public.page.locator("main")).to_contain_text(given)
    expect(public.page.locator("main img")).to_be_visible()
    assert given not in public.page.title()
    assert asked(f"{address}photo.jpg")[0] == 200
    status, poster = asked(f"{address}poster.pdf")
    assert (status, poster[:5]) == (200, b"%PDF-")
    feed = asked(f"{service.public}/feed.json")[1].decode()
    assert published[0] in feed
    assert given not in feed

    # Somebody tells what they saw; it stands on the case.
    public.presses("Tell us what you saw")
    public.fills(place="The harbour, Aldermouth", words="A girl with red plaits, alone.")
    public.presses("Send")
    assert wait_for(lambda: "red plaits, alone" in duty.goes_to(case).inner_text("main"))

    # Located, unconfirmed: what is public stays, nothing new may be published.
    duty.goes_to(f"{case}/located")
    duty.presses("Record as located")
    assert asked(address)[0] == 200
    duty.goes_to(f"{case}/appeals/new")
    duty.fills(given_name=given, last_seen_area="Aldermouth")
    duty.presses("Save")
    expect(duty.page.locator("main")).to_contain_text("nothing new may be published")

    # Found: face to face, and everything public is gone.
    duty.goes_to(f"{case}/found")
    day, hour = now_local(later=timedelta(minutes=1))  # the boxes hold whole minutes, and the call is fresh
    duty.fills(seen_by="PC 4417 Example", found_on=day, found_time=hour, found_by="police", found_place="street")
    duty.presses("The child is")
    status, body = asked(address)
    assert status == 410
    assert given.encode() not in body
    for gone in ("photo.jpg", "poster.pdf"):
        assert asked(f"{address}{gone}")[0] == 410
    public.goes_to(address)
    assert published[0] not in asked(f"{service.public}/feed.json")[1].decode()

    # Afterwards: both interviews, then the case closes.
    for kind in ("Prevention interview", "Return interview"):
        duty.goes_to(case)
        duty.presses(kind, role="link")
        duty.fills(status="done", held_on=day, held_time=hour, words="She lost her way and is well.")
        duty.page.get_by_label("Lost", exact=True).check()
        duty.presses("Save")
    duty.goes_to(f"{case}/close")
    duty.presses("Close the case")
    expect(duty.page.locator("main")).to_contain_text("Closed")
    duty.goes_to(f"{service.desk}/figures")
    for visitor in (intake, parent, duty, second, public):
        faults = [told for told in visitor.complaints if "410" not in told and "422" not in told]
        assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_other_page_of_the_desk_can_be_used_by_everybody(service: Service, visit: Any, screen: str) -> None:
    officer = signed_in(visit(), service, "ruth.calderwell")
    officer.goes_to(f"{service.desk}/reports/new")
    officer.goes_to(f"{service.desk}/unidentified/new")
    officer.goes_to(f"{service.desk}/appeals")
    officer.goes_to(f"{service.desk}/unidentified")
    officer.page.locator("main").get_by_role("link", name=re.compile("-")).first.click()
    officer.looks()
    officer.page.get_by_role("link", name=re.compile("Compare the two")).first.click()
    officer.looks()
    officer.goes_to(f"{service.desk}/")
    officer.page.locator("main").get_by_role("row").get_by_role("link", name=re.compile("Nia Harrowell")).first.click()
    officer.looks()
    case = officer.page.url
    officer.goes_to(f"{case}/matches")
    for page in ("facts/new", "photos/new", "owner", "same-child", "missing", "told/childrens_services_told"):
        officer.goes_to(f"{case}/{page}")
    officer.goes_to(f"{service.desk}/nowhere")
    for page in ("you/keys", "you/keys/passkey", "you/password", "you/sign-ins", "rota", "recovery", "sign-in/again"):
        officer.goes_to(f"{service.desk}/{page}")
    visit().goes_to(f"{service.desk}/sign-in/first-time")


def test_an_officer_enrols_a_passkey_and_signs_in_with_it_alone(service: Service, visit: Any) -> None:
    officer = signed_in(visit(), service, "ruth.calderwell")
    devices = officer.context.new_cdp_session(officer.page)
    devices.send("WebAuthn.enable")
    holds = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = holds | {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    officer.goes_to(f"{service.desk}/you/keys")
    officer.presses("Add a passkey")
    officer.fills(name="A security key")
    officer.presses("Make the passkey")
    expect(officer.page.locator("main")).to_contain_text("A security key")
    officer.goes_to(f"{service.desk}/you/sign-ins")
    officer.presses("Sign out")
    officer.presses("Sign in with a passkey")
    expect(officer.page.locator("header")).to_contain_text("Ruth Calderwell")
    officer.presses("Sign out")
    officer.fills(username="ruth.calderwell", password=service.password)
    officer.presses("^Sign in$")
    officer.presses("Use a passkey")
    expect(officer.page.locator("header")).to_contain_text("Ruth Calderwell")
    assert officer.complaints == []


@pytest.mark.parametrize("screen", SCREENS)
def test_an_invited_administrator_comes_in_by_a_code_and_invites_another(
    service: Service, visit: Any, screen: str
) -> None:
    words = [sys.executable, "-m", "wayhome.console", "invite", "--data", str(service.home), "--agency", "northmoor-police",
             "--login", f"wren.{screen}", "--name", "Wren Tarrow"]  # fmt: skip
    said = subprocess.run(words, env=bare_env(), capture_output=True, text=True, check=True).stdout
    keeper = visit()
    devices = keeper.context.new_cdp_session(keeper.page)
    devices.send("WebAuthn.enable")
    holds = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = holds | {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    keeper.goes_to(f"{service.desk}/")
    keeper.presses("You have a one-time code", role="link")
    keeper.fills(login=f"wren.{screen}", code=said.split()[-1])
    keeper.presses("Go on")
    keeper.presses("Add a passkey")
    keeper.presses("Make the passkey")
    expect(keeper.page.locator("h1")).to_have_text("Officers")
    keeper.presses("Invite an officer")
    keeper.fills(login=f"ivo.{screen}", name="Ivo Marsh", role="officer")
    keeper.presses("Make the account")
    expect(keeper.page.locator("main")).to_contain_text(re.compile("([0-9a-f]{4}-){4}"))
    keeper.goes_to(f"{service.desk}/officers")
    keeper.page.get_by_role("link", name="Change Ivo Marsh").first.click()
    keeper.looks()
    assert keeper.complaints == []


def test_where_there_is_no_passkey_the_page_says_so_and_goes_on(service: Service, visit: Any) -> None:
    officer = visit("phone")
    officer.goes_to(f"{service.desk}/")
    devices = officer.context.new_cdp_session(officer.page)
    devices.send("WebAuthn.enable")
    empty = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": empty})
    officer.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(officer.page.get_by_role("status").first).to_contain_text("No passkey was used", timeout=15_000)
    officer.looks()
