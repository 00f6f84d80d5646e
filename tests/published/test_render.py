"""What an edition's files say, and what they never say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from wayhome.published import render
from wayhome.published.models import Edition

pytestmark = pytest.mark.django_db
Accept = Callable[..., Edition]


def test_an_edition_has_page_photo_and_poster(accepted: Accept, face: bytes) -> None:
    files = render.files_of(accepted())
    assert set(files) == {"index.html", "photo.jpg", "poster.pdf"}
    assert files["photo.jpg"] == face
    assert files["poster.pdf"].startswith(b"%PDF-")


def test_an_edition_without_a_photo_has_no_photo_file_and_names_none(accepted: Accept) -> None:
    files = render.files_of(accepted(photo=None))
    assert set(files) == {"index.html", "poster.pdf"}
    assert b"photo.jpg" not in files["index.html"]


def test_the_officer_approves_the_same_words_that_the_page_carries(accepted: Accept) -> None:
    edition = accepted()
    preview = render.appeal_page(edition.manifest, photo_url="photo.jpg")
    assert preview.encode() in render.files_of(edition)["index.html"]


def test_everything_that_was_approved_is_on_the_page(accepted: Accept) -> None:
    said = render.files_of(accepted())["index.html"].decode()
    for words in ("MISSING", "Wren", "14 years old", "Female", "150–155 cm", "Slim", "Dark brown", "Green", "yellow raincoat",
                  "Larkhill bus station", "Friday 20 November 2026", "Tuesday 24 November 2026 at 16:30", "999", "101"):  # fmt: skip
        assert words in said, words


def test_what_is_not_known_is_not_shown(accepted: Accept, manifest: dict[str, Any]) -> None:
    shows = manifest["shows"] | {"sex": "unknown", "build": "", "eye_colour": "one blue, one brown"}
    said = render.files_of(accepted(shows=shows))["index.html"].decode()
    assert "Sex" not in said
    assert "Build" not in said
    assert "one blue, one brown" in said


def test_a_demonstration_s_poster_says_so(accepted: Accept) -> None:
    poster = render.poster_of(accepted(demonstration=True).manifest)
    assert "DEMONSTRATION" in poster.headline
    assert "invented" in poster.take_down


def test_a_renewed_edition_names_its_new_end(accepted: Accept) -> None:
    edition = accepted()
    edition.ends_at += timedelta(days=2)
    assert "Thursday 26 November 2026 at 16:30" in render.files_of(edition)["index.html"].decode()


def test_title_and_robots_line_tell_nothing_of_the_child(accepted: Accept) -> None:
    edition = accepted()
    said = render.files_of(edition)["index.html"].decode()
    title = said.partition("<title>")[2].partition("</title>")[0]
    assert edition.reference in title
    assert not [word for word in edition.manifest["shows"].values() if word in title]
    assert '<meta name="robots" content="noindex, noarchive">' in said


def test_what_an_officer_typed_is_never_read_as_mark_up(accepted: Accept, manifest: dict[str, Any]) -> None:
    hostile = manifest["shows"] | {"clothing": "<script>alert(1)</script>", "given_name": "Wren {{ 7 }} <b>"}
    said = render.files_of(accepted(shows=hostile))["index.html"].decode()
    assert "<script>alert" not in said
    assert "Wren {{ 7 }} &lt;b&gt;" in said


def test_the_longest_words_still_make_a_poster(accepted: Accept, manifest: dict[str, Any]) -> None:
    long = dict.fromkeys(manifest["shows"], "Wren " * 700)
    assert render.files_of(accepted(shows=long))["poster.pdf"].startswith(b"%PDF-")


def test_the_page_is_in_the_language_of_the_appeal(manifest: dict[str, Any]) -> None:
    with translation.override("en"):
        said = render.page(manifest | {"language": "cy"}, photo_url=None)
    assert '<html lang="cy"' in said
    assert "Benyw" in said  # the code list's own Welsh word


def test_the_feed_carries_reference_area_and_link_and_nothing_of_the_child(accepted: Accept) -> None:
    edition = accepted()
    feeds = render.feed_files([render.entry_of(edition)])
    told = {name: words for name, words in edition.manifest["shows"].items() if name != "last_seen_area"}
    for name, content in feeds.items():
        for field, words in told.items():
            assert words not in content.decode().replace(edition.reference, ""), (name, field)
    (item,) = json.loads(feeds["feed.json"])["items"]
    assert item["content_text"] == "Larkhill bus station"
    assert item["id"] == item["url"] == render.address_of(edition.reference)
    atom = ET.fromstring(feeds["feed.atom"])
    entry = atom.find("{*}entry")
    assert entry is not None
    assert [child.tag.partition("}")[2] for child in entry] == ["title", "id", "link", "updated", "summary"]


def test_a_letter_that_no_feed_may_hold_spoils_none(accepted: Accept) -> None:
    entry = render.entry_of(accepted()) | {"area": "Leeds\x0bCity\ufffe \U0001f6d1"}
    atom = ET.fromstring(render.feed_files([entry])["feed.atom"])
    assert atom.findtext("{*}entry/{*}summary") == "LeedsCity \U0001f6d1"


def test_an_empty_feed_is_still_a_feed() -> None:
    feeds = render.feed_files([])
    assert json.loads(feeds["feed.json"])["items"] == []
    assert ET.fromstring(feeds["feed.atom"]).find("{*}updated") is not None
