"""Every page of the desk says who may see it, and keeps to that."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from tests import factory
from wayhome.desk import urls
from wayhome.desk.access import WHO_MAY_SEE, Anyone
from wayhome.rules.access import MAY, Action
from wayhome.terms.viewer import AgencyKind, Role

pytestmark = pytest.mark.django_db

PAGES = [page for page in urls.urlpatterns if isinstance(page, URLPattern)]


def address(route: URLPattern) -> str:
    """The address of a page about rows that do not exist."""
    keys: dict[str, Any] = {name: uuid4() for name in route.pattern.converters}
    return reverse(str(route.name), kwargs=keys)


def without_nonce(html: bytes) -> bytes:
    """A page without what differs from request to request."""
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", html)


def test_every_page_says_who_may_see_it() -> None:
    assert {page.name for page in PAGES} == set(WHO_MAY_SEE)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: str(route.pattern))
def test_nobody_sees_a_page_without_signing_in(client: Client, route: URLPattern) -> None:
    if WHO_MAY_SEE[str(route.name)] is Anyone.OPEN:
        answer = client.get(address(route))
        assert answer.status_code == 200 or answer["Location"].startswith(reverse("sign_in")), answer
        return
    for answer in (client.get(address(route)), client.post(address(route))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("route", PAGES, ids=lambda route: str(route.pattern))
def test_a_role_that_may_not_sees_what_an_absent_row_shows(client: Client, route: URLPattern) -> None:
    who = WHO_MAY_SEE[str(route.name)]
    if not isinstance(who, Action):
        return
    shut_out = [role for role in Role if who not in MAY.get((AgencyKind.POLICE_FORCE, role), ())]
    factory.sign_in(client, factory.officer(Role.DUTY_OFFICER))
    absent = client.get(f"/cases/{uuid4()}")
    assert absent.status_code == 404
    force = factory.force()
    assert shut_out
    for role in shut_out:
        factory.sign_in(client, factory.officer(role, force))
        for answer in (client.get(address(route)), client.post(address(route))):
            assert answer.status_code == 404
            assert answer.content == absent.content


@pytest.mark.parametrize("route", PAGES, ids=lambda route: str(route.pattern))
def test_a_wrong_method_is_refused(client: Client, route: URLPattern) -> None:
    who = WHO_MAY_SEE[str(route.name)]
    if who is not Anyone.OPEN:
        supervises = who not in set(Action) or who in MAY[AgencyKind.POLICE_FORCE, Role.SUPERVISOR]
        factory.sign_in(client, factory.officer(Role.SUPERVISOR if supervises else Role.ADMINISTRATOR))
    assert client.delete(address(route)).status_code == 405
    assert client.put(address(route)).status_code == 405


def test_nothing_behind_sign_in_may_be_kept_by_a_browser(client: Client) -> None:
    factory.sign_in(client, factory.officer(Role.SUPERVISOR))
    for route in PAGES:
        assert "no-store" in client.get(address(route)).headers["Cache-Control"], route
