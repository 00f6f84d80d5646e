"""What leaves as a file holds the fields of its list and nothing beside them."""

from __future__ import annotations

import pytest

from tests.assurance import exports
from tests.formats.test_poster import URL, WREN
from wayhome.formats.poster import poster_pdf
from wayhome.look import POSTER_FONTS


def test_what_leaves_as_a_file_holds_what_its_list_names(fresh_database: None) -> None:
    (row,) = exports.run(full=False)
    assert row["passed"], row


def test_the_words_that_are_set_on_a_poster_can_be_read() -> None:
    said, wrong = exports._pdf(poster_pdf(WREN, photo_jpeg=None, url=URL, fonts=[POSTER_FONTS]))
    assert wrong == []
    for words in (WREN.name, WREN.phone, "Long brown hair", WREN.issuer):
        assert words in said


@pytest.mark.parametrize("content", [b"", b"{", b"%PDF-1.7"])
def test_a_file_that_cannot_be_read_fails(content: bytes) -> None:
    assert exports.faults_in(exports.File("feed.json", "officer", content, frozenset()))
