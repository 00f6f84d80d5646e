"""Every page of the public site, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import URLPattern, get_resolver

from tests.public.conftest import Site, Visitor
from wayhome.base import clock
from wayhome.base.ids import new_reference
from wayhome.public.access import OPEN
from wayhome.published import actions, tree
from wayhome.published.models import Edition
from wayhome.terms.actor import Actor

PLAIN = ["/", "/child/", "/parents/", "/professionals/", "/police/", "/report/", "/report/professional/", "/appeals/"]
REFERENCE = new_reference()


def test_every_page_says_who_may_open_it() -> None:
    patterns = get_resolver("wayhome.public.urls").url_patterns
    names = [pattern.name for pattern in patterns if isinstance(pattern, URLPattern)]
    assert sorted(map(str, names)) == sorted(OPEN)
    assert len(names) == len(patterns)


def address(name: str) -> str:
    pattern = next(one for one in get_resolver("wayhome.public.urls").url_patterns if one.name == name)
    return "/" + re.sub(r"<[^>]*>", REFERENCE, str(pattern.pattern))


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_page_refuses_every_other_method(visitor: Visitor, name: str, method: str) -> None:
    if method in OPEN[name]:
        return
    token = {"csrfmiddlewaretoken": visitor.hidden("/report/")["csrfmiddlewaretoken"]}
    answer = visitor.ask(method, address(name), X_CSRFToken=token["csrfmiddlewaretoken"])
    assert answer.status == 405, answer.text[:300]


@pytest.mark.parametrize("path", PLAIN)
def test_a_page_opens_with_the_number_first_and_a_way_out(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status == 200
    assert answer.text.index("tel:999") < answer.text.index("<main")
    assert 'href="https://example.org/"' in answer.text
    assert visitor.ask("HEAD", path).status == 200


@pytest.mark.parametrize("path", [*PLAIN, "/nowhere/", f"/appeals/{REFERENCE}/", "/robots.txt"])
def test_no_page_lets_anything_in_from_elsewhere(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"', answer.text)
    assert not [url for url in loaded if not url.startswith("/")]


@pytest.mark.parametrize("path", ["/", "/child/", "/parents/", "/appeals/", "/nowhere/"])
def test_only_a_form_sets_a_cookie(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).headers["Set-Cookie"] is None


def test_the_form_s_cookie_ends_with_the_browser(visitor: Visitor) -> None:
    said = visitor.get("/report/").headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Strict" in said
    assert "expires" not in said.lower()
    assert "max-age" not in said.lower()


def test_an_unknown_page_says_whom_to_call(visitor: Visitor) -> None:
    answer = visitor.get("/nowhere/")
    assert answer.status == 404
    assert "tel:999" in answer.text
    assert "tel:101" in answer.text


def test_robots_may_not_read_receipts(visitor: Visitor) -> None:
    assert "Disallow: /report/received/" in visitor.get("/robots.txt").text


def test_a_reference_is_understood_however_it_is_typed(visitor: Visitor) -> None:
    typed = REFERENCE.lower().replace("-", "+")
    answer = visitor.get(f"/appeals/find/?reference={typed}")
    assert answer.status == 302
    assert answer.headers["Location"] == f"/appeals/{REFERENCE}/"


def test_a_slip_in_a_reference_is_named(visitor: Visitor) -> None:
    answer = visitor.get("/appeals/find/?reference=ABCD")
    assert answer.status == 400
    assert "Check the reference" in answer.text
    assert 'value="ABCD"' in answer.text


def test_the_site_serves_its_own_styles(site: Site, visitor: Visitor) -> None:
    assert site.process.poll() is None
    assert visitor.get("/static/look/app.css").status == 200


@pytest.mark.usefixtures("fresh_database")
def test_a_mistake_of_ours_shows_the_numbers_and_nothing_of_the_mistake(
    visitor: Visitor, accepted: Callable[..., Edition]
) -> None:
    edition = accepted(at=clock.now())
    assert actions.release(edition.pk, by=Actor.system("test"), at=clock.now())
    until = tree.folder(tree.appeal(edition.reference)) / tree.UNTIL
    until.write_text("JSON")
    answer = visitor.get(f"/appeals/{edition.reference}/sighting/")
    assert answer.status == 500
    assert "tel:999" in answer.text
    assert "tel:101" in answer.text
    assert "JSON" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    until.write_text(edition.ends_at.isoformat())
    assert visitor.get(f"/appeals/{edition.reference}/sighting/").status == 200


def test_a_form_that_cannot_be_read_says_whom_to_call(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | {f"box{number}": "" for number in range(1001)}
    answer = visitor.post("/report/", filled)
    assert answer.status == 400
    assert "tel:101" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
