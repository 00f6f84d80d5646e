"""A desk with one force, one case and an officer for each role."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from tests import factory
from tests.desk.browser import HOST
from tests.look.conftest import browser_type_launch_args  # noqa: F401 - fixture
from wayhome import look
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.facts import actions as facts
from wayhome.facts.actions import Subject, Told
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.terms.viewer import Role


@pytest.fixture
def force(db: None) -> Agency:
    """The force whose desk this is."""
    return factory.force("Northmoor Police")


@pytest.fixture
def duty(force: Agency) -> Officer:
    """The duty officer, who owns the case."""
    return factory.officer(Role.DUTY_OFFICER, force)


@pytest.fixture
def episode(duty: Officer) -> Episode:
    """One child, missing for three hours."""
    return factory.open_episode(duty, at=clock.now() - timedelta(hours=3))


@pytest.fixture
def desk(client: Client, duty: Officer) -> Client:
    """The duty officer's browser."""
    factory.sign_in(client, duty)
    return client


def signed_in(officer: Officer, *, of: Episode | None = None) -> Client:
    """Another officer's browser; the officer has said why they open the record `of` which the test speaks."""
    other = Client()
    factory.sign_in(other, officer)
    if of:
        factory.says_why(officer, of, at=clock.now())
    return other


CHART = {"16": "filled", "26": "crowned", "36": {"code": "filled", "surfaces": "MO"}, "46": "missing"}
LATER = {"16": "sound", "26": "crowned", "36": {"code": "filled", "surfaces": "MOD"}, "46": "missing", "47": "filled"}
SEEN = {"sex": "female", "hair_colour": "red", "eye_colour": "green", "stature_cm": "150-154", "ethnicity": "white"}


def tell(subject: Subject, who: Officer, **values: Any) -> None:
    at = clock.now()
    told = [Told(kind, value, who.actor.ref, learned_at=at) for kind, value in values.items()]
    facts.record(subject, told, by=who.actor, at=at)


@pytest.fixture
def found(duty: Officer, episode: Episode) -> Unidentified:
    """A body with marks and a dental chart, beside a missing girl with hers and another who fits less."""
    at = clock.now()
    factory.open_episode(
        duty, at=at - timedelta(days=9), given_name="Corin", family_name="Aldous", sex="male", phone=None
    )
    row = registry.record_unidentified(
        {"unidentified_kind": "body", "found_place": "Grebe Mere", "condition": "fresh", "age": "20-25", "examined": "left_arm,face"}
        | SEEN | {"found_at": f"{at:%Y-%m-%dT%H:%M}", "mark": "tattoo left_arm: a swallow", "clothing": "A red coat"},
        viewer=duty.viewer, by=duty.actor, at=at,
    )  # fmt: skip
    child = Subject(episode.misper_id, "misper", episode.agency_id)
    mark = {"kind": "tattoo", "part": "left_arm", "words": "a swallow"}
    tell(child, duty, sex="female", hair_colour="red", mark=mark, teeth={"charted_on": "2024-05-02", "chart": CHART})
    tell(Subject(row.pk, "unidentified", row.agency_id), duty, teeth={"chart": LATER})
    registry.publish_misper(episode.misper, by=duty.actor, at=at)
    registry.publish_unidentified(row, by=duty.actor, at=at)
    factory.Follower().follow(at)
    return row


# --- in a browser

STATIC = Path(look.__file__).parent / "static"


@pytest.fixture
def desk_at(desk: Client) -> Callable[[Page], Page]:
    """Lets the desk in this process answer whatever a browser asks of it; redirects are followed here."""
    # The browser's answers are asked for in another context, where Django would open another connection.
    here = copy_context()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        file = STATIC / path.removeprefix("/static/").partition("?")[0]
        if path.startswith("/static/"):
            route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0])
        elif path.startswith(("/unidentified", "/cases/")):
            given = here.run(asked, path, route.request.method, route.request.post_data, route.request.headers)
            headers = {name: value for name, value in given.headers.items() if name.lower() != "set-cookie"}
            route.fulfill(status=given.status_code, body=given.content, headers=headers)
        else:
            route.fulfill(status=503)

    def asked(path: str, method: str, body: str | None, headers: dict[str, str]) -> Any:
        if method == "POST":
            return desk.post(path, body or "", content_type=headers["content-type"], follow=True)
        return desk.get(path, follow=True)

    def serve(page: Page) -> Page:
        page.route(f"{HOST}/**", answer)
        return page

    return serve


@pytest.fixture
def screen(page: Page, desk_at: Callable[[Page], Page]) -> Page:
    """A browser at the desk."""
    return desk_at(page)
