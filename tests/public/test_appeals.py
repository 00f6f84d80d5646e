"""Published files over HTTP: 200 while live, 410 when gone, else 404."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.public.conftest import Visitor
from wayhome.base import clock
from wayhome.base.ids import new_reference
from wayhome.intake.models import Report, Sighting
from wayhome.intake.queries import words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.published import actions, shared, tree
from wayhome.published.models import Edition, EditionState
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.usefixtures("fresh_database")
FILES = {"": "text/html; charset=utf-8", "photo.jpg": "image/jpeg", "poster.pdf": "application/pdf"}
BY = Actor.system("test")


@pytest.fixture
def live(accepted: Callable[..., Edition]) -> Edition:
    """An appeal that went out a moment ago."""
    edition = accepted(at=clock.now())
    assert actions.release(edition.pk, by=BY, at=clock.now())
    return edition


def address(edition: Edition) -> str:
    return f"/appeals/{edition.reference}/"


def wait_for_its_end(edition: Edition) -> None:
    """The process that ends pages needs no database, and looks twice a second."""
    deadline = time.monotonic() + 30
    while tree.leftovers(tree.appeal(edition.reference)) and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.mark.parametrize("name", FILES)
def test_a_live_file_is_served_and_asked_for_anew_each_time(visitor: Visitor, live: Edition, name: str) -> None:
    answer = visitor.get(address(live) + name)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == FILES[name]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["ETag"].startswith('"')  # a strong one
    assert answer.headers["Set-Cookie"] is None
    again = visitor.get(address(live) + name, If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    head = visitor.ask("HEAD", address(live) + name)
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])


def test_what_is_shown_is_what_two_officers_approved(visitor: Visitor, live: Edition) -> None:
    photo = visitor.get(address(live) + "photo.jpg").body
    assert hashlib.sha256(photo).hexdigest() == live.manifest["photo"]
    page = visitor.get(address(live)).text
    assert "Wren" in page
    assert "yellow raincoat" in page


def test_a_withdrawn_appeal_is_gone_at_once_without_any_worker(visitor: Visitor, live: Edition) -> None:
    seen = visitor.get(address(live))
    since = time.monotonic()
    actions.withdraw(live.pk, by=BY, at=clock.now())
    answers = [visitor.get(address(live) + name, If_None_Match=seen.headers["ETag"]) for name in FILES]
    assert time.monotonic() - since < 5
    assert [answer.status for answer in answers] == [410, 410, 410]
    assert not tree.leftovers(tree.appeal(live.reference))
    for answer in answers:
        for words in (*live.manifest["shows"].values(), live.reference):
            assert len(words) < 3 or words not in answer.text


def test_every_appeal_that_is_gone_looks_the_same(visitor: Visitor, accepted: Callable[..., Edition]) -> None:
    an_hour_ago = clock.now() - timedelta(hours=1)
    ended, withdrawn = accepted(at=an_hour_ago, hours=1), accepted(at=an_hour_ago)
    for edition in (ended, withdrawn):
        assert actions.release(edition.pk, by=BY, at=an_hour_ago)
    actions.withdraw(withdrawn.pk, by=BY, at=clock.now())
    wait_for_its_end(ended)
    answers = [visitor.get(address(edition) + name) for edition in (ended, withdrawn) for name in (*FILES, "sighting/")]
    assert {answer.status for answer in answers} == {410}
    assert len({answer.body for answer in answers}) == 1


def test_an_appeal_ends_by_itself_though_nobody_removes_it(visitor: Visitor, accepted: Callable[..., Edition]) -> None:
    edition = accepted(at=clock.now() - timedelta(hours=72))
    actions.release(edition.pk, by=BY, at=clock.now() - timedelta(hours=72))
    assert Edition.objects.get().state == EditionState.LIVE
    deadline = time.monotonic() + 30
    while tree.leftovers(tree.appeal(edition.reference)) and time.monotonic() < deadline:
        time.sleep(0.05)  # the process that ends pages needs no database, and looks twice a second
    assert [visitor.get(address(edition) + name).status for name in FILES] == [410, 410, 410]
    shared.refresh_all()
    assert edition.reference not in visitor.get("/appeals/").text


@pytest.mark.parametrize("name", [*FILES, "sighting/"])
def test_what_never_was_is_not_found(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/appeals/{new_reference()}/{name}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        ".until",
        ".entry.json",
        ".index.html.1",
        "..%2f..%2f.turn",
        "../.pages/404.html",
        "..%2f..%2f..%2fsecrets.json",
        "%2euntil",
        "until",
    ],
)
def test_nothing_else_of_the_tree_can_be_reached(visitor: Visitor, live: Edition, path: str) -> None:
    # An address that leaves the site altogether is refused before anybody looks for a file.
    assert visitor.get(address(live) + path).status == (400 if "secrets" in path else 404)


@pytest.mark.parametrize("reference", ["..", "%2e%2e", "2222-2222-2222-2222", "x" * 400, "%00", "é"])
def test_only_a_reference_names_an_appeal(visitor: Visitor, reference: str) -> None:
    # A null byte is refused before anybody looks for a file.
    assert visitor.get(f"/appeals/{quote(reference, safe='%')}/").status == (400 if reference == "%00" else 404)


def test_a_reference_in_other_clothes_leads_to_the_appeal(visitor: Visitor, live: Edition) -> None:
    answer = visitor.get(f"/appeals/{live.reference.replace('-', '').lower()}/")
    assert answer.status == 302
    assert answer.headers["Location"] == address(live)


@pytest.mark.parametrize("path", ["/appeals/", "/feed.atom", "/feed.json"])
def test_list_and_feeds_name_reference_and_area_and_nobody(visitor: Visitor, live: Edition, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status == 200
    assert live.reference in answer.text
    assert "Larkhill bus station" in answer.text
    for words in ("Wren", "years", "raincoat", "photo.jpg"):
        assert words not in answer.text
    actions.withdraw(live.pk, by=BY, at=clock.now())
    assert live.reference not in visitor.get(path).text


def test_a_sighting_is_kept_with_the_appeal_s_reference_and_changes_nothing(visitor: Visitor, live: Edition) -> None:
    told = {
        "place": "The 42 bus, going north",
        "day": "2026-11-21",
        "time": "09:05",
        "saw_or_heard": "saw",
        "how_sure": "likely",
        "words": "A girl in a yellow raincoat got off at the mill.",
        "contact": "07700 900456",
    }
    answer = visitor.fill(address(live) + "sighting/", **told)
    assert answer.status == 302, answer.text
    sighting = Sighting.objects.get()
    kept = {name: told[name] for name in ("place", "saw_or_heard", "how_sure", "words", "contact")}
    assert words_of_sighting(sighting) == kept | {"reference": live.reference, "seen_at": "2026-11-21T09:05"}
    receipt = visitor.get(answer.headers["Location"])
    assert receipt.status == 200
    assert sighting.reference in receipt.text
    assert live.reference not in receipt.text
    live.refresh_from_db()
    assert live.state == EditionState.LIVE
    assert Report.objects.count() == 0
    kinds = Entry.objects.filter(by="public").values_list("kind", flat=True)
    assert list(kinds) == ["sighting.received"]


def test_the_sighting_form_says_nothing_of_the_child(visitor: Visitor, live: Edition) -> None:
    page = visitor.get(address(live) + "sighting/")
    assert page.status == 200
    for words in ("Wren", "raincoat", "Larkhill", "years old"):
        assert words not in page.text


def test_an_empty_sighting_is_asked_about_and_a_single_word_is_taken(visitor: Visitor, live: Edition) -> None:
    empty = visitor.fill(address(live) + "sighting/", contact="07700 900456", how_sure="certain")
    assert empty.status == 422
    assert "07700 900456" in empty.text
    assert visitor.fill(address(live) + "sighting/", words="Her.").status == 302


def test_a_sighting_begun_before_the_end_is_taken_after_it(visitor: Visitor, live: Edition) -> None:
    path = address(live) + "sighting/"
    filled = visitor.hidden(path) | {"place": "the mill"}
    actions.withdraw(live.pk, by=BY, at=clock.now())
    assert visitor.get(path).status == 410
    assert visitor.post(path, filled).status == 302
    assert Sighting.objects.count() == 1


def test_a_sighting_of_nobody_is_not_taken(visitor: Visitor, live: Edition) -> None:
    filled = visitor.hidden(address(live) + "sighting/") | {"place": "the mill"}
    assert visitor.post(f"/appeals/{new_reference()}/sighting/", filled).status == 404
    assert Sighting.objects.count() == 0
